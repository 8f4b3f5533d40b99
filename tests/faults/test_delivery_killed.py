"""A process that mails a notice is killed while the mail server has it in hand; the next process takes over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date

import pytest
from django.db import connection

from agencies.models import Role
from reports.models import DeliveryState, Notice, NoticeKind
from reports.rules.reminders import at_hour
from reports.services.notices import notify
from tests.factories import ReportFactory, member
from tests.support.mail_server import PATIENCE, TAKEN, Sink

NOW = at_hour(date(2022, 6, 12))
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
def test_a_message_in_hand_when_its_sender_dies_is_sent_again(
    mail_port: int, hold_at: bytes, copies: int
) -> None:
    report = ReportFactory(accepted=True)
    member(Role.REPORTER, report.agency)
    [notice] = notify(NoticeKind.ACCEPTED, report=report, now=NOW)
    Sink.hold_at = hold_at
    first = _sender(mail_port)
    assert Sink.holding.wait(PATIENCE)
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)
    assert Notice.objects.get().delivery == DeliveryState.PENDING
    Sink.go_on.set()
    assert _sender(mail_port).wait(PATIENCE) == 0
    notice.refresh_from_db()
    assert (notice.delivery, notice.attempts, notice.answer) == (
        DeliveryState.SENT,
        2,
        TAKEN,
    )
    assert Sink.taken == {notice.message_id: copies}
