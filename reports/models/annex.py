"""An agency's report as the file that is annexed to the consolidated report: made once, when the report is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.report import Report
from reports.models.submission import Submission

MOST_ATTEMPTS = 3


class AnnexQuerySet(models.QuerySet["Annex"]):
    def waiting(self, now: datetime) -> AnnexQuerySet:
        """Not made yet, in no living worker's hands, and not given up."""
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.filter(free, file="", attempts__lt=MOST_ATTEMPTS)

    def of_submissions(self, ids: Iterable[int]) -> dict[int, Annex]:
        """By submission id, those that were made."""
        made = self.filter(submission__in=list(ids)).exclude(file="")
        return {annex.submission_id: annex for annex in made}

    def newest_of(self, report: Report) -> Annex | None:
        return self.filter(submission__report=report).order_by("-submission__number").first()


class Annex(models.Model):
    """Its row exists from the moment it is wanted; the file is named last, with its SHA-256."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="annex")
    queued_at = models.DateTimeField(_("wanted since"))
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(_("file"), upload_to="annexes/%Y", blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    objects = AnnexQuerySet.as_manager()

    class Meta:
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering: ClassVar = ["submission"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(file="", sha256="", size=None, made_at=None)
                | (~Q(file="") & ~Q(sha256="") & Q(size__gt=0, made_at__isnull=False)),
                name="annex_whole_or_not_there",
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission}: annex"
