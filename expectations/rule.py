"""What a rule is: a table, a severity, a sentence in words, and SQL that finds what breaks it.

The SQL reads the names that `session` makes: the load's tables under their own names (`quotes`), the same with the
published rows that the load refers to (`near.quotes`), and `load`, one row with `run_id`, `checked_at` and `languages`.
"""

from dataclasses import dataclass
from typing import Literal

# At most this many broken rows are kept as a sample, each text cut to this many characters.
SAMPLE_ROWS = 20
SAMPLE_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of one table: the rows that break it, or a number and its bounds, or rows to record.

    `breaks` is a SELECT of the rows that break the rule, key first. `measures` is a SELECT of one number, null when
    there is nothing to measure; it must lie between `minimum` and `maximum`, both inclusive, where they are given.
    `records` is a SELECT of a few rows that are kept as the sample and break nothing. `scope` says where the rule
    holds: in a load before it is published, in an audit of what is published, or in both.
    """

    table: str
    name: str
    severity: str
    sentence: str
    columns: tuple[str, ...] = ()
    breaks: str | None = None
    measures: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    records: str | None = None
    scope: Literal["load", "audit", "both"] = "both"

    def __post_init__(self) -> None:
        if sum(sql is not None for sql in (self.breaks, self.measures, self.records)) != 1:
            raise ValueError(f"{self.table}.{self.name}: a rule finds broken rows, or measures a number, or records")

    @property
    def has_bounds(self) -> bool:
        """Whether it can fail: a number without bounds and recorded rows only tell."""
        return self.breaks is not None or self.minimum is not None or self.maximum is not None

    @property
    def column_name(self) -> str:
        """The columns concerned, as `checks.column_name` has them; empty for the whole table."""
        return ", ".join(self.columns)

    @property
    def label(self) -> str:
        """How the rule is told apart from all others: `table.name`, and its columns in brackets."""
        return f"{self.table}.{self.name}" + (f"[{self.column_name}]" if self.columns else "")

    @property
    def names(self) -> tuple[str, str, str]:
        """The names by which a user may allow it, from the widest to the narrowest."""
        return self.name, f"{self.table}.{self.name}", self.label

    @property
    def sql(self) -> str:
        """One row: how many rows break the rule, a sample of them as JSON, and the number measured."""
        if self.breaks is not None:
            # The smallest rows as JSON make a sample that is the same in every run, in bounded memory.
            sample = f"min(CAST(to_json(breach) AS VARCHAR), {SAMPLE_ROWS})"
            return f"SELECT count(*), {sample}, NULL\nFROM (\n{self.breaks}\n) AS breach"
        if self.records is not None:
            return f"SELECT 0, list(CAST(to_json(row) AS VARCHAR)), NULL\nFROM (\n{self.records}\n) AS row"
        bounds = [f"measured < {self.minimum}"] if self.minimum is not None else []
        bounds += [f"measured > {self.maximum}"] if self.maximum is not None else []
        broken = f"coalesce({' OR '.join(bounds)}, false)" if bounds else "false"
        return f"SELECT CAST({broken} AS INTEGER), NULL, measured\nFROM (SELECT ({self.measures}) AS measured)"


def cut(column: str) -> str:
    """SQL of a column for a sample: as text, cut to `SAMPLE_CHARACTERS`."""
    return f"left(CAST({column} AS VARCHAR), {SAMPLE_CHARACTERS}) AS {column.rpartition('.')[2]}"


def missing(columns: str) -> str:
    """SQL that holds when some but not all of the columns, given with commas between, are null."""
    names = [name.strip() for name in columns.split(",")]
    nulls = " + ".join(f"CAST({name} IS NULL AS INTEGER)" for name in names)
    return f"{nulls} BETWEEN 1 AND {len(names) - 1}"
