"""A load by a Dask cluster into a lake on PostgreSQL and S3: one of its workers is lost in mid-run, and no row is.

Scheduler and workers have homes of their own, share no folder with the flow, and know nothing of the lake.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.server import free_port
from tests.breaking.lakes import exported_rows
from tests.flows.hosts import Host, NoHosts, network
from tests.warehouse import servers
from warehouse.lake import Lake

ROOT = Path(__file__).resolve().parents[2]
HERE = "127.0.0.1"
# A worker that is cut off says nothing. Dask waits 5 minutes for its next heartbeat unless told otherwise.
PATIENCE = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "3s"}


@dataclass
class Cluster:
    """`lose` is what happens to the first of the workers."""

    address: str
    worker_address: str
    lose: Callable[[], None]


@pytest.fixture
def programs() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts Python modules as another machine has them: a home of their own, and nothing of this environment."""
    with contextlib.ExitStack() as ends:

        def start(*command: object, on: Host | None = None) -> "subprocess.Popen[bytes]":
            home = ends.enter_context(tempfile.TemporaryDirectory(prefix="dl-", ignore_cleanup_errors=True))
            environment = PATIENCE | {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": home, "TMPDIR": home}
            program = [*(on.command if on else ()), sys.executable, "-m", *map(str, command)]
            with Path(home, "log").open("wb") as log:
                made = subprocess.Popen(
                    program, cwd=home, env=environment, stdout=log, stderr=log, start_new_session=True
                )
            ends.callback(end, made)
            return made

        yield start


def end(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def cluster_of(start: Callable[..., "subprocess.Popen[bytes]"], addresses: list[str], hosts: list[Host]) -> Cluster:
    """A scheduler and two workers, each on its address."""
    on = hosts or [None] * 3
    scheduler = f"tcp://{addresses[0]}:{free_port()}"
    start("distributed.cli.dask_scheduler", "--host", scheduler, "--no-dashboard", on=on[0])
    worker_address = f"tcp://{addresses[1]}:{free_port()}"
    one, two = (("--host", worker_address), ("--host", addresses[2]))
    options = (scheduler, "--no-nanny", "--no-dashboard", "--nthreads", 1)
    first = start("distributed.cli.dask_worker", *options, *one, on=on[1])
    start("distributed.cli.dask_worker", *options, *two, on=on[2])
    return Cluster(scheduler, worker_address, hosts[1].pull_the_cable if hosts else lambda: end(first))


@pytest.fixture(params=["processes", "hosts"])
def cluster(request: pytest.FixtureRequest, programs) -> Iterator[Cluster]:
    """Three processes on loopback, of which one is killed; three hosts, of which one is cut off."""
    if request.param == "processes":
        yield cluster_of(programs, [HERE] * 3, [])
        return
    with contextlib.ExitStack() as ends:
        try:
            hosts = ends.enter_context(network(3))
        except NoHosts as reason:
            servers.cannot(f"no network namespaces here: {reason}")
        yield cluster_of(programs, [host.address for host in hosts], hosts)


@pytest.fixture
def lose_the_first_at_work(cluster: Cluster) -> Iterator[list[str]]:
    """As soon as the cluster's first worker has a part to analyse, it is lost; the list tells that it was."""
    from distributed import Client

    lost: list[str] = []

    def wait_and_lose() -> None:
        with Client(cluster.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            ready.set()
            for _ in range(1200):
                if client.processing().get(cluster.worker_address):
                    cluster.lose()
                    lost.append(cluster.worker_address)
                    return
                time.sleep(0.05)

    ready = threading.Event()
    killer = threading.Thread(target=wait_and_lose)
    killer.start()
    assert ready.wait(60), "the cluster is not there"
    yield lost
    killer.join()


@pytest.mark.slow
def test_a_worker_that_is_lost_costs_no_row(
    cluster, lose_the_first_at_work, dateline, samples, sample_lake, tmp_path, monkeypatch
):
    with servers.postgres_server() as postgres, servers.s3_server(tmp_path / "s3.log") as s3:
        servers.make_bucket(s3, "news")
        place, files = f"postgres:{postgres.database('lake')}", "s3://news/lake"
        for name, value in {
            "AWS_ENDPOINT_URL": s3,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "the-key-id",
            "AWS_SECRET_ACCESS_KEY": "the-secret-key",
            "DATELINE_DATA": files,
            "DATELINE_PART_CHARACTERS": "3000",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        ran = dateline("ingest", samples, "--lake", place, "--runner", "dask", "--address", cluster.address)
        assert ran.code == 0, ran.err
        assert lose_the_first_at_work, "it was never at work"
        lake = Lake(place, files)
        assert exported_rows(lake) == exported_rows(Lake(sample_lake))
        lake.close()
