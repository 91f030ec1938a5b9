"""A dashboard that runs, a browser, and a lake of the samples with hostile text beside them."""

import dataclasses
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from transforms.tables import Entity
from warehouse.lake import Lake
from warehouse.settle import settle

# Times that the browser is slowed down: what a test takes for granted about its speed shows at 10.
SLOWER = float(os.environ.get("DATELINE_BROWSER_SLOWER", "1"))
ROOT = Path(__file__).resolve().parents[2]


def _module(name: str, file: Path):
    """A module beside the tests, which are no package."""
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


rows = _module("dashboard_rows", ROOT / "tests" / "warehouse" / "rows.py")
browsing = _module("dashboard_browsing", Path(__file__).with_name("browsing.py"))
CHROMIUM, Visit, serving = browsing.CHROMIUM, browsing.Visit, browsing.serving
SCRIPT = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
TURNED = "\u202eMara\u202d [click](javascript:alert(1)) **bold** $x$"
LONG = "N" * 10_000
HOSTILE = f'Mara Oduya came. {SCRIPT} "We {TURNED} build it," she said of =2+2.'


def publish(lake: Lake, folder: Path) -> None:
    """Articles whose headline, outlet, quotes and names are all hostile."""
    body = HOSTILE
    said = f"We {TURNED} build it,"
    articles = [
        dataclasses.replace(rows.article(f"x{n}", body), headline=headline, publisher=outlet, url=url)
        for n, (headline, outlet, url) in enumerate(
            [
                (SCRIPT, f"<b>{SCRIPT}", "javascript:alert(1)"),
                (TURNED, TURNED, "https://quay.example/x"),
                (LONG, LONG, "not an address"),
            ]
        )
    ]
    person = dataclasses.replace(rows.person("Mara Oduya"), name=f"{SCRIPT}{TURNED}{LONG}", aliases=[LONG, SCRIPT])
    long_place: Entity = dataclasses.replace(rows.place("Port Ellis"), latitude=12.5, longitude=44.0, name=SCRIPT)
    quotes = [
        dataclasses.replace(rows.quote(a, said), speaker=f"{SCRIPT}{LONG}", speaker_role=TURNED) for a in articles
    ]
    mentions = [
        dataclasses.replace(
            rows.mention(a), entity_id=who.entity_id, kind=who.kind, mention_id=f"{a.article_id}{who.kind}"
        )
        for a in articles
        for who in (person, long_place)
    ]
    from warehouse.staging import write_part

    part = folder / "part"
    write_part(
        part,
        {
            "articles": articles,
            "sightings": [rows.sighting(f"x{n}", "hostile", n * 100) for n in range(len(articles))],
            "quotes": quotes,
            "mentions": mentions,
            "entities": [person, long_place],
            "rejects": [dataclasses.replace(rows.reject("hostile", "chars 900-950"), excerpt=SCRIPT, detail=TURNED)],
        },
    )
    dump = dataclasses.replace(rows.dump("hostile"), uri=f"dumps/{SCRIPT}.txt", document_count=4, article_count=3)
    settled = folder / "settled"
    settle(lake, [part], [dataclasses.replace(dump, reject_count=1)], settled, "hostile")
    lake.publish(settled, rows.run("hostile"), [rows.check("hostile", SCRIPT, success=False)])


@pytest.fixture(scope="session", name="rows")
def _rows():
    """The module that makes rows for tests."""
    return rows


@pytest.fixture(scope="session")
def pictures():
    """The module that makes the docs' pictures."""
    return _module("dashboard_pictures", Path(__file__).with_name("pictures.py"))


@pytest.fixture(scope="session")
def hostile_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    lake = Lake(folder / "lake")
    lake.create_or_open()
    publish(lake, folder)
    lake.close()
    return folder / "lake"


@pytest.fixture(scope="session")
def sample_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped samples, loaded by the command in a process of its own."""
    lake = tmp_path_factory.mktemp("dashboard") / "lake"
    done = subprocess.run(
        [sys.executable, "-m", "flows.command", "ingest", str(ROOT / "flows" / "samples"), "--lake", str(lake)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return lake


@pytest.fixture(scope="session")
def dashboard(sample_lake: Path) -> Iterator[str]:
    with serving(sample_lake) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_dashboard(hostile_lake: Path) -> Iterator[str]:
    with serving(hostile_lake) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    if not CHROMIUM.is_file():
        reason = f"no browser at {CHROMIUM}: apt-get install chromium, or set DATELINE_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with browsing.chromium() as chromium:
        yield chromium


@pytest.fixture
def visit(browser: object) -> Iterator[Callable[..., Visit]]:
    opened = []

    def open(home: str, **how: object) -> Visit:
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **how})
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        opened.append(page)
        return Visit(page, home)

    yield open
    for page in opened:
        page.close()
