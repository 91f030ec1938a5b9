"""A page becomes an article: body, headline, authors and times, by what it prints and what it claims."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.documents import Draft
from transforms.html import fragment_draft, page_draft, plain_text
from transforms.html.authors import names_in
from transforms.html.dates import _of_url
from transforms.html.furniture import is_furniture
from transforms.html.structured import loads_leniently
from transforms.layouts import Unfit
from transforms.moments import instant

PROSE = [
    "The harbour of Lindholm was closed on Friday after the ferry lost its rudder, the port office said.",
    "“We have a rudder in the museum,” said Marta Kjellgren, who runs the island’s only shop. “It is from 1911.”",
    "The office said a tug would arrive from Malmö on Sunday, and that the school boat would not run until Tuesday.",
    "Some 400 people live on the island, most of them fishermen, teachers and the families of fishermen and teachers.",
]


def page(
    head: str = "", *, h1: str = "Ferry loses its rudder off Lindholm", above: str = "", below: str = "", ld: Any = None
) -> str:
    script = f'<script type="application/ld+json">{json.dumps(ld)}</script>' if ld is not None else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    return (
        f"<!doctype html><html lang='en-GB'><head><meta charset='utf-8'>{head}{script}</head><body>"
        "<nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav>"
        f"<main><article><h1>{h1}</h1>{above}{text}{below}</article></main></body></html>"
    )


def draft(html: str, url: str | None = None) -> Draft:
    made = page_draft(html, url)
    assert isinstance(made, Draft), made
    return made


def test_the_body_is_the_text_without_what_surrounds_it() -> None:
    made = draft(
        page(
            above="<p>By Nils Abernekoh</p><p>13 March 2026</p>",
            below="<p>Read more: Storm closes the harbour</p><p>Follow us on Facebook</p><p>© The Quay 2026</p>",
        )
    )
    assert made.body.split("\n\n") == PROSE
    assert (made.headline, made.byline, made.language) == (
        "Ferry loses its rudder off Lindholm",
        ["Nils Abernekoh"],
        "en",
    )


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Ferry loses its rudder off Lindholm | The Quay", "The Quay"),
        ("Ferry loses its rudder off Lindholm - News - The Quay", "The Quay"),
        ("Ferry loses its rudder off Lindholm – thequay.example", "thequay.example"),
        ("The Quay: Ferry loses its rudder off Lindholm", ""),
    ],
)
def test_the_headline_goes_without_the_name_of_the_site(title: str, site: str) -> None:
    head = f"<title>{title}</title><meta property='og:title' content='{title}'>"
    head += f"<meta property='og:site_name' content='{site}'>" if site else ""
    assert draft(page(head)).headline == "Ferry loses its rudder off Lindholm"


def test_a_headline_keeps_its_own_dash_and_quotation_mark() -> None:
    own = "Ferry – and its rudder – found in a museum: «It is from 1911»"
    head = f"<meta property='og:title' content='{own} | The Quay'><meta property='og:site_name' content='The Quay'>"
    assert draft(page(head, h1=own)).headline == own


def test_json_ld_is_trusted_before_meta_and_meta_before_print() -> None:
    ld = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "The Quay"},
            {"@type": "Person", "@id": "#nils", "name": "Nils Abernekoh"},
            {
                "@type": ["NewsArticle"],
                "headline": "Ferry loses its rudder off Lindholm",
                "author": [{"@id": "#nils"}, {"@type": "Organization", "name": "The Quay"}],
                "datePublished": "2026-03-13T22:30:00-05:00",
                "dateModified": "2026-03-14T09:00:00Z",
                "publisher": {"@type": "Organization", "name": "The Quay"},
                "articleSection": "Islands",
            },
        ],
    }
    head = "<meta name='author' content='The Quay'><meta property='article:published_time' content='2020-01-01'>"
    made = draft(page(head, ld=ld))
    assert made.byline == ["Nils Abernekoh"]
    assert (made.publisher, made.section) == ("The Quay", "Islands")
    assert made.published is not None
    assert made.updated is not None
    assert str(made.published.at) == "2026-03-14 03:30:00+00:00"
    assert made.published.is_metadata
    without = draft(page(head))
    assert without.published is not None
    assert (str(without.published.at)[:10], without.published.precision) == ("2020-01-01", "day")


def test_half_an_emoji_in_json_ld_is_left_out() -> None:
    """Found by the fuzz test: no table can hold it, and the whole load failed with it."""
    made = draft(page(ld={"@type": "NewsArticle", "headline": "Ferry \ud83d\ude00 loses its rudder \ud83d"}))
    assert made.headline == "Ferry \U0001f600 loses its rudder"


def test_a_day_in_the_address_counts_where_the_page_tells_none() -> None:
    made = draft(page(), "https://quay.example/islands/2026/03/13/ferry")
    assert made.published is not None
    assert str(made.published.at)[:10] == "2026-03-13"
    assert _of_url("https://quay.example/2016/12/ferry-1") is None


def test_a_standfirst_is_summary_and_no_part_of_the_body() -> None:
    standfirst = "A rudder from 1911 may yet save the week on an island without a ferry"
    head = f"<meta name='description' content='{standfirst}'>"
    made = draft(page(head).replace("<main>", f"<header><h2>{standfirst}</h2></header><main>"))
    assert made.summary == [standfirst]
    assert standfirst not in made.body
    assert draft(page("<meta name='description' content='Words that the page itself does not print'>")).summary == []


def test_pages_without_an_article_say_why() -> None:
    links = "".join(f"<li><a href='/{n}'>Headline number {n} about some other story</a></li>" for n in range(200))
    front = "<html><head><title>The Quay</title><link rel='canonical' href='https://quay.example/'></head>"
    front += f"<body><ul>{links}</ul></body></html>"
    refresh = "<html><head><meta http-equiv='refresh' content='0;url=https://quay.example/'></head><body></body></html>"
    wall = "<html><body><main><p>Please enable JavaScript in your browser to go on reading.</p></main></body></html>"
    found = {name: page_draft(html) for name, html in {"front": front, "refresh": refresh, "wall": wall}.items()}
    assert {name: made.reason for name, made in found.items() if isinstance(made, Unfit)} == {
        "front": "menu",
        "refresh": "redirect",
        "wall": "no_body",
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Nils Abernekoh", ["Nils Abernekoh"]),
        ("By Nils Abernekoh and Marta Kjellgren, Staff Writers", ["Nils Abernekoh", "Marta Kjellgren"]),
        ("Abernekoh, Nils", ["Nils Abernekoh"]),
        ("ByNils Abernekoh", ["Nils Abernekoh"]),
        ("Nils Abernekoh (nils@quay.example)", ["Nils Abernekoh"]),
        ("Nils Abernekoh Senior Political Correspondent", ["Nils Abernekoh"]),
        ("Written by Nils Abernekoh on 13 March 2026", ["Nils Abernekoh"]),
        ("https://quay.example/author/nils", []),
        ("Photograph by Marta Kjellgren", []),
        ("admin", []),
    ],
)
def test_authors_are_names(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_a_printed_line_of_a_byline_must_look_like_names() -> None:
    assert names_in("5 min read", is_line=True) == []
    assert names_in("updated this morning", is_line=True) == []
    assert names_in("Marta Kjellgren", is_line=True) == ["Marta Kjellgren"]


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2026-03-13T09:00:00.123456789Z", "2026-03-13 09:00:00+00:00", "second"),
        ("2026-03-13T09:00+0100", "2026-03-13 08:00:00+00:00", "minute"),
        ("2026-03-13", "2026-03-13 00:00:00+00:00", "day"),
        ("20260313", "2026-03-13 00:00:00+00:00", "day"),
        ("Fri, 13 Mar 2026 09:00:00 GMT", "2026-03-13 09:00:00+00:00", "second"),
        ("1773392400", "2026-03-13 09:00:00+00:00", "second"),
        ("March 13, 2026", "2026-03-13 00:00:00+00:00", "day"),
    ],
)
def test_instants_are_read_in_all_their_forms(text: str, day: str, precision: str) -> None:
    found = instant(text)
    assert found is not None
    assert (str(found.at), found.precision, found.is_metadata) == (day, precision, True)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-45", "0000-00-00", "03/04/2026", "9" * 200, "2026-03-13T99:99"])
def test_what_is_no_instant_is_none(text: str) -> None:
    assert instant(text) is None


def test_furniture_is_short_and_leads_elsewhere() -> None:
    for text in (
        "Read more: Storm closes harbour",
        "ADVERTISEMENT",
        "Sign up for our newsletter",
        "Image: The Quay",
        "Lire aussi : le bac",
    ):
        assert is_furniture(text), text
    for text in (
        "More than 400 people live there.",
        "Read the letter, she said, and burn it.",
        PROSE[0],
        "Watch and learn, he said.",
    ):
        assert not is_furniture(text), text


def test_json_ld_with_the_usual_faults_is_read() -> None:
    assert loads_leniently('<!-- {"a": "one\ntwo",} -->') == {"a": "one\ntwo"}
    assert loads_leniently('//<![CDATA[\n{"a": 1}\n//]]>') == {"a": 1}
    assert loads_leniently("{no json}") is None
    assert loads_leniently("[" * 100_000) is None


def test_a_fragment_keeps_its_paragraphs_heads_and_captions_apart() -> None:
    made = fragment_draft(
        "<h2>A head</h2><p>One <b>bold</b> word.<br>A line.</p><figure><figcaption>The ferry</figcaption></figure>"
        "<script>var x = 1;</script><ul><li>First</li><li>Second</li></ul>tail"
    )
    assert isinstance(made, Draft)
    assert made.body.split("\n\n") == ["A head", "One bold word.", "A line.", "First", "Second", "tail"]
    assert (made.subheads, made.captions) == (["A head"], ["The ferry"])
    assert plain_text("Ferry &amp; <i>rudder</i>") == "Ferry & rudder"


@given(st.text(alphabet="<>/\"'= abp&;!-[]{}é\0\n", max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_markup_is_taken_apart_or_refused(text: str) -> None:
    for made in (fragment_draft(text), page_draft(f"<html><body>{text}</body></html>")):
        assert isinstance(made, Unfit) or "<script" not in made.body


def test_deep_nesting_ends_soon() -> None:
    made = page_draft("<html><body>" + "<div>" * 20_000 + PROSE[0] + "</div>" * 20_000)
    assert isinstance(made, Draft | Unfit)
