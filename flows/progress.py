"""How a flow tells how far it is, without knowing who listens."""

from typing import Protocol


class Listener(Protocol):
    """Shows progress: a stage with a total (in its unit; None when unknown), then steps through it."""

    def stage(self, name: str, total: float | None, unit: str) -> None:
        """A new stage begins; the one before is over."""

    def advance(self, amount: float) -> None:
        """So much more of the current stage is done."""


class Silent:
    """Nobody listens."""

    def stage(self, name: str, total: float | None, unit: str) -> None:
        """Nothing."""

    def advance(self, amount: float) -> None:
        """Nothing."""


_listener: Listener = Silent()


def listen(listener: Listener) -> None:
    """From now on, tell this listener."""
    global _listener
    _listener = listener


def stage(name: str, total: float | None = None, unit: str = "") -> None:
    """A stage of the flow begins."""
    _listener.stage(name, total, unit)


def advance(amount: float = 1) -> None:
    """The current stage is so much further."""
    _listener.advance(amount)
