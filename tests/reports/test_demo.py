"""The demonstration, told on three days of a year: before 16/6, on the day after it, and after 16/12. It takes its
time: only once do all agencies act, else as many as there are scenes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Max
from django.test import Client, override_settings
from django.urls import reverse

from agencies.models import Agency, Role, User
from reports.demo import story as demo
from reports.demo.own_plans import COMPLETE
from reports.management.commands import demo as command
from reports.models import (
    CommentAnswer,
    Consolidation,
    ConsolidationSection,
    DutyResult,
    Extension,
    IndicatorValue,
    Report,
    ReportEvent,
    ReportingPeriod,
    ReportSection,
    Review,
    ReviewComment,
    Submission,
)
from reports.reading.agency_plans import rows_of
from reports.rules.calendar import PORTAL_ZONE
from reports.rules.workflow import State
from reports.services.content import content_of, submitted_content
from reports.services.readiness import blocking_findings
from tasks.models import AgencyPlan, PlanStep
from tests.factories import UserFactory

PASSWORD = "illustrative-and-long"
ALL, FEW = 33, 12
DAYS = {
    "before the first deadline": (datetime(2027, 6, 4, 9, tzinfo=PORTAL_ZONE), (2027, "half_year"), FEW),
    "the day after the first": (datetime(2027, 6, 17, 9, tzinfo=PORTAL_ZONE), (2027, "annual"), ALL),
    "after the last": (datetime(2027, 12, 20, 9, tzinfo=PORTAL_ZONE), (2028, "half_year"), FEW),
}


@dataclass
class Told:
    now: datetime
    next_period: tuple[int, str]
    acting: int
    said: list[str] = field(default_factory=list)

    @property
    def under_way(self) -> ReportingPeriod:
        year, kind = self.next_period
        return ReportingPeriod.objects.select_related("plan").get(plan__year=year, kind=kind)


@pytest.fixture(scope="module", params=DAYS.values(), ids=DAYS.keys())
def told(request, django_db_setup, django_db_blocker) -> Iterator[Told]:
    """Told once for all tests of a day, which only read; then rolled back."""
    story = Told(*request.param)
    reports = demo._reports
    hashers = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic(), hashers, pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "_reports", lambda period: reports(period)[: story.acting])
        demo.tell(now=story.now, password=PASSWORD, say=story.said.append)
        yield story
        transaction.set_rollback(True)


def test_all_agencies_are_expected_in_every_period(told: Told) -> None:
    assert Agency.objects.count() == ALL
    periods = ReportingPeriod.objects.order_by("deadline")
    assert [period.reports.count() for period in periods] == [ALL] * 4
    assert told.said == [str(period) for period in periods if period.deadline <= told.under_way.deadline]


def test_every_period_gone_by_is_accepted_and_consolidated(told: Told) -> None:
    over = ReportingPeriod.objects.filter(deadline__lte=told.now)
    assert over.filter(plan__year=2022).count() == 2
    for period in over:
        assert period.reports.counts_by_state()[State.ACCEPTED] == told.acting
        consolidation = Consolidation.objects.final().get(period=period)
        assert len(consolidation.content["agencies"]) == ALL
    assert Consolidation.objects.count() == over.count()


def test_the_next_period_is_open_with_every_state_present(told: Told) -> None:
    period = told.under_way
    assert period.opens_at < told.now < period.deadline
    assert min(period.reports.counts_by_state().values()) > 0
    assert period.reports.extended().exists()
    assert Review.objects.filter(submission__report__period=period, decision="").exists()
    later = Report.objects.filter(period__deadline__gt=period.deadline)
    assert not later.exclude(state=State.NOT_STARTED).exists()


def test_nothing_lies_in_the_future(told: Told) -> None:
    moments = {
        ReportEvent: "at", Submission: "submitted_at", ReviewComment: "at", CommentAnswer: "at", Review: "opened_at",
        Extension: "granted_at", Report: "edited_at", Consolidation: "finalised_at",
    }  # fmt: skip
    for model, name in moments.items():
        assert model.objects.aggregate(last=Max(name))["last"] <= told.now, model


def test_every_history_is_a_chain(told: Told) -> None:
    for report in Report.objects.prefetch_related("events"):
        events = sorted(report.events.all(), key=lambda event: event.pk)
        assert [e.at for e in events] == sorted(e.at for e in events), report
        assert all(before.to_state == after.from_state for before, after in pairwise(events)), report
        assert (events[-1].to_state if events else State.NOT_STARTED) == report.state


def test_nothing_blocks_anyone(told: Told) -> None:
    for report in told.under_way.reports.filter(state=State.AWAITING_APPROVAL).with_context():
        assert blocking_findings(report, content_of(report)) == []
    for report in told.under_way.reports.filter(state=State.SUBMITTED).with_context():
        assert blocking_findings(report, submitted_content(report)) == []


def test_a_few_were_late_and_a_few_returned(told: Told) -> None:
    gone = Report.objects.filter(period__plan__year=2022, first_submitted_at__isnull=False)
    assert gone.count() == 2 * told.acting
    assert 0 < gone.sent_late().count() < gone.count() / 3
    assert 0 < ReportEvent.objects.filter(report__in=gone, action="return").count() < gone.count() / 3


def test_comments_are_answered_or_still_to_be(told: Told) -> None:
    asked = ReviewComment.objects.filter(
        review__submission__report__period=told.under_way, review__decision="returned"
    )
    with_agency = asked.filter(review__submission__report__state=State.DRAFT)
    assert set(with_agency.values_list("answer__kind", flat=True)) == {"answered", "resolved", None}
    assert not asked.filter(review__submission__report__state=State.SUBMITTED).unanswered().exists()
    assert asked.filter(review__submission__report__state=State.SUBMITTED).exists()


def test_all_words_say_that_they_are_made_up(told: Told) -> None:
    written = {
        ReportSection: "text", DutyResult: "done", ReviewComment: "text", ReportEvent: "comment",
        CommentAnswer: "text", Extension: "reason", ConsolidationSection: "text", Consolidation: "signer_name",
        PlanStep: "what",
    }  # fmt: skip
    for model, name in [*written.items(), (DutyResult, "difficulties"), (IndicatorValue, "explanation")]:
        said = set(model.objects.values_list(name, flat=True)) - {""}
        assert said or name == "explanation", model
        assert all("minh họa" in text.lower() for text in said), model


def test_every_agency_and_every_role_has_an_account(told: Told) -> None:
    for agency in Agency.objects.prefetch_related("memberships"):
        assert {m.role for m in agency.memberships.all()} >= {Role.REPORTER, Role.APPROVER}, agency
    assert {role for user in User.objects.all() for role in user.access.roles} == set(Role)
    hashes = set(User.objects.filter(is_active=True).values_list("password", flat=True))
    assert len(hashes) == 1  # Hashed once, the same for all.
    assert check_password(PASSWORD, hashes.pop())
    assert not User.objects.filter(is_active=False).exists()


@pytest.mark.parametrize(
    "name", ["coordinator", "leadership", "administrator", "so-y-te.reporter", "so-y-te.approver"]
)
def test_an_account_signs_in_on_the_page(told: Told, name: str) -> None:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username=name).pk)


def test_what_the_command_prints_exists(told: Told) -> None:
    printed = io.StringIO()
    command.Command(stdout=printed)._print_accounts("as given")
    listed = {
        word for line in printed.getvalue().splitlines()[1:-1] for word in line[:40].replace(",", " ").split()
    }
    assert len(listed) == 6
    assert listed == set(User.objects.filter(username__in=listed).values_list("username", flat=True))


def test_most_agencies_have_their_own_plan_and_one_has_all_of_it(told: Told) -> None:
    plan = told.under_way.plan
    rows = rows_of(plan, told.now.date())
    assert {row.own and row.own.state for row in rows} == {None, "draft", "in_force"}
    assert sum(row.is_issued for row in rows) > ALL / 2
    assert {row.is_signed for row in rows if row.is_issued} == {True, False}
    complete = next(row for row in rows if row.agency.code == COMPLETE)
    assert complete.coverage.is_complete
    assert complete.is_signed
    done = PlanStep.objects.filter(done_on__isnull=False)
    assert not done.filter(done_on__gt=told.now.date()).exists()
    assert not AgencyPlan.objects.filter(issued_on__gt=told.now.date()).exists()


def test_it_is_not_told_twice(told: Told) -> None:
    with pytest.raises(demo.DemoRefused, match="already"):
        demo.tell(now=told.now, password=PASSWORD, say=lambda line: None)


@pytest.fixture
def called(monkeypatch) -> dict[str, object]:
    """What the command asks of the story, which is not told here."""
    asked: dict[str, object] = {}
    monkeypatch.setattr(command, "tell", lambda **given: asked.update(given) or given["say"]("A period"))
    return asked


def _printed() -> str:
    out = io.StringIO()
    with time_machine.travel(datetime(2027, 3, 10, 9, tzinfo=PORTAL_ZONE), tick=False):
        call_command("demo", stdout=out)
    return out.getvalue()


def test_a_given_password_is_used_and_not_printed(called, monkeypatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    out = _printed()
    assert called["password"] == PASSWORD
    assert called["now"] == datetime(2027, 3, 10, 9, tzinfo=PORTAL_ZONE)
    assert PASSWORD not in out
    assert "DEMO_PASSWORD" in out
    assert "A period" in out


def test_without_one_a_new_password_is_made_and_printed_once(called, monkeypatch) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    passwords = set()
    for _ in range(2):
        out = _printed()
        passwords.add(password := str(called["password"]))
        assert out.count(password) == 1
        assert len(password) >= 16
    assert len(passwords) == 2


@pytest.mark.django_db
def test_it_is_refused_in_production(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_it_is_refused_where_there_is_data() -> None:
    UserFactory()
    with pytest.raises(CommandError, match="already"):
        call_command("demo")
    assert User.objects.count() == 1
