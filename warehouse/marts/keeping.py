"""Marts that are kept as tables, since as views they take seconds on a million articles.

The `.sql` file of such a mart says what it is, and tests hold the table to it. The file of the same name in `kept/`
says how it is kept, in sections:

- `key`: the columns that name a row;
- `order`: how rows lie in files, so that those looked up together do; without it by their key;
- `state`: rows from `{articles}`, `{quotes}`, `{mentions}`, with all it takes to merge two rows of one key: sums, least
  and greatest values, and lists where distinct values are counted; without it the definition;
- `moved`: rows from `{changed}`, articles of which the cluster is another now; only where clusters matter;
- `merged`: one row a key from `{both}`, the rows that stand (turn 0), that come (1), and those of `moved` (2);
- `group`: in place of `merged`, a column of articles all of whose rows are made anew where the load touches them; it
  gives the touched ones from `{changed}`, articles that are new or in another group now;
- `derived`: `{rows}` with the columns that cannot be merged: computed of their lists, or counted anew in the lake,
  where `{dated}` holds for articles with a time on their days; it may read marts that come before it by name;
- `shown`: the mart as readers see it; without it all columns.

Publishing makes the state of the load alone and merges it into the rows of the same keys: the cost follows the load.
Where there is neither `merged` nor `group`, a row is of one article for good, and is only added. What is taken away
cannot be merged; after `forget` and an upgrade the tables are made anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

_SECTION = re.compile(r"^-- (key|order|state|moved|merged|group|derived|shown)(?:: (.+))?$", re.M)
# Made anew in so many slices, to be held in memory: by months, so that those of one are in one file.
_SLICES = {"entity_days": 8, "speaker_days": 2, "quote_facts": 4, "quotes_about": 4, "entity_articles": 8}
_MONTH = "coalesce(datediff('month', DATE '1970-01-01', coalesce(published_at, updated_at) AT TIME ZONE 'UTC'), 0)"
_ANY_DAY = "published_at IS NOT NULL"
_LAKE = {name: f"lake.news.{name}" for name in ("articles", "quotes", "mentions")}


@dataclass(frozen=True)
class Kept:
    """How one mart is kept. Without a key it only shows another's table. `order` is SQL, `group` a column."""

    name: str
    key: tuple[str, ...]
    order: str
    group: str | None
    sections: Mapping[str, str]

    @property
    def table(self) -> str:
        """The table that holds it."""
        return f"lake.dateline.kept_{self.name}"

    @property
    def shown(self) -> str:
        """The query of the view in `marts`."""
        return self.sections["shown"]

    def state(self, relations: Mapping[str, str]) -> str:
        """SQL for the state of these articles, quotes and mentions."""
        return _filled(self.sections["state"], relations)

    def derived(self, rows: str, dated: str = _ANY_DAY) -> str:
        """SQL for a state with all columns. `dated` is true of articles of the days that the rows are of."""
        return _filled(self.sections["derived"], {"rows": f"({rows})", "dated": dated})


@cache
def kept_marts() -> Mapping[str, Kept]:
    """All of them, by name."""
    return {file.stem: _kept(file) for file in sorted((Path(__file__).parent / "kept").glob("*.sql"))}


def make_statements() -> Iterator[str]:
    """SQL that makes the tables anew from what the lake has."""
    for mart in _with_table():
        query = mart.derived(mart.state(_LAKE))
        yield f"CREATE OR REPLACE TABLE {mart.table} AS SELECT * FROM ({query}) LIMIT 0"
        yield from _fill_statements(mart)


