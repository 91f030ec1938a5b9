"""The deployments of a lake and what is told of their runs, as `dateline up` makes them; prefect.yaml says the same.

`python -m flows.schedules` makes them at the server that PREFECT_API_URL names, and again without harm.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

POOL = "dateline"
LANDING = "ingest/landing"
NOTIFY = "DATELINE_NOTIFY"
# Addresses of e-mail, as Apprise has them.
MAIL = ("mailto://", "mailtos://")
# Once more after a minute, twice at most: loading again what is loaded changes nothing.
RETRIES = {"PREFECT_FLOWS_DEFAULT_RETRIES": "2", "PREFECT_FLOWS_DEFAULT_RETRY_DELAY_SECONDS": "60"}
# A flow run that does not say for so long that it lives is dead. Prefect takes no shorter heartbeat than 30 s.
HEARTBEAT_SECONDS = 30
SILENT_SECONDS = 100
# A run that takes longer hangs: the longest measured load is far below.
LONGEST_RUN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Deployed:
    """A flow with parameters and when it runs: every so many seconds, by cron (UTC), or only when asked to."""

    flow: str
    name: str
    description: str
    tags: tuple[str, ...]
    parameters: dict[str, Any] = field(default_factory=dict)
    interval: int | None = None
    cron: str | None = None

    @property
    def entrypoint(self) -> str:
        """The module form: the file form would import a second copy of the module."""
        return f"flows.{self.flow}.{self.flow}"


def deployments(lake: str, landing: str) -> list[Deployed]:
    """What keeps a lake fresh, checked and small."""
    return [
        Deployed(
            "ingest",
            "landing",
            "Loads whatever is new in the landing folder. What is loaded already is skipped by its bytes.",
            ("ingest", "publishes"),
            {"sources": [landing], "lake": lake, "may_be_empty": True},
            interval=900,
        ),
        Deployed(
            "audit", "nightly", "Every rule over what is published.", ("audit",), {"lake": lake}, cron="30 2 * * *"
        ),
        Deployed(
            "maintain",
            "nightly",
            "Joins small files, expires old snapshots, deletes what nothing refers to.",
            ("maintain", "publishes"),
            {"lake": lake},
            cron="0 3 * * *",
        ),
        Deployed(
            "replay",
            "on-demand",
            "Derives all rows again from the published articles, after an upgrade.",
            ("replay", "publishes"),
            {"lake": lake},
        ),
    ]


async def deploy(lake: str, landing: str, folder: str, notify: Sequence[str]) -> list[str]:
    """Make or renew work pool, deployments and automations; returns the names of the deployments."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.exceptions import ObjectAlreadyExists
    from prefect.types.entrypoint import EntrypointType
    from prefect.workers.process import ProcessWorker

    async with get_client() as client:
        try:
            template = ProcessWorker.get_default_base_job_template()
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
        except ObjectAlreadyExists:
            pass
    made = []
    for each in deployments(lake, landing):
        if find_spec(f"flows.{each.flow}") is None:
            continue
        flow = getattr(import_module(f"flows.{each.flow}"), each.flow)
        deployment = await flow.ato_deployment(
            each.name,
            description=each.description,
            tags=list(each.tags),
            parameters=each.parameters,
            interval=each.interval,
            cron=each.cron,
            # One at a time; a run that is due while another goes on has nothing to do that the other does not do.
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            work_pool_name=POOL,
            job_variables={"working_dir": folder, "env": RETRIES},
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        await deployment.apply()
        made.append(f"{each.flow}/{each.name}")
    await automate(notify)
    return made


async def automate(notify: Sequence[str]) -> None:
    """Make or renew the automations: the dead are marked as crashed, what hangs is ended, and failures are told.

    `notify` are addresses that are told of every run that failed, crashed or is late, and of every load that did not
    pass its checks: by e-mail those of an SMTP server (flows.mail), by a JSON object those of a webhook.
    """
    from prefect.automations import Automation
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import CancelFlowRun, ChangeFlowRunState
    from prefect.events.schemas.automations import EventTrigger, Posture
    from prefect.events.schemas.events import ResourceSpecification

    ended = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
    runs = ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]})
    made = [
        Automation(
            name="dateline: dead runs are crashed",
            trigger=EventTrigger(
                after={"prefect.flow-run.heartbeat"},
                expect={"prefect.flow-run.heartbeat", *ended},
                match=runs,
                for_each={"prefect.resource.id"},
                posture=Posture.Proactive,
                threshold=1,
                within=timedelta(seconds=SILENT_SECONDS),
            ),
            actions=[
                ChangeFlowRunState(
                    name=None, force=False, state=StateType.CRASHED, message="No heartbeat: its process is gone."
                )
            ],
        ),
        Automation(
            name="dateline: runs that hang are ended",
            trigger=EventTrigger(
                after={"prefect.flow-run.Running"},
                expect=ended,
                match=runs,
                for_each={"prefect.resource.id"},
                posture=Posture.Proactive,
                threshold=1,
                within=LONGEST_RUN,
            ),
            actions=[CancelFlowRun()],
        ),
    ]
    if notify:
        made.append(
            Automation(
                name="dateline: failures are told",
                trigger=EventTrigger(
                    expect={
                        "prefect.flow-run.Failed",
                        "prefect.flow-run.Crashed",
                        "prefect.flow-run.Late",
                        "dateline.failed-checks",
                    },
                    match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*", "dateline.*"]}),
                    posture=Posture.Reactive,
                    threshold=1,
                    within=timedelta(0),
                ),
                actions=[await notice_to(address, number) for number, address in enumerate(notify)],
            )
        )
    for automation in made:
        await renew(automation)


async def notice_to(address: str, number: int) -> Any:
    """The action that tells an address of an event, which is kept as a block of that number."""
    from prefect.blocks.webhook import Webhook
    from prefect.events.actions import CallWebhook, SendNotification
    from pydantic import SecretStr

    from flows.mail import Mail

    name = f"dateline-notify-{number}" if number else "dateline-notify"
    if address.startswith(MAIL):
        block_id = await Mail(url=SecretStr(address)).asave(name, overwrite=True)
        return SendNotification(
            block_document_id=block_id,
            subject="dateline: {{ event.event }}",
            body="{{ event.event }}: {{ event.resource.name }}, at {{ event.occurred }}",
        )
    block_id = await Webhook(method="POST", url=SecretStr(address)).asave(name, overwrite=True)
    return CallWebhook(
        block_document_id=block_id,
        payload='{"event": {{ event.event|tojson }}, "name": {{ event.resource.name|tojson }}, '
        '"at": {{ event.occurred|string|tojson }}}',
    )


async def renew(automation: Any) -> None:
    """Make an automation, or renew the one of its name."""
    from prefect.automations import Automation

    try:
        known = await Automation.aread(name=automation.name)
    except ValueError:
        await automation.acreate()
    else:
        automation.id = known.id
        await automation.aupdate()


def main() -> None:
    """Make them, and print their names."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lake", default="./lake")
    options.add_argument("--landing", default="./landing")
    options.add_argument("--folder", default=str(Path.cwd()), help="Where runs work: what relative paths are from.")
    options.add_argument(
        "--notify", action="append", help=f"Address that failures are told to; by default those of {NOTIFY}."
    )
    given = options.parse_args()
    for name in asyncio.run(
        deploy(given.lake, given.landing, given.folder, given.notify or os.environ.get(NOTIFY, "").split())
    ):
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
