"""The page of formats, layouts, fields and limits: `python -m flows.extract.catalogue` prints it."""

import inspect
import sys
from collections.abc import Iterator
from dataclasses import fields

from flows.extract.dumps import ENDINGS
from flows.extract.fields import FIELD_KEYS
from flows.extract.limits import Limits
from flows.extract.packed import PACKED_SUFFIXES
from flows.extract.readers import READER_OF
from transforms.layouts import LAYOUTS
from transforms.layouts.record import RECORD

_HEAD = """# What is read

Made from the code by `python -m flows.extract.catalogue > warehouse/docs/formats.md`; a test holds it current. Where
dumps come from, and what is not read: [sources](sources.md). To add to it: [how to add a format](adding-a-format.md),
[how to add a layout](adding-a-layout.md).

## Formats

Told by content; the name is asked only where the content leaves it open. gzip, Zstandard, bzip2 and xz are undone, also
of several members, also inside archives.
"""


def render() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_formats(), "", *_layouts(), "", *_fields(), "", *_limits(), ""])


def _formats() -> Iterator[str]:
    yield "| format | is | located by | names end in |"
    yield "|---|---|---|---|"
    for name, reader in READER_OF.items():
        endings = " ".join(f"`{suffix}`" for suffix in ENDINGS.get(name, ()))
        yield f"| `{name}` | {_first_sentence(reader)} | {reader.locates} | {endings} |"
    yield ""
    packed = " ".join(f"`{suffix}`" for suffix in PACKED_SUFFIXES)
    yield f"Any of these names may end in {packed} besides."


def _layouts() -> Iterator[str]:
    yield "## Layouts"
    yield ""
    yield "How articles lie in text, in the order in which they are tried on the first lines of a dump."
    yield ""
    yield "| layout | is |"
    yield "|---|---|"
    for layout in (*LAYOUTS.values(), RECORD):
        module = sys.modules[layout.parse.__module__]
        yield f"| `{layout.name}` | {_first_sentence(module)} |"


def _fields() -> Iterator[str]:
    yield "## Fields of records"
    yield ""
    yield "Of JSON, CSV and Parquet: names are compared without case and punctuation, and the first that has a value is"
    yield "taken. `--map WHAT=FIELD` names another one: `--map text=content,headline=hed`."
    yield ""
    yield "| what | fields by that name |"
    yield "|---|---|"
    for what, keys in FIELD_KEYS.items():
        yield f"| `{what}` | {' '.join(f'`{key}`' for key in keys)} |"


def _limits() -> Iterator[str]:
    yield "## Limits"
    yield ""
    yield "What passes one is rejected as `too_large` with the limit's name, and the rest of the dump goes on."
    yield ""
    yield "| setting | default | is |"
    yield "|---|---|---|"
    for limit in fields(Limits):
        yield f"| `DATELINE_{limit.name.upper()}` | {limit.default:,} | {limit.metadata['doc']} |"


def _first_sentence(thing: object) -> str:
    text = " ".join((inspect.getdoc(thing) or "").split())
    return text.partition(". ")[0].rstrip(".").replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(render())
