"""Keeping a lake in order: the audit of what is published, and maintenance. What schedules and the command both run."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from expectations import Report, audit
from flows import progress
from flows.pipeline import Pipelines
from flows.runs import begun, close_dead_runs
from flows.settings import Settings
from flows.workspace import remove_expired
from warehouse.lake import Lake
from warehouse.maintenance import Maintained, maintain


def audit_lake(settings: Settings) -> Report:
    """Check what is published, record the findings in `checks`, build the Data Docs. No published row is changed."""
    lake = _opened(settings)
    snapshot_id = lake.current_snapshot()
    run = replace(begun("audit", status="checked"), snapshot_id=snapshot_id)
    progress.stage("Checking")
    report = audit(
        run_id=run.run_id,
        checked_at=run.started_at,
        attach=lake.attach_statements(at=snapshot_id),
        connect=lake.instance,
        docs=settings.reports_folder,
        fresh_hours=settings.fresh_hours,
        languages=list(Pipelines(settings.all_pipelines)),
    )
    status = "checked" if report.is_publishable else "failed checks"
    lake.record(replace(run, finished_at=datetime.now(UTC), status=status), report.checks)
    return report


def maintain_lake(settings: Settings) -> Maintained:
    """Join small files, expire old snapshots, delete what nothing refers to; the run and its figures in `runs`.

    Runs that were killed are closed, and the staging of those that failed long ago is deleted.
    """
    lake = _opened(settings)
    run = begun("maintain", status="maintained")
    progress.stage("Maintaining")
    close_dead_runs(lake, settings)
    remove_expired(settings.staging_folder, settings.keep_failed_days)
    done = maintain(lake, keep=timedelta(days=settings.keep_days), keep_count=settings.keep_snapshots)
    counts = json.dumps(asdict(done), sort_keys=True)
    lake.record(replace(run, finished_at=datetime.now(UTC), counts=counts))
    return done


def _opened(settings: Settings) -> Lake:
    """The lake, brought up to date. Raises NoLake where there is none."""
    lake = Lake(settings.lake, settings.data)
    lake.current_snapshot()
    lake.create_or_open()
    return lake
