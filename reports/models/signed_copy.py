"""The final consolidated report as it was signed outside the portal. Served only through a view that checks access."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models.consolidation import Consolidation
from reports.models.submission import AppendOnlyError
from reports.rules.signatures import Origin, Refusal, Signature, Standing, Trust, Verdict

_IS_CURRENT = Q(checked_at__isnull=False, refusal="", replaced_at=None, removed_at=None)
_UNJUDGED = {"origin": "", "found_count": 0}


class SignedCopyQuerySet(models.QuerySet["SignedCopy"]):
    """Of a row only the check, a later file and its removal change anything: each by a conditional update here."""

    def of(self, consolidation: Consolidation | int) -> SignedCopyQuerySet:
        """A version's signed copies, the newest first."""
        found = self.filter(consolidation=consolidation).select_related("uploaded_by", "removed_by")
        return found.order_by("-uploaded_at", "-pk")

    def current(self) -> SignedCopyQuerySet:
        return self.filter(_IS_CURRENT)

    def being_checked(self) -> SignedCopyQuerySet:
        return self.filter(checked_at=None)

    def unleased(self, now: datetime) -> SignedCopyQuerySet:
        """Those that no living worker has taken."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lt=now))

    def with_file(self) -> SignedCopyQuerySet:
        return self.exclude(file="")

    def readable_by(self, user: User, consolidation: Consolidation) -> SignedCopyQuerySet:
        """Of a version that this person may read: its coordinator reads earlier copies too."""
        found = self.of(consolidation).with_file()
        return found if consolidation.is_coordinated_by(user) else found.current()

    def auditable_by(self, user: User) -> SignedCopyQuerySet:
        """Those a person may audit: of the plans he coordinates; an administrator all."""
        if user.access.is_administrator:
            return self.all()
        return self.filter(consolidation__period__plan__coordinator__in=user.access.coordinates_for)

    def of_agency(self, code: str) -> SignedCopyQuerySet:
        """Those of the plans that this agency coordinates."""
        return self.filter(consolidation__period__plan__coordinator__code=code)

    def with_periods(self) -> SignedCopyQuerySet:
        return self.select_related(
            "uploaded_by", "removed_by", "consolidation__period__plan__coordinator"
        ).defer("consolidation__content")

    def take(self, pk: int, *, now: datetime, until: datetime) -> bool:
        """A worker takes a check upon itself. False if somebody else has it, or there is nothing to do."""
        free = self.filter(pk=pk).being_checked().unleased(now)
        return free._write(leased_until=until, attempts=F("attempts") + 1) == 1

    def held(self, copy: SignedCopy) -> SignedCopyQuerySet:
        """The copy, while the lease that was read with it holds."""
        return self.filter(pk=copy.pk, leased_until=copy.leased_until).being_checked()

    def settle(self, verdict: Verdict, *, at: datetime) -> None:
        """These were checked. A file that is refused is not kept."""
        found = [each.to_json() for each in verdict.signatures]
        values = {"origin": verdict.origin, "found": found, "found_count": len(found)}
        refused = {"refusal": verdict.refusal, "file": ""} if verdict.refusal else {}
        self._write(**values, **refused, checked_at=at, leased_until=None)

    def replace(self, *, at: datetime) -> None:
        """A later file takes the place of these."""
        self._write(replaced_at=at)

    def remove(self, *, by: User, at: datetime) -> bool:
        """The files of these are no longer kept. False if there was none."""
        kept = self.with_file().filter(checked_at__isnull=False)
        return kept._write(file="", removed_at=at, removed_by=by) > 0

    def _write(self, **values: Any) -> int:
        return super().update(**values)

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("Signed copies are kept as they came.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Signed copies are kept.")


class SignedCopy(models.Model):
    """One upload: its row is the record of who brought which file when, and what was found in it. The row comes first,
    what a worker finds follows. A file that is refused or removed is gone, its row stays. The name on disk is the
    server's, `name` the sender's."""

    content_type = "application/pdf"

    consolidation = models.ForeignKey(Consolidation, on_delete=models.PROTECT, related_name="signed_copies")
    file = models.FileField(_("file"), upload_to="signed-consolidations/%Y", blank=True)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    origin = models.CharField(_("what was signed"), max_length=10, choices=Origin.choices, blank=True)
    found = models.JSONField(_("signatures"), default=list, help_text="As the check read them.")
    found_count = models.PositiveSmallIntegerField(_("number of signatures"), default=0)
    refusal = models.CharField(_("why it is refused"), max_length=10, choices=Refusal.choices, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removed by"),
    )

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed file")
        verbose_name_plural = _("signed files")
        ordering: ClassVar = ["consolidation", "-uploaded_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(size__gt=0) & ~Q(sha256=""),
                name="signed_copy_came_as_a_file",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, refusal="", **_UNJUDGED)
                | Q(checked_at__isnull=False, refusal="", origin__in=Origin.values, found_count__gt=0)
                | Q(checked_at__isnull=False, refusal__in=Refusal.values, **_UNJUDGED),
                name="signed_copy_waits_or_is_signed_or_refused",
            ),
            models.CheckConstraint(
                condition=(Q(file="") & (~Q(refusal="") | Q(removed_at__isnull=False)))
                | (~Q(file="") & Q(refusal="", removed_at=None)),
                name="signed_copy_has_its_file_while_kept",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(
                    removed_at__isnull=False,
                    removed_at__gte=F("uploaded_at"),
                    removed_by__isnull=False,
                    origin__in=Origin.values,
                ),
                name="signed_copy_removed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None)
                | Q(replaced_at__gte=F("uploaded_at"), origin__in=Origin.values),
                name="signed_copy_replaced_after_it_came",
            ),
            models.UniqueConstraint(
                fields=["consolidation"], condition=_IS_CURRENT, name="signed_copy_one_is_current"
            ),
            models.UniqueConstraint(
                fields=["consolidation"],
                condition=Q(checked_at=None),
                name="signed_copy_one_is_being_checked",
                violation_error_message=_("A signed file is being checked: wait until that is done."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("A signed copy is kept as it came.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("A signed copy is kept.")

    @property
    def is_being_checked(self) -> bool:
        return self.checked_at is None

    @property
    def is_current(self) -> bool:
        return not (self.is_being_checked or self.refusal or self.replaced_at or self.removed_at)

    @property
    def signatures(self) -> list[Signature]:
        return [Signature.from_json(each) for each in self.found]

    @property
    def standing(self) -> Standing:
        if self.is_being_checked:
            return Standing.WAITING
        if self.refusal:
            return Standing.REFUSED
        return Standing.SOUND if self.is_sound else Standing.DOUBTFUL

    @property
    def outcome(self) -> str:
        """The standing in words, and the reason where it is refused."""
        label = str(self.standing.label)
        return f"{label}. {self.get_refusal_display()}" if self.refusal else label

    @property
    def is_sound(self) -> bool:
        """The portal's own file, every signature holds for what it now shows, and none is of an unknown authority."""
        return self.origin == Origin.OWN and all(
            each.is_sound and each.trust != Trust.UNTRUSTED for each in self.signatures
        )
