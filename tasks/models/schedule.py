"""When a plan asks for reports and when it reminds: data of the plan, from which periods and notices follow."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks.models.plan import Plan
from tasks.rules.schedule import EntryDays, days_of


class ScheduleEntry(models.Model):
    """One report a year: its named day, whether that day still counts, and the window its figures cover.

    Days are day and month with an offset in years from the plan's year; section III.3 of the 2022 plan gives
    "before 16/6" and "before 16/12", Decree 09/2019/NĐ-CP, article 12, the windows.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="schedule", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=[
            ("monthly", _("Monthly report")),
            ("quarterly", _("Quarterly report")),
            ("half_year", _("6-month report")),
            ("annual", _("Annual report")),
        ],
    )
    deadline_day = models.PositiveSmallIntegerField(
        _("day of the deadline"), validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    deadline_month = models.PositiveSmallIntegerField(
        _("month of the deadline"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    deadline_year_offset = models.SmallIntegerField(_("year of the deadline, from the plan's"), default=0)
    named_day_counts = models.BooleanField(
        _("the named day still counts"),
        default=False,
        help_text=_(
            "“Before 16/6” means before that day begins; “until the end of 16/6” lets the day count."
        ),
    )
    from_day = models.PositiveSmallIntegerField(_("figures from: day"))
    from_month = models.PositiveSmallIntegerField(_("figures from: month"))
    from_year_offset = models.SmallIntegerField(_("figures from: year, from the plan's"), default=0)
    to_day = models.PositiveSmallIntegerField(_("figures to: day"))
    to_month = models.PositiveSmallIntegerField(_("figures to: month"))
    to_year_offset = models.SmallIntegerField(_("figures to: year, from the plan's"), default=0)
    opens_days_before = models.PositiveSmallIntegerField(
        _("opens so many days before the deadline"), default=30
    )

    class Meta:
        verbose_name = _("schedule entry")
        verbose_name_plural = _("schedule")
        ordering: ClassVar = ["plan", "deadline_year_offset", "deadline_month", "deadline_day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="schedule_entry_code_unique")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def days(self) -> EntryDays:
        """The calendar days in the plan's year. Raises ValueError where a day does not exist in it."""
        return days_of(self, self.plan.year)


class ReminderTrigger(models.TextChoices):
    OPENS = "opens", _("The period opens")
    BEFORE_DEADLINE = "before", _("Days before the deadline")
    LAST_DAY = "last_day", _("The last day")
    AFTER_DEADLINE = "after", _("Days after the deadline")
    RETURNED = "returned", _("Days after a report was returned")
    DIGEST = "digest", _("Working day around the deadline: who still owes")
    SUMMARY = "summary", _("Summary after the deadline")


class Audience(models.TextChoices):
    REPORTER = "reporter", _("Reporters")
    APPROVER = "approver", _("Approvers")
    COORDINATOR = "coordinator", _("Coordinators")
    LEADERSHIP = "leadership", _("Leadership")


class ReminderRule(models.Model):
    """One occasion on which a plan reminds: `days` counts from the trigger, `audience` lists who is told."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("plan"))
    trigger = models.CharField(_("trigger"), max_length=10, choices=ReminderTrigger.choices)
    days = models.SmallIntegerField(_("days"), default=0)
    audience = models.JSONField(_("audience"), default=list)

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering: ClassVar = ["plan", "trigger", "days"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "trigger", "days"],
                name="reminder_rule_once",
                violation_error_message=_("This plan already reminds on this occasion."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_trigger_display()} {self.days}"
