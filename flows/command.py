"""The `dateline` command. Heavy libraries are imported by the commands that need them, not here.

Exit codes: 0 done; 1 the data failed its checks and nothing was published; 2 wrong usage or unreadable input.
"""

import sys

from rich.markup import escape

# Each module adds its commands to the app; help lists them in this order.
# isort: off
from flows.commands import load  # noqa: F401
from flows.commands import ask  # noqa: F401
from flows.commands import read  # noqa: F401
from flows.commands import search  # noqa: F401
from flows.commands import dashboard  # noqa: F401
from flows.commands import keep  # noqa: F401
from flows.commands import serve  # noqa: F401

# isort: on
from flows.collector import collect_seldom
from flows.commands.common import UNUSABLE, app, err
from transforms.errors import UserError


def main() -> None:
    """Run the command; what a user can mend is told in one line, without a traceback."""
    collect_seldom()
    try:
        app()
    except UserError as error:
        err.print(f"[bold red]dateline:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(UNUSABLE)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
