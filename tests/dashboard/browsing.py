"""A dashboard that runs and a browser's page on it: for the tests, for pictures, and for what is measured."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.dashboard.serve import ADDRESS, command, environment

CHROMIUM = Path(os.environ.get("DATELINE_CHROMIUM", "/usr/bin/chromium"))


@contextmanager
def serving(lake: Path | str) -> Iterator[str]:
    """The dashboard of a lake, as `dateline dashboard` starts it; its address."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(command(port), env=os.environ | environment(str(lake), None), stdout=subprocess.DEVNULL)
    address = f"http://{ADDRESS}:{port}/"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}_stcore/health", timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, "the dashboard ended"
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def chromium() -> Iterator[object]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page of the browser, and all that went wrong on it."""

    def __init__(self, page: object, home: str) -> None:
        self.page, self.home, self.wrong, self.asked = page, home, [], []
        page.on("console", lambda m: m.type == "error" and not _is_probe(m) and self.wrong.append(m.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def go(self, to: str) -> None:
        self.page.goto(self.home + to)
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_selector("hr, [data-testid=stAlert]", timeout=20_000)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=20_000)
        self.page.wait_for_selector("[data-testid=stMain] h1, [data-testid=stAlert]", timeout=20_000)
        self.page.wait_for_selector("[data-testid=stSkeleton]", state="detached", timeout=20_000)

    def wait_for(self, words: str) -> None:
        """Until these words are to be seen; fails when they do not come."""
        self.page.get_by_test_id("stMain").get_by_text(words).locator("visible=true").first.wait_for(timeout=10_000)

    @property
    def text(self) -> str:
        return self.page.locator("[data-testid=stMain]").inner_text()

    def check(self) -> None:
        """No error was told, and nobody else was asked."""
        outside = [u for u in self.asked if not u.startswith((self.home, "data:", "blob:"))]
        assert outside == []
        assert self.wrong == []
        assert self.page.locator("[data-testid=stException]").count() == 0


def _is_probe(message: object) -> bool:
    """Streamlit looks for its server below the page's address first, where it is not."""
    return "404" in message.text and "/_stcore/" in message.location.get("url", "")
