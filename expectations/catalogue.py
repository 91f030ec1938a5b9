"""The page of all rules, made from the rules: `python -m expectations.catalogue` prints it."""

from collections.abc import Iterator

from expectations.gate import ALL_TABLES, all_rules
from expectations.rule import SAMPLE_ROWS, Rule

_HEAD = f"""# Rules

What the gate asks of every load before anybody sees it, and `dateline check` of what is published. This page is made
from the rules themselves: `python -m expectations.catalogue > warehouse/docs/rules.md`.

- **critical** blocks: nothing of the load is published, and the command ends with 1.
- **warning** publishes, and tells.
- **info** records a number, or rows, and never fails.

A rule that cannot be checked blocks, whatever its severity. `--allow` publishes in spite of a rule that is named as
`rule`, `table.rule` or `table.rule[columns]`; that it was allowed is recorded. Every result is a row of `checks`, with
at most {SAMPLE_ROWS} of the rows that broke the rule.

Rules marked *load* look at what a run is about to publish, those marked *audit* at what is published, all others at
both.
"""


def render_rules() -> str:
    """All rules as Markdown, a table for each table."""
    return "\n".join([_HEAD, *_summary(), *(line for table in ALL_TABLES for line in _section(table.name))])


def _summary() -> Iterator[str]:
    rules = all_rules()
    yield f"{len(rules)} rules:\n"
    yield "| table | critical | warning | info |"
    yield "|---|---:|---:|---:|"
    for table in ALL_TABLES:
        counts = [
            sum(rule.table == table.name and rule.severity == severity for rule in rules)
            for severity in ("critical", "warning", "info")
        ]
        yield f"| [{table.name}](#{table.name}) | {' | '.join(map(str, counts))} |"
    yield ""


def _section(table: str) -> Iterator[str]:
    yield f"## {table}\n"
    yield "| rule | columns | severity | what must hold |"
    yield "|---|---|---|---|"
    for rule in all_rules():
        if rule.table == table:
            yield f"| `{rule.name}` | {_columns(rule)} | {_severity(rule)} | {_escaped(rule.sentence)} |"
    yield ""


def _columns(rule: Rule) -> str:
    return ", ".join(f"`{column}`" for column in rule.columns)


def _severity(rule: Rule) -> str:
    return rule.severity if rule.scope == "both" else f"{rule.severity} ({rule.scope})"


def _escaped(sentence: str) -> str:
    return sentence.replace("|", "\\|")


if __name__ == "__main__":
    print(render_rules(), end="")
