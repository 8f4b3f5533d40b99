"""What a dashboard shows: how reporting stands, what was reached, what the coordinator flags. Reads only, the same
number of queries however many agencies report.

Figures of the whole province come from accepted reports only, whoever looks. An agency's own dashboard shows what it
has sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import QuerySet

from agencies.models import User
from agencies.models.agency import AgencyKind
from plan_portal.change import Better
from plan_portal.memo import Memo
from plan_portal.prepared import NOBODY, Prepared
from reports.models import Consolidation, ConsolidationSection, Report, ReportingPeriod
from reports.reading.known import every_report_in, reports_in
from reports.reading.overview import Row
from reports.reading.sent import Contents, accepted_contents, sent_contents
from reports.rules.calendar import Around, around, timeliness
from reports.rules.completeness import Completeness, Filing, completeness
from reports.rules.consolidation import Asked, Total, beside, compared, totals
from reports.rules.content import ReportContent
from reports.rules.figures import Comparison, Figure
from reports.rules.period_names import Names
from reports.rules.standing import Share, aimed, duties_on_track, targets_met
from reports.rules.workflow import State
from reports.services.consolidation_inputs import asked_of, targets_of

# What was asked and the SHA-256 of what was sent say all that a total depends on.
ADDED: Memo[tuple[tuple[Asked, ...], tuple[str, ...]], Mapping[str, Total]] = Memo(size=64)


@dataclass(frozen=True)
class Key:
    """One of the four key figures: a share now and in the period it is compared with."""

    now: Share
    before: Share | None = None

    @property
    def better(self) -> Better | None:
        """More is better in all four; None where nothing is compared, so that no change is said."""
        return None if self.before is None else "up"

    @property
    def note(self) -> str:
        return f"{self.now.part}/{self.now.whole}" if self.now.whole else ""

    @property
    def previous(self) -> Figure:
        return None if self.before is None else self.before.ratio


@dataclass(frozen=True)
class Flagged:
    """The shortcomings that a final consolidated report names; "" where it names none."""

    consolidation: int
    period: ReportingPeriod
    shortcomings: str


@dataclass(frozen=True)
class Dashboard:
    """`reference` is the period the changes are counted from, None while this one is open; `counted` how many reports
    the figures come from."""

    period: ReportingPeriod
    reference: ReportingPeriod | None
    is_own: bool
    is_open: bool
    rows: list[Row]
    completeness: Completeness
    reporting: Key
    on_time: Key
    duties: Key
    targets: Key
    totals: list[Total]
    counted: int
    flagged: Flagged | None = None
    agencies: list[str] = field(default_factory=list)
    names: Names = field(default_factory=Names)

    @property
    def has_withheld(self) -> bool:
        """Whether a figure is not compared because it, or the one before, is not whole."""
        return any(total.comparison.is_withheld for total in self.totals)

    @property
    def late(self) -> list[Row]:
        """Those who owe and are late first, the longest first; then those who sent late."""
        late = [row for row in self.rows if row.timeliness.is_late]
        return sorted(late, key=lambda row: (row.timeliness.is_settled, -row.timeliness.days))

    @property
    def returned(self) -> list[Row]:
        return [row for row in self.rows if row.report.state == State.RETURNED]

    def by_kind(self) -> list[tuple[str, Completeness]]:
        """Completeness of each kind of agency, in the kinds' order."""
        kinds: dict[str, list[Filing]] = {}
        for row in self.rows:
            kinds.setdefault(row.report.agency.kind, []).append(_filing(row.report))
        return [(str(AgencyKind(kind).label), completeness(filings)) for kind, filings in kinds.items()]


def dashboard(
    period: ReportingPeriod, among: Iterable[ReportingPeriod], user: User, now: datetime, *, own: bool
) -> Dashboard:
    """The dashboard of a period: of the whole plan, which he oversees, or of the person's `own` agencies. It is
    compared with earlier ones `among` those he may see; the whole plan with those that he oversees, too."""
    earlier = _earlier(period, (each for each in among if own or each.is_overseen_by(user)))
    near = around(period, earlier)
    # While a period is open its shares only grow: beside a finished one they would always look bad.
    reference = (near.year_before or near.previous) if now >= period.deadline else None
    periods = [p for p in (period, near.previous, near.year_before) if p]
    statuses = _statuses(user, [p for p in (period, reference) if p], own=own)
    contents = _contents(user, periods, own=own)
    agencies = [report.agency.code for report in statuses.get(period.pk, [])]
    asked = _asked(period, agencies if own else None)
    figures = _totals(asked, contents, period, near, targets_of(period, asked, of_province=not own))
    rows = [_row(report, now) for report in statuses.get(period.pk, [])]
    counted = completeness(_filing(row.report) for row in rows)
    before = completeness(map(_filing, statuses.get(reference.pk, []))) if reference else None
    return Dashboard(
        period=period,
        reference=reference,
        is_own=own,
        is_open=now < period.deadline,
        rows=rows,
        completeness=counted,
        reporting=Key(_sent(counted), _sent(before) if before else None),
        on_time=Key(_timely(counted), _timely(before) if before else None),
        duties=_key(contents, period, reference),
        targets=Key(targets_met(figures), _met_before(figures, reference, near.year_before)),
        totals=figures,
        counted=len(contents.get(period.pk, {})),
        flagged=None if own else _flagged(period, earlier),
        agencies=[report.agency.name for report in statuses.get(period.pk, [])] if own else [],
        names=near.names,
    )


