"""What an agency writes in its report. Empty is not zero: a figure nobody entered is null."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models.report import Report
from tasks.models import Assignment, Indicator


class Written(models.Model):
    """What people write: who last did, and when, for whoever finds it changed under his hands."""

    edited_at = models.DateTimeField(_("last saved"), null=True, blank=True)
    edited_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("last saved by"),
    )

    class Meta:
        abstract = True


class Section(models.TextChoices):
    """Narrative sections, in the order of the consolidated report's outline (document-format.md)."""

    SITUATION = "situation", _("Situation and steering")
    ACHIEVEMENTS = "achievements", _("Main results")
    SHORTCOMINGS = "shortcomings", _("Shortcomings")
    CAUSES = "causes", _("Causes")
    DIRECTIONS = "directions", _("Directions for the time to come")
    PROPOSALS = "proposals", _("Requests and proposals")

    @property
    def is_required(self) -> bool:
        """Every agency says how things stand, what was done and what comes next; the rest may be left out."""
        return self in {Section.SITUATION, Section.ACHIEVEMENTS, Section.DIRECTIONS}


class ReportSection(Written):
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(_("section"), max_length=20, choices=Section.choices)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        ordering: ClassVar = ["report", "section"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "section"], name="report_section_once")
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_section_display()}"


class DutyStatus(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    BEHIND = "behind", _("Behind schedule")
    DONE = "done", _("Done")
    NOT_APPLICABLE = "not_applicable", _("Did not arise in this period")


class DutyResult(Written):
    """Per assignment: how far, what was done, what stands in the way. An empty status means "not said yet"."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="duty_results")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="results")
    status = models.CharField(_("status"), max_length=20, choices=DutyStatus.choices, blank=True)
    done = models.TextField(_("what was done"), blank=True)
    difficulties = models.TextField(_("difficulties"), blank=True)

    class Meta:
        verbose_name = _("duty result")
        verbose_name_plural = _("duty results")
        ordering: ClassVar = ["report", "assignment__duty__order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "assignment"], name="duty_result_once"),
            models.CheckConstraint(
                condition=Q(status__in=["", *DutyStatus.values]),
                name="duty_result_status_known",
                violation_error_message=_("This is not a status of a duty."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.assignment}"


class IndicatorValue(Written):
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="values")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    explanation = models.TextField(_("explanation"), blank=True)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering: ClassVar = ["report", "indicator__order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "indicator"], name="indicator_value_once"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="indicator_value_not_negative",
                violation_error_message=_("A figure cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.indicator.code} = {self.value}"
