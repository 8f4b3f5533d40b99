"""The signed paper of an agency's own plan. Served only through a view that checks access."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from tasks.models import AgencyPlan


class SignedPlanQuerySet(models.QuerySet["SignedPlan"]):
    def present(self) -> SignedPlanQuerySet:
        """Files that were not removed. Removed ones stay on record."""
        return self.filter(removed_at=None)

    def of(self, agency_plan: AgencyPlan | int) -> SignedPlanQuerySet:
        """The plan's present files, the newest first."""
        return (
            self.present()
            .filter(agency_plan=agency_plan)
            .select_related("uploaded_by")
            .order_by("-uploaded_at", "-pk")
        )

    def signed_among(self, agency_plans: Iterable[AgencyPlan]) -> set[int]:
        """Ids of those of these plans that have a signed paper."""
        ids = [each.pk for each in agency_plans]
        signed = self.present().filter(agency_plan__in=ids).order_by()
        return set(signed.values_list("agency_plan", flat=True))


class SignedPlan(models.Model):
    """The name on disk is the server's; `name` is the sender's. A changed plan may have a second paper."""

    agency_plan = models.ForeignKey(AgencyPlan, on_delete=models.PROTECT, related_name="signed_plans")
    file = models.FileField(_("file"), upload_to="agency-plans/%Y")
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    number = models.CharField(_("number of the signed plan"), max_length=60)
    dated = models.DateField(_("date of the signed plan"))
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = SignedPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed plan")
        verbose_name_plural = _("signed plans")
        ordering: ClassVar = ["agency_plan", "-uploaded_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(size__gt=0) & ~Q(number=""), name="signed_plan_is_a_numbered_file"
            ),
            models.UniqueConstraint(
                fields=["agency_plan", "sha256"],
                condition=Q(removed_at=None),
                name="signed_plan_file_once",
                violation_error_message=_("This file is attached already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
