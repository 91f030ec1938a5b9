"""The gate: what must hold of rows before readers see them. Knows nothing of storage or of flows.

`check`, `audit` and what they return are found here. Great Expectations, whose import takes seconds, is loaded late.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from expectations.gate import audit as audit
    from expectations.gate import check as check
    from expectations.report import Finding as Finding
    from expectations.report import Report as Report

__all__ = ["Finding", "Report", "audit", "check"]

_HOMES = {
    "audit": "expectations.gate",
    "check": "expectations.gate",
    "Report": "expectations.report",
    "Finding": "expectations.report",
}


def __getattr__(name: str) -> Any:
    """Load an exported name when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
