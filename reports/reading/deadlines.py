"""A report's deadline in words and date: "Deadline: before 16/6/2026 (5 days left, until the end of 15/6/2026)"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plan_portal.chips import Chip
from reports.chips import SOON, extended_chip, timeliness_chip
from reports.models import Report
from reports.rules.calendar import Timeliness, timeliness

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Deadline:
    """`moment` is the first that is late; `chips` say how the report stands towards it."""

    moment: datetime
    line: str
    timeliness: Timeliness
    chips: tuple[Chip, ...]

    @property
    def tone(self) -> str:
        """A word for the stylesheet: past, near or nothing."""
        if self.timeliness.is_settled:
            return ""
        if self.timeliness.is_late:
            return "past"
        return "near" if self.timeliness.days <= SOON else ""


def deadline_of(report: Report, now: datetime) -> Deadline:
    """As it counts for the report's agency, an extension included."""
    moment = report.effective_deadline
    found = timeliness(deadline=moment, first_submitted_at=report.first_submitted_at, now=now)
    extension = (extended_chip(),) if report.extended_deadline else ()
    return Deadline(moment, _line(report, moment, found), found, (timeliness_chip(found), *extension))


def day(moment: datetime) -> str:
    """The date as people here write it."""
    return formats.date_format(timezone.localdate(moment), "SHORT_DATE_FORMAT")


def before(moment: datetime) -> str:
    """A deadline as a date, with the hour only where it is not midnight."""
    local = timezone.localtime(moment)
    return day(moment) if local.time() == time.min else formats.date_format(local, "DATETIME_FORMAT")


def _line(report: Report, moment: datetime, found: Timeliness) -> str:
    date, last = before(moment), day(moment - A_MOMENT)
    if report.first_submitted_at is not None:
        sent = formats.date_format(timezone.localtime(report.first_submitted_at), "DATETIME_FORMAT")
        return _("Deadline: before %(date)s. First submitted %(sent)s.") % {"date": date, "sent": sent}
    if found.is_late:
        return _("The deadline was before %(date)s. A late report is still accepted, and marked late.") % {
            "date": date
        }
    if found.days == 0:
        return _("Deadline: before %(date)s (today is the last day).") % {"date": date}
    return ngettext(
        "Deadline: before %(date)s (%(days)s day left, until the end of %(last)s).",
        "Deadline: before %(date)s (%(days)s days left, until the end of %(last)s).",
        found.days,
    ) % {"date": date, "days": found.days, "last": last}
