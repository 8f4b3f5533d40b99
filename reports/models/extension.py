"""More time for one report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models.report import Report


class Extension(models.Model):
    """A later deadline for one report, with its reason. The period keeps the original."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="extensions", verbose_name=_("report")
    )
    deadline = models.DateTimeField(_("new deadline"))
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering: ClassVar = ["report", "granted_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_has_a_reason",
                violation_error_message=_("An extension needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(deadline__gt=F("granted_at")),
                name="extension_not_past",
                violation_error_message=_(
                    "The new deadline must be later than the present one, and not past."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.deadline:%d/%m/%Y}"
