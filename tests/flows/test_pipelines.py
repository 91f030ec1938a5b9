"""Articles in other languages: kept always, analysed where a pipeline is set, and told of where none is."""

import json
from pathlib import Path

import pytest
import spacy

from flows.pipeline import NoSuchPipeline, Pipelines, language_read_by
from transforms.errors import UserError

GERMAN = {
    "headline": "Die Fähre ist zurück",
    "text": "„Das Schiff liegt wieder im Hafen“, sagte die Hafenmeisterin Ilse Marrow am Dienstag. "
    "Der Fahrplan werde folgen, und niemand solle in der Zwischenzeit hinüberschwimmen, fügte sie hinzu.",
}
ENGLISH = {
    "headline": "Ferry returns to Low Haven",
    "text": "“The boat is back,” said Ilse Marrow, the harbour master, on Tuesday. "
    "She said that nobody should swim across.",
}


@pytest.fixture
def german(tmp_path: Path) -> Path:
    """A pipeline of its own making, as a folder that spaCy wrote."""
    pipeline = spacy.blank("de")
    pipeline.add_pipe("sentencizer")
    pipeline.to_disk(tmp_path / "german")
    return tmp_path / "german"


def test_a_pipeline_tells_its_language_without_being_loaded(german: Path) -> None:
    assert language_read_by(str(german)) == "de"
    assert language_read_by("en_core_web_sm") == "en"
    pipelines = Pipelines(f"en_core_web_sm,de={german}")
    assert (list(pipelines), pipelines["de"].lang) == (["en", "de"], "de")


@pytest.mark.parametrize("names", ["en_core_web_sm,fr=fr_core_news_none", "no_such_pipeline", "en_core_web_sm,fr=os"])
def test_a_pipeline_that_is_missing_is_told_by_name(names: str) -> None:
    with pytest.raises((NoSuchPipeline, UserError)) as raised:
        list(Pipelines(names).values())
    assert names.rpartition("=")[2] in str(raised.value)


@pytest.mark.parametrize("names", ["en_core_web_sm,fr", "en_core_web_sm,french=x", "en_core_web_sm,=x"])
def test_a_setting_that_says_nothing_is_told(names: str) -> None:
    with pytest.raises(UserError, match="DATELINE_PIPELINES"):
        Pipelines(names)


def test_many_articles_that_no_pipeline_reads_are_published(dateline, tmp_path):
    """That they have no mentions is no sign of a broken analysis."""
    dump = tmp_path / "german.jsonl"
    rows = [{**GERMAN, "text": f"{GERMAN['text']} Es ist die {n}. Fahrt."} for n in range(60)]
    dump.write_text("\n".join(json.dumps(row) for row in rows))
    ran = dateline("ingest", dump, "--lake", tmp_path / "lake")
    assert ran.code == 0, ran.err
    checked = dateline("check", "--lake", tmp_path / "lake")
    assert checked.code == 0, checked.out


def test_what_no_pipeline_reads_is_told_and_a_setting_has_it_read(dateline, tmp_path, german, monkeypatch):
    dump = tmp_path / "both.jsonl"
    dump.write_text("\n".join(json.dumps(row) for row in (GERMAN, ENGLISH)))
    found = {}
    for name, pipelines in (("without", ""), ("with", f"de={german}")):
        monkeypatch.setenv("DATELINE_PIPELINES", pipelines)
        lake = tmp_path / name
        ran = dateline("ingest", dump, "--lake", lake)
        assert ran.code == 0, ran.err
        assert ("not analysed" in ran.out) == (name == "without")
        query = "select language, count(quote_id)::int as n from articles left join quotes using (article_id) "
        query += "group by all order by 1"
        found[name] = json.loads(dateline("sql", query, "--lake", lake, "--format", "json").out)
        query = "select counts->>'not analysed: de' as n from runs where status = 'published'"
        [counted] = json.loads(dateline("sql", query, "--lake", lake, "--format", "json").out)
        assert counted["n"] == ("1" if name == "without" else None)
    assert [row["language"] for row in found["without"]] == ["de", "en"], "all languages are kept"
    assert found["without"][0]["n"] == 0
    assert found["with"][0]["n"] > 0
    assert found["without"][1] == found["with"][1]
