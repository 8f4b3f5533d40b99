"""Duties (nhiệm vụ) and who has them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.models import Agency
from agencies.words import matches
from plan_portal.prepared import Prepared
from tasks.models.legal import LegalDocument
from tasks.models.plan import Plan

if TYPE_CHECKING:
    from agencies.models import User


class Field(models.TextChoices):
    """The fields of the national committee's reports, in their order; `general` for steering as a whole."""

    GENERAL = "general", _("General steering")
    HIV = "hiv", _("HIV/AIDS")
    DRUGS = "drugs", _("Drugs")
    REHAB = "rehab", _("Drug rehabilitation")
    PROSTITUTION = "prostitution", _("Prostitution")
    COMMUNICATION = "communication", _("Communication")
    FUNDING = "funding", _("Funding")


class DutyGroup(models.Model):
    """A lettered group of section II.2. The printed letters repeat in the source, so the order is our own."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="duty_groups", verbose_name=_("plan")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    label = models.CharField(_("printed label"), max_length=10)
    title = models.TextField(_("title"))

    class Meta:
        verbose_name = _("duty group")
        verbose_name_plural = _("duty groups")
        ordering: ClassVar = ["plan", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "order"], name="duty_group_order_unique")
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user: User) -> DutyQuerySet:
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def of_plan(self, plan: Plan) -> DutyQuerySet:
        """All duties of a plan in its order, ready to be shown."""
        return self.filter(plan=plan).with_agencies().order_by("order")

    def assigned(self, agency: str, role: str) -> DutyQuerySet:
        """Duties that the agency of this code has, in `role`; "" leaves either open."""
        wanted = {"agency__code": agency, "role": role}
        given = {name: value for name, value in wanted.items() if value}
        return self.filter(pk__in=Assignment.objects.filter(**given).values("duty")) if given else self

    def matching(self, query: str) -> DutyQuerySet:
        """Duties whose code or text holds every word of `query`, accents or not: a database takes them literally."""
        if not query:
            return self
        rows = self.order_by().values_list("pk", "code", "text")
        return self.filter(pk__in=[pk for pk, code, text in rows if matches(query, code, text)])

    def agency_names(self) -> dict[int, dict[str, list[str]]]:
        """The short names of those who have these duties, by the duty's id and the role: whole agencies would cost
        more than the page that names them."""
        found: dict[int, dict[str, list[str]]] = defaultdict(
            lambda: {role.value: [] for role in AssignmentRole}
        )
        given = Assignment.objects.filter(duty__in=self.order_by().values("pk")).order_by(
            "role", "agency__order"
        )
        for duty, role, named in given.values_list("duty", "role", "agency__short_name"):
            found[duty][role].append(named)
        return found

    def with_agencies(self) -> DutyQuerySet:
        """Duties with group, legal documents and assignments at a fixed number of queries."""
        assignments = Assignment.objects.select_related("agency").order_by("role", "agency__order")
        return self.select_related("group").prefetch_related(
            "legal_documents", Prefetch("assignments", queryset=assignments)
        )


class Duty(models.Model):
    """One bullet of the plan, word for word. Common duties (section II.1) have no group."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="duties", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=30)
    group = models.ForeignKey(
        DutyGroup,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("duty group"),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    field = models.CharField(_("field"), max_length=20, choices=Field.choices)
    text = models.TextField(_("text"))
    legal_documents = models.ManyToManyField(
        LegalDocument, related_name="duties", blank=True, verbose_name=_("legal documents")
    )

    UNTOLD: ClassVar = {"order"}  # A line added above moves this one, which nobody did to it.
    history = HistoricalRecords()
    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering: ClassVar = ["plan", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="duty_code_unique",
                violation_error_message=_("Another duty of this plan has this code."),
            ),
            models.UniqueConstraint(fields=["plan", "order"], name="duty_order_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:80]}"

    def neighbours(self) -> tuple[str, str]:
        """The codes of the duties before and after this one in the plan; "" where there is none."""
        codes = ["", *_codes(self.plan_id), ""]
        here = codes.index(self.code)
        return codes[here - 1], codes[here + 1]

    @property
    def leads(self) -> list[Agency]:
        """Who leads; asks nothing more of a duty read by `with_agencies`."""
        return [each.agency for each in self.assignments.all() if each.role == AssignmentRole.LEAD]

    @property
    def coordinating(self) -> list[Agency]:
        return [each.agency for each in self.assignments.all() if each.role == AssignmentRole.COORDINATING]


class AssignmentRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    COORDINATING = "coordinating", _("Coordinating")


class Assignment(models.Model):
    """A duty of an agency, as lead (chủ trì) or coordinating (phối hợp)."""

    duty = models.ForeignKey(
        Duty, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("duty")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("agency")
    )
    role = models.CharField(_("role"), max_length=20, choices=AssignmentRole.choices)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering: ClassVar = ["duty", "-role", "agency__order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["duty", "agency"],
                name="assignment_once",
                violation_error_message=_("This agency already has this duty."),
            ),
            models.CheckConstraint(condition=Q(role__in=AssignmentRole.values), name="assignment_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.duty.code} - {self.agency}"


@Prepared
def _codes(plan: int) -> models.QuerySet[Duty, str]:
    return Duty.objects.filter(plan=plan).order_by("order").values_list("code", flat=True)
