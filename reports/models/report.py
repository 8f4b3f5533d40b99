"""One agency's report for one period. It exists as a row from the start, so that a missing report can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.words import matches
from reports.models.period import ReportingPeriod
from reports.rules.workflow import State

if TYPE_CHECKING:
    from tasks.models.plan import Plan


def _of_the_two_offices(user: User) -> Q:
    """A person's own agencies' reports, and those sent at least once in a plan that he coordinates."""
    access = user.access
    allowed = Q(agency__in=access.own_agencies)
    if access.coordinates_for:  # Only then are the period and its plan needed.
        allowed |= Q(period__plan__coordinator__in=access.coordinates_for, first_submitted_at__isnull=False)
    return allowed


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """Reports whose content this person may read: his agencies' in any state, those of a plan he coordinates
        once submitted, any once accepted if he is leadership (domain.md, section 5)."""
        allowed = _of_the_two_offices(user)
        if user.access.is_leadership:
            allowed |= Q(state=State.ACCEPTED)
        return self.filter(allowed).with_context()

    def comparable_by(self, user: User) -> ReportQuerySet:
        """Reports whose submissions this person may compare: the two offices between which they passed. Leadership
        reads results, not how they came about."""
        return self.filter(_of_the_two_offices(user)).with_context()

    def editable_by(self, user: User) -> ReportQuerySet:
        """Reports of agencies this person reports or approves for, whatever their state."""
        return self.filter(agency__in=user.access.own_agencies).with_context()

    def approvable_by(self, user: User) -> ReportQuerySet:
        return self.filter(agency__in=user.access.approves_for).with_context()

    def reviewable_by(self, user: User) -> ReportQuerySet:
        """Submitted at least once, in a plan whose coordinating agency this person acts for."""
        return self.filter(
            period__plan__coordinator__in=user.access.coordinates_for, first_submitted_at__isnull=False
        ).with_context()

    def coordinated_by(self, user: User) -> ReportQuerySet:
        return self.filter(period__plan__coordinator__in=user.access.coordinates_for).with_context()

    def with_context(self) -> ReportQuerySet:
        return self.select_related("agency", "period", "period__plan", "period__plan__coordinator")

    def with_editor(self) -> ReportQuerySet:
        """With who saved them last."""
        return self.select_related("edited_by")

    def with_agency(self) -> ReportQuerySet:
        """With their agencies alone: for lists, whose period and plan are known."""
        return self.select_related(None).select_related("agency")

    def as_links(self) -> ReportQuerySet:
        """As much as a link to a report says."""
        return self.with_agency().only(
            "state", "agency__name", "agency__short_name", "agency__order", "agency__code"
        )

    def with_deadline(self) -> ReportQuerySet:
        """Annotates `due`: the effective deadline."""
        return self.annotate(
            due=Greatest(Coalesce("extended_deadline", "period__deadline"), "period__deadline")
        )

    def still_owed(self, period: ReportingPeriod) -> ReportQuerySet:
        """Reports of the period that nobody has submitted yet."""
        return self.filter(period=period, first_submitted_at=None).with_context()

    def of_agency(self, agency: Agency | int) -> ReportQuerySet:
        """The agency's reports, the one due last first."""
        return self.filter(agency=agency).with_context().order_by("-period__deadline", "pk")

    def of_plan(self, plan: Plan | int) -> ReportQuerySet:
        return self.filter(period__plan=plan)

    def of_periods(self, periods: Iterable[ReportingPeriod]) -> ReportQuerySet:
        return self.filter(period__in=[period.pk for period in periods])

    def chosen(self, pks: Iterable[int]) -> ReportQuerySet:
        """Those of these reports that a person ticked in a list."""
        return self.filter(pk__in=list(pks))

    def of_agency_kind(self, kind: str) -> ReportQuerySet:
        return self.filter(agency__kind=kind)

    def in_state(self, state: str) -> ReportQuerySet:
        return self.filter(state=state)

    def waiting_for_review(self) -> ReportQuerySet:
        return self.filter(state=State.SUBMITTED)

    def still_owing(self) -> ReportQuerySet:
        """Not sent, or given back: the agency has something to do."""
        return self.exclude(state__in=[State.SUBMITTED, State.ACCEPTED])

    def extended(self) -> ReportQuerySet:
        return self.filter(extended_deadline__isnull=False)

    def on_time(self) -> ReportQuerySet:
        """Sent before the deadline that counts for the agency."""
        return self.with_deadline().filter(first_submitted_at__lt=F("due"))

    def sent_late(self) -> ReportQuerySet:
        return self.with_deadline().filter(first_submitted_at__gte=F("due"))

    def not_sent(self) -> ReportQuerySet:
        return self.filter(first_submitted_at=None)

    def overdue_at(self, now: datetime) -> ReportQuerySet:
        """Not sent, though the deadline that counts for the agency has come."""
        return self.not_sent().filter(
            Q(extended_deadline__lte=now) | Q(extended_deadline=None, period__deadline__lte=now)
        )

    def in_official_order(self) -> ReportQuerySet:
        return self.order_by("agency__order", "agency__name")

    def named_like(self, words: str) -> ReportQuerySet:
        """Reports of agencies whose name holds every one of `words`, accents or not."""
        named = self.order_by().values_list("pk", "agency__name", "agency__short_name")
        return self.filter(pk__in=[pk for pk, *names in named if matches(words, *names)])

    def accepted_by_period(self) -> dict[int, tuple[int, int]]:
        """By period id: how many reports are accepted, of how many."""
        accepted = Count("pk", filter=Q(state=State.ACCEPTED))
        counted = self.order_by().values_list("period").annotate(accepted=accepted, expected=Count("pk"))
        return {period: (accepted, expected) for period, accepted, expected in counted}

    def counts_by_state(self) -> dict[str, int]:
        """How many reports stand in each state; states nobody is in are 0."""
        found = dict(self.order_by().values_list("state").annotate(n=Count("pk")))
        return {state.value: found.get(state.value, 0) for state in State}


