"""What keeps a row of the plan from being taken away: what agencies reported on it, or planned for it."""

from __future__ import annotations

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from tasks.models import PlanStep


def is_only_planned(error: ProtectedError) -> bool:
    """Is it kept by planned steps alone? Those their agency can still take out; what was reported stays for good."""
    return all(isinstance(each, PlanStep) for each in error.protected_objects)


def words_on_loss(error: ProtectedError) -> str:
    """What a plan's file would lose, for the person who loads it."""
    if is_only_planned(error):
        duties = [step.assignment for step in error.protected_objects if isinstance(step, PlanStep)]
        planned = {f"{each.duty.code} – {each.agency.short_name}" for each in duties}
        return _("The file no longer has something that agencies have planned steps for: %s") % _some(planned)
    reported = {str(each) for each in error.protected_objects if not isinstance(each, PlanStep)}
    return _("The file no longer has something that results were written for: %s") % _some(reported)


def _some(names: set[str]) -> str:
    return ", ".join(sorted(names)[:3])
