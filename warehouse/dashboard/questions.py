"""The SQL of the dashboard's pages, over tables and marts. Values are bound by name, none is written into a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

# An article's time: its publication, or else the last update that it tells of.
TIME = "coalesce(a.published_at, a.updated_at)"
Question = tuple[str, dict[str, Any]]
# Rows that have an `article_id`, and their article's time as `dated`.
Keys = Sequence[Mapping[str, Any]]
# Ids of what full-text search found, with its time.
Found = Mapping[str, datetime | None]

SIZES = """
select (select count(*) from articles) as articles, (select count(*) from quotes) as quotes,
       (select count(*) from entities) as entities, (select count(*) from mentions) as mentions,
       (select count(*) from dumps) as dumps, (select count(*) from rejects) as rejects,
       (select count(*) from runs) as runs
"""
LAST_RUN = "select run_id, flow, status, started_at, finished_at from runs order by started_at desc limit 1"
OUTLETS = (
    "select publisher from freshness where publisher is not null order by article_count desc, publisher limit 2000"
)
FRESHNESS = """
select publisher, article_count, newest_published_at, last_loaded_at, lag_hours
from freshness order by article_count desc, publisher limit 100
"""
LOADS = """
select loaded_at, uri, format, layout, byte_count, document_count, article_count, reject_count, dump_id, run_id
from dumps order by loaded_at desc, uri limit 50
"""


@dataclass(frozen=True)
class Filters:
    """What is to be shown: fields that are empty do not restrict it. Days are UTC, `until` is shown too."""

    words: str = ""
    speaker: str = ""
    speaker_id: str = ""
    about: str = ""
    about_id: str = ""
    publisher: str | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None
    dump: str = ""
    # Any value asks for what has no outlet, or a speaker who is known.
    no_publisher: str = ""
    named: str = ""
    # Of stories: the outlet that had it first, and one that ran it later.
    origin: str = ""
    by: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """Those that restrict."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) not in (None, "")}

    def only(self, *names: str) -> "Filters":
        """Of these filters the ones so named."""
        return Filters(**{name: value for name, value in self.given.items() if name in names})


def where(conditions: list[str]) -> str:
    """`WHERE` with all of these; nothing when there are none."""
    return f"where {' and '.join(conditions)}" if conditions else ""


def days(f: Filters, column: str = "published_on") -> list[str]:
    """Conditions on a mart's outlet and day."""
    conditions = {
        "publisher": "publisher = $publisher",
        "since": f"{column} >= $since",
        "until": f"{column} <= $until",
    }
    return [condition for name, condition in conditions.items() if name in f.given]


def covered(f: Filters) -> Question:
    """What outlets ran in these days: first and last day, articles, quotes, and the share that has a speaker."""
    f = f.only("publisher", "since", "until")
    return (
        f"""select min(published_on) as first_on, max(published_on) as last_on, sum(article_count)::BIGINT as articles,
                   sum(quote_count)::BIGINT as quotes, count(distinct publisher) as publishers,
                   sum(attributed_share * quote_count) / nullif(sum(quote_count), 0) as attributed_share
            from publisher_days {where(days(f))}""",
        f.given,
    )


def coverage(f: Filters, grain: str, outlets: int = 6) -> Question:
    """Articles and quotes by outlet and `day`, `week` or `month`; outlets after the first few are one, named null."""
    f = f.only("publisher", "since", "until")
    return (
        f"""with chosen as (select * from publisher_days {where([*days(f), "published_on is not null"])}),
            largest as (select publisher from chosen group by publisher order by sum(article_count) desc, publisher
                        limit $outlets)
            select date_trunc($grain, published_on)::DATE as published_on,
                   case when publisher in (select publisher from largest) then publisher end as publisher,
                   sum(article_count)::BIGINT as articles, sum(quote_count)::BIGINT as quotes
            from chosen group by all order by 1, 3 desc, 2 limit 5000""",
        {**f.given, "grain": grain, "outlets": outlets},
    )


