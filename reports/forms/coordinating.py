"""What a coordinator types: a later deadline, a reminder, comments, decisions."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import CommentTarget

LONGEST_TEXT = 5000
LONGEST_REMINDER = 2000


def words_field(
    label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4, longest: int = LONGEST_TEXT
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class LaidOut(forms.Form):
    """The fields in the order they are declared; the page brings the form tag and the buttons."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(*self.fields)
        return helper


class ExtendForm(LaidOut):
    last_day = forms.DateField(
        label=_("New last day"),
        help_text=_("The report is on time until the end of this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = words_field(_("Reason"), _("The agency reads it, and it stays on record."))


class RemindForm(LaidOut):
    message = words_field(
        _("Message"),
        _("It stands above the deadline and the link to the report, which every reminder carries."),
        required=False,
        longest=LONGEST_REMINDER,
    )


class CommentForm(LaidOut):
    """A comment where the pen is. `target` and `target_code` name the place."""

    target = forms.ChoiceField(choices=CommentTarget.choices, widget=forms.HiddenInput)
    target_code = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    text = words_field(_("Comment"), rows=3)

    @classmethod
    def at(cls, target: str, code: str) -> CommentForm:
        """An empty form for one place; ids differ from place to place."""
        return cls(initial={"target": target, "target_code": code}, auto_id=f"id-{target}-{code}-%s")


class ReturnForm(LaidOut):
    comment = words_field(
        _("Overall comment"),
        _("Needed to return the report: what must be mended. With acceptance it may stay empty."),
    )


class AcceptForm(LaidOut):
    comment = words_field(_("Overall comment"), required=False)


class ReopenForm(LaidOut):
    comment = words_field(_("Reason"), _("The agency reads it, and it stays on record."))
