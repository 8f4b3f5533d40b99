"""What the coordinator types into a consolidated report: its narrative, its number and date, who signs, who gets it."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import Consolidation, Section
from reports.services.consolidation import ConsolidationDetails

LONGEST_TEXT = 200_000

_NAMES = ("number", "dated_on", "signer_authority", "signer_post", "signer_name", "recipients")


class ConsolidationForm(forms.Form):
    """The page brings the form tag and the buttons. `revision` is what the person saw when he began."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        return Layout(*self.fields)


class NarrativeForm(ConsolidationForm):
    """One field for each section, in the order of the outline."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in Section:
            self.fields[section.value] = forms.CharField(
                label=section.label,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 12}),
            )

    @classmethod
    def initial_of(cls, consolidation: Consolidation) -> dict[str, Any]:
        return {
            "revision": consolidation.revision,
            **dict(consolidation.sections.values_list("section", "text")),
        }

    def texts(self) -> dict[str, str]:
        """By section code, from a valid form."""
        return {section.value: self.cleaned_data[section.value] for section in Section}


class DetailsForm(ConsolidationForm):
    number = forms.CharField(
        label=_("Document number"),
        required=False,
        max_length=30,
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

    def layout(self) -> Layout:
        return Layout(
            "revision",
            Fieldset(_("Number and date"), "number", "dated_on"),
            Fieldset(_("Signature"), "signer_authority", "signer_post", "signer_name"),
            Fieldset(_("Who receives it"), "recipients"),
        )

    @classmethod
    def initial_of(cls, consolidation: Consolidation) -> dict[str, Any]:
        return {"revision": consolidation.revision, **{name: getattr(consolidation, name) for name in _NAMES}}

    def details(self) -> ConsolidationDetails:
        """From a valid form."""
        return ConsolidationDetails(**{name: self.cleaned_data[name] for name in _NAMES})
