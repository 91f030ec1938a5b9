"""The row of the index by which an article's near-duplicates are found."""

from transforms.duplicates.signatures import signature_of
from transforms.tables import Article, Fingerprint


def fingerprint_of(article: Article) -> list[Fingerprint]:
    """The article's row of `fingerprints`, a family of its own as yet; none when its body is too short to compare."""
    signature = signature_of(article.body)
    if signature is None:
        return []
    return [
        Fingerprint(
            article_id=article.article_id,
            published_at=article.published_at,
            shingle_count=signature.shingle_count,
            keys=signature.keys,
            signature=signature.values,
            family_id=article.article_id,
        )
    ]
