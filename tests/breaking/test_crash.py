"""`dateline ingest` killed by SIGKILL at random moments, and run again: as if nothing had been.

CI kills 20 runs beside those killed at every named step (tests/flows/test_ingest.py), `make test-long` 200.
"""

import os
import random
import time
from pathlib import Path

import pytest

from tests.breaking.commands import started
from tests.breaking.lakes import exported_rows, orphans, staged
from warehouse.lake import Lake

SAMPLES = Path(__file__).resolve().parents[2] / "flows" / "samples"
SECONDS = 180.0


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables by which the runs find a real Prefect server, started for all of them."""
    from flows.server import prefect_server, wait_until_healthy

    home = tmp_path_factory.mktemp("prefect")
    with prefect_server(home) as address:
        wait_until_healthy(address, home / "server.log")
        yield {"PREFECT_API_URL": address, "PREFECT_HOME": str(home), "DATELINE_BATCH_DOCUMENTS": "4"}


@pytest.fixture(scope="module")
def undisturbed(api: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list], float]:
    """The tables of a load that nothing disturbed, and the seconds that it took."""
    folder = tmp_path_factory.mktemp("undisturbed")
    run(folder, api)
    (folder / "lake").rename(folder / "first")  # the first run of the server process is slower
    return exported_rows(Lake(folder / "first")), run(folder, api)


def run(folder: Path, api: dict[str, str], kill_after: float | None = None) -> float:
    """Ingest the samples into `folder/lake`, and kill that after so many seconds; returns the seconds it lived."""
    begin = time.monotonic()
    process = started(folder / "log", "ingest", SAMPLES, "--lake", folder / "lake", **api)
    process.join(SECONDS if kill_after is None else kill_after)
    if kill_after is not None and process.is_alive():
        process.kill()
        process.join()
        return time.monotonic() - begin
    assert process.exitcode == 0, (folder / "log").read_text()
    return time.monotonic() - begin


def storm(folder: Path, api: dict[str, str], seconds: float, kills: int, seed: int) -> None:
    """Kill a load so often, each time at a random moment, then let it end."""
    chance = random.Random(seed)
    for _ in range(kills):
        run(folder, api, kill_after=chance.uniform(0.05, seconds))
    run(folder, api)


def assert_untouched(folder: Path, calm: dict[str, list]) -> None:
    lake = Lake(folder / "lake")
    assert exported_rows(lake) == calm
    assert staged(lake) == [], "staging of finished runs is cleaned"
    process = started(
        folder / "log", "maintain", "--lake", folder / "lake", "--keep-days", "0", "--keep-snapshots", "1"
    )
    process.join(SECONDS)
    assert process.exitcode == 0, (folder / "log").read_text()
    assert orphans(lake) == set()
    assert exported_rows(lake) == calm


@pytest.mark.slow
@pytest.mark.parametrize(("kills", "seed"), [(1, 1), (2, 2), (3, 3), (6, 4), (8, 5)])
def test_killed_at_random_moments(api, undisturbed, tmp_path, kills: int, seed: int) -> None:
    calm, seconds = undisturbed
    storm(tmp_path, api, seconds, kills, seed)
    assert_untouched(tmp_path, calm)


@pytest.mark.long
def test_killed_two_hundred_times(api, undisturbed, tmp_path) -> None:
    calm, seconds = undisturbed
    first = int(os.environ.get("DATELINE_TEST_SEED", "1000"))
    chance = random.Random(first)
    left = 200
    storms = 0
    while left:
        kills = min(left, chance.choice((1, 1, 2, 3, 5)))
        folder = tmp_path / str(storms)
        folder.mkdir()
        storm(folder, api, seconds, kills, first + storms)
        assert_untouched(folder, calm)
        left -= kills
        storms += 1
    print(f"\n200 runs killed within {seconds:.1f} s in {storms} loads, seeds {first} to {first + storms - 1}")