def _article_conditions(f: Filters, of: str, time: str) -> list[str]:
    conditions = {
        "publisher": f"{of}.publisher = $publisher",
        "since": f"{time} >= $since::DATE::TIMESTAMPTZ",
        "until": f"{time} < ($until::DATE + 1)::TIMESTAMPTZ",
        "dump": f"{of}.article_id in (select article_id from sightings where dump_id = $dump)",
        "no_publisher": f"{of}.publisher is null and $no_publisher <> ''",
    }
    return [condition for name, condition in conditions.items() if name in f.given]


def _is_found(found: Found, id: str, time: str) -> str:
    """In place of a condition on letters where full-text search knows what has the words. Its times are of seconds."""
    between = f"{time} >= $first and {time} < $last::TIMESTAMPTZ + interval 1 second"
    undated = f" or {time} is null" if None in found.values() else ""
    dated = f" and ({between}{undated})" if any(found.values()) else ""
    return f"{id} in (select unnest($found)){dated}"


_SO_NAMED = "entity_id in (select entity_id from entities where contains(lower(name), lower($about)))"


def _quote_conditions(f: Filters, found: Found | None) -> list[str]:
    conditions = {
        "speaker_id": "q.speaker_entity_id = $speaker_id",
        "speaker": "contains(lower(q.speaker), lower($speaker))",
        "kind": "q.kind = $kind",
        "named": "q.speaker_entity_id is not null and $named <> ''",
        "about_id": "q.entity_id = $about_id",
        "about": f"q.quote_id in (select quote_id from quotes_about where {_SO_NAMED})"
        if f.about_id
        else f"q.{_SO_NAMED}",
        "words": "contains(lower(q.text), lower($words))"
        if found is None
        else _is_found(found, "q.quote_id", "q.published_at"),
    }
    own = [condition for name, condition in conditions.items() if name in f.given]
    return [*own, *_article_conditions(f, "q", "q.published_at")]


_QUOTE = """q.quote_id, q.article_id, q.kind, q.text, q.char_start, q.char_end, q.speaker, q.speaker_entity_id,
            q.speaker_role, q.cue, q.confidence"""
_ARTICLE = f"a.headline, a.publisher, a.url, {TIME} as published_at"


def newest_day(f: Filters, limit: int) -> Question:
    """The day from which on an outlet's quotes, or all, are at least so many; null when there are not as many."""
    f = f.only("publisher")
    return (
        f"""with days as (select published_on, sum(quote_count) as n from publisher_days
                          {where([*days(f), "published_on is not null"])} group by all)
            select max(published_on) as since
            from (select published_on, sum(n) over (order by published_on desc) as so_far from days)
            where so_far >= $limit""",
        {**f.given, "limit": limit},
    )


def quotes(f: Filters, limit: int, *, found: Found | None = None) -> Question:
    """Which quotes fit, those of the newest articles first: ids and times alone, since a page shows few of them.

    `found` is what full-text search gives for `words`.
    """
    # Quotes that mention somebody are a mart of their own, with a row for each whom they mention.
    source, distinct = ("quotes_about", "distinct") if f.about_id or f.about else ("quote_facts", "")
    return (
        f"""select * exclude (position) from (
                select {distinct} q.quote_id, q.article_id, q.published_at as dated, q.position from {source} q
                {where(_quote_conditions(f, found))})
            order by dated desc nulls last, article_id, position limit $limit""",
        {**_bound(f, found), "limit": limit},
    )


def quote_count(f: Filters, found: Found | None = None) -> Question:
    """How many quotes fit."""
    counted = (
        "count(distinct q.quote_id) as n from quotes_about"
        if f.about_id or f.about
        else "count(*) as n from quote_facts"
    )
    return f"select {counted} q {where(_quote_conditions(f, found))}", _bound(f, found)


def _bound(f: Filters, found: Found | None) -> dict[str, Any]:
    """Parameters of these filters: DuckDB refuses one that is not in the query."""
    given = f.given
    if found is not None and "words" in given:
        del given["words"]
        given["found"] = list(found)
        if times := [time for time in found.values() if time is not None]:
            given |= {"first": min(times), "last": max(times)}
    return given