def rebuild(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables anew from what the lake has, within the caller's transaction."""
    for mart in _with_table():
        connection.execute(f"DELETE FROM {mart.table}")
        for statement in _fill_statements(mart):
            connection.execute(statement)


def refresh_after(
    connection: duckdb.DuckDBPyConnection, present: Sequence[str], *, moved: bool, changed: str | None
) -> None:
    """Merge what `publishing.publish` has just inserted: it calls this when its views `settled_…` are there.

    `present` names these; `changed` is SQL for the ids of articles whose cluster was updated. What another run took
    first, or has been forgotten since the load was settled (`moved`), is left out.
    """
    if "articles" not in present and changed is None:
        return
    fresh = "FROM settled_articles"
    if moved:
        fresh += " ANTI JOIN temp.taken_article USING (article_id)"
        fresh += " ANTI JOIN lake.dateline.forgotten USING (article_id)"
    relations = {}
    if "articles" in present:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh_articles AS {fresh.replace('FROM', _SLIM, 1)}")
        relations["articles"] = "temp.fresh_articles"
        for name in ("quotes", "mentions"):
            rows = f"settled_{name} SEMI JOIN temp.fresh_articles USING (article_id)"
            relations[name] = f"(FROM {rows if name in present else f'lake.news.{name} LIMIT 0'})"
    updated = f"{_SLIM} lake.news.articles WHERE article_id IN ({changed})" if changed else None
    refresh(connection, relations, updated)


# What marts need of articles: not their bodies.
_SLIM = (
    "SELECT article_id, headline, publisher, published_at, updated_at, cluster_id, word_count, dateline_entity_id, "
    "first_dump_id, run_id FROM"
)


def refresh(connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], changed: str | None = None) -> None:
    """Merge a load into the tables, within the transaction that publishes it.

    `relations` is SQL for the load's `articles`, `quotes` and `mentions`, all new to the lake; `changed` for rows of
    `articles` that the lake had and of which only the cluster is another.
    """
    for mart in _with_table():
        if mart.group:
            _make_groups_anew(connection, mart, relations, changed)
        elif "merged" not in mart.sections:
            if relations:
                connection.execute(_insert(mart, mart.state(relations)))
        else:
            queries = [f"SELECT *, 1 AS turn FROM ({mart.state(relations)})"] if relations else []
            if changed and "moved" in mart.sections:
                moved = _filled(mart.sections["moved"], {"changed": f"({changed})"})
                queries.append(f"SELECT *, 2 AS turn FROM ({moved})")
            if queries:
                _merge(connection, mart, " UNION ALL BY NAME ".join(f"({query})" for query in queries))


def _make_groups_anew(
    connection: duckdb.DuckDBPyConnection, mart: Kept, relations: Mapping[str, str], changed: str | None
) -> None:
    """Rows of the groups that new and moved articles are in now, or were in before."""
    group, keys = mart.group, ", ".join(mart.key)
    articles = [f"(FROM {relations['articles']})"] if relations else []
    articles += [f"({changed})"] if changed else []
    touched = _filled(mart.sections["group"], {"changed": f"({' UNION ALL BY NAME '.join(articles)})"})
    if changed:
        touched += f" UNION SELECT {group} FROM {mart.table} SEMI JOIN ({changed}) USING ({keys})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {touched}")
    if not connection.execute("SELECT 1 FROM temp.touched LIMIT 1").fetchone():
        return
    row = connection.execute(
        "SELECT min(published_at)::VARCHAR, max(published_at)::VARCHAR, count(*) > count(published_at), count(*) "
        f"FROM lake.news.articles SEMI JOIN temp.touched USING ({group})"
    ).fetchone()
    assert row is not None
    first, last, is_undated, count = row
    # Bodies are read of these days only.
    bounds = "" if is_undated else f"WHERE published_at BETWEEN '{first}'::TIMESTAMPTZ AND '{last}'::TIMESTAMPTZ"
    members = f"(FROM (FROM lake.news.articles {bounds}) SEMI JOIN temp.touched USING ({group}))"
    connection.execute(f"DELETE FROM {mart.table} WHERE {group} IN (SELECT {group} FROM temp.touched)")
    if count:
        connection.execute(_insert(mart, mart.state({**_LAKE, "articles": members})))


