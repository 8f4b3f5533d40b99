"""What a message may say: the facts its templates are given. Nothing of a report's content is among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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

    @property
    def deadline_words(self) -> str:
        """As the plan says it, with the last day that counts, in the active language."""
        days = {"last": date_format(self.last_day, "SHORT_DATE_FORMAT")}
        if self.before_day is None:
            return _("until the end of %(last)s") % days
        days["day"] = date_format(self.before_day, "SHORT_DATE_FORMAT")
        return _("before %(day)s, that is until the end of %(last)s") % days

    @property
    def left(self) -> str:
        """How far the deadline is, e.g. "3 days left"."""
        found = self.timeliness
        days = {"days": found.days}
        if found.is_late:
            return (
                ngettext("%(days)s day past the deadline", "%(days)s days past the deadline", found.days)
                % days
            )
        if not found.days:
            return _("today is the last day")
        return ngettext("%(days)s day left", "%(days)s days left", found.days) % days

    @property
    def is_to_the_office(self) -> bool:
        """What a report lacks is told to its own agency only: others may not look into a draft."""
        return self.side == Side.OFFICE

    @property
    def missing_lines(self) -> list[str]:
        """What is still missing, a line each."""
        lines = [
            (
                self.missing.duties,
                ngettext(
                    "%(count)s duty without a result",
                    "%(count)s duties without a result",
                    self.missing.duties,
                ),
            ),
            (
                self.missing.figures,
                ngettext(
                    "%(count)s figure still empty", "%(count)s figures still empty", self.missing.figures
                ),
            ),
            (
                self.missing.sections,
                ngettext(
                    "%(count)s section still empty", "%(count)s sections still empty", self.missing.sections
                ),
            ),
        ]
        return [words % {"count": count} for count, words in lines if count]