def _earlier(period: ReportingPeriod, among: Iterable[ReportingPeriod]) -> list[ReportingPeriod]:
    """Those of this plan and of the plan of the year before, oldest first."""
    plans = {period.plan_id, period.plan.previous_id}
    before = [each for each in among if each.plan_id in plans and each.deadline < period.deadline]
    return sorted(before, key=lambda each: each.deadline)


def _statuses(user: User, periods: Sequence[ReportingPeriod], *, own: bool) -> dict[int, list[Report]]:
    theirs = Report.objects.editable_by(user).in_official_order()
    found: dict[int, list[Report]] = {}
    for report in reports_in(periods, theirs) if own else every_report_in(periods):
        found.setdefault(report.period_id, []).append(report)
    return found


def _contents(user: User, periods: Sequence[ReportingPeriod], *, own: bool) -> Contents:
    if not own:
        return accepted_contents(periods)
    return sent_contents(Report.objects.editable_by(user).of_periods(periods))


def _asked(period: ReportingPeriod, agencies: Collection[str] | None) -> list[Asked]:
    """The plan's indicators; of `agencies` only what is asked of them, where given."""
    every = asked_of(period)
    if agencies is not None:
        every = [replace(each, reporters=tuple(c for c in each.reporters if c in agencies)) for each in every]
    return [each for each in every if each.reporters]


def _totals(
    asked: list[Asked],
    contents: Contents,
    period: ReportingPeriod,
    near: Around[ReportingPeriod],
    targets: dict[str, Figure],
) -> list[Total]:
    """The totals of the period beside the target, the previous period and the same period last year."""
    beside_it = (period, near.previous, near.year_before)
    now, previous, last_year = (_added(asked, contents.get(p.pk, {})) if p else {} for p in beside_it)

    def comparison(code: str, total: Total) -> Comparison:
        past = previous.get(code), last_year.get(code)
        known = beside(targets.get(code), *past, near.previous_is_alike)
        return compared(total.value, known, total.asked.nature, is_whole=total.is_whole)

    return [replace(total, comparison=comparison(code, total)) for code, total in now.items()]


def _added(asked: list[Asked], sent: Mapping[str, ReportContent]) -> Mapping[str, Total]:
    """Each indicator's total by its code, beside nothing."""
    key = (tuple(asked), tuple(sent))
    known = ADDED.known([key])
    if not known:
        known = {key: {total.asked.code: total for total in totals(asked, sent.values(), {})}}
        ADDED.keep(known)
    return known[key]


def _key(contents: Contents, period: ReportingPeriod, reference: ReportingPeriod | None) -> Key:
    before = duties_on_track(contents.get(reference.pk, {}).values()) if reference else None
    return Key(duties_on_track(contents.get(period.pk, {}).values()), before)


def _met_before(
    figures: list[Total], reference: ReportingPeriod | None, last_year: ReportingPeriod | None
) -> Share | None:
    """How many of this year's targets the period compared with would have met. None where a figure with a target is
    not whole, now or then: what some agencies gave falls short of any target."""
    is_last_year = reference is last_year
    if reference is None or any(_is_partial(total.comparison, is_last_year) for total in aimed(figures)):
        return None
    then = [
        replace(t, comparison=Comparison(value, target=t.comparison.target))
        for t in figures
        for value in [t.comparison.same_last_year if is_last_year else t.comparison.previous]
    ]
    return targets_met(then)


def _is_partial(total: Comparison, is_last_year: bool) -> bool:
    """Whether the figure of this period or of the one compared with is known from some agencies only."""
    past, was_whole = (
        (total.same_last_year, total.last_year_is_whole)
        if is_last_year
        else (total.previous, total.previous_is_whole)
    )
    return not total.is_whole or (past is not None and not was_whole)


def _sent(counted: Completeness) -> Share:
    return Share(counted.actual, counted.expected)


def _timely(counted: Completeness) -> Share:
    return Share(counted.in_their_time, counted.expected)


def _filing(report: Report) -> Filing:
    return Filing(report.period.deadline, report.effective_deadline, report.first_submitted_at)


def _row(report: Report, now: datetime) -> Row:
    standing = timeliness(
        deadline=report.effective_deadline, first_submitted_at=report.first_submitted_at, now=now
    )
    return Row(report=report, timeliness=standing, submission=None, warnings=None)


def _flagged(period: ReportingPeriod, earlier: Iterable[ReportingPeriod]) -> Flagged | None:
    """From the newest final report on the period, or on one of those before."""
    known = {each.pk: each for each in (period, *earlier)}
    final = _final(period.plan_id, period.plan.previous_id or NOBODY)
    return next((Flagged(pk, known[of], text or "") for pk, of, text in final if of in known), None)


@Prepared
def _final(plan: int, plan_before: int) -> QuerySet[Consolidation, tuple[int, int, str | None]]:
    """Final reports on periods of the two plans, the newest first: id, period, and the shortcomings named."""
    written = ConsolidationSection.objects.text_of_outer("shortcomings")
    of_both = Consolidation.objects.final().filter(period__plan__in=(plan, plan_before))
    return of_both.order_by("-period__deadline", "-version").values_list("pk", "period", written)
