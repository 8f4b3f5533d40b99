"""The demonstration's story: a year gone by and consolidated, and the next period under way in every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle

from django.conf import settings
from django.db import transaction
from django.db.models import F

from agencies.models import User
from reports.demo.consolidating import consolidate
from reports.demo.figures import drawn
from reports.demo.own_plans import plan_for_themselves
from reports.demo.people import Cast, make_cast
from reports.demo.reporting import Desk, sharers_of
from reports.demo.words import province
from reports.models import DeliveryState, Notice, Report, ReportingPeriod
from reports.rules.calendar import day_of, start_of
from reports.services.planning import change_schedule, close_plan, issue_plan, load_plan_and_periods
from reports.services.reviewing import extend_deadline, open_review
from tasks.models import Direction, Nature, Plan
from tasks.rules.plan_file import parse_plan
from tasks.services.editing import set_targets
from tasks.services.roll_over import roll_over_plan

FIRST_PLAN = settings.BASE_DIR / "tasks" / "plans" / "tra-vinh-2022.yaml"
Say = Callable[[str], None]


class DemoRefused(Exception):
    """Demonstration data may not be made here; the text says why."""


@dataclass(frozen=True)
class Moment:
    """When a report was handled, drawn repeatably for its agency and period; sent at the `latest`, though."""

    report: Report
    latest: datetime

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
        return min(in_office_hours(day, self.chance("hour")), self.latest)


def in_office_hours(day: datetime, part: float) -> datetime:
    """From 8:00 to 17:00 of the day that begins then, as its `part` goes from 0 to 1."""
    return day + timedelta(hours=8 + 9 * part)


def tell(*, now: datetime, password: str, say: Say) -> Cast:
    """Load the 2022 plan, report and review its year, roll it over to the current one, and leave the period that is
    due next in the middle of things. Raises DemoRefused in production and where there is data already."""
    if settings.PRODUCTION:
        raise DemoRefused("Demonstration data is refused in production.")
    if User.objects.exists() or Plan.objects.exists():
        raise DemoRefused("There is data already: demonstration data goes into an empty database only.")
    with transaction.atomic():
        plan = _load(now=now)
        cast = make_cast(list(plan.agencies()), coordinator=plan.coordinator, password=password)
        current = _current_plan(plan, cast, now=now)
        _set_targets(plan)
        _set_targets(current)
        plan_for_themselves(current, cast, now=now)
        periods = [*_in_time(plan), *_in_time(current)]
        for period in [period for period in periods if period.deadline <= now]:
            say(f"{period}")
            at = min(period.deadline + timedelta(days=13, hours=9), now - timedelta(hours=2))
            _report_and_review(period, cast, done_by=at)
            consolidate(period, cast, number=f"{40 + period.deadline.month}/BC-CAT", at=at)
            _leave_notices_behind(period)
        under_way = next(period for period in periods if period.deadline > now)
        say(f"{under_way}")
        _leave_under_way(under_way, cast, now=now)
        close_plan(plan=plan, by=cast.coordinator)
    return cast


def _leave_notices_behind(period: ReportingPeriod) -> None:
    """What was told in a period long over counts as mailed and read then: the first tick must not mail it now."""
    told = Notice.objects.filter(period=period)
    told.update(delivery=DeliveryState.SENT, sent_at=F("created_at"), read_at=F("created_at"))


def _load(*, now: datetime) -> Plan:
    plan_file = parse_plan(FIRST_PLAN.read_text(encoding="utf-8"))
    return load_plan_and_periods(plan_file=plan_file, now=now).plan.plan


def _current_plan(plan: Plan, cast: Cast, *, now: datetime) -> Plan:
    """The plan of the year whose next deadline is still to come, rolled over from the 2022 plan and in force."""
    year = day_of(now).year
    last = ReportingPeriod.objects.filter(plan=plan).latest("deadline")
    if last.deadline.replace(year=year) <= now:
        year += 1
    current = roll_over_plan(plan=plan, year=year, code=f"tra-vinh-{year}", by=cast.coordinator)
    return issue_plan(plan=current, by=cast.coordinator, now=now)


def _set_targets(plan: Plan) -> None:
    """The province means to do a little better than its illustrative figures, wherever one way is better."""
    better = {Direction.UP: Decimal("1.05"), Direction.DOWN: Decimal("0.97")}
    values: dict[int, Decimal | None] = {
        indicator.pk: Decimal(
            round(province()["figures"][indicator.code] * better[Direction(indicator.direction)])
        )
        for indicator in plan.indicators.exclude(nature=Nature.RATIO).exclude(direction=Direction.NEUTRAL)
    }
    set_targets(plan=plan, values=values)


def _in_time(plan: Plan) -> list[ReportingPeriod]:
    return list(plan.periods.select_related("plan").order_by("deadline"))


def _reports(period: ReportingPeriod) -> list[Report]:
    return list(period.reports.with_context().in_official_order())


def _report_and_review(period: ReportingPeriod, cast: Cast, *, done_by: datetime) -> None:
    """Every agency reports, a few late; the police return a few once, then accept all. Nothing lies after `done_by`:
    soon after a deadline nobody was late yet."""
    sharers = sharers_of(period.plan)
    for report in _reports(period):
        moment = Moment(report, latest=done_by - timedelta(days=3, hours=1))
        desk = Desk.of(report, cast, sharers)
        sent_at = moment.sent_at
        desk.fill_in(at=sent_at - timedelta(days=1))
        desk.send_for_approval(at=sent_at - timedelta(hours=2))
        desk.submit(at=sent_at)
        if moment.is_returned:
            desk.send_back_once(at=sent_at + timedelta(days=1))
            desk.mend(at=sent_at + timedelta(days=2))
            desk.submit(at=sent_at + timedelta(days=2, hours=1))
        desk.accept(at=sent_at + timedelta(days=3))


# What the agencies are at, in their official order, again and again: every state is met, most of them early ones.
_SCENES = (
    "accepted", "submitted", "draft", "returned", "not_started", "awaiting",
    "resubmitted", "being_mended", "accepted", "under_review", "not_started", "extended",
)  # fmt: skip


def _leave_under_way(period: ReportingPeriod, cast: Cast, *, now: datetime) -> None:
    """A period in the middle of things: every state is met, and one agency has more time."""
    if period.opens_at > now - timedelta(days=4):
        entry = period.plan.schedule.get(code=period.code)
        entry.opens_days_before = (period.deadline - now).days + 5
        change_schedule(entry=entry)
        period.refresh_from_db()
    sharers = sharers_of(period.plan)
    for report, scene in zip(_reports(period), cycle(_SCENES), strict=False):
        _play(scene, Desk.of(report, cast, sharers), opened=period.opens_at, now=now)


def _play(scene: str, desk: Desk, *, opened: datetime, now: datetime) -> None:
    """Take one report to where its scene ends, at moments spread between the opening and now."""

    def moment(part: float) -> datetime:
        own = part * (0.85 + 0.15 * desk.author.chance("moment"))
        at = opened + (now - opened) * own
        day = start_of(day_of(at))
        return min(in_office_hours(day, (at - day) / timedelta(days=1)), now)

    if scene in {"draft", "extended"}:
        desk.fill_in(at=moment(0.3), share=0.6)
    elif scene != "not_started":
        _hand_on(scene, desk, moment)
    if scene == "extended":
        extend_deadline(
            report=desk.report,
            by=desk.cast.coordinator,
            deadline=desk.report.period.deadline + timedelta(days=5),
            reason=desk.author.remark("reasons", "extension"),
            now=moment(0.8),
        )


def _hand_on(scene: str, desk: Desk, moment: Callable[[float], datetime]) -> None:
    """A report written to its end, and what became of it."""
    desk.fill_in(at=moment(0.3))
    desk.send_for_approval(at=moment(0.45))
    if scene != "awaiting":
        desk.submit(at=moment(0.5))
    if scene == "accepted":
        desk.accept(at=moment(0.8))
    if scene == "returned":
        desk.send_back_once(at=moment(0.8))
    if scene == "being_mended":
        desk.send_back_once(at=moment(0.7))
        desk.mend(at=moment(0.85), answers=2)
    if scene == "resubmitted":
        desk.send_back_once(at=moment(0.6))
        desk.mend(at=moment(0.7))
        desk.submit(at=moment(0.75))
    if scene == "under_review":
        open_review(report=desk.report, by=desk.cast.second_coordinator, now=moment(0.9))
