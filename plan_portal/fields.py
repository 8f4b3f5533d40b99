"""One field of a form, in the order people read: label, hint, error, control. Written in Python, because through
templates that include one another a form was dearer than the page around it. A required field is the rule; the others
say that they may be left out, or by a field's `needed_later` for what they will be needed."""

from __future__ import annotations

from django import forms
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plan_portal.marks import icon
from plan_portal.markup import escaped, markup, markup_joined

MANY_CHOICES = 8  # More than these stand in columns.
NOTHING = SafeString("")
FIELD = '<{tag} id="div_{id}" class="field{more}">\n{inside}\n</{tag}>'
LABEL = '<label for="{}" class="form-label{}">{}{}</label>'
LEGEND = '<legend class="{}">{}{}</legend>'
FIELDSET = "<fieldset{}>\n{}\n{}\n{}\n</fieldset>"
BOX = """<div class="form-check">
{}
<label class="form-check-label" for="{}">{}</label>
</div>"""
HINT = '<div id="{}_helptext" class="form-text">{}</div>'
ERROR = '<p>{}<span><span class="visually-hidden">{} </span>{}</span></p>'
ERRORS = '<div id="{}_error" class="invalid-feedback">{}</div>'


def all_fields(form: BaseForm) -> SafeString:
    """Every field of a form, one after another."""
    return _joined([field_block(field) for field in form])


def field_block(
    field: BoundField,
    *,
    tag: str = "div",
    wrapper_class: str = "",
    show_errors: bool = True,
    show_labels: bool = True,
) -> SafeString:
    """The whole field; a hidden one is its control alone."""
    if field.is_hidden:
        return control(field)
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        inside = _box(field, show_errors)
    elif field.use_fieldset:
        inside = _fieldset(field, show_errors, show_labels)
    else:
        inside = _joined([_label(field, show_labels), *_said(field, show_errors), _plain(field)])
    wrong = "field--wrong" if show_errors and field.errors else ""
    more = "".join(f" {each}" for each in (wrong, wrapper_class, field.css_classes()) if each)
    return markup(FIELD, tag=tag, id=field.auto_id, more=more, inside=inside)


def bare_field(field: BoundField, look: str) -> SafeString:
    """A field in a table, whose row and column say what it is: error, control."""
    inside = _joined([field_errors(field), control(field, look)])
    return markup('<div class="field{}">{}</div>', " field--wrong" if field.errors else "", inside)


def control(field: BoundField, look: str = "") -> SafeString:
    """The control alone, marked where its value is wrong."""
    own = str(field.field.widget.attrs.get("class", ""))
    classes = [*own.split(), *(each for each in look.split() if each not in own.split())]
    if look and field.errors:
        classes.append("is-invalid")
    return field.as_widget(attrs={"class": " ".join(classes)} if classes else None)


def field_errors(field: BoundField) -> SafeString:
    """What is wrong with a field, under the id its control names."""
    if not field.errors:
        return NOTHING
    spoken = _("Error:")
    said = markup_joined("", ERROR, ((icon("octagon-alert", 16), spoken, each) for each in field.errors))
    return markup(ERRORS, field.auto_id, said)


def _label(field: BoundField, is_shown: bool) -> SafeString:
    if not field.label:
        return NOTHING
    return markup(
        LABEL, field.id_for_label, "" if is_shown else " visually-hidden", field.label, _optional(field)
    )


def _optional(field: BoundField) -> SafeString:
    if field.field.required:
        return NOTHING
    later = getattr(field.field, "needed_later", "")
    return markup(' <span class="optional">{}</span>', f"({later})" if later else _("(optional)"))


def _said(field: BoundField, show_errors: bool) -> list[SafeString]:
    """Hint, then errors."""
    return [_hint(field), field_errors(field) if show_errors else NOTHING]


def _hint(field: BoundField) -> SafeString:
    if not field.help_text:
        return NOTHING
    hint = SafeString(field.help_text)  # nosec: as in Django, a hint is the form's author's and may hold tags
    return markup(HINT, field.auto_id, hint)


def _box(field: BoundField, show_errors: bool) -> SafeString:
    """A box to tick and its label, under what is wrong with it."""
    wrong = field_errors(field) if show_errors else NOTHING
    box = markup(BOX, control(field, "form-check-input"), field.id_for_label, field.label)
    return _joined([wrong, box, _hint(field)])


def _fieldset(field: BoundField, show_errors: bool, show_labels: bool) -> SafeString:
    described = field.aria_describedby
    legend = (
        markup(LEGEND, "" if show_labels else "visually-hidden", field.label, _optional(field))
        if field.label
        else NOTHING
    )
    is_list = isinstance(field.field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect)
    inside = _choices(field) if is_list else control(field, "form-control")
    return markup(
        FIELDSET,
        markup(' aria-describedby="{}"', described) if described else NOTHING,
        legend,
        _joined(_said(field, show_errors)),
        inside,
    )


def _choices(field: BoundField) -> SafeString:
    """Radio buttons and boxes, one under the other; each is its own label. Above those of a widget that
    `offers_several` (agencies/forms/choosing.py) a script offers to tick many at once."""
    look = "form-check-input is-invalid" if field.errors else "form-check-input"
    options = list(field)
    shown = markup_joined("\n", BOX, ((_option(o, look), o.id_for_label, o.choice_label) for o in options))
    several = NOTHING
    if getattr(field.field.widget, "offers_several", False):
        several = render_to_string("components/choose_several.html", {"widget": field.field.widget})
    columns = "choices" if len(options) > MANY_CHOICES else ""
    return markup('{}<div class="{}">\n{}\n</div>', several, columns, shown)


def _option(option: forms.boundfield.BoundWidget, look: str) -> SafeString:
    option.data["attrs"] = {"class": look, **option.data["attrs"]}
    return mark_safe(option.tag())  # noqa: S308  # nosec: written by the form's renderer


def _plain(field: BoundField) -> SafeString:
    widget = field.field.widget
    if isinstance(widget, forms.FileInput):
        return render_to_string("bootstrap5/layout/field_file.html", {"field": field})
    return control(field, "form-select" if isinstance(widget, forms.Select) else "form-control")


def _joined(parts: list[SafeString]) -> SafeString:
    return mark_safe("\n".join(filter(None, map(escaped, parts))))  # noqa: S308  # nosec: escaped here
