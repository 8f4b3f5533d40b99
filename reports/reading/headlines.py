"""One sentence and one main button for each state of a report, for the person who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import User
from plan_portal.addresses import address
from reports.models import Report
from reports.reading.deadlines import deadline_of
from reports.reading.places import Page, edit_url
from reports.rules.workflow import Part, State
from reports.services.steps import parts_of


@dataclass(frozen=True)
class Headline:
    """`words` say what must be done now; without `button` there is nothing for this person to do."""

    words: str
    button: str = ""
    url: str = ""
    icon: str = ""
    tone: str = "now"


def headline_of(report: Report, user: User, now: datetime) -> Headline:
    name = {"report": in_a_sentence(report.period.name)}
    read = address("reports:report", report.pk)
    write = edit_url(report, Page.DUTIES)
    match State(report.state):
        case State.NOT_STARTED:
            return Headline(
                _days_for(report, now), _("Start the report"), write, "pencil-line", _tone(report, now)
            )
        case State.DRAFT:
            return Headline(
                _days_for(report, now), _("Go on writing"), write, "pencil-line", _tone(report, now)
            )
        case State.AWAITING_APPROVAL:
            return _awaiting(report, user, name, read)
        case State.RETURNED:
            words = (
                _("The %(report)s was returned: change what the comments ask for, then send it again.") % name
            )
            return Headline(words, _("Change as asked"), write, "undo-2", "care")
        case State.SUBMITTED:
            words = (
                _("The %(report)s has been submitted. The coordinator reviews it; you have nothing to do.")
                % name
            )
            return Headline(words, _("Read the report"), read, "eye", "good")
        case State.ACCEPTED:
            return Headline(
                _("The %(report)s was accepted.") % name, _("Read the report"), read, "eye", "good"
            )


def in_a_sentence(name: str) -> str:
    """A report's name as it stands inside a sentence."""
    return name[:1].lower() + name[1:]


def _awaiting(report: Report, user: User, name: dict[str, str], read: str) -> Headline:
    if Part.APPROVER in parts_of(user, report):
        return Headline(
            _("The %(report)s awaits your approval.") % name, _("Read and approve"), read, "stamp"
        )
    words = _("The %(report)s awaits the approval of your head of office; you have nothing to do.") % name
    return Headline(words, _("Read the report"), read, "eye")


def _days_for(report: Report, now: datetime) -> str:
    name = in_a_sentence(report.period.name)
    found = deadline_of(report, now).timeliness
    if found.is_settled:
        return _("The %(report)s is being changed: send it again when it is ready.") % {"report": name}
    if found.is_late:
        return ngettext(
            "The %(report)s is %(days)s day late.", "The %(report)s is %(days)s days late.", found.days
        ) % {"days": found.days, "report": name}
    if found.days == 0:
        return _("Today is the last day to send the %(report)s.") % {"report": name}
    return ngettext(
        "%(days)s day left to send the %(report)s.", "%(days)s days left to send the %(report)s.", found.days
    ) % {"days": found.days, "report": name}


def _tone(report: Report, now: datetime) -> str:
    return {"past": "bad", "near": "care"}.get(deadline_of(report, now).tone, "now")
