"""A process that mails a notice is killed while the mail server has it in hand; the next process takes over."""

from __future__ import annotations

import os
import signal
import socketserver
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import ClassVar

import pytest
from django.db import connection

from agencies.models import Role
from reports.models import DeliveryState, Notice, NoticeKind
from reports.rules.reminders import at_hour
from reports.services.notices import notify
from tests.factories import ReportFactory, member

NOW = at_hour(date(2022, 6, 12))
PATIENCE = 60  # seconds after which something that must come is given up
SENDER = """
import time
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from reports.models import DeliveryState, Notice
from reports.services import delivery
delivery.LEASE = timedelta(milliseconds=400)
while Notice.objects.in_delivery(DeliveryState.PENDING).exists():
    delivery.deliver_one(now=timezone.now()) or time.sleep(0.05)
"""


class Sink(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a sender needs, counts messages by Message-ID, and holds its breath once where told:
    `hold_at` EHLO is before it has the message, DATA is when it has it and has not said so."""

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
            if not self._say("250 2.0.0 queued as sink") or verb == b"QUIT":
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


@pytest.fixture
def port() -> Iterator[int]:
    """Where the mail server listens."""
    Sink.taken.clear()
    Sink.holding.clear()
    Sink.go_on.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def _database_url() -> str:
    held = connection.settings_dict
    who = f"{held['USER']}:{held['PASSWORD']}" if held["PASSWORD"] else held["USER"]
    return f"postgres://{who}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"


def _sender(port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": _database_url(), "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    return subprocess.Popen([sys.executable, "-c", SENDER], env=environment)


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("hold_at", "copies"), [(b"EHLO", 1), (b"DATA", 2)])
def test_a_message_in_hand_when_its_sender_dies_is_sent_again(port: int, hold_at: bytes, copies: int) -> None:
    report = ReportFactory(accepted=True)
    member(Role.REPORTER, report.agency)
    [notice] = notify(NoticeKind.ACCEPTED, report=report, now=NOW)
    Sink.hold_at = hold_at
    first = _sender(port)
    assert Sink.holding.wait(PATIENCE)
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)
    assert Notice.objects.get().delivery == DeliveryState.PENDING
    Sink.go_on.set()
    assert _sender(port).wait(PATIENCE) == 0
    notice.refresh_from_db()
    assert (notice.delivery, notice.attempts, notice.answer) == (
        DeliveryState.SENT,
        2,
        "250 2.0.0 queued as sink",
    )
    assert Sink.taken == {notice.message_id: copies}
