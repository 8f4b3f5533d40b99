"""The final consolidated report as it was signed outside the portal. Served only through a view that checks access."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models.consolidation import Consolidation
from reports.models.submission import AppendOnlyError
from reports.rules.signatures import Origin, Signature


class SignedCopyQuerySet(models.QuerySet["SignedCopy"]):
    def of(self, consolidation: Consolidation) -> SignedCopyQuerySet:
        """A version's signed copies, the current one first."""
        found = self.filter(consolidation=consolidation).select_related("uploaded_by")
        return found.order_by("-uploaded_at", "-pk")

    def current(self) -> SignedCopyQuerySet:
        return self.filter(replaced_at=None)

    def readable_by(self, user: User, consolidation: Consolidation) -> SignedCopyQuerySet:
        """Of a version that this person may read: its coordinator reads earlier copies too."""
        found = self.of(consolidation)
        return found if consolidation.is_coordinated_by(user) else found.current()

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("Signed copies are kept as they came.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Signed copies are kept.")


class SignedCopy(models.Model):
    """One upload: its row is the record of who brought which file when, and what was found in it. Of it nothing ever
    changes but that a later one takes its place. The name on disk is the server's, `name` the sender's."""

    content_type = "application/pdf"

    consolidation = models.ForeignKey(Consolidation, on_delete=models.PROTECT, related_name="signed_copies")
    file = models.FileField(_("file"), upload_to="signed-consolidations/%Y")
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    origin = models.CharField(_("what was signed"), max_length=10, choices=Origin.choices)
    found = models.JSONField(_("signatures"), help_text="As they were read when the file came.")
    found_count = models.PositiveSmallIntegerField(_("number of signatures"))
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        ordering: ClassVar = ["consolidation", "-uploaded_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(size__gt=0, found_count__gt=0) & ~Q(sha256=""),
                name="signed_copy_is_a_signed_file",
            ),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="signed_copy_origin_known"),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | Q(replaced_at__gte=F("uploaded_at")),
                name="signed_copy_replaced_after_it_came",
            ),
            models.UniqueConstraint(
                fields=["consolidation"],
                condition=Q(replaced_at=None),
                name="signed_copy_one_is_current",
                violation_error_message=_("Another signed file was uploaded just now: look at it first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and set(kwargs.get("update_fields") or ["file"]) != {"replaced_at"}:
            raise AppendOnlyError("Of a signed copy nothing changes but that it is replaced.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("A signed copy is kept.")

    @property
    def signatures(self) -> list[Signature]:
        return [Signature.from_json(each) for each in self.found]

    @property
    def is_sound(self) -> bool:
        """The portal's own file, and every signature holds for what it now shows."""
        return self.origin == Origin.OWN and all(each.is_sound for each in self.signatures)