def whole_quotes(keys: Keys) -> Question:
    """The quotes of these rows of `quotes`, with their articles and what stands around them, in any order."""
    times, undated = _times(keys)
    bodies, params = _these_articles(keys, "a.article_id, a.url, a.body")
    return (
        f"""with q as materialized (select {_QUOTE}, q.headline, q.publisher, q.published_at from quote_facts q
                               where list_contains($ids, q.quote_id) and {_at(times, undated, "q.published_at")}),
            a as materialized ({bodies})
            select q.*, a.url, greatest(q.char_start - 320, 0) as excerpt_start,
                   substring(a.body, greatest(q.char_start - 320, 0) + 1,
                             q.char_end + 320 - greatest(q.char_start - 320, 0)) as excerpt
            from q join a using (article_id)""",
        {**params, "ids": [k["quote_id"] for k in keys]},
    )


def _times(keys: Keys) -> tuple[dict[str, Any], bool]:
    """Parameters for the times of these rows, and whether one has none.

    Ids are scattered over all files, times are not: asked for by their very times, few rows are read. They are
    parameters one by one, since of a list DuckDB does not see which parts of a file can have one of them.
    """
    times = sorted({k["dated"] for k in keys if k["dated"] is not None})
    return {f"t{n}": time for n, time in enumerate(times)}, any(k["dated"] is None for k in keys)


def _at(times: dict[str, Any], undated: bool, column: str) -> str:
    """That a time is one of these."""
    parts = [f"{column} in ({', '.join(f'${name}' for name in times)})"] if times else []
    return f"({' or '.join([*parts, f'{column} is null'] if undated or not parts else parts)})"


def _these_articles(keys: Keys, columns: str) -> Question:
    """Columns of the articles of these rows."""
    times, undated = _times(keys)
    found = f"select {columns} from articles a where a.article_id in (select unnest($articles)) and"
    parts = [f"{found} {_at(times, False, 'a.published_at')}"] if times else []
    parts.append(f"{found} a.published_at is null and {_at(times, undated, 'a.updated_at')}")
    return " union all ".join(parts), {**times, "articles": sorted({k["article_id"] for k in keys})}


SOURCES = """
select s.article_id, s.dump_id, s.locator, s.captured_at, d.uri, d.format, d.loaded_at
from sightings s join dumps d using (dump_id) where s.article_id in (select unnest($articles))
order by s.article_id, d.loaded_at, s.dump_id, s.locator limit 500
"""


_OF_ARTICLES = ("publisher", "no_publisher", "since", "until", "dump", "words", "about_id", "speaker_id")


def articles(f: Filters, limit: int, *, found: Found | None = None) -> Question:
    """Which articles fit, the newest first: ids and times alone; `whole_articles` has the rest.

    `found` are those that have the words, else they are in the headline.
    """
    f = f.only(*_OF_ARTICLES)
    conditions = _article_conditions(f, "a", "a.published_at")
    if f.words:
        letters = "a.article_id in (select article_id from articles where contains(lower(headline), lower($words)))"
        conditions.append(letters if found is None else _is_found(found, "a.article_id", "a.published_at"))
    if f.about_id:
        source = "select article_id, publisher, published_at from entity_articles where entity_id = $about_id"
        if f.speaker_id:
            conditions.append(
                "a.article_id in (select article_id from quote_facts where speaker_entity_id = $speaker_id)"
            )
    elif f.speaker_id:
        source = """select distinct article_id, publisher, published_at from quote_facts
                    where speaker_entity_id = $speaker_id"""
    else:
        source = f"select article_id, publisher, {TIME} as published_at from articles a"
    return (
        f"""select a.article_id, a.published_at as dated from ({source}) a {where(conditions)}
            order by a.published_at desc nulls last, a.article_id limit $limit""",
        {**_bound(f, found), "limit": limit},
    )


