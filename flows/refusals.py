"""What the system refuses a run, whichever part of it: its staging, Prefect's own database, the lake."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transforms.errors import UserError

_REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
# With less than this the databases of a run cannot grow by what one transaction takes.
LEAST_BYTES = 1_000_000


@contextmanager
def refusals_told(folder: Path) -> Iterator[None]:
    """A failure because the disk of this folder is full, or read-only, as a UserError; any other as it is."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        refused = isinstance(error, OSError) and error.errno in _REFUSED
        refused = refused or (isinstance(error, sqlite3.OperationalError) and "full" in str(error))
        # Prefect tells of its own database's failure only that its server failed.
        if refused or (folder.exists() and shutil.disk_usage(folder).free < LEAST_BYTES):
            first_line = str(error).partition("\n")[0]
            raise UserError(
                f"cannot write to {folder}: {first_line}; free some space and run it again: what is "
                "published stays, and it goes on from there"
            ) from error
        raise
