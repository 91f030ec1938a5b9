"""A large lake of generated news, for benchmarks and for trying the dashboard on it.

    python tests/benchmarks/generated_lake.py LAKE [--articles 1000000]

Five quotes and thirty mentions to an article, all of them true spans of its body. Words, speakers, places, outlets and
topics follow Zipf's law, days go on for three years, and one article in twelve is a copy. Rows go straight into the
tables, in batches as so many loads; a million articles take a minute and a half and 1.8 GB. The same numbers give the
same lake.
"""

import argparse
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from transforms.tables import TABLES
from warehouse.lake import Lake
from warehouse.marts import keeping

PARAGRAPHS = 5
BATCH = 50_000
DAYS = 1_096
START = "TIMESTAMPTZ '2029-01-01 00:00:00+00'"
# Entities of each kind, and outlets.
PERSONS, ORGANISATIONS, PLACES, OUTLETS = 150_000, 20_000, 8_000, 240
COUNTRIES = "AR AU BD BR CA CD CL CN CO DE DK EG ES ET FI FR GB GR ID IE IN IQ IR IT JP KE KR MX NG NL NO NZ PE PH PK"
SYLLABLES = "ba be bo da del do fa fen ga gor ha hel ira jo ka kel la lin lo ma mar mi na nor o pa pel ra rin sa sel ta"
CUES = ("said", "told reporters", "warned", "added", "insisted", "conceded")
ROLES = ("the mayor", "a spokesman", "the minister of transport", "an analyst", "the head of the union", None, None)


def zipf(random: np.random.Generator, size: int | tuple[int, ...], count: int, flatness: float = 2.7) -> np.ndarray:
    """Ranks from 0, the probability of which falls about as one over the rank."""
    return np.minimum(((count + flatness) ** random.random(size) - 1).astype(np.int64), count - 1)


def names(count: int, parts: int, seed: int) -> list[str]:
    """So many distinct names of so many words."""
    random = np.random.default_rng(seed)
    syllables = SYLLABLES.split()
    found: dict[str, None] = {}
    while len(found) < count:
        rows = random.integers(0, len(syllables), (count, parts, 3))
        for row in rows:
            found[" ".join("".join(syllables[i] for i in word).capitalize() for word in row)] = None
    return list(found)[:count]


class World:
    """Words and entities that all batches share."""

    def __init__(self) -> None:
        random = np.random.default_rng(1)
        self.words = pa.array([w.lower() for w in names(30_000, 1, 2)])
        people = names(PERSONS, 2, 3)
        bodies = [f"{name} Board" for name in names(ORGANISATIONS, 1, 4)]
        places = [f"Port {name}" for name in names(PLACES, 1, 5)]
        self.names = pa.array([*people, *bodies, *places])
        kinds = ["person"] * PERSONS + ["organisation"] * ORGANISATIONS + ["place"] * PLACES
        self.kinds = pa.array(kinds)
        self.outlets = pa.array([f"The {name} Courier" for name in names(OUTLETS, 1, 6)])
        codes = COUNTRIES.split()
        none = [None] * (PERSONS + ORGANISATIONS)
        self.entities = pa.table(
            {
                "number": np.arange(len(kinds)),
                "kind": self.kinds,
                "name": self.names,
                "country_code": pa.array([*none, *(codes[i % len(codes)] for i in range(PLACES))], pa.string()),
                "latitude": pa.array([*none, *random.uniform(-55, 68, PLACES)], pa.float64()),
                "longitude": pa.array([*none, *random.uniform(-175, 175, PLACES)], pa.float64()),
            }
        )

    def phrase(self, random: np.random.Generator, rows: int, count: int) -> pa.Array:
        """So many words, by Zipf's law."""
        chosen = zipf(random, (count, rows), len(self.words))
        return pc.binary_join_element_wise(*[self.words.take(pa.array(row)) for row in chosen], " ")


