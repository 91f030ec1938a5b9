"""PolNeAR's annotations, as brat writes them, read into attributions. Only training and measuring need them."""

import re
from dataclasses import dataclass, field

from transforms.quotes.marks import Span

_ENTITY = re.compile(r"(T\d+)\t\S+ (\d+ \d+(?:;\d+ \d+)*)\t")
_EVENT = re.compile(r"E\d+\t(Attribution\S*) ?(.*)")


@dataclass(slots=True)
class Attribution:
    """Who (source) said (cue) what (content): spans of the text in code points."""

    source: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)


def attributions_of(annotation: str) -> list[Attribution]:
    """The attributions of one .ann file that have a content, in the order of the file."""
    spans: dict[str, list[Span]] = {}
    found: list[Attribution] = []
    lines = annotation.split("\n")
    for line in lines:
        if entity := _ENTITY.match(line):
            pairs = (piece.split() for piece in entity[2].split(";"))
            spans[entity[1]] = [(int(a), int(b)) for a, b in pairs]
    for line in lines:
        event = _EVENT.match(line)
        if event is None:
            continue
        attribution = Attribution()
        for part in event[2].split():
            role, _, name = part.partition(":")
            role = re.sub(r"\d+$", "", role).lower()
            if role in ("source", "cue", "content"):
                getattr(attribution, role).extend(spans.get(name, []))
        if attribution.content:
            found.append(attribution)
    return found
