"""What the same agency wrote before: in its newest report, and in those that its figures stand beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from reports.models import Report, ReportingPeriod
from reports.reading.sent import contents_before
from reports.rules.calendar import around
from reports.rules.content import DutyContent, ReportContent
from reports.rules.period_names import Named, Names, if_long_ago


@dataclass(frozen=True)
class Earlier:
    """Contents as they were last submitted; None where nothing was. `last` is its newest report, whose texts can be
    taken over, and `last_is` its period where that is long ago; its figures stand beside those of `newest` and of the
    year before, as `names` calls them."""

    last: ReportContent | None = None
    newest: ReportContent | None = None
    year_before: ReportContent | None = None
    names: Names = field(default_factory=Names)
    last_is: Named | None = None

    @cached_property
    def last_values(self) -> Mapping[str, Decimal | None]:
        return self.last.values() if self.last else {}

    @cached_property
    def newest_values(self) -> Mapping[str, Decimal | None]:
        return self.newest.values() if self.newest else {}

    @cached_property
    def year_before_values(self) -> Mapping[str, Decimal | None]:
        return self.year_before.values() if self.year_before else {}

    @cached_property
    def last_sections(self) -> dict[str, str]:
        return {s.code: s.text for s in self.last.sections} if self.last else {}

    @cached_property
    def last_duties(self) -> dict[str, DutyContent]:
        return {d.code: d for d in self.last.duties} if self.last else {}


def earlier_of(
    report: Report, sent: Sequence[tuple[ReportingPeriod, ReportContent]] | None = None
) -> Earlier:
    """In one query, whatever the report's size; from `sent`, the contents before it, without one."""
    sent = contents_before(report) if sent is None else sent
    contents = dict(sent)
    near = around(report.period, contents)
    return Earlier(
        last=sent[-1][1] if sent else None,
        newest=contents[near.newest] if near.newest else None,
        year_before=contents[near.year_before] if near.year_before else None,
        names=near.names,
        last_is=if_long_ago(report.period, sent[-1][0]) if sent else None,
    )
