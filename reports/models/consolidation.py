"""The coordinator's report for a period (báo cáo tổng hợp): a living draft, then final, corrected by a later one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models.period import ReportingPeriod

if TYPE_CHECKING:
    from tasks.models import Plan


class ConsolidationState(models.TextChoices):
    BUILDING = "building", _("Being built")
    DRAFT = "draft", _("Draft")
    FAILED = "failed", _("Failed")
    FINAL = "final", _("Final")


class BuildStep(models.TextChoices):
    """What a build is doing; `step` keeps it for the page."""

    WAITING = "waiting", _("Waiting for a worker")
    COLLECTING = "collecting", _("Collecting the reports and adding them up")
    WORD = "word", _("Writing the Word file")
    EXCEL = "excel", _("Writing the Excel file")
    ANNEXES = "annexes", _("Laying out the agencies' reports")
    PDF = "pdf", _("Laying out the PDF")
    PRINT = "print", _("Putting the set to print together")


class ConsolidationQuerySet(models.QuerySet["Consolidation"]):
    def visible_to(self, user: User) -> ConsolidationQuerySet:
        """A draft only to its coordinator, a final one to leadership too (domain.md, section 5)."""
        access = user.access
        allowed = Q(pk__in=[])
        if access.coordinates_for:
            allowed |= Q(period__plan__coordinator__in=access.coordinates_for)
        if access.is_leadership:
            allowed |= Q(state=ConsolidationState.FINAL)
        return self.filter(allowed).select_related("period", "period__plan", "period__plan__coordinator")

    def coordinated_by(self, user: User) -> ConsolidationQuerySet:
        return self.filter(period__plan__coordinator__in=user.access.coordinates_for).select_related(
            "period", "period__plan", "period__plan__coordinator"
        )

    def final(self) -> ConsolidationQuerySet:
        return self.filter(state=ConsolidationState.FINAL)

    def built(self) -> ConsolidationQuerySet:
        """Those whose figures are there to read."""
        return self.filter(state__in=[ConsolidationState.DRAFT, ConsolidationState.FINAL])

    def newest_of_each_period(self) -> ConsolidationQuerySet:
        """Of these, each period's newest, the latest period first."""
        newest = self.filter(period=models.OuterRef("period")).order_by("-version").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest)).defer("content").order_by("-period__deadline")

    def of(self, period: ReportingPeriod) -> ConsolidationQuerySet:
        """The period's versions, newest first, with their files."""
        return self.filter(period=period).order_by("-version").prefetch_related("files")

    def of_earlier_periods(self, period: ReportingPeriod) -> ConsolidationQuerySet:
        """Of these, those that the same coordinating agency made of periods before this one, newest first."""
        theirs = self.filter(period__plan__coordinator=period.plan.coordinator_id)
        return theirs.filter(period__deadline__lt=period.deadline).order_by("-period__deadline", "-version")

    def before(self, consolidation: Consolidation) -> Consolidation | None:
        """The version just before, if there is one."""
        earlier = self.filter(period=consolidation.period_id, version__lt=consolidation.version)
        return earlier.order_by("-version").first()

    def settles(self, period_id: int) -> bool:
        """Whether the period's newest version is final: its reports then stay as they are, until a correction of it
        is begun."""
        newest = self.filter(period=period_id).order_by("-version").values_list("state", flat=True).first()
        return newest == ConsolidationState.FINAL

    def unfinished(self) -> ConsolidationQuerySet:
        """Those whose figures or files are still to be made."""
        return self.filter(progress__lt=100).exclude(state=ConsolidationState.FAILED)

    def unleased(self, now: datetime) -> ConsolidationQuerySet:
        """Those that no living worker has taken."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lt=now))


class Consolidation(models.Model):
    """One version of a period's report. While it is a draft it is built again and again in place: `builds` counts how
    often, `content` holds the figures as last added up and which reports they count. A version after the first
    corrects the final one before it."""

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="consolidations", verbose_name=_("period")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=10, choices=ConsolidationState.choices, default=ConsolidationState.BUILDING
    )
    builds = models.PositiveSmallIntegerField(_("times built"), default=0)
    is_outdated = models.BooleanField(
        default=True, help_text="Its figures are to be added up (again) before its files are made."
    )
    correction = models.TextField(
        _("what is corrected"), blank=True, help_text=_("Why the final version before it must be corrected.")
    )
    includes_submitted = models.BooleanField(
        _("also counts reports not yet accepted"), default=False, help_text=_("For drafts only.")
    )
    revision = models.PositiveIntegerField(
        default=0, help_text="Grows with every saved change; a save made from an older one is refused."
    )
    edited_at = models.DateTimeField(_("last saved"), null=True, blank=True)
    edited_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("last saved by"),
    )
    number = models.CharField(_("number"), max_length=30, blank=True)
    dated_on = models.DateField(_("date"), null=True, blank=True)
    signer_authority = models.CharField(_("signs on authority of"), max_length=80, blank=True)
    signer_post = models.CharField(_("signer's post"), max_length=80, blank=True)
    signer_name = models.CharField(_("signer's name"), max_length=80, blank=True)
    recipients = models.TextField(_("recipients"), blank=True, help_text=_("One a line."))
    content = models.JSONField(_("content"), default=dict)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"))
    step = models.CharField(
        _("step"), max_length=40, choices=BuildStep.choices, default=BuildStep.WAITING, blank=True
    )
    progress = models.PositiveSmallIntegerField(_("progress"), default=0, help_text=_("Per cent."))
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(_("error"), blank=True)
    sha256 = models.CharField(
        "SHA-256", max_length=64, blank=True, help_text="Of figures and text as they were made final."
    )
    finalised_at = models.DateTimeField(_("finalised at"), null=True, blank=True)
    finalised_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("finalised by"),
    )

    objects = ConsolidationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consolidated report")
        verbose_name_plural = _("consolidated reports")
        ordering: ClassVar = ["period", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "version"], name="consolidation_version_unique"),
            models.CheckConstraint(
                condition=Q(version=1, correction="") | (Q(version__gt=1) & ~Q(correction="")),
                name="consolidation_correction_says_why",
                violation_error_message=_("A version after the first says what it corrects."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsolidationState.FINAL) | Q(is_outdated=False),
                name="consolidation_final_is_added_up",
                violation_error_message=_("A final report's figures are added up."),
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="consolidation_progress_per_cent"),
            models.CheckConstraint(
                condition=Q(
                    state=ConsolidationState.FINAL,
                    finalised_at__isnull=False,
                    finalised_by__isnull=False,
                    includes_submitted=False,
                )
                | (~Q(state=ConsolidationState.FINAL) & Q(finalised_at=None, finalised_by=None)),
                name="consolidation_final_counts_accepted_only",
                violation_error_message=_(
                    "A final report counts accepted reports only, and says who made it final."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} v{self.version}"

    @property
    def plan(self) -> Plan:
        return self.period.plan

    @property
    def is_working(self) -> bool:
        """Its figures or files are being made, or wait to be."""
        return self.progress < 100 and self.state != ConsolidationState.FAILED

    @property
    def files_to_sign(self) -> list[ConsolidationFile]:
        """Of the files shown those that take a digital signature."""
        return [file for file in self.shown_files if file.can_be_signed]

    @property
    def shown_files(self) -> list[ConsolidationFile]:
        """The files people may have: of a final report only those made since it is final. Those before say "draft"."""
        final_since = self.finalised_at
        return [file for file in self.files.all() if final_since is None or file.made_at >= final_since]

    def is_coordinated_by(self, user: User) -> bool:
        return self.plan.coordinator_id in user.access.coordinates_for

    @property
    def is_editable(self) -> bool:
        return self.state == ConsolidationState.DRAFT

    def has_current_files(self) -> bool:
        """Its files show what was last saved."""
        made = [file.made_at for file in self.files.all()]
        return bool(made) and (self.edited_at is None or min(made) >= self.edited_at)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


class FileFormat(models.TextChoices):
    """What files are made of one version. The report is tagged and carries the workbook and the agencies' reports
    inside; the set to print has them on its pages."""

    PDF = "pdf", _("PDF: the report, its annexes inside")
    PRINT = "print", _("PDF: to print, annexes on its pages")
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"

    @property
    def suffix(self) -> str:
        return "pdf" if self == FileFormat.PRINT else self.value

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self.suffix]


class ConsolidationFile(models.Model):
    """A file made from a consolidation. Its row is written last, so a reader never meets half a file."""

    consolidation = models.ForeignKey(Consolidation, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(_("format"), max_length=5, choices=FileFormat.choices)
    file = models.FileField(_("file"), upload_to="consolidations/%Y")
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("made at"), help_text="The moment whose content it shows.")
    signer = models.CharField(_("signed by"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["consolidation", "format"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consolidation", "format"], name="consolidation_file_once"),
            models.CheckConstraint(
                condition=Q(signer="", signed_at=None) | (~Q(signer="") & Q(signed_at__isnull=False)),
                name="consolidation_file_signed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consolidation}.{self.format}"

    @property
    def content_type(self) -> str:
        return FileFormat(self.format).content_type

    @property
    def can_be_signed(self) -> bool:
        return FileFormat(self.format).suffix == "pdf"
