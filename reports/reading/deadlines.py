"""A report's deadline in words and date: "Deadline: before 16/6/2026 (5 days left, until the end of 15/6/2026)"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plan_portal.chips import Chip
from plan_portal.formatting import day, day_and_time, local
from reports.chips import SOON, deadline_chips
from reports.models import Report
from reports.rules.calendar import Timeliness, timeliness

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Deadline:
    """`moment` is the first that is late. Most pages say little of it, so its words are written when they are asked
    for."""

    moment: datetime
    timeliness: Timeliness
    first_submitted_at: datetime | None = None
    is_extended: bool = False

    @property
    def tone(self) -> str:
        """A word for the stylesheet: past, near or nothing."""
        if self.timeliness.is_settled:
            return ""
        if self.timeliness.is_late:
            return "past"
        return "near" if self.timeliness.days <= SOON else ""

    @property
    def chips(self) -> tuple[Chip, ...]:
        """How the report stands towards it."""
        return tuple(deadline_chips(self.timeliness, is_extended=self.is_extended))

    @property
    def line(self) -> str:
        date, days = before(self.moment), self.timeliness.days
        if self.first_submitted_at is not None:
            sent = day_and_time(self.first_submitted_at)
            return _("Deadline: before %(date)s. First submitted %(sent)s.") % {"date": date, "sent": sent}
        if self.timeliness.is_late:
            return _(
                "The deadline was before %(date)s. A late report is still accepted, and marked late."
            ) % {"date": date}
        if days == 0:
            return _("Deadline: before %(date)s (today is the last day).") % {"date": date}
        return ngettext(
            "Deadline: before %(date)s (%(days)s day left, until the end of %(last)s).",
            "Deadline: before %(date)s (%(days)s days left, until the end of %(last)s).",
            days,
        ) % {"date": date, "days": days, "last": day(self.moment - A_MOMENT)}


def deadline_of(report: Report, now: datetime) -> Deadline:
    """As it counts for the report's agency, an extension included."""
    moment, sent = report.effective_deadline, report.first_submitted_at
    found = timeliness(deadline=moment, first_submitted_at=sent, now=now)
    return Deadline(moment, found, sent, is_extended=report.extended_deadline is not None)


def before(moment: datetime) -> str:
    """A deadline as a date, with the hour only where it is not midnight."""
    return day(moment) if local(moment).time() == time.min else day_and_time(moment)
