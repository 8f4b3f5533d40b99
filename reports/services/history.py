"""What happened to a report, newest first, in the words of a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reports.models import Report
from reports.rules.workflow import Action

_LOOKS: dict[str, tuple[str, str]] = {
    Action.SAVE: ("still", "pencil-line"),
    Action.SEND_FOR_APPROVAL: ("action", "hourglass"),
    Action.SEND_BACK: ("care", "undo-2"),
    Action.SUBMIT: ("action", "send"),
    Action.WITHDRAW: ("care", "undo-2"),
    Action.OPEN_REVIEW: ("still", "eye"),
    Action.RETURN: ("care", "undo-2"),
    Action.ACCEPT: ("good", "circle-check"),
    Action.REOPEN: ("care", "lock-open"),
    Action.EXTEND: ("action", "calendar-plus"),
}


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    when: datetime
    what: str
    who: str
    note: str
    variant: str
    icon: str


# What an agency does among its own people is not for its reader outside.
INSIDE = frozenset({Action.SAVE, Action.SEND_FOR_APPROVAL, Action.SEND_BACK})


def history_of(report: Report) -> list[Happening]:
    """The steps that people outside the agency may know of."""
    events = report.events.exclude(action__in=INSIDE).select_related("actor").order_by("-at", "-pk")
    return [
        Happening(
            when=event.at,
            what=event.get_action_display(),
            who=str(event.actor),
            note=event.comment,
            variant=_LOOKS[event.action][0],
            icon=_LOOKS[event.action][1],
        )
        for event in events
    ]
