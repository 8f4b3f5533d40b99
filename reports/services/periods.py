"""Reporting periods and the reports expected in them, from a plan's schedule."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reports.models import Report, ReportingPeriod
from reports.rules.calendar import PeriodDates, periods_of_year
from tasks.models import Plan


class PeriodsRefused(Exception):
    """Why the schedule cannot become periods, for the person who changed it."""


@dataclass(frozen=True)
class Generated:
    """How many rows are new or moved; nothing is ever deleted."""

    periods: int
    moved: int
    reports: int


@transaction.atomic
def generate_periods(*, plan: Plan) -> Generated:
    """Make every period of the plan's schedule, and in each a report for every agency that has a duty. Run again it
    adds only what is missing, and moves the dates of periods whose schedule changed.

    Raises PeriodsRefused where a day does not exist, dates contradict each other, the schedule no longer has a period
    that exists, or the dates of a period would move in which a report was already submitted.
    """
    plan = Plan.objects.select_for_update().select_related(None).get(pk=plan.pk)
    try:
        wanted = {dates.code: dates for dates in periods_of_year(list(plan.schedule.all()), plan.year)}
    except ValueError as error:
        raise PeriodsRefused(_("The schedule names a day that does not exist in %s.") % plan.year) from error
    existing = {period.code: period for period in ReportingPeriod.objects.filter(plan=plan)}
    if gone := existing.keys() - wanted.keys():
        raise PeriodsRefused(_("The schedule no longer has %s, but this period exists.") % ", ".join(sorted(gone)))
    moved = sum(_move(existing[code], dates) for code, dates in wanted.items() if code in existing)
    new = [_create(plan, dates) for code, dates in wanted.items() if code not in existing]
    reports = sum(_expect(plan, period) for period in (*existing.values(), *new))
    return Generated(periods=len(new), moved=moved, reports=reports)


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
