"""An http server on loopback that breaks in the ways that servers and connections break."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "X-Amz-Signature=0123456789abcdef0123456789abcdef"


class Server:
    """`files` by path. What is asked for is noted in `requests`: (path, headers). Paths say how the answer breaks:

    /drop/NAME sends 60 % of what is asked for, closes, and goes on from a Range; /busy/NAME is 503 at first;
    /short/NAME declares more than it has; /changing/NAME is another file at each request and drops the first;
    /loop redirects to itself; /to?WHERE redirects there; /endless never ends; /old/NAME knows no ranges and drops once.
    """

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.address = ""

    def count(self, path: str) -> int:
        return sum(asked.partition("?")[0] == path for asked, _ in self.requests)


class Handler(BaseHTTPRequestHandler):
    ours: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None and length != len(body):
            self.close_connection = True

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.ours.requests.append((self.path, dict(self.headers)))
        if path == "/loop":
            self.answer(302, Location="/loop")
        elif path == "/to":
            self.answer(302, Location=query)
        else:
            self.answer_of(path)

    def answer_of(self, path: str) -> None:
        kind, _, name = path.strip("/").rpartition("/")
        data, nth = self.ours.files.get(name, b""), self.ours.count(path)
        tag = f'"{hash(data) & 0xFFFF}-{nth if kind == "changing" else 0}"'
        if kind == "endless":
            self.answer(200, b"x" * 100_000, length=10**12)
        elif kind == "busy" and nth == 1:
            self.answer(503, Retry_After="0")
        elif name not in self.ours.files:
            self.answer(404)
        elif self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
        else:
            self.send_file(kind, data, tag, nth)

    def send_file(self, kind: str, data: bytes, tag: str, nth: int) -> None:
        if kind == "changing":
            data = b"%d " % nth + data
        start, asked = 0, self.headers.get("Range")
        if asked and kind != "old" and self.headers.get("If-Range") == tag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        rest = data[start:]
        cut = kind == "drop" or (kind in ("changing", "old") and nth == 1)
        sent = rest[: max(1, int(len(rest) * 0.6))] if cut and len(rest) > 10 else rest
        length = len(rest) + 1000 if kind == "short" else len(rest)
        headers = {} if kind == "untagged" else {"ETag": tag}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        self.answer(206 if start else 200, sent, length, **headers)


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[Server]:
    server = Server(files)
    handler = type("OwnHandler", (Handler,), {"ours": server})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.address = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
