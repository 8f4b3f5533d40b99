"""The sheet of an agency that is asked for every figure of the plan: light, at few queries, whole without script."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from agencies.models import Role, User
from reports.models import Report, ReportingPeriod
from reports.rules.numbers import write_figure
from reports.services.editing import FigureEntry, ReportChanges
from reports.services.planning import load_plan_and_periods
from tasks.models import Indicator
from tasks.rules.plan_file import parse_plan
from tests.factories import MOMENT, PeriodFactory, ReportFactory, member
from tests.support.browsing import browse
from tests.support.office import Office, ready

pytestmark = pytest.mark.django_db

PLAN = settings.BASE_DIR / "tasks" / "plans" / "tra-vinh-2022.yaml"
LIGHT = 200_000
QUERIES = 14


@pytest.fixture
def everything() -> tuple[Client, str]:
    """The reporter of an agency that is asked for all of the plan's figures, and the address of his sheet."""
    load_plan_and_periods(plan_file=parse_plan(PLAN.read_text()), now=MOMENT)
    report = Report.objects.filter(period=ReportingPeriod.objects.earliest("deadline")).earliest("pk")
    for indicator in Indicator.objects.all():
        indicator.reporters.add(report.agency)
    reporter: User = member(Role.REPORTER, report.agency)
    return browse(reporter), reverse("reports:report_edit", args=[report.pk, "figures"])


def test_all_figures_of_the_plan_are_light_and_cost_few_queries(
    everything: tuple[Client, str], django_assert_max_num_queries
) -> None:
    client, address = everything
    client.get(address)  # The first page of a session writes the session.
    with django_assert_max_num_queries(QUERIES):
        answer = client.get(address)
    page = answer.content.decode()
    assert len(answer.content) < LIGHT
    assert page.count('class="sheet-row"') == Indicator.objects.count()
    computed = Indicator.objects.exclude(numerator=None).values_list("code", flat=True)
    assert set(re.findall(r'<output id="computed-([^"]+)"', page)) == set(computed)
    for mark in ("trouble-value_", "trouble-explanation_", "notes-indicator-"):
        assert page.count(f'id="{mark}') == Indicator.objects.count() - len(computed)


def row(page: str, indicator: Indicator) -> str:
    found = re.search(rf'<tbody class="sheet-row" id="indicator-{indicator.code}".*?</tbody>', page, re.S)
    assert found
    return found[0]


def annual(desk: Office) -> Office:
    """The same agency's report of the year, after the half year's was sent."""
    desk.submit()
    period = PeriodFactory(plan=desk.period.plan, annual=True)
    desk.pk = ReportFactory(period=period, agency=desk.report.agency).pk
    return desk


def sheet_of(desk: Office) -> str:
    address = reverse("reports:report_edit", args=[desk.pk, "figures"])
    return browse(desk.reporter).get(address).content.decode()


def test_the_explanation_stands_only_where_it_is_asked_for_or_written() -> None:
    desk = ready()
    Indicator.objects.update(nature="stock")
    annual(desk)
    [indicator] = desk.indicators
    for value, text, is_shown in (
        (8, "", False),
        (80, "", True),
        (80, "Vì thế.", True),
        (8, "Vì thế.", True),
    ):
        desk.save(ReportChanges(figures={indicator.pk: FigureEntry(value, text)}))
        shown = row(sheet_of(desk), indicator)
        assert (f'id="explain-{indicator.code}" hidden' not in shown) == is_shown, (value, text)
        assert ("finding--care" in shown) == (value == 80 and not text)


def test_a_row_carries_what_the_script_measures_by() -> None:
    desk = ready()
    annual(desk)
    [indicator] = desk.indicators
    shown = row(sheet_of(desk), indicator)
    value = desk.changes.figures[indicator.pk].value
    for data in (
        f'data-half-year="{value}"',
        'data-never-zero="yes"',
        'data-places="0"',
    ):
        assert data in shown
    assert f'data-label="6 tháng đầu năm">{write_figure(value)}</td>' in shown
    assert "Kỳ trước" not in shown  # Half of the year is no period before it.
    assert "data-previous" not in shown  # A year's flow is not measured by half a year's.


def test_what_people_typed_is_escaped() -> None:
    desk = ready()
    hostile = '"><script>alert(1)</script>'
    desk.save(ReportChanges(figures={desk.indicators[0].pk: FigureEntry(None, hostile)}))
    Indicator.objects.update(name=hostile, unit=hostile)
    assert "<script>alert" not in sheet_of(desk)
