"""Adding a duty or an indicator to a plan, and taking one back that nobody has used yet.

Each holds the plan's row locked, so that two people who add at once find different places. Lines below a new one
move down without a trace in their history: nobody changed them.

Each raises PlanClosed, and ChangeRefused where `by` does not coordinate the plan.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, Max, ProtectedError, Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from tasks.models import Duty, Indicator, LegalDocument, Plan
from tasks.services.editing import ChangeRefused, change_duty, change_indicator, open_plan
from tasks.services.kept import is_only_planned
from tasks.services.sync import PARKED


class CodeTaken(ChangeRefused):
    """The plan has this code already."""


@transaction.atomic
def add_indicator(
    *, indicator: Indicator, reporters: Collection[Agency], by: User, before: Indicator | None = None
) -> Indicator:
    """Add a figure to its plan, above `before` or as the last one of its field. Reports not yet submitted ask for it
    from now on; what was submitted stays as it is.

    Raises PlanClosed, CodeTaken, Unfit where it would contradict another indicator.
    """
    rows = _plan_of(indicator, by).indicators.all()
    _check_code(rows, indicator.code)
    of_field = rows.filter(field=indicator.field)
    indicator.order = _make_room(rows, after=of_field if of_field.exists() else rows, before=before)
    return change_indicator(indicator=indicator, reporters=reporters)


@transaction.atomic
def add_duty(
    *,
    duty: Duty,
    leads: Collection[Agency],
    coordinating: Collection[Agency],
    legal_documents: Collection[LegalDocument],
    by: User,
    before: Duty | None = None,
) -> Duty:
    """Add a duty to its plan, above `before` or as the last one of its group; those without a group come first.

    Raises PlanClosed, CodeTaken.
    """
    rows = _plan_of(duty, by).duties.all()
    _check_code(rows, duty.code)
    above = Q(group=None)
    if duty.group:
        above |= Q(group__order__lte=duty.group.order)
    duty.order = _make_room(rows, after=rows.filter(above), before=before)
    return change_duty(duty=duty, leads=leads, coordinating=coordinating, legal_documents=legal_documents)


@transaction.atomic
def remove_indicator(*, indicator: Indicator, by: User) -> None:
    """Take an indicator back that nothing hangs on, as the loader does with one that a plan's file no longer has.

    Raises PlanClosed, and ChangeRefused where a target is set, a report holds a figure, or another indicator
    is made of it.
    """
    rows = _plan_of(indicator, by).indicators.all()
    # Who is writing a figure of it holds the row: then wait, and find what he wrote.
    list(rows.select_for_update(of=("self",)).filter(pk=indicator.pk))
    made_of_it = rows.filter(Q(numerator=indicator) | Q(denominator=indicator) | Q(part_of=indicator))
    if made_of_it:
        codes = ", ".join(each.code for each in made_of_it)
        raise ChangeRefused(
            _("These indicators are made of it or a part of it: %(codes)s.") % {"codes": codes}
        )
    if indicator.targets.exists():
        raise ChangeRefused(_("A target is set for this indicator. Take the target away first."))
    try:
        with transaction.atomic():
            indicator.delete()
    except ProtectedError as error:
        raise ChangeRefused(_("Agencies have already given figures for this indicator; it stays.")) from error


@transaction.atomic
def remove_duty(*, duty: Duty, by: User) -> None:
    """Take a duty back that nothing was written for; the reports still to be sent no longer ask for it.

    Raises PlanClosed, and ChangeRefused where a report says something of it, or an agency has planned steps for it.
    """
    _plan_of(duty, by)
    # As above: who is writing about it holds the rows.
    list(duty.assignments.select_for_update(of=("self",)))
    try:
        with transaction.atomic():
            duty.delete()
    except ProtectedError as error:
        if is_only_planned(error):
            words = _("Agencies have planned steps for this duty; it stays.")
        else:
            words = _("Agencies have already reported on this duty; it stays.")
        raise ChangeRefused(words) from error


def _plan_of(row: Duty | Indicator, by: User) -> Plan:
    """Its plan, locked, which `by` must coordinate. Who did it is kept by the history of each row."""
    plan = open_plan(row.plan_id)
    if not plan.is_edited_by(by):
        raise ChangeRefused(_("Only the plan's coordinator can change what it asks for."))
    return plan


def _check_code(rows: QuerySet[Any], code: str) -> None:
    """Small and capital letters make no difference: people read codes out to each other."""
    taken = rows.filter(code__iexact=code).first()
    if taken:
        raise CodeTaken(_("This plan has the code already: %(taken)s") % {"taken": taken})


def _make_room(rows: QuerySet[Any], *, after: QuerySet[Any], before: Any) -> int:
    """A free order above `before`, or else below the last of `after`; the lines from there on move down by one."""
    there = rows.filter(pk=before.pk).first() if before else None
    order = int(there.order if there else (after.aggregate(last=Max("order"))["last"] or 0) + 1)
    # In two steps: the database checks every single line, and two may not meet on the way.
    rows.filter(order__gte=order).update(order=F("order") + PARKED)
    rows.filter(order__gte=PARKED).update(order=F("order") - PARKED + 1)
    return order
