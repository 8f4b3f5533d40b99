"""What a consolidation is built from, read from the database into plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from plan_portal.prepared import Prepared
from reports.models import Consolidation, Report, ReportingPeriod, Submission
from reports.rules.calendar import Around, around
from reports.rules.completeness import Filing
from reports.rules.consolidation import AgencyLine, Asked, Beside, Figures, Total, beside, totals
from reports.rules.content import ReportContent
from reports.rules.figures import Figure
from reports.rules.workflow import State
from tasks.models import Duty, Indicator, Target

# An indicator's values in the order of `Asked`'s; who reports it stands between.
ASKED = ("code", "name", "unit", "field", "decimals", "direction", "across_agencies")
PARTS = ("numerator_id", "denominator_id")  # Of the same plan.


@dataclass(frozen=True)
class Collected:
    """Figures added up, and the reports they count in the official order."""

    figures: Figures
    contents: tuple[ReportContent, ...]


def collect(period: ReportingPeriod, *, includes_submitted: bool) -> Collected:
    """Add up the period's accepted reports, with `includes_submitted` those that wait for review too."""
    states = {State.ACCEPTED, *([State.SUBMITTED] if includes_submitted else [])}
    reports = list(Report.objects.filter(period=period).with_context().in_official_order())
    sent = _standing_submissions(reports, states)
    lines = tuple(_line(report, sent.get(report.pk)) for report in reports)
    contents = tuple(
        ReportContent.from_json(sent[report.pk].content) for report in reports if report.pk in sent
    )
    asked = asked_of(period)
    near = around(period, ReportingPeriod.objects.earlier_than(period))
    added = tuple(totals(asked, contents, _beside(period, asked, near)))
    return Collected(Figures(lines, added, near.names), contents)


def counted_contents(figures: Figures) -> tuple[ReportContent, ...]:
    """The contents that a built consolidation counts."""
    return tuple(ReportContent.from_json(submission.content) for submission in counted_submissions(figures))


def counted_submissions(figures: Figures) -> list[Submission]:
    """The submissions that a built consolidation names, in its order."""
    found = Submission.objects.in_bulk([line.submission_id for line in figures.counted])
    return [found[line.submission_id or 0] for line in figures.counted]


def asked_of(period: ReportingPeriod) -> list[Asked]:
    """The plan's indicators in its order, with who reports them."""
    reporters: dict[int, list[str]] = {}
    for pk, code in _reporters(period.plan_id):
        reporters.setdefault(pk, []).append(code)
    rows = _indicators(period.plan_id)
    codes = {pk: code for pk, code, *_rest in rows}
    return [
        Asked(
            *(code, name, unit, field, decimals, direction, how, tuple(reporters.get(pk, ()))),
            numerator=codes.get(a, ""),
            denominator=codes.get(b, ""),
            nature=nature,
        )
        for pk, code, name, unit, field, decimals, direction, how, a, b, nature in rows
    ]


def planned_duties(period: ReportingPeriod) -> list[dict[str, str]]:
    """The plan's duties in its order, as JSON values to freeze (`reports.documents.source.PlannedDuty`)."""
    duties = Duty.objects.filter(plan=period.plan_id).order_by("order")
    return [{"code": duty.code, "field": duty.field, "text": duty.text} for duty in duties]


def totals_of(period: ReportingPeriod | None) -> Mapping[str, Total]:
    """A period's totals by indicator code: as its final consolidation froze them, else from its accepted reports."""
    if period is None:
        return {}
    final = Consolidation.objects.final().filter(period=period).order_by("-version").first()
    if final is not None:
        return {total.asked.code: total for total in Figures.from_json(final.content).totals}
    contents = submitted_contents(period, {State.ACCEPTED})
    return {total.asked.code: total for total in totals(asked_of(period), contents, {})}


def submitted_contents(period: ReportingPeriod, states: Iterable[State]) -> list[ReportContent]:
    """The newest standing submission of every report of the period that is in one of `states`."""
    reports = list(Report.objects.filter(period=period))
    sent = _standing_submissions(reports, set(states))
    return [ReportContent.from_json(submission.content) for submission in sent.values()]


def accepted_submission_ids(period: int) -> set[int]:
    """The ids of what `submitted_contents` reads of the accepted reports."""
    return set(dict(_accepted(period)).values())


def _standing_submissions(reports: Iterable[Report], states: set[State]) -> dict[int, Submission]:
    """By report id."""
    ids = [report.pk for report in reports if report.state in states]
    standing = Submission.objects.standing().filter(report__in=ids).order_by("report", "number")
    return {submission.report_id: submission for submission in standing}


def _line(report: Report, submission: Submission | None) -> AgencyLine:
    return AgencyLine(
        code=report.agency.code,
        name=report.agency.name,
        state=report.state,
        filing=Filing(report.period.deadline, report.effective_deadline, report.first_submitted_at),
        submission_id=submission.pk if submission else None,
        sha256=submission.sha256 if submission else "",
    )


def _beside(
    period: ReportingPeriod, asked: Iterable[Asked], near: Around[ReportingPeriod]
) -> dict[str, Beside]:
    targets = targets_of(period, asked)
    previous, last_year = totals_of(near.previous), totals_of(near.year_before)
    codes = {*targets, *previous, *last_year}
    pasts = {code: (previous.get(code), last_year.get(code)) for code in codes}
    return {code: beside(targets.get(code), *past, near.previous_is_alike) for code, past in pasts.items()}


def targets_of(
    period: ReportingPeriod, asked: Iterable[Asked], *, of_province: bool = True
) -> dict[str, Figure]:
    """The province's targets, by indicator code, where it set one and it is asked for; else what the `reporters` of a
    figure mean to reach together. Where one of them set no target there is none: what some mean to reach is no aim of
    all. A figure that does not add up has one where one agency alone reports it."""
    aims = {(code, agency): value for code, agency, value in _targets(period.plan_id)}
    found: dict[str, Figure] = {}
    for each in asked:
        theirs = [aims.get((each.code, agency)) for agency in each.reporters]
        known = [aim for aim in theirs if aim is not None]
        if of_province and (each.code, None) in aims:
            found[each.code] = aims[each.code, None]
        elif known and len(known) == len(theirs) and (each.how == "sum" or len(known) == 1):
            found[each.code] = sum(known, Decimal(0))
    return found


@Prepared
def _reporters(plan: int) -> QuerySet[Indicator, tuple[int, str]]:
    return Indicator.objects.reporter_values(plan, "code")


@Prepared
def _indicators(plan: int) -> QuerySet[Indicator, tuple[Any, ...]]:
    return Indicator.objects.filter(plan=plan).order_by("order").values_list("pk", *ASKED, *PARTS, "nature")


@Prepared
def _targets(plan: int) -> QuerySet[Target, tuple[str, str | None, Decimal]]:
    """Codes of figure and agency, None for the province, and the value."""
    of_plan = Target.objects.filter(indicator__plan=plan).order_by("pk")
    return of_plan.values_list("indicator__code", "agency__code", "value")


@Prepared
def _accepted(period: int) -> QuerySet[Submission, tuple[int, int]]:
    """Pairs of a report's id and its submission's; of each report the newest comes last."""
    sent = Submission.objects.standing().filter(report__period=period, report__state=State.ACCEPTED)
    return sent.order_by("number").values_list("report", "pk")
