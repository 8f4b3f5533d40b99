"""Reporting periods and the reports expected in them, from a plan's schedule."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reports.models import Report, ReportingPeriod
from reports.rules.calendar import PeriodDates, periods_of_year
from reports.rules.workflow import State
from tasks.models import Plan


class PeriodsRefused(Exception):
    """Why the schedule cannot become periods, for the person who changed it."""


@dataclass(frozen=True)
class Generated:
    """How many rows are new."""

    periods: int
    reports: int


@transaction.atomic
def generate_periods(*, plan: Plan, now: datetime) -> Generated:
    """Make every period of the plan's schedule, and in each a report for every agency that has a duty. Run again it
    adds only what is missing: an agency that got its first duty later is expected in periods not over at `now`.
    Nothing is deleted.

    Raises PeriodsRefused where the schedule names a day that does not exist or contradicts itself.
    """
    plan = Plan.objects.locked(plan.pk)
    existing = {period.code: period for period in ReportingPeriod.objects.filter(plan=plan)}
    new = [_create(plan, dates) for dates in _dates(plan) if dates.code not in existing]
    unfinished = [period for period in existing.values() if period.deadline > now]
    reports = sum(_expect(plan, period) for period in (*unfinished, *new))
    return Generated(periods=len(new), reports=reports)


@transaction.atomic
def forget_unasked(*, plan: Plan, now: datetime) -> int:
    """Delete the reports that agencies without a duty in the plan no longer owe, in periods not over at `now`: those
    that nobody began, was told of or was given more time for. Returns how many."""
    unasked = Report.objects.of_plan(plan).in_state(State.NOT_STARTED).filter(period__deadline__gt=now)
    # Who begins one holds its row: then wait, and find it begun.
    held = unasked.exclude(agency__in=plan.agencies()).select_for_update(of=("self",))
    untouched = Report.objects.chosen([each.pk for each in held]).filter(
        events=None, extensions=None, notices=None, submissions=None, attachments=None
    )
    _rows, deleted = untouched.delete()
    return deleted.get(Report._meta.label, 0)


@transaction.atomic
def follow_schedule(*, plan: Plan) -> int:
    """Move the dates of periods that exist to what the plan's schedule now says; returns how many moved.

    Raises PeriodsRefused where the schedule no longer has a period that exists, or a report was already submitted in
    a period that would move.
    """
    wanted = {dates.code: dates for dates in _dates(plan)}
    existing = {
        period.code: period for period in ReportingPeriod.objects.select_for_update().filter(plan=plan)
    }
    if gone := existing.keys() - wanted.keys():
        raise PeriodsRefused(
            _("The schedule no longer has %s, but this period exists.") % ", ".join(sorted(gone))
        )
    return sum(_move(period, wanted[code]) for code, period in existing.items())


def _dates(plan: Plan) -> list[PeriodDates]:
    try:
        return periods_of_year(list(plan.schedule.all()), plan.year)
    except ValueError as error:
        raise PeriodsRefused(_("The schedule names a day that does not exist in %s.") % plan.year) from error


def _create(plan: Plan, dates: PeriodDates) -> ReportingPeriod:
    period = ReportingPeriod(plan=plan, **asdict(dates))
    _save(period)
    return period


def _move(period: ReportingPeriod, dates: PeriodDates) -> bool:
    changed = {name: value for name, value in asdict(dates).items() if getattr(period, name) != value}
    if not changed:
        return False
    if period.reports.filter(first_submitted_at__isnull=False).exists():
        raise PeriodsRefused(
            _("A report for %s was already submitted: its dates cannot change any more.") % period.name
        )
    for name, value in changed.items():
        setattr(period, name, value)
    _save(period)
    return True


def _save(period: ReportingPeriod) -> None:
    try:
        period.validate_constraints()
    except ValidationError as error:
        raise PeriodsRefused(f"{period.code}: {' '.join(error.messages)}") from error
    period.save()


def _expect(plan: Plan, period: ReportingPeriod) -> int:
    """Report rows are not tracked by history (their own events are), so they may be made together."""
    agencies = plan.agencies().exclude(reports__period=period)
    return len(Report.objects.bulk_create(Report(period=period, agency=agency) for agency in agencies))
