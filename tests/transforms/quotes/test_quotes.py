"""Who said what, in invented articles: one construction a test."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.analysis import analyse
from transforms.entities import cast_of
from transforms.quotes import Quotation, quotes_in


def quotations(nlp, body: str) -> list[dict]:
    (doc,) = analyse(nlp, [body])
    cast = cast_of(doc)
    return [
        {
            "kind": q.kind,
            "text": body[q.start : q.end],
            "speaker": None if q.member is None else cast.members[q.member].name,
            "printed": body[slice(*q.speaker)] if q.speaker else None,
            "cue": body[slice(*q.cue)] if q.cue else None,
            "utterance": q.utterance,
            "role": q.role,
        }
        for q in quotes_in(doc, cast)
    ]


def said(nlp, body: str, words: str) -> dict:
    """The quotation that holds the words."""
    found = [q for q in quotations(nlp, body) if words in q["text"]]
    assert found, quotations(nlp, body)
    return found[0]


INTRODUCED = "Mayor Helen Marsh visited the harbour on Monday with engineer Robert Brennan.\n\n"


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“The old pier is not safe,” Marsh said.", "Helen Marsh"),
        ("“The old pier is not safe,” said Marsh.", "Helen Marsh"),
        ("“The old pier is not safe,” she told reporters.", "Helen Marsh"),
        ("“The old pier is not safe,” he said.", "Robert Brennan"),
        ("“The old pier is not safe,” the mayor said.", "Helen Marsh"),
        ("“The old pier is not safe,” the engineer said.", "Robert Brennan"),
        ("Marsh said, “The old pier is not safe.”", "Helen Marsh"),
        ("Marsh told residents: “The old pier is not safe.”", "Helen Marsh"),
        ("According to Marsh, “the old pier is not safe.”", "Helen Marsh"),
        ("“Is the old pier is not safe?” asked Brennan.", "Robert Brennan"),
        ("Brennan shook his head, saying “the old pier is not safe.”", "Robert Brennan"),
        ("Brennan tweeted: “The old pier is not safe.”", "Robert Brennan"),
    ],
)
def test_speaker_of_a_direct_quote(nlp, sentence, speaker):
    quote = said(nlp, INTRODUCED + sentence, "old pier is not safe")
    assert quote["kind"] == "direct"
    assert quote["speaker"] == speaker


def test_a_split_quote_is_one_utterance(nlp):
    body = INTRODUCED + "“The old pier is not safe,” Marsh said. “We will close it in the spring.”"
    first, second = (q for q in quotations(nlp, body) if q["kind"] == "direct")
    assert first["utterance"] == second["utterance"]
    assert second["speaker"] == "Helen Marsh"


def test_a_quote_over_paragraphs_is_a_span_a_paragraph(nlp):
    body = INTRODUCED + "“The old pier is not safe,” Marsh said. “We will close it.\n\n“Then we will rebuild it.”"
    direct = [q for q in quotations(nlp, body) if q["kind"] == "direct"]
    assert [q["text"] for q in direct][-2:] == ["We will close it.", "Then we will rebuild it."]
    assert len({q["utterance"] for q in direct}) == 1


def test_indirect_speech_with_its_extent(nlp):
    quote = said(nlp, INTRODUCED + "Marsh said the bridge would be closed until spring.", "bridge")
    assert quote["kind"] == "indirect"
    assert quote["text"].removeprefix("that ") == "the bridge would be closed until spring"
    assert (quote["speaker"], quote["cue"]) == ("Helen Marsh", "said")


def test_mixed_speech_is_one_span(nlp):
    quote = said(nlp, INTRODUCED + "Marsh said the bridge was “a danger to everyone” and would be closed.", "danger")
    assert quote["kind"] == "mixed"
    assert quote["text"].endswith("would be closed")


def test_a_title_is_nobody_s_quote(nlp):
    body = INTRODUCED + "Marsh read the novel “The Long Winter” on the train to Northport last week."
    assert not [q for q in quotations(nlp, body) if q["kind"] == "direct" and q["speaker"]]


def test_a_signature_after_a_dash_is_the_speaker(nlp):
    body = "“The old pier is not safe.” ― Helen Marsh\n\n“I like the old pier.” ― Robert Brennan"
    assert [q["printed"] for q in quotations(nlp, body)] == ["Helen Marsh", "Robert Brennan"]


def test_labels_of_a_transcript(nlp):
    body = (
        "MARSH: Is the old pier still safe to use?\n\nPIKE: It has not been safe since last spring.\n\n"
        "MARSH: Then we will have to close it."
    )
    found = quotations(nlp, body)
    assert [q["printed"] for q in found] == ["MARSH", "PIKE", "MARSH"]
    assert found[1]["text"].rstrip(".") == "It has not been safe since last spring"


def test_a_dateline_in_capitals_is_no_label(nlp):
    body = "NORTHPORT: The old pier was closed on Monday.\n\nThe council met in the evening."
    assert not [q for q in quotations(nlp, body) if q["printed"] == "NORTHPORT"]


def test_the_role_beside_the_name_is_kept(nlp):
    body = "“The old pier is not safe,” said Robert Brennan, an engineer with the harbour board."
    assert said(nlp, body, "old pier")["role"] == "an engineer with the harbour board"


def test_somebody_without_a_name_stays_without(nlp):
    body = INTRODUCED + "“The old pier is not safe,” a resident said."
    quote = said(nlp, body, "old pier")
    assert (quote["speaker"], quote["printed"]) == (None, "a resident")


def check_sound(body: str, found: list[Quotation], cast) -> None:
    for q in found:
        assert 0 <= q.start < q.end <= len(body)
        assert 0 <= q.confidence <= 1
        assert q.member is None or 0 <= q.member < len(cast.members)
        for span in (q.speaker, q.cue):
            assert span is None or 0 <= span[0] < span[1] <= len(body)
            assert span is None or span[1] <= q.start or span[0] >= q.end
    spans = [(q.start, q.end) for q in found]
    assert len(spans) == len(set(spans))
    assert [q.start for q in found] == sorted(q.start for q in found)


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "\n\n",
        "“",
        '"' * 10_000,
        "“" * 10_000,
        "''" * 5_000,
        '" ' * 5_000,
        "“Never closed " * 3_000,
        "Marsh said “the pier is old” and " * 2_000,
        "‮“The pier is old,” said Marsh.‬ " * 50,
        "قال مارش: “الجسر قديم جدا ولن يفتح”. " * 50,
        "\u200b“\u200bThe pier is old,\u200b”\u200b said\u200b Marsh\u200b. " * 50,
        "MARSH: " * 3_000,
        "A: b\n" * 3_000,
        "“x” — Y\n" * 3_000,
        "\ud800“The pier is old,” said Marsh.",
    ],
    ids=lambda body: repr(body[:16]),
)
def test_hostile_input_gives_sound_spans(nlp, body):
    if "\ud800" in body:
        body = body.encode("utf-8", "replace").decode()
    (doc,) = analyse(nlp, [body])
    cast = cast_of(doc)
    check_sound(body, quotes_in(doc, cast), cast)


PIECES = st.sampled_from(
    ["“", "”", '"', "''", "‘", "’", "said", "Helen Marsh", "he", ":", ",", ".", "\n\n", "― Brennan", "Q:", "the pier"]
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " "]))
def test_any_order_of_marks_and_words_is_sound(nlp, pieces, between):
    body = between.join(pieces)
    (doc,) = analyse(nlp, [body])
    cast = cast_of(doc)
    check_sound(body, quotes_in(doc, cast), cast)


def test_without_a_parser_marks_still_give_spans():
    import spacy

    body = "« Nous fermerons le vieux pont », a dit Marsh."
    doc = spacy.blank("fr")(body)
    cast = cast_of(doc)
    found = quotes_in(doc, cast)
    check_sound(body, found, cast)
    assert [body[q.start : q.end].strip() for q in found] == ["Nous fermerons le vieux pont"]
    assert found[0].confidence < 0.5
