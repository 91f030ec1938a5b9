"""Commands that keep a lake in order: `check`, `maintain`, `replay`, `forget`."""

from typing import Annotated

import typer

from flows.commands.common import FAILED_CHECKS, LakeOption, app, epilog, err, instant, lake_of, out
from transforms.errors import UserError


@app.command(epilog=epilog("dateline check", "dateline check --lake /srv/news"))
def check(lake: LakeOption = None) -> None:
    """Check what is published against every rule, and build the Data Docs."""
    from flows.keeping import audit_lake
    from flows.screen import Bars, show_report
    from flows.settings import Settings

    settings = Settings.of(lake=lake)
    with Bars(err):
        report = audit_lake(settings)
    show_report(report, settings.reports_folder, out)
    if not report.is_publishable:
        raise typer.Exit(FAILED_CHECKS)


@app.command(epilog=epilog("dateline maintain", "dateline maintain --keep-days 7 --keep-snapshots 20"))
def maintain(
    lake: LakeOption = None,
    keep_days: Annotated[
        int | None, typer.Option(help="Days for which the past can be asked.", min=0, show_default="30")
    ] = None,
    keep_snapshots: Annotated[
        int | None, typer.Option(help="Newest snapshots that are kept whatever their age.", min=1, show_default="100")
    ] = None,
) -> None:
    """Join small files, expire old snapshots, delete what nothing refers to; readers go on meanwhile."""
    from flows.keeping import maintain_lake
    from flows.settings import Settings

    done = maintain_lake(Settings.of(lake=lake, keep_days=keep_days, keep_snapshots=keep_snapshots))
    for name, size in (("before", done.before), ("after", done.after)):
        out.print(
            f"{name}: {size.file_count:,} files, {size.byte_count / 1e6:,.1f} MB, {size.snapshot_count:,} snapshots"
        )
    out.print(f"{done.expired_count:,} snapshots expired, {done.deleted_file_count:,} files deleted")


@app.command(
    epilog=epilog(
        "dateline replay",
        "dateline replay --since 2025-01-01",
        "dateline replay --where \"language = 'fr'\"",
    )
)
def replay(
    lake: LakeOption = None,
    since: Annotated[
        str | None, typer.Option(help="Only articles published or updated then or later (ISO 8601, UTC).")
    ] = None,
    where: Annotated[str | None, typer.Option(help="Only articles that this SQL condition holds of.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what this version derived already.")] = False,
    allow: Annotated[
        list[str] | None, typer.Option(help="Publish although this rule is broken; the breach is recorded.")
    ] = None,
) -> None:
    """Derive quotes, mentions and entities again from the published articles, after an upgrade; dumps are not read."""
    from flows.local import run_replay
    from flows.screen import Bars, show_replay

    at = instant(since)
    with Bars(err) as bars:
        outcome = run_replay(lake=lake, since=at, where=where, everything=everything, allow=allow or [], listener=bars)
    show_replay(outcome, out, err)
    if outcome.status == "failed checks":
        raise typer.Exit(FAILED_CHECKS)


@app.command(
    epilog=epilog(
        "dateline forget --article 01dc600342bc028d04c46d673239f3a5",
        "dateline forget --publisher 'The Harbour Courier'",
    )
)
def forget(
    article: Annotated[list[str] | None, typer.Option(help="The article_id; may be given several times.")] = None,
    publisher: Annotated[str | None, typer.Option(help="All articles of this outlet.")] = None,
    url: Annotated[str | None, typer.Option(help="All articles at this address.")] = None,
    lake: LakeOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove articles and all that was derived from them, from the past and the files too, and keep them out."""
    from warehouse.forgetting import forget as erase

    if not (article or publisher or url):
        raise UserError("name what to forget: --article, --publisher or --url")
    if not yes:
        typer.confirm("This cannot be undone, and earlier snapshots cannot be read afterwards. Forget?", abort=True)
    done = erase(lake_of(lake), article_ids=article or [], publisher=publisher, url=url)
    out.print(
        f"Forgotten: {done.article_count:,} articles, {done.quote_count:,} quotes, {done.mention_count:,} mentions."
    )