def whole_articles(keys: Keys) -> Question:
    """What a list shows of the articles of these rows of `articles`, the newest first."""
    these, params = _these_articles(keys, f"a.article_id, {_ARTICLE}, a.dateline, a.agency, a.word_count")
    return f"from ({these}) order by published_at desc nulls last, article_id", params


ARTICLE = f"""
select a.article_id, {_ARTICLE}, a.summary, a.body, a.byline, a.agency, a.dateline, a.section, a.language,
       a.updated_at, a.time_precision, a.time_source, a.word_count, a.cluster_id, a.run_id
from articles a where a.article_id = $id
"""
ARTICLE_QUOTES = f"select {_QUOTE} from quotes q where q.article_id = $id order by q.position limit 1000"
ARTICLE_NAMES = """
select m.entity_id, any_value(e.name) as name, any_value(m.kind) as kind, count(*) as mention_count
from mentions m join entities e using (entity_id) where m.article_id = $id
group by m.entity_id order by mention_count desc, name limit 100
"""
COPIES = """
select article_id, publisher, headline, published_at, is_origin, delay_hours, changed_share, agency
from wire_copy where cluster_id = $id order by is_origin desc, published_at nulls last, article_id limit 500
"""

SPEAKERS = """
select speaker_entity_id as entity_id, speaker, role, country_code, quote_count, article_count, publisher_count,
       first_quoted_at, last_quoted_at
from speakers {where} order by quote_count desc, speaker limit $limit
"""


def speakers(name: str, limit: int = 100) -> Question:
    """Who is quoted most, of those with this text in their name."""
    if not name:
        return SPEAKERS.format(where=""), {"limit": limit}
    return SPEAKERS.format(where="where contains(lower(speaker), lower($name))"), {"limit": limit, "name": name}


ENTITY = "select entity_id, kind, name, aliases, country_code, wikidata_id from entities where entity_id = $id"
SPEAKER = "select * from speakers where speaker_entity_id = $id"
ENTITY_DAYS = """
select coalesce(s.published_on, m.published_on) as published_on, coalesce(s.quote_count, 0) as quotes,
       coalesce(m.mention_count, 0) as mentions
from (select published_on, quote_count from speaker_days where speaker_entity_id = $id) s
full join (select published_on, mention_count from entity_days where entity_id = $id) m using (published_on)
order by 1 limit 10000
"""
QUOTED_BY = """
select publisher, count(*) as quotes, count(distinct article_id) as articles
from quote_facts where speaker_entity_id = $id
group by publisher order by quotes desc, publisher limit 100
"""
SPEAKS_OF = """
select entity_id, any_value(entity) as entity, any_value(entity_kind) as kind, count(*) as quotes
from quotes_about where speaker_entity_id = $id group by entity_id order by quotes desc, entity limit 100
"""
NAMED_IN = """
select article_id, published_at as dated from entity_articles where entity_id = $id
order by published_at desc nulls last, article_id limit $limit
"""


def named_with(entity_id: str, keys: Keys) -> Question:
    """Whom paragraphs of these rows of `NAMED_IN` name beside an entity."""
    bodies, params = _these_articles(keys, "a.article_id, string_split(a.body, chr(10) || chr(10)) as texts")
    return (
        f"""with texts as ({bodies}),
            paragraphs as (
                select article_id, unnest(list_transform(range(1, len(texts) + 1), lambda n: coalesce(
                    list_sum(list_transform(texts[1:n - 1], lambda t: length(t) + 2)), 0)::BIGINT)) as char_start
                from texts),
            present as materialized (
                select distinct m.article_id, p.char_start as paragraph, m.entity_id
                from (select article_id, char_start, entity_id from mentions
                      where list_contains($articles, article_id)) m
                asof join paragraphs p on m.article_id = p.article_id and m.char_start >= p.char_start)
            select r.entity_id, any_value(e.name) as entity, count(*) as paragraphs,
                   count(distinct r.article_id) as articles
            from present l join present r using (article_id, paragraph) join entities e on e.entity_id = r.entity_id
            where l.entity_id = $id and r.entity_id <> $id
            group by r.entity_id order by paragraphs desc, articles desc, entity limit 100""",
        {**params, "id": entity_id},
    )


