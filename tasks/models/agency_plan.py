"""The agency's own plan (kế hoạch của đơn vị), which section I.3 of the plan asks for: steps, times, who does them.

Its targets are `Target`s with an agency. The signed paper stands in `reports`, where files are checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.models import Agency
from tasks.models.duty import Assignment
from tasks.models.plan import Plan
from tasks.rules.agency_plan import Standing, StepLine, standing_on

if TYPE_CHECKING:
    from agencies.models import User


class AgencyPlanState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    IN_FORCE = "in_force", _("Issued")


class AgencyPlanQuerySet(models.QuerySet["AgencyPlan"]):
    def visible_to(self, user: User) -> AgencyPlanQuerySet:
        """An agency's own people read theirs in any state; the plan's coordinator and leadership once it is issued:
        a draft is the agency's own, as with reports."""
        access = user.access
        issued = Q(state=AgencyPlanState.IN_FORCE)
        allowed = Q(agency__in=access.own_agencies) | issued & Q(plan__coordinator__in=access.coordinates_for)
        if access.is_leadership:
            allowed |= issued
        return self.filter(allowed).with_context()

    def with_context(self) -> AgencyPlanQuerySet:
        return self.select_related("agency", "plan", "plan__coordinator", "edited_by", "confirmed_by")

    def at(self, agency: str, plan: str) -> AgencyPlan | None:
        """The one under these codes, or None."""
        found = self.filter(agency__code=agency, plan__code=plan).select_related(None)
        return found.select_related("agency", "plan", "edited_by").order_by("pk").first()

    def of(self, plan: Plan, agency: Agency) -> AgencyPlan | None:
        """That of this agency for this plan, if it was begun, with the very plan and agency given."""
        found = self.filter(plan=plan, agency=agency).select_related("edited_by").order_by("pk").first()
        if found:
            found.plan, found.agency = plan, agency
        return found

    def of_plan(self, plan: Plan) -> AgencyPlanQuerySet:
        return self.filter(plan=plan)

    def of_agency(self, agency: Agency | int) -> AgencyPlanQuerySet:
        return self.filter(agency=agency)

    def in_state(self, state: str) -> AgencyPlanQuerySet:
        return self.filter(state=state)


class AgencyPlan(models.Model):
    """One agency's plan for its duties in one plan. In force once its approver says that the signed paper was issued,
    with its number and day; it can still be changed, and the history keeps what it was."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="agency_plans", verbose_name=_("plan")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="agency_plans", verbose_name=_("agency")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AgencyPlanState.choices, default=AgencyPlanState.DRAFT
    )
    number = models.CharField(_("number of the signed plan"), max_length=60, blank=True)
    issued_on = models.DateField(_("date of the signed plan"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed as issued"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    edited_at = models.DateTimeField(_("last changed"))
    edited_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("last changed by")
    )

    # When it was last touched is told by the rows of what was changed.
    history = HistoricalRecords(excluded_fields=["edited_at", "edited_by"])
    objects = AgencyPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency's plan")
        verbose_name_plural = _("agencies' plans")
        ordering: ClassVar = ["-plan__year", "agency__order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "agency"],
                name="agency_plan_once",
                violation_error_message=_("This agency already has its plan for this year."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=AgencyPlanState.DRAFT,
                    number="",
                    issued_on=None,
                    confirmed_at=None,
                    confirmed_by=None,
                )
                | Q(
                    ~Q(number=""),
                    state=AgencyPlanState.IN_FORCE,
                    issued_on__isnull=False,
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                ),
                name="agency_plan_issued_has_its_paper",
                violation_error_message=_(
                    "An issued plan, and only an issued one, has a number, a date and who confirmed it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} - {self.plan.year}"

    @property
    def is_draft(self) -> bool:
        return self.state == AgencyPlanState.DRAFT


class PlanStepQuerySet(models.QuerySet["PlanStep"]):
    def of(self, plan: Plan | int, agency: Agency | int) -> PlanStepQuerySet:
        """The steps of an agency's plan, with the duty each belongs to."""
        return self.filter(assignment__agency=agency, assignment__duty__plan=plan).select_related(
            "assignment__duty"
        )

    def of_plan(self, plan: Plan) -> PlanStepQuerySet:
        return self.filter(assignment__duty__plan=plan)

    def standings(self, plan: Plan, agency: Agency, day: date) -> list[Standing]:
        """How the steps of an agency's plan stand on a day."""
        rows = self.filter(assignment__agency=agency, assignment__duty__plan=plan).order_by()
        lines = rows.values_list("what", "unit", "starts_on", "ends_on", "done_on", "pk")
        return [standing_on(day, StepLine(*line)) for line in lines]


class PlanStep(models.Model):
    """One step towards a duty. It hangs on the assignment, which says whose it is and in which plan; a duty
    stays with an agency as long as there are steps for it: nobody loses what he planned without a word.

    `starts_on` is the planned day: who is quick may be done before it."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="steps", verbose_name=_("assignment")
    )
    what = models.CharField(_("step"), max_length=500)
    unit = models.CharField(_("unit that carries it out"), max_length=200)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    done_on = models.DateField(_("done on"), null=True, blank=True)

    history = HistoricalRecords()
    objects = PlanStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["assignment__duty__order", "starts_on", "ends_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="plan_step_dates_in_order",
                violation_error_message=_("A step cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(unit=""),
                name="plan_step_says_what_and_who",
                violation_error_message=_("A step says what is done and which unit does it."),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def line(self) -> StepLine:
        """As a plain value, which the rules judge."""
        return StepLine(self.what, self.unit, self.starts_on, self.ends_on, self.done_on, self.pk)

    def standing_on(self, day: date) -> Standing:
        return standing_on(day, self.line)
