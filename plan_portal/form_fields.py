"""The fields of forms and of filter bars, written in Python: a form has dozens, and through the templates of a field
it was dearer than all else on its page. What is no plain control (boxes, choices, files) is a template's as before."""

from __future__ import annotations

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plan_portal.markup import markup

FIELD = """
<{tag} id="div_{id}" class="field{classes}">
    {label}
    {hint}
    {errors}
    {control}
</{tag}>
"""
LABEL = '<label for="{}" class="form-label{}">{}{}</label>'
HINT = '<div id="{}_helptext" class="form-text">{}</div>'
NOTHING = SafeString("")
PLAIN: dict[type[forms.Widget], str] = {
    forms.Select: "form-select",
    forms.SelectMultiple: "form-select",
    **dict.fromkeys(
        (
            forms.TextInput,
            forms.NumberInput,
            forms.EmailInput,
            forms.PasswordInput,
            forms.DateInput,
            forms.Textarea,
        ),
        "form-control",
    ),
}


def filter_fields(form: BaseForm) -> SafeString:
    """Every field of a form, one after another."""
    return mark_safe("".join(map(form_field, form)))  # noqa: S308  # nosec: each part is escaped below


def form_field(field: BoundField) -> SafeString:
    """A field of a form, as `as_crispy_field` writes it."""
    if is_plain(field):
        return plain_field(field)
    templated: SafeString = as_crispy_field(field)
    return templated


def is_plain(field: BoundField) -> bool:
    """One control with its label: `plain_field` writes it."""
    return type(field.field.widget) in PLAIN and bool(field.auto_id)


def plain_field(
    field: BoundField,
    *,
    shows_errors: bool = True,
    shows_label: bool = True,
    tag: str = "div",
    wrapper: str = "",
) -> SafeString:
    """One field, in the order people read: label, hint, error, control. A required field is the rule; the others say
    that they may be left out. `tag` and `wrapper`: the element around it and its further classes."""
    is_wrong = bool(field.errors)
    says_wrong = is_wrong and shows_errors
    classes = ["field--wrong" if says_wrong else "", wrapper, field.css_classes()]
    return markup(
        FIELD,
        tag=tag,
        id=field.auto_id,
        classes="".join(f" {each}" for each in classes if each),
        label=_label(field, is_seen=shows_label) if field.label else NOTHING,
        hint=_hint(field) if field.help_text else NOTHING,
        errors=_errors(field) if says_wrong else NOTHING,
        control=field.as_widget(attrs={"class": _classes(field.field.widget, is_wrong=is_wrong)}),
    )


def _label(field: BoundField, *, is_seen: bool) -> SafeString:
    optional = (
        NOTHING if field.field.required else markup(' <span class="optional">{}</span>', _("(optional)"))
    )
    return markup(LABEL, field.id_for_label, "" if is_seen else " visually-hidden", field.label, optional)


def _hint(field: BoundField) -> SafeString:
    """Hints are the program's own words, and may hold markup."""
    words = mark_safe(str(field.help_text))  # noqa: S308  # nosec: as Django's own templates take it
    return markup(HINT, field.auto_id, words)


def _errors(field: BoundField) -> SafeString:
    shown = {"field": field, "form_show_errors": True}
    return render_to_string("bootstrap5/layout/field_errors_block.html", shown)


def _classes(widget: forms.Widget, *, is_wrong: bool) -> str:
    """The widget's own, its kind, the look of the control."""
    own = str(widget.attrs.get("class", "")).split()
    look = [type(widget).__name__.lower(), PLAIN[type(widget)], *(["is-invalid"] if is_wrong else [])]
    return " ".join(dict.fromkeys([*own, *look]))
