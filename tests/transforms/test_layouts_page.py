"""The layout of pages run together, each with its headline twice."""

import pytest

from transforms.documents import Draft, Line
from transforms.layouts import LAYOUTS, Unfit, layout_of
from transforms.layouts.cutting import pieces_of

PAGE = LAYOUTS["page"]

FERRY = """\
Ferry strike strands thousands on Isle of Tarn

Passengers wait at the east pier of Tarnport on Monday. (QPA)
Short Url
Updated 12 March 2031
Follow

Ferry strike strands thousands on Isle of Tarn

  • Union wants night crews paid by the hour
  • “Nobody sails until they talk to us,” its leader says

TARNPORT: The ferries of Tarn stayed in port for a third day on Monday, and some 4,000 people with them.
“Nobody sails until they talk to us,” said Orla Venn, who leads the deckhands’ union.
The company sees it differently
A spokesman for Tarn Lines, Per Aldous, called the strike reckless.

• This article is based on a report from the Tarn Echo."""

ORCHARD = """\
Frost ruins orchards of Upper Lisk

Updated 12 min 10 sec ago
Follow

Frost ruins orchards of Upper Lisk

LISK, Westmark (QPA) — A night of frost has cost the growers of Upper Lisk nine tenths of their apples, they said.
“We will have no cider this year,” said grower Bram Oster."""

LETTER = """\
Mayor of Ode will not run again

Short Url
https://short.example/ab12
Updated 2 hours 4 min ago
Follow

Mayor of Ode will not run again

By Ina Roth and Karl Benn, QPA

The mayor of Ode told her council on Tuesday that two terms had been enough."""


def cut(text: str) -> list[list[str]]:
    lines = [Line(line, 0, len(line)) for line in text.split("\n")]
    return [piece.texts for piece in pieces_of(lines, PAGE, 10_000)]


def drafted(text: str) -> Draft:
    draft = PAGE.parse(text.split("\n"))
    assert isinstance(draft, Draft)
    return draft


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n", "\n\n\n\n\n"])
def test_a_dump_is_cut_at_its_headlines(gap: str) -> None:
    assert cut(gap.join([FERRY, ORCHARD, LETTER])) == [page.split("\n") for page in (FERRY, ORCHARD, LETTER)]


def test_the_layout_is_recognised_below_what_else_stands_above() -> None:
    assert layout_of(("Menu\nSports\nWorld\n\n\n" + ORCHARD).split("\n")) is PAGE
    assert layout_of(["A headline", "", "A text of one article, which has no furniture at all."]).name == "plain"


def test_a_headline_that_is_not_repeated_begins_no_page() -> None:
    assert len(cut("A line of its own\n\nUpdated 3 May 2030\nFollow\n\nAnother line\n\nText of this page.")) == 1


def test_every_part_of_a_page_comes_out_apart() -> None:
    draft = drafted(FERRY)
    assert draft.headline == "Ferry strike strands thousands on Isle of Tarn"
    assert draft.captions == ["Passengers wait at the east pier of Tarnport on Monday."]
    assert draft.credit == "QPA"
    assert draft.summary == [
        "Union wants night crews paid by the hour",
        "“Nobody sails until they talk to us,” its leader says",
    ]
    assert draft.dateline == "TARNPORT"
    assert draft.updated is not None
    assert draft.updated.text == "12 March 2031"
    assert draft.published is None
    assert draft.subheads == ["The company sees it differently"]
    assert draft.body == "\n\n".join(
        [
            "The ferries of Tarn stayed in port for a third day on Monday, and some 4,000 people with them.",
            "“Nobody sails until they talk to us,” said Orla Venn, who leads the deckhands’ union.",
            "The company sees it differently",
            "A spokesman for Tarn Lines, Per Aldous, called the strike reckless.",
        ]
    )


def test_agency_address_and_authors_are_told() -> None:
    orchard, letter = drafted(ORCHARD), drafted(LETTER)
    assert (orchard.dateline, orchard.agency) == ("LISK, Westmark", "QPA")
    assert letter.url == "https://short.example/ab12"
    assert letter.byline == ["Ina Roth", "Karl Benn"]
    assert letter.body == "The mayor of Ode told her council on Tuesday that two terms had been enough."


def test_times_of_pages_are_told() -> None:
    assert [time.text for time in PAGE.times(FERRY.split("\n"))] == ["12 March 2031"]
    assert [time.age_seconds for time in PAGE.times(ORCHARD.split("\n"))] == [730]


def test_text_without_the_head_of_a_page_is_unfit() -> None:
    assert isinstance(PAGE.parse(["Home", "News", "Sport"]), Unfit)
