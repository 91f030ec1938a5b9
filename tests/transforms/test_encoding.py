"""Encodings are told from bytes alone, and decoding gives one text for the same bytes, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.encoding import Detected, NotText, decoded, detect

FRENCH = (
    "L'élève a été très étonné par la réponse du maire à Génolac. « Ce n'est pas possible », a-t-il déclaré lundi."
    " Où sont passés les fonds débloqués cet été ?"
)
GERMAN = "Die Bürger müssen für größere Häuser höhere Gebühren zahlen, sagte die Bürgermeisterin am Freitag."
CZECH = "Žádný z radních nepřišel na schůzi, řekl starosta v úterý večer. Příští týden se má hlasovat znovu."
TURKISH = "Belediye başkanı pazartesi günü görüşmelerin gelecek hafta süreceğini söyledi. Sokakta ışıklar söndü."
LATVIAN = "Mērs pirmdien paziņoja, ka sarunas turpināsies nākamnedēļ Rēzeknē."
RUSSIAN = "Мэр заявил в понедельник, что переговоры будут продолжены на следующей неделе в ратуше."
GREEK = "Ο δήμαρχος δήλωσε τη Δευτέρα ότι οι διαπραγματεύσεις θα συνεχιστούν."
HEBREW = "ראש העיר אמר ביום שני כי השיחות יימשכו בשבוע הבא בעירייה."
ARABIC = "قال رئيس البلدية يوم الاثنين إن المحادثات ستستمر الأسبوع المقبل في القاعة."
CHINESE = "市长周一表示，谈判将于下周继续。记者说，这是第一次。"
QUOTES = "She said “we don’t know” – and left the harbour. Nothing else in this text is beyond ASCII."
POUNDS = "The new bridge cost £600m."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        (QUOTES, "cp1252"),
        (POUNDS, "cp1252"),
        (CZECH, "cp1250"),
        (TURKISH, "cp1254"),
        (LATVIAN, "cp1257"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (GREEK, "cp1253"),
        (HEBREW, "cp1255"),
        (ARABIC, "cp1256"),
        (CHINESE, "gb18030"),
        (FRENCH, "utf-8"),
        (ARABIC, "utf-8"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (ARABIC, "utf-16-le"),
        (FRENCH, "utf-32-le"),
        (FRENCH, "utf-32-be"),
    ],
)
def test_an_undeclared_encoding_is_told_from_the_text(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert detect(data) == Detected(encoding, 0)
    assert "".join(decoded([data], encoding)) == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    assert detect(mark + FRENCH.encode(encoding)) == Detected(encoding, len(mark))


def test_a_sample_that_ends_inside_a_character_is_still_utf8() -> None:
    assert detect(ARABIC.encode()[:-1]) == Detected("utf-8", 0)


def test_some_bad_bytes_do_not_make_utf8_another_encoding() -> None:
    assert detect(ARABIC.encode() + b"\x92" + ARABIC.encode()) == Detected("utf-8", 0)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(200), b"%PDF-1.7 text", bytes(range(256)) * 40])
def test_what_is_not_text_is_told_apart(data: bytes) -> None:
    found = detect(data)
    assert isinstance(found, NotText)
    assert found.reason == "binary"


def test_nul_bytes_are_noise_where_they_are_rare() -> None:
    data = FRENCH.encode() * 10
    assert detect(data[:700] + b"\0" + data[700:]) == Detected("utf-8", 0)


def test_a_stray_byte_in_utf8_becomes_the_character_that_it_most_likely_was() -> None:
    assert "".join(decoded([b"caf\xe9 au lait \x93ici\x94 \xe2\x80 fin"], "utf-8")) == "café au lait “ici” \ufffd fin"


@given(st.binary(max_size=300), st.integers(1, 50))
def test_decoding_never_fails_and_does_not_depend_on_the_chunks(data: bytes, size: int) -> None:
    found = detect(data)
    if isinstance(found, Detected):
        chunks = [data[at : at + size] for at in range(0, len(data), size)]
        assert "".join(decoded(chunks, found.encoding)) == "".join(decoded([data], found.encoding))
