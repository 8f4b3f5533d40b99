"""A report's life (domain.md, section 4): its states, its steps, and who may take them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    DRAFT = "draft", _("Draft")
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")


class Action(models.TextChoices):
    SAVE = "save", _("Save")
    SEND_FOR_APPROVAL = "send_for_approval", _("Send for approval")
    SEND_BACK = "send_back", _("Send back to the reporter")
    SUBMIT = "submit", _("Submit")
    WITHDRAW = "withdraw", _("Withdraw")
    OPEN_REVIEW = "open_review", _("Open the review")
    RETURN = "return", _("Return")
    ACCEPT = "accept", _("Accept")
    REOPEN = "reopen", _("Reopen")
    EXTEND = "extend", _("Extend the deadline")
    REMIND = "remind", _("Remind")


class Part(models.TextChoices):
    """The part a person plays towards one report."""

    REPORTER = "reporter", _("Reporter")
    APPROVER = "approver", _("Approver")
    COORDINATOR = "coordinator", _("Coordinator")


@dataclass(frozen=True)
class Step:
    """Where an action leads, who may take it, and whether it must be explained."""

    to: State
    parts: frozenset[Part]
    needs_comment: bool = False


_OFFICE = frozenset({Part.REPORTER, Part.APPROVER})
_APPROVER = frozenset({Part.APPROVER})
_COORDINATOR = frozenset({Part.COORDINATOR})

STEPS: dict[tuple[State, Action], Step] = {
    (State.NOT_STARTED, Action.SAVE): Step(State.DRAFT, _OFFICE),
    (State.DRAFT, Action.SAVE): Step(State.DRAFT, _OFFICE),
    (State.RETURNED, Action.SAVE): Step(State.DRAFT, _OFFICE),
    (State.DRAFT, Action.SEND_FOR_APPROVAL): Step(State.AWAITING_APPROVAL, _OFFICE),
    (State.AWAITING_APPROVAL, Action.SEND_BACK): Step(State.DRAFT, _APPROVER, needs_comment=True),
    (State.DRAFT, Action.SUBMIT): Step(State.SUBMITTED, _APPROVER),
    (State.AWAITING_APPROVAL, Action.SUBMIT): Step(State.SUBMITTED, _APPROVER),
    (State.SUBMITTED, Action.WITHDRAW): Step(State.DRAFT, _APPROVER),
    (State.SUBMITTED, Action.OPEN_REVIEW): Step(State.SUBMITTED, _COORDINATOR),
    (State.SUBMITTED, Action.RETURN): Step(State.RETURNED, _COORDINATOR, needs_comment=True),
    (State.SUBMITTED, Action.ACCEPT): Step(State.ACCEPTED, _COORDINATOR),
    (State.ACCEPTED, Action.REOPEN): Step(State.RETURNED, _COORDINATOR, needs_comment=True),
} | {
    (state, action): Step(state, _COORDINATOR, needs_comment=action == Action.EXTEND)
    for action in (Action.EXTEND, Action.REMIND)
    for state in State
    if state not in {State.SUBMITTED, State.ACCEPTED}
}


@dataclass(frozen=True)
class Standing:
    """What of a report and a person decides about the person's steps."""

    state: State
    parts: frozenset[Part]
    is_submitter: bool = False
    review_opened: bool = False
    period_is_final: bool = False


class Refusal(models.TextChoices):
    """Why a step is refused, in words for the person who tried it."""

    NOT_YOURS = "not_yours", _("You may not do this with this report.")
    WRONG_STATE = "wrong_state", _("The report is no longer in a state that allows this.")
    NEEDS_COMMENT = "needs_comment", _("Say why: a comment is needed.")
    OWN_SUBMISSION = "own_submission", _("You submitted this report yourself; someone else must review it.")
    REVIEW_OPENED = "review_opened", _("The review has begun: the report can no longer be withdrawn.")
    EDITED = (
        "edited",
        _("Someone saved the report after you opened this page: read it again before you send it."),
    )
    NOT_ASKED = (
        "not_asked",
        _(
            "The plan was changed meanwhile: it no longer asks for something on this page. Open the page again."
        ),
    )
    PERIOD_FINAL = (
        "period_final",
        _("The period's consolidated report is final: its reports stay as they are."),
    )


_REVIEWING = {Action.OPEN_REVIEW, Action.ACCEPT, Action.RETURN, Action.REOPEN}


def _closed(action: Action, standing: Standing) -> Refusal | None:
    if action == Action.WITHDRAW and standing.review_opened:
        return Refusal.REVIEW_OPENED
    if action == Action.REOPEN and standing.period_is_final:
        return Refusal.PERIOD_FINAL
    if action in _REVIEWING and standing.is_submitter:
        return Refusal.OWN_SUBMISSION
    return None


def refusal(action: Action, standing: Standing, *, comment: str | None = None) -> Refusal | None:
    """Why `action` is refused in this standing, or None if it may be taken.

    Rights come before state, so that a stranger learns nothing of the state. Pass `comment` (even empty) to check
    that a step which must be explained is; None leaves that open, to ask what could be offered.
    """
    if not any(standing.parts & step.parts for (_state, a), step in STEPS.items() if a == action):
        return Refusal.NOT_YOURS
    step = STEPS.get((standing.state, action))
    if step is None:
        return Refusal.WRONG_STATE
    closed = _closed(action, standing)
    if closed is not None:
        return closed
    if step.needs_comment and comment is not None and not comment.strip():
        return Refusal.NEEDS_COMMENT
    return None


def open_actions(standing: Standing) -> Iterator[Action]:
    """The actions to offer in this standing, in the order they are declared."""
    return (action for action in Action if refusal(action, standing) is None)
