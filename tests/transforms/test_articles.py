"""From documents to rows of `articles`."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from transforms.articles import article_of
from transforms.documents import Document, Rejected
from transforms.layouts import LAYOUTS
from transforms.tables import REJECT_REASONS, TIME_PRECISIONS, TIME_SOURCES, Article

NOON = datetime(2031, 3, 14, 12, 0, 30, tzinfo=UTC)


def document(text: str, layout: str = "page", **fields: str) -> Document:
    return Document(dump_id="d" * 64, locator="chars 0-9", layout=layout, text=text, **fields)


def page(
    time: str, body: str = "TARNPORT: The ferries of Tarn stayed in port on Monday, their company said."
) -> Document:
    return document(f"Ferries stay in port\n\n{time}\nFollow\n\nFerries stay in port\n\n{body}")


def article(found: Article | Rejected) -> Article:
    assert isinstance(found, Article)
    return found


def test_an_age_is_counted_back_from_the_capture() -> None:
    row = article(article_of(page("Updated 12 min 10 sec ago"), NOON, "given"))
    assert row.updated_at == datetime(2031, 3, 14, 11, 48, 20, tzinfo=UTC)
    assert (row.time_precision, row.time_source, row.published_at) == ("second", "relative", None)


def test_an_age_in_days_is_right_to_the_day() -> None:
    row = article(article_of(page("Updated 2 days ago"), NOON, "given"))
    assert (row.updated_at, row.time_precision) == (datetime(2031, 3, 12, tzinfo=UTC), "day")


def test_an_age_from_a_guessed_capture_is_right_to_the_day() -> None:
    day = datetime(2031, 3, 14, tzinfo=UTC)
    row = article(article_of(page("Updated 12 min 10 sec ago"), day, "inferred"))
    assert (row.updated_at, row.time_precision, row.time_source) == (day, "day", "inferred")
    row = article(article_of(page("Updated 1 day ago"), day, "inferred"))
    assert row.updated_at == datetime(2031, 3, 13, tzinfo=UTC)


def test_without_a_capture_an_age_tells_no_time() -> None:
    row = article(article_of(page("Updated 1 day ago"), None, None))
    assert (row.updated_at, row.time_precision, row.time_source) == (None, None, None)


def test_a_printed_date_needs_no_capture() -> None:
    row = article(article_of(page("Updated 3 May 2030"), None, None))
    assert (row.updated_at, row.time_source) == (datetime(2030, 5, 3, tzinfo=UTC), "absolute")


def test_the_capture_of_the_record_itself_goes_before_that_of_the_dump() -> None:
    own = page("Updated 1 min ago")
    row = article(article_of(Document(**{**fields_of(own), "captured_at": NOON}), None, None))
    assert row.updated_at == datetime(2031, 3, 14, 11, 59, 30, tzinfo=UTC)


def fields_of(found: Document) -> dict[str, object]:
    return {name: getattr(found, name) for name in Document.__dataclass_fields__}


def test_the_id_hangs_on_the_words_alone() -> None:
    body = "The ferries of Tarn stayed in port on Monday, their company said."
    ids = {
        article(article_of(page("Updated 1 day ago", text), NOON, "given")).article_id
        for text in (body, body.replace(" ", "  "), body.replace(",", " –"), f"TARNPORT: {body}")
    }
    assert len(ids) == 1
    assert article(article_of(page("Updated 1 day ago", body + " All."), NOON, "given")).article_id not in ids


def test_the_same_words_in_two_outlets_are_two_articles() -> None:
    text = page("Updated 3 May 2030").text
    rows = [
        article(article_of(document(text, publisher=name), None, None))
        for name in ("Tarn Echo", "TARN ECHO", "Ode Post")
    ]
    assert rows[0].article_id == rows[1].article_id != rows[2].article_id


def test_a_headline_with_no_text_under_it_is_rejected() -> None:
    found = article_of(page("Updated 3 May 2030", ""), None, None)
    assert isinstance(found, Rejected)
    assert (found.stage, found.reason, found.locator) == ("segment", "no_body", "chars 0-9")
    assert found.excerpt is not None
    assert found.excerpt.startswith("Ferries stay in port Updated")


def test_what_stands_above_the_first_page_is_told_apart() -> None:
    menu = article_of(document("Home\nNews\nWorld\nSport\nWeather\nJobs\nSign in\nArchive"), None, None)
    assert isinstance(menu, Rejected)
    assert menu.reason == "menu"


@given(st.text(max_size=400), st.sampled_from(sorted(LAYOUTS)))
def test_any_text_becomes_an_article_or_a_reject(text: str, layout: str) -> None:
    found = article_of(document(text, layout), NOON, "given")
    if isinstance(found, Rejected):
        assert found.reason in REJECT_REASONS
        assert found.excerpt is None or len(found.excerpt) <= 200
    else:
        assert found.body.strip()
        assert all(paragraph == paragraph.strip() != "" for paragraph in found.body.split("\n\n"))
        assert set(found.subheads) <= set(found.body.split("\n\n"))
        assert found.time_precision in (None, *TIME_PRECISIONS)
        assert found.time_source in (None, *TIME_SOURCES)


def test_an_address_that_cannot_be_taken_apart_is_none():
    text = "Ferry is late\n\nThe ferry to Lindholm was cancelled on Friday because of the storm, its owner said."
    document = Document(dump_id="d", locator="whole", layout="plain", text=text, url="http://[::1/news")
    made = article_of(document, None, None)
    assert isinstance(made, Article)
    assert made.url is None
