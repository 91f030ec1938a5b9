"""`dateline ingest`: bring news in."""

from typing import Annotated

import typer

from flows.commands.common import FAILED_CHECKS, UNUSABLE, LakeOption, app, epilog, err, instant, out
from transforms.errors import UserError


def mapping_of(pairs: list[str]) -> dict[str, str]:
    """`text=content,headline=hed` as a mapping of what a field holds to its name."""
    from flows.extract.fields import MAPPED

    mapping = {}
    for pair in ",".join(pairs).split(",") if pairs else []:
        what, _, name = pair.partition("=")
        if what not in MAPPED or not name:
            raise UserError(f"--map {pair}: write WHAT=FIELD, where WHAT is one of {', '.join(MAPPED)}")
        mapping[what] = name
    return mapping


@app.command(
    epilog=epilog(
        "dateline ingest pages.txt",
        "dateline ingest 'crawl/2025-*/*.txt.gz' --publisher 'The Harbour Courier'",
        "dateline ingest dumps/ --captured-at 2025-02-08T21:30Z --lake /srv/news",
        "dateline ingest articles.jsonl.zst --map text=content --map headline=hed",
        "dateline ingest 's3://crawls/2025/**/*.warc.gz' https://example.org/dump.jsonl.gz",
        "zcat articles.jsonl.gz | grep -i harbour | dateline ingest -",
    )
)
def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders, globs, s3://, gs:// or http(s):// addresses; `-` reads standard input.",
            metavar="PATH|GLOB|URL…",
        ),
    ],
    lake: LakeOption = None,
    captured_at: Annotated[
        str | None, typer.Option(help="When the pages were captured (ISO 8601, UTC); ages are counted from it.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="The outlet that all of these dumps come from.")] = None,
    map: Annotated[
        list[str] | None,
        typer.Option(help="Which field of a record holds what, as text=content; may be given several times."),
    ] = None,
    runner: Annotated[
        str | None,
        typer.Option(help="Who analyses: threads, processes, dask or ray; by default as the load's size asks."),
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Where the cluster of --runner dask or ray is, as tcp://host:8786.")
    ] = None,
    allow: Annotated[
        list[str] | None, typer.Option(help="Publish although this rule is broken; the breach is recorded.")
    ] = None,
) -> None:
    """Load dumps: extract, analyse, check, publish. Dumps that are loaded already are skipped."""
    from flows.local import run_ingest
    from flows.screen import Bars, show_outcome

    captured, mapping = instant(captured_at), mapping_of(map or [])
    with Bars(err) as bars:
        outcome = run_ingest(
            sources,
            lake=lake,
            captured_at=captured,
            publisher=publisher,
            allow=allow or [],
            mapping=mapping,
            runner=runner,
            address=address,
            listener=bars,
        )
    show_outcome(outcome, out, err)
    if outcome.status == "failed checks":
        raise typer.Exit(FAILED_CHECKS)
    if outcome.is_unreadable:
        raise typer.Exit(UNUSABLE)
