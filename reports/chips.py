"""How things stand in a chip's words: a report towards its deadline, a duty, an agency's own plan and its steps."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plan_portal.chips import Chip
from reports.models import DutyStatus
from reports.rules.calendar import Timeliness
from tasks.models import AgencyPlanState
from tasks.rules.agency_plan import Standing

# How far a duty is, by the value stored; "" where nothing was said.
DUTY_STATUSES: dict[str, Chip] = {
    "": Chip(_("Nothing said"), "bad"),
    DutyStatus.NOT_STARTED: Chip(DutyStatus.NOT_STARTED.label, "still"),
    DutyStatus.IN_PROGRESS: Chip(DutyStatus.IN_PROGRESS.label, "action"),
    DutyStatus.BEHIND: Chip(DutyStatus.BEHIND.label, "care"),
    DutyStatus.DONE: Chip(DutyStatus.DONE.label, "good"),
    DutyStatus.NOT_APPLICABLE: Chip(DutyStatus.NOT_APPLICABLE.label, "still", "minus"),
}
NO_RESULT = Chip(_("No result yet"), "still", "circle-dashed")
# An agency's own plan and its steps.
NO_AGENCY_PLAN = Chip(_("No plan yet"), "still", "circle-dashed")
AGENCY_PLAN_CHIPS: dict[str, Chip] = {
    AgencyPlanState.DRAFT: Chip(AgencyPlanState.DRAFT.label, "action", "pencil-line"),
    AgencyPlanState.IN_FORCE: Chip(AgencyPlanState.IN_FORCE.label, "good", "stamp"),
}
STEP_CHIPS: dict[str, Chip] = {
    Standing.DONE: Chip(Standing.DONE.label, "good"),
    Standing.DONE_LATE: Chip(Standing.DONE_LATE.label, "good"),
    Standing.OVERDUE: Chip(Standing.OVERDUE.label, "care", "clock-alert"),
    Standing.UNDER_WAY: Chip(Standing.UNDER_WAY.label, "action"),
    Standing.TO_COME: Chip(Standing.TO_COME.label, "still"),
}
DUE_CHIP = Chip(_("Due in this period, not done"), "care", "clock-alert")
SOON = 3  # days: from here on the chip warns


def timeliness_chip(timeliness: Timeliness) -> Chip:
    """On time, N days late, N days left: one of these always holds."""
    if timeliness.is_late:
        return Chip(_days(timeliness, "late"), "bad", "clock-alert")
    if timeliness.is_settled:
        return Chip(_("On time"), "good", "clock")
    if timeliness.days == 0:
        return Chip(_("Last day"), "care", "clock")
    return Chip(_days(timeliness, "left"), "care" if timeliness.days <= SOON else "still", "clock")


def deadline_chips(timeliness: Timeliness, *, is_extended: bool) -> list[Chip]:
    """How a report stands towards its deadline, and whether it was given more time."""
    return [timeliness_chip(timeliness), *([extended_chip()] if is_extended else [])]


def extended_chip() -> Chip:
    return Chip(_("Extended"), "action", "calendar-plus")


def _days(timeliness: Timeliness, what: str) -> str:
    if what == "left":
        words = ngettext("%(days)s day left", "%(days)s days left", timeliness.days)
    elif timeliness.is_settled:
        words = ngettext("%(days)s day late", "%(days)s days late", timeliness.days)
    else:
        words = ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", timeliness.days)
    return capfirst(words % {"days": timeliness.days})
