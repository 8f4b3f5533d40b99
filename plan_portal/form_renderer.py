"""Form controls written in Python: Django's own templates for them include one another once per option and once per
set of attributes, which made the list of 33 agencies dearer than the table below it. What comes out is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from plan_portal.markup import escaped, markup

Widget = Mapping[str, Any]
INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "time", "datetime", "checkbox")
FOLDER = "django/forms/widgets"


class FormRenderer(TemplatesSetting):
    """The plain inputs, text areas and selects; every other widget is a template as in Django."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        write = WRITERS.get(template_name)
        if write is None:
            return mark_safe(super().render(template_name, context, request))  # noqa: S308  # nosec: a template's output
        return write(context["widget"])


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    return markup(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else markup(' value="{}"', _text(value)),
        _attrs(widget),
    )


def _textarea(widget: Widget) -> SafeString:
    return markup(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attrs(widget), widget["value"] or ""
    )


def _select(widget: Widget) -> SafeString:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return markup(
        '<select name="{}"{}>{}\n</select>',
        widget["name"],
        _attrs(widget),
        mark_safe(groups),  # noqa: S308  # nosec: escaped below
    )


def _group(name: str | None, options: list[Widget]) -> str:
    inside = "".join(map(_option, options))
    return f'\n  <optgroup label="{escaped(name)}">{inside}\n  </optgroup>' if name else inside


def _option(option: Widget) -> str:
    value, label = escaped(_text(option["value"])), escaped(_text(option["label"]))
    return f'\n  <option value="{value}"{_attrs(option)}>{label}</option>'


def _choice(widget: Widget) -> SafeString:
    """A radio button or a box of a list, within its label where Django would have it there."""
    button = _input(widget)
    if not widget["wrap_label"]:
        return button
    named = widget["attrs"].get("id")
    return markup(
        "<label{}>{} {}</label>", markup(' for="{}"', named) if named else "", button, widget["label"]
    )


def _attrs(widget: Widget) -> SafeString:
    """An attribute that is True stands alone, one that is False is left out."""
    if not widget["attrs"]:  # As with nearly every option.
        return SafeString("")
    written = "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(_text(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )
    return mark_safe(written)  # noqa: S308  # nosec: escaped above


def _text(value: object) -> str:
    """As it is: text that is known to be safe stays so."""
    return value if isinstance(value, str) else str(value)


WRITERS: dict[str, Callable[[Widget], SafeString]] = {
    **{f"{FOLDER}/{kind}.html": _input for kind in INPUTS},
    **{f"{FOLDER}/{kind}_option.html": _choice for kind in ("radio", "checkbox")},
    f"{FOLDER}/textarea.html": _textarea,
    f"{FOLDER}/select.html": _select,
}
