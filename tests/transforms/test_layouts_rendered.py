"""Rendered pages run together: body text among menus, notices, teasers and footers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.documents import Draft, Line
from transforms.layouts import LAYOUTS, Unfit, layout_of
from transforms.layouts.cutting import pieces_of
from transforms.layouts.rendered import runs_of
from transforms.layouts.rendering import NAMES, described, shown_lines

RENDERED = LAYOUTS["rendered"]

MENU = """\
Skip to content

  * Home
  * News
      + Islands
      + Harbour
      + Weather
  * Sport
  * Culture
  * Sign in
  * Subscribe

Search"""

NOTICE = """\
We value your privacy

We and our partners use cookies on your device to personalise ads and content, and to measure how this website is \
used. By clicking accept you consent to this; \
you can change your cookie preferences and settings at any time in our privacy \
policy.

Accept all cookies"""

FOOTER = """\
More from the Echo

  * Ten walks along the cliffs
  * Quiz: how well do you know Tarn?
  * The best chowder in town

Comments (14)

Follow us on Facebook

  * About us
  * Contact us
  * Privacy policy
  * Terms of use

© 2031 Tarn Echo. All rights reserved."""


def story(headline: str, subject: str) -> str:
    paragraphs = [
        f"The {subject} of Tarn have been at odds with the council since last winter, when a storm took the old pier"
        " and nobody could say who should pay for a new one, which some put at nine million crowns.",
        f"“We have written eleven letters and had two answers,” said Orla Venn, who speaks for the {subject}. “The"
        " council tells us to wait, and the sea does not wait for anybody.”",
        f"A spokesman for the council, Per Aldous, said on Monday that plans were being drawn up, and that the"
        f" {subject} would be heard before anything was built. He would not say when that might be, or at whose cost.",
        f"Many of the {subject} have meanwhile gone to Lisk, where the harbour is deeper and the dues are lower, though"
        " the journey takes an hour longer and the market pays less for what they bring.",
    ]
    return f"{headline}\n\nBy Ina Roth\n\nPublished 12 March 2031\n\n  * Share\n  * Tweet\n\n" + "\n\n".join(paragraphs)


FISHERS = story("Fishers of Tarn lose patience with council", "fishers")
TRADERS = story("Traders of Tarn ask who will pay for the pier", "traders")


def page(text: str) -> str:
    return f"{MENU}\n\n{NOTICE}\n\n{text}\n\n{FOOTER}"


def drafted(text: str) -> Draft:
    draft = RENDERED.parse(text.split("\n"))
    assert isinstance(draft, Draft)
    return draft


def test_body_text_is_told_from_all_around_it() -> None:
    draft = drafted(page(FISHERS))
    assert draft.headline == "Fishers of Tarn lose patience with council"
    assert draft.byline == ["Ina Roth"]
    assert draft.published is not None
    assert draft.published.text == "12 March 2031"
    assert draft.body.split("\n\n") == [line for line in FISHERS.split("\n") if len(line) > 100]


def test_pages_are_cut_between_footer_and_menu() -> None:
    lines = "\n\n".join([page(FISHERS), page(TRADERS)]).split("\n")
    assert layout_of(lines) is RENDERED
    pieces = list(pieces_of([Line(text, at, at + 1) for at, text in enumerate(lines)], RENDERED, 100_000))
    drafts = [RENDERED.parse(piece.texts) for piece in pieces]
    assert [draft.headline for draft in drafts if isinstance(draft, Draft)] == [
        "Fishers of Tarn lose patience with council",
        "Traders of Tarn ask who will pay for the pier",
    ]
    assert pieces[0].texts[-1] == "© 2031 Tarn Echo. All rights reserved."
    assert pieces[-1].texts[0] == "Skip to content"


def test_pages_come_out_the_same_however_many_stand_before_them() -> None:
    lines = "\n\n".join([page(FISHERS), page(TRADERS)] * 60).split("\n")
    pieces = pieces_of([Line(text, at, at + 1) for at, text in enumerate(lines)], RENDERED, 100_000)
    headlines = [draft.headline for piece in pieces if isinstance(draft := RENDERED.parse(piece.texts), Draft)]
    assert (
        headlines
        == [
            "Fishers of Tarn lose patience with council",
            "Traders of Tarn ask who will pay for the pier",
        ]
        * 60
    )


@pytest.mark.parametrize(("text", "reason"), [(MENU, "menu"), (MENU + "\n\n" + NOTICE, "cookie_notice")])
def test_a_page_without_an_article_says_why(text: str, reason: str) -> None:
    found = RENDERED.parse(text.split("\n"))
    assert isinstance(found, Unfit)
    assert found.reason == reason


def test_an_article_alone_is_no_rendered_page() -> None:
    assert layout_of(FISHERS.replace("  * Share\n  * Tweet\n", "").split("\n")).name == "plain"


@given(st.lists(st.floats(-30, 30), max_size=60), st.data())
def test_runs_are_apart_and_in_order(gained: list[float], data: st.DataObject) -> None:
    opens = data.draw(st.lists(st.booleans(), min_size=len(gained), max_size=len(gained)))
    runs = runs_of(gained, opens, drop=40, least=20)
    assert all(first <= last for first, last in runs)
    assert all(one[1] < two[0] for one, two in pairwise(runs))
    assert all(sum(gained[first : last + 1]) >= 20 - 1e-6 for first, last in runs)


@given(st.lists(st.text(max_size=40), max_size=30))
def test_any_line_is_described(lines: list[str]) -> None:
    shown = shown_lines(lines)
    assert all(len(row) == len(NAMES) for row in described(shown))
    assert [line.at for line in shown] == sorted({line.at for line in shown})
