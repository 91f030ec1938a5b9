"""A server that takes mail by SMTP, as far as a client without TLS and password needs it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

ANSWERS = {b"EHLO": b"250 mailbox", b"HELO": b"250 mailbox", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


@contextmanager
def mailbox() -> Iterator[tuple[int, list[Message]]]:
    """Its port on 127.0.0.1, and the mail that came."""
    came: list[Message] = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 mailbox\r\n")
            for line in self.rfile:
                word = line[:4].upper()
                self.wfile.write(ANSWERS.get(word, b"250 ok") + b"\r\n")
                if word == b"DATA":
                    lines = iter(self.rfile.readline, b".\r\n")
                    came.append(message_from_bytes(b"".join(line.removeprefix(b".") for line in lines)))
                    self.wfile.write(b"250 taken\r\n")
                if word == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1], came
        server.shutdown()
        thread.join()
