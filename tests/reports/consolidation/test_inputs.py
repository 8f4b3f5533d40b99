"""What totals are shown beside: targets, the previous period, the same period last year."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reports.models import Consolidation, ReportingPeriod
from reports.rules.consolidation import Figures
from reports.rules.figures import Comparison
from reports.services import consolidation_build
from reports.services.consolidation import ConsolidationRefused, Obstacle, build_again, finalise_consolidation
from reports.services.consolidation_build import LEASE, LeaseLost, build_consolidation
from tasks.models import Indicator
from tests.factories import IndicatorFactory, PeriodFactory, PlanFactory, ReportFactory, TargetFactory
from tests.reports.consolidation.conftest import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf")]


def compared(version: Consolidation) -> Comparison:
    [total] = Figures.from_json(version.content).totals
    return total.comparison


def test_without_a_past_nothing_stands_beside(world: World) -> None:
    assert compared(world.built()) == Comparison(value=Decimal(10), nature="flow", is_whole=False)


def test_the_agencies_targets_add_up_where_the_province_set_none(world: World) -> None:
    hours = map(timedelta, [0] * 3, [3600, 7200, 10800])

    def target() -> Decimal | None:
        return compared(world.built(now=NOW + next(hours))).target

    *some, last = world.agencies
    for value, agency in enumerate(some, start=1):
        TargetFactory(indicator=world.indicator, agency=agency, value=value)
    assert target() is None, "what some mean to reach is no aim of all"
    TargetFactory(indicator=world.indicator, agency=last, value=4)
    assert target() == Decimal(1 + 2 + 3 + 4)
    TargetFactory(indicator=world.indicator, value=100)
    assert target() == Decimal(100)


@pytest.fixture
def past(world: World) -> World:
    """The world's half year with both periods of the year before, in the plan it was rolled over from."""
    past = PlanFactory(year=world.period.plan.year - 1, coordinator=world.period.plan.coordinator)
    world.period.plan.previous = past
    world.period.plan.save()
    last_year = PeriodFactory(plan=past, named_day=date(2021, 6, 16))
    previous = PeriodFactory(plan=past, annual=True, named_day=date(2021, 12, 16))
    IndicatorFactory(plan=past, code=world.indicator.code, reporters=world.agencies)
    for period, value in ((last_year, 8), (previous, 20)):
        world.sent(ReportFactory(period=period, agency=world.agencies[0], accepted=True), value)
    return world


def test_the_past_is_added_up_from_accepted_reports(past: World) -> None:
    compared_ = compared(past.built())
    assert compared_ == Comparison(
        Decimal(10),
        None,
        Decimal(20),
        Decimal(8),
        False,
        "flow",
        is_whole=False,
        previous_is_whole=False,
        last_year_is_whole=False,
    )


def test_a_half_year_is_not_measured_by_the_year_before_it(past: World) -> None:
    ReportingPeriod.objects.filter(plan=past.period.plan.previous, code="H1").update(code="other")
    found = compared(past.built())
    assert (found.previous, found.same_last_year, found.reference) == (Decimal(20), None, None)


@pytest.mark.parametrize("has_past", [True, False])
def test_a_year_is_measured_by_the_year_before_and_never_by_its_own_half(past: World, has_past: bool) -> None:
    if not has_past:
        past.period.plan.previous = None
        past.period.plan.save()
    year = PeriodFactory(plan=past.period.plan, annual=True)
    past.sent(ReportFactory(period=year, agency=past.agencies[0], accepted=True), 25)
    past.period = year
    for indicator in Indicator.objects.all():
        indicator.reporters.set(past.agencies[:1])
    found = compared(past.built())
    before = Decimal(20) if has_past else None
    assert (found.value, found.previous, found.same_last_year, found.reference) == (25, None, before, before)


def test_a_final_report_of_the_past_is_what_counts(past: World) -> None:
    previous = past.period.plan.previous.periods.get(code="annual")  # type: ignore[union-attr]
    figures = Figures.from_json(past.built().content)
    Consolidation.objects.create(
        period=previous, version=1, state="final", is_outdated=False,
        content=figures.to_json(), created_by=past.coordinator,
        created_at=NOW, finalised_at=NOW, finalised_by=past.coordinator, progress=100,
    )  # fmt: skip
    again = past.built(now=NOW + timedelta(hours=1))
    assert compared(again).previous == compared(past.built(now=NOW + timedelta(hours=2))).value


def test_after_a_final_one_none_is_started_and_none_is_built_twice_at_once(world: World) -> None:
    final = finalise_consolidation(consolidation=world.ready(), by=world.coordinator, now=NOW)
    with pytest.raises(ConsolidationRefused) as raised:
        world.started()
    assert raised.value.obstacles == (Obstacle.ALREADY_FINAL,)
    with pytest.raises(ConsolidationRefused) as raised:
        build_again(consolidation=final, by=world.coordinator, now=NOW)
    assert raised.value.obstacles == (Obstacle.BEING_BUILT,)


def test_a_worker_that_lost_its_lease_writes_nothing_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = world.started()
    real = consolidation_build.collect

    def collect(*args: object, **kwargs: object) -> object:
        taken = Consolidation.objects.filter(pk=version.pk).update(leased_until=NOW + 3 * LEASE)
        assert taken == 1
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(consolidation_build, "collect", collect)
    with pytest.raises(LeaseLost):
        build_consolidation(consolidation_id=version.pk, now=NOW)
    assert not version.files.exists()
