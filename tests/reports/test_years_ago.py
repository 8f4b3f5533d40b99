"""A plan rolled over from one of years ago: every page names the year that its figures stand beside."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from agencies.models import Role
from reports.models import Report, ReportingPeriod
from reports.rules.content import FigureContent, ReportContent
from reports.rules.workbook import DUTIES, FIGURES, HEAD_ROW, NARRATIVE
from reports.services.consolidation_inputs import collect
from tests.factories import (
    AgencyPlanFactory,
    IndicatorFactory,
    PeriodFactory,
    PlanFactory,
    ReportFactory,
    SubmissionFactory,
    member,
)
from tests.reports.workbook.filling import downloaded, filled, opened, send
from tests.reports.workbook.test_round_trip import figure
from tests.support.browsing import browse
from tests.support.office import Office, office

pytestmark = pytest.mark.django_db


def desk_after(years: int) -> Office:
    """An office whose plan was rolled over from that of `years` before, under which it reported 20 and 30."""
    old = PlanFactory(year=2022 - years)
    plan = PlanFactory(year=2022, previous=old, coordinator=old.coordinator)
    desk = office(period=PeriodFactory(plan=plan))
    code = desk.indicators[0].code
    IndicatorFactory(plan=old, code=code, reporters=[desk.report.agency])
    for period, value in ((PeriodFactory(plan=old), 20), (PeriodFactory(plan=old, annual=True), 30)):
        sent(ReportFactory(period=period, agency=desk.report.agency, accepted=True), code, value)
    return desk


def sent(report: Report, code: str, value: int) -> None:
    figures = (FigureContent(code, "Cases", "vụ", "drugs", value=Decimal(value)),)
    content = ReportContent("", report.period.code, report.agency.code, "", figures=figures).to_json()
    SubmissionFactory(report=report, content=content)


USUAL, NAMED = ("Cùng kỳ năm trước", "Kỳ trước"), ("Cùng kỳ năm 2018", "Năm 2018")


def accepted(desk: Office, value: int) -> None:
    at = {
        "edited_at": desk.at,
        "submitted_at": desk.at,
        "first_submitted_at": desk.at,
        "accepted_at": desk.at,
    }
    Report.objects.filter(pk=desk.pk).update(
        state="accepted", edited_by=desk.reporter, submitted_by=desk.approver, **at
    )
    sent(desk.report, desk.indicators[0].code, value)


@pytest.mark.parametrize(("years", "names"), [(1, USUAL), (4, NAMED)])
def test_form_and_report_name_the_year(years: int, names: tuple[str, str]) -> None:
    desk = desk_after(years)
    others = {*USUAL, *NAMED} - set(names)
    for page in (
        reverse("reports:report_edit", args=[desk.pk, "figures"]),
        reverse("reports:report", args=[desk.pk]),
    ):
        answer = browse(desk.reporter).get(page).content.decode()
        heads = answer[answer.index("<thead") :]
        assert all(f">{name}</th>" in heads and f'data-label="{name}"' in heads for name in names)
        assert not any(f">{name}</th>" in heads or f'data-label="{name}"' in heads for name in others)


def test_the_province_names_the_year_too() -> None:
    desk = desk_after(4)
    accepted(desk, 25)
    figures = collect(desk.period, includes_submitted=False).figures
    assert (figures.names.same_label, figures.names.last_label) == ("Cùng kỳ năm 2018", "Năm 2018")
    page = browse(member(Role.LEADERSHIP)).get(reverse("reports:dashboard"), {"period": desk.period.pk})
    words = " ".join(str(chart.svg) for chart in page.context["charts"])
    assert "Cùng kỳ năm 2018" in words
    assert "năm trước" not in words


def test_a_workbook_with_named_heads_comes_back() -> None:
    for years in (1, 4):
        desk = desk_after(years)
        content = downloaded(desk)
        book = opened(content)
        heads = [str(cell.value) for name in (DUTIES, FIGURES, NARRATIVE) for cell in book[name][HEAD_ROW]]
        cover = " ".join(str(cell.value) for row in book.worksheets[0] for cell in row)
        usual = {"Kỳ trước đã báo cáo", "Kỳ gần nhất", "Cùng kỳ năm trước"}
        named = {"Năm 2018 đã báo cáo", "Năm 2018", "Cùng kỳ năm 2018"}
        assert (usual if years == 1 else named) <= set(heads)
        assert not (named if years == 1 else usual) & set(heads)
        assert ("cùng kỳ năm 2018" in cover) == (years == 4)
        answer = send(desk, filled(content, {figure(desk): 21}))
        assert answer.context["preview"].changes


@pytest.mark.parametrize(("years", "head"), [(1, "Số đã báo cáo kỳ trước"), (4, "Số đã báo cáo năm 2018")])
def test_targets_stand_beside_a_named_year(years: int, head: str) -> None:
    desk = desk_after(years)
    AgencyPlanFactory(plan=desk.period.plan, agency=desk.report.agency)
    address = reverse("reports:agency_plan_targets", args=[desk.report.agency.code, desk.period.plan.code])
    page = browse(desk.reporter).get(address).content.decode()
    assert f'<th scope="col" class="num">{head}</th>' in page
    assert f'data-label="{head}">30<' in page


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_past_that_is_not_whole_is_no_measure(is_whole: bool) -> None:
    desk = desk_after(1)
    code = desk.indicators[0].code
    accepted(desk, 25)
    if not is_whole:
        old = desk.period.plan.previous
        assert old is not None
        ReportFactory(period=ReportingPeriod.objects.get(plan=old, code="H1"))
        indicator = old.indicators.get(code=code)
        stranger = Report.objects.filter(period__plan=old).exclude(agency=desk.report.agency).get().agency
        indicator.reporters.add(stranger)
    [total] = collect(desk.period, includes_submitted=False).figures.totals
    assert total.comparison.same_last_year == 20
    assert total.change == (Decimal("25.0") if is_whole else None)
