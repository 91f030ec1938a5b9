"""The page of rules says what the rules are."""

from pathlib import Path

from expectations.catalogue import render_rules
from expectations.gate import all_rules

PAGE = Path(__file__).resolve().parents[2] / "warehouse" / "docs" / "rules.md"


def test_the_page_of_rules_is_current() -> None:
    cure = "stale: run `python -m expectations.catalogue > warehouse/docs/rules.md`"
    assert PAGE.read_text(encoding="utf-8") == render_rules(), cure


def test_every_rule_is_on_it() -> None:
    lines = render_rules().splitlines()
    assert sum(line.startswith("| `") for line in lines) == len(all_rules())
    for rule in all_rules():
        assert any(line.startswith(f"| `{rule.name}` | ") and rule.severity in line for line in lines)
