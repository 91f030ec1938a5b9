import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.language import MAX_CHARACTERS, language_of

SENTENCES = {
    "en": "The harbour board said on Tuesday that it would close the eastern quay for repairs until spring.",
    "de": "Die Hafenbehörde teilte am Dienstag mit, dass der östliche Kai bis zum Frühjahr gesperrt bleibt.",
    "fr": "Les autorités du port ont annoncé mardi que le quai est resterait fermé jusqu'au printemps.",
    "es": "La autoridad portuaria dijo el martes que el muelle oriental quedará cerrado hasta la primavera.",
    "ru": "Портовые власти сообщили во вторник, что восточный причал закроют на ремонт до весны.",
    "ja": "港湾当局は火曜日、東側の岸壁を春まで修理のため閉鎖すると発表した。",
    "zu": "Abaphathi bechweba bathe ngoLwesibili bazovala uphiko olusempumalanga kuze kube sentwasahlobo.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_names_the_language_of_a_sentence(code: str) -> None:
    found = language_of(SENTENCES[code])
    assert found is not None
    assert found[0] == code
    assert 0.7 <= found[1] <= 1


@pytest.mark.parametrize("text", ["", "   \n", "AFP", "12:30 4-2 17.5%", "http://", "Bonn, Köln", "\ud800\ud801"])
def test_says_nothing_of_what_is_too_short_or_in_no_language(text: str) -> None:
    assert language_of(text) is None


def test_capitals_are_read_as_other_letters() -> None:
    found = language_of(SENTENCES["de"].upper())
    assert found is not None
    assert found[0] == "de"


def test_a_long_text_is_judged_by_its_beginning() -> None:
    beginning = SENTENCES["fr"] + " " + SENTENCES["fr"]
    text = (beginning * 10)[:MAX_CHARACTERS]
    assert language_of(text + SENTENCES["en"] * 1_000) == language_of(text)


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_gets_a_two_letter_code_or_none(text: str) -> None:
    found = language_of(text)
    assert found is None or (len(found[0]) == 2 and found[0].islower() and 0.7 <= found[1] <= 1)


def test_the_english_pages_of_the_labelled_set_are_english(shared_data) -> None:
    """Its `lang` is the site's, and some pages are in another: these are told by their letters or by eye."""
    rows = [json.loads(line) for line in (shared_data / "html_gold/dev/gold.jsonl").open(encoding="utf-8")]
    texts = [(row["lang"], row["body"]) for row in rows if row["body"] and row["body_kind"] == "full" and row["lang"]]
    found = [(lang, language_of(body)) for lang, body in texts]
    right = sum(code is not None and code[0] == {"nb": "no"}.get(lang, lang) for lang, code in found)
    assert len(texts) > 250
    assert right / len(texts) >= 0.97
