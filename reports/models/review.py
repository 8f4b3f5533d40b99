"""The coordinator's review (thẩm định) of one submission, and comments pinned to its parts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models.report import Report
from reports.models.submission import Submission
from reports.rules import answers
from reports.rules.workflow import State

# The report is with its agency again: what its reviewer asked for is to be answered.
WITH_THE_AGENCY = frozenset({State.RETURNED, State.DRAFT, State.AWAITING_APPROVAL})


class ReviewQuerySet(models.QuerySet["Review"]):
    def for_current_submission(self, report: Report | int) -> ReviewQuerySet:
        """The review, if opened, of the report's newest submission that stands."""
        newest = Submission.objects.standing().filter(report=report).order_by("-number").values("pk")[:1]
        return self.filter(submission=models.Subquery(newest))

    def held_by_others(self, user: User | int) -> ReviewQuerySet:
        """Open, and somebody else is at it."""
        return self.filter(decision="").exclude(opened_by=user)


class Review(models.Model):
    """Opened once per submission: from then on the agency can no longer withdraw it."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="review")
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened at"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="review_decision_has_its_author_and_time",
                violation_error_message=_("A decided review says who decided and when."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("opened_at")),
                name="review_decided_after_it_was_opened",
                violation_error_message=_("A review cannot be decided before it was opened."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.decision or 'open'}"


class CommentTarget(models.TextChoices):
    REPORT = "report", _("The whole report")
    SECTION = "section", _("Section")
    DUTY = "duty", _("Duty")
    INDICATOR = "indicator", _("Figure")


def _named(person: str) -> tuple[str, str]:
    """What a person's name is made of."""
    return f"{person}__full_name", f"{person}__username"


# What is shown of a comment and of its answer: whole people, reviews and submissions beside each would cost more.
ASKED = ("review", "target", "target_code", "text", "at", "author")
ANSWERED = ("answer__kind", "answer__text", "answer__at", *_named("answer__by"))


def is_to_be_answered(report: Report) -> bool:
    """It came back, and what its reviewer asked for is to be answered before it is sent again."""
    return report.returned_at is not None and report.state in WITH_THE_AGENCY


class CommentQuerySet(models.QuerySet["ReviewComment"]):
    def of_report(self, report: Report | int) -> CommentQuerySet:
        """Comments on all submissions of a report, oldest first, with the number of the submission and the answer."""
        made = self.filter(review__submission__report=report).order_by("at", "pk")
        return made.select_related("author", "review__submission", "answer__by").only(
            *ASKED, *_named("author"), "review__submission__number", *ANSWERED
        )

    def made_on(self, submission: Submission) -> int:
        """How many comments the review of this submission has."""
        return self.filter(review__submission=submission).count()

    def counts_in(self, period: int) -> models.QuerySet[ReviewComment, tuple[int, int]]:
        """How many comments stand on each submission of a period, by submission id; those without any are left out."""
        made = self.filter(review__submission__report__period=period).order_by()
        return made.values_list("review__submission").annotate(n=Count("pk"))

    def told_to_agency(self, report: Report | int) -> CommentQuerySet:
        """Comments of the report's last decided review: while a review is going on its comments are the reviewer's."""
        decided = Review.objects.exclude(decision="").filter(submission__report=report)
        last = decided.order_by("-submission__number").values("pk")[:1]
        return self.ever_told(report).filter(review=models.Subquery(last))

    def ever_told(self, report: Report | int) -> CommentQuerySet:
        """Comments of all decided reviews of the report, with their answers, oldest first: whatever the agency can have
        had before it."""
        asked = self.filter(review__submission__report=report).exclude(review__decision="")
        return asked.select_related("answer__by").order_by("at", "pk").only(*ASKED, *ANSWERED)

    def to_answer(self, report: Report) -> CommentQuerySet:
        """What the agency was told when the report last came back, each to be answered before it is sent again; none
        while the report lies with the coordinator."""
        return self.told_to_agency(report) if is_to_be_answered(report) else self.none()

    def unanswered(self) -> CommentQuerySet:
        return self.filter(answer=None)


class ReviewComment(models.Model):
    """`target_code` is the section's, duty's or indicator's code; empty for the whole report.

    `typed` and `wrong` are never stored: an answer that could not be taken, and why, on the page that says so.
    """

    typed = ""
    wrong = ""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="comments")
    target = models.CharField(_("about"), max_length=10, choices=CommentTarget.choices)
    target_code = models.CharField(_("code"), max_length=30, blank=True)
    text = models.TextField(_("comment"))
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    at = models.DateTimeField(_("when"))

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering: ClassVar = ["review", "at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target="report", target_code="") | (~Q(target="report") & ~Q(target_code="")),
                name="review_comment_target_has_its_code",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="review_comment_not_empty",
                violation_error_message=_("Write the comment."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def reply(self) -> CommentAnswer | None:
        """What the agency answered, or None."""
        return getattr(self, "answer", None)


class CommentAnswer(models.Model):
    """What the agency says to a comment before it sends the report again: words, or that it did what was asked."""

    class Kind(models.TextChoices):
        ANSWERED = answers.ANSWERED, _("Answered")
        RESOLVED = answers.RESOLVED, _("Done as asked")

    comment = models.OneToOneField(ReviewComment, on_delete=models.PROTECT, related_name="answer")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("answer"), blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["answered", "resolved"]),
                name="comment_answer_kind_known",
                violation_error_message=_("A comment is answered in words or marked as done."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="answered") | ~Q(text=""),
                name="comment_answer_has_its_words",
                violation_error_message=_("Write the answer, or mark the comment as done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:80]}"
