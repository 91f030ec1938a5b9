"""The parts that layouts share."""

import pytest

from transforms.layouts.parts import byline_of, caption_of, dateline_of, is_note, subheads_of


@pytest.mark.parametrize(
    ("paragraph", "place", "agency", "rest"),
    [
        ("TARNPORT: The ferries stayed in port.", "TARNPORT", None, "The ferries stayed in port."),
        ("TARNPORt, Westmark: The ferries stayed.", "TARNPORt, Westmark", None, "The ferries stayed."),
        ("LISK (Reuters) - Frost came.", "LISK", "Reuters", "Frost came."),
        ("UPPER LISK, Westm. (AP) — Frost came.", "UPPER LISK, Westm.", "AP", "Frost came."),
        ("LISK, Westm., Sept. 26 (UPI) — Frost came.", "LISK, Westm.", "UPI", "Frost came."),
        ("Lisk (AFP) - Frost came.", "Lisk", "AFP", "Frost came."),
        ("LISK ― Frost came.", "LISK", None, "Frost came."),
        ("LISK (CNN) --Frost came.", "LISK", "CNN", "Frost came."),
        ("ÅSBY: Frost came.", "ÅSBY", None, "Frost came."),
    ],
)
def test_a_dateline_is_taken_off(paragraph: str, place: str, agency: str | None, rest: str) -> None:
    assert dateline_of(paragraph) == (place, agency, rest)


@pytest.mark.parametrize(
    "paragraph",
    [
        "UPDATED: The ferries sail again.",
        "WATCH: How the ferries sail again.",
        "Mayor: I will not run again.",
        "The store - empty for years - will go.",
        "UN: No ferries.",
        "He said (on Monday) - and nobody doubts it - that the ferries sail.",
        "",
    ],
)
def test_other_openings_are_no_datelines(paragraph: str) -> None:
    assert dateline_of(paragraph) is None


@pytest.mark.parametrize(
    ("line", "names", "agency"),
    [
        ("By Ina Roth", ["Ina Roth"], None),
        ("BY INA ROTH and KARL BENN", ["INA ROTH", "KARL BENN"], None),
        ("By Ina Roth, Associated Press", ["Ina Roth"], "Associated Press"),
        ("By Ina de la Roth | Staff Reporter", ["Ina de la Roth"], None),
        ("By Reuters", [], "Reuters"),
    ],
)
def test_a_byline_names_its_authors(line: str, names: list[str], agency: str | None) -> None:
    assert byline_of(line) == (names, agency)


@pytest.mark.parametrize("line", ["By far the oldest ferry", "By contrast, nobody sailed.", "Byways of Lisk", "By"])
def test_other_lines_are_no_bylines(line: str) -> None:
    assert byline_of(line) is None


def test_a_caption_ends_with_its_credit() -> None:
    assert caption_of("Ferries at rest in Tarnport. REUTERS/Ina Roth") == (
        "Ferries at rest in Tarnport.",
        "REUTERS/Ina Roth",
    )
    assert caption_of("Ferries at rest in Tarnport. (File/AFP)") == ("Ferries at rest in Tarnport.", "File/AFP")
    assert caption_of("The mayor, he said, will not run (again)") is None
    assert caption_of("The mayor of Ode in May (QPA)", in_head=True) == ("The mayor of Ode in May", "QPA")


def test_notes_are_told_from_text() -> None:
    assert is_note("This article is based on a report from the Tarn Echo.")
    assert is_note("(Reporting by Ina Roth; Editing by Karl Benn)")
    assert is_note("Copyright © 2030 The Ode Echo. All rights reserved.")
    assert not is_note("This article of the constitution was written in 1848.")


def test_subheads_head_a_longer_text() -> None:
    text = "The ferries stayed in port for a third day on Monday, said the company."
    assert subheads_of([text, "What the union wants", text, "‘NOT A WORD’", text, "- WHY NOW? -", text]) == [
        "What the union wants",
        "‘NOT A WORD’",
        "- WHY NOW? -",
    ]
    assert subheads_of(["Not above the text", text, "He left.", text, "At the end"]) == []
