"""The demonstration's story: a year gone by and consolidated, and the next period under way in every state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from agencies.models import User
from reports.demo.figures import drawn
from reports.demo.people import Cast, make_cast
from reports.demo.reporting import Desk
from reports.models import Report, ReportingPeriod
from reports.rules.calendar import day_of, start_of
from reports.services.periods import generate_periods, issue_plan
from reports.services.reviewing import extend_deadline, open_review
from tasks.models import Plan
from tasks.rules.plan_file import parse_plan
from tasks.services.load_plan import load_plan
from tasks.services.roll_over import roll_over_plan

FIRST_PLAN = settings.BASE_DIR / "tasks" / "plans" / "tra-vinh-2022.yaml"
Say = Callable[[str], None]


class DemoRefused(Exception):
    """Demonstration data may not be made here; the text says why."""


@dataclass(frozen=True)
class Moment:
    """When a report was handled, drawn repeatably for its agency and period."""

    report: Report

    def chance(self, what: str) -> float:
        return drawn(self.report.agency.code, self.report.period.plan.code, self.report.period.code, what)

    @property
    def is_late(self) -> bool:
        return self.chance("late") < 0.12

    @property
    def is_returned(self) -> bool:
        return self.chance("returned") < 0.15

    @property
    def sent_at(self) -> datetime:
        """Within twelve days before the deadline; the late ones up to nine days after it."""
        days = 9 * self.chance("day") if self.is_late else -0.1 - 12 * self.chance("day")
        day = start_of(day_of(self.report.period.deadline + timedelta(days=days)))
        return day + timedelta(hours=8 + 9 * self.chance("hour"))


def tell(*, now: datetime, password: str, say: Say) -> Cast:
    """Load the 2022 plan, report and review its year, roll it over to the current one, and leave the period that is
    due next in the middle of things. Raises DemoRefused in production and where there is data already."""
    if settings.PRODUCTION:
        raise DemoRefused("Demonstration data is not for production.")
    if User.objects.exists() or Plan.objects.exists():
        raise DemoRefused("There is data already: demonstration data goes into an empty database only.")
    plan = load_plan(plan_file=parse_plan(FIRST_PLAN.read_text(encoding="utf-8"))).plan
    generate_periods(plan=plan, now=now)
    cast = make_cast(list(plan.agencies()), coordinator=plan.coordinator, password=password)
    for period in _in_time(plan):
        say(f"{period}: 33 agencies report, the police review")
        _report_and_review(period, cast)
        yield_consolidation(period, cast)
    current = _current_plan(plan, cast, now=now)
    for period in _in_time(current):
        if period.deadline <= now:
            say(f"{period}: reported and reviewed")
            _report_and_review(period, cast)
            yield_consolidation(period, cast)
    under_way = next(period for period in _in_time(current) if period.deadline > now)
    say(f"{under_way}: under way")
    _leave_under_way(under_way, cast, now=now)
    return cast
