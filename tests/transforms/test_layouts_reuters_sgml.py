"""Records of the Reuters-21578 collection."""

from datetime import UTC, datetime

from transforms.documents import Draft, Line
from transforms.layouts import LAYOUTS, Unfit, layout_of
from transforms.layouts.cutting import pieces_of

REUTERS = LAYOUTS["reuters_sgml"]

HEAD = '<!DOCTYPE lewis SYSTEM "lewis.dtd">'
FERRY = """\
<REUTERS TOPICS="NO" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TOPICS></TOPICS>
<UNKNOWN>
&#5;&#5;C T</UNKNOWN>
<TEXT>&#2;
<TITLE>TARN LINES &lt;TRN> FERRIES
SAIL AGAIN</TITLE>
<AUTHOR>    By Ina Roth, Reuters</AUTHOR>
<DATELINE>    TARNPORT, Westm., Feb 26 - </DATELINE><BODY>The ferries of Tarn sailed again on Thursday after
nine days in port.
    Night crews &amp; cooks will be paid by the hour.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>"""
BRIEF = """\
<REUTERS TOPICS="NO" NEWID="2">
<DATE>26-FEB-1987 15:02:00.00</DATE>
<TEXT TYPE="BRIEF">&#2;
<TITLE>TARN LINES PAYS BY THE HOUR</TITLE></TEXT>
</REUTERS>"""
TABLE = """\
<REUTERS TOPICS="NO" NEWID="3">
<TEXT TYPE="UNPROC">&#2;
HARBOUR DUES, WEEK 9
 Boats.........644 vs.....1,337
 Ferries.......680 vs.......425
</TEXT>
</REUTERS>"""


def drafted(text: str) -> Draft:
    draft = REUTERS.parse(text.split("\n"))
    assert isinstance(draft, Draft)
    return draft


def test_records_begin_at_their_tags() -> None:
    lines = "\n".join([HEAD, FERRY, BRIEF, TABLE]).split("\n")
    assert layout_of(lines) is REUTERS
    pieces = pieces_of([Line(text, 0, len(text)) for text in lines], REUTERS, 10_000)
    assert ["\n".join(piece.texts) for piece in pieces] == [HEAD, FERRY, BRIEF, TABLE]


def test_fields_come_out_apart() -> None:
    draft = drafted(FERRY)
    assert draft.headline == "TARN LINES <TRN> FERRIES SAIL AGAIN"
    assert (draft.dateline, draft.byline, draft.agency) == ("TARNPORT, Westm.", ["Ina Roth"], "Reuter")
    assert draft.published is not None
    assert draft.published.at == datetime(1987, 2, 26, 15, 1, 1, tzinfo=UTC)
    assert draft.body == (
        "The ferries of Tarn sailed again on Thursday after nine days in port.\n\n"
        "Night crews & cooks will be paid by the hour."
    )


def test_a_record_that_is_cut_keeps_what_is_there() -> None:
    draft = drafted(FERRY[: FERRY.index(" will be paid")])
    assert draft.body.endswith("\n\nNight crews & cooks")


def test_what_has_no_text_is_no_article() -> None:
    reasons = [
        found.reason for text in (HEAD, BRIEF, TABLE) if isinstance(found := REUTERS.parse(text.split("\n")), Unfit)
    ]
    assert reasons == ["not_prose", "no_body", "not_prose"]
