"""What a message may say: the facts its templates are given. Nothing of a report's content is among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from agencies.models import Agency
from reports.models import Report, ReportingPeriod
from reports.rules.calendar import Timeliness, day_of, start_of, timeliness
from reports.rules.reminders import last_day_of


class Side(StrEnum):
    """Where the reader of a message stands: whose name it opens with, and which page it leads to."""

    OFFICE = "office"
    COORDINATOR = "coordinator"
    LEADERSHIP = "leadership"


@dataclass(frozen=True)
class Missing:
    """What a report still lacks, in counts: duties without a result, required figures and sections left empty."""

    duties: int = 0
    figures: int = 0
    sections: int = 0

    def __bool__(self) -> bool:
        return bool(self.duties or self.figures or self.sections)


@dataclass(frozen=True)
class PeriodStanding:
    """How a period's reports stand: counts, and the agencies that still owe, in official order."""

    expected: int = 0
    submitted: int = 0
    on_time: int = 0
    owed: tuple[Agency, ...] = ()


@dataclass(frozen=True)
class Letter:
    """One message's facts. `words` is what a coordinator adds; `path` leads to the page where the reader acts."""

    period: ReportingPeriod
    side: Side
    now: datetime
    path: str
    report: Report | None = None
    missing: Missing = field(default_factory=Missing)
    standing: PeriodStanding = field(default_factory=PeriodStanding)
    words: str = ""

    @property
    def addressee(self) -> str:
        if self.side == Side.LEADERSHIP:
            return self.period.plan.issuer
        if self.side == Side.OFFICE and self.report is not None:
            return self.report.agency.name
        return self.period.plan.coordinator.name

    @property
    def agency(self) -> str:
        return self.report.agency.name if self.report else ""

    @property
    def deadline(self) -> datetime:
        return self.report.effective_deadline if self.report else self.period.deadline

    @property
    def last_day(self) -> date:
        """The last day that is on time."""
        return last_day_of(self.deadline)

    @property
    def before_day(self) -> date | None:
        """The day of "before 16/6"; None where the plan names the last day itself ("until the end of 16/6")."""
        names_the_last_day = self.period.deadline == start_of(self.period.named_day + timedelta(days=1))
        return None if names_the_last_day else day_of(self.deadline)

    @property
    def timeliness(self) -> Timeliness:
        return timeliness(deadline=self.deadline, first_submitted_at=None, now=self.now)
