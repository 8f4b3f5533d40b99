"""How the reporting of periods stands: reads only, the same number of queries however many agencies report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import User
from plan_portal.chips import STATES, Chip
from plan_portal.formatting import percent
from plan_portal.prepared import Prepared
from reports.chips import deadline_chips
from reports.models import Report, ReportingPeriod, Review, ReviewComment, Submission
from reports.models.report import ReportQuerySet
from reports.models.submission import OF_SENT, Sent
from reports.reading.warnings import warning_counts
from reports.rules.calendar import Timeliness, day_of, timeliness
from reports.rules.completeness import Completeness, Filing, completeness
from reports.rules.figures import Figure
from reports.rules.workflow import State


@dataclass(frozen=True)
class PeriodSummary:
    """A period's reports in counts."""

    period: ReportingPeriod
    counts: dict[str, int]
    completeness: Completeness
    timeliness: Timeliness

    @property
    def states(self) -> list[tuple[Chip, int]]:
        return [(chip, self.counts[state]) for state, chip in STATES.items()]

    @property
    def measures(self) -> list[tuple[str, int, str]]:
        """Each measure of domain.md, section 3: its name, the count, and its share of the expected reports."""
        counted = self.completeness
        return [
            (_("Reports expected"), counted.expected, ""),
            (_("Reports sent at least once"), counted.actual, _share(counted.reporting_rate)),
            (_("Sent before the original deadline"), counted.on_time, _share(counted.on_time_rate)),
            (
                _("Sent in time, extensions counted"),
                counted.in_their_time,
                _share(counted.effective_on_time_rate),
            ),
        ]

    @property
    def waiting(self) -> int:
        """Reports that wait for the coordinator."""
        return self.counts[State.SUBMITTED]

    @property
    def is_settled(self) -> bool:
        """Every report that was expected is accepted."""
        return self.counts[State.ACCEPTED] == self.completeness.expected

    @property
    def todo(self) -> str:
        """What stands out now, in one sentence."""
        if not self.completeness.expected:
            return _("No agency has to report in this period.")
        if self.is_settled:
            return ngettext(
                "The %(count)s expected report is accepted.",
                "All %(count)s expected reports are accepted.",
                self.completeness.expected,
            ) % {"count": self.completeness.expected}
        if not self.waiting and not self.completeness.missing:
            return _("All agencies have sent their reports; none waits for review.")
        return _("%(owed)s, %(days)s; %(waiting)s.") % {
            "owed": _owed(self.completeness.missing),
            "days": _days(self.timeliness),
            "waiting": _waiting(self.waiting),
        }


def _share(rate: Figure) -> str:
    return "" if rate is None else percent(rate / 100)


def _owed(count: int) -> str:
    if not count:
        return _("all agencies have sent their reports")
    return ngettext(
        "%(count)s agency has not sent its report", "%(count)s agencies have not sent their reports", count
    ) % {"count": count}


def _days(standing: Timeliness) -> str:
    values = {"days": standing.days}
    if standing.is_late:
        return (
            ngettext("%(days)s day past the deadline", "%(days)s days past the deadline", standing.days)
            % values
        )
    if not standing.days:
        return _("today is the last day")
    return ngettext("%(days)s day is left", "%(days)s days are left", standing.days) % values


def _waiting(count: int) -> str:
    if not count:
        return _("no report waits for review")
    return ngettext("%(count)s report waits for review", "%(count)s reports wait for review", count) % {
        "count": count
    }


Counted = tuple[str, datetime | None, datetime | None]  # state, first submitted, extended deadline


def summaries(periods: Sequence[ReportingPeriod], now: datetime) -> list[PeriodSummary]:
    """Each period in counts, in the order given, in one query."""
    found: dict[int, list[Counted]] = {period.pk: [] for period in periods}
    rows = Report.objects.of_periods(periods).order_by("pk")
    values = rows.values_list("period", "state", "first_submitted_at", "extended_deadline")
    for pk, state, first, extended in values:
        found[pk].append((state, first, extended))
    return [_summary(period, found[period.pk], now) for period in periods]


def summary(period: ReportingPeriod, now: datetime) -> PeriodSummary:
    return summaries([period], now)[0]


def summary_of(period: ReportingPeriod, reports: Iterable[Report], now: datetime) -> PeriodSummary:
    """The period in counts; `reports` are all of it, read already."""
    return _summary(
        period, [(each.state, each.first_submitted_at, each.extended_deadline) for each in reports], now
    )


def _summary(period: ReportingPeriod, reports: Sequence[Counted], now: datetime) -> PeriodSummary:
    deadline = period.deadline
    states = Counter(state for state, _first, _extended in reports)
    return PeriodSummary(
        period=period,
        counts={state.value: states[state] for state in State},
        completeness=completeness(
            Filing(deadline, extended or deadline, first) for _state, first, extended in reports
        ),
        timeliness=timeliness(deadline=deadline, first_submitted_at=None, now=now),
    )