def _insert(mart: Kept, state: str, dated: str = _ANY_DAY) -> str:
    return f"INSERT INTO {mart.table} BY NAME SELECT * FROM ({mart.derived(state, dated)}) ORDER BY {mart.order}"


def _merge(connection: duckdb.DuckDBPyConnection, mart: Kept, coming: str) -> None:
    keys = ", ".join(mart.key)
    same = " AND ".join(f"k.{key} IS NOT DISTINCT FROM c.{key}" for key in mart.key)
    bounds, dated = _bounds(connection, mart, coming)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE standing AS SELECT k.* FROM {mart.table} k "
        f"SEMI JOIN (SELECT DISTINCT {keys} FROM coming) c ON {same} WHERE {bounds}"
    )
    connection.execute(f"DELETE FROM {mart.table} AS k USING standing c WHERE {same} AND {bounds}")
    both = "(SELECT *, 0 AS turn FROM standing UNION ALL BY NAME FROM coming)"
    merged = _filled(mart.sections["merged"], {"both": both})
    connection.execute(_insert(mart, merged, dated))
    connection.execute("DROP TABLE temp.standing")
    connection.execute("DROP TABLE temp.coming")


def _bounds(connection: duckdb.DuckDBPyConnection, mart: Kept, coming: str) -> tuple[str, str]:
    """Makes the table `coming`. The days of a load are few: files of other days need not be read.

    The days as SQL, of the rows that stand (`k`) and of articles that have a time.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE coming AS {coming}")
    if "published_on" not in mart.key:
        return "true", _ANY_DAY
    row = connection.execute(
        "SELECT min(published_on)::VARCHAR, max(published_on)::VARCHAR, (max(published_on) + 1)::VARCHAR, "
        "count(*) > count(published_on) FROM coming"
    ).fetchone()
    assert row is not None
    first, last, end, is_undated = row
    parts = [f"k.published_on BETWEEN DATE '{first}' AND DATE '{last}'"] if first else []
    parts += ["k.published_on IS NULL"] if is_undated else []
    begin, end = (f"TIMESTAMPTZ '{day} 00:00:00+00'" for day in (first, end))
    dated = f"published_at >= {begin} AND published_at < {end}" if first else "false"
    return f"({' OR '.join(parts) or 'false'})", dated


def _fill_statements(mart: Kept) -> Iterator[str]:
    slices = _SLICES.get(mart.name, 1)
    for number in range(slices):
        relations = dict(_LAKE)
        if slices > 1:
            relations["articles"] = f"(FROM {_LAKE['articles']} WHERE abs({_MONTH}) % {slices} = {number})"
        yield _insert(mart, mart.state(relations))


def _with_table() -> Iterator[Kept]:
    return (mart for mart in kept_marts().values() if mart.key)


def _filled(sql: str, values: Mapping[str, str]) -> str:
    """SQL with its relations; braces of SQL's own structs are left alone."""
    return re.sub(r"\{(articles|quotes|mentions|changed|both|rows|dated)\}", lambda found: values[found[1]], sql)


def _kept(file: Path) -> Kept:
    text = file.read_text(encoding="utf-8")
    heads = list(_SECTION.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    sections = {head[1]: text[head.end() : end].strip() for head, end in zip(heads, ends, strict=True)}
    said = {head[1]: head[2] for head in heads}
    name, keys = file.stem, said.get("key") or ""
    if keys:
        defined = (file.parents[1] / file.name).read_text(encoding="utf-8")
        sections = {
            "state": re.sub(r"\bnews\.(articles|quotes|mentions)\b", r"{\1}", defined),
            "derived": "FROM {rows}",
            "shown": f"FROM dateline.kept_{name}",
        } | sections
    key = tuple(key.strip() for key in keys.split(",") if key.strip())
    return Kept(name, key, said.get("order") or ", ".join(key), said.get("group"), sections)
