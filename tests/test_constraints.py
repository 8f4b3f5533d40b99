"""Every constraint of the database, each broken on purpose: the database refuses the row, and says so in words where a
person could bring it about. A constraint that nobody breaks here fails the last test."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import BaseConstraint, CheckConstraint, Model
from django.utils import translation

from agencies.models import Role
from reports.models import Annex, ConsolidationFile, ConsolidationSection, SignedCopy, Wording
from tasks.models import PlanParagraph
from tests.factories import (
    MOMENT,
    AgencyFactory,
    AgencyPlanFactory,
    AssignmentFactory,
    AttachmentFactory,
    CommentAnswerFactory,
    ConsolidationFactory,
    DutyFactory,
    DutyGroupFactory,
    DutyResultFactory,
    ExtensionFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    MembershipFactory,
    NoticeFactory,
    PeriodFactory,
    PlanFactory,
    PlanStepFactory,
    ReportEventFactory,
    ReportFactory,
    ReportSectionFactory,
    ReviewCommentFactory,
    ReviewFactory,
    ScheduleEntryFactory,
    SignedCopyFactory,
    SignedPlanFactory,
    SubmissionFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

APPS = ("agencies", "tasks", "reports")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Case = Callable[[], Model]


def broken(good: Model, **changed: Any) -> Model:
    """A good row, changed for the worse and not yet saved."""
    for name, value in changed.items():
        setattr(good, name, value)
    return good


def twin(good: Model, **changed: Any) -> Model:
    """A second row like a good one, not yet saved."""
    second = copy.copy(good)
    second._state = copy.copy(good._state)
    second.pk, second._state.adding = None, True
    return broken(second, **changed)


def unsaved(good: SignedCopy, **changed: Any) -> Model:
    """A second row for the worse, where a first one may not be changed; it is no longer current."""
    return twin(good, **{"replaced_at": MOMENT + HOUR, **changed})


def own(good: Model, name: str, **changed: Any) -> Model:
    """A row that names itself where it should name another."""
    return broken(good, **{name: good}, **changed)


def _paragraph() -> Model:
    return PlanParagraph.objects.create(plan=PlanFactory(), part="purpose", order=1, text="Why.")


def _section() -> Model:
    return ConsolidationSection.objects.create(consolidation=ConsolidationFactory(), section="causes")


def _wording() -> Model:
    return Wording.objects.create(
        section=_section(), text="Rain.", by=UserFactory(), began_at=MOMENT, at=MOMENT
    )


def _file() -> Model:
    return ConsolidationFile.objects.create(
        consolidation=ConsolidationFactory(),
        format="pdf",
        file="a.pdf",
        size=1,
        sha256="0" * 64,
        made_at=MOMENT,
    )


def _annex() -> Model:
    return Annex.objects.create(submission=SubmissionFactory(), queued_at=MOMENT)


def _rule() -> Model:
    return PlanFactory(reminders=[("opens", 0, ["reporter"])]).reminders.get()


CASES: dict[str, list[Case]] = {
    "agency_successor_only_when_dissolved": [lambda: broken(AgencyFactory(), successor=AgencyFactory())],
    "agency_not_its_own_successor": [lambda: own(AgencyFactory(), "successor", dissolved_on=MOMENT.date())],
    "user_email_unique": [lambda: twin(UserFactory(email="an@agency.test"), username="b", email="AN@agency.test")],
    "membership_once": [lambda: twin(MembershipFactory())],
    "membership_once_for_the_province": [lambda: twin(MembershipFactory(role=Role.LEADERSHIP))],
    "membership_agency_fits_role": [
        lambda: broken(MembershipFactory(), role=Role.LEADERSHIP),
        lambda: broken(MembershipFactory(), agency=None),
        lambda: broken(MembershipFactory(role=Role.ADMINISTRATOR), role=Role.COORDINATOR),
        lambda: broken(MembershipFactory(), role="king"),
    ],
    "plan_year_plausible": [
        lambda: broken(PlanFactory(), year=1999),
        lambda: broken(PlanFactory(), year=2101),
    ],
    "plan_paragraph_order_unique": [lambda: twin(_paragraph())],
    "duty_group_order_unique": [lambda: twin(DutyGroupFactory())],
    "duty_code_unique": [lambda: twin(DutyFactory(), order=31000)],
    "duty_order_unique": [lambda: twin(DutyFactory(), code="other")],
    "assignment_once": [lambda: twin(AssignmentFactory(), role="coordinating")],
    "assignment_role_known": [lambda: broken(AssignmentFactory(), role="watching")],
    "indicator_code_unique": [lambda: twin(IndicatorFactory(), order=31000)],
    "indicator_order_unique": [lambda: twin(IndicatorFactory(), code="other")],
    "indicator_ratio_has_its_parts": [
        lambda: broken(IndicatorFactory(), nature="ratio"),
        lambda: broken(IndicatorFactory(), nature="ratio", numerator=IndicatorFactory()),
        lambda: broken(IndicatorFactory(), denominator=IndicatorFactory()),
    ],
    "indicator_not_part_of_itself": [lambda: own(IndicatorFactory(), "part_of")],
    "indicator_decimals_bounded": [lambda: broken(IndicatorFactory(), decimals=5)],
    "target_once": [lambda: twin(TargetFactory(agency=AgencyFactory()))],
    "target_of_the_province_once": [lambda: twin(TargetFactory())],
    "target_not_negative": [lambda: broken(TargetFactory(), value=-1)],
    "schedule_entry_code_unique": [lambda: twin(ScheduleEntryFactory())],
    "reminder_rule_once": [lambda: twin(_rule())],
    "agency_plan_once": [lambda: twin(AgencyPlanFactory())],
    "agency_plan_issued_has_its_paper": [
        lambda: broken(AgencyPlanFactory(), state="in_force"),
        lambda: broken(AgencyPlanFactory(), number="45/KH-SYT"),
        lambda: broken(AgencyPlanFactory(issued=True), number=""),
        lambda: broken(AgencyPlanFactory(issued=True), issued_on=None),
        lambda: broken(AgencyPlanFactory(issued=True), confirmed_by=None),
        lambda: broken(AgencyPlanFactory(issued=True), state="lost"),
    ],
    "plan_step_dates_in_order": [lambda: broken(step := PlanStepFactory(), ends_on=step.starts_on - DAY)],
    "plan_step_says_what_and_who": [
        lambda: broken(PlanStepFactory(), what=""),
        lambda: broken(PlanStepFactory(), unit=""),
    ],
    "signed_plan_is_a_numbered_file": [
        lambda: broken(SignedPlanFactory(), size=0),
        lambda: broken(SignedPlanFactory(), number=""),
    ],
    "signed_plan_file_once": [lambda: twin(SignedPlanFactory())],
    "period_code_unique": [lambda: twin(PeriodFactory())],
    "period_window_in_order": [lambda: broken(PeriodFactory(), data_from=MOMENT.date() + timedelta(days=9))],
    "period_opens_before_deadline": [lambda: broken(period := PeriodFactory(), opens_at=period.deadline)],
    "report_once": [lambda: twin(ReportFactory())],
    "report_state_known": [lambda: broken(ReportFactory(draft=True), state="lost")],
    "report_not_started_is_untouched": [lambda: broken(ReportFactory(), edited_at=MOMENT)],
    "report_started_was_saved": [
        lambda: broken(ReportFactory(), state="draft"),
        lambda: broken(ReportFactory(draft=True), edited_by=None),
        lambda: broken(ReportFactory(draft=True), edited_at=None),
    ],
    "report_awaiting_approval_has_its_time": [
        lambda: broken(ReportFactory(draft=True), state="awaiting_approval"),
        lambda: broken(ReportFactory(draft=True), sent_for_approval_at=MOMENT),
    ],
    "report_submitted_has_its_time": [lambda: broken(ReportFactory(draft=True), state="submitted")],
    "report_accepted_has_its_time": [
        lambda: broken(ReportFactory(submitted=True), state="accepted"),
        lambda: broken(ReportFactory(submitted=True), accepted_at=MOMENT),
    ],
    "report_returned_has_its_time": [lambda: broken(ReportFactory(submitted=True), state="returned")],
    "report_submission_times_go_together": [
        lambda: broken(ReportFactory(draft=True), submitted_at=MOMENT),
        lambda: broken(ReportFactory(draft=True), first_submitted_at=MOMENT),
        lambda: broken(ReportFactory(draft=True), submitted_by=UserFactory()),
    ],
    "report_submissions_in_order": [
        lambda: broken(ReportFactory(submitted=True), first_submitted_at=MOMENT + HOUR)
    ],
    "extension_has_a_reason": [lambda: broken(ExtensionFactory(), reason="")],
    "extension_not_past": [lambda: broken(ExtensionFactory(), deadline=MOMENT)],
    "attachment_not_empty": [lambda: broken(AttachmentFactory(), size=0)],
    "report_section_once": [lambda: twin(ReportSectionFactory())],
    "duty_result_once": [lambda: twin(DutyResultFactory())],
    "duty_result_status_known": [lambda: broken(DutyResultFactory(), status="perhaps")],
    "indicator_value_once": [lambda: twin(IndicatorValueFactory())],
    "indicator_value_not_negative": [lambda: broken(IndicatorValueFactory(), value=-1)],
    "consolidation_version_unique": [lambda: twin(ConsolidationFactory())],
    "consolidation_correction_says_why": [
        lambda: broken(ConsolidationFactory(version=2), correction=""),
        lambda: broken(ConsolidationFactory(version=1), correction="A reason."),
    ],
    "consolidation_final_is_added_up": [lambda: broken(ConsolidationFactory(final=True), is_outdated=True)],
    "consolidation_progress_per_cent": [lambda: broken(ConsolidationFactory(), progress=101)],
    "consolidation_final_counts_accepted_only": [
        lambda: broken(ConsolidationFactory(), state="final"),
        lambda: broken(ConsolidationFactory(final=True), includes_submitted=True),
        lambda: broken(ConsolidationFactory(final=True), finalised_by=None),
        lambda: broken(ConsolidationFactory(), finalised_at=MOMENT),
    ],
    "consolidation_section_once": [lambda: twin(_section())],
    "annex_whole_or_not_there": [
        lambda: broken(_annex(), file="a.pdf"),
        lambda: broken(_annex(), file="a.pdf", sha256="0" * 64, size=0, made_at=MOMENT),
        lambda: broken(_annex(), sha256="0" * 64),
    ],
    "consolidation_file_signed_by_someone": [
        lambda: broken(_file(), signer="Someone"),
        lambda: broken(_file(), signed_at=MOMENT),
    ],
    "consolidation_section_edited_by_someone": [lambda: broken(_section(), edited_at=MOMENT)],
    "wording_in_order": [lambda: broken(_wording(), began_at=MOMENT + timedelta(days=1))],
    "signed_copy_came_as_a_file": [
        lambda: unsaved(SignedCopyFactory(), size=0),
        lambda: unsaved(SignedCopyFactory(), sha256=""),
    ],
    "signed_copy_waits_or_is_signed_or_refused": [
        lambda: unsaved(SignedCopyFactory(), found_count=0),
        lambda: unsaved(SignedCopyFactory(), origin="found", replaced_at=None),
        lambda: unsaved(SignedCopyFactory(), refusal="unsigned", file="", replaced_at=None),
        lambda: unsaved(SignedCopyFactory(waiting=True), origin="own", replaced_at=None),
        lambda: unsaved(SignedCopyFactory(refused=True), refusal="odd", replaced_at=None),
    ],
    "signed_copy_has_its_file_while_kept": [
        lambda: unsaved(SignedCopyFactory(), file=""),
        lambda: unsaved(SignedCopyFactory(), removed_at=MOMENT, removed_by=UserFactory()),
        lambda: unsaved(SignedCopyFactory(refused=True), file="kept.pdf", replaced_at=None),
    ],
    "signed_copy_removed_by_someone": [
        lambda: unsaved(SignedCopyFactory(), file="", removed_at=MOMENT),
        lambda: unsaved(SignedCopyFactory(), removed_by=UserFactory()),
        lambda: unsaved(
            SignedCopyFactory(), file="", removed_at=MOMENT - HOUR, removed_by=UserFactory()
        ),
    ],
    "signed_copy_replaced_after_it_came": [
        lambda: unsaved(SignedCopyFactory(), replaced_at=MOMENT - HOUR),
        lambda: unsaved(SignedCopyFactory(refused=True), replaced_at=MOMENT),
    ],
    "signed_copy_one_is_current": [lambda: twin(SignedCopyFactory())],
    "signed_copy_one_is_being_checked": [lambda: twin(SignedCopyFactory(waiting=True))],
    "consolidation_file_once": [lambda: twin(_file())],
    "notice_once_per_report": [lambda: twin(NoticeFactory(), message_id="other")],
    "notice_once_per_period": [
        lambda: twin(NoticeFactory(report=None, period=PeriodFactory()), message_id="other")
    ],
    "notice_sent_has_its_time": [
        lambda: broken(NoticeFactory(), delivery="sent"),
        lambda: broken(NoticeFactory(), sent_at=MOMENT),
    ],
    "submission_number_unique": [lambda: twin(SubmissionFactory())],
    "submission_withdrawn_after_it_was_sent": [
        lambda: twin(SubmissionFactory(), number=2, withdrawn_at=MOMENT - HOUR)
    ],
    "report_event_explained": [
        lambda action=action: twin(ReportEventFactory(), action=action)
        for action in ("send_back", "return", "reopen", "extend")
    ],
    "review_decision_has_its_author_and_time": [
        lambda: broken(ReviewFactory(), decision="accepted"),
        lambda: broken(ReviewFactory(), decision="returned", decided_at=MOMENT),
        lambda: broken(ReviewFactory(), decided_by=UserFactory(), decided_at=MOMENT),
    ],
    "review_decided_after_it_was_opened": [
        lambda: broken(
            ReviewFactory(), decision="accepted", decided_by=UserFactory(), decided_at=MOMENT - HOUR
        )
    ],
    "review_comment_target_has_its_code": [
        lambda: broken(ReviewCommentFactory(), target="duty"),
        lambda: broken(ReviewCommentFactory(), target_code="D1"),
    ],
    "comment_answer_kind_known": [lambda: broken(CommentAnswerFactory(), kind="forgotten")],
    "comment_answer_has_its_words": [lambda: broken(CommentAnswerFactory(), text="")],
    "review_comment_not_empty": [lambda: broken(ReviewCommentFactory(), text="")],
}  # fmt: skip


def _constraints() -> dict[str, BaseConstraint]:
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {constraint.name: constraint for model in models for constraint in model._meta.constraints}


def _speaks(constraint: BaseConstraint) -> bool:
    return constraint.violation_error_message != BaseConstraint.default_violation_error_message


ALL = [
    pytest.param(name, case, id=f"{name}-{n}")
    for name, cases in CASES.items()
    for n, case in enumerate(cases)
]
SPEAKING = [
    param for param in ALL if param.values[0] in _constraints() and _speaks(_constraints()[param.values[0]])
]


@pytest.mark.parametrize(("name", "case"), ALL)
def test_the_database_refuses_the_row(name: str, case: Case) -> None:
    row = case()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    is_check = isinstance(_constraints()[name], CheckConstraint)
    said = name if is_check or connection.vendor == "postgresql" else "UNIQUE constraint failed"
    assert said in str(refused.value)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("name", "case"), SPEAKING)
def test_a_person_is_told_in_words(name: str, case: Case, language: str) -> None:
    row = case()
    with translation.override(language):
        with pytest.raises(ValidationError) as refused:
            row.validate_constraints()
        assert str(_constraints()[name].violation_error_message) in refused.value.messages


def test_every_constraint_is_broken_here() -> None:
    assert set(CASES) == set(_constraints())
