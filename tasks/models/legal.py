"""Legal documents that plans and duties cite."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalDocumentKind(models.TextChoices):
    LAW = "law", _("Law")
    DECREE = "decree", _("Decree")
    DECISION = "decision", _("Decision")
    DIRECTIVE = "directive", _("Directive")
    RESOLUTION = "resolution", _("Resolution")
    PLAN = "plan", _("Plan")
    OFFICIAL_LETTER = "official_letter", _("Official letter")


class LegalDocument(models.Model):
    """One document, shared by every plan that cites it. A law may be cited without number or day."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=LegalDocumentKind.choices)
    number = models.CharField(_("number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200)
    title = models.TextField(_("title"))

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering: ClassVar = ["kind", "issued_on", "number"]

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.get_kind_display()), self.number])) or self.title
