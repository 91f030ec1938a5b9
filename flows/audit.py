"""The audit: every rule over what is published, and how fresh that is."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from expectations import Report, audit
from flows import progress
from flows.settings import Settings
from flows.versions import DATELINE_VERSION
from transforms.tables import Run
from warehouse.lake import Lake


def audit_lake(settings: Settings) -> Report:
    """Check what is published, record the findings in `checks`, build the Data Docs. No published row is changed."""
    lake = Lake(settings.lake, settings.data)
    snapshot_id = lake.current_snapshot()
    run = Run(
        run_id=uuid4().hex,
        flow="audit",
        started_at=datetime.now(UTC),
        finished_at=None,
        status="checked",
        dateline_version=DATELINE_VERSION,
        counts="{}",
        snapshot_id=snapshot_id,
    )
    progress.stage("Checking")
    report = audit(
        run_id=run.run_id,
        checked_at=run.started_at,
        attach=lake.attach_statements(at=snapshot_id),
        docs=settings.reports_folder,
    )
    status = "checked" if report.is_publishable else "failed checks"
    lake.record(replace(run, finished_at=datetime.now(UTC), status=status), report.checks)
    return report
