"""Controls read as Django's own templates write them, hostile values included."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from plan_portal.form_renderer import FormRenderer

HOSTILE = '"><script>alert(1)</script>'
CHOICES = [("", "None"), (1, "One"), ("x", HOSTILE), ("group", [("a", gettext_lazy("Name")), (HOSTILE, "b")])]
ATTRS: dict[str, Any] = {
    "class": HOSTILE,
    "required": True,
    "disabled": False,
    "data-n": 3,
    "title": mark_safe("a&amp;b"),
}
WIDGETS = [
    forms.TextInput(ATTRS),
    forms.NumberInput(ATTRS),
    forms.EmailInput(),
    forms.URLInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.DateInput(),
    forms.DateTimeInput(),
    forms.TimeInput(),
    forms.CheckboxInput(ATTRS),
    forms.Textarea(ATTRS),
    forms.Select(ATTRS, choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES),
    forms.ClearableFileInput(),
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", [None, "", HOSTILE, "x", 1, 2.5, True, ["a", "x"]], ids=repr)
def test_a_control_is_written_as_by_django(widget: forms.Widget, value: object) -> None:
    ours = widget.render("n", value, renderer=FormRenderer())
    assert squeezed(ours) == squeezed(widget.render("n", value, renderer=TemplatesSetting()))


def squeezed(html: str) -> str:
    return re.sub(r">\s+<", "><", html)
