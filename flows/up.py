"""Prefect's server, the schedules, a worker and the dashboard as one command, on this machine's own address."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from flows.landing import BUSY_SHARE, LOOK_SECONDS, Trigger, Watch
from flows.logs import log_environment
from flows.prefect_schema import create_database
from flows.schedules import HEARTBEAT_SECONDS, LANDING, NOTIFY, POOL
from flows.server import ADDRESS_FILE, PRIVATE, wait_until_healthy
from flows.settings import Settings
from flows.supervisor import Service
from flows.tracing import tracing_environment
from transforms.errors import UserError

HOST = "127.0.0.1"
LOOK_AT_CHILDREN_SECONDS = 0.2
Tell = Callable[[str], None]


class CannotStart(UserError):
    """Something stands in the way: a port that is taken, or another `dateline up` on this lake."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to bring up. `landing` is absolute; without a dashboard port there is no dashboard."""

    settings: Settings
    landing: Path
    port: int
    dashboard_port: int | None
    notify: Sequence[str] = ()

    @property
    def home(self) -> Path:
        """Prefect's state: database, UI, logs; below the lake, not in the user's home."""
        return self.settings.home / "prefect"

    @property
    def api(self) -> str:
        """The address of Prefect's API."""
        return f"http://{HOST}:{self.port}/api"

    @property
    def lake(self) -> str:
        """The lake as any process finds it."""
        is_folder = self.settings.home.exists() and ":" not in self.settings.lake
        return str(self.settings.home) if is_folder else self.settings.lake

    @property
    def environment(self) -> dict[str, str]:
        """Variables of all services."""
        return (
            PRIVATE
            | log_environment()
            | tracing_environment()
            | {
                "PREFECT_HOME": str(self.home),
                "PREFECT_API_URL": self.api,
                "PREFECT_UI_API_URL": self.api,
                "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(self.home / "ui"),
                "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS),
                "PREFECT_WORKER_QUERY_SECONDS": "5",
                "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            }
        )


def services_of(plan: Plan) -> list[Service]:
    """Server, worker and dashboard, in the order in which they start."""
    logs = plan.home / "logs"
    found = [
        Service("Prefect's server", ["flows.server", str(plan.port)], logs / "server.log", plan.environment),
        Service(
            "the worker",
            ["prefect", "worker", "start", "--pool", POOL, "--name", "dateline-up"],
            logs / "worker.log",
            plan.environment,
            before=lambda: end_orphans(plan),
        ),
    ]
    if plan.dashboard_port is not None:
        from warehouse.dashboard.serve import command, environment

        found.append(
            Service(
                "the dashboard",
                command(plan.dashboard_port)[2:],  # without `python -m`
                logs / "dashboard.log",
                plan.environment | environment(plan.lake, plan.settings.data),
            )
        )
    return found


def up(plan: Plan, tell: Tell) -> None:
    """Bring everything up, keep it up, and take it down again at SIGINT or SIGTERM. Raises CannotStart."""
    plan.home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(plan.home / "up.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CannotStart(f"`dateline up` runs for this lake already, by {plan.home}") from None
    with lock:
        for port, option in ((plan.port, "--port"), (plan.dashboard_port, "--dashboard-port")):
            if port is not None and not is_free(port):
                raise CannotStart(
                    f"port {port} of {HOST} is taken: end what listens there, or choose another by {option}"
                )
        create_database(plan.home / "prefect.db")
        stopping = threading.Event()
        before = {
            number: signal.signal(number, lambda *_: stopping.set()) for number in (signal.SIGINT, signal.SIGTERM)
        }
        services = services_of(plan)
        try:
            run_services(plan, services, stopping, tell)
        finally:
            (plan.home / ADDRESS_FILE).unlink(missing_ok=True)
            for service in reversed(services):
                service.stop()
            for number, handler in before.items():
                signal.signal(number, handler)


def run_services(plan: Plan, services: list[Service], stopping: threading.Event, tell: Tell) -> None:
    """Start the services in order, then revive what dies until told to stop."""
    server, *others = services
    server.start()
    wait_until_healthy(plan.api, server.log)
    (plan.home / ADDRESS_FILE).write_text(plan.api, encoding="ascii")
    tell(f"Prefect     http://{HOST}:{plan.port}")
    for name in make_schedules(plan).splitlines():
        tell(f"scheduled   {name}")
    for service in others:
        service.start()
    if plan.dashboard_port is not None:
        tell(f"dashboard   http://{HOST}:{plan.dashboard_port}")
    tell(f"landing     {plan.landing}: what is put there is loaded")
    tell(f"logs        {server.log.parent}; Ctrl-C ends all")
    watch, trigger, next_look = Watch(plan.landing), Trigger(plan.api, LANDING), 0.0
    while not stopping.wait(LOOK_AT_CHILDREN_SECONDS):
        for service in services:
            service.revive(tell)
        now = time.monotonic()
        if now >= next_look:
            if watch.has_new() and trigger.run():
                watch.hand_over()
            took = time.monotonic() - now
            next_look = now + max(LOOK_SECONDS, took / BUSY_SHARE)
    tell("Ending")


def make_schedules(plan: Plan) -> str:
    """Deployments and automations, made in a process of its own: this one stays small. Raises CannotStart."""
    command = [sys.executable, "-m", "flows.schedules", "--lake", plan.lake, "--landing", str(plan.landing)]
    command += ["--folder", str(plan.settings.home)]
    told = {NOTIFY: " ".join(plan.notify)}  # not as an argument: it may have a password, and anyone may list processes
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | plan.environment | told)
    if done.returncode:
        raise CannotStart(f"the schedules could not be made: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def end_orphans(plan: Plan) -> None:
    """Runs that a dead worker left behind are crashed: its process group is gone with it."""
    command = [sys.executable, "-m", "flows.orphans"]
    with suppress(subprocess.TimeoutExpired):  # the automation marks them later
        subprocess.run(command, env=os.environ | plan.environment, capture_output=True, timeout=60)


def is_free(port: int) -> bool:
    """Can a server listen on this port of the loopback?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
