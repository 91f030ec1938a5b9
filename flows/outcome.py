"""What a run comes to, and how it is told: as plain JSON values, so that Prefect can keep it."""

from dataclasses import dataclass, field
from typing import Any

# Before the language of articles that were kept without analysis, in the counts of a run.
NOT_ANALYSED = "not analysed: "


@dataclass(slots=True)
class Outcome:
    """The end of one run that loads or replays. Counts are rows published by it; seconds are of the wall clock.

    `is_unreadable`: dumps were given, and no document could be read from any of them.
    """

    run_id: str
    status: str
    dump_count: int = 0
    known_count: int = 0
    is_unreadable: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    check_count: int = 0
    failure_count: int = 0
    warning_count: int = 0
    report: str = ""
    data_docs: str | None = None
    snapshot_id: int | None = None
    seconds: float = 0.0

    @property
    def not_analysed(self) -> dict[str, int]:
        """Articles that no pipeline read, by language."""
        return {name.removeprefix(NOT_ANALYSED): n for name, n in self.counts.items() if name.startswith(NOT_ANALYSED)}

    @property
    def batch_count(self) -> int:
        """Batches that were published."""
        return self.counts.get("batches", 0)

    def add(self, counts: dict[str, int]) -> None:
        """One more batch is about to be published, with so many rows by table."""
        for name, count in {**counts, "batches": 1}.items():
            self.counts[name] = self.counts.get(name, 0) + count

    def as_markdown(self) -> str:
        """A summary for Prefect's page of the run."""
        rows = [("status", self.status), ("dumps", self.dump_count), ("already loaded", self.known_count)]
        rows += list(self.counts.items())
        rows += [("checks", f"{self.check_count}, {self.failure_count} block, {self.warning_count} warn")]
        rows += [("snapshot", self.snapshot_id), ("seconds", round(self.seconds, 1)), ("Data Docs", self.data_docs)]
        table = "\n".join(f"| {name} | {value} |" for name, value in rows if value is not None)
        return f"# Run {self.run_id}\n\n| | |\n|---|---|\n{table}\n\n```\n{self.report}\n```\n"
