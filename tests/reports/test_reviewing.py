"""The coordinator's side: opening, commenting, returning, accepting, reopening, giving more time."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from agencies.models import Membership, Role, User
from reports.models import CommentTarget, Consolidation, Extension, Report, Review
from reports.rules.workflow import Refusal, State
from reports.services.reviewing import (
    Remark,
    accept_report,
    add_comment,
    extend_deadline,
    open_review,
    reopen_report,
    return_report,
)
from reports.services.steps import StepRefused, parts_of, standing_of
from tests.factories import AgencyFactory, ConsolidationFactory, member
from tests.support.office import HOUR, Office, ready, sent

pytestmark = pytest.mark.django_db


def _refusal(act, desk: Office, by: User | None = None, **more: object) -> Refusal:
    before = desk.trail(), desk.report.state
    with pytest.raises(StepRefused) as refused:
        act(report=desk.report, by=by or desk.coordinator, now=desk.tick(), **more)
    assert (desk.trail(), desk.report.state) == before
    return refused.value.refusal


def _accepted() -> Office:
    desk = sent()
    desk.accept()
    return desk


def test_opening_again_returns_the_open_review_and_writes_no_second_event() -> None:
    desk = sent()
    review = desk.open()
    colleague = member(Role.COORDINATOR, desk.period.plan.coordinator)
    again = open_review(report=desk.report, by=colleague, now=desk.tick())
    assert (again, again.opened_by) == (review, desk.coordinator)
    assert desk.trail().count("open_review") == 1


def test_each_submission_has_a_review_of_its_own() -> None:
    desk = sent()
    desk.give_back()
    desk.save()
    desk.submit()
    assert not Review.objects.for_current_submission(desk.report).exists()
    assert standing_of(desk.approver, desk.report).review_opened is False
    second = desk.open()
    assert second.submission.number == 2
    assert Review.objects.for_current_submission(desk.report).get() == second


def test_a_comment_opens_the_review_and_stands_where_it_was_pinned() -> None:
    desk = sent()
    code = desk.indicators[0].code
    remark = Remark(" Is this right? ", CommentTarget.INDICATOR, code)
    comment = add_comment(report=desk.report, by=desk.coordinator, remark=remark, now=desk.tick())
    assert (comment.text, comment.target, comment.target_code) == ("Is this right?", "indicator", code)
    assert (comment.author, comment.at, comment.review.opened_at) == (desk.coordinator, desk.at, desk.at)
    general = add_comment(report=desk.report, by=desk.coordinator, remark=Remark("Good."), now=desk.tick())
    assert (general.target, general.review) == ("report", comment.review)
    assert desk.trail()[-1] == "open_review"


def test_an_empty_comment_opens_nothing() -> None:
    desk = sent()
    with pytest.raises(ValidationError):
        add_comment(report=desk.report, by=desk.coordinator, remark=Remark(" \n"), now=desk.tick())
    assert not Review.objects.exists()


def test_a_return_says_why_and_when() -> None:
    desk = sent()
    assert _refusal(return_report, desk, comment=" ") == Refusal.NEEDS_COMMENT
    event = return_report(report=desk.report, by=desk.coordinator, comment=" Mend II. ", now=desk.tick())
    assert (desk.report.state, desk.report.returned_at) == (State.RETURNED, desk.at)
    assert (event.comment, event.from_state, event.to_state) == ("Mend II.", State.SUBMITTED, State.RETURNED)
    review = Review.objects.get()
    assert event.submission == review.submission
    assert (review.decision, review.decided_by, review.decided_at) == ("returned", desk.coordinator, desk.at)
    assert "returned" in str(review)


def test_what_is_accepted_stays_as_it_is() -> None:
    desk = sent()
    event = accept_report(report=desk.report, by=desk.coordinator, now=desk.tick(), comment=" Thanks. ")
    assert (desk.report.state, desk.report.accepted_at, event.comment) == (State.ACCEPTED, desk.at, "Thanks.")
    assert Review.objects.get().decision == "accepted"
    assert _refusal(return_report, desk, comment="Late thought.") == Refusal.WRONG_STATE
    assert _refusal(extend_deadline, desk, reason="?", deadline=desk.at + 99 * HOUR) == Refusal.WRONG_STATE


def test_a_reopened_report_goes_back_to_its_agency() -> None:
    desk = _accepted()
    assert _refusal(reopen_report, desk, comment="") == Refusal.NEEDS_COMMENT
    event = reopen_report(
        report=desk.report, by=desk.coordinator, comment="A figure was wrong.", now=desk.tick()
    )
    report = desk.report
    assert (report.state, report.returned_at, report.accepted_at) == (State.RETURNED, desk.at, None)
    assert event.submission.number == 1
    desk.save()
    assert desk.submit().number == 2


@pytest.mark.parametrize(("final", "refused"), [(True, Refusal.PERIOD_FINAL), (False, None)])
def test_reopening_ends_with_the_final_consolidation(final: bool, refused: Refusal | None) -> None:
    desk = _accepted()
    ConsolidationFactory(final=True)  # of another period
    ConsolidationFactory(period=desk.period, final=final)
    assert Consolidation.objects.final().filter(period=desk.period).exists() is final
    if refused:
        assert _refusal(reopen_report, desk, comment="A figure was wrong.") == refused
    else:
        reopen_report(report=desk.report, by=desk.coordinator, comment="A figure was wrong.", now=desk.tick())
        assert desk.report.state == State.RETURNED


@pytest.mark.parametrize(
    ("act", "more"), [(open_review, {}), (accept_report, {}), (return_report, {"comment": "?"})]
)
def test_nobody_reviews_what_he_submitted_even_with_both_roles(act, more) -> None:
    desk = ready()
    both = member(Role.APPROVER, desk.report.agency)
    Membership.objects.create(user=both, role=Role.COORDINATOR, agency=desk.period.plan.coordinator)
    desk.submit(by=both)
    assert _refusal(act, desk, User.objects.get(pk=both.pk), **more) == Refusal.OWN_SUBMISSION
    act(report=desk.report, by=desk.coordinator, now=desk.tick(), **more)
    assert not Review.objects.filter(opened_by=both).exists()


def test_nor_does_he_reopen_it() -> None:
    desk = ready()
    both = member(Role.APPROVER, desk.report.agency)
    Membership.objects.create(user=both, role=Role.COORDINATOR, agency=desk.period.plan.coordinator)
    desk.submit(by=both)
    desk.accept()
    assert _refusal(reopen_report, desk, User.objects.get(pk=both.pk), comment="?") == Refusal.OWN_SUBMISSION


def test_who_withdrew_his_submission_may_review_a_colleagues() -> None:
    desk = ready()
    both = member(Role.APPROVER, desk.report.agency)
    Membership.objects.create(user=both, role=Role.COORDINATOR, agency=desk.period.plan.coordinator)
    desk.submit(by=both)
    desk.withdraw()
    desk.submit()
    accept_report(report=desk.report, by=User.objects.get(pk=both.pk), now=desk.tick())
    assert desk.report.state == State.ACCEPTED


def test_the_coordinator_of_another_plan_is_a_stranger() -> None:
    desk = sent()
    other = member(Role.COORDINATOR, AgencyFactory())
    assert parts_of(other, desk.report) == frozenset()
    assert _refusal(accept_report, desk, other) == Refusal.NOT_YOURS


def test_more_time_moves_only_the_agencys_deadline() -> None:
    desk, neighbour = ready(), ready()
    original = desk.period.deadline
    later = original + timedelta(days=5)
    extension = extend_deadline(
        report=desk.report, by=desk.coordinator, deadline=later, reason=" A flood. ", now=desk.tick()
    )
    assert (desk.report.effective_deadline, desk.report.period.deadline) == (later, original)
    assert neighbour.report.effective_deadline == neighbour.period.deadline
    assert (extension.reason, extension.granted_by, extension.granted_at) == (
        "A flood.",
        desk.coordinator,
        desk.at,
    )
    assert Report.objects.with_deadline().get(pk=desk.pk).due == later
    assert desk.trail()[-1] == "extend"
    assert f"{later:%d/%m/%Y}"[:2] in str(extension)
    desk.submit(later - HOUR)
    assert list(Report.objects.on_time()) == [desk.report]


@pytest.mark.parametrize("offset", [timedelta(0), -timedelta(days=1)])
def test_a_deadline_not_later_than_the_present_one_is_refused(offset: timedelta) -> None:
    desk = ready()
    first = desk.period.deadline + timedelta(days=3)
    extend_deadline(report=desk.report, by=desk.coordinator, deadline=first, reason="A flood.", now=desk.at)
    with pytest.raises(ValidationError):
        extend_deadline(
            report=desk.report, by=desk.coordinator, deadline=first + offset, reason="Again.", now=desk.tick()
        )
    assert desk.report.effective_deadline == first
    assert (Extension.objects.count(), desk.trail().count("extend")) == (1, 1)


@pytest.mark.parametrize(("offset", "is_refused"), [(timedelta(0), True), (HOUR, False)])
def test_a_deadline_that_is_past_is_refused(offset: timedelta, is_refused: bool) -> None:
    desk = ready()
    now = desk.tick(desk.period.deadline + timedelta(days=9))

    def extend() -> None:
        extend_deadline(
            report=desk.report, by=desk.coordinator, deadline=now + offset, reason="A flood.", now=now
        )

    with pytest.raises(ValidationError) if is_refused else nullcontext():
        extend()
    assert Extension.objects.exists() is not is_refused


def test_more_time_needs_a_reason_and_a_coordinator() -> None:
    desk = ready()
    later = desk.period.deadline + timedelta(days=5)
    assert _refusal(extend_deadline, desk, deadline=later, reason=" ") == Refusal.NEEDS_COMMENT
    assert _refusal(extend_deadline, desk, desk.approver, deadline=later, reason="!") == Refusal.NOT_YOURS
    assert desk.report.extended_deadline is None


def test_more_time_does_not_restart_the_wait_for_approval() -> None:
    desk = ready()
    desk.hand_in()
    handed_in = desk.at
    later = desk.period.deadline + timedelta(days=5)
    extend_deadline(
        report=desk.report, by=desk.coordinator, deadline=later, reason="A flood.", now=desk.tick()
    )
    assert (desk.report.state, desk.report.sent_for_approval_at) == (State.AWAITING_APPROVAL, handed_in)
