"""Legal documents that plans and duties cite."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tasks.models.plan import Plan


class LegalDocumentKind(models.TextChoices):
    LAW = "law", _("Law")
    DECREE = "decree", _("Decree")
    DECISION = "decision", _("Decision")
    DIRECTIVE = "directive", _("Directive")
    RESOLUTION = "resolution", _("Resolution")
    PLAN = "plan", _("Plan")
    OFFICIAL_LETTER = "official_letter", _("Official letter")


class LegalDocumentQuerySet(models.QuerySet["LegalDocument"]):
    def cited_in(self, plan: Plan) -> LegalDocumentQuerySet:
        """Documents that a plan or one of its duties cites; `citing` holds the duties."""
        citing = Prefetch("duties", queryset=plan.duties.order_by("order"), to_attr="citing")
        cited = self.filter(Q(plans=plan) | Q(duties__plan=plan))
        return self.filter(pk__in=cited.values("pk")).prefetch_related(citing)


class LegalDocument(models.Model):
    """One document, shared by every plan that cites it. A law may be cited without number or day."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=LegalDocumentKind.choices)
    number = models.CharField(_("number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200)
    title = models.TextField(_("title"))

    objects = LegalDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering: ClassVar = ["kind", "issued_on", "number"]

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.get_kind_display()), self.number])) or self.title
