"""What pages of a plan list, read as plain values or as little of a record as they show."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from agencies.models import Agency
from plan_portal.prepared import Prepared
from tasks.models import Assignment, Duty, DutyGroup, Indicator, LegalDocument, PlanParagraph


@Prepared
def agencies_of(plan: int) -> QuerySet[Agency, tuple[str, str]]:
    """Codes and names of the agencies that must report, in their official order."""
    return Agency.objects.filter(assignments__duty__plan=plan).distinct().values_list("code", "name")


@Prepared
def obliged_by(plan: int) -> QuerySet[Agency, int]:
    """Agencies with a duty, in any order."""
    obliged = Agency.objects.filter(assignments__duty__plan=plan)
    return obliged.order_by().distinct().values_list("pk", flat=True)


@Prepared
def assigned_to(duty: int) -> QuerySet[Assignment, tuple[str, str]]:
    """Role and name of each agency that has a duty."""
    given = Assignment.objects.filter(duty=duty).order_by("agency__order")
    return given.values_list("role", "agency__name")


@Prepared
def paragraphs_of(plan: int) -> QuerySet[PlanParagraph]:
    return PlanParagraph.objects.filter(plan=plan).order_by("part", "order")


@Prepared
def reporters_in(plan: int) -> QuerySet[Indicator, tuple[int, str]]:
    """Pairs of an indicator's id and the short name of an agency that reports it."""
    return Indicator.objects.reporter_values(plan, "short_name")


# What the forms of a plan offer to choose from.
@Prepared
def indicators_offered(plan: int) -> QuerySet[Indicator]:
    return Indicator.objects.offered(plan)


@Prepared
def reporters_offered(plan: int, indicator: int) -> QuerySet[Agency, tuple[int, str]]:
    """Agencies with a duty in the plan, and those that report the indicator already."""
    obliged = Agency.objects.filter(assignments__duty__plan=plan).order_by().values("pk")
    at_it = Agency.objects.filter(indicators=indicator).order_by().values("pk")
    return Agency.objects.filter(Q(pk__in=obliged) | Q(pk__in=at_it)).values_list("pk", "name")


@Prepared
def duties_offered(plan: int) -> QuerySet[Duty]:
    return Duty.objects.filter(plan=plan).only("code", "text", "group").order_by("order")


@Prepared
def duty_groups_offered(plan: int) -> QuerySet[DutyGroup]:
    return DutyGroup.objects.filter(plan=plan).order_by("order")


@Prepared
def documents_offered() -> QuerySet[LegalDocument]:
    return LegalDocument.objects.all()
