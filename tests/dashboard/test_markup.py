"""Text of dumps stays text."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.dashboard.markup import address, as_html, as_text, cut, label, link, markdown, outward, paragraphs
from warehouse.dashboard.reading import Answers
from warehouse.dashboard.show import as_csv
from warehouse.dashboard.views.overview import grain_of, last_day


def test_markup_is_escaped_and_isolated():
    assert as_html("<b>&'\"") == "<bdi>&lt;b&gt;&amp;&#x27;&quot;</bdi>"


@given(st.text())
def test_no_text_makes_a_tag(text):
    shown = as_html(text).removeprefix("<bdi>").removesuffix("</bdi>")
    assert "<" not in shown
    assert ">" not in shown


@given(st.text())
def test_labels_are_one_short_line(text):
    shown = label(text)
    assert len(shown) <= 40
    assert not set(shown) & set("\n\r\t\x1f\u202e\u2066\u200f")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " data:text/html,x", "//quay.example", "http://[", "ftp://quay"]
)
def test_only_addresses_of_the_web_are_links(url):
    assert "<a" not in outward(url)


def test_addresses_are_encoded():
    assert (
        address("quotes", words='"><x', since=date(2031, 5, 4), kind=None) == "quotes?words=%22%3E%3Cx&since=2031-05-04"
    )
    assert "<x" not in link("x", "quotes", words='"><x')


def test_markdown_is_not_run():
    assert markdown("[a](b) **c** $d$ :red[e]") == r"\[a\]\(b\) \*\*c\*\* \$d\$ \:red\[e\]"


def test_spans_are_marked_and_overlaps_left_out():
    shown = paragraphs("a <b> c", [(2, 5, ""), (3, 6, ""), (90, 99, "")])
    assert shown == '<div class="dl-body">a <mark>&lt;b&gt;</mark> c</div>'


def test_long_texts_say_how_long_they_are():
    assert cut("x" * 500, 3) == "xxx… (500 characters)"


def test_values_in_words():
    assert [as_text(v) for v in (1234, 0.5, True, None, datetime(2031, 5, 4, 12, tzinfo=UTC))] == [
        "1,234",
        "0.50",
        "yes",
        "",
        "2031-05-04 12:00",
    ]


def test_csv_runs_no_formula_in_a_spreadsheet():
    rows = [{"text": "=2+2", "n": -1}, {"text": 'say "x"', "n": None}]
    assert as_csv(rows) == b'text,n\n\'=2+2,-1\n"say ""x""",\n'


def test_grains_and_their_last_days():
    assert grain_of(date(2031, 1, 1), date(2031, 2, 1)) == "day"
    assert grain_of(date(2031, 1, 1), date(2032, 2, 1)) == "week"
    assert grain_of(date(2021, 1, 1), date(2031, 2, 1)) == "month"
    assert last_day(date(2031, 12, 1), "month") == date(2031, 12, 31)
    assert last_day(date(2031, 5, 5), "week") == date(2031, 5, 11)


def test_answers_that_were_not_asked_for_make_room():
    import pyarrow as pa

    answers = Answers(count=2)
    table = pa.table({"n": [1]})
    for key in ("a", "b"):
        answers.keep((key,), table)
    assert answers.get(("a",)) is not None
    answers.keep(("c",), table)
    assert [answers.get((key,)) is not None for key in "abc"] == [True, False, True]
