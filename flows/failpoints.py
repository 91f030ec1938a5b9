"""Named places where a test can kill a run, so that what a crash leaves behind is tried at every step."""

import os
import signal

VARIABLE = "DATELINE_FAIL_AT"


def reach(name: str, number: int = 0) -> None:
    """Die here by SIGKILL when the environment says so, as `settled` or, for the third batch, `settled 2`."""
    if os.environ.get(VARIABLE) in (name, f"{name} {number}"):
        os.kill(os.getpid(), signal.SIGKILL)
