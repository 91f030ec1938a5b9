"""What a record says of its article as data, beside its text: carried by Document.fields, and joined to the draft.

A value that a record gives as data was written for machines by whoever made the dump, so it wins over what its text
shows. Names of fields are those of Draft.
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from transforms.documents import Draft
from transforms.ids import folded
from transforms.moments import instant

TEXT_FIELDS = ("headline", "dateline", "agency", "credit", "url", "publisher", "section", "language")
LIST_FIELDS = ("summary", "byline")
TIME_FIELDS = ("published", "updated")
FIELDS = (*TEXT_FIELDS, *LIST_FIELDS, *TIME_FIELDS)


def encoded(fields: Mapping[str, Any]) -> str | None:
    """Fields as Document.fields has them; None where none has a value. Raises KeyError for a name that is no field.

    Times are strings that `transforms.moments.instant` reads, lists are lists of strings, all else is a string.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise KeyError(f"no field of an article: {', '.join(sorted(unknown))}")
    kept = {name: fields[name] for name in FIELDS if fields.get(name)}
    return json.dumps(kept, ensure_ascii=False) if kept else None


def with_given(draft: Draft, fields: str | None) -> Draft:
    """The draft with the values of Document.fields in place of those that it was read to have."""
    if not fields:
        return draft
    given = json.loads(fields)
    changes: dict[str, Any] = {name: given[name] for name in (*TEXT_FIELDS, *LIST_FIELDS) if given.get(name)}
    for name in TIME_FIELDS:
        time = instant(given.get(name))
        if time is not None:
            changes[name] = time
    if "published" in changes and "updated" not in changes:
        changes["updated"] = draft.updated
    joined = dataclasses.replace(draft, **changes)
    return dataclasses.replace(joined, body=without_headline(joined.body, joined.headline))


def without_headline(body: str, headline: str | None) -> str:
    """A body without a first paragraph that only repeats the headline."""
    first, _, rest = body.partition("\n\n")
    return rest if rest and headline and folded(first) == folded(headline) else body
