"""What forms ask of a date that somebody types."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def not_to_come(day: date | None, today: date) -> date | None:
    """The day. Raises ValidationError if it lies ahead: nobody has signed a paper or finished a step tomorrow."""
    if day and day > today:
        raise ValidationError(_("This date has not come yet."))
    return day
