"""How long one waits for the dashboard's pages in a browser: to open, and to answer a filter, on a large lake.

    python tests/benchmarks/bench_pages.py LAKE [--articles 1000000] [--rounds 5] [--only WORD]

Chromium asks `dateline dashboard` as a user does: a page is open, and a filter answered, when the page changed for the
last time and nothing is being fetched or drawn. Each round asks for another speaker, outlet, day or word, so no answer
is one that was kept, and opens pages as a new visitor. The first page after the server's start is told apart.
The lake is generated when it is not there (see generated_lake.py); the search index is made before.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "dashboard"))

import psutil
from browsing import chromium, serving
from generated_lake import lake_at

from warehouse.lake import Lake
from warehouse.query import run_sql
from warehouse.search import refresh

OPEN_SECONDS, FILTER_SECONDS = 3.0, 1.0
# Quiet for so long, in milliseconds, a page is taken to be done; the time told is that of its last change.
QUIET = 600
# When something on the page changed last, in milliseconds; carets and pressed keys change nothing.
WATCH = """
window.lastChange = 0;
new MutationObserver(records => {
    if (records.some(r => r.target.closest?.('[data-testid=stMain]'))) window.lastChange = performance.now();
}).observe(document, {subtree: true, childList: true, characterData: true, attributes: true,
                      attributeFilter: ['href', 'width', 'height']});
"""
IS_DONE = f"""() => {{
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-testid=stSkeleton]')
        && document.querySelector('hr') && window.lastChange && performance.now() - window.lastChange > {QUIET}
        && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(c => c.querySelector('canvas, svg'));
}}"""
Given = dict[str, Any]
PAGES: dict[str, Callable[[Given], str]] = {
    "overview": lambda g: "",
    "overview of an outlet": lambda g: f"?publisher={g['outlet']}",
    "quotes": lambda g: "quotes",
    "quotes of a speaker": lambda g: f"quotes?speaker_id={g['entity']}",
    "quotes that mention somebody": lambda g: f"quotes?about_id={g['about']}",
    "quotes of a day": lambda g: f"quotes?since={g['day']}&until={g['day']}",
    "people": lambda g: "people",
    "a person, often named": lambda g: f"people?entity={g['entity']}",
    "a person, seldom named": lambda g: f"people?entity={g['rare']}",
    "a place": lambda g: f"people?entity={g['about']}",
    "places": lambda g: "places",
    "articles": lambda g: "articles",
    "articles about somebody": lambda g: f"articles?about_id={g['entity']}",
    "articles that quote somebody": lambda g: f"articles?speaker_id={g['entity']}",
    "articles of a dump": lambda g: f"articles?dump={g['dump']}",
    "an article": lambda g: f"articles?article={g['article']}",
    "wire copy": lambda g: "wire_copy",
    "a story": lambda g: f"wire_copy?story={g['story']}",
    "quality": lambda g: "quality",
    "runs": lambda g: "runs",
    "a run": lambda g: f"runs?run={g['run']}",
}
# Page, the field to fill, and with what.
FILTERS: dict[str, tuple[str, str, Callable[[Given], str]]] = {
    "overview: an outlet": ("", "Outlet", lambda g: g["outlet"]),
    "overview: since a day": ("", "From", lambda g: g["day"]),
    "quotes: words": ("quotes", "Words", lambda g: g["words"]),
    "quotes: a speaker's name": ("quotes", "Speaker", lambda g: g["name"]),
    "quotes: a name mentioned": ("quotes", "Mentions", lambda g: g["place"]),
    "quotes: kind": ("quotes", "Kind", lambda g: g["kind"]),
    "quotes: an outlet": ("quotes", "Outlet", lambda g: g["outlet"]),
    "quotes: until a day": ("quotes", "To", lambda g: g["day"]),
    "a speaker's quotes: until a day": ("quotes?speaker_id={entity}", "To", lambda g: g["day"]),
    "people: a name": ("people", "Name", lambda g: g["name"]),
    "places: since a day": ("places", "From", lambda g: g["day"]),
    "articles: words": ("articles", "Words", lambda g: g["words"]),
    "articles: an outlet": ("articles", "Outlet", lambda g: g["outlet"]),
    "articles: until a day": ("articles", "To", lambda g: g["day"]),
    "articles about: until a day": ("articles?about_id={entity}", "To", lambda g: g["day"]),
    "wire copy: an outlet": ("wire_copy", "Outlet", lambda g: g["outlet"]),
    "wire copy: until a day": ("wire_copy", "To", lambda g: g["day"]),
    "quality: a reason": ("quality", "Reason", lambda g: g["reason"]),
}


def asked(lake: Lake, rounds: int) -> list[Given]:
    """What each round asks for, different each time."""

    def column(sql: str) -> list[Any]:
        return run_sql(lake, sql).column(0).to_pylist()

    ranked = run_sql(lake, "select speaker_entity_id i, speaker n from speakers order by quote_count desc, 1 limit 400")
    often = ranked.to_pylist()
    rare = column("select speaker_entity_id from speakers where quote_count between 3 and 12 order by 1 limit 1000")
    about = run_sql(
        lake,
        "select entity_id i, any_value(place) n from places group by 1 order by sum(mention_count) desc, 1 limit 400",
    ).to_pylist()
    outlets = column("select publisher from freshness where publisher is not null order by article_count desc, 1")
    texts = column("select text from quotes limit 5000")
    articles = column("select article_id from articles limit 5000")
    stories = column("select distinct cluster_id from wire_copy order by 1 limit 1000")
    dumps, runs = column("select dump_id from dumps order by 1"), column("select run_id from runs order by 1")
    given = []
    for n in range(rounds):
        who, what = often[n * 13 % len(often)], about[n * 13 % len(about)]
        given.append(
            {
                "entity": who["i"],
                "name": who["n"],
                "rare": rare[n * 37 % len(rare)],
                "about": what["i"],
                "place": what["n"],
                "outlet": outlets[n * 7 % len(outlets)],
                "day": (date(2031, 12, 1) - timedelta(37 * n)).isoformat(),
                "words": " ".join(texts[n * 97 % len(texts)].split()[1 : 2 + n % 3]),
                "article": articles[n * 97 % len(articles)],
                "story": stories[n * 37 % len(stories)],
                "dump": dumps[n * 37 % len(dumps)],
                "run": runs[n * 7 % len(runs)],
                "reason": ["menu", "cookie_notice", "no_body", "terms"][n % 4],
                "kind": ["direct", "mixed", "indirect"][n % 3],
            }
        )
    return given


class Watched:
    """A page of the browser as a new visitor has it."""

    def __init__(self, browser: Any, home: str) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page, self.home = self.context.new_page(), home
        self.page.add_init_script(WATCH)

    def open(self, to: str) -> float:
        """Seconds until the page was there."""
        self.page.goto(self.home + to)
        return self.done()

    def fill(self, label: str, value: str) -> float:
        """Seconds from the last key until the answer was there."""
        is_day = label in ("From", "To")
        if is_day:
            self.page.get_by_label(f"year, {label}").click()
            self.page.keyboard.type(value.replace("-", ""), delay=30)
            self.page.get_by_label(f"day, {label}").filter(has_text=value[-2:]).wait_for()
        else:
            field = self.page.get_by_label(label, exact=True).first
            field.scroll_into_view_if_needed()
            self.page.wait_for_timeout(400)  # a list closes while the page scrolls
            field.fill(value)
        self.page.wait_for_timeout(400)  # until the calendar or the list is open
        before = self.page.url
        begin = self.page.evaluate("window.lastChange = performance.now()")
        self.page.keyboard.press("Escape" if is_day else "Enter")  # a day counts when its calendar is closed
        self.page.wait_for_function("before => location.href != before", arg=before, timeout=60_000)
        return self.done() - begin / 1000

    def done(self) -> float:
        """Seconds on the page's clock at which it changed last."""
        self.page.wait_for_function(IS_DONE, timeout=60_000, polling=50)
        assert self.page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
        return self.page.evaluate("window.lastChange") / 1000

    def close(self) -> None:
        self.context.close()


