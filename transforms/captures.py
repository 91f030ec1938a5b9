"""When a dump was captured, which ages that its pages print are counted back from."""

from dataclasses import dataclass
from datetime import datetime

# As a capture's source: its dump is still being read, so that its capture may yet be found.
AWAITED = "awaited"


@dataclass(frozen=True, slots=True)
class Capture:
    """When a dump was captured, and how that is known: see dumps.captured_source.

    AWAITED as the source: the dump is not read to its end, and what is not known of it now may be known then.
    """

    at: datetime | None
    source: str | None


AWAITED_CAPTURE = Capture(None, AWAITED)
