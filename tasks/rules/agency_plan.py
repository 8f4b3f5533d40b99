"""An agency's own plan: how a step stands on a day, what lies outside the plan's year, the same day in another year."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

FEBRUARY = 2


class Standing(models.TextChoices):
    """How a step stands on a day. Computed, never stored."""

    DONE = "done", _("Done")
    DONE_LATE = "done_late", _("Done after its time")
    OVERDUE = "overdue", _("Due, not done")
    UNDER_WAY = "under_way", _("Under way")
    TO_COME = "to_come", _("Not due yet")

    @property
    def is_done(self) -> bool:
        return self in {Standing.DONE, Standing.DONE_LATE}


@dataclass(frozen=True)
class StepLine:
    """One step as it is typed. `pk` names the step it replaces; None makes a new one."""

    what: str
    unit: str
    starts_on: date
    ends_on: date
    done_on: date | None = None
    pk: int | None = None


def standing_on(day: date, step: StepLine) -> Standing:
    """A step is due until the end of its last day."""
    if step.done_on is not None:
        return Standing.DONE if step.done_on <= step.ends_on else Standing.DONE_LATE
    if step.ends_on < day:
        return Standing.OVERDUE
    return Standing.UNDER_WAY if step.starts_on <= day else Standing.TO_COME


def is_due_by(last_day: date, step: StepLine) -> bool:
    """Should the step be done once `last_day` is over?"""
    return step.ends_on <= last_day


def is_outside(year: int, step: StepLine) -> bool:
    """Does any of its days lie outside the plan's year? Worth a warning, no refusal: some works begin in December."""
    return step.starts_on.year != year or step.ends_on.year != year


def moved(day: date, *, years: int) -> date:
    """The same day so many years later; 29/2 becomes 28/2 where the year has no such day."""
    year = day.year + years
    if (day.month, day.day) == (FEBRUARY, 29) and not calendar.isleap(year):
        return date(year, FEBRUARY, 28)
    return day.replace(year=year)


def digest_of(steps: Iterable[StepLine]) -> str:
    """What a duty's steps are, short: a page opened on other steps than those stored is told so."""
    lines = sorted((each.pk or 0, each) for each in steps)
    return hashlib.sha256(repr(lines).encode()).hexdigest()[:16]
