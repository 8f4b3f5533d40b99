"""Files that go with a report. They are never served by address, only through a view that checks access."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models.report import Report


class AttachmentKind(models.TextChoices):
    SIGNED_SCAN = "signed_scan", _("Signed scan of the paper report")
    SUPPORTING = "supporting", _("Supporting document")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def present(self) -> AttachmentQuerySet:
        """Attachments that were not removed. Removed ones stay on record, since a submission may name them."""
        return self.filter(removed_at=None)

    def of(self, report: Report | int) -> AttachmentQuerySet:
        """The report's attachments, removed ones included, in the order they came."""
        return self.filter(report=report).select_related("uploaded_by").order_by("uploaded_at", "pk")

    def with_digest(self, report: Report, sha256: str) -> AttachmentQuerySet:
        """Those present whose bytes have this SHA-256."""
        return self.present().filter(report=report, sha256=sha256)


class Attachment(models.Model):
    """The name on disk is the server's; `name` is the sender's, shown and offered for download."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(
        _("kind"), max_length=20, choices=AttachmentKind.choices, default=AttachmentKind.SUPPORTING
    )
    file = models.FileField(_("file"), upload_to="attachments/%Y")
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    paper_number = models.CharField(_("number of the paper report"), max_length=60, blank=True)
    paper_date = models.DateField(_("date of the paper report"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["report", "uploaded_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
