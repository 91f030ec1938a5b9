"""Crews of other machines: the workers of a Dask or a Ray cluster, which come as extras.

A worker of the cluster that is lost is the cluster's business: it gives the parcel to another. A document that kills or
hangs the analysis only ends the child of the worker, as on one machine, and is told of in the answer.
"""

import contextlib
import importlib
import logging
import socket
import time
import uuid
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

from flows.crews import Threaded
from flows.parcels import analyse_parcel, parcel_of, unpack
from flows.work import Answer, Work
from transforms.errors import UserError

# A cluster that grows with its work takes minutes to start a machine.
WAIT_SECONDS = 600.0
CONNECT_SECONDS = 30
ASK_SECONDS = 20
AT_ONCE = 2  # parcels a worker's thread: one is on its way while another is at work


class Dask(Threaded):
    """The workers of a Dask cluster, as many as there are when the load begins."""

    def __init__(self, address: str) -> None:
        """Raises UserError when there is no scheduler at the address, as `tcp://host:8786`, or no worker comes."""
        distributed = _extra("distributed", "dask")
        try:
            self._client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UserError(f"{address}: no Dask scheduler answers there ({error}): see --address") from None
        try:
            self._client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except TimeoutError:
            self._client.close()
            raise UserError(f"{address}: the Dask scheduler has no worker: start `dask worker {address}`") from None
        super().__init__(AT_ONCE * sum(self._client.nthreads().values()), self._by_a_worker)

    def close(self) -> None:
        """Call off what is not done and leave the cluster."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with contextlib.suppress(Exception):  # a scheduler that is gone has nothing left to call off
            self._client.cancel(list(self._client.futures.values()), force=True)
        self._client.close()
        super().close()

    def _by_a_worker(self, work: Work) -> Answer:
        from distributed import KilledWorker

        key = f"dateline-{work.key}-{uuid.uuid4().hex}"
        future = self._client.submit(analyse_parcel, *parcel_of(work), key=key, pure=False)
        try:
            answer, files = self._patiently(future)
        except KilledWorker as error:
            return Answer(status="died", detail=f"several workers of the cluster were lost with it: {error}"[:500])
        except CancelledError as error:
            return Answer(status="failed", detail=f"the Dask scheduler was lost: {error}")
        finally:
            future.release()
        return _taken(work, answer, files)

    def _patiently(self, future: Any) -> tuple[str, dict[str, bytes]]:
        """What comes of it, unless the cluster has no worker at all for too long."""
        last = time.monotonic()
        while True:
            try:
                result: tuple[str, dict[str, bytes]] = future.result(timeout=ASK_SECONDS)
                return result
            except TimeoutError:
                if self._client.nthreads():
                    last = time.monotonic()
                elif time.monotonic() - last > WAIT_SECONDS:
                    told = f"the Dask cluster has had no worker for {WAIT_SECONDS:.0f} s"
                    return Answer(status="failed", detail=told).to_json(), {}


class Ray(Threaded):
    """The processors of a Ray cluster, as many as there are when the load begins."""

    def __init__(self, address: str) -> None:
        """Raises UserError when no cluster is at the address: `host:6379`, or `ray://host:10001` from outside of it."""
        ray = _extra("ray", "ray")
        try:
            _knock(address)
            ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
        except (OSError, RuntimeError, ValueError) as error:
            raise UserError(f"{address}: no Ray cluster answers there ({error}): see --address") from None
        self._ray = ray
        # A worker that is lost is replaced, and its parcel done again.
        self._analyse = ray.remote(max_retries=3, num_cpus=1)(analyse_parcel)
        super().__init__(AT_ONCE * max(1, int(ray.cluster_resources().get("CPU", 1))), self._by_a_worker)

    def close(self) -> None:
        """Leave the cluster, which calls off what is not done."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._ray.shutdown()
        super().close()

    def _by_a_worker(self, work: Work) -> Answer:
        try:
            answer, files = self._ray.get(self._analyse.remote(*parcel_of(work)))
        except self._ray.exceptions.WorkerCrashedError as error:
            return Answer(status="died", detail=f"several workers of the cluster were lost with it: {error}"[:500])
        except self._ray.exceptions.RayError as error:
            return Answer(status="failed", detail=f"the Ray cluster was lost: {error}"[:500])
        return _taken(work, answer, files)


def _knock(address: str) -> None:
    """Ray itself looks for minutes for a cluster that is not there. Raises OSError, ValueError."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS).close()


def _extra(module: str, extra: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise UserError(f"the runner {extra} is an extra: pip install 'dateline[{extra}]'") from None


def _taken(work: Work, answer: str, files: dict[str, bytes]) -> Answer:
    """Rows that came back are put where the flow looks for them."""
    told = Answer.from_json(answer)
    if told.status == "done":
        unpack(files, Path(work.into) / work.key)
    return told