def batch_of(world: World, first: int, count: int) -> dict[str, pa.Table]:
    """Articles numbered from `first`, their quotes and mentions, with numbers in place of ids."""
    random = np.random.default_rng(1_000_000 + first)
    rows = count * PARAGRAPHS
    number = np.repeat(np.arange(first, first + count), PARAGRAPHS)
    place_in_article = np.tile(np.arange(PARAGRAPHS), count)
    # A speaker speaks twice or more in an article; an article keeps to a few entities.
    speaker = np.repeat(zipf(random, count, PERSONS), PARAGRAPHS)
    speaker = np.where(place_in_article == 3, zipf(random, rows, PERSONS), speaker)
    others = np.stack(
        [
            np.repeat(zipf(random, count, PERSONS), PARAGRAPHS),
            np.repeat(PERSONS + zipf(random, count, ORGANISATIONS), PARAGRAPHS),
            np.repeat(PERSONS + ORGANISATIONS + zipf(random, count, PLACES), PARAGRAPHS),
            zipf(random, rows, PERSONS),
            PERSONS + ORGANISATIONS + zipf(random, rows, PLACES),
        ]
    )
    said = world.phrase(random, rows, 12)
    cue = pa.array(CUES).take(pa.array(random.integers(0, len(CUES), rows)))
    speaker_names = world.names.take(pa.array(speaker))
    named = [world.names.take(pa.array(row)) for row in others]
    # “SAID,” CUE SPEAKER. NAME w NAME w … The pieces and where each begins:
    fillers = [world.phrase(random, rows, 3) for _ in named]
    pieces = ["“", said, ",” ", cue, " ", speaker_names, "."]
    for name, filler in zip(named, fillers, strict=True):
        pieces += [" ", name, " ", filler]
    pieces.append(".")
    lengths = [np.full(rows, len(p)) if isinstance(p, str) else pc.utf8_length(p).to_numpy() for p in pieces]
    begins = np.cumsum([np.zeros(rows, np.int64), *lengths], axis=0)
    text = pc.binary_join_element_wise(
        *[pa.repeat(pa.scalar(p), rows) if isinstance(p, str) else p for p in pieces], ""
    )
    paragraph_length = begins[-1].reshape(count, PARAGRAPHS)
    offset = (np.cumsum(paragraph_length + 2, axis=1) - paragraph_length - 2).reshape(-1)
    kind = np.array(["direct", "direct", "direct", "mixed", "indirect"])[place_in_article]
    role = pa.array(ROLES, pa.string()).take(pa.array(speaker % len(ROLES)))
    has_speaker = pa.array(random.random(rows) > 0.25)
    quotes = pa.table(
        {
            "n": number,
            "position": place_in_article,
            "kind": kind,
            "text": said,
            "char_start": offset + begins[1],
            "char_end": offset + begins[2],
            "speaker": pc.if_else(has_speaker, speaker_names, None),
            "e": pc.if_else(has_speaker, pa.array(speaker), None),
            "speaker_start": offset + begins[5],
            "speaker_end": offset + begins[6],
            "speaker_role": role,
            "cue": cue,
            "cue_start": offset + begins[3],
            "cue_end": offset + begins[4],
        }
    )
    who = [speaker, *others]
    at = [5, *(8 + 4 * i for i in range(len(named)))]
    mentions = pa.table(
        {
            "n": np.tile(number, len(who)),
            "e": np.concatenate(who),
            "text": pa.concat_arrays([world.names.take(pa.array(w)) for w in who]),
            "kind": pa.concat_arrays([world.kinds.take(pa.array(w)) for w in who]),
            "char_start": np.concatenate([offset + begins[i] for i in at]),
            "char_end": np.concatenate([offset + begins[i + 1] for i in at]),
        }
    )
    lists = pa.ListArray.from_arrays(pa.array(np.arange(count + 1) * PARAGRAPHS, pa.int32()), text)
    articles = pa.table(
        {
            "n": np.arange(first, first + count),
            "headline": pc.utf8_capitalize(world.phrase(random, count, 7)),
            "body": pc.binary_join(lists, "\n\n"),
            "outlet": world.outlets.take(pa.array(zipf(random, count, OUTLETS))),
            "place": PERSONS + ORGANISATIONS + zipf(random, count, PLACES),
            "is_copy": random.random(count) < 1 / 12,
            "is_agency": random.random(count) < 0.1,
        }
    )
    return {"given_articles": articles, "given_quotes": quotes, "given_mentions": mentions}


