"""A mail server to mail to: it keeps what it got, says no to some, and can hold its breath at a chosen moment."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

import pytest

PATIENCE = 60  # seconds after which something that must come is given up
TAKEN = "250 2.0.0 queued as sink"


class Sink(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a sender needs and counts messages by Message-ID.

    Recipients with "nobody" in their address are refused. `hold_at`, once: EHLO is before it has the message, DATA
    is when it has it and has not said so.
    """

    taken: ClassVar[Counter[str]] = Counter()
    hold_at = b""
    holding = threading.Event()
    go_on = threading.Event()

    def handle(self) -> None:
        self._say("220 sink")
        for line in iter(self.rfile.readline, b""):
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._message()
            self._hold(verb)
            refused = verb == b"RCPT" and b"nobody" in line
            if not self._say("550 5.1.1 no such user" if refused else TAKEN) or verb == b"QUIT":
                return

    def _message(self) -> None:
        for line in iter(self.rfile.readline, b".\r\n"):
            if line.lower().startswith(b"message-id:"):
                self.taken[line.split(b":", 1)[1].strip().decode()] += 1

    def _hold(self, verb: bytes) -> None:
        if verb == self.hold_at and not self.holding.is_set():
            self.holding.set()
            self.go_on.wait(PATIENCE)

    def _say(self, words: str) -> bool:
        try:
            self.wfile.write(f"{words}\r\n".encode())
        except ConnectionError:
            return False
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@pytest.fixture
def mail_port() -> Iterator[int]:
    """Where the mail server listens."""
    Sink.taken.clear()
    Sink.hold_at = b""
    Sink.holding.clear()
    Sink.go_on.clear()
    with _Server(("127.0.0.1", 0), Sink) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
