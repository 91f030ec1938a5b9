"""Authors and days of a page, from every place where pages keep them."""

import json

import pytest

from transforms.documents import Draft
from transforms.html import page_draft
from transforms.html.authors import signers
from transforms.moments import instant

PROSE = [
    "The harbour of Lindholm was closed on Friday after the ferry lost its rudder, the port office said.",
    "Some 400 people live on the island, most of them fishermen, teachers and the families of fishermen and teachers.",
    "The office said a tug would arrive from Malmö on Sunday, and that the school boat would not run until Tuesday.",
    "A rudder of the year 1911 stands in the museum of the island, and nobody has yet dared to ask for it at the desk.",
]


def page(head: str = "", above: str = "", below: str = "") -> Draft:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    html = f"<html lang='en'><head>{head}</head><body><main><article><h1>Ferry loses its rudder off Lindholm</h1>"
    made = page_draft(f"{html}{above}{text}{below}</article></main></body></html>", "https://quay.example/ferry-7")
    assert isinstance(made, Draft), made
    return made


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("head", "above", "names"),
    [
        ("", "<ul><li><strong>Autorin/Autor</strong> Nils Abernekoh</li></ul>", ["Nils Abernekoh"]),
        ("", "<p>Author: <a href='/n'>Nils Abernekoh</a></p>", ["Nils Abernekoh"]),
        ("", "<h4 class='vcard author'>vom <span class='fn'>Hafenfunker</span></h4>", ["Hafenfunker"]),
        (ld(author={"@type": "Organization", "name": "Quay Staff"}), "<p>By Nils Abernekoh</p>", ["Nils Abernekoh"]),
        (ld(author={"@type": "Organization", "name": "Quay24 Redaktion"}), "", ["Quay24 Redaktion"]),
        (
            ld(author="Nils Abernekoh") + "<meta name='author' content='Nils Abernekoh, Marta Kjellgren'>",
            "",
            ["Nils Abernekoh", "Marta Kjellgren"],
        ),
        (
            '<meta name=\'parsely-page\' content=\'{"title": "Ferry", "authors": ["Nils Abernekoh"]}\'>',
            "",
            ["Nils Abernekoh"],
        ),
        (
            "",
            "<div itemscope itemtype='https://schema.org/NewsArticle'><span itemprop='author'>Nils Abernekoh</span>"
            "<div itemscope itemprop='citation'><meta itemprop='author' content='Someone Cited'></div></div>",
            ["Nils Abernekoh"],
        ),
        # A name in two places is trusted before a line of a menu.
        (
            "",
            "<ul><li><a href='/rank'>By Position Of Boats</a></li></ul><p class='byline'>By Nils Abernekoh</p>"
            "<a href='/author/nils'>Nils Abernekoh</a>",
            ["Nils Abernekoh"],
        ),
    ],
)
def test_authors_are_found_wherever_pages_keep_them(head: str, above: str, names: list[str]) -> None:
    assert page(head, above).byline == names


def test_a_signature_below_the_text_is_an_author_and_no_part_of_the_body() -> None:
    made = page(below="<p><strong>Nils Abernekoh</strong></p>")
    assert made.byline == ["Nils Abernekoh"]
    assert made.body.split("\n\n") == PROSE


@pytest.mark.parametrize(
    "text", ["Nils", "Ferry News Desk", "The boat was late.", "Nils Abernekoh 2026", "nils abernekoh"]
)
def test_what_is_no_name_signs_nothing(text: str) -> None:
    assert signers(text) == []


def test_two_may_sign() -> None:
    assert signers("Nils Abernekoh/Marta Kjellgren") == ["Nils Abernekoh", "Marta Kjellgren"]


def test_the_offset_of_the_publishers_clock_is_kept() -> None:
    time = instant("2026-03-13T22:30:05-05:00")
    assert time is not None
    assert (str(time.at), time.offset_minutes) == ("2026-03-14 03:30:05+00:00", -300)


@pytest.mark.parametrize("own", ["2026-03-13 22:30:05", "2026-03-13T22:30:05-05:00"])
def test_the_offset_may_stand_beside_an_instant_in_utc(own: str) -> None:
    published = page(ld(datePublished="2026-03-14T03:30:05Z"), f"<time datetime='{own}'>13 March</time>").published
    assert published is not None
    assert (str(published.at), published.offset_minutes) == ("2026-03-14 03:30:05+00:00", -300)


