"""What happened to a report, for the reader: the agency sees every step, its coordinator what passed between the
offices, leadership nothing (domain.md, section 5: it reads results, not the audit trail)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models import Notice, Report, ReportEvent
from reports.rules.workflow import Action

BETWEEN_OFFICES = frozenset(
    {
        Action.SUBMIT,
        Action.WITHDRAW,
        Action.OPEN_REVIEW,
        Action.RETURN,
        Action.ACCEPT,
        Action.REOPEN,
        Action.EXTEND,
        Action.REMIND,
    }
)

WORDS = {
    Action.SAVE: (_("Opened for writing"), "still", "pencil-line"),
    Action.SEND_FOR_APPROVAL: (_("Sent for approval"), "action", "hourglass"),
    Action.SEND_BACK: (_("Sent back to the reporter"), "care", "undo-2"),
    Action.SUBMIT: (_("Submitted"), "action", "send"),
    Action.WITHDRAW: (_("Withdrawn by the agency"), "care", "undo"),
    Action.OPEN_REVIEW: (_("Review begun"), "still", "search"),
    Action.RETURN: (_("Returned by the coordinator"), "care", "undo-2"),
    Action.ACCEPT: (_("Accepted"), "good", "circle-check"),
    Action.REOPEN: (_("Reopened by the coordinator"), "care", "lock-open"),
    Action.EXTEND: (_("Deadline extended"), "action", "calendar-plus"),
    Action.REMIND: (_("Reminded by the coordinator"), "care", "bell"),
}


@dataclass(frozen=True)
class Happening:
    """One line of the timeline (templates/components/timeline.html)."""

    when: datetime
    what: str
    who: str
    note: str = ""
    variant: str = "still"
    icon: str = "circle-dot"
    told: Sequence[str] = ()


def history_for(user: User, report: Report) -> list[Happening]:
    """Newest first."""
    if report.agency_id in user.access.own_agencies:
        events = list(ReportEvent.objects.of_report(report))
    else:
        audited = ReportEvent.objects.auditable_by(user).of_report(report)
        events = [event for event in audited if event.action in BETWEEN_OFFICES]
    told = _told(report, events)
    return [replace(happening(event), told=told.get(event.at, ())) for event in events]


def _told(report: Report, events: Iterable[ReportEvent]) -> Mapping[datetime, Sequence[str]]:
    """Who was told by a coordinator's extensions and reminders, by their moment."""
    if not any(event.action in {Action.EXTEND, Action.REMIND} for event in events):
        return {}
    return Notice.objects.of_acts().of_report(report).names_by_moment()


def happening(event: ReportEvent) -> Happening:
    what, variant, icon = WORDS[Action(event.action)]
    words = str(what)
    if event.submission and event.action == Action.SUBMIT:
        words = gettext("Submitted, submission no. %(number)s") % {"number": event.submission.number}
    who = ", ".join(filter(None, [str(event.actor), event.actor.post]))
    return Happening(event.at, words, who, event.comment, variant, icon)
