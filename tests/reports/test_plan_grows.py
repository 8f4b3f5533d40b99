"""A figure or a duty added to a plan in force: reports still to be sent ask for it, what was sent stays as it was, and
a total says of how many agencies it knows the new figure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from agencies.models import Agency
from reports.models import Report, ReportingPeriod, Submission
from reports.reading.report_page import report_page
from reports.rules.consolidation import Figures
from reports.rules.workflow import State
from reports.services.consolidation_inputs import collect
from reports.services.content import content_of
from reports.services.planning import (
    add_duty_and_reports,
    change_duty_and_reports,
    change_schedule,
    remove_duty_and_reports,
)
from reports.services.readiness import blocking_findings
from tasks.models import Duty, Indicator, Plan, PlanState
from tasks.services.adding import add_indicator, remove_duty, remove_indicator
from tests.factories import (
    AgencyFactory,
    ConsolidationFactory,
    DutyFactory,
    ExtensionFactory,
    IndicatorFactory,
    NoticeFactory,
    PeriodFactory,
    ReportEventFactory,
    ScheduleEntryFactory,
)
from tests.support.browsing import browse
from tests.support.office import Office, office, ready, sent

pytestmark = pytest.mark.django_db


def asked_too(*desks: Office, **more: object) -> Indicator:
    """A figure added to the plan of these offices, asked of all of them."""
    figure = IndicatorFactory.build(plan=desks[0].period.plan, code="NEW", name="Chỉ tiêu mới", **more)
    return add_indicator(
        by=desks[0].coordinator, indicator=figure, reporters=[desk.report.agency for desk in desks]
    )


def duty_too(desk: Office, *agencies: object) -> Duty:
    leads = [desk.report.agency, *agencies]
    duty = DutyFactory.build(plan=desk.period.plan, code="NEW")
    return add_duty_and_reports(
        by=desk.coordinator,
        duty=duty,
        leads=leads,
        coordinating=[],
        legal_documents=[],
        before=None,
        now=desk.at,
    )


def codes(desk: Office) -> list[str]:
    """The figures that its own people read on the report's page."""
    page = report_page(desk.report, desk.reporter, desk.at)
    return [figure.content.code for figure in page.figures]


def lacking(desk: Office) -> list[str]:
    return [finding.code for finding in blocking_findings(desk.report, content_of(desk.report))]


def test_a_draft_asks_for_it_and_is_not_sent_without() -> None:
    desk = ready()
    desk.indicators.append(asked_too(desk))
    assert "NEW" in codes(desk)
    assert lacking(desk) == ["NEW"]
    form = browse(desk.reporter).get(reverse("reports:report_edit", args=[desk.pk, "figures"]))
    assert "Chỉ tiêu mới" in form.content.decode()
    desk.enter("7", "4")
    assert lacking(desk) == []
    assert "NEW" in {figure["code"] for figure in desk.submit().content["figures"]}


def test_one_that_is_not_required_holds_nothing_up() -> None:
    desk = ready()
    asked_too(desk, required=False)
    assert lacking(desk) == []


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ACCEPTED])
def test_what_was_sent_stays_as_it_was(state: State) -> None:
    desk = sent()
    if state == State.ACCEPTED:
        desk.accept()
    before = Submission.objects.values("content", "sha256").get()
    asked_too(desk)
    duty_too(desk)
    assert Submission.objects.values("content", "sha256").get() == before
    assert codes(desk) == [desk.indicators[0].code]
    for who, page in ((desk.reporter, "report"), (desk.coordinator, "review"), (desk.coordinator, "report")):
        answer = browse(who).get(reverse(f"reports:{page}", args=[desk.pk]))
        assert answer.status_code == 200
        assert "Chỉ tiêu mới" not in answer.content.decode()


def test_a_report_that_comes_back_asks_for_it() -> None:
    desk = sent()
    new = asked_too(desk)
    desk.give_back()
    assert new.code in codes(desk)
    assert lacking(desk) == ["NEW"]


def test_a_total_says_of_how_many_it_knows_the_new_figure() -> None:
    before = sent()
    after, silent = (office(period=before.period) for _ in range(2))
    before.accept()
    after.indicators.append(asked_too(before, after, silent))
    after.save()
    after.enter("7", "4")
    after.submit()
    after.accept()
    figures = collect(before.period, includes_submitted=False).figures
    [total] = [total for total in figures.totals if total.asked.code == "NEW"]
    assert (total.value, total.entered, total.expected) == (Decimal(4), 1, 3)


def test_a_new_ratio_is_divided_from_what_was_sent_before_it() -> None:
    desk = sent()
    desk.accept()
    part = desk.indicators[0]
    asked_too(
        desk,
        nature="ratio",
        across_agencies="ratio",
        across_periods="ratio",
        numerator=part,
        denominator=part,
    )
    totals = collect(desk.period, includes_submitted=False).figures.totals
    assert [(each.value, each.entered) for each in totals if each.is_ratio] == [(Decimal(100), 1)]


