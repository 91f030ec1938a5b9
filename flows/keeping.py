"""Keeping a lake in order: the audit of what is published, and maintenance. What schedules and the command both run."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from expectations import Report, audit
from flows import progress
from flows.settings import Settings
from flows.versions import DATELINE_VERSION
from transforms.tables import Run
from warehouse.lake import Lake
from warehouse.maintenance import Maintained, maintain


def audit_lake(settings: Settings) -> Report:
    """Check what is published, record the findings in `checks`, build the Data Docs. No published row is changed."""
    lake = Lake(settings.lake, settings.data)
    snapshot_id = lake.current_snapshot()
    run = replace(started("audit", "checked"), snapshot_id=snapshot_id)
    progress.stage("Checking")
    report = audit(
        run_id=run.run_id,
        checked_at=run.started_at,
        attach=lake.attach_statements(at=snapshot_id),
        docs=settings.reports_folder,
        fresh_hours=settings.fresh_hours,
    )
    status = "checked" if report.is_publishable else "failed checks"
    lake.record(replace(run, finished_at=datetime.now(UTC), status=status), report.checks)
    return report


def maintain_lake(settings: Settings) -> Maintained:
    """Join small files, expire old snapshots, delete what nothing refers to; the run and its figures in `runs`."""
    lake = Lake(settings.lake, settings.data)
    run = started("maintain", "maintained")
    progress.stage("Maintaining")
    done = maintain(lake, keep=timedelta(days=settings.keep_days), keep_count=settings.keep_snapshots)
    counts = json.dumps(asdict(done), sort_keys=True)
    lake.record(replace(run, finished_at=datetime.now(UTC), counts=counts))
    return done


def started(flow: str, status: str) -> Run:
    """The row of `runs` of a run that begins now."""
    return Run(
        run_id=uuid4().hex,
        flow=flow,
        started_at=datetime.now(UTC),
        finished_at=None,
        status=status,
        dateline_version=DATELINE_VERSION,
        counts="{}",
        snapshot_id=None,
    )
