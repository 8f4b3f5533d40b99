"""What the portal's model forms share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext as _

if TYPE_CHECKING:  # Generic for the type checker only.
    ModelForm = forms.ModelForm[Any]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    ModelForm, InlineFormSet = forms.ModelForm, forms.BaseInlineFormSet


[(_blank, DASHES)] = BLANK_CHOICE_DASH  # How Django shows that nothing was chosen.


class PortalModelForm(ModelForm):
    """A model form inside a form element of the page's own, that tells a broken constraint beside the field.

    `beside` names, for a constraint of the model, the field its message belongs to.
    """

    beside: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("Not chosen") if field.empty_label == DASHES else field.empty_label
            elif isinstance(field, forms.ChoiceField):
                offered: list[Any] = [*field.widget.choices]
                field.choices = [
                    ("", _("Not chosen")) if each == (_blank, DASHES) else each for each in offered
                ]

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            whole = error.error_dict.pop(NON_FIELD_ERRORS, [])
            for one in whole:
                super().add_error(self._place_of(one), one)
            if not error.error_dict:
                return
        super().add_error(field, error)

    def _place_of(self, error: ValidationError) -> str | None:
        for constraint in self._meta.model._meta.constraints:
            if (
                error.message == constraint.violation_error_message
                and self.beside.get(constraint.name) in self.fields
            ):
                return self.beside[constraint.name]
        return None
