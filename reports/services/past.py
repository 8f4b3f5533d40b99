"""An agency's figures in earlier periods, as it sent them: what this period's are compared with and checked against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agencies.models import User
from reports.models import Report, ReportingPeriod, Submission
from reports.rules.calendar import around
from reports.rules.checks import FigureRule
from reports.rules.content import ReportContent
from reports.rules.figures import Figure, Measure, measured_by
from reports.rules.period_names import Before, Names
from reports.services.of_report import sent_before
from reports.services.sent_contents import read_contents
from tasks.models import Indicator, Nature

Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Past:
    """Figures by indicator code. A period in which nothing was sent has none: `previous` is the newest over before this
    one that was. What else is what: `reports.rules.calendar.Around`; `earlier_this_year` is its `within`."""

    previous: Figures = field(default_factory=dict)
    same_last_year: Figures = field(default_factory=dict)
    earlier_this_year: Figures = field(default_factory=dict)
    periods: tuple[Figures, ...] = ()
    previous_is_alike: bool = False
    names: Names = field(default_factory=Names)

    @property
    def newest(self) -> Figures:
        """What this period's figures are shown beside, as `names.newest_label`."""
        return self.previous if self.names.newest_is == Before.PREVIOUS else self.earlier_this_year

    def measure_of(self, code: str, nature: str) -> tuple[Figure, Measure]:
        """`reports.rules.figures.measured_by`, for one figure of this agency."""
        return measured_by(
            nature,
            same_last_year=self.same_last_year.get(code),
            within=self.earlier_this_year.get(code),
            previous=self.previous.get(code),
            is_alike=self.previous_is_alike,
        )

    def rule_for(self, indicator: Indicator) -> FigureRule:
        """What to check a figure of this agency against."""
        is_flow = indicator.nature == Nature.FLOW
        previous, measure = self.measure_of(indicator.code, indicator.nature)
        return FigureRule(
            required=indicator.required,
            decimals=indicator.decimals,
            part_of=indicator.part_of.code if indicator.part_of else "",
            previous=previous,
            half_year=self.earlier_this_year.get(indicator.code) if is_flow else None,
            past=tuple(figures.get(indicator.code) for figures in self.periods),
            measure=measure,
            names=self.names,
        )


def past_of(report: Report, *, reader: User | None = None) -> Past:
    """The figures of the report's agency in the earlier periods of its plan and of the plan of the year before; for
    a `reader` only from reports that he may read, which for leadership are the accepted ones."""
    if reader is None:
        submissions = sent_before(report)
    else:
        readable = Report.objects.visible_to(reader)
        submissions = list(Submission.objects.sent_before(report).of_reports(readable))
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
    near = around(period, sent)
    return Past(
        previous=_of(sent, near.previous),
        same_last_year=_of(sent, near.year_before),
        earlier_this_year=_of(sent, near.within),
        periods=tuple(sent[earlier] for earlier in sorted(sent, key=lambda earlier: earlier.deadline)),
        previous_is_alike=near.previous_is_alike,
        names=near.names,
    )


def _of(sent: Mapping[ReportingPeriod, Figures], period: ReportingPeriod | None) -> Figures:
    return {} if period is None else sent[period]


def _by_period(
    submissions: Iterable[Submission], contents: Mapping[int, ReportContent]
) -> dict[ReportingPeriod, Figures]:
    return {s.report.period: contents[s.pk].values() for s in submissions}
