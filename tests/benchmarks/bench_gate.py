"""How long the gate takes over a million rows, and against the text analysis of the same load.

    python tests/benchmarks/bench_gate.py [--articles 40000] [--sample 300] [--known 0]

An article of some 400 words has 6 quotes and 16 mentions here, which makes 25 rows with its sighting and entity; so
40,000 articles are a million rows. The analysis (parsing and quotations) is run on `--sample` articles and scaled.
`--known` publishes as many further articles before, in a lake that the load is checked beside.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from expectations import check
from expectations.gate import all_rules
from expectations.session import opened
from flows.pipeline import load_pipeline
from transforms.analysis import analyse
from transforms.entities import cast_of
from transforms.quotes import quotes_in
from transforms.tables import TABLES

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUOTES, MENTIONS = 6, 16
# 375 characters, some of several bytes and one of several code points, in which the spans below fall on whole words.
PARAGRAPH = (
    "In Port Lorn, Ilse Marrow told the café’s 40 guests on Monday that boats wait. "
    "“We keep them in until the wind drops below six,” Marrow said, and she went back to the pier 👩‍👩‍👧 at noon. "
    "The harbour office said the ferry to Quay Island will sail on Wednesday if the swell is lower than two metres. "
    "Nobody was hurt, and no ship was lost in the storm, the coast guard added in a note."
)


def make(folder: Path, articles: int, first: int = 0) -> dict[str, Path]:
    """A load of so many articles whose rows hold every rule, as Parquet files."""
    with duckdb.connect() as c:
        c.execute("SET TimeZone = 'UTC'")
        c.execute("CREATE MACRO id(kind, n) AS md5(kind || '-' || n)")
        c.execute(
            "CREATE TABLE bodies AS SELECT i, id('a', i) AS article_id, "
            "array_to_string(list_transform(range(6), x -> ? || ' ' || i || '.'), chr(10) || chr(10)) AS body "
            "FROM range(?, ?) AS r(i)",
            [PARAGRAPH, first, first + articles],
        )
        for name, sql in _selects(first).items():
            c.execute(f"CREATE TABLE {name} AS {sql}")
        files = {}
        for table in TABLES:
            if table.name in _selects(first):
                files[table.name] = folder / f"{table.name}.parquet"
                made = {column for (column, *_) in c.execute(f"DESCRIBE {table.name}").fetchall()}
                columns = ", ".join(
                    f"CAST({col.name if col.name in made else 'NULL'} AS {col.sql_type}) AS {col.name}"
                    for col in table.columns
                )
                c.execute(f"COPY (SELECT {columns} FROM {table.name}) TO '{files[table.name]}'")
        return files


def _selects(first: int) -> dict[str, str]:
    dump = f"sha256('{first}')"
    quote_start = f"length(body) // {QUOTES} * k + 78"
    mention_start = f"length(body) // {MENTIONS} * k + 4"
    return {
        "dumps": f"""
            SELECT {dump} AS dump_id, 'file:///bench.txt' AS uri, 'text' AS format, 'pages' AS layout,
                   'utf-8' AS encoding, sum(strlen(body)) AS byte_count, TIMESTAMPTZ '2026-03-01' AS captured_at,
                   'given' AS captured_source, false AS is_partial, count(*) AS document_count,
                   count(*) AS article_count, 0 AS reject_count, 0 AS skipped_count,
                   TIMESTAMPTZ '2026-03-02' AS loaded_at, 'run' AS run_id FROM bodies""",
        "articles": f"""
            SELECT article_id, 'Boats wait ' || i AS headline, ['Nobody hurt'] AS summary, body, [] AS subheads,
                   [] AS captions, 'PORT LORN' AS dateline, NULL AS dateline_entity_id, ['Tam Oster'] AS byline,
                   NULL AS agency, NULL AS credit, NULL AS url, 'The Lorn Post' AS publisher, NULL AS section,
                   'en' AS language, TIMESTAMPTZ '2026-02-28' AS published_at, NULL AS updated_at,
                   'day' AS time_precision, 'absolute' AS time_source,
                   len(regexp_extract_all(body, '[\\pL\\pN_]+(?:[''’][\\pL\\pN_]+)*')) AS word_count,
                   NULL AS cluster_id, {dump} AS first_dump_id, 'run' AS run_id FROM bodies""",
        "sightings": f"""
            SELECT article_id, {dump} AS dump_id, 'record ' || (i + 1) AS locator,
                   TIMESTAMPTZ '2026-03-01' AS captured_at FROM bodies""",
        "entities": """
            SELECT id('e', i) AS entity_id, 'person' AS kind, 'Ilse Marrow ' || i AS name, ['Marrow'] AS aliases,
                   NULL AS country_code, NULL AS latitude, NULL AS longitude, NULL AS geonames_id,
                   NULL AS wikidata_id FROM bodies""",
        "quotes": f"""
            SELECT id('q' || k, i) AS quote_id, article_id, k AS position, 'direct' AS kind,
                   substring(body, s + 1, 48) AS text, s AS char_start, s + 48 AS char_end,
                   id('u' || k, i) AS utterance_id, 'Ilse Marrow' AS speaker, id('e', i) AS speaker_entity_id,
                   substring(body, s + 51, 6) AS speaker_text, s + 50 AS speaker_start, s + 56 AS speaker_end,
                   NULL AS speaker_role, substring(body, s + 58, 4) AS cue, s + 57 AS cue_start, s + 61 AS cue_end,
                   0.9 AS confidence
            FROM (SELECT *, {quote_start} AS s FROM bodies, range({QUOTES}) AS r(k))""",
        "mentions": f"""
            SELECT id('m' || k, i) AS mention_id, article_id, id('e', i) AS entity_id, 'person' AS kind,
                   substring(body, s + 1, 9) AS text, s AS char_start, s + 9 AS char_end, NULL AS quote_id,
                   false AS is_pronoun, 1.0 AS confidence
            FROM (SELECT *, {mention_start} AS s FROM bodies, range({MENTIONS}) AS r(k))""",
        "rejects": """
            SELECT NULL AS dump_id, NULL AS locator, NULL AS stage, NULL AS reason, NULL AS detail, NULL AS excerpt
            WHERE false""",
    }


def lake_of(folder: Path, known: int) -> list[str]:
    """Statements that attach a lake of so many other articles."""
    if not known:
        return []
    file = folder / "lake.duckdb"
    (folder / "known").mkdir()
    files = make(folder / "known", known, first=10_000_000)
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA news")
        for name, path in files.items():
            connection.execute(f"CREATE TABLE news.{name} AS SELECT * FROM '{path}'")
    return [f"ATTACH '{file}' AS lake (READ_ONLY)"]


def analysis_seconds(bodies: list[str], articles: int) -> float:
    """Seconds that parsing and quotations take for so many articles, from a few."""
    nlp = load_pipeline()
    next(iter(analyse(nlp, bodies[:1])))
    start = time.perf_counter()
    for doc in analyse(nlp, bodies):
        quotes_in(doc, cast_of(doc))
    return (time.perf_counter() - start) / len(bodies) * articles


def slowest(files: dict[str, Path], count: int) -> Iterator[tuple[float, str]]:
    """The rules that take longest, as plain SQL."""
    with opened(files, run_id="run", checked_at=NOW) as connection:
        times = []
        for rule in all_rules():
            start = time.perf_counter()
            connection.execute(rule.sql).fetchall()
            times.append((time.perf_counter() - start, rule.label))
    yield from sorted(times, reverse=True)[:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=40_000)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--known", type=int, default=0)
    parser.add_argument("--slowest", type=int, default=0, help="print so many of the slowest rules")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In another process, so that the peak of memory is that of the gate alone.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            files = other.submit(make, folder, options.articles).result()
            attach = other.submit(lake_of, folder, options.known).result()
        rows = {table: duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchall()[0][0] for table, file in files.items()}
        bodies = [b for (b,) in duckdb.sql(f"SELECT body FROM '{files['articles']}' LIMIT {options.sample}").fetchall()]

        start, cpu = time.perf_counter(), time.process_time()
        import expectations.suites  # noqa: F401

        imported = time.perf_counter() - start
        start = time.perf_counter()
        report = check(files, run_id="run", checked_at=NOW, attach=attach)
        gate, cpu = time.perf_counter() - start, time.process_time() - cpu
        figures = {
            "rows": sum(rows.values()),
            "known_articles": options.known,
            "rules": len(report.findings),
            "import_seconds": round(imported, 2),
            "gate_seconds": round(gate, 2),
            "cpu_seconds": round(cpu, 2),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        if options.sample:
            analysis = analysis_seconds(bodies, options.articles)
            figures |= {"analysis_seconds": round(analysis, 1), "gate_share": round(gate / analysis, 4)}
        print(json.dumps(figures))
        print(report.describe())
        for seconds, label in slowest(files, options.slowest):
            print(f"{seconds:.2f} s  {label}")


if __name__ == "__main__":
    main()
