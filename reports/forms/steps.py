"""Steps that must be explained."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("What must be changed"),
        help_text=_("The reporter reads this at the top of the report."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": None}),
        error_messages={"required": _("Say why: a comment is needed.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("comment")
