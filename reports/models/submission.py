"""What was sent, frozen; and the report's history. Neither is ever changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models.period import ReportingPeriod
from reports.models.report import Report
from reports.rules.workflow import STEPS, Action, State


class AppendOnlyError(TypeError):
    """Someone tried to change or delete what was sent, or a line of history."""


class Sent(NamedTuple):
    """As much as a list says of what was sent, and who opened its review; None where nobody has. Plain values: a
    province's reports would otherwise bring a hundred records."""

    pk: int
    number: int
    sha256: str
    figures_changed: int | None
    decision: str | None
    reviewer_id: int | None
    reviewer_name: str | None
    reviewer_username: str | None

    @property
    def reviewer(self) -> str:
        """As `User` reads; "" where nobody has opened the review."""
        return self.reviewer_name or self.reviewer_username or ""

    @property
    def is_under_review(self) -> bool:
        """Somebody opened the review and has not decided yet."""
        return self.reviewer_id is not None and not self.decision


OPENED_BY = "review__opened_by"
OF_SENT = (
    *("pk", "number", "sha256", "figures_changed", "review__decision"),
    *(OPENED_BY, f"{OPENED_BY}__full_name", f"{OPENED_BY}__username"),
)


# What a comparison asks of a period and its name is made of.
WHEN = tuple(
    f"report__period__{name}" for name in ("plan__year", "code", "kind", "data_from", "data_to", "deadline")
)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def standing(self) -> SubmissionQuerySet:
        """Submissions that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def standing_of(self, report: Report | int) -> SubmissionQuerySet:
        """The report's submissions that stand, with their review and without their content, newest first."""
        found = self.standing().filter(report=report).select_related("submitted_by", "review")
        return found.defer("content").order_by("-number")

    def receipts_of(self, report: Report | int) -> SubmissionQuerySet:
        """The report's submissions, newest first, without their content."""
        return self.filter(report=report).select_related("submitted_by").defer("content").order_by("-number")

    def readable_by(self, user: User, report: Report) -> SubmissionQuerySet:
        """The submissions of a report as `receipts_of`: its own agency reads them all, others those that stand."""
        found = self.receipts_of(report)
        return found if report.agency_id in user.access.own_agencies else found.standing()

    def receipts_by_report(self, reports: Iterable[Report]) -> dict[int, list[Submission]]:
        """The submissions of these reports without their content, by report id, newest first."""
        found: dict[int, list[Submission]] = {}
        sent = self.filter(report__in=[report.pk for report in reports])
        for submission in sent.defer("content").order_by("-number"):
            found.setdefault(submission.report_id, []).append(submission)
        return found

    def of_reports(self, reports: QuerySet[Report]) -> SubmissionQuerySet:
        return self.filter(report__in=reports.order_by().values("pk"))

    def sent_before(self, report: Report) -> SubmissionQuerySet:
        """What the report's agency sent in earlier periods of its plan and of the plan of the year before; of each
        report the newest submission comes last. Read are the digest, the agency and the period: never a content."""
        return self.sent_before_period(report.period).filter(report__agency=report.agency_id)

    def sent_before_period(self, period: ReportingPeriod) -> SubmissionQuerySet:
        """The same of all agencies."""
        sent = self.sent_under((period.plan_id, period.plan.previous_id))
        return sent.filter(report__period__deadline__lt=period.deadline)

    def sent_under(self, plans: Collection[int | None]) -> SubmissionQuerySet:
        """What stands under these plans; of each report the newest comes last. Of the plan its year is read."""
        sent = self.standing().filter(report__period__plan__in=plans).order_by("number")
        return sent.select_related("report__period__plan").only("sha256", "report__agency", *WHEN)

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("What was sent cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("What was sent cannot be deleted.")


class Submission(models.Model):
    """A numbered snapshot of a report as it was sent, with the SHA-256 of its canonical content."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("number"))
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    content = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    figures_changed = models.PositiveSmallIntegerField(
        _("figures changed"),
        null=True,
        blank=True,
        help_text="Against the submission before it that stood; empty if none did.",
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering: ClassVar = ["report", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="submission_number_unique"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("submitted_at")),
                name="submission_withdrawn_after_it_was_sent",
                violation_error_message=_("A submission cannot be withdrawn before it was sent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and set(kwargs.get("update_fields") or ["content"]) != {"withdrawn_at"}:
            raise AppendOnlyError("Of a submission nothing changes but that it is withdrawn.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("A submission cannot be deleted.")


EXPLAINED = sorted({action.value for (_state, action), step in STEPS.items() if step.needs_comment})


class EventQuerySet(models.QuerySet["ReportEvent"]):
    """Events are only added, one by one or together; whoever means to change them is told here."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("Events of a report cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Events of a report cannot be deleted.")

    def auditable_by(self, user: User) -> EventQuerySet:
        """The audit trail a person may read whole (domain.md, section 5): of the plans he coordinates; an
        administrator's is everything."""
        if user.access.is_administrator:
            return self.all()
        return self.filter(report__period__plan__coordinator__in=user.access.coordinates_for)

    def acts_in(self, period: ReportingPeriod | int) -> EventQuerySet:
        """Extensions and reminders of a period's reports, newest first, the agencies of one act in official order."""
        return (
            self.filter(report__period=period, action__in=[Action.EXTEND, Action.REMIND])
            .select_related("actor", "report__agency")
            .only(
                *("at", "action", "comment", "report__agency__short_name"),
                *(f"actor__{name}" for name in ("full_name", "username", "post")),
            )
            .order_by("-at", "report__agency__order", "report__agency__name")
        )

    def of_agency(self, code: str) -> EventQuerySet:
        return self.filter(report__agency__code=code)

    def with_reports(self) -> EventQuerySet:
        """As `with_people`, each with the names of its agency and its period: nothing else is read of these."""
        return (
            self.with_people()
            .select_related("report__agency", "report__period__plan")
            .only(
                *("at", "action", "from_state", "to_state", "comment", "submission__number"),
                *("actor__full_name", "actor__username", "report__agency__short_name"),
                *(f"report__period__{name}" for name in ("kind", "code", "plan__year")),
            )
        )

    def with_people(self) -> EventQuerySet:
        """Newest first, each with who acted and the number of what was sent."""
        return self.select_related("actor", "submission").defer("submission__content").order_by("-at", "-pk")

    def of_report(self, report: Report | int) -> EventQuerySet:
        """What happened to a report, as `with_people`."""
        return self.filter(report=report).with_people()

    def words_on(self, report: int, *, but: Collection[str]) -> QuerySet[ReportEvent, tuple[str, str]]:
        """What was done to a report, these actions left aside, and the comment on it, newest first."""
        events = self.filter(report=report).exclude(action__in=but).order_by("-at", "-pk")
        return events.values_list("action", "comment")


class ReportEvent(models.Model):
    """One step of a report: who, when, from which state to which, why. Written with the change, never changed."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    action = models.CharField(_("action"), max_length=20, choices=Action.choices)
    from_state = models.CharField(_("from"), max_length=20, choices=State.choices)
    to_state = models.CharField(_("to"), max_length=20, choices=State.choices)
    comment = models.TextField(_("comment"), blank=True)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar = ["report", "at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(action__in=EXPLAINED) | ~Q(comment=""),
                name="report_event_explained",
                violation_error_message=_("Say why: a comment is needed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.get_action_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("An event of a report cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("An event of a report cannot be deleted.")
