"""FBIS records: no headlines, the dateline tells place, day and source."""

from datetime import UTC, datetime

import pytest

from transforms.documents import Draft, Line
from transforms.layouts import LAYOUTS, layout_of
from transforms.layouts.cutting import pieces_of

FBIS = LAYOUTS["fbis"]

FIRST = """\
TARN-A1-0001 (TEST SITE)

   TARNPORT (WESTMARK), 3 JAN 90 (ACAN-QPA) -- [REPORT] [ORLA VENN] [TEXT] THE
FERRIES OF TARN STAYED IN PORT FOR A THIRD DAY, AND SOME FOUR THOUSAND PEOPLE
WITH THEM.

   [VENN] "NOBODY SAILS," SHE SAID, "UNTIL THEY TALK TO US ABOUT THE NIGHT
CREWS."  [END RECORDING]"""

SECOND = """\
TARN-A1-0002

   LISK, NO DATE (RADIO LISK) -- [COMMENTARY] FROST HAS RUINED THE ORCHARDS."""


def drafted(text: str) -> Draft:
    draft = FBIS.parse(text.split("\n"))
    assert isinstance(draft, Draft)
    return draft


def test_records_begin_at_their_ids() -> None:
    lines = ("\n" + FIRST + "\n\n\n" + SECOND + "\n").split("\n")
    assert layout_of(lines) is FBIS
    pieces = pieces_of([Line(text, 0, len(text)) for text in lines], FBIS, 10_000)
    assert [piece.texts for piece in pieces] == [FIRST.split("\n"), SECOND.split("\n")]


def test_the_dateline_tells_place_day_and_source() -> None:
    draft = drafted(FIRST)
    assert (draft.headline, draft.dateline, draft.agency) == (None, "TARNPORT (WESTMARK)", "ACAN-QPA")
    assert draft.published is not None
    assert (draft.published.at, draft.published.precision) == (datetime(1990, 1, 3, tzinfo=UTC), "day")
    assert draft.body.split("\n\n") == [
        "THE FERRIES OF TARN STAYED IN PORT FOR A THIRD DAY, AND SOME FOUR THOUSAND PEOPLE WITH THEM.",
        '[VENN] "NOBODY SAILS," SHE SAID, "UNTIL THEY TALK TO US ABOUT THE NIGHT CREWS." [END RECORDING]',
    ]


def test_a_record_may_have_no_date() -> None:
    draft = drafted(SECOND)
    assert (draft.dateline, draft.agency, draft.published) == ("LISK", "RADIO LISK", None)
    assert draft.body == "[COMMENTARY] FROST HAS RUINED THE ORCHARDS."


@pytest.mark.parametrize("year", ["31 FEB 90", "7 JAN"])
def test_a_day_that_is_none_is_not_claimed(year: str) -> None:
    assert drafted(FIRST.replace("3 JAN 90", year)).published is None