# Ids are hashes, as real ones are. `$total` articles spread over all days in the order of their numbers.
_ARTICLE, _ENTITY = "md5('a' || n)", "md5('e' || e)"
INSERTS = {
    "runs": """SELECT $run AS run_id, 'ingest' AS flow, {start} AS started_at, {start} + INTERVAL 9 MINUTE AS
        finished_at, 'published' AS status, '0' AS dateline_version, '{{}}' AS counts, NULL AS snapshot_id""",
    "dumps": """SELECT DISTINCT sha256('d' || n // 500) AS dump_id, 'dumps/' || n // 500 || '.jsonl' AS uri,
        'jsonl' AS format, 2000000 AS byte_count, {day} AS captured_at, 'given' AS captured_source,
        510 AS document_count, 500 AS article_count, 10 AS reject_count, 0 AS skipped_count,
        false AS is_partial, {day} + INTERVAL 5 HOUR AS loaded_at, $run AS run_id
        FROM (SELECT DISTINCT n // 500 * 500 AS n FROM given_articles)""",
    "articles": """SELECT md5('a' || n) AS article_id, headline, [] AS summary, body, [] AS subheads, [] AS captions,
        'Port' AS dateline, md5('e' || place) AS dateline_entity_id, [] AS byline,
        CASE WHEN is_agency THEN 'Wire' END AS agency, 'https://courier.example/' || n AS url, outlet AS publisher,
        'en' AS language, {day} AS published_at, 'second' AS time_precision, 'metadata' AS time_source,
        length(body) // 6 AS word_count, md5('a' || CASE WHEN is_copy AND n > 0 THEN n - 1 ELSE n END) AS cluster_id,
        sha256('d' || n // 500) AS first_dump_id, $run AS run_id FROM given_articles ORDER BY n""",
    "sightings": """SELECT md5('a' || n) AS article_id, sha256('d' || n // 500) AS dump_id, 'record ' || n % 500 + 1
        AS locator, {day} AS captured_at FROM given_articles""",
    "rejects": """SELECT sha256('d' || n // 500) AS dump_id, 'record ' || 501 + n % 500 // 50 AS locator,
        'segment' AS stage, ['menu', 'cookie_notice', 'no_body', 'terms'][1 + n // 50 % 4] AS reason,
        NULL AS detail, 'Home | News | Sport' AS excerpt FROM given_articles WHERE n % 50 = 0""",
    "quotes": """SELECT md5('q' || n || '-' || position) AS quote_id, md5('a' || n) AS article_id, * EXCLUDE (n, e),
        md5('u' || n || '-' || position) AS utterance_id, md5('e' || e) AS speaker_entity_id, speaker AS speaker_text,
        0.9 AS confidence FROM given_quotes ORDER BY n, position""",
    "mentions": """SELECT md5('m' || m.n || '-' || m.char_start) AS mention_id, md5('a' || m.n) AS article_id,
        md5('e' || m.e) AS entity_id, m.kind, m.text, m.char_start, m.char_end,
        CASE WHEN m.n % 3 = 0 AND m.kind <> 'person' THEN md5('q' || m.n || '-1') END AS quote_id,
        false AS is_pronoun, 0.9 AS confidence FROM given_mentions m ORDER BY m.n, m.char_start""",
    "checks": """SELECT $run AS run_id, t AS table_name, 'key is unique' AS expectation, '' AS column_name,
        'critical' AS severity, 0 AS batch, true AS success, NULL AS observed, 0 AS unexpected_count, NULL AS sample,
        {start} AS checked_at FROM unnest(['articles', 'quotes', 'mentions', 'entities']) AS t(t)""",
}
ENTITIES = """SELECT md5('e' || number) AS entity_id, kind, name, [name] AS aliases, country_code, latitude, longitude
    FROM given_entities"""


def fill(lake: Lake, count: int, batch: int = BATCH) -> None:
    """Generate so many articles into an empty lake."""
    world = World()
    with lake.connect(read_only=False) as connection:
        connection.register("given_entities", world.entities)
        connection.execute(f"INSERT INTO lake.news.entities BY NAME {ENTITIES}")
        for first in range(0, count, batch):
            size = min(batch, count - first)
            connection.execute("BEGIN")
            _insert(connection, world, first, size, count)
            connection.execute("COMMIT")
            print(f"\r{first + size:,} articles", end="", file=sys.stderr)
        print(file=sys.stderr)
        connection.execute("BEGIN")
        keeping.rebuild(connection)
        connection.execute("COMMIT")


def add(lake: Lake, first: int, size: int, count: int) -> None:
    """One more load, of articles from the number `first` on, into a lake of `count`, as publishing makes it."""
    with lake.connect(read_only=False) as connection:
        connection.execute("BEGIN")
        run = _insert(connection, World(), first, size, count)
        of_run = "SELECT article_id FROM lake.news.articles WHERE run_id = " + run
        relations = {
            name: f"(FROM lake.news.{name} WHERE article_id IN ({of_run}))"
            for name in ("articles", "quotes", "mentions")
        }
        keeping.refresh(connection, relations)
        connection.execute("COMMIT")


def _insert(connection: duckdb.DuckDBPyConnection, world: World, first: int, size: int, count: int) -> str:
    """The rows of one load; the SQL of its run's id."""
    declared = {table.name for table in TABLES}
    for name, table in batch_of(world, first, size).items():
        connection.register(name, table)
    day = f"({START} + to_seconds((n * {DAYS * 86_400 / count})::BIGINT))"
    start = f"({START} + to_seconds({int(first * DAYS * 86_400 / count)}))"
    run = f"'run-{first:08d}'"
    for name, query in INSERTS.items():
        assert name in declared
        connection.execute(
            f"INSERT INTO lake.news.{name} BY NAME {query.format(day=day, start=start).replace('$run', run)}"
        )
    return run


def lake_at(folder: Path, count: int) -> Lake:
    """The lake in this folder, generated when it is not there."""
    lake = Lake(folder)
    is_new = not lake.location.may_be_there()
    lake.create_or_open()
    if is_new:
        fill(lake, count)
    return lake


def main() -> None:
    """Generate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lake", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    given = parser.parse_args()
    begin = time.perf_counter()
    lake_at(given.lake, given.articles)
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
