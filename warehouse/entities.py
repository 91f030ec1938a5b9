"""How rows of the same entity become one, whichever was loaded first."""

from transforms.schema import table_of
from transforms.tables import Entity

COLUMNS = tuple(c.name for c in table_of(Entity).columns)
# They belong together: all three of one row, not the least of each.
_PLACE = ("geonames_id", "latitude", "longitude")
# transforms.entities.resolve.better_name: with small letters, more words, more characters, first by code points.
_BETTER_NAME = "(NOT regexp_matches(name, '[a-z]'), -len(string_split(name, ' ')), -length(name), name)"


def merged_entities(source: str) -> str:
    """SQL for one row per entity out of the rows of `source`, which has the columns of `entities`.

    The rule is that of transforms.entities.resolve.merge: aliases are joined, the better of two names wins, of every
    other value the least is taken. That is commutative, associative and idempotent: neither the order of loads matters
    nor how often one is merged.
    """
    packed = ", ".join(f"'{name}': {name}" for name in _PLACE)
    values = ",\n    ".join(f"{_merged(name)} AS {name}" for name in COLUMNS if name != "entity_id")
    return f"""
SELECT
    entity_id,
    {values}
FROM (
    SELECT *, CASE WHEN coalesce(geonames_id, latitude::VARCHAR) IS NOT NULL THEN {{{packed}}} END AS place
    FROM {source}
)
GROUP BY entity_id"""


def _merged(name: str) -> str:
    if name == "aliases":
        return "coalesce(list_sort(list_distinct(flatten(list(aliases)))), [])"
    if name == "name":
        return f"arg_min(name, {_BETTER_NAME})"
    if name in _PLACE:
        return f"min(place).{name}"
    return f"min({name})"