def cpu(process: psutil.Process) -> float:
    """Seconds of CPU that a process and its children took so far."""
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def measured(name: str, aim: float, server: psutil.Process, waits: Iterable[Callable[[], float]]) -> None:
    """One line: median and worst wait, whether the median keeps the aim, and the server's median CPU time."""
    spent, used = [], []
    for wait in waits:
        before = cpu(server)
        spent.append(wait())
        used.append(cpu(server) - before)
    middle = statistics.median(spent)
    kept = "" if middle < aim else f"  over {aim:g} s"
    took = f"p50 {middle:6.2f} s  worst {max(spent):6.2f} s  server's CPU {statistics.median(used):5.2f} s"
    print(f"{name:34} {took}  load {os.getloadavg()[0]:4.1f}{kept}", flush=True)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lake", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="Those with this in their name.")
    given = parser.parse_args()
    lake = lake_at(given.lake, given.articles)
    begin = time.perf_counter()
    refresh(lake)
    print(f"search index brought up in {time.perf_counter() - begin:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    rounds = asked(lake, given.rounds)
    lake.close()
    with serving(given.lake) as home, chromium() as browser:
        server = next(one for one in psutil.Process().children() if "streamlit" in one.cmdline())

        def opening(address: str) -> Callable[[], float]:
            def wait() -> float:
                seen = Watched(browser, home)
                took = seen.open(address)
                seen.close()
                return took

            return wait

        def filtering(address: str, label: str, value: str) -> Iterator[Callable[[], float]]:
            seen = Watched(browser, home)
            seen.open(address)
            yield lambda: seen.fill(label, value)
            seen.close()

        measured("the first page after the start", OPEN_SECONDS, server, [opening("")])
        for name, address in PAGES.items():
            if given.only in name:
                measured(name, OPEN_SECONDS, server, (opening(address(one)) for one in rounds))
        for name, (address, label, value) in FILTERS.items():
            if given.only in name:
                waits = (wait for one in rounds for wait in filtering(address.format(**one), label, value(one)))
                measured(name, FILTER_SECONDS, server, waits)


if __name__ == "__main__":
    main()
