"""Newsletters in an mbox: each mail a document, whatever is odd in one of them."""

import base64
from datetime import UTC, datetime

import pytest

from flows.extract import Limits
from flows.extract.mbox import unwrapped
from flows.extract.sniff import format_of
from tests.extract.samples import TEXT, articles, mbox, read, rejects
from transforms.documents import Document

PLAIN = f"From: The Quay <news@quay.example>\nSubject: Ferry late\nDate: Fri, 13 Mar 2026 09:00:00 +0100\n\n{TEXT}\n"
LETTER = f"<table><tr><td><p>{TEXT}</p><p>{TEXT.replace('Friday', 'Sunday')}</p></td></tr></table>"
HTML = f"""From: =?utf-8?B?{base64.b64encode("Die Fähre".encode()).decode()}?= <news@quay.example>
Subject: =?iso-8859-1?Q?Neues_aus_G=F6teborg?=
Date: Sat, 14 Mar 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=cut

--cut
Content-Type: text/plain

See this mail in your browser.
--cut
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

{base64.b64encode(LETTER.encode()).decode()}
--cut--
"""


def test_mails_are_articles_with_what_their_headers_say() -> None:
    reading, items = read(mbox(PLAIN, HTML))
    first, second = articles(items)
    assert [item.locator for item in items] == ["record 1", "record 2"]
    assert (first.headline, first.publisher) == ("Ferry late", "The Quay")
    assert first.published_at == datetime(2026, 3, 13, 8, tzinfo=UTC)
    assert (second.headline, second.publisher) == ("Neues aus Göteborg", "Die Fähre")
    assert second.body.split("\n\n") == [TEXT, TEXT.replace("Friday", "Sunday")], "the HTML part wins"
    assert reading.format == "mbox"


def test_quoted_lines_do_not_begin_a_mail() -> None:
    line = "From the quay nobody saw the ferry."
    _, items = read(mbox(PLAIN + f"\n>{line}\n\n{line}\n", PLAIN))
    assert [item.locator for item in items] == ["record 1", "record 2"]
    assert items[0].text.count(line) == 2
    assert ">" not in items[0].text


def test_wrapped_lines_are_joined_and_a_signature_is_left() -> None:
    wrapped = "The ferry to Lindholm\nwas late.\n\nNobody swam.\n-- \nThe Quay\n"
    assert unwrapped(wrapped) == "The ferry to Lindholm was late.\n\nNobody swam."
    assert unwrapped(f"{TEXT}\n{TEXT}") == f"{TEXT}\n{TEXT}", "long lines are paragraphs"


def test_a_mail_that_is_broken_costs_only_itself() -> None:
    picture = "Subject: A picture\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
    unknown = PLAIN.replace("\n\n", "\nContent-Type: text/plain; charset=klingon\nDate: yesterday\n\n", 1)
    _, items = read(mbox(picture, unknown, "no header at all", PLAIN))
    assert rejects(items)[0] == ("record 1", "no_text")
    assert items[-1].locator == "record 4"
    assert TEXT in items[1].text


def test_a_mail_over_the_limit_is_rejected_and_the_next_is_read() -> None:
    _, items = read(mbox(PLAIN + TEXT * 50, PLAIN), limits=Limits(max_mail_bytes=2_000))
    assert rejects(items) == [("record 1", "too_large")]
    assert [item.locator for item in items if isinstance(item, Document)] == ["record 2"]


@pytest.mark.parametrize(
    "text",
    [
        f"From our correspondent in Lindholm\n\n{TEXT}",
        f"From Friday on, no ferry\n\nBy: Nils Abernekoh\n{TEXT}",
        f"From x Fri Mar 13 09:00:00 2026\n\n{TEXT}",
    ],
)
def test_an_article_that_begins_with_from_is_text(text: str) -> None:
    assert format_of(text.encode()) == "text"