def places(f: Filters, limit: int = 500) -> Question:
    """Places that articles of these days mention, with where they lie."""
    f = f.only("since", "until")
    return (
        f"""select entity_id, any_value(place) as place, any_value(country_code) as country_code,
                   any_value(latitude) as latitude, any_value(longitude) as longitude,
                   sum(mention_count)::BIGINT as mentions, sum(article_count)::BIGINT as articles,
                   sum(dateline_count)::BIGINT as datelines
            from places {where(days(f))} group by entity_id order by mentions desc, place limit $limit""",
        {**f.given, "limit": limit},
    )


def clusters(f: Filters, limit: int = 200) -> Question:
    """Stories that more than one article carries: their origin, and who ran them how much later and changed."""
    f = f.only("publisher", "since", "until", "origin", "by")
    conditions = {
        "origin": "any_value(origin_publisher) = $origin",
        "by": "bool_or(publisher = $by and not is_origin)",
        "publisher": "bool_or(publisher = $publisher)",
        "since": "max(published_at) >= $since::DATE::TIMESTAMPTZ",
        "until": "min(published_at) < ($until::DATE + 1)::TIMESTAMPTZ",
    }
    having = " and ".join(c for name, c in conditions.items() if name in f.given)
    return (
        f"""select cluster_id, any_value(headline) filter (is_origin) as headline,
                   any_value(origin_publisher) as origin, any_value(agency) as agency, count(*) as articles,
                   count(distinct publisher) as publishers, min(published_at) as first_at,
                   max(delay_hours) as longest_delay, avg(changed_share) filter (not is_origin) as changed_share
            from wire_copy group by cluster_id {f"having {having}" if having else ""}
            order by first_at desc nulls last, cluster_id limit $limit""",
        {**f.given, "limit": limit},
    )


RERUNS = """
select coalesce(origin_publisher, '') as origin, coalesce(publisher, '') as publisher, count(*) as articles,
       avg(changed_share) as changed_share, median(delay_hours) as delay_hours
from wire_copy where not is_origin group by all order by articles desc, origin, publisher limit 200
"""

QUALITY = "select * from quality_days order by started_on limit 4000"
REASONS = """
select reason, stage, count(*) as rejects, count(distinct dump_id) as dumps
from rejects group by all order by rejects desc, reason limit 100
"""


def rejects(reason: str | None, dump: str, limit: int) -> Question:
    """What became no article, with how it begins."""
    params = {name: value for name, value in (("reason", reason), ("dump", dump)) if value}
    conditions = [f"{'r.dump_id' if name == 'dump' else name} = ${name}" for name in params]
    return (
        f"""select r.reason, r.stage, d.uri, r.locator, r.detail, r.excerpt, r.dump_id, d.loaded_at
            from rejects r join dumps d using (dump_id) {where(conditions)}
            order by d.loaded_at desc, d.uri, r.locator, r.stage limit $limit""",
        {**params, "limit": limit},
    )


CHECKS = """
select c.severity, c.success, c.table_name, c.column_name, c.expectation, c.unexpected_count, c.observed, c.sample
from checks c where c.run_id = $id
order by c.success, c.severity, c.table_name, c.expectation, c.column_name limit 2000
"""
FAILED_CHECKS = """
select c.run_id, r.started_at, c.severity, c.table_name, c.column_name, c.expectation, c.unexpected_count
from checks c join runs r using (run_id) where not c.success
order by r.started_at desc, c.severity, c.table_name, c.expectation limit 200
"""
RUNS = """
select run_id, flow, status, started_at, finished_at, epoch(finished_at - started_at) as seconds, dateline_version,
       counts, snapshot_id
from runs order by started_at desc, run_id limit 500
"""
RUN = f"select * from ({RUNS}) where run_id = $id"
RUN_DUMPS = """
select uri, format, document_count, article_count, reject_count, dump_id from dumps where run_id = $id
order by uri limit 500
"""
