"""The maintain flow: fewer and larger files, old snapshots expired, what nothing refers to deleted."""

from dataclasses import asdict
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run

from flows.keeping import maintain_lake
from flows.settings import Settings
from warehouse.maintenance import Maintained


@flow(name="maintain")
def maintain(
    lake: str | None = None, keep_days: int | None = None, keep_snapshots: int | None = None
) -> dict[str, Any]:
    """Keep a lake small, under the writer lock, while readers read; returns its size before and after.

    Snapshots younger than `keep_days`, and the newest `keep_snapshots`, can still be read afterwards.
    """
    done = maintain_lake(Settings.of(lake=lake, keep_days=keep_days, keep_snapshots=keep_snapshots))
    create_markdown_artifact(as_markdown(done), key=f"maintain-{flow_run.id}", description="The lake before and after")
    return asdict(done)


def as_markdown(done: Maintained) -> str:
    """Files, bytes and snapshots before and after, for Prefect's page of the run."""
    before, after = done.before, done.after
    return (
        "# Maintenance\n\n| | before | after |\n|---|---:|---:|\n"
        f"| files | {before.file_count:,} | {after.file_count:,} |\n"
        f"| megabytes | {before.byte_count / 1e6:,.1f} | {after.byte_count / 1e6:,.1f} |\n"
        f"| snapshots | {before.snapshot_count:,} | {after.snapshot_count:,} |\n\n"
        f"{done.expired_count:,} snapshots expired, {done.deleted_file_count:,} files deleted.\n"
    )
