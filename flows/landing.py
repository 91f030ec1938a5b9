"""A landing folder that is looked at every few seconds, since not every file system tells of new files.

A file is complete when its size and time stay the same between two looks. Then the deployment that loads the folder is
run at once, unless a run of it is under way: then when that is over.
"""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOOK_SECONDS = 2.0
# A look may take at most this share of the time, however many files there are.
BUSY_SHARE = 0.05
# What programs call files that they are still writing.
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")
UNDER_WAY = ("SCHEDULED", "PENDING", "RUNNING", "CANCELLING")

Look = Mapping[str, tuple[int, int]]


def look(folder: Path) -> Look:
    """Size (bytes) and time (nanoseconds) of each file below a folder, but for hidden and unfinished ones."""
    found: dict[str, tuple[int, int]] = {}
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.startswith(".") or name.endswith(UNFINISHED):
                continue
            path = os.path.join(parent, name)
            try:
                at = os.stat(path)
            except FileNotFoundError:  # moved away since it was listed
                continue
            found[path] = (at.st_size, at.st_mtime_ns)
    return found


@dataclass(slots=True)
class Watch:
    """What was seen in a folder, and what of it was handed over. The files that lie there at first are new, too."""

    folder: Path
    _before: Look = field(default_factory=dict)
    _handed: dict[str, tuple[int, int]] = field(default_factory=dict)

    def has_new(self) -> bool:
        """Look again: is there a complete file that was not handed over, and none that still grows?"""
        now = look(self.folder)
        is_still = now == self._before
        self._before = now
        return is_still and any(self._handed.get(path) != at for path, at in now.items())

    def hand_over(self) -> None:
        """All that was seen at the last look is being loaded."""
        self._handed = dict(self._before)


class Trigger:
    """Runs a deployment by Prefect's API, at most one run of it at a time."""

    def __init__(self, api: str, deployment: str):
        self._api = api
        self._deployment = deployment

    def run(self) -> bool:
        """Ask for a run; False when one is under way or the server does not answer: try again later."""
        try:
            found = self._call(f"/deployments/name/{self._deployment}")
            due = {
                "deployments": {"id": {"any_": [found["id"]]}},
                "flow_runs": {"state": {"type": {"any_": UNDER_WAY}}},
            }
            runs = self._call("/flow_runs/filter", {**due, "limit": 200})
            # A run that is scheduled for later is not under way: the schedule always has some in store.
            if any(run["state_type"] != "SCHEDULED" or not run["auto_scheduled"] for run in runs):
                return False
            self._call(f"/deployments/{found['id']}/create_flow_run", {"tags": ["new-files"]})
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True

    def _call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310  (http by construction)
            self._api + path, data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)
