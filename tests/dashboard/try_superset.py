"""Tries warehouse/docs/superset in a real Superset, by hand: it needs an environment of its own (see docs/superset.md).

    python tests/dashboard/try_superset.py SUPERSET URI [--picture FILE]

SUPERSET is that environment's `superset`, URI the SQLAlchemy address of an export or a lake. A fresh Superset in a
folder that is removed again imports the dashboard; each of its charts is asked for its rows, as Superset's own pages
do, and ends with an error when there are none. The server listens on this machine only.
"""

import argparse
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

BUNDLE = Path(__file__).parents[2] / "warehouse/docs/superset"
CONFIG = """
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{home}/superset.db"
TALISMAN_ENABLED = False
PREVENT_UNSAFE_DB_CONNECTIONS = False
"""


def bundle(to: Path, uri: str) -> None:
    """The dashboard as Superset imports it, on this database."""
    with zipfile.ZipFile(to, "w") as archive:
        for file in sorted(BUNDLE.rglob("*.yaml")):
            text = file.read_text(encoding="utf-8")
            if file.parent.name == "databases":
                lines = [f"sqlalchemy_uri: {uri}" if x.startswith("sqlalchemy_uri:") else x for x in text.splitlines()]
                text = "\n".join(lines)
            archive.writestr(str(Path("superset") / file.relative_to(BUNDLE)), text)


class Client:
    """A user who has logged in."""

    def __init__(self, base: str, password: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.headers = {"Content-Type": "application/json", "Referer": base}
        login = {"username": "admin", "password": password, "provider": "db", "refresh": False}
        self.headers["Authorization"] = f"Bearer {self.ask('security/login', login)['access_token']}"
        self.headers["X-CSRFToken"] = self.ask("security/csrf_token/")["result"]

    def ask(self, path: str, body: Any = None) -> Any:
        """What the API answers."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}/api/v1/{path}", data, self.headers)
        with self.opener.open(request, timeout=60) as answer:
            return json.load(answer)


def columns_of(params: dict[str, Any]) -> tuple[list[str], list[Any]]:
    """Columns and metrics of a chart, whichever kind it is."""
    columns = [*params.get("all_columns", []), *params.get("groupby", [])]
    columns += [params[name] for name in ("x_axis", "entity") if params.get(name)]
    metrics = list(params.get("metrics", []))
    return columns, metrics + ([params["metric"]] if params.get("metric") else [])


def rows_of(client: Client, chart: dict[str, Any]) -> int:
    """How many rows a chart shows."""
    params = json.loads(client.ask(f"chart/{chart['id']}")["result"]["params"])
    columns, metrics = columns_of(params)
    number, kind = params["datasource"].split("__")
    query = {"columns": columns, "metrics": metrics, "row_limit": params.get("row_limit", 100), "orderby": []}
    asked = {"datasource": {"id": int(number), "type": kind}, "queries": [query], "result_type": "full"}
    return int(client.ask("chart/data", asked)["result"][0]["rowcount"])


def picture(base: str, password: str, file: Path) -> None:
    """The dashboard in Chromium, as a whole."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 2700})
        page.goto(f"{base}/login/")
        page.fill("#username", "admin")
        page.fill("#password", password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/welcome/", timeout=60_000)
        page.goto(f"{base}/superset/dashboard/dateline/")
        page.wait_for_selector(".dashboard-component-chart-holder", timeout=60_000)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(8_000)
        page.screenshot(path=str(file))
        browser.close()


def main() -> None:
    """Import, ask, look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("superset", type=Path)
    parser.add_argument("uri")
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    password = secrets.token_urlsafe()
    with tempfile.TemporaryDirectory() as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        config, archive = Path(home) / "superset_config.py", Path(home) / "dateline.zip"
        config.write_text(CONFIG.format(secret=secrets.token_urlsafe(42), home=home))
        bundle(archive, given.uri)
        env = {**os.environ, "SUPERSET_CONFIG_PATH": str(config), "SUPERSET_HOME": home, "FLASK_APP": "superset"}
        about = ["--username", "admin", "--firstname", "a", "--lastname", "b", "--email", "admin@example.org"]
        for command in (
            ["db", "upgrade"],
            ["fab", "create-admin", *about, "--password", password],
            ["init"],
            ["import-dashboards", "--path", str(archive), "--username", "admin"],
        ):
            subprocess.run([given.superset, *command], env=env, check=True, capture_output=True)
        free.close()
        serve = [given.superset, "run", "-h", "127.0.0.1", "-p", str(port), "--with-threads"]
        with subprocess.Popen(serve, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                sys.exit(look(f"http://127.0.0.1:{port}", password, given.picture))
            finally:
                server.terminate()


def look(base: str, password: str, file: Path | None) -> int:
    """1 when a chart is without rows, else 0."""
    for _ in range(120):
        try:
            client = Client(base, password)
            break
        except OSError:
            time.sleep(1)
    (dashboard,) = client.ask("dashboard/")["result"]
    counts = {}
    for chart in client.ask(f"dashboard/{dashboard['id']}/charts")["result"]:
        counts[chart["slice_name"]] = rows_of(client, chart)
        print(f"{counts[chart['slice_name']]:6,} rows  {chart['slice_name']}", flush=True)
    if file:
        picture(base, password, file)
    return int(not counts or 0 in counts.values())


if __name__ == "__main__":
    main()
