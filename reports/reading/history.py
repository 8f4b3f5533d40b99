"""What happened to a report, for the reader: the agency sees every step, its coordinator what passed between the
offices, leadership nothing (domain.md, section 5: it reads results, not the audit trail)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models import Notice, Report, ReportEvent
from reports.rules.workflow import Action
from reports.services.of_report import events_of

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
    """One line of the timeline (plan_portal/timeline.py)."""

    when: datetime
    what: str
    who: str
    note: str = ""
    variant: str = "still"
    icon: str = "circle-dot"
    told: Sequence[str] = ()
    url: str = ""
    link: str = ""


def history_for(user: User, report: Report) -> list[Happening]:
    """Newest first; a report sent again leads to what changed since the submission before."""
    is_own = report.agency_id in user.access.own_agencies
    if is_own:
        events = events_of(report)
    elif user.access.is_administrator or report.plan.is_edited_by(user):  # As `auditable_by`.
        events = [event for event in events_of(report) if event.action in BETWEEN_OFFICES]
    else:
        events = []
    before, told = _numbers_before(events, is_own), _told(report, events)
    return [replace(_with_changes(event, before), told=told.get(event.at, ())) for event in events]


def _told(report: Report, events: Iterable[ReportEvent]) -> Mapping[datetime, Sequence[str]]:
    """Who was told by a coordinator's extensions and reminders, by their moment."""
    if not any(event.action in {Action.EXTEND, Action.REMIND} for event in events):
        return {}
    return Notice.objects.of_acts().of_report(report).names_by_moment()


def _numbers_before(events: Iterable[ReportEvent], is_own: bool) -> dict[int, int]:
    """By the number of a submission that the reader may read, the number of the one before it."""
    numbers = sorted(
        {
            event.submission.number
            for event in events
            if event.submission and (is_own or event.submission.withdrawn_at is None)
        }
    )
    return dict(zip(numbers[1:], numbers, strict=False))


def _with_changes(event: ReportEvent, before: Mapping[int, int]) -> Happening:
    line = happening(event)
    if event.action != Action.SUBMIT or event.submission is None or event.submission.number not in before:
        return line
    number = event.submission.number
    link = gettext("What changed since submission no. %(number)s") % {"number": before[number]}
    return replace(line, url=compare_url(event.report_id, before[number], number), link=link)


def compare_url(report: int, earlier: int, later: int) -> str:
    """The page that compares two submissions of a report."""
    return f"{reverse('reports:compare', args=[report])}?from={earlier}&to={later}"


def happening(event: ReportEvent) -> Happening:
    what, variant, icon = WORDS[Action(event.action)]
    words = str(what)
    if event.submission and event.action == Action.SUBMIT:
        words = gettext("Submitted, submission no. %(number)s") % {"number": event.submission.number}
    who = ", ".join(filter(None, [str(event.actor), event.actor.post]))
    return Happening(event.at, words, who, event.comment, variant, icon)
