"""What is checked against what: sections every agency writes, figures against the plan and the past."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.models import Section
from reports.rules.checks import Check, judge_report
from reports.rules.content import ReportContent
from reports.services.content import content_of, submitted_content
from reports.services.editing import FigureEntry, ReportChanges
from reports.services.readiness import (
    REQUIRED_SECTIONS,
    blocking_findings,
    figure_rules_of,
    findings_in,
)
from reports.services.submitting import NotReady
from tests.factories import IndicatorFactory, PeriodFactory, PlanFactory, ReportFactory
from tests.support.office import Office, office, ready, sent

pytestmark = pytest.mark.django_db


def _checks(desk: Office) -> list[Check]:
    return [finding.check for finding in findings_in(desk.report, content_of(desk.report))]


def test_a_report_nobody_touched_lacks_all_that_is_required() -> None:
    desk = office(duties=2, figures=2)
    found = [(f.target, f.code) for f in blocking_findings(desk.report, content_of(desk.report))]
    assert found == [
        *(("section", section.value) for section in Section if section.is_required),
        *(("duty", each.duty.code) for each in desk.assignments),
        *(("indicator", each.code) for each in desk.indicators),
    ]
    assert {code for target, code in found if target == "section"} == REQUIRED_SECTIONS


def test_a_complete_report_lacks_nothing() -> None:
    assert findings_in(ready().report, content_of(ready().report)) == []


def test_a_section_that_may_be_left_out_is_not_asked_for() -> None:
    desk = ready()
    desk.save(ReportChanges(sections={s.value: "" for s in Section if not s.is_required}))
    assert _checks(desk) == []


def test_rules_come_from_the_plan() -> None:
    desk = office(figures=2)
    part, whole = desk.indicators
    part.part_of, part.required, part.decimals = whole, False, 2
    part.save()
    rules = figure_rules_of(desk.report)
    assert (rules[part.code].part_of, rules[part.code].required, rules[part.code].decimals) == (
        whole.code,
        False,
        2,
    )
    assert rules[whole.code].part_of == ""
    desk.save()
    desk.enter("8.5", "8")
    assert _checks(desk) == [Check.PART]


def _year() -> tuple[Office, Office]:
    """The half year's desk, submitted with 10, and the same agency's desk of the year."""
    half = office()
    half.save()
    half.enter("10")
    half.submit()
    annual = PeriodFactory(plan=half.period.plan, annual=True)
    year = Office(
        **{**vars(half), "period": annual, "pk": ReportFactory(period=annual, agency=half.report.agency).pk}
    )
    year.save()
    return half, year


@pytest.mark.parametrize(("value", "checks"), [("9", [Check.BELOW_HALF_YEAR]), ("10", []), ("99", [])])
def test_a_years_flow_is_not_below_its_half_and_not_measured_by_it(value: str, checks: list[Check]) -> None:
    _half, year = _year()
    year.enter(value)
    assert _checks(year) == checks


def test_an_unusual_figure_is_saved_but_sent_only_with_a_word_of_explanation() -> None:
    half, year = _year()
    half.indicators[0].nature = "stock"
    half.indicators[0].save()
    year.enter("99")
    with pytest.raises(NotReady) as refused:
        year.submit()
    assert [(finding.check, finding.is_error) for finding in refused.value.findings] == [
        (Check.UNUSUAL, False)
    ]
    explained = FigureEntry(Decimal(99), "Đợt cao điểm.")
    year.save(ReportChanges(figures={year.indicators[0].pk: explained}))
    content = ReportContent.from_json(year.submit().content)
    assert findings_in(year.report, content) == []
    marks = judge_report(content, figure_rules_of(year.report), REQUIRED_SECTIONS)
    assert [mark.check for mark in marks] == [Check.UNUSUAL]


@pytest.mark.parametrize(("value", "checks"), [("9", []), ("15", []), ("16", [Check.UNUSUAL])])
def test_a_stock_is_measured_by_the_period_before(value: str, checks: list[Check]) -> None:
    half, year = _year()
    half.indicators[0].nature = "stock"
    half.indicators[0].save()
    year.enter(value)
    assert _checks(year) == checks


def test_a_reviewer_sees_findings_on_what_was_sent() -> None:
    desk = sent()
    desk.give_back()
    desk.enter(None)
    assert findings_in(desk.report, submitted_content(desk.report)) == []
    assert _checks(desk) == [Check.REQUIRED]


def test_readiness_costs_the_same_for_more_figures_and_more_past() -> None:
    def cost(figures: int, years: int) -> int:
        plan = PlanFactory(previous=PlanFactory(year=2021) if years else None)
        desk = office(duties=figures, figures=figures, period=PeriodFactory(plan=plan))
        if years:
            earlier = PeriodFactory(plan=plan.previous, named_day=date(2021, 6, 16))
            office(period=earlier).save()
        with CaptureQueriesContext(connection) as found:
            blocking_findings(desk.report, content_of(desk.report))
        return len(found)

    assert cost(2, 0) == cost(6, 1)


def test_a_computed_ratio_is_nobodys_to_enter() -> None:
    desk = ready()
    only = desk.indicators[0]
    IndicatorFactory(
        plan=desk.period.plan,
        nature="ratio",
        numerator=only,
        denominator=only,
        reporters=[desk.report.agency],
    )
    assert _checks(desk) == []
    assert content_of(desk.report).figures[-1].value == Decimal(100)
