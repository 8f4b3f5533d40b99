"""`manage.py send_notices`: the worker's minute, by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from agencies.models import Role
from reports.models import Notice, Report
from tests.factories import PeriodFactory, PlanFactory, ReportFactory, member

pytestmark = pytest.mark.django_db
THREE_DAYS_BEFORE = "2022-06-12T08:00"


@pytest.fixture
def report() -> Report:
    report = ReportFactory(period=PeriodFactory(plan=PlanFactory(reminders=True)))
    member(Role.REPORTER, report.agency, email="reporter@agency.test")
    return report


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("send_notices", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_a_dry_run_prints_and_changes_nothing(report: Report) -> None:
    [head, line, summary] = run("--at", THREE_DAYS_BEFORE, "--dry-run")
    assert head.split()[0] == "KIND"
    assert line.split()[0] == "deadline_near"
    assert report.agency.short_name in line
    assert "reporter@agency.test" in line
    assert summary.startswith("1 notices would be written at 2022-06-12T08:00+07:00")
    assert not Notice.objects.exists()
    assert not mail.outbox


def test_it_writes_and_mails_and_the_second_time_nothing(report: Report) -> None:
    [_head, line, summary] = run("--at", THREE_DAYS_BEFORE)
    assert line.split()[-1] == "sent"
    assert summary.startswith("1 notices written")
    assert len(mail.outbox) == 1
    assert run("--at", THREE_DAYS_BEFORE) == [
        "0 notices written for 2022-06-12T08:00+07:00; 0 taken from the outbox."
    ]


@pytest.mark.parametrize(
    ("text", "is_due"),
    [
        ("2022-06-12T08:00", True),
        ("2022-06-12T01:00Z", True),
        ("2022-06-12T07:59", False),
        ("2022-06-12T08:00Z", True),
    ],
)
def test_a_time_without_offset_is_the_portals(report: Report, text: str, is_due: bool) -> None:
    run("--at", text)
    found = Notice.objects.filter(occasion="before-3:2022-06-15")
    assert found.exists() == is_due


def test_what_a_server_refuses_is_shown(report: Report, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    [_head, line, _summary] = run("--at", THREE_DAYS_BEFORE)
    assert "pending ConnectionRefusedError" in line


@pytest.mark.parametrize("text", ["tomorrow", "2022-13-01", "08:00"])
def test_a_time_that_cannot_be_read_is_one_clear_line(text: str) -> None:
    with pytest.raises(CommandError, match=f"--at '{text}' is not a time") as refused:
        run("--at", text)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode == 1


def test_mail_is_handed_over_now_even_for_a_past_moment(report: Report) -> None:
    before = datetime.now(UTC)
    run("--at", THREE_DAYS_BEFORE)
    assert Notice.objects.get().sent_at >= before
