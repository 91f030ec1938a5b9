"""The audit flow: every rule over what is published, and how fresh that is."""

from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.keeping import audit_lake
from flows.settings import Settings


@flow(name="audit")
def audit(lake: str | None = None, fresh_hours: float | None = None) -> dict[str, Any]:
    """Check a lake and build its Data Docs; returns what was found as plain JSON values.

    `fresh_hours`: an audit warns when the newest load is older. No published row is changed.
    """
    settings = Settings.of(lake=lake, fresh_hours=fresh_hours)
    report = audit_lake(settings)
    found = {
        "run_id": report.run_id,
        "status": "checked" if report.is_publishable else "failed checks",
        "check_count": len(report.findings),
        "failure_count": len(report.failures),
        "warning_count": len(report.warnings),
        "report": report.describe(),
        "data_docs": str(settings.reports_folder / "index.html"),
    }
    create_markdown_artifact(
        f"# Audit {report.run_id}: {found['status']}\n\n"
        f"```\n{report.describe()}\n```\n\nData Docs: {found['data_docs']}\n",
        key=f"audit-{report.run_id}",
        description="What the audit found",
    )
    return found
