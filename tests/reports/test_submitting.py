"""Handing in, submitting, withdrawing: what is frozen, what counts as on time, what a failure leaves."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse

from agencies.models import Membership, Role
from reports.models import IndicatorValue, Report, ReportEvent, Review, Submission
from reports.models.submission import AppendOnlyError
from reports.rules.calendar import timeliness
from reports.rules.content import ReportContent
from reports.rules.workflow import Refusal, State
from reports.services.content import content_of, submitted_content
from reports.services.editing import DutyEntry, FigureEntry, ReportChanges
from reports.services.steps import StepRefused
from reports.services.submitting import NotReady, send_back, send_for_approval, submit_report, withdraw_report
from tests.factories import AttachmentFactory, DutyFactory, IndicatorFactory, UserFactory
from tests.support.office import HOUR, Office, office, ready, sent

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


def test_a_submission_freezes_the_content() -> None:
    desk = ready()
    before = content_of(desk.report)
    submission = desk.submit()
    desk.withdraw()
    desk.save(
        ReportChanges(
            sections={"situation": "Other words."},
            duties={desk.assignments[0].pk: DutyEntry("behind", "", "Everything.")},
            figures={desk.indicators[0].pk: FigureEntry(Decimal(99))},
        )
    )
    desk.assignments[0].duty.text = "Another duty."
    desk.assignments[0].duty.save()
    submission.refresh_from_db()
    assert ReportContent.from_json(submission.content) == before
    assert content_of(desk.report) != before


def test_the_digest_can_be_computed_again_from_what_is_stored() -> None:
    desk = office(figures=2)
    desk.save()
    desk.enter("0.1250", None)
    desk.indicators[1].required = False
    desk.indicators[1].save()
    desk.indicators[0].decimals = 4
    desk.indicators[0].save()
    stored = Submission.objects.get(pk=desk.submit().pk)
    assert ReportContent.from_json(stored.content).sha256 == stored.sha256
    assert stored.sha256 == content_of(desk.report).sha256


def test_the_digest_tells_a_changed_figure_and_only_that() -> None:
    desk = sent()
    desk.withdraw()
    same = desk.submit()
    desk.withdraw()
    desk.enter("8")
    other = desk.submit()
    digests = list(desk.report.submissions.values_list("sha256", flat=True))
    assert digests == [same.sha256, same.sha256, other.sha256]
    assert other.sha256 != same.sha256


def test_empty_and_zero_are_frozen_apart() -> None:
    desk = office(figures=2)
    desk.save()
    desk.indicators[1].required = False
    desk.indicators[1].save()
    desk.enter("0", None)
    frozen = ReportContent.from_json(Submission.objects.get(pk=desk.submit().pk).content)
    assert frozen.values() == {desk.indicators[0].code: Decimal(0), desk.indicators[1].code: None}


def test_ratios_are_divided_and_removed_files_left_out() -> None:
    desk = office(figures=2)
    part, whole = desk.indicators
    ratio = IndicatorFactory(
        plan=desk.period.plan,
        nature="ratio",
        numerator=part,
        denominator=whole,
        reporters=[desk.report.agency],
    )
    present = AttachmentFactory(report=desk.report, paper_date=desk.period.named_day)
    undated = AttachmentFactory(report=desk.report, uploaded_at=desk.at + HOUR)
    AttachmentFactory(report=desk.report, removed_at=desk.at)
    desk.save()
    desk.enter("1", "8")
    frozen = ReportContent.from_json(desk.submit().content)
    assert frozen.values()[ratio.code] == Decimal("12.5")
    assert [(a.sha256, a.paper_date) for a in frozen.attachments] == [
        (present.sha256, desk.period.named_day.isoformat()),
        (undated.sha256, ""),
    ]


def test_numbers_count_up_and_are_never_used_again() -> None:
    desk = sent()
    desk.withdraw()
    desk.submit()
    desk.give_back()
    desk.save()
    desk.submit()
    assert list(desk.report.submissions.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize(("offset", "is_late"), [(-MICROSECOND, False), (0 * MICROSECOND, True)])
def test_the_moment_of_arrival_alone_decides_whether_it_is_late(offset: timedelta, is_late: bool) -> None:
    desk = ready()
    desk.submit(desk.period.deadline + offset)
    report = desk.report
    found = timeliness(
        deadline=report.effective_deadline, first_submitted_at=report.first_submitted_at, now=desk.at
    )
    assert (found.is_late, found.is_settled) == (is_late, True)
    assert Report.objects.sent_late().filter(pk=report.pk).exists() is is_late
    assert Report.objects.on_time().filter(pk=report.pk).exists() is not is_late


def test_sent_again_after_a_return_it_keeps_its_first_time() -> None:
    desk = ready()
    desk.submit(desk.period.deadline - HOUR)
    first = desk.at
    desk.give_back()
    desk.save()
    desk.submit(desk.period.deadline + 5 * HOUR)
    assert (desk.report.first_submitted_at, desk.report.submitted_at) == (first, desk.at)


def test_a_withdrawn_report_was_never_submitted() -> None:
    desk = sent()
    desk.withdraw()
    report = desk.report
    assert report.state == State.DRAFT
    assert (report.first_submitted_at, report.submitted_at, report.submitted_by) == (None, None, None)
    assert submitted_content(report) is None
    assert Report.objects.still_owed(desk.period).get() == report
    desk.submit(desk.period.deadline)
    assert desk.report.first_submitted_at == desk.period.deadline


def test_a_withdrawal_goes_back_to_what_still_stands() -> None:
    desk = sent()
    first, content = desk.at, submitted_content(desk.report)
    desk.give_back()
    returned = desk.at
    desk.enter("8")
    second = UserFactory()
    Membership.objects.create(user=second, role=Role.APPROVER, agency=desk.report.agency)
    desk.submit(by=second)
    assert submitted_content(desk.report) != content
    desk.withdraw()
    report = desk.report
    assert (report.first_submitted_at, report.submitted_at) == (first, first)
    assert report.submitted_by == desk.approver
    assert report.returned_at == returned  # It is with the agency to be mended, as it was before.
    assert submitted_content(report) == content


def test_once_reviewed_it_cannot_be_withdrawn() -> None:
    desk = sent()
    desk.open()
    with pytest.raises(StepRefused) as refused:
        desk.withdraw()
    assert refused.value.refusal == Refusal.REVIEW_OPENED
    assert refused.value.last_event == desk.report.events.latest("pk")
    assert desk.report.state == State.SUBMITTED
    assert desk.report.submissions.get().withdrawn_at is None


def test_what_is_missing_is_listed_with_its_place_and_nothing_is_sent() -> None:
    desk = ready()
    code, duty = desk.indicators[0].code, desk.assignments[0].duty.code
    desk.save(
        ReportChanges(
            sections={"situation": " "},
            duties={desk.assignments[0].pk: DutyEntry("")},
            figures={desk.indicators[0].pk: FigureEntry(None)},
        )
    )
    with pytest.raises(NotReady) as missing:
        desk.submit()
    places = [(f.target, f.code, f.check) for f in missing.value.findings]
    assert places == [
        ("section", "situation", "empty_section"), ("duty", duty, "no_status"), ("indicator", code, "required"),
    ]  # fmt: skip
    assert str(missing.value).startswith("3 ")
    assert (desk.report.state, desk.report.submissions.count()) == (State.DRAFT, 0)


def test_a_warning_does_not_stand_in_the_way() -> None:
    desk = ready()
    desk.save(ReportChanges(duties={desk.assignments[0].pk: DutyEntry("done", " ")}))
    assert desk.submit().number == 1


def test_sent_for_approval_and_back() -> None:
    desk = ready()
    desk.hand_in()
    assert (desk.report.state, desk.report.sent_for_approval_at) == (State.AWAITING_APPROVAL, desk.at)
    with pytest.raises(StepRefused) as refused:
        send_back(report=desk.report, by=desk.approver, comment=" \n", now=desk.tick())
    assert refused.value.refusal == Refusal.NEEDS_COMMENT
    event = send_back(report=desk.report, by=desk.approver, comment=" Mend it. ", now=desk.tick())
    assert (desk.report.state, desk.report.sent_for_approval_at) == (State.DRAFT, None)
    assert (event.from_state, event.to_state, event.comment) == (
        State.AWAITING_APPROVAL,
        State.DRAFT,
        "Mend it.",
    )


def test_every_step_says_who_when_from_and_to() -> None:
    desk = ready()
    desk.hand_in()
    submission = desk.submit()
    event = desk.report.events.latest("pk")
    assert (event.actor, event.at, event.action) == (desk.approver, desk.at, "submit")
    assert (event.from_state, event.to_state) == (State.AWAITING_APPROVAL, State.SUBMITTED)
    assert event.submission == submission
    assert desk.trail() == ["save", "send_for_approval", "submit"]
    assert str(desk.approver) in str(event)


def _fails(*args: object, **kwargs: object) -> None:
    raise IntegrityError("the disk is full")


def _snapshot(desk: Office) -> tuple[object, ...]:
    report = Report.objects.filter(pk=desk.pk).values().get()
    kept = [
        model.objects.order_by("pk").values() for model in (Submission, ReportEvent, Review, IndicatorValue)
    ]
    return report, [list(rows) for rows in kept]


def _under_review() -> Office:
    desk = sent()
    desk.open()
    return desk


@pytest.mark.parametrize(
    ("make", "step"),
    [
        (ready, Office.hand_in),
        (ready, Office.submit),
        (sent, Office.withdraw),
        (sent, Office.open),
        (_under_review, Office.give_back),
        (_under_review, Office.accept),
        (office, Office.save),
    ],
)
def test_what_fails_in_the_middle_leaves_neither_change_nor_event(make, step, monkeypatch) -> None:
    desk = make()
    before = _snapshot(desk)
    monkeypatch.setattr(ReportEvent.objects, "create", _fails)
    with pytest.raises(IntegrityError, match="disk"):
        step(desk)
    assert _snapshot(desk) == before


def test_history_is_only_added_to() -> None:
    event = sent().report.events.first()
    for act in (
        event.save,
        event.delete,
        ReportEvent.objects.all().delete,
        lambda: ReportEvent.objects.update(comment="x"),
    ):
        with pytest.raises(AppendOnlyError):
            act()
    assert ReportEvent.objects.filter(pk=event.pk, comment="").exists()


def test_what_was_sent_is_never_changed() -> None:
    submission = sent().report.submissions.get()
    submission.content = {}
    acts = (
        submission.save,
        submission.delete,
        lambda: submission.save(update_fields=["content", "withdrawn_at"]),
        Submission.objects.all().delete,
        lambda: Submission.objects.update(sha256=""),
    )
    for act in acts:
        with pytest.raises(AppendOnlyError):
            act()
    submission.refresh_from_db()
    assert submission.content


@pytest.mark.parametrize("step", [send_for_approval, withdraw_report])
def test_a_stranger_is_refused(step) -> None:
    desk = sent()
    with pytest.raises(StepRefused) as refused:
        step(report=desk.report, by=UserFactory(), now=desk.at)
    assert refused.value.refusal == Refusal.NOT_YOURS


def test_a_reporter_does_not_submit() -> None:
    desk = ready()
    with pytest.raises(StepRefused) as refused:
        submit_report(report=desk.report, by=desk.reporter, received_at=desk.at)
    assert refused.value.refusal == Refusal.NOT_YOURS


def test_only_the_agencys_own_duties_and_figures_are_sent() -> None:
    desk = ready()
    DutyFactory(plan=desk.period.plan)
    IndicatorFactory(plan=desk.period.plan)
    other = IndicatorFactory(reporters=[desk.report.agency])  # of another plan
    content = content_of(desk.report)
    assert [duty.code for duty in content.duties] == [desk.assignments[0].duty.code]
    assert [figure.code for figure in content.figures] == [desk.indicators[0].code] != [other.code]


def test_what_the_approver_did_not_see_is_not_sent() -> None:
    desk = ready()
    seen = desk.report.revision
    desk.save()
    with pytest.raises(StepRefused) as refused:
        submit_report(report=desk.report, by=desk.approver, received_at=desk.at, expected_revision=seen)
    assert refused.value.refusal == Refusal.EDITED
    assert not Submission.objects.exists()
    submit_report(
        report=desk.report, by=desk.approver, received_at=desk.at, expected_revision=desk.report.revision
    )


def test_the_page_sends_along_what_it_showed(client) -> None:
    desk = ready()
    client.force_login(desk.approver)
    address = reverse("reports:submit", args=[desk.pk])
    assert f'name="revision" value="{desk.report.revision}"' in client.get(address).content.decode()
    assert client.post(address, {"revision": desk.report.revision - 1}).status_code == 409
    assert client.post(address, {"revision": desk.report.revision}).status_code == 302


def test_a_deadline_moved_past_an_extension_counts() -> None:
    desk = ready()
    Report.objects.filter(pk=desk.pk).update(extended_deadline=desk.period.deadline + HOUR)
    assert desk.report.effective_deadline == desk.period.deadline + HOUR
    desk.period.deadline += 2 * HOUR
    desk.period.save()
    assert desk.report.effective_deadline == desk.period.deadline
    assert Report.objects.with_deadline().get(pk=desk.pk).due == desk.period.deadline
