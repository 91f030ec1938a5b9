"""What all subcommands share: the app, the consoles, the option `--lake`, and how arguments are read."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from transforms.errors import UserError

if TYPE_CHECKING:
    from warehouse.lake import Lake

FAILED_CHECKS = 1
UNUSABLE = 2

app = typer.Typer(
    help="Turn raw news dumps into a checked, queryable warehouse of who said what, about whom, where and when.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

LakeOption = Annotated[
    str | None,
    typer.Option("--lake", envvar="DATELINE_LAKE", help="Folder of the lake.", show_default="./lake"),
]


def epilog(*examples: str) -> str:
    """Examples below the options of a command."""
    return "[bold]Examples[/]\n\n" + "\n\n".join(f"  {escape(example)}" for example in examples)


def instant(text: str | None) -> datetime | None:
    """An ISO 8601 day or instant as UTC; one without a zone is taken as UTC."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text}: not an ISO 8601 day or instant, such as 2025-02-08T21:30Z") from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def moment_of(text: str | None) -> int | datetime | None:
    """A snapshot's number, or a time."""
    return int(text) if text and text.isdigit() else instant(text)


def lake_of(location: str | None) -> "Lake":
    """The lake that a command reads."""
    from flows.settings import Settings
    from warehouse.lake import Lake

    settings = Settings.of(lake=location)
    return Lake(settings.lake, settings.data)
