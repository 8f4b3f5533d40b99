"""Saving what an agency writes in its report.

`save_fields` is for people who type: field by field, so that several can write at once. `save_report` applies a whole
set of changes made on one revision, all or nothing: a file filled in elsewhere, the demonstration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from agencies.models import User
from reports.models import Report
from reports.rules.fields import DUTY, INDICATOR, SECTION, Edit, Outcome, Place, Value, judge
from reports.rules.workflow import Action, State
from reports.services.fields import Fields
from reports.services.steps import check_step, lock_report, take_step


@dataclass(frozen=True)
class DutyEntry:
    """What is to be saved for one duty."""

    status: str
    done: str = ""
    difficulties: str = ""


@dataclass(frozen=True)
class FigureEntry:
    """What is to be saved for one figure. `value` None empties it, which is not zero."""

    value: Decimal | None
    explanation: str = ""


@dataclass(frozen=True)
class ReportChanges:
    """What one save changes: sections by code, duties by assignment id, figures by indicator id."""

    sections: Mapping[str, str] = field(default_factory=dict)
    duties: Mapping[int, DutyEntry] = field(default_factory=dict)
    figures: Mapping[int, FigureEntry] = field(default_factory=dict)

    def fields(self) -> Iterator[tuple[Place, Value]]:
        for code, text in self.sections.items():
            yield Place(SECTION, code, "text"), text
        for pk, duty in self.duties.items():
            yield Place(DUTY, pk, "status"), duty.status
            yield Place(DUTY, pk, "done"), duty.done
            yield Place(DUTY, pk, "difficulties"), duty.difficulties
        for pk, figure in self.figures.items():
            yield Place(INDICATOR, pk, "value"), figure.value
            yield Place(INDICATOR, pk, "explanation"), figure.explanation


class EditedMeanwhile(Exception):
    """Someone saved the report after it was read. `report` says who and when; nothing was saved."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"edited by {report.edited_by} at {report.edited_at}")
        self.report = report


@dataclass(frozen=True)
class Conflict:
    """A field that someone else changed in between: it holds `stored`, and the edit was not saved. `by` and `at` are
    None where it is not known who wrote that."""

    place: Place
    stored: Value
    by: User | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Saved:
    """The report after a save, and what of it was refused."""

    report: Report
    conflicts: tuple[Conflict, ...] = ()


@transaction.atomic
def save_fields(*, report: Report, by: User, edits: Collection[Edit], now: datetime) -> Saved:
    """Save each edit whose author saw what is stored; the others come back as conflicts, and nothing is overwritten.

    An edit that says what is stored already counts as saved. Raises StepRefused if the report may not be edited
    now, or for a duty or figure that is not, or no longer, asked of this agency; then nothing is saved.
    """
    report = lock_report(report)
    check_step(Action.SAVE, report, by)
    touched = [edit for edit in edits if edit.is_touched]
    fields = Fields(report, [edit.place for edit in touched])
    outcomes = [(edit, judge(edit, fields.value(edit.place))) for edit in touched]
    conflicts = tuple(
        _conflict(fields, edit.place, by) for edit, outcome in outcomes if outcome == Outcome.REFUSED
    )
    changes = {edit.place: edit.value for edit, outcome in outcomes if outcome == Outcome.SAVED}
    fields.store(changes, by=by, now=now)
    if changes or (report.state != State.DRAFT and not conflicts):  # Saving as it is starts a report, too.
        _count_and_mark(report, by=by, now=now)
    return Saved(report, conflicts)


@transaction.atomic
def save_report(
    *, report: Report, by: User, changes: ReportChanges, expected_revision: int, now: datetime
) -> Report:
    """Save all of `changes`, made on the report's `expected_revision`. Returns the report at its new revision.

    Raises StepRefused if the report may not be edited now, or for a duty or figure that is not asked of this agency,
    EditedMeanwhile if someone else saved first, ValueError for a section there is none of.
    """
    report = lock_report(report)
    check_step(Action.SAVE, report, by)
    if report.revision != expected_revision:
        raise EditedMeanwhile(report)
    wanted = dict(changes.fields())
    Fields(report, wanted).store(wanted, by=by, now=now)
    _count_and_mark(report, by=by, now=now)
    return report


def mark_edited(report: Report, *, by: User, now: datetime) -> None:
    """Note who last changed a locked report, and make it a draft if it was not one. For services only."""
    report.edited_at = now
    report.edited_by = by
    if report.state == State.DRAFT:
        report.save(update_fields=["revision", "edited_at", "edited_by"])
    else:
        take_step(Action.SAVE, report, by=by, now=now)


def _count_and_mark(report: Report, *, by: User, now: datetime) -> None:
    report.revision += 1
    mark_edited(report, by=by, now=now)


def _conflict(fields: Fields, place: Place, by: User) -> Conflict:
    who, when = fields.last_change(place)
    if (
        who == by
    ):  # He wrote in another field of the same duty or figure since; who wrote in this one is not kept.
        who = when = None
    return Conflict(place, fields.value(place), who, when)