@dataclass(frozen=True)
class Row:
    """One agency's report in the coordinator's table. `warnings` None: not for this reader, or nothing was sent."""

    report: Report
    timeliness: Timeliness
    submission: Sent | None
    warnings: int | None
    open_comments: int = 0

    @property
    def chips(self) -> list[Chip]:
        return deadline_chips(self.timeliness, is_extended=bool(self.report.extended_deadline))

    @property
    def last_day(self) -> date:
        """The last day that is on time for this agency."""
        return day_of(self.report.effective_deadline - timedelta(microseconds=1))

    @property
    def lateness(self) -> int:
        """Days late, less than zero for days left: what the column sorts by."""
        return self.timeliness.days if self.timeliness.is_late else -self.timeliness.days

    @property
    def is_sent_before(self) -> bool:
        """It was sent, and is in its agency's hands again."""
        is_in_hand = self.report.state in {State.DRAFT, State.AWAITING_APPROVAL}
        return is_in_hand and self.report.first_submitted_at is not None

    @property
    def under_review_by(self) -> Sent | None:
        """What was sent, where its review is open and not yet decided: it says who has it."""
        sent = self.submission
        is_open = sent and sent.is_under_review and self.report.state == State.SUBMITTED
        return sent if is_open else None


def rows_of(
    found: Sequence[Report], period: ReportingPeriod, *, with_warnings: bool, now: datetime
) -> list[Row]:
    """The table's rows, of reports of the period. Warnings are drawn from what was sent, so only readers of contents
    may ask for them."""
    # Earlier ones are read as well: they are few, and to leave them out in the query took longer.
    submissions = {report: Sent(*values) for report, *values in _sent_in(period.pk)}
    comments = dict(_comments_in(period.pk))
    sent = {report.agency_id: submissions[report.pk] for report in found if report.pk in submissions}
    warnings = warning_counts(period, sent) if with_warnings else {}
    return [
        Row(
            report=report,
            timeliness=timeliness(
                deadline=report.effective_deadline, first_submitted_at=report.first_submitted_at, now=now
            ),
            submission=submissions.get(report.pk),
            warnings=warnings.get(report.agency_id),
            open_comments=_open(report, submissions.get(report.pk), comments),
        )
        for report in found
    ]


def _open(report: Report, submission: Sent | None, comments: Mapping[int, int]) -> int:
    """Comments nobody has yet acted on: with acceptance, and when the report is sent again, they are settled."""
    return 0 if submission is None or report.state == State.ACCEPTED else comments.get(submission.pk, 0)


def waiting_for(user: User | int, reports: ReportQuerySet) -> ReportQuerySet:
    """Those of `reports` that this coordinator can take up: not what he sent himself, not what a colleague has open."""
    held = Review.objects.held_by_others(user).values("submission__report")
    waiting = reports.waiting_for_review().exclude(submitted_by=user).exclude(pk__in=held)
    return waiting.in_official_order().as_links()


@Prepared
def waiting_in(period: int, user: int) -> QuerySet[Report]:
    """The same of a whole period, whose plan the person coordinates."""
    return waiting_for(user, Report.objects.filter(period=period))


@Prepared
def _sent_in(period: int) -> QuerySet[Submission, tuple[Any, ...]]:
    return (
        Submission.objects.standing()
        .filter(report__period=period)
        .order_by("pk")
        .values_list("report", *OF_SENT)
    )


@Prepared
def _comments_in(period: int) -> QuerySet[ReviewComment, tuple[int, int]]:
    return ReviewComment.objects.counts_in(period)


def first_waiting(user: User, rows: Iterable[Row]) -> Report | None:
    """The first of `waiting_for`, where a whole period's rows are at hand in the official order."""
    for row in rows:
        held = row.under_review_by
        is_free = held is None or held.reviewer_id == user.pk
        if row.report.state == State.SUBMITTED and row.report.submitted_by_id != user.pk and is_free:
            return row.report
    return None


def neighbours(waiting: Iterable[Report], here: Report) -> tuple[Report | None, Report | None]:
    """Before and after `here` among the reports that wait for review, in the official order; after the last comes
    the first again."""
    place = (here.agency.order, here.agency.name)
    others = [report for report in waiting if report.pk != here.pk]
    before = [r for r in others if (r.agency.order, r.agency.name) < place]
    after = [r for r in others if (r.agency.order, r.agency.name) > place]
    turned = [*after, *before]
    return (before[-1] if before else None), (turned[0] if turned else None)
