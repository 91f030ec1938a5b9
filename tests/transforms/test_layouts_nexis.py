"""Nexis downloads: cover sheet, contents list, articles with named fields."""

from datetime import UTC, datetime

import pytest

from transforms.articles import article_of
from transforms.documents import Document, Draft, Line
from transforms.layouts import LAYOUTS, Unfit, layout_of
from transforms.layouts.cutting import pieces_of
from transforms.tables import Article

NEXIS = LAYOUTS["nexis"]

COVER = """\
Date and Time: Friday, 24 November 2034 16:00:00 CET
Job Number: 123456
Documents (2)
1. Ferries of Tarn sail again
Client/Matter: -None-
Search Terms: ferr* AND Tarn
Narrowed by:

Content Type
Narrowed by
News

2. Frost ruins orchards
Client/Matter: -None-"""

FERRY = """\
Ferries of Tarn sail again
Newstex Blogs
Tarn Echo Online
November 24, 2034 Friday 6:01 AM GMT


Copyright 2034 Tarn Echo All Rights Reserved


Section: ISLANDS; Version:3
Length: 61 words
Byline: Ina Roth (now) and Karl Benn (earlier)
Highlight: The strike is over
Body


November 24th, 2034 ( Tarn Echo  — Delivered by  Newstex )
TARNPORT: The ferries of Tarn sailed again on Friday after nine days in port.    What the union won     \
Night crews will be paid by the hour, said Orla Venn, who leads the deckhands.
Notes from both sides were read out on the pier. For Reprint Rights: echo.example

Graphic

The first ferry leaves Tarnport on Friday.

Load-Date: November 25, 2034


End of Document"""

FROST = """\
Frost ruins orchards
The Ode Post (Ode)
November 23, 2034 Thursday 8:30 PM EST


Copyright 2034 The Ode Post All Rights Reserved
Length: 20 words
Body


A night of frost has cost the growers of Lisk nine tenths of their apples, they said.

Load-Date: November 24, 2034


End of Document"""

DUMP = "\n\n\n\n\n".join([COVER, FERRY, FROST])


def pieces() -> list[list[str]]:
    return [piece.texts for piece in pieces_of([Line(t, 0, len(t)) for t in DUMP.split("\n")], NEXIS, 100_000)]


def drafted(text: str) -> Draft:
    draft = NEXIS.parse(text.split("\n"))
    assert isinstance(draft, Draft)
    return draft


@pytest.mark.parametrize("text", [DUMP, FROST])
def test_a_download_is_recognised_with_or_without_its_cover(text: str) -> None:
    assert layout_of(text.split("\n")) is NEXIS


def test_the_contents_list_holds_no_articles() -> None:
    cover, ferry, frost = pieces()
    assert (ferry, frost) == (FERRY.split("\n"), FROST.split("\n"))
    assert isinstance(NEXIS.parse(cover), Unfit)


def test_the_cover_tells_when_the_download_was_made() -> None:
    captured = NEXIS.captured(COVER.split("\n"))
    assert captured is not None
    assert captured.at == datetime(2034, 11, 24, 15, 0, tzinfo=UTC)


def test_fields_body_and_captions_come_out_apart() -> None:
    draft = drafted(FERRY)
    assert draft.headline == "Ferries of Tarn sail again"
    assert draft.publisher == "Tarn Echo Online"
    assert draft.section == "ISLANDS"
    assert draft.byline == ["Ina Roth", "Karl Benn"]
    assert draft.summary == ["The strike is over"]
    assert draft.dateline == "TARNPORT"
    assert draft.captions == ["The first ferry leaves Tarnport on Friday."]
    assert draft.subheads == ["What the union won"]
    assert draft.body.split("\n\n") == [
        "The ferries of Tarn sailed again on Friday after nine days in port.",
        "What the union won",
        "Night crews will be paid by the hour, said Orla Venn, who leads the deckhands.",
        "Notes from both sides were read out on the pier.",
    ]


def test_a_gap_in_mid_sentence_parts_no_paragraphs() -> None:
    gap = " " * 22
    line = gap.join(["", "Letters to:", "post@ode.example", ".", "Others go to", "the town hall", "| Ode."])
    body = drafted(FROST.replace("A night of frost has", f"{line}\nA night of frost has")).body
    assert body.split("\n\n")[:2] == ["Letters to: post@ode.example.", "Others go to the town hall | Ode."]


def test_the_printed_day_is_kept_where_its_zone_would_move_it() -> None:
    ferry, frost = drafted(FERRY).published, drafted(FROST).published
    assert ferry is not None
    assert frost is not None
    assert (ferry.at, ferry.precision) == (datetime(2034, 11, 24, 6, 1, tzinfo=UTC), "minute")
    assert (frost.at, frost.precision) == (datetime(2034, 11, 23, tzinfo=UTC), "day")


def test_a_text_that_is_filed_under_two_sections_is_two_articles_with_the_same_words() -> None:
    rows = [
        article_of(
            Document(
                dump_id="d" * 64, locator="chars 0-9", layout="nexis", text=FERRY.replace("ISLANDS; Version:3", section)
            ),
            None,
            None,
        )
        for section in ("ISLANDS; Version:3", "Islands; Version:4", "BUSINESS; Version:3")
    ]
    islands, later, business = (row for row in rows if isinstance(row, Article))
    assert islands.article_id == later.article_id != business.article_id
    assert islands.body == business.body
    assert (islands.section, business.section) == ("ISLANDS", "BUSINESS")
