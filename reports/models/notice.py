"""The outbox: one message to one person, shown in the portal and sent by e-mail, with its delivery record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Case, Count, Q, When
from django.utils.translation import gettext_lazy as _

from plan_portal.chips import Chip
from reports.models.period import ReportingPeriod
from reports.models.report import Report

if TYPE_CHECKING:
    from agencies.models import User


class NoticeKind(models.TextChoices):
    PERIOD_OPENS = "period_opens", _("The period opens")
    DEADLINE_NEAR = "deadline_near", _("The deadline is near")
    LAST_DAY = "last_day", _("The last day")
    OVERDUE = "overdue", _("The report is late")
    RETURNED = "returned", _("The report was returned")
    ACCEPTED = "accepted", _("The report was accepted")
    AWAITING_APPROVAL = "awaiting", _("A report awaits approval")
    SENT_BACK = "sent_back", _("The approver sent the report back")
    SUBMITTED = "submitted", _("A report was submitted")
    EXTENDED = "extended", _("The deadline was extended")
    REMINDER = "reminder", _("A reminder from the coordinator")
    AGENCY_PLAN = "agency_plan", _("The agency is asked for its plan")
    DIGEST = "digest", _("Who still owes")
    SUMMARY = "summary", _("Summary for leadership")


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("To be sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer needed")
    FAILED = "failed", _("Given up")


DELIVERY_CHIPS: dict[str, Chip] = {
    DeliveryState.PENDING: Chip(DeliveryState.PENDING.label, "action", "hourglass"),
    DeliveryState.SENT: Chip(DeliveryState.SENT.label, "good", "mail-check"),
    DeliveryState.DROPPED: Chip(DeliveryState.DROPPED.label, "still", "mail-minus"),
    DeliveryState.FAILED: Chip(DeliveryState.FAILED.label, "bad", "mail-x"),
}


# What the record of a period shows.
RECORDED = (
    *(
        "kind",
        "created_at",
        "read_at",
        "delivery",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "sent_to",
        "answer",
    ),
    *("recipient__full_name", "recipient__username", "recipient__email", "report__agency__short_name"),
)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        return self.filter(recipient=user).exclude(delivery=DeliveryState.DROPPED)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def due_for_delivery(self, now: datetime) -> NoticeQuerySet:
        """Pending, their next attempt due, and under nobody's lease."""
        return self.filter(
            Q(leased_until=None) | Q(leased_until__lte=now),
            delivery=DeliveryState.PENDING,
            next_attempt_at__lte=now,
        ).order_by("next_attempt_at", "pk")

    def unread_first(self) -> NoticeQuerySet:
        """Unread ones on top, each part newest first, with what an inbox shows."""
        return self.select_related("period", "period__plan").order_by(
            Case(When(read_at=None, then=0), default=1), "-created_at", "-pk"
        )

    def superseded(self, notice: Notice, kinds: Iterable[str]) -> bool:
        """Was the same person told something newer, of these kinds, about the same report?"""
        return self.filter(
            recipient=notice.recipient_id, report=notice.report_id, kind__in=kinds, pk__gt=notice.pk
        ).exists()

    def with_context(self) -> NoticeQuerySet:
        return self.select_related("recipient", "period__plan", "report__agency")

    def to_be_mailed(self) -> NoticeQuerySet:
        """With all that decides whether a notice still holds."""
        return self.select_related("recipient", "period__plan", "report__agency", "report__period__plan")

    def record_of(self, period: ReportingPeriod) -> NoticeQuerySet:
        """What was told of a period, newest first: to whom, when, and whether it came, without its words."""
        told = self.filter(period=period).select_related("recipient", "report__agency")
        return told.only(*RECORDED).order_by("-created_at", "-pk")

    def of_acts(self) -> NoticeQuerySet:
        """What people were told by a coordinator's extensions and reminders; written at the moment of the act."""
        return self.filter(kind__in=[NoticeKind.EXTENDED, NoticeKind.REMINDER])

    def of_report(self, report: Report) -> NoticeQuerySet:
        return self.filter(report=report)

    def names_by_moment(self) -> dict[datetime, list[str]]:
        """Who was told, by when it was written."""
        found: dict[datetime, list[str]] = {}
        told = self.select_related("recipient").order_by("pk")
        for notice in told.only("created_at", "recipient__full_name", "recipient__username"):
            found.setdefault(notice.created_at, []).append(str(notice.recipient))
        return found

    def counted_by_act(self, period: int) -> models.QuerySet[Notice, tuple[datetime, int, int]]:
        """When something was written, on which report, and to how many people."""
        counted = self.of_acts().filter(period=period).order_by().values_list("created_at", "report")
        return counted.annotate(n=Count("pk"))

    def chosen(self, pks: Collection[int]) -> NoticeQuerySet:
        return self.filter(pk__in=pks).with_context().order_by("pk")

    def in_delivery(self, delivery: str) -> NoticeQuerySet:
        return self.filter(delivery=delivery)

    def counts_by_delivery(self) -> dict[str, int]:
        """How many notices stand in each state of delivery; states none is in are 0."""
        found = dict(self.order_by().values_list("delivery").annotate(n=Count("pk")))
        return {state.value: found.get(state.value, 0) for state in DeliveryState}


class Notice(models.Model):
    """Identified by kind, what it is about, occasion and recipient: the database lets each exist once.

    E-mail cannot be sent exactly once. A sender takes a lease (`leased_until`), sends with the stable
    `message_id`, then marks it sent; a crash in between sends it again rather than losing it.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="notices")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    occasion = models.CharField(_("occasion"), max_length=60)
    recipient = models.ForeignKey(
        "agencies.User", on_delete=models.CASCADE, related_name="notices", verbose_name=_("recipient")
    )
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("message"))
    body_html = models.TextField(blank=True)
    path = models.CharField(_("link"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    delivery = models.CharField(
        _("delivery"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    message_id = models.CharField(max_length=120, unique=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_to = models.CharField(_("sent to"), max_length=254, blank=True)
    answer = models.TextField(_("mail server's answer"), blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "report", "occasion", "recipient"],
                condition=Q(report__isnull=False),
                name="notice_once_per_report",
            ),
            models.UniqueConstraint(
                fields=["kind", "period", "occasion", "recipient"],
                condition=Q(report=None),
                name="notice_once_per_period",
            ),
            models.CheckConstraint(
                condition=Q(delivery=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(delivery=DeliveryState.SENT) & Q(sent_at=None)),
                name="notice_sent_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} -> {self.recipient}"

    @property
    def kind_words(self) -> str:
        return str(NoticeKind(self.kind).label)

    @property
    def delivery_chip(self) -> Chip:
        return DELIVERY_CHIPS[self.delivery]

    @property
    def is_put_off(self) -> bool:
        """Tried, not taken, and to be tried again."""
        return self.delivery == DeliveryState.PENDING and self.attempts > 0 and bool(self.answer)
