"""Acts on a plan from which periods follow: they live here, because the plan itself knows nothing of reports."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from reports.models import ReportingPeriod
from reports.services.periods import Generated, follow_schedule, forget_unasked, generate_periods
from tasks.models import Duty, LegalDocument, Plan, PlanState, ScheduleEntry
from tasks.rules.plan_file import PlanFile
from tasks.services.adding import add_duty, remove_duty
from tasks.services.editing import ChangeRefused, change_duty, open_plan
from tasks.services.load_plan import LoadResult, load_plan


@dataclass(frozen=True)
class Loaded:
    plan: LoadResult
    periods: Generated | None


@transaction.atomic
def load_plan_and_periods(*, plan_file: PlanFile, now: datetime) -> Loaded:
    """Load a plan and, if it is in force, make its periods; periods that exist follow a changed schedule, and an
    agency that has no duty any more is not expected to report. Raises LoadRefused or PeriodsRefused; then nothing is
    loaded."""
    loaded = load_plan(plan_file=plan_file)
    if loaded.plan.state != PlanState.ACTIVE:
        return Loaded(plan=loaded, periods=None)
    if loaded.created or loaded.updated or loaded.removed:
        follow_schedule(plan=loaded.plan)
        forget_unasked(plan=loaded.plan, now=now)
    return Loaded(plan=loaded, periods=generate_periods(plan=loaded.plan, now=now))


@transaction.atomic
def issue_plan(*, plan: Plan, by: User, now: datetime) -> Plan:
    """Put a draft in force: everybody sees it, its periods and expected reports exist from now on.

    Raises ChangeRefused if it is no draft or `by` does not coordinate it, PeriodsRefused if its schedule does not fit.
    """
    plan = Plan.objects.locked(plan.pk)
    if not plan.is_edited_by(by):
        raise ChangeRefused(_("Only the plan's coordinator can put it in force."))
    if not plan.is_draft:
        raise ChangeRefused(_("This plan is already in force."))
    plan.state = PlanState.ACTIVE
    plan.save()
    generate_periods(plan=plan, now=now)
    return plan


@transaction.atomic
def close_plan(*, plan: Plan, by: User) -> Plan:
    """End a plan whose every period has its final consolidated report: nobody is asked for anything of it any more,
    and all of it can still be read.

    Raises ChangeRefused if it is not in force, `by` does not coordinate it, or a period is not consolidated yet.
    """
    plan = Plan.objects.locked(plan.pk)
    if not plan.is_edited_by(by):
        raise ChangeRefused(_("Only the plan's coordinator can close it."))
    if plan.state != PlanState.ACTIVE:
        raise ChangeRefused(_("Only a plan in force can be closed."))
    if not ReportingPeriod.objects.all_final_in(plan):
        raise ChangeRefused(_("A plan can be closed once every period has its final consolidated report."))
    plan.state = PlanState.CLOSED
    plan.save()
    return plan


@transaction.atomic
def change_duty_and_reports(
    *,
    duty: Duty,
    leads: Collection[Agency],
    coordinating: Collection[Agency],
    legal_documents: Collection[LegalDocument],
    now: datetime,
) -> Duty:
    """Change a duty and who has it; an agency that had no duty yet is from now on expected to report, and one
    that has none any more is not. Raises what `change_duty` raises."""
    plan = open_plan(duty.plan_id)
    changed = change_duty(duty=duty, leads=leads, coordinating=coordinating, legal_documents=legal_documents)
    _expect_reports(plan, now)
    forget_unasked(plan=plan, now=now)
    return changed


@transaction.atomic
def remove_duty_and_reports(*, duty: Duty, by: User, now: datetime) -> None:
    """Take a duty back that nothing was written for; an agency that has none any more is not expected to report.
    Raises what `remove_duty` raises."""
    plan = open_plan(duty.plan_id)
    remove_duty(duty=duty, by=by)
    forget_unasked(plan=plan, now=now)


@transaction.atomic
def add_duty_and_reports(
    *,
    duty: Duty,
    leads: Collection[Agency],
    coordinating: Collection[Agency],
    legal_documents: Collection[LegalDocument],
    by: User,
    before: Duty | None,
    now: datetime,
) -> Duty:
    """Add a duty to its plan; reports not yet submitted ask for it, and an agency that had no duty yet is from now on
    expected to report. Raises what `add_duty` raises."""
    plan = open_plan(duty.plan_id)
    added = add_duty(
        duty=duty,
        leads=leads,
        coordinating=coordinating,
        legal_documents=legal_documents,
        by=by,
        before=before,
    )
    _expect_reports(plan, now)
    return added


def _expect_reports(plan: Plan, now: datetime) -> None:
    """Of a plan that was read locked: it may have been issued since the page was opened."""
    if not plan.is_draft:
        generate_periods(plan=plan, now=now)


@transaction.atomic
def change_schedule(*, entry: ScheduleEntry) -> ScheduleEntry:
    """Save a changed entry; the period it stands for moves along. Raises PlanClosed, PeriodsRefused."""
    plan = open_plan(entry.plan_id)
    entry.save()
    if not plan.is_draft:
        follow_schedule(plan=plan)
    return entry