def test_an_instant_that_nothing_confirms_yields_to_one_that_two_places_tell() -> None:
    head = ld(datePublished="2026-03-13T17:10:46-07:00")
    head += "<meta property='article:published_time' content='2026-03-13T17:10:46+00:00'>"
    published = page(head, "<time datetime='2026-03-13T10:10:46-07:00'>13 March</time>").published
    assert published is not None
    assert str(published.at) == "2026-03-13 17:10:46+00:00"


def test_midnight_with_a_zone_is_a_day() -> None:
    time = instant("2026-03-13T00:00:00+08:00")
    assert time is not None
    assert (str(time.at), time.precision) == ("2026-03-13 00:00:00+00:00", "day")


@pytest.mark.parametrize(
    "above",
    [
        "<h5>Datum:</h5>13.03.2026",
        "<p class='date'>Written: 2026-03-13 15:03:30</p>",
        "<div><span>13 March 2026</span></div>",
    ],
)
def test_a_day_beside_the_headline_counts_before_one_elsewhere(above: str) -> None:
    published = page("", above, "<ul><li><p class='date'>2025-01-02</p></li></ul>").published
    assert published is not None
    assert str(published.at)[:10] == "2026-03-13"
    assert not published.is_metadata


@pytest.mark.parametrize("name", ["dcterms.date", "dc.date", "date", "created"])
def test_a_date_that_does_not_say_of_what_yields_to_the_printed_one(name: str) -> None:
    head = f"<meta name='{name}' content='2026-03-11T09:43+01:00'>"
    printed, alone = page(head, "<p>13 March 2026</p>").published, page(head).published
    assert printed is not None
    assert alone is not None
    assert (str(printed.at)[:10], str(alone.at)[:10]) == ("2026-03-13", "2026-03-11")


def test_a_marked_time_counts_before_a_line_that_may_date_something_else() -> None:
    published = page(
        "", "<span>May 11, 2017</span><b>Messages: 40</b><time datetime='2026-03-13'>Friday</time>"
    ).published
    assert published is not None
    assert str(published.at)[:10] == "2026-03-13"


ANEW = "<meta itemprop='datePublished' content='2026-03-13T16:45+01:00'>"


def first_day(head: str, above: str) -> str:
    head += "<meta name='article:published_time' content='2019-02-05 16:07'>"
    published = page(head, f"<div itemscope itemtype='https://schema.org/Article'>{above}</div>").published
    assert published is not None
    return str(published.at)[:10]


def test_a_page_that_came_out_anew_has_the_day_that_it_shows() -> None:
    assert first_day("", f"{ANEW}<p>13 March 2026 • 4:45pm</p>") == "2026-03-13"


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ("", ANEW),  # the other day is for machines, too
        ("", "<p>13 March 2026</p>"),  # nobody says that it is the day of publication
        ("<meta name='sailthru.date' content='2019-02-05'>", f"{ANEW}<p>13 March 2026</p>"),
        ("<meta property='article:modified_time' content='2026-03-13T16:00Z'>", f"{ANEW}<p>13 March 2026</p>"),
    ],
)
def test_a_first_day_is_left_where_another_is_not_shown_as_that_of_publication(head: str, above: str) -> None:
    assert first_day(head, above) == "2019-02-05"


@pytest.mark.parametrize(
    ("updated", "at", "offset"),
    [
        ("2026-03-14T09:00:00-05:00", "2026-03-14 03:30:05+00:00", -300),
        ("2026-03-14T09:00:00Z", "2026-03-13 22:30:05+00:00", None),
        ("2026-03-13T17:30:05-05:00", "2026-03-13 22:30:05+00:00", None),  # the same instant: the first was in UTC
        ("2026-03-13T18:00:00-05:00", "2026-03-13 22:30:05+00:00", None),  # no page is published after its update
    ],
)
def test_a_clock_without_a_zone_is_that_of_the_pages_other_times(updated: str, at: str, offset: int | None) -> None:
    published = page(ld(datePublished="2026-03-13T22:30:05", dateModified=updated)).published
    assert published is not None
    assert str(published.at) == at
    assert offset is None or published.offset_minutes == offset


def test_the_address_of_a_style_sheet_dates_no_page() -> None:
    assert (
        page(
            "<link rel='stylesheet' href='/quay.css?v=2026-03-13'><script src='/q.js?v=2026-03-13'></script>"
        ).published
        is None
    )
