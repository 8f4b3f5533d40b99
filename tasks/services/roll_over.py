"""Next year's plan from this one: who does what is carried over, what was achieved and aimed at is not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from tasks.models import Assignment, AssignmentRole, Duty, Indicator, Plan, PlanState

M = TypeVar("M", bound=models.Model)


class RollOverRefused(Exception):
    """Why there is no next plan to make, for the person who asked."""


def title_for(plan: Plan, year: int) -> str:
    """The title with the plan's year replaced."""
    return plan.title.replace(str(plan.year), str(year))


@transaction.atomic
def roll_over_plan(
    *,
    plan: Plan,
    year: int,
    code: str,
    by: User,
    title: str = "",
    number: str = "",
    issued_on: date | None = None,
) -> Plan:
    """Make a draft for a later `year`: paragraphs, legal documents, duties, indicators, schedule and reminders are
    carried; targets and figures are not. Without `title` this plan's is taken, its year replaced. A successor takes
    the place of an agency dissolved by the start of the new year; one dissolved without successor drops out.

    Raises RollOverRefused if `by` does not coordinate the plan, the next plan exists, or nobody could coordinate it.
    """
    plan = Plan.objects.locked(plan.pk)
    _check(plan, year=year, code=code, by=by)
    heirs = heirs_on(date(year, 1, 1))
    coordinator = heirs.get(plan.coordinator_id)
    if coordinator is None:
        raise RollOverRefused(_("The coordinating agency was dissolved and has no successor."))
    made = Plan.objects.create(
        code=code,
        year=year,
        title=title or title_for(plan, year),
        number=number,
        issued_on=issued_on,
        issuer=plan.issuer,
        place=plan.place,
        basis=plan.basis,
        state=PlanState.DRAFT,
        coordinator=coordinator,
        previous=plan,
    )
    made.legal_documents.set(plan.legal_documents.all())
    for rows in (plan.paragraphs, plan.schedule, plan.reminders):
        for row in rows.all():
            _copy(row, plan=made)
    _copy_duties(plan, made, heirs)
    _copy_indicators(plan, made, heirs)
    return made


def _check(plan: Plan, *, year: int, code: str, by: User) -> None:
    if not plan.is_edited_by(by):
        raise RollOverRefused(_("Only the plan's coordinator can roll it over."))
    following = Plan.objects.filter(previous=plan).first()
    if following:
        raise RollOverRefused(_("The next plan exists already: %s.") % following.code)
    if Plan.objects.filter(code=code).exists():
        raise RollOverRefused(_("Another plan has the code %s.") % code)
    if year <= plan.year:
        raise RollOverRefused(_("The new plan's year must come after %s.") % plan.year)


def heirs_on(day: date) -> dict[int, Agency | None]:
    """For every agency, by id, the one that does its work on `day`: itself, its successor, or nobody."""
    every = {agency.pk: agency for agency in Agency.objects.all()}

    def heir(agency: Agency | None) -> Agency | None:
        seen: set[int] = set()
        while agency and agency.dissolved_on and agency.dissolved_on <= day:
            if agency.pk in seen or agency.successor_id is None:
                return None
            seen.add(agency.pk)
            agency = every[agency.successor_id]
        return agency

    return {pk: heir(agency) for pk, agency in every.items()}


def _copy(row: M, **changed: Any) -> M:
    """A new row with the values of `row`, except those `changed`."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    changed_ids = {row._meta.get_field(name).attname: None for name in changed}  # type: ignore[union-attr]
    kept = {name: value for name, value in values.items() if name not in changed_ids}
    return type(row)._default_manager.create(**kept, **changed)


def _copy_duties(plan: Plan, made: Plan, heirs: dict[int, Agency | None]) -> None:
    groups = {group.pk: _copy(group, plan=made) for group in plan.duty_groups.all()}
    for duty in Duty.objects.of_plan(plan):
        group = groups[duty.group_id] if duty.group_id else None
        copy = _copy(duty, plan=made, group=group)
        copy.legal_documents.set(duty.legal_documents.all())
        # Two agencies may have become one: it leads where either of them led.
        roles: dict[Agency, str] = {}
        for assignment in duty.assignments.all():
            agency = heirs[assignment.agency_id]
            if agency and roles.get(agency) != AssignmentRole.LEAD:
                roles[agency] = assignment.role
        for agency, role in roles.items():
            Assignment.objects.create(duty=copy, agency=agency, role=role)


def _copy_indicators(plan: Plan, made: Plan, heirs: dict[int, Agency | None]) -> None:
    copies: dict[int, Indicator] = {}
    for indicator in _parts_first(Indicator.objects.of_plan(plan)):
        tied = {
            name: copies.get(getattr(indicator, f"{name}_id"))
            for name in ("numerator", "denominator", "part_of")
        }
        copies[indicator.pk] = copy = _copy(indicator, plan=made, **tied)
        copy.reporters.set({agency for old in indicator.reporters.all() if (agency := heirs[old.pk])})


def _parts_first(indicators: Iterable[Indicator]) -> Iterable[Indicator]:
    """Each indicator after those it is made of or a part of (the database knows no circle: the loader refuses one)."""
    waiting = {each.pk: each for each in indicators}
    while waiting:
        ready = [
            each
            for each in waiting.values()
            if waiting.keys().isdisjoint({each.numerator_id, each.denominator_id, each.part_of_id})
        ]
        if not ready:
            raise RollOverRefused(_("Some indicators are made of one another; please mend that first."))
        for each in ready:
            del waiting[each.pk]
            yield each
