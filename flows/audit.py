"""The audit: every rule over what is published."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from expectations import Report, check
from flows import progress
from flows.settings import Settings
from flows.versions import DATELINE_VERSION
from transforms.tables import TABLES, Run
from warehouse.export import export
from warehouse.lake import Lake


def audit_lake(settings: Settings) -> Report:
    """Check what is published, record the findings in `checks`, build the Data Docs. No published row is changed."""
    lake = Lake(settings.lake)
    started_at = datetime.now(UTC)
    run = Run(
        run_id=uuid4().hex,
        flow="audit",
        started_at=started_at,
        finished_at=None,
        status="checked",
        dateline_version=DATELINE_VERSION,
        counts="{}",
        snapshot_id=lake.current_snapshot(),
    )
    with tempfile.TemporaryDirectory(prefix="dateline-audit-") as folder:
        progress.stage("Reading")
        export(lake, Path(folder), "parquet")
        files = {table.name: Path(folder) / f"{table.name}.parquet" for table in TABLES}
        progress.stage("Checking")
        report = check(files, run_id=run.run_id, checked_at=started_at, docs=settings.reports_folder)
    status = "checked" if report.is_publishable else "failed checks"
    lake.record(replace(run, finished_at=datetime.now(UTC), status=status), report.checks)
    return report
