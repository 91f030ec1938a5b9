"""From documents to rows: each document is accounted for, whatever becomes of it."""

from datetime import UTC, datetime

import pytest
import spacy

from transforms import derive as module
from transforms.derive import Capture, derive
from transforms.documents import Document

ENGLISH = (
    "Ferry returns to Low Haven\n\n“The boat is back,” said Ilse Marrow, the harbour master, on Tuesday.\n\n"
    "She said that the timetable would follow, and that nobody should swim across in the meantime."
)
GERMAN = (
    "Die Fähre ist zurück\n\n„Das Schiff liegt wieder im Hafen“, sagte die Hafenmeisterin Ilse Marrow am Dienstag.\n\n"
    "Der Fahrplan werde folgen, und niemand solle in der Zwischenzeit hinüberschwimmen, fügte sie hinzu."
)
CAPTURES = {"d": Capture(datetime(2026, 3, 1, tzinfo=UTC), "given")}


def documents(*texts: str) -> list[Document]:
    return [Document(dump_id="d", locator=f"record {n}", layout="plain", text=text) for n, text in enumerate(texts, 1)]


def test_a_document_becomes_an_article_with_its_quotes(nlp):
    rows = derive(documents(ENGLISH), CAPTURES, nlp)
    (article,) = rows.articles
    assert article.language == "en"
    assert [s.article_id for s in rows.sightings] == [article.article_id]
    assert "The boat is back" in [quote.text.rstrip(",") for quote in rows.quotes]
    assert {quote.article_id for quote in rows.quotes} == {article.article_id}


def test_two_copies_are_one_article_and_two_sightings(nlp):
    rows = derive(documents(ENGLISH, ENGLISH), CAPTURES, nlp)
    assert (len(rows.articles), len(rows.sightings)) == (1, 2)


def test_another_language_is_kept_without_analysis(nlp):
    rows = derive(documents(GERMAN), CAPTURES, nlp)
    assert [article.language for article in rows.articles] == ["de"]
    assert (rows.quotes, rows.mentions, rows.entities) == ([], [], [])
    assert len(rows.sightings) == 1


@pytest.mark.parametrize("step", ["article_of", "cast_of", "quotes_in"])
def test_a_document_that_breaks_the_analysis_is_a_reject_and_the_others_go_on(nlp, monkeypatch, step):
    whole = getattr(module, step)

    def breaks_on_ferries(first, *rest, **named):
        if "Ferry" in getattr(first, "text", "") or "boat" in getattr(first, "text", ""):
            raise ValueError("no ferries")
        return whole(first, *rest, **named)

    monkeypatch.setattr(module, step, breaks_on_ferries)
    other = ENGLISH.replace("Ferry", "Tram").replace("boat", "tram")
    rows = derive(documents(ENGLISH, other), CAPTURES, nlp)
    assert [(r.locator, r.stage, r.reason) for r in rows.rejects] == [("record 1", "transform", "transform_failed")]
    assert "no ferries" in (rows.rejects[0].detail or "")
    assert [s.locator for s in rows.sightings] == ["record 2"]
    assert {quote.article_id for quote in rows.quotes} == {rows.articles[0].article_id}


def test_each_language_is_read_by_its_pipeline(nlp):
    german = spacy.blank("de")
    german.add_pipe("sentencizer")
    rows = derive(documents(GERMAN, ENGLISH), CAPTURES, {"en": nlp, "de": german})
    languages = {article.article_id: article.language for article in rows.articles}
    found = {(languages[quote.article_id], quote.text.rstrip(",")) for quote in rows.quotes}
    assert ("de", "Das Schiff liegt wieder im Hafen") in found
    assert ("en", "The boat is back") in found
