"""The fields of a filter bar written in Python: a page with a list has one, and through the templates of a field the
bar was dearer than the list. What comes out is what `bootstrap5/field.html` writes."""

from __future__ import annotations

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plan_portal.markup import markup

CLASSES: dict[type[forms.Widget], str] = {
    forms.TextInput: "textinput form-control",
    forms.Select: "select form-select",
}
FIELD = """
    <div id="div_{id}" class="field">
        <label for="{id}" class="form-label">{label}{optional}</label>
        {control}
    </div>
"""


def filter_fields(form: BaseForm) -> SafeString:
    """Every field of a form, one after another."""
    return mark_safe("".join(map(_field, form)))  # noqa: S308  # nosec: each part is escaped below


def _field(field: BoundField) -> SafeString:
    """A text or a choice without hint and without error; any other field is the template's."""
    classes = CLASSES.get(type(field.field.widget))
    if classes is None or not _is_plain(field):
        templated: SafeString = as_crispy_field(field)
        return templated
    return markup(
        FIELD,
        id=field.auto_id,
        label=field.label,
        optional="" if field.field.required else _optional(),
        control=field.as_widget(attrs={"class": classes}),
    )


def _is_plain(field: BoundField) -> bool:
    own = field.field.widget.attrs
    given = field.errors or field.help_text or field.css_classes() or not (field.auto_id and field.label)
    return not given and "class" not in own and "id" not in own and not hasattr(field.form, "helper")


def _optional() -> SafeString:
    return markup(' <span class="optional">{}</span>', _("(optional)"))
