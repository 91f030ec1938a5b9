from datetime import UTC, datetime

from tests.transforms.duplicates.prose import paragraphs, prose
from transforms.duplicates import fingerprint_of, signature_of
from transforms.tables import Article

MIDNIGHT = datetime(2031, 5, 4, tzinfo=UTC)


def article(body: str) -> Article:
    return Article(
        article_id="a1",
        headline="All about a bridge",
        summary=[],
        body=body,
        subheads=[],
        captions=[],
        dateline=None,
        dateline_entity_id=None,
        byline=[],
        agency=None,
        credit=None,
        url=None,
        publisher=None,
        section=None,
        language=None,
        published_at=MIDNIGHT,
        updated_at=None,
        time_precision="day",
        time_source="absolute",
        word_count=len(body.split()),
        cluster_id=None,
        first_dump_id="d1",
        run_id="",
    )


def test_an_article_is_a_family_of_its_own_at_first() -> None:
    body = paragraphs(prose(1, 200))
    signature = signature_of(body)
    assert signature is not None
    (row,) = fingerprint_of(article(body))
    assert (row.article_id, row.family_id, row.published_at) == ("a1", "a1", MIDNIGHT)
    assert (row.shingle_count, row.keys, row.signature) == (signature.shingle_count, signature.keys, signature.values)


def test_a_brief_has_no_fingerprint() -> None:
    assert fingerprint_of(article("The bridge is open again.")) == []
