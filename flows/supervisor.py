"""Services that run side by side, each a process group: what dies is started again, and the end leaves none behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 60.0
# A service that ran for so long did not die of its start: the next delay is the first again.
STEADY_SECONDS = 60.0
GRACE_SECONDS = 15.0


@dataclass(slots=True)
class Service:
    """A Python module with arguments; what it prints goes to `log`. `before` is called before every start."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None
    _process: subprocess.Popen[bytes] | None = None
    _started_at: float = 0.0
    _due_at: float = 0.0
    _delay: float = FIRST_DELAY_SECONDS

    @property
    def pid(self) -> int | None:
        """The process, while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it as the leader of a process group of its own, which ends when this process does."""
        if self.before:
            self.before()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.tethered", *self.command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=os.environ | dict(self.environment),
                start_new_session=True,
            )
        self._started_at = time.monotonic()

    def revive(self, tell: Callable[[str], None]) -> None:
        """Start it again when it has died, later each time that it dies soon after its start."""
        now = time.monotonic()
        if self._process and self._process.poll() is not None:
            code = self._process.returncode
            self._end_group(signal.SIGKILL)
            self._process = None
            self._delay = (
                FIRST_DELAY_SECONDS
                if now - self._started_at > STEADY_SECONDS
                else min(2 * self._delay, LONGEST_DELAY_SECONDS)
            )
            self._due_at = now + self._delay
            tell(f"{self.name} ended with {code}; it is started again in {self._delay:.0f} s (its log: {self.log})")
        elif self._process is None and now >= self._due_at:
            self.start()

    def stop(self) -> None:
        """End its process group, by force after GRACE_SECONDS."""
        if self._process is None:
            return
        self._end_group(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE_SECONDS)
        self._end_group(signal.SIGKILL)
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        self._process = None

    def _end_group(self, number: signal.Signals) -> None:
        if self._process:
            with suppress(ProcessLookupError, PermissionError):  # gone already
                os.killpg(self._process.pid, number)
