"""Periods and expected reports from a plan's schedule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from agencies.models import Role
from reports.models import Report, ReportingPeriod
from reports.rules.calendar import periods_of_year, start_of
from reports.services.periods import PeriodsRefused, follow_schedule, generate_periods
from reports.services.planning import (
    change_duty_and_reports,
    change_schedule,
    issue_plan,
    load_plan_and_periods,
)
from tasks.models import Plan, PlanState, ScheduleEntry
from tasks.rules.plan_file import parse_plan
from tasks.services.editing import ChangeRefused
from tests.factories import (
    AgencyFactory,
    AssignmentFactory,
    DutyFactory,
    PlanFactory,
    ReportFactory,
    ScheduleEntryFactory,
    member,
)

FILE = Path(__file__).parents[2] / "tasks/plans/tra-vinh-2022.yaml"
BEFORE = start_of(date(2022, 1, 1))
AFTER = start_of(date(2024, 1, 1))
LEFT_OUT = "so-xay-dung"  # one that no duty's text names


def planned(**changed: object) -> Plan:
    """A plan with one duty, one agency and the 6-month report."""
    plan = PlanFactory(**changed)
    AssignmentFactory(duty=DutyFactory(plan=plan))
    ScheduleEntryFactory(plan=plan)
    return plan


class AnySchedule(TestCase):
    """Whatever the schedule says, either all its periods exist exactly as the calendar gives them, or none does."""

    @settings(max_examples=30)
    @given(
        year=st.integers(2001, 2099),
        rows=st.lists(
            st.fixed_dictionaries(
                {
                    "deadline_day": st.integers(1, 31),
                    "deadline_month": st.integers(1, 12),
                    "deadline_year_offset": st.integers(-1, 1),
                    "named_day_counts": st.booleans(),
                    "from_day": st.integers(1, 31),
                    "from_month": st.integers(1, 12),
                    "to_day": st.integers(1, 31),
                    "to_month": st.integers(1, 12),
                    "opens_days_before": st.integers(0, 60),
                }
            ),
            max_size=4,
        ),
    )
    def test_periods(self, year: int, rows: list[dict[str, int]]) -> None:
        plan = PlanFactory(year=year)
        AssignmentFactory(duty=DutyFactory(plan=plan))
        for number, row in enumerate(rows):
            ScheduleEntryFactory(plan=plan, code=f"P{number}", **row)
        now = start_of(date(year, 1, 1))
        try:
            made = generate_periods(plan=plan, now=now)
        except PeriodsRefused:
            assert not ReportingPeriod.objects.filter(plan=plan).exists()
            return
        wanted = {each.code: each.deadline for each in periods_of_year(list(plan.schedule.all()), year)}
        assert dict(plan.periods.values_list("code", "deadline")) == wanted
        assert (made.periods, made.reports) == (len(rows), len(rows))
        again = generate_periods(plan=plan, now=now)
        assert (again.periods, again.reports) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("now", "expected"), [(BEFORE, 1), (AFTER, 0)])
def test_an_agency_with_a_new_duty_is_expected_in_periods_not_over(now: datetime, expected: int) -> None:
    plan = planned()
    generate_periods(plan=plan, now=AFTER)
    assert Report.objects.filter(period__plan=plan).count() == 1
    duty, newcomer = plan.duties.get(), AgencyFactory()
    leads = [*duty.leads, newcomer]
    change_duty_and_reports(duty=duty, leads=leads, coordinating=[], legal_documents=[], now=now)
    assert Report.objects.filter(agency=newcomer).count() == expected


@pytest.mark.django_db
def test_an_agency_that_lost_its_duties_keeps_its_report() -> None:
    plan = planned()
    generate_periods(plan=plan, now=BEFORE)
    plan.duties.get().assignments.all().delete()
    generate_periods(plan=plan, now=BEFORE)
    assert Report.objects.filter(period__plan=plan).count() == 1


@pytest.mark.django_db
def test_a_period_follows_its_schedule_until_somebody_submitted() -> None:
    plan = planned()
    generate_periods(plan=plan, now=BEFORE)
    entry, period = plan.schedule.get(), plan.periods.get()
    entry.deadline_day = 20
    change_schedule(entry=entry)
    moved = plan.periods.get()
    assert moved.deadline == period.deadline + timedelta(days=4)
    assert follow_schedule(plan=plan) == 0
    Report.objects.filter(period=period).delete()
    ReportFactory(period=moved, agency=plan.agencies().get(), submitted=True)
    entry.deadline_day = 25
    with pytest.raises(PeriodsRefused):
        change_schedule(entry=entry)
    assert ScheduleEntry.objects.get(pk=entry.pk).deadline_day == 20
    assert plan.periods.get().deadline == moved.deadline


@pytest.mark.django_db
def test_a_schedule_that_lost_a_period_is_told() -> None:
    plan = planned()
    generate_periods(plan=plan, now=BEFORE)
    plan.schedule.all().delete()
    with pytest.raises(PeriodsRefused, match="H1"):
        follow_schedule(plan=plan)


@pytest.mark.django_db
def test_a_period_whose_figures_would_end_before_they_begin_is_named() -> None:
    plan = planned()
    plan.schedule.update(from_year_offset=0)
    with pytest.raises(PeriodsRefused, match="H1: "):
        generate_periods(plan=plan, now=BEFORE)
    assert not plan.periods.exists()


@pytest.mark.django_db
def test_a_draft_is_put_in_force_once_by_its_coordinator() -> None:
    plan = planned(state=PlanState.DRAFT)
    with pytest.raises(ChangeRefused):
        issue_plan(plan=plan, by=member(Role.COORDINATOR, AgencyFactory()), now=BEFORE)
    coordinator = member(Role.COORDINATOR, plan.coordinator)
    issued = issue_plan(plan=plan, by=coordinator, now=BEFORE)
    assert issued.state == PlanState.ACTIVE
    assert Report.objects.filter(period__plan=plan).count() == 1
    with pytest.raises(ChangeRefused):
        issue_plan(plan=plan, by=coordinator, now=BEFORE)


@pytest.mark.django_db
def test_a_draft_whose_schedule_does_not_fit_stays_a_draft() -> None:
    plan = planned(state=PlanState.DRAFT)
    plan.schedule.update(deadline_day=30, deadline_month=2)
    with pytest.raises(PeriodsRefused, match="2022"):
        issue_plan(plan=plan, by=member(Role.COORDINATOR, plan.coordinator), now=BEFORE)
    assert Plan.objects.get(pk=plan.pk).is_draft


@pytest.mark.django_db
def test_a_draft_that_changes_makes_no_periods() -> None:
    plan = planned(state=PlanState.DRAFT)
    change_schedule(entry=plan.schedule.get())
    change_duty_and_reports(
        duty=plan.duties.get(), leads=[AgencyFactory()], coordinating=[], legal_documents=[], now=BEFORE
    )
    assert not plan.periods.exists()


def load(file: Path) -> str:
    out = StringIO()
    call_command("load_plan", str(file), stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_loads_the_real_plan_and_its_periods() -> None:
    assert "2 periods and 66 expected reports" in load(FILE)
    assert "0 created, 0 updated, 0 removed" in load(FILE)
    plan = Plan.objects.get(code="tra-vinh-2022")
    deadlines = plan.periods.order_by("deadline").values_list("deadline", flat=True)
    assert list(deadlines) == [start_of(date(2022, 6, 16)), start_of(date(2022, 12, 16))]
    assert Report.objects.count() == plan.agencies().count() * plan.periods.count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda text: text.replace("year: 2022", "year: soon"), r"line \d+: plan > year"),
        (lambda text: text.replace("short_name: Sở Y tế", f"short_name: {'x' * 300}"), "short_name"),
        (lambda text: "plan: [", "line 1"),
    ],
)
def test_a_bad_file_is_answered_in_one_line(tmp_path: Path, damage, reason: str) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(damage(FILE.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CommandError, match=reason) as refused:
        load(file)
    assert "\n" not in str(refused.value)
    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.yaml"):
        load(tmp_path / "absent.yaml")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="UTF-8"):
        load(binary)


@pytest.mark.django_db
def test_a_changed_file_moves_its_periods_and_a_closed_plan_makes_none() -> None:
    load(FILE)
    text = FILE.read_text(encoding="utf-8").replace(
        "deadline: {day: 16, month: 6", "deadline: {day: 20, month: 6"
    )
    load_plan_and_periods(plan_file=parse_plan(text), now=AFTER)
    plan = Plan.objects.get()
    assert plan.periods.get(code="H1").deadline == start_of(date(2022, 6, 20))
    plan.state = PlanState.CLOSED
    plan.save()
    assert load_plan_and_periods(plan_file=parse_plan(text), now=AFTER).periods is None


def without(agency: str, told: Any) -> Any:
    """What a plan's file says, with nothing about this agency."""
    if isinstance(told, list):
        kept = (
            each
            for each in told
            if agency not in (each, each.get("code") if isinstance(each, dict) else None)
        )
        return [without(agency, each) for each in kept]
    if isinstance(told, dict):
        return {name: without(agency, value) for name, value in told.items()}
    return told


@pytest.mark.django_db
def test_an_agency_that_the_file_no_longer_has_owes_no_report() -> None:
    text = FILE.read_text(encoding="utf-8")
    load_plan_and_periods(plan_file=parse_plan(text), now=BEFORE)
    left_out = Report.objects.filter(agency__code=LEFT_OUT)
    plan = Plan.objects.get()
    assert left_out.count() == plan.periods.count()
    smaller = yaml.safe_dump(without(LEFT_OUT, yaml.safe_load(text)), allow_unicode=True)
    load_plan_and_periods(plan_file=parse_plan(smaller), now=BEFORE)
    assert not left_out.exists()
    assert Report.objects.count() == plan.agencies().count() * plan.periods.count()
