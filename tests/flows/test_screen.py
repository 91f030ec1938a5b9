"""What a person sees while a load goes on."""

import io
import re
import time

from rich.console import Console

from flows.screen import Bars


def test_a_bar_shows_share_rate_and_time_left():
    console = Console(file=io.StringIO(), force_terminal=True, width=120, color_system=None)
    with Bars(console) as bars:
        bars.stage("Analysing", 40_000_000, "bytes")
        for _ in range(4):
            time.sleep(0.05)
            bars.advance(5_000_000)
        bars._progress.refresh()
        shown = console.file.getvalue().splitlines()[-1]
    assert "Analysing" in shown
    assert " 50 %" in shown
    assert " MB/s" in shown
    assert re.search(r" 0:00:0\d 00:0\d$", shown.rstrip()), "time passed and left"
