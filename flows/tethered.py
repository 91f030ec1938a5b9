"""Run a module as a service that does not outlive whoever started it: `python -m flows.tethered MODULE ARGUMENTS…`.

Whoever starts it holds its standard input open. When that closes, by an end of any kind, the whole process group of the
service is told to end: so it is to be started as the leader of a group of its own.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 10


def end_with_parent() -> None:
    """Wait until standard input closes, then end this process group."""
    os.read(0, 1)
    os.killpg(0, signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
