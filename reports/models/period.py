"""Reporting periods (kỳ báo cáo), generated from a plan's schedule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tasks.models import Plan

if TYPE_CHECKING:
    from agencies.models import User


# As people call it, e.g. "6-month report 2022".
NAMES = {
    "monthly": _("Monthly report %(code)s %(year)s"),
    "quarterly": _("Quarterly report %(code)s %(year)s"),
    "half_year": _("6-month report %(year)s"),
    "annual": _("Annual report %(year)s"),
}


class PeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    def visible_to(self, user: User) -> PeriodQuerySet:
        return self.filter(plan__in=Plan.objects.visible_to(user)).select_related("plan", "plan__coordinator")

    def coordinated_by(self, user: User) -> PeriodQuerySet:
        """Periods of the plans whose coordinating agency this person acts for."""
        return self.filter(plan__coordinator__in=user.access.coordinates_for).select_related(
            "plan", "plan__coordinator"
        )

    def status_visible_to(self, user: User) -> PeriodQuerySet:
        """Periods of which this person may see how reporting stands: coordinators of their plans, leadership and (for
        counts) administrators of all."""
        access = user.access
        if access.is_leadership or access.is_administrator:
            return self.visible_to(user)
        return self.coordinated_by(user)

    def on_dashboard_of(self, user: User) -> PeriodQuerySet:
        """Periods this person may see on a dashboard: all he oversees, and those his own agencies report in."""
        access = user.access
        if access.is_leadership or access.is_administrator:
            return self.visible_to(user)
        own = self.model.objects.filter(reports__agency__in=access.own_agencies).order_by()
        return self.visible_to(user).filter(
            Q(pk__in=own.values("pk")) | Q(plan__coordinator__in=access.coordinates_for)
        )

    def all_final_in(self, plan: Plan) -> bool:
        """Whether the plan has periods, and each a final consolidated report."""
        periods = self.filter(plan=plan)
        return periods.exists() and not periods.exclude(consolidations__state="final").exists()

    def open_at(self, now: datetime) -> PeriodQuerySet:
        """Periods already opened, of plans in force. Nothing closes one: late reports are still accepted."""
        return self.filter(opens_at__lte=now, plan__state="active")

    def nearest(self, plan: Plan, now: datetime) -> ReportingPeriod | None:
        """The period of a plan that is due next; after the last one, that."""
        periods = self.filter(plan=plan).order_by("deadline")
        return periods.filter(deadline__gt=now).first() or periods.last()

    def earlier_than(self, period: ReportingPeriod) -> PeriodQuerySet:
        """Periods due before this one in its plan and in the plan it was rolled over from: those that
        `reports.rules.calendar.around` chooses among."""
        of_both = self.filter(Q(plan=period.plan_id) | Q(plan__next=period.plan_id))
        return of_both.filter(deadline__lt=period.deadline)


class ReportingPeriod(models.Model):
    """Figures from-to, when it opens, its deadline. A report is on time if first submitted before `deadline`."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="periods", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(_("kind"), max_length=10)
    data_from = models.DateField(_("figures from"))
    data_to = models.DateField(_("figures to"))
    opens_at = models.DateTimeField(_("opens"))
    named_day = models.DateField(_("named day"), help_text=_("The day the plan names, e.g. 16/6."))
    deadline = models.DateTimeField(_("deadline"), help_text=_("The first moment that is late."))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering: ClassVar = ["-deadline"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="period_code_unique"),
            models.CheckConstraint(
                condition=Q(data_from__lte=F("data_to")),
                name="period_window_in_order",
                violation_error_message=_("The figures must begin before they end."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("deadline")),
                name="period_opens_before_deadline",
                violation_error_message=_("A period must open before its deadline."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.plan.code})"

    @property
    def name(self) -> str:
        """As people call it, e.g. "6-month report 2022"."""
        return str(NAMES[self.kind]) % {"code": self.code, "year": self.plan.year}

    def is_overseen_by(self, user: User) -> bool:
        """Whether this person sees how every report of it stands, and what was accepted (domain.md, section 5)."""
        return user.access.is_leadership or self.plan.coordinator_id in user.access.coordinates_for

    @property
    def last_day(self) -> date:
        """The last day on which a report is on time, in the portal's time zone."""
        return timezone.localdate(self.deadline - timedelta(microseconds=1))
