"""From copies found in pairs to clusters: one story each, whatever the order in which its copies came.

A family is all that hangs together by pairs of copies. It can be a chain of updates whose ends share nothing, so it is
cut into clusters around leaders: members are taken from the earliest on, and each joins the leader that it is most
like, or leads a cluster of its own when it is like none. Families depend on the set of articles alone and so do the
clusters of a family; both come out the same in whatever order the articles were loaded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from transforms.duplicates.similarity import jaccard, values_of

# A member shares at least this much with its leader. Unrelated stories with shared boilerplate have up to 0.5, but are
# in one family only through pairs that have more; a story's versions drift below it after several rewrites.
MIN_JACCARD_TO_LEADER = 0.3
# Bounds the work on a family made to have many clusters: after so many leaders, what is like none of them stands alone.
MAX_LEADERS = 200
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a family: its id, when it was published (UTC) if that is known, and its signature's values."""

    article_id: str
    published_at: datetime | None
    signature: bytes


def families_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For everything that is in a pair, the least id of all that it hangs together with."""
    parent: dict[str, str] = {}

    def root(item: str) -> str:
        parent.setdefault(item, item)
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for left, right in pairs:
        least, other = sorted((root(left), root(right)))
        parent[other] = least
    return {item: root(item) for item in list(parent)}


def clusters_of(members: Sequence[Member]) -> Mapping[str, str]:
    """For each article of a family its cluster: the id of the cluster's earliest article.

    Earliest by time of publication, those without one last, and then by id. A lone member is its own cluster.
    """
    ordered = sorted(members, key=lambda member: (member.published_at or _NEVER, member.article_id))
    values = values_of([member.signature for member in ordered])
    leaders: list[int] = []
    result: dict[str, str] = {}
    for number, member in enumerate(ordered):
        found = number
        if leaders:
            similarities = jaccard(values[leaders], values[number])
            best = int(np.argmax(similarities))
            if similarities[best] >= MIN_JACCARD_TO_LEADER:
                found = leaders[best]
        if found == number and len(leaders) < MAX_LEADERS:
            leaders.append(number)
        result[member.article_id] = ordered[found].article_id
    return result