class Report(models.Model):
    """Times say what happened: `first_submitted_at` decides whether the report was on time; a withdrawal takes it
    back unless an earlier submission stands. `returned_at` is the last return: it stays when the report is sent
    again, so that a withdrawal leaves a report that is still to be mended."""

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reports", verbose_name=_("period")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="reports", verbose_name=_("agency")
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.NOT_STARTED)
    revision = models.PositiveIntegerField(
        default=0,
        help_text="Grows with every saved change: what was seen at an older one is not approved at a newer.",
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
    sent_for_approval_at = models.DateTimeField(_("sent for approval"), null=True, blank=True)
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    extended_deadline = models.DateTimeField(_("extended deadline"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering: ClassVar = ["period", "agency__order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "agency"], name="report_once"),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="report_state_known",
                violation_error_message=_("This is not a state of a report."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_STARTED) | Q(edited_at=None, first_submitted_at=None),
                name="report_not_started_is_untouched",
                violation_error_message=_("A report that was saved or submitted has been started."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.NOT_STARTED) | Q(edited_at__isnull=False, edited_by__isnull=False),
                name="report_started_was_saved",
                violation_error_message=_(
                    "A report that was started says when and by whom it was last saved."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=State.AWAITING_APPROVAL, sent_for_approval_at__isnull=False)
                | (~Q(state=State.AWAITING_APPROVAL) & Q(sent_for_approval_at=None)),
                name="report_awaiting_approval_has_its_time",
                violation_error_message=_("Only a report that awaits approval has been sent for approval."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SUBMITTED, State.ACCEPTED, State.RETURNED])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False, first_submitted_at__isnull=False),
                name="report_submitted_has_its_time",
                violation_error_message=_("A submitted report says when and by whom it was submitted."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.ACCEPTED, accepted_at__isnull=False)
                | (~Q(state=State.ACCEPTED) & Q(accepted_at=None)),
                name="report_accepted_has_its_time",
                violation_error_message=_("Only an accepted report has a time of acceptance."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | Q(returned_at__isnull=False),
                name="report_returned_has_its_time",
                violation_error_message=_("A returned report says when it was returned."),
            ),
            models.CheckConstraint(
                condition=Q(first_submitted_at=None, submitted_at=None, submitted_by=None)
                | Q(first_submitted_at__isnull=False, submitted_at__isnull=False, submitted_by__isnull=False),
                name="report_submission_times_go_together",
                violation_error_message=_(
                    "A report has either all that says it was submitted, or nothing of it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(first_submitted_at__lte=F("submitted_at")),
                name="report_submissions_in_order",
                violation_error_message=_(
                    "A report cannot be submitted again before it was first submitted."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} - {self.period}"

    @property
    def plan(self) -> Plan:
        return self.period.plan

    @property
    def effective_deadline(self) -> datetime:
        """The deadline that counts for this agency: the extension's, unless the period's own was moved past it."""
        return max(self.extended_deadline or self.period.deadline, self.period.deadline)
