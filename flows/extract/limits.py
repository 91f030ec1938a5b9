"""What a dump may ask of the machine. What passes a limit is rejected with the limit's name; the rest goes on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds against hostile or broken dumps."""

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
    # Bytes of a packed dump whose format asks for reading here and there (Parquet, zip): kept in a temporary file.
    max_spooled_bytes: int = 4 * 1024**3
    # Members of one archive, and archives inside each other.
    max_members: int = 200_000
    max_depth: int = 2
