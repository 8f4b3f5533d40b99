"""How a page answers what it could not take, so that scripts and tests can tell one reason from another."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, BaseFormSet

OK = 200
CONFLICT = 409  # What it was about has changed meanwhile, or may no longer be done.
UNREADABLE = 422  # Something that was typed or sent is wrong.


def status_of(*forms: BaseForm | BaseFormSet[Any]) -> int:
    """Of a page that shows these forms: UNREADABLE where one came back with what is wrong in it."""
    return UNREADABLE if any(form.is_bound and not form.is_valid() for form in forms) else OK
