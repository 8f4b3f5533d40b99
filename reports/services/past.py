"""An agency's figures in earlier periods, as it sent them: what this period's are compared with and checked against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agencies.models import User
from reports.models import Report, ReportingPeriod, Submission
from reports.rules.calendar import is_alike
from reports.rules.checks import FigureRule, Measure
from reports.rules.content import ReportContent
from reports.rules.figures import Figure
from reports.services.sent_contents import read_contents
from tasks.models import Indicator, Nature

Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Past:
    """Figures by indicator code. A period in which nothing was sent has none. `previous_is_alike` says whether a change
    from `previous` would mean something (`reports.rules.calendar.is_alike`)."""

    previous: Figures = field(default_factory=dict)
    same_last_year: Figures = field(default_factory=dict)
    earlier_this_year: Figures = field(default_factory=dict)
    periods: tuple[Figures, ...] = ()
    previous_is_alike: bool = True

    def rule_for(self, indicator: Indicator) -> FigureRule:
        """What to check a figure of this agency against.

        A flow is measured against the same period last year, which has the same length; a stock against the
        period just before.
        """
        is_flow = indicator.nature == Nature.FLOW
        return FigureRule(
            required=indicator.required,
            decimals=indicator.decimals,
            part_of=indicator.part_of.code if indicator.part_of else "",
            previous=(self.same_last_year if is_flow else self.previous).get(indicator.code),
            half_year=self.earlier_this_year.get(indicator.code) if is_flow else None,
            past=tuple(figures.get(indicator.code) for figures in self.periods),
            measure=Measure.LAST_YEAR if is_flow else Measure.PREVIOUS,
        )


def past_of(report: Report, *, reader: User | None = None) -> Past:
    """The figures of the report's agency in the earlier periods of its plan and of the plan of the year before; for
    a `reader` only from reports that he may read, which for leadership are the accepted ones."""
    sent = Submission.objects.sent_before(report)
    if reader is not None:
        sent = sent.of_reports(Report.objects.visible_to(reader))
    submissions = list(sent)
    return _beside(report.period, _by_period(submissions, _contents(submissions)))


def past_beside(period: ReportingPeriod, sent: Iterable[tuple[ReportingPeriod, ReportContent]]) -> Past:
    """The same from what was read already: what the agency sent in earlier periods."""
    return _beside(period, {earlier: content.values() for earlier, content in sent})


def pasts_from(period: ReportingPeriod, submissions: Sequence[Submission]) -> dict[int, Past]:
    """The same for every agency, by its id, from the submissions `sent_before_period`."""
    contents = _contents(submissions)
    by_agency: dict[int, list[Submission]] = {}
    for submission in submissions:
        by_agency.setdefault(submission.report.agency_id, []).append(submission)
    return {agency: _beside(period, _by_period(sent, contents)) for agency, sent in by_agency.items()}


def _contents(submissions: Iterable[Submission]) -> dict[int, ReportContent]:
    return read_contents({submission.pk: submission.sha256 for submission in submissions})


def _beside(period: ReportingPeriod, sent: Mapping[ReportingPeriod, Figures]) -> Past:
    ordered = sorted(sent, key=lambda earlier: earlier.deadline)
    nested = [p for p in ordered if p.plan_id == period.plan_id and _covers(period, p)]
    last_year = [p for p in ordered if p.plan_id != period.plan_id and p.code == period.code]
    return Past(
        previous=sent[ordered[-1]] if ordered else {},
        same_last_year=sent[last_year[-1]] if last_year else {},
        earlier_this_year=sent[nested[-1]] if nested else {},
        periods=tuple(sent[earlier] for earlier in ordered),
        previous_is_alike=not ordered or is_alike(period, ordered[-1]),
    )


def _covers(period: ReportingPeriod, earlier: ReportingPeriod) -> bool:
    """Whether the figures of `earlier` lie inside those of `period`, as the half year's do inside the year's."""
    return period.data_from <= earlier.data_from and earlier.data_to <= period.data_to


def _by_period(
    submissions: Iterable[Submission], contents: Mapping[int, ReportContent]
) -> dict[ReportingPeriod, Figures]:
    return {s.report.period: contents[s.pk].values() for s in submissions}
