"""Asking agencies for their own plans. Planning itself is `tasks.services.agency_plans`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from agencies.models import Agency, User
from reports.models import Notice, NoticeKind, Report, ReportingPeriod
from reports.services.notices import tell_now
from tasks.models import AgencyPlan, AgencyPlanState, Plan


def without_issued_plan(plan: Plan, codes: Collection[str] = ()) -> list[Agency]:
    """Agencies with a duty in the plan that have issued none of their own, in official order; of these only those whose
    codes are given, if any are."""
    issued = AgencyPlan.objects.of_plan(plan).in_state(AgencyPlanState.IN_FORCE)
    missing = plan.agencies().exclude(pk__in=issued.values("agency"))
    return list(missing.filter(code__in=codes) if codes else missing)


@transaction.atomic
def ask_for_agency_plans(
    *, plan: Plan, agencies: Sequence[Agency], by: User, message: str, now: datetime
) -> list[Notice]:
    """The coordinator asks agencies for their plans, in words of his own. A message belongs to a period: the one due
    next, or the last. An agency without anyone to tell gets none; if `by` does not coordinate the plan, nobody does."""
    period = ReportingPeriod.objects.nearest(plan, now)
    if period is None or not plan.is_edited_by(by):
        return []
    reports = list(Report.objects.of_periods([period]).filter(agency__in=agencies).with_context())
    return tell_now(kind=NoticeKind.AGENCY_PLAN, reports=reports, by=by, message=message, now=now)
