"""Mailing what stands in the outbox: once, again after a crash, never when it no longer holds."""

from __future__ import annotations

import smtplib
import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from agencies.models import Role
from reports import jobs
from reports.models import DeliveryState, Heartbeat, Notice, NoticeKind, Report
from reports.notices.smtp import AnsweringBackend
from reports.rules.calendar import start_of
from reports.rules.reminders import at_hour
from reports.services.delivery import DELAYS, LEASE, deliver_one
from reports.services.notices import create_due_notices, notify
from reports.services.reviewing import extend_deadline
from tests.factories import PeriodFactory, PlanFactory, ReportFactory, member
from tests.support.mail_server import TAKEN, Sink

pytestmark = pytest.mark.django_db
NOW = at_hour(date(2022, 6, 12))


class Trouble(EmailBackend):
    """Raises what `Trouble.error` holds, instead of sending or after it."""

    error: BaseException | None = None
    sends_first = False

    def send_messages(self, messages):
        if self.sends_first:
            super().send_messages(messages)
        if self.error is not None:
            raise self.error
        return len(messages)


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours catches it."""


@pytest.fixture
def trouble(settings, monkeypatch) -> type[Trouble]:
    settings.EMAIL_BACKEND = f"{__name__}.Trouble"
    monkeypatch.setattr(Trouble, "error", None)
    monkeypatch.setattr(Trouble, "sends_first", False)
    return Trouble


@pytest.fixture
def report() -> Report:
    report = ReportFactory(period=PeriodFactory(plan=PlanFactory(reminders=True)))
    member(Role.REPORTER, report.agency, email="reporter@agency.test")
    return report


@pytest.fixture
def notice(report: Report) -> Notice:
    """Three days before the last day, to the one reporter."""
    return next(n for n in create_due_notices(now=NOW) if n.report)


def test_a_message_goes_out_once_with_its_own_id(notice: Notice) -> None:
    assert deliver_one(now=NOW)
    assert not deliver_one(now=NOW)
    [sent] = mail.outbox
    notice.refresh_from_db()
    assert (notice.delivery, notice.sent_at, notice.sent_to) == (
        DeliveryState.SENT,
        NOW,
        "reporter@agency.test",
    )
    assert sent.message()["Message-ID"] == notice.message_id
    assert sent.message()["Auto-Submitted"] == "auto-generated"
    assert (sent.subject, sent.body, sent.to) == (notice.subject, notice.body, [notice.sent_to])
    assert sent.alternatives[0].content == notice.body_html


def test_killed_after_sending_it_is_sent_again_under_the_same_id(
    notice: Notice, trouble: type[Trouble]
) -> None:
    trouble.error, trouble.sends_first = Killed(), True
    with pytest.raises(Killed):
        deliver_one(now=NOW)
    trouble.error = None
    assert not deliver_one(now=NOW + LEASE - timedelta(seconds=1))
    assert deliver_one(now=NOW + LEASE)
    assert [sent.message()["Message-ID"] for sent in mail.outbox] == [notice.message_id] * 2
    notice.refresh_from_db()
    assert (notice.delivery, notice.attempts) == (DeliveryState.SENT, 2)


def test_killed_before_sending_it_is_not_lost(notice: Notice, trouble: type[Trouble]) -> None:
    trouble.error = Killed()
    with pytest.raises(Killed):
        deliver_one(now=NOW)
    trouble.error, trouble.sends_first = None, True
    assert deliver_one(now=NOW + LEASE)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("no server"),
        TimeoutError(),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPRecipientsRefused({"reporter@agency.test": (451, b"greylisted")}),
        smtplib.SMTPDataError(452, b"full"),
        smtplib.SMTPAuthenticationError(535, b"our own password"),
        smtplib.SMTPSenderRefused(550, b"our own address", "portal@portal.invalid"),
    ],
)
def test_trouble_that_may_pass_is_tried_again_later_and_later(
    notice: Notice, trouble: type[Trouble], error: Exception
) -> None:
    trouble.error = error
    now = NOW
    for attempt, delay in enumerate(DELAYS, start=1):
        assert deliver_one(now=now)
        assert not deliver_one(now=now + delay - timedelta(seconds=1))
        now += delay
        notice.refresh_from_db()
        assert (notice.delivery, notice.attempts) == (DeliveryState.PENDING, attempt)
        assert notice.answer
    assert deliver_one(now=now)
    notice.refresh_from_db()
    assert notice.delivery == DeliveryState.FAILED
    assert sorted(DELAYS) == DELAYS


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (smtplib.SMTPRecipientsRefused({"reporter@agency.test": (550, b"no such user")}), "550 no such user"),
        (smtplib.SMTPDataError(554, b"rejected"), "554 rejected"),
    ],
)
def test_a_final_no_is_kept_and_not_asked_again(
    notice: Notice, trouble, error: Exception, answer: str, caplog
) -> None:
    trouble.error = error
    assert deliver_one(now=NOW)
    assert not deliver_one(now=NOW + timedelta(days=30))
    notice.refresh_from_db()
    assert (notice.delivery, notice.answer, notice.sent_at) == (DeliveryState.FAILED, answer, None)
    assert answer in caplog.text


@pytest.mark.parametrize(
    ("email", "delivery", "answer"),
    [
        ("somebody@agency.test", DeliveryState.SENT, TAKEN),
        ("nobody@agency.test", DeliveryState.FAILED, "550 5.1.1 no such user"),
    ],
)
def test_a_real_servers_answer_is_kept(
    notice: Notice, settings, mail_port: int, email: str, delivery: str, answer: str
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_port
    type(notice.recipient).objects.filter(pk=notice.recipient_id).update(email=email)
    assert deliver_one(now=NOW)
    notice.refresh_from_db()
    assert (notice.delivery, notice.answer) == (delivery, answer)
    assert Sink.taken == ({notice.message_id: 1} if delivery == DeliveryState.SENT else {})


def test_a_server_behind_tls_answers_too(settings) -> None:
    settings.EMAIL_USE_SSL = True
    assert issubclass(AnsweringBackend().connection_class, smtplib.SMTP_SSL)


def test_a_digest_goes_out_while_someone_owes(report: Report) -> None:
    member(Role.COORDINATOR, report.period.plan.coordinator)
    for submitted, outcome in ((False, DeliveryState.SENT), (True, DeliveryState.DROPPED)):
        Notice.objects.all().delete()
        [digest] = [n for n in create_due_notices(now=NOW + timedelta(days=1)) if n.kind == NoticeKind.DIGEST]
        Notice.objects.exclude(pk=digest.pk).delete()
        if submitted:
            Report.objects.all().delete()
        deliver_one(now=NOW + timedelta(days=1))
        digest.refresh_from_db()
        assert digest.delivery == outcome


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Due\r\nBcc: everyone@elsewhere.test"},
        {"subject": "Due\nsoon"},
        {"message_id": "<a@b>\r\nX: y"},
    ],
)
def test_a_line_break_in_a_header_is_refused(notice: Notice, fields: dict[str, str]) -> None:
    Notice.objects.filter(pk=notice.pk).update(**fields)
    assert deliver_one(now=NOW)
    notice.refresh_from_db()
    assert notice.delivery == DeliveryState.FAILED
    assert "BadHeaderError" in notice.answer
    assert not mail.outbox


@pytest.mark.parametrize("email", ["", "a@b.test\nBcc: c@d.test"])
def test_an_address_that_is_none_is_a_final_no(notice: Notice, email: str) -> None:
    type(notice.recipient).objects.filter(pk=notice.recipient_id).update(email=email)
    assert deliver_one(now=NOW)
    notice.refresh_from_db()
    assert (notice.delivery, bool(notice.answer), mail.outbox) == (DeliveryState.FAILED, True, [])


def test_it_goes_to_the_address_of_now(notice: Notice) -> None:
    type(notice.recipient).objects.filter(pk=notice.recipient_id).update(email="new@agency.test")
    deliver_one(now=NOW)
    notice.refresh_from_db()
    assert (mail.outbox[0].to, notice.sent_to) == (["new@agency.test"], "new@agency.test")


def _submitted(notice: Notice) -> None:
    Report.objects.filter(pk=notice.report_id).update(
        state="submitted",
        edited_at=NOW,
        edited_by=notice.recipient,
        first_submitted_at=NOW,
        submitted_at=NOW,
        submitted_by=notice.recipient,
    )


def _extended(notice: Notice) -> None:
    coordinator = member(Role.COORDINATOR, notice.period.plan.coordinator)
    extend_deadline(
        report=notice.report,
        by=coordinator,
        deadline=start_of(NOW.date() + timedelta(days=30)),
        reason="x",
        now=NOW,
    )
    Notice.objects.exclude(pk=notice.pk).delete()


def _inactive(notice: Notice) -> None:
    type(notice.recipient).objects.update(is_active=False)


def _left(notice: Notice) -> None:
    notice.recipient.memberships.all().delete()


def _newer(notice: Notice) -> None:
    create_due_notices(now=NOW + timedelta(days=2))
    Notice.objects.exclude(pk=notice.pk).update(next_attempt_at=NOW + timedelta(days=9))


@pytest.mark.parametrize("change", [_submitted, _extended, _inactive, _left, _newer])
def test_what_no_longer_holds_is_dropped(notice: Notice, change) -> None:
    change(notice)
    assert deliver_one(now=NOW)
    notice.refresh_from_db()
    assert (notice.delivery, mail.outbox) == (DeliveryState.DROPPED, [])
    assert not Notice.objects.visible_to(notice.recipient).filter(pk=notice.pk)


@pytest.mark.parametrize(
    ("kind", "holding", "void"),
    [
        (NoticeKind.ACCEPTED, "accepted", "returned"),
        (NoticeKind.RETURNED, "returned", "accepted"),
        (NoticeKind.SUBMITTED, "submitted", "accepted"),
        (NoticeKind.AWAITING_APPROVAL, "awaiting_approval", "submitted"),
        (NoticeKind.REMINDER, "returned", "submitted"),
    ],
)
def test_each_kind_holds_while_its_cause_does(kind: NoticeKind, holding: str, void: str) -> None:
    for state, outcome in ((holding, DeliveryState.SENT), (void, DeliveryState.DROPPED)):
        report = ReportFactory(**{holding: True})
        member(Role.REPORTER, report.agency)
        [notice] = notify(kind, report=report, now=NOW, audience=["reporter"])
        if state == void:
            told = ReportFactory.build(**{void: True}, period=report.period, agency=report.agency)
            fields = (
                "state",
                "sent_for_approval_at",
                "accepted_at",
                "returned_at",
                "submitted_at",
                "first_submitted_at",
            )
            Report.objects.filter(pk=report.pk).update(
                **{field: getattr(told, field) for field in fields}, submitted_by=notice.recipient
            )
        deliver_one(now=NOW)
        notice.refresh_from_db()
        assert notice.delivery == outcome


@pytest.mark.parametrize("again", [False, True])
def test_an_extension_is_told_unless_there_is_another(report: Report, again: bool) -> None:
    coordinator = member(Role.COORDINATOR, report.period.plan.coordinator)
    for days in (20, 30)[: 1 + again]:
        later = start_of(NOW.date() + timedelta(days=days))
        extend_deadline(
            report=report, by=coordinator, deadline=later, reason="x", now=NOW + timedelta(hours=days)
        )
    told = Notice.objects.filter(kind=NoticeKind.EXTENDED).order_by("pk")
    while deliver_one(now=NOW + timedelta(days=2)):
        pass
    sent = [DeliveryState.SENT]
    assert [notice.delivery for notice in told] == ([DeliveryState.DROPPED, *sent] if again else sent)


def test_a_tick_beats_writes_and_mails(report: Report, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    jobs.tick()
    jobs.tick()
    assert Heartbeat.objects.get().at == NOW
    assert len(mail.outbox) == 1


def test_a_tick_that_fails_gives_no_sign_of_life_yet_mails(report: Report, time_machine, monkeypatch) -> None:
    create_due_notices(now=NOW)
    time_machine.move_to(NOW, tick=False)

    def fail(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "create_due_notices", fail)
    with pytest.raises(ZeroDivisionError):
        jobs.tick()
    assert not Heartbeat.objects.exists()
    assert mail.outbox


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_send_each_message_once(report: Report, time_machine) -> None:
    for _turn in range(8):
        member(Role.REPORTER, ReportFactory(period=report.period).agency)
    time_machine.move_to(NOW, tick=False)
    start = threading.Barrier(3)

    def tick() -> None:
        start.wait()
        jobs.tick()
        connection.close()

    threads = [threading.Thread(target=tick) for _turn in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = Notice.objects.values_list("message_id", flat=True)
    assert len(written) == Report.objects.count()
    assert sorted(sent.message()["Message-ID"] for sent in mail.outbox) == sorted(written)
