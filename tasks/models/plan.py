"""A plan of one year, as issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.models import Agency
from tasks.models.legal import LegalDocument

if TYPE_CHECKING:
    from agencies.models import User
    from agencies.models.agency import AgencyQuerySet


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    ACTIVE = "active", _("In force")
    CLOSED = "closed", _("Closed")


def _counted(path: str) -> Subquery:
    """How many of these a plan has. Each counted apart: joined, they would multiply one another."""
    of_plan = Plan.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    return Subquery(of_plan.annotate(counted=Count(path, distinct=True)).values("counted"))


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> PlanQuerySet:
        """Plans this person may see: everyone with a role sees issued ones; drafts only their coordinator."""
        access = user.access
        if access.is_nobody:
            return self.none()
        return self.filter(~Q(state=PlanState.DRAFT) | Q(coordinator__in=access.coordinates_for))

    def coordinated_by(self, user: User) -> PlanQuerySet:
        """Plans whose coordinating agency this person acts for: the ones he may edit."""
        return self.filter(coordinator__in=user.access.coordinates_for)

    def locked(self, pk: int) -> Plan:
        """The plan as it is now, its row locked until the transaction ends: what follows from a plan's state is
        decided from this one, never from a row read before."""
        return self.select_for_update().select_related(None).get(pk=pk)

    def with_counts(self) -> PlanQuerySet:
        """Annotates `duty_count`, `agency_count`, `indicator_count`."""
        return self.annotate(
            duty_count=_counted("duties"),
            agency_count=_counted("duties__assignments__agency"),
            indicator_count=_counted("indicators"),
        )

    def newest_first(self) -> PlanQuerySet:
        """Said where an annotation or a join may drop the model's own order."""
        return self.order_by("-year", "code")

    def following(self, plan: Plan) -> Plan | None:
        """The plan rolled over from `plan`, if there is one."""
        return self.filter(previous=plan).first()

    def auditable_by(self, user: User) -> PlanQuerySet:
        """Plans whose changes this person may read: the ones he coordinates; an administrator's are all."""
        return self.all() if user.access.is_administrator else self.coordinated_by(user)

    def with_duties_of(self, agency: Agency | int) -> PlanQuerySet:
        """Plans that give this agency a duty, the newest first."""
        return self.filter(duties__assignments__agency=agency).distinct().newest_first()

    def overseen_by(self, user: User) -> PlanQuerySet:
        """Issued plans whose agencies this person follows: those he coordinates; leadership follows all."""
        mine = self.all() if user.access.is_leadership else self.coordinated_by(user)
        return mine.exclude(state=PlanState.DRAFT)

    def in_force(self) -> PlanQuerySet:
        return self.filter(state=PlanState.ACTIVE)


class Plan(models.Model):
    """One year's plan, with number, date, issuer and the agency that coordinates it."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.TextField(_("title"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.CharField(_("number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200)
    place = models.CharField(_("place"), max_length=80, help_text=_("Printed before the date of documents."))
    basis = models.TextField(_("basis"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    coordinator = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="coordinated_plans", verbose_name=_("coordinator")
    )
    previous = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="next",
        verbose_name=_("plan of the year before"),
    )
    legal_documents = models.ManyToManyField(
        LegalDocument, related_name="plans", blank=True, verbose_name=_("legal documents")
    )

    history = HistoricalRecords()
    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering: ClassVar = ["-year", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="plan_year_plausible",
                violation_error_message=_("The year must lie between 2000 and 2100."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    def agencies(self) -> AgencyQuerySet:
        """The agencies that must report: those with a duty of this plan, in their official order."""
        return Agency.objects.filter(assignments__duty__plan=self).distinct()

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT

    @property
    def is_in_force(self) -> bool:
        return self.state == PlanState.ACTIVE

    @property
    def is_closed(self) -> bool:
        return self.state == PlanState.CLOSED

    def is_edited_by(self, user: User) -> bool:
        """May this person change the plan: does he act for its coordinating agency?"""
        return self.coordinator_id in user.access.coordinates_for

    def is_open_to(self, user: User) -> bool:
        """The same, of a plan that is not closed: nothing is changed in one that is."""
        return self.is_edited_by(user) and not self.is_closed


class PlanParagraph(models.Model):
    """A paragraph of the plan that is no duty: a requirement, a rule of organisation, a recipient."""

    class Part(models.TextChoices):
        PURPOSE = "purpose", _("Purpose and requirements")
        ORGANISATION = "organisation", _("Organisation")
        RECIPIENT = "recipient", _("Recipients")

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="paragraphs", verbose_name=_("plan")
    )
    part = models.CharField(_("part"), max_length=20, choices=Part.choices)
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        ordering: ClassVar = ["plan", "part", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "part", "order"], name="plan_paragraph_order_unique")
        ]

    def __str__(self) -> str:
        return self.text
