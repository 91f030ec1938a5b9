"""What readers of XML share: documents that declare entities are refused, before any parser sees them."""

import re
from itertools import islice

from flows.extract.limits import Limits

# Declarations stand in the document type, which is before the root. Wide encodings put a NUL beside each letter.
_DECLARED = re.compile(rb"<\0{0,3}!\0{0,3}E\0{0,3}N\0{0,3}T\0{0,3}I\0{0,3}T\0{0,3}Y", re.I)


def entities_refused(data: bytes, limits: Limits) -> str | None:
    """Why a document is not parsed, where it declares more entities than the limit."""
    limit = limits.max_xml_entities
    is_over = next(islice(_DECLARED.finditer(data), limit, None), None) is not None
    return f"declares XML entities: more than max_xml_entities ({limit})" if is_over else None