def test_a_final_consolidation_keeps_its_figures() -> None:
    desk = sent()
    desk.accept()
    figures = collect(desk.period, includes_submitted=False).figures
    final = ConsolidationFactory(period=desk.period, final=True, content=figures.to_json())
    asked_too(desk)
    final.refresh_from_db()
    assert [total.asked.code for total in Figures.from_json(final.content).totals] == [
        desk.indicators[0].code
    ]


def test_one_that_was_taken_back_is_asked_no_more() -> None:
    desk = ready()
    remove_indicator(by=desk.coordinator, indicator=asked_too(desk))
    assert "NEW" not in codes(desk)
    assert lacking(desk) == []


def test_a_new_duty_is_asked_in_drafts_and_expects_a_report_of_who_had_none() -> None:
    desk, newcomer = ready(), AgencyFactory()
    duty_too(desk, newcomer)
    assert [duty.code for duty in content_of(desk.report).duties][-1] == "NEW"
    assert lacking(desk) == ["NEW"]
    assert Report.objects.filter(period=desk.period, agency=newcomer).exists()


def test_a_duty_that_was_taken_back_holds_nothing_up() -> None:
    desk = ready()
    made = duty_too(desk)
    assert lacking(desk) == ["NEW"]
    remove_duty(by=desk.coordinator, duty=made)
    assert lacking(desk) == []


TAKEN_BACK = {
    "removed": lambda desk, made: remove_duty_and_reports(duty=made, by=desk.coordinator, now=desk.at),
    "unticked": lambda desk, made: change_duty_and_reports(
        duty=made, leads=[desk.report.agency], coordinating=[], legal_documents=[], now=desk.at
    ),
}


@pytest.mark.parametrize("how", TAKEN_BACK)
def test_who_has_no_duty_any_more_owes_no_report(how: str) -> None:
    desk, newcomer = ready(), AgencyFactory()
    made = duty_too(desk, newcomer)
    assert Report.objects.still_owed(desk.period).filter(agency=newcomer).exists()
    TAKEN_BACK[how](desk, made)
    assert not Report.objects.filter(agency=newcomer).exists()
    assert desk.report


@pytest.mark.parametrize("kept_by", ["event", "extension", "notice", "start", "past"])
def test_a_report_that_something_was_done_for_stays(kept_by: str) -> None:
    desk, newcomer = ready(), AgencyFactory()
    made = duty_too(desk, newcomer)
    owed = Report.objects.get(period=desk.period, agency=newcomer)
    if kept_by == "event":
        ReportEventFactory(report=owed)
    elif kept_by == "extension":
        ExtensionFactory(report=owed)
    elif kept_by == "notice":
        NoticeFactory(report=owed)
    elif kept_by == "start":
        Report.objects.filter(pk=owed.pk).update(
            state=State.DRAFT, edited_at=desk.at, edited_by=desk.reporter
        )
    else:
        desk.at = desk.period.deadline
    remove_duty_and_reports(duty=made, by=desk.coordinator, now=desk.at)
    assert Report.objects.filter(pk=owed.pk).exists()


def in_state(desk: Office, state: PlanState) -> None:
    """Written by somebody else: what this test has read knows nothing of it."""
    Plan.objects.filter(pk=desk.period.plan_id).update(state=state)


def given_to(agency: Agency, desk: Office, of_stale: Plan) -> None:
    """A duty that is there is given to an agency that had none, from a page that was opened before."""
    duty = desk.assignments[0].duty
    duty.plan = of_stale
    change_duty_and_reports(duty=duty, leads=[agency], coordinating=[], legal_documents=[], now=desk.at)


def test_a_duty_of_a_draft_plan_expects_nothing_yet() -> None:
    desk, newcomer = ready(), AgencyFactory()
    in_state(desk, PlanState.DRAFT)
    duty_too(desk, newcomer)
    assert not Report.objects.filter(agency=newcomer).exists()


@pytest.mark.parametrize("add", [True, False])
def test_a_plan_issued_since_the_page_was_opened_expects_a_report(add: bool) -> None:
    desk, newcomer = office(), AgencyFactory()
    stale = desk.period.plan
    stale.state = PlanState.DRAFT
    duty_too(desk, newcomer) if add else given_to(newcomer, desk, stale)
    assert Report.objects.filter(period=desk.period, agency=newcomer).exists()


def test_a_schedule_changed_from_a_page_opened_before_moves_the_period() -> None:
    period = PeriodFactory()
    entry = ScheduleEntryFactory(plan=period.plan, code=period.code, deadline_day=20)
    entry.plan.state = PlanState.DRAFT
    change_schedule(entry=entry)
    assert ReportingPeriod.objects.get().named_day.day == 20
