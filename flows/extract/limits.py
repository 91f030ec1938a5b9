"""What a dump may ask of the machine. What passes a limit is rejected with the limit's name; the rest goes on.

Each limit is a setting, too: DATELINE_MAX_RECORD_CHARS and so on. The seconds that the analysis of one document may
take are DATELINE_DOCUMENT_SECONDS: see flows.settings.
"""

from dataclasses import dataclass, field
from typing import Any


def _limit(default: float, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds against hostile or broken dumps. All are above 0, but for MAY_BE_ZERO, which may be it."""

    max_record_chars: int = _limit(
        1_000_000, "Characters of one record of text. The longest articles of the sets that we know have 200,000."
    )
    max_page_chars: int = _limit(
        8_000_000, "Characters of one HTML page, markup and scripts included. Live blogs have 2 million."
    )
    max_unpacked_bytes: int = _limit(200 * 1024**3, "Bytes that one packed dump, or one member, may unpack to.")
    max_unpack_ratio: float = _limit(200.0, "Unpacked over packed bytes: text packs 3 to 10 times, a log 50 times.")
    ratio_from_bytes: int = _limit(16 * 1024**2, "Unpacked bytes from which the ratio is looked at.")
    max_xml_bytes: int = _limit(64 * 1024**2, "Bytes of a feed or an agency's XML, which are parsed whole.")
    max_xml_entities: int = _limit(
        0, "Entities that an XML document may declare. They are never expanded: a text that has any would lose words."
    )
    max_mail_bytes: int = _limit(64 * 1024**2, "Bytes of one mail, or of one saved page with its pictures.")
    max_spooled_bytes: int = _limit(
        4 * 1024**3, "Bytes of a packed Parquet or zip file, which is read here and there and so kept on the disk."
    )
    max_members: int = _limit(200_000, "Members of one archive.")
    max_depth: int = _limit(2, "Archives inside each other.")
    max_fields: int = _limit(2_000, "Fields of one record, or columns of a table.")
    max_nesting: int = _limit(100, "Arrays and objects of a JSON record, or parts of a mail, inside each other.")
    max_download_bytes: int = _limit(64 * 1024**3, "Bytes of one remote dump, or of standard input.")
    max_download_seconds: float = _limit(12 * 3600.0, "Seconds that fetching one remote dump may take.")
    max_redirects: int = _limit(5, "Redirects from one web address.")
    max_listed: int = _limit(1_000_000, "Objects below one address of an object store.")


# Limits that may be 0.
MAY_BE_ZERO = ("max_xml_entities", "max_redirects")
