"""The narrative of a consolidated report, place by place, with everything that was ever written there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.models.consolidation import Consolidation
from reports.models.submission import AppendOnlyError


class ConsolidationSectionQuerySet(models.QuerySet["ConsolidationSection"]):
    def edited(self) -> ConsolidationSectionQuerySet:
        return self.exclude(edited_at=None)

    def texts(self) -> dict[str, str]:
        """The texts by section code."""
        return dict(self.values_list("section", "text"))

    def coordinated_by(self, user: User) -> ConsolidationSectionQuerySet:
        """Those of plans that this person coordinates."""
        coordinates = user.access.coordinates_for
        return self.filter(consolidation__period__plan__coordinator__in=coordinates).select_related(
            "consolidation__period__plan", "edited_by"
        )

    def text_of_outer(self, section: str) -> models.Subquery:
        """Inside a query of consolidations: the text each has in this section, or null."""
        here = self.filter(consolidation=models.OuterRef("pk"), section=section).order_by()
        return models.Subquery(here.values("text")[:1])

    def with_news(self) -> ConsolidationSectionQuerySet:
        """Edited ones of which the agencies wrote something since (`has_news`)."""
        return self.edited().exclude(agencies_text=models.F("seen_text"))

    def with_editor(self) -> ConsolidationSectionQuerySet:
        return self.select_related("edited_by")


class ConsolidationSection(models.Model):
    """`section` is one of the outline, or a duty (`reports.rules.narrative`). `agencies_text` is what the agencies
    wrote as of the last build; `seen_text` that same as it was when the text was last written or compared with it."""

    consolidation = models.ForeignKey(Consolidation, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(_("section"), max_length=60)
    text = models.TextField(_("text"), blank=True)
    agencies_text = models.TextField(_("what the agencies wrote"), blank=True)
    seen_text = models.TextField(_("what of it was seen"), blank=True)
    edited_at = models.DateTimeField(
        _("edited"), null=True, blank=True, help_text="Empty while the text is what the agencies wrote."
    )
    edited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("edited by")
    )

    objects = ConsolidationSectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["consolidation", "section"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consolidation", "section"], name="consolidation_section_once"),
            models.CheckConstraint(
                condition=Q(edited_at=None, edited_by=None)
                | Q(edited_at__isnull=False, edited_by__isnull=False),
                name="consolidation_section_edited_by_someone",
                violation_error_message=_("An edited section says by whom and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consolidation}: {self.section}"

    @property
    def is_edited(self) -> bool:
        return self.edited_at is not None

    @property
    def has_news(self) -> bool:
        """The agencies wrote something since the text was last written or compared with theirs."""
        return self.is_edited and self.agencies_text != self.seen_text


class WordingQuerySet(models.QuerySet["Wording"]):
    def of_place(self, consolidation: Consolidation, section: str) -> WordingQuerySet:
        """What was written in this place, in this version and in those before it, newest first."""
        return (
            self.filter(
                section__consolidation__period=consolidation.period_id,
                section__consolidation__version__lte=consolidation.version,
                section__section=section,
            )
            .select_related("by", "section__consolidation")
            .order_by("-at", "-pk")
        )

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("What was written in a consolidated report stays on record.")


class Wording(models.Model):
    """A text that stood in a place. What one person writes there without a pause is one wording, which grows; then it
    stays as it is."""

    section = models.ForeignKey(ConsolidationSection, on_delete=models.PROTECT, related_name="wordings")
    text = models.TextField(_("text"), blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    began_at = models.DateTimeField(_("began"))
    at = models.DateTimeField(_("when"))

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering: ClassVar = ["section", "at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(at__gte=models.F("began_at")),
                name="wording_in_order",
                violation_error_message=_("A wording cannot end before it began."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("What was written in a consolidated report stays on record.")
