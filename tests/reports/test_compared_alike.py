"""One agency's year on the report's page, on the dashboard and in the consolidated report: the same periods beside it
(docs/decisions/0017)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agencies.models import Role
from reports.models import Report, ReportingPeriod
from reports.reading.dashboard import dashboard
from reports.reading.report_page import report_page
from reports.rules.content import FigureContent, ReportContent
from reports.rules.period_names import Before
from reports.services.consolidation_inputs import collect
from tests.factories import (
    AssignmentFactory,
    IndicatorFactory,
    PeriodFactory,
    PlanFactory,
    ReportFactory,
    SubmissionFactory,
    member,
)

pytestmark = pytest.mark.django_db


def test_three_pages_say_the_same_of_the_periods_before() -> None:
    old = PlanFactory(year=2021)
    plan = PlanFactory(year=2022, previous=old, coordinator=old.coordinator)
    agency = AssignmentFactory(duty__plan=plan).agency
    for each in (old, plan):
        IndicatorFactory(plan=each, code="A", reporters=[agency], nature="stock", across_periods="latest")
    year = PeriodFactory(plan=plan, annual=True)
    for period, value in (
        (PeriodFactory(plan=old, annual=True), 20),
        (PeriodFactory(plan=plan), 9),
        (year, 25),
    ):
        figure = FigureContent("A", "Cases", "vụ", "drugs", value=Decimal(value))
        content = ReportContent("", period.code, agency.code, "", figures=(figure,)).to_json()
        SubmissionFactory(report=ReportFactory(period=period, agency=agency, accepted=True), content=content)

    [line] = report_page(
        Report.objects.get(period=year), member(Role.REPORTER, agency), year.deadline
    ).figures
    assert (line.newest, line.names.newest_is, line.year_before, line.reference) == (
        9,
        Before.FIRST_HALF,
        20,
        20,
    )
    [total] = collect(year, includes_submitted=False).figures.totals
    leader = member(Role.LEADERSHIP)
    among = ReportingPeriod.objects.on_dashboard_of(leader)
    [shown] = dashboard(year, among, leader, year.deadline, own=False).totals
    for each in (total.comparison, shown.comparison):
        assert (each.value, each.previous, each.same_last_year, each.reference) == (25, None, 20, 20)


@pytest.mark.parametrize(("nature", "reference"), [("stock", 20), ("flow", None)])
def test_three_pages_measure_by_a_period_of_another_length_alike(nature: str, reference: int | None) -> None:
    """The first half of a year after a whole year of which it is all that is known: a stock has no length."""
    old = PlanFactory(year=2021)
    plan = PlanFactory(year=2022, previous=old, coordinator=old.coordinator)
    agency = AssignmentFactory(duty__plan=plan).agency
    over = {"stock": "latest", "flow": "sum"}[nature]
    for each in (old, plan):
        IndicatorFactory(plan=each, code="A", reporters=[agency], nature=nature, across_periods=over)
    half = PeriodFactory(plan=plan)
    for period, value in ((PeriodFactory(plan=old, annual=True), 20), (half, 25)):
        figure = FigureContent("A", "Cases", "vụ", "drugs", value=Decimal(value))
        content = ReportContent("", period.code, agency.code, "", figures=(figure,)).to_json()
        SubmissionFactory(report=ReportFactory(period=period, agency=agency, accepted=True), content=content)

    [line] = report_page(
        Report.objects.get(period=half), member(Role.REPORTER, agency), half.deadline
    ).figures
    assert (line.newest, line.year_before, line.reference) == (20, None, reference)
    [total] = collect(half, includes_submitted=False).figures.totals
    leader = member(Role.LEADERSHIP)
    among = ReportingPeriod.objects.on_dashboard_of(leader)
    [shown] = dashboard(half, among, leader, half.deadline, own=False).totals
    for each in (total.comparison, shown.comparison):
        assert (each.value, each.previous, each.same_last_year, each.reference) == (25, 20, None, reference)
