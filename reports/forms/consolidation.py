"""What the coordinator types about a consolidated report: its number and date, who signs, who gets it; why it is
corrected."""

from __future__ import annotations

import itertools
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from reports.documents.words import DOCUMENT_NUMBER
from reports.forms.attachments import UploadForm
from reports.forms.coordinating import LaidOut, words_field
from reports.models import Consolidation
from reports.services.consolidation import NEEDED_TO_FINALISE, ConsolidationDetails
from reports.services.uploads import SIGNED_PDF, Welcome

_NAMES = ("number", "dated_on", "signer_authority", "signer_post", "signer_name", "recipients")


class CorrectionForm(LaidOut):
    reason = words_field(
        _("What is corrected, and why"),
        _("It stands at the beginning of the corrected report, and stays on record."),
    )


class SignedCopyForm(UploadForm):
    welcome: ClassVar[Welcome] = SIGNED_PDF

    file = forms.FileField(
        label=_("Signed PDF"),
        help_text=_("The PDF with its digital signature, at most 50 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("file")


class DetailsForm(forms.Form):
    """The page brings the form tag and the buttons. `revision` is what the person saw when he began."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    number = forms.CharField(
        label=_("Document number"),
        required=False,
        max_length=30,
        validators=[
            RegexValidator(
                rf"^{DOCUMENT_NUMBER.pattern}$",
                _("Enter the number alone, e.g. 5, or with its symbol: 05/BC-CAT."),
            )
        ],
        help_text=_("Only the number, e.g. 5: the symbol follows by itself."),
    )
    dated_on = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    signer_authority = forms.CharField(
        label=_("Signs on authority of"),
        required=False,
        max_length=80,
        help_text=_("E.g. KT. GIÁM ĐỐC; empty if the head signs."),
    )
    signer_post = forms.CharField(
        label=_("Post"), required=False, max_length=80, help_text=_("E.g. PHÓ GIÁM ĐỐC.")
    )
    signer_name = forms.CharField(label=_("Full name, with rank or title"), required=False, max_length=80)
    recipients = forms.CharField(
        label=_("Recipients"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, without dash; the last says where it is kept: Lưu: VT, ..."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in itertools.chain(*NEEDED_TO_FINALISE.values()):
            self.fields[name].needed_later = _("needed before the report is made final")  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            "revision",
            Fieldset(_("Number and date"), "number", "dated_on"),
            Fieldset(_("Signature"), "signer_authority", "signer_post", "signer_name"),
            Fieldset(_("Who receives it"), "recipients"),
        )
        return helper

    @classmethod
    def initial_of(cls, consolidation: Consolidation) -> dict[str, Any]:
        return {"revision": consolidation.revision, **{name: getattr(consolidation, name) for name in _NAMES}}

    def details(self) -> ConsolidationDetails:
        """From a valid form."""
        return ConsolidationDetails(**{name: self.cleaned_data[name] for name in _NAMES})
