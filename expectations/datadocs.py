"""Data Docs that need nothing from elsewhere: the pages of Great Expectations without what they load, and an index.

GX builds a page for each table of each run. Its pages load scripts, styles and a logo from six hosts, and its index is
empty without them. Here these are taken out, a policy forbids every script, so that nothing that a dump contains could
run even if it came through unescaped, and the index is plain HTML: it works from a folder, offline, and in ten years.
"""

import html
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from expectations.report import Report

# Runs that the site keeps. `checks` in the lake has all of them.
HISTORY = 200

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'"
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
td, th { border: 1px solid #ddd; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
a { color: #0b5394; } .ok { color: #1a7f37; } .bad { color: #b42318; }
.badge { background: #eef; border-radius: .3rem; padding: 0 .3rem; }
.fa-check-circle::before { content: "\\2713"; color: #1a7f37; } .fa-times::before { content: "\\2717"; color: #b42318; }
.fa-exclamation-triangle::before { content: "!"; color: #b42318; } i { font-style: normal; font-weight: bold; }
.btn, .btn-group, .modal, .ge-navigation-sidebar-container { display: none; }
@media (prefers-color-scheme: dark) {
  body { background: #16181d; color: #ddd; } td, th { border-color: #444; } a { color: #7db7ff; }
  .badge { background: #2a2f45; }
}
"""
_HEAD = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(_POLICY)}">'
# What dumps contain is escaped in these pages: a `<` here is always one of GX's own tags.
_TAKEN_OUT = (
    (re.compile(r"<script\b[^>]*>.*?</script>", re.DOTALL), ""),
    (re.compile(r'<link\b[^>]*\bhref="https?://[^>]*>'), ""),
    (re.compile(r"<footer\b.*?</footer>", re.DOTALL), ""),
    (re.compile(r'<img\b[^>]*\bsrc="https?://[^>]*>'), "dateline"),
    (re.compile(r"url\('https?://[^')]*'\)"), "none"),
    (re.compile(r'<a href="(?:\.\./)+expectations/[^"]*" ?>([^<]*)</a>'), r"\1"),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the index says of one run."""

    run_id: str
    checked_at: str
    is_publishable: bool
    held: int
    total: int
    failures: int
    warnings: int
    described: str
    pages: dict[str, str]


def site_config(docs: Path) -> dict[str, Any]:
    """The site as GX is told of it: a page for each result; suites are described by the page of rules."""
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs)},
        "site_section_builders": {"expectations": "None"},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def finish(docs: Path, report: Report) -> None:
    """Make the pages of this run self-contained, add the run to the index, and drop runs beyond `HISTORY`."""
    pages = {}
    for page in sorted(docs.glob(f"validations/*/{report.run_id}/*/*.html")):
        _write(page, _self_contained(page.read_text(encoding="utf-8")))
        pages[page.relative_to(docs).parts[1]] = page.relative_to(docs).as_posix()
    shutil.rmtree(docs / "static", ignore_errors=True)  # fonts and pictures that no page uses now
    entry = _Entry(
        run_id=report.run_id,
        checked_at=report.checked_at.isoformat(timespec="seconds"),
        is_publishable=report.is_publishable,
        held=sum(finding.success for finding in report.findings),
        total=len(report.findings),
        failures=len(report.failures),
        warnings=len(report.warnings),
        described=report.describe(),
        pages=pages,
    )
    _write(docs / "runs" / f"{report.run_id}.json", json.dumps(asdict(entry), ensure_ascii=False))
    _write(docs / "index.html", _index(_kept(docs)))


def _self_contained(page: str) -> str:
    for pattern, instead in _TAKEN_OUT:
        page = pattern.sub(instead, page)
    # Last, so that it outranks GX's own style.
    return page.replace("<head>", f"<head>{_HEAD}", 1).replace("</head>", f"<style>{_STYLE}</style></head>", 1)


def _kept(docs: Path) -> list[_Entry]:
    """The runs that stay, newest first. The files of older ones are removed."""
    entries = []
    for file in (docs / "runs").glob("*.json"):
        entries.append(_Entry(**json.loads(file.read_text(encoding="utf-8"))))
    entries.sort(key=lambda entry: (entry.checked_at, entry.run_id), reverse=True)
    for entry in entries[HISTORY:]:
        for folder in docs.glob(f"validations/*/{entry.run_id}"):
            shutil.rmtree(folder, ignore_errors=True)
        (docs / "runs" / f"{entry.run_id}.json").unlink(missing_ok=True)
    return entries[:HISTORY]


def _index(entries: list[_Entry]) -> str:
    rows = "\n".join(line for entry in entries for line in _rows(entry))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">{_HEAD}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>dateline: Data Docs</title><style>{_STYLE}</style></head>
<body><h1>Data Docs</h1>
<p>The checks of the last {HISTORY} runs, newest first. The table <code>checks</code> has those of all runs.</p>
<table><thead><tr><th>checked at</th><th>run</th><th>outcome</th><th>held</th><th>by table</th></tr></thead>
<tbody>
{rows}
</tbody></table></body></html>
"""


def _rows(entry: _Entry) -> Iterator[str]:
    outcome = '<span class="ok">passed</span>' if entry.is_publishable else '<span class="bad">blocked</span>'
    if entry.warnings:
        outcome += f", {entry.warnings} warned"
    links = ", ".join(
        f'<a href="{html.escape(page)}">{html.escape(table)}</a>' for table, page in sorted(entry.pages.items())
    )
    yield (
        f"<tr><td>{html.escape(entry.checked_at)}</td><td>{html.escape(entry.run_id)}</td><td>{outcome}"
        f"<details><summary>report</summary><pre>{html.escape(entry.described)}</pre></details></td>"
        f"<td>{entry.held} of {entry.total}</td><td>{links}</td></tr>"
    )


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a reader of the site never meets half a page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
