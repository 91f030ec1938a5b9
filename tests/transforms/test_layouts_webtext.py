"""The text of one web page, a block a line, with menus around its article."""

import pytest

from transforms.documents import Draft
from transforms.layouts import LAYOUTS, Unfit, layout_of

WEBTEXT = LAYOUTS["webtext"]

PROSE = [
    "The ferries of Tarn sailed again on Friday after nine days in port, and the first of them was full to the rails.",
    "“Nobody on the pier asked about the money,” said Orla Venn, who leads the deckhands, “they asked when we sail.”",
    "The company will pay night crews by the hour from the first of March, as the deckhands had asked since autumn.",
]
BEHIND = [
    "The harbour office expects that the last of the parcels will have left the sheds of Lisk before the week is out.",
    "Its own boats, which brought bread and medicine while the strike went on, return to the north shore on Monday.",
]
STANDFIRST = "Night crews will be paid by the hour, and the sheds of Lisk are emptied before the week is out"
MENU = ["Home", "Islands", "Sport", "Weather", "Sign in", "Search"]
BOX = ["Read more", "Frost ruins the orchards of Lisk", "Sponsored", "Three boats for sale"]
FOOTER = ["About us", "Privacy policy", "Terms of use", "© 2034 Tarn Echo. All rights reserved."]


def page(*, title: bool = True, box: list[str] = BOX, behind: list[str] = BEHIND, standfirst: str = STANDFIRST) -> str:
    head = ["Ferries of Tarn sail again | Tarn Echo"] if title else []
    above = [*head, *MENU, "Ferries of Tarn sail again", standfirst, "By Ina Roth", "24 November 2034"]
    return "\n".join([*above, *PROSE, *box, *behind, *FOOTER])


def drafted(text: str) -> Draft:
    draft = WEBTEXT.parse(text.split("\n"))
    assert isinstance(draft, Draft), draft
    return draft


def test_text_goes_on_behind_a_box_of_links() -> None:
    assert drafted(page()).body.split("\n\n") == [*PROSE, *BEHIND]


def test_what_follows_a_far_gap_is_another_text() -> None:
    draft = drafted(page(box=[f"Story {number} of the day" for number in range(30)]))
    assert draft.body.split("\n\n") == PROSE


@pytest.mark.parametrize("title", [True, False])
def test_headline_standfirst_author_and_day_stand_above_the_text(title: bool) -> None:
    draft = drafted(page(title=title))
    assert (draft.headline, draft.summary) == ("Ferries of Tarn sail again", [STANDFIRST])
    assert draft.byline == ["Ina Roth"]
    assert draft.published is not None
    assert str(draft.published.at)[:10] == "2034-11-24"


def test_an_article_of_one_paragraph_is_one_below_the_title_of_its_page() -> None:
    news = " ".join(PROSE)
    below, elsewhere = (["Frost in Lisk | Tarn Echo", *MENU, line, news, *FOOTER] for line in ("Frost in Lisk", "More"))
    assert isinstance(LAYOUTS["rendered"].parse(below), Unfit)
    assert (drafted("\n".join(below)).headline, drafted("\n".join(below)).body) == ("Frost in Lisk", news)
    assert isinstance(WEBTEXT.parse(elsewhere), Unfit)


def test_a_page_of_menus_alone_is_none() -> None:
    assert isinstance(WEBTEXT.parse([*MENU, *BOX, *FOOTER]), Unfit)


def test_a_text_dump_is_never_taken_for_one() -> None:
    assert layout_of(page().split("\n")) is not WEBTEXT
