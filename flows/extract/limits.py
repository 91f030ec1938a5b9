"""What a dump may ask of the machine. What passes a limit is rejected with the limit's name; the rest goes on.

Each limit is a setting, too: DATELINE_MAX_RECORD_CHARS and so on.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds against hostile or broken dumps. All are above 0, but for MAY_BE_ZERO, which may be it."""

    # Characters of one record. The longest articles of the sets that we know have 200,000.
    max_record_chars: int = 1_000_000
    # Bytes that one dump may unpack to.
    max_unpacked_bytes: int = 200 * 1024**3
    # Unpacked over packed bytes, looked at from `ratio_from_bytes` on: text packs 3 to 10 times, a log 50 times.
    max_unpack_ratio: float = 200.0
    ratio_from_bytes: int = 16 * 1024**2
    # Characters of one HTML page, markup and scripts included. Live blogs have 2 million.
    max_page_chars: int = 8_000_000
    # Bytes of a feed or an agency's XML, which are parsed whole.
    max_xml_bytes: int = 64 * 1024**2
    # Entities that an XML document may declare. They are never expanded, so a text that has any would lose words.
    max_xml_entities: int = 0
    # Bytes of a packed dump whose format asks for reading here and there (Parquet, zip): kept in a temporary file.
    max_spooled_bytes: int = 4 * 1024**3
    # Members of one archive, or parts of one mail or saved page, and archives inside each other.
    max_members: int = 200_000
    max_depth: int = 2
    # Fields of one record, or columns of a table. Crawlers' records have some 30, a survey's tables hundreds.
    max_fields: int = 2_000
    # Arrays and objects of a JSON record inside each other.
    max_nesting: int = 100
    # Bytes, seconds and redirects of the download of one dump; objects below one address of an object store.
    max_download_bytes: int = 64 * 1024**3
    max_download_seconds: float = 12 * 3600.0
    max_redirects: int = 5
    max_listed: int = 1_000_000


# Limits that may be 0.
MAY_BE_ZERO = ("max_xml_entities", "max_redirects")
