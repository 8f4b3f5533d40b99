"""Which earlier figures this period's are measured against: what was sent, by the same agency, in the right period."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, Role
from reports.models import Report, ReportingPeriod, Submission
from reports.rules.content import FigureContent, ReportContent
from reports.rules.figures import Measure
from reports.rules.period_names import Before
from reports.rules.workflow import State
from reports.services.past import Past, past_of, pasts_from
from tasks.models import Plan
from tests.factories import (
    MOMENT,
    AgencyFactory,
    IndicatorFactory,
    PeriodFactory,
    PlanFactory,
    ReportFactory,
    SubmissionFactory,
    member,
)

pytestmark = pytest.mark.django_db


def _sent(report: Report, value: int | None, **more: object) -> None:
    figure = FigureContent("A", "Cases", "vụ", "drugs", value=None if value is None else Decimal(value))
    content = ReportContent("", "", "", "", figures=(figure,)).to_json()
    SubmissionFactory(report=report, content=content, **more)


def _period(plan: Plan, code: str) -> ReportingPeriod:
    return PeriodFactory(plan=plan, annual=code == "annual")


@pytest.fixture
def years() -> tuple[Plan, Plan]:
    """2021's plan and 2022's, rolled over from it."""
    first = PlanFactory(year=2021)
    return first, PlanFactory(year=2022, previous=first)


@pytest.fixture
def agency() -> Agency:
    return AgencyFactory()


def _reports(years: tuple[Plan, Plan], agency: Agency) -> list[Report]:
    """Reports of H1 2021, 2021, H1 2022, 2022."""
    return [
        ReportFactory(period=_period(plan, code), agency=agency, submitted=True)
        for plan in years
        for code in ("H1", "annual")
    ]


def test_each_earlier_figure_has_its_place(years, agency) -> None:
    *earlier, current = _reports(years, agency)
    for report, value in zip(earlier, (1, 2, 3), strict=True):
        _sent(report, value)
    past = past_of(current)
    assert (
        past.previous == {}
    )  # The year before is last year's same period, and half of the year is a part of it.
    assert past.same_last_year == {"A": 2}
    assert past.earlier_this_year == {"A": 3}
    assert (past.newest, past.names.newest_is) == ({"A": 3}, Before.FIRST_HALF)
    assert past.periods == ({"A": 1}, {"A": 2}, {"A": 3})


def test_the_half_years_year_before_is_not_inside_it(years, agency) -> None:
    reports = _reports(years, agency)
    for report, value in zip(reports, (1, 2, 3, 4), strict=True):
        _sent(report, value)
    past = past_of(reports[2])
    assert (past.previous, past.same_last_year, past.earlier_this_year) == ({"A": 2}, {"A": 1}, {})
    assert past.periods == ({"A": 1}, {"A": 2})  # Nothing of itself, nothing later.


def test_nothing_sent_is_no_past(years, agency) -> None:
    reports = _reports(years, agency)
    assert past_of(reports[3]) == Past()


def test_what_was_withdrawn_does_not_count_and_the_newest_does(years, agency) -> None:
    first, _, _, current = _reports(years, agency)
    _sent(first, 1, number=1)
    _sent(first, 2, number=2)
    _sent(first, 9, number=3, withdrawn_at=MOMENT)
    assert past_of(current).periods == ({"A": 2},)


def test_a_reader_meets_only_figures_that_he_may_read(years, agency) -> None:
    """Leadership reads accepted reports: figures of an earlier one that still waits are not among its past."""
    accepted, waiting, current = _reports(years, agency)[1:]
    _sent(accepted, 1)
    _sent(waiting, 2)
    Report.objects.filter(pk=accepted.pk).update(state=State.ACCEPTED, accepted_at=MOMENT)
    assert past_of(current, reader=member(Role.LEADERSHIP)).periods == ({"A": 1},)
    assert past_of(current, reader=member(Role.REPORTER, agency)) == past_of(current)


def test_other_agencies_and_other_plans_are_no_past(years, agency) -> None:
    *_, current = _reports(years, agency)
    _sent(ReportFactory(period=years[0].periods.get(code="H1"), submitted=True), 5)
    _sent(ReportFactory(period=PeriodFactory(named_day=date(2022, 3, 1)), agency=agency, submitted=True), 6)
    assert past_of(current) == Past()


def test_the_past_of_all_agencies_is_that_of_each(years) -> None:
    agencies = AgencyFactory.create_batch(2)
    for value, each in enumerate(agencies):
        for report in _reports_of(years, each):
            _sent(report, value)
    period = years[1].periods.get(code="annual")
    silent = ReportFactory(period=period)
    sent = list(Submission.objects.sent_before_period(period).defer("content"))
    with CaptureQueriesContext(connection) as found:
        pasts = pasts_from(period, sent)
    assert len(found) == 1
    assert silent.agency_id not in pasts
    for each in agencies:
        assert pasts[each.pk] == past_of(Report.objects.get(period=period, agency=each))
        assert pasts[each.pk].periods


def _reports_of(years: tuple[Plan, Plan], agency: Agency) -> list[Report]:
    periods = [
        years[y].periods.filter(code=code).first() or _period(years[y], code)
        for y in (0, 1)
        for code in ("H1", "annual")
    ]
    return [ReportFactory(period=period, agency=agency, submitted=True) for period in periods]


PAST = Past(
    previous={"A": Decimal(2)},
    same_last_year={"A": Decimal(3)},
    earlier_this_year={"A": Decimal(4)},
    periods=({"A": None}, {}, {"A": Decimal(3)}),
)
UNKNOWN = Past(previous={"A": Decimal(2)}, earlier_this_year={"A": Decimal(4)})


@pytest.mark.parametrize(
    ("past", "nature", "found"),
    [
        (PAST, "flow", (3, Measure.LAST_YEAR)),
        (PAST, "stock", (3, Measure.LAST_YEAR)),
        (UNKNOWN, "flow", (None, Measure.PREVIOUS)),  # Of another length: it says nothing.
        (UNKNOWN, "ratio", (None, Measure.PREVIOUS)),
        (UNKNOWN, "stock", (4, Measure.WITHIN)),
        (replace(UNKNOWN, earlier_this_year={"A": None}), "stock", (2, Measure.PREVIOUS)),
        (replace(UNKNOWN, previous_is_alike=True), "flow", (2, Measure.PREVIOUS)),
        (replace(UNKNOWN, previous_is_alike=True), "stock", (4, Measure.WITHIN)),
    ],
)
def test_a_figure_is_measured_by_the_same_period_last_year_or_the_next_best(
    past: Past, nature: str, found: tuple[int | None, Measure]
) -> None:
    assert past.measure_of("A", nature) == found
    rule = past.rule_for(IndicatorFactory.build(code="A", nature=nature))
    assert (rule.previous, rule.measure) == found


def test_a_rule_says_all_that_a_figure_is_checked_against() -> None:
    past = PAST
    whole = IndicatorFactory.build(code="W")
    flow = past.rule_for(IndicatorFactory.build(code="A", part_of=whole, required=False, decimals=2))
    stock = past.rule_for(IndicatorFactory.build(code="A", nature="stock"))
    assert (flow.previous, flow.half_year, flow.past) == (3, 4, (None, None, 3))
    assert (flow.part_of, flow.required, flow.decimals) == ("W", False, 2)
    assert (stock.previous, stock.half_year, stock.part_of) == (3, None, "")
    assert past.rule_for(IndicatorFactory.build(code="B")).past == (None, None, None)


def test_an_empty_figure_of_the_past_is_no_zero(years, agency) -> None:
    first, *_, current = _reports(years, agency)
    _sent(first, None)
    assert past_of(current).periods == ({"A": None},)


def test_only_this_plans_periods_lie_inside_the_year(years, agency) -> None:
    odd = PeriodFactory(plan=years[0], code="odd", data_from=date(2022, 1, 1), data_to=date(2022, 2, 1))
    _sent(ReportFactory(period=odd, agency=agency, submitted=True), 5)
    current = ReportFactory(period=_period(years[1], "annual"), agency=agency)
    assert (past_of(current).previous, past_of(current).earlier_this_year) == ({}, {})
