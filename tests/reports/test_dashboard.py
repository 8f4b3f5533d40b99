"""The dashboard's figures against sums done here by hand, and who sees which of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Role
from reports.models import ConsolidationSection, Report, ReportingPeriod
from reports.reading.dashboard import Dashboard
from reports.rules.content import DutyContent, FigureContent, ReportContent
from reports.rules.standing import Share, duties_on_track
from tasks.models import AcrossPeriods, Indicator, Nature
from tests.factories import (
    AgencyFactory,
    ConsolidationFactory,
    IndicatorFactory,
    MembershipFactory,
    PeriodFactory,
    PlanFactory,
    ReportFactory,
    SubmissionFactory,
    TargetFactory,
    member,
)
from tests.support.memos import forget

STATUSES = ["not_started", "in_progress", "behind", "done", "not_applicable", ""]


def content(report: Report, value: int, status: str = "done") -> dict[str, Any]:
    return ReportContent(
        plan_code=report.period.plan.code,
        period_code=report.period.code,
        agency_code=report.agency.code,
        agency_name=report.agency.name,
        duties=(DutyContent("II.1.1", "What is asked.", "drugs", "lead", status),),
        figures=(FigureContent("DRG-01", "Cases", "case", "drugs", value=Decimal(value)),),
    ).to_json()


@dataclass
class Province:
    """This year's and last year's first half: `accepted` and `waiting` say what each agency reported."""

    period: ReportingPeriod
    last_year: ReportingPeriod
    accepted: dict[Report, int] = field(default_factory=dict)
    waiting: dict[Report, int] = field(default_factory=dict)
    past: dict[Report, int] = field(default_factory=dict)


@pytest.fixture
def province(one_step, db: None) -> Province:
    before = PlanFactory(year=2021)
    plan = PlanFactory(previous=before, coordinator=before.coordinator)
    made = Province(PeriodFactory(plan=plan), PeriodFactory(plan=before))
    agencies = [AgencyFactory() for _ in range(4)]
    for year in (plan, before):
        indicator = IndicatorFactory(plan=year, code="DRG-01", reporters=agencies)
        TargetFactory(indicator=indicator, value=70)
    for agency, value, status in zip(
        agencies[:3], (10, 20, 40), ("done", "behind", "not_applicable"), strict=True
    ):
        made.accepted[_filed(made.period, agency, value, status, accepted=True)] = value
        made.past[_filed(made.last_year, agency, value * 2, "done", accepted=True)] = value * 2
    late = made.period.deadline + timedelta(days=2)
    made.waiting[_filed(made.period, agencies[3], 1000, "done", submitted=True, at=late)] = 1000
    ReportFactory(period=made.period)
    return made


def _filed(period: ReportingPeriod, agency: Any, value: int, status: str, **trait: Any) -> Report:
    at = trait.pop("at", period.deadline - timedelta(days=1))
    report = ReportFactory(period=period, agency=agency, at=at, **trait)
    SubmissionFactory(report=report, content=content(report, value, status))
    return report


def seen(client: Client, province: Province, user: Any, **query: object) -> Any:
    client.force_login(user)
    with time_machine.travel(province.period.deadline + timedelta(days=3), tick=False):
        return client.get(reverse("reports:dashboard"), {"period": province.period.pk, **query})


def board_of(client: Client, province: Province, user: Any) -> Dashboard:
    board = seen(client, province, user).context["board"]
    assert isinstance(board, Dashboard)
    return board


def test_a_plan_that_someone_else_coordinated_lends_nothing(client: Client, province: Province) -> None:
    before = province.last_year.plan
    before.coordinator = AgencyFactory()
    before.save()
    person = member(Role.COORDINATOR, province.period.plan.coordinator)
    own = next(iter(province.past)).agency
    MembershipFactory(user=person, role=Role.REPORTER, agency=own)
    assert province.last_year in ReportingPeriod.objects.on_dashboard_of(person)
    board = board_of(client, province, person)
    assert (board.reference, board.reporting.before) == (None, None)
    assert {total.comparison.same_last_year for total in board.totals} == {None}


def test_the_four_key_figures(client: Client, province: Province) -> None:
    board = board_of(client, province, member(Role.LEADERSHIP))
    filed = len(province.accepted) + len(province.waiting)
    assert board.reporting.now == Share(filed, filed + 1)
    assert board.on_time.now == Share(len(province.accepted), filed + 1)
    assert board.duties.now == Share(1, 2), "done and behind; what did not arise does not count"
    assert board.targets.now == Share(int(sum(province.accepted.values()) >= 70), 1)
    assert board.reference == province.last_year
    assert board.reporting.before == Share(len(province.past), len(province.past))


def test_an_open_period_is_not_compared(client: Client, province: Province) -> None:
    with time_machine.travel(province.period.deadline - timedelta(seconds=1), tick=False):
        client.force_login(member(Role.LEADERSHIP))
        board = client.get(reverse("reports:dashboard"), {"period": province.period.pk}).context["board"]
    assert board.is_open
    assert board.reference is None
    assert {key.before for key in (board.reporting, board.on_time, board.duties, board.targets)} == {None}


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.COORDINATOR])
def test_only_accepted_reports_are_added_up(client: Client, province: Province, role: Role) -> None:
    at = province.period.plan.coordinator if role == Role.COORDINATOR else None
    total = board_of(client, province, member(role, at)).totals[0]
    assert total.value == sum(province.accepted.values())
    assert total.comparison.same_last_year == sum(province.past.values())
    assert (total.entered, total.expected) == (len(province.accepted), 4)


def test_who_is_late_those_who_owe_first(client: Client, province: Province) -> None:
    late = board_of(client, province, member(Role.LEADERSHIP)).late
    owing = Report.objects.still_owed(province.period).get()
    assert [row.report for row in late] == [owing, *province.waiting]


def test_what_the_coordinator_flags(client: Client, province: Province) -> None:
    final = ConsolidationFactory(period=province.last_year, final=True)
    draft = ConsolidationFactory(period=province.period)
    ConsolidationSection.objects.create(consolidation=final, section="shortcomings", text="Slow in places.")
    ConsolidationSection.objects.create(consolidation=draft, section="shortcomings", text="Not yet said.")
    returned = ReportFactory(period=province.period, returned=True)
    page = seen(client, province, member(Role.LEADERSHIP))
    assert "Slow in places." in page.content.decode()
    assert "Not yet said." not in page.content.decode()
    assert [row.report for row in page.context["board"].returned] == [returned]


def test_ones_own_dashboard_shows_ones_own_and_nothing_else(client: Client, province: Province) -> None:
    report, value = next(iter(province.waiting.items()))
    page = seen(client, province, member(Role.REPORTER, report.agency))
    board = page.context["board"]
    assert board.is_own
    assert [row.report for row in board.rows] == [report]
    assert [total.value for total in board.totals] == [value]
    others = [each.agency.name for each in province.accepted]
    assert not any(name in page.content.decode() for name in others)


def test_administrators_get_counts_only(client: Client, province: Province) -> None:
    page = seen(client, province, member(Role.ADMINISTRATOR))
    assert "board" not in page.context
    assert not any(each.agency.name in page.content.decode() for each in province.accepted)


@pytest.mark.parametrize("period", ["nonsense", "0", "999999"])
def test_a_period_that_is_not_ones_own_is_not_found(client: Client, province: Province, period: str) -> None:
    assert seen(client, province, member(Role.LEADERSHIP), period=period).status_code == 404


def test_a_stranger_has_no_period(client: Client, province: Province) -> None:
    stranger = member(Role.REPORTER, AgencyFactory())
    assert seen(client, province, stranger).status_code == 404
    client.force_login(stranger)
    assert client.get(reverse("reports:dashboard")).status_code == 200


def test_every_chart_has_its_table(client: Client, province: Province) -> None:
    page = seen(client, province, member(Role.LEADERSHIP))
    drawn = page.content.decode().count('class="chart"')
    assert drawn == len(page.context["charts"]) == 3
    assert page.content.decode().count("<details>") >= drawn


def test_as_many_queries_for_many_agencies(client: Client, province: Province) -> None:
    leader = member(Role.LEADERSHIP)

    def queries() -> int:
        forget()
        with CaptureQueriesContext(connection) as caught:
            seen(client, province, leader)
        return len(caught)

    queries()
    few = queries()
    for _ in range(2 * len(province.accepted)):
        _filed(province.period, AgencyFactory(), 5, "done", accepted=True)
    assert queries() == few


@given(st.lists(st.sampled_from(STATUSES)))
def test_duties_on_track_counts_what_arose(statuses: list[str]) -> None:
    duties = tuple(DutyContent(str(n), "", "drugs", "lead", status) for n, status in enumerate(statuses))
    share = duties_on_track([ReportContent("p", "H1", "a", "A", duties=duties)])
    assert share.whole == len(statuses) - statuses.count("not_applicable")
    assert share.part == statuses.count("done") + statuses.count("in_progress")
    assert share.ratio is None if not share.whole else 0 <= share.ratio <= 1


def test_a_chart_has_no_bars_of_another_length_and_none_that_say_nothing(
    client: Client, province: Province
) -> None:
    """Beside six months a whole year says nothing; of a stock, counted at its end, it does."""
    year_before = PeriodFactory(plan=province.last_year.plan, annual=True, named_day=date(2021, 12, 16))
    leader = member(Role.LEADERSHIP)
    assert "Cùng kỳ" not in drawn_for(client, province, leader), "three of four agencies are not the province"
    reporting = {report.agency for report in province.accepted}
    for indicator in Indicator.objects.all():
        indicator.reporters.set(reporting)
    for agency in reporting:
        _filed(year_before, agency, 4321, "done", accepted=True)
    drawn = drawn_for(client, province, leader)
    assert "Cùng kỳ năm trước" in drawn
    assert "Kỳ trước" not in drawn
    Indicator.objects.update(nature=Nature.STOCK, across_periods=AcrossPeriods.LATEST)
    assert "Kỳ trước" in drawn_for(client, province, leader)


def drawn_for(client: Client, province: Province, user: Any) -> str:
    return " ".join(str(chart.svg) for chart in seen(client, province, user).context["charts"])


def test_targets_met_are_compared_between_whole_sums_only(client: Client, province: Province) -> None:
    leader = member(Role.LEADERSHIP)
    board = board_of(client, province, leader)
    assert (board.targets.before, board.has_withheld) == (None, True)
    for indicator in Indicator.objects.all():
        indicator.reporters.set({report.agency for report in province.accepted})
    board = board_of(client, province, leader)
    assert (board.targets.before, board.has_withheld) == (Share(1, 1), False)
