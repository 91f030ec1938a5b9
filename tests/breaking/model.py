"""What a lake should hold, kept in plain dictionaries, and the same steps done to a real lake."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.warehouse import rows
from transforms.tables import Dump
from warehouse import publishing
from warehouse.forgetting import forget
from warehouse.lake import Lake
from warehouse.maintenance import maintain
from warehouse.query import run_sql
from warehouse.replaying import publish_again, settle_again
from warehouse.settle import settle
from warehouse.staging import write_part

SPEAKERS = ("Mara Oduya", "Ib Fen")
Told = dict[str, list[tuple[object, ...]]]


@dataclass
class Model:
    """The lake in plain values: what is said of each article by its last derivation, and where it was seen."""

    speakers: dict[str, str] = field(default_factory=dict)  # of each article that is there
    dumps: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of each dump, the articles in their order
    forgotten: set[str] = field(default_factory=set)
    aliases: dict[str, set[str]] = field(default_factory=dict)

    def load(self, dump: str, articles: Sequence[str], speaker: str) -> None:
        """A dump that is known adds nothing, an article that is known or forgotten no text."""
        if dump in self.dumps:
            return
        self.dumps[dump] = tuple(articles)
        new = [name for name in articles if name not in self.speakers and name not in self.forgotten]
        self.speakers |= dict.fromkeys(new, speaker)
        if new:
            self.aliases.setdefault(speaker, {speaker}).add(alias(speaker, dump))

    def replay(self, articles: Iterable[str], speaker: str) -> None:
        """Only what is there is derived again; a name that no article prints any more is gone."""
        there = [name for name in articles if name in self.speakers]
        self.speakers |= dict.fromkeys(there, speaker)
        if there:
            self.aliases.setdefault(speaker, {speaker})
        self._drop_unnamed()

    def forget(self, article: str) -> None:
        """It is gone, stays out, and those whom it alone named are gone too."""
        self.forgotten.add(article)
        self.speakers.pop(article, None)
        self._drop_unnamed()

    def _drop_unnamed(self) -> None:
        self.aliases = {name: aliases for name, aliases in self.aliases.items() if name in self.speakers.values()}

    def told(self) -> Told:
        """As `told` tells of a real lake."""
        seen = [(dump, n, name) for dump, names in self.dumps.items() for n, name in enumerate(names)]
        return {
            "articles": sorted((f"article-{name}",) for name in self.speakers),
            "quotes": sorted((f"article-{name}", speaker) for name, speaker in self.speakers.items()),
            "mentions": sorted((f"article-{name}", speaker) for name, speaker in self.speakers.items()),
            "sightings": sorted((d, locator(n), f"article-{a}") for d, n, a in seen if a not in self.forgotten),
            "rejects": sorted((d, locator(n), "forgotten") for d, n, a in seen if a in self.forgotten),
            "dumps": sorted(
                (dump, sum(n not in self.forgotten for n in names), sum(n in self.forgotten for n in names))
                for dump, names in self.dumps.items()
            ),
            "entities": sorted((name, sorted(aliases)) for name, aliases in self.aliases.items()),
            "forgotten": sorted((f"article-{name}",) for name in self.forgotten),
        }


def told(lake: Lake, at: int | None = None) -> Told:
    """What a lake holds, by table, as plain values."""
    queries = {
        "articles": "select article_id from articles",
        "quotes": "select article_id, speaker from quotes",
        "mentions": "select article_id, text from mentions",
        "sightings": "select dump_id, locator, article_id from sightings",
        "rejects": "select dump_id, locator, reason from rejects",
        "dumps": "select dump_id, article_count, reject_count from dumps",
        "entities": "select name, list_sort(aliases) from entities",
        "forgotten": "select article_id from lake.dateline.forgotten",
    }
    return {
        name: sorted(tuple(row.values()) for row in run_sql(lake, sql, at=at).to_pylist())
        for name, sql in queries.items()
    }


def alias(speaker: str, dump: str) -> str:
    """By what a dump names a speaker."""
    return f"{speaker} of {dump}"


def locator(number: int) -> str:
    """Where the article of that number lies in its dump."""
    return f"chars {60 * number}-{60 * number + 50}"


def settled(lake: Lake, folder: Path, run_id: str, dump: str, articles: Sequence[str], speaker: str) -> Path:
    """A load of one dump, ready to publish."""
    part = folder / f"part-{run_id}"
    write_part(part, _derived(articles, speaker, [alias(speaker, dump)]) | {
        "sightings": [rows.sighting(name, dump, 60 * n) for n, name in enumerate(articles)], "rejects": [],
    })  # fmt: skip
    document: Dump = replace(rows.dump(dump), document_count=len(articles))
    settle(lake, [part], [document], folder / f"settled-{run_id}", run_id)
    return folder / f"settled-{run_id}"


def settled_again(lake: Lake, folder: Path, run_id: str, articles: Sequence[str], speaker: str) -> Path:
    """What another derivation says of these articles, ready to publish."""
    part = folder / f"part-{run_id}"
    write_part(part, _derived(articles, speaker, []))
    settle_again(lake, [part], folder / f"settled-{run_id}", run_id)
    return folder / f"settled-{run_id}"


def _derived(articles: Sequence[str], speaker: str, aliases: Sequence[str]) -> dict[str, Sequence[object]]:
    texts = [rows.article(name, f'{speaker} spoke of {name}. "We will build it," she said.') for name in articles]
    return {
        "articles": texts,
        "quotes": [rows.quote(text, speaker=speaker) for text in texts],
        "mentions": [rows.mention(text, speaker) for text in texts],
        "entities": [rows.person(speaker, *aliases)],
    }


def publish(lake: Lake, ready: Path, run_id: str) -> int:
    return lake.publish(ready, rows.run(run_id), [rows.check(run_id)])


def publish_replay(lake: Lake, ready: Path, run_id: str) -> int:
    return publish_again(lake, ready, replace(rows.run(run_id), flow="replay"), [rows.check(run_id)])


def publish_and_die(lake: Lake, ready: Path, run_id: str, table: str) -> None:
    """Publish in a process of its own, that is killed before the rows of that table are written."""
    process = multiprocessing.get_context("spawn").Process(target=_publish_until, args=(lake, ready, run_id, table))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL, f"{process.exitcode} and not killed"


def _publish_until(lake: Lake, ready: Path, run_id: str, table: str) -> None:
    record, insert = publishing.record, publishing._insert_untaken

    def inserting(connection, name, moved):
        if name == table:
            os.kill(os.getpid(), signal.SIGKILL)
        insert(connection, name, moved)

    def recording(*arguments):
        record(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    publishing._insert_untaken = inserting
    publishing.record = recording
    publish(lake, ready, run_id)


def forgotten(lake: Lake, article: str) -> None:
    forget(lake, article_ids=[f"article-{article}"])


def maintained(lake: Lake, keep_count: int) -> None:
    """At its hardest: nothing is kept for its age."""
    soon = datetime.now(UTC) + timedelta(seconds=1)
    maintain(lake, keep=timedelta(0), keep_count=keep_count, grace=timedelta(0), now=soon)


def copy_of(folder: Path, into: Path) -> Lake:
    shutil.copytree(folder, into)
    return Lake(into)
