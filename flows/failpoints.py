"""Named places where a test can kill a run, so that what a crash leaves behind is tried at every step."""

import os
import signal

VARIABLE = "DATELINE_FAIL_AT"


def reach(name: str) -> None:
    """Die here by SIGKILL when the environment says so; otherwise nothing."""
    if os.environ.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
