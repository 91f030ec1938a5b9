"""What is known of entities from outside the articles: a user's authority file, corrections of merges and splits, and
whom short names of well-known people mean.

None changes how ids are made: they only say under which name an entity is filed. So an authority file can be added
later, and ids of entities that it doesn't speak of stay as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from transforms.entities.forms import key_of
from transforms.entities.names import filed_under
from transforms.entities.well_known import WellKnown, WellKnownPeople, well_known_people
from transforms.errors import UserError

Filed = tuple[str, str]  # kind, canonical key


class BadKnowledge(UserError):
    """A row of an authority file or of corrections that can't be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entity of an authority file. `id` is the user's own, or a Wikidata id (Q and digits)."""

    kind: str
    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A name that is filed under another (`into`), or, when `into` is empty, one that only its article can explain."""

    kind: str
    name: str
    into: str
    reason: str


def filed(correction: Correction) -> Filed:
    """What a correction speaks of."""
    return correction.kind, filed_under(correction.kind, correction.name)


@dataclass(frozen=True)
class Knowledge:
    """Look-ups by kind and canonical key. Make it with `knowledge_of`."""

    records: dict[Filed, Record] = field(default_factory=dict)
    merges: dict[Filed, str] = field(default_factory=dict)
    splits: frozenset[Filed] = frozenset()
    people: WellKnownPeople = field(default_factory=WellKnownPeople)
    organisation_ids: dict[str, str] = field(default_factory=dict)

    def record(self, kind: str, name: str) -> Record | None:
        """The one record that bears a name; None when none or several do."""
        return self.records.get((kind, filed_under(kind, name)))

    @cached_property
    def corrected_people(self) -> frozenset[str]:
        """Keys of people's names of which a correction speaks: it goes before what is known of the name."""
        return frozenset(key for kind, key in (*self.merges, *self.splits) if kind == "person")


NOTHING = Knowledge()


def knowledge_of(
    records: Iterable[Record] = (),
    corrections: Iterable[Correction] = (),
    people: Iterable[WellKnown] = (),
    organisation_ids: Iterable[tuple[str, str]] = (),
) -> Knowledge:
    """Look-ups of an authority file's records, corrections, well-known people, and organisations' Wikidata ids.

    Raises BadKnowledge.
    """
    merges: dict[Filed, str] = {}
    splits = set()
    for correction in corrections:
        key = filed(correction)
        if not key[1] or not correction.reason.strip():
            raise BadKnowledge(f"correction of {correction.name!r}: needs a name and a reason")
        if key in merges or key in splits:
            raise BadKnowledge(f"correction of {correction.name!r}: it is there twice")
        if not correction.into:
            splits.add(key)
        elif filed_under(correction.kind, correction.into) == key[1]:
            raise BadKnowledge(f"correction of {correction.name!r}: it is filed under {correction.into!r} as it is")
        else:
            merges[key] = correction.into
    chained = [into for (kind, _), into in merges.items() if (kind, filed_under(kind, into)) in merges]
    if chained:
        raise BadKnowledge(f"corrections into {chained[0]!r}, which is corrected itself")
    ids = {filed_under("organisation", name): public_id for name, public_id in organisation_ids}
    return Knowledge(_records_by_name(records), merges, frozenset(splits), well_known_people(people), ids)


def _records_by_name(records: Iterable[Record]) -> dict[Filed, Record]:
    bearers: dict[Filed, dict[str, Record]] = {}
    for record in records:
        if not record.id.strip() or not key_of(record.name):
            raise BadKnowledge(f"authority record {record.id!r}: needs an id and a name")
        for name in (record.name, *record.aliases):
            key = (record.kind, filed_under(record.kind, name))
            if key[1]:
                bearers.setdefault(key, {})[record.id] = record
    return {key: next(iter(found.values())) for key, found in bearers.items() if len(found) == 1}
