"""The fields of a filter bar read as the field template writes them, hostile words included."""

from __future__ import annotations

import re
from typing import Any

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.utils import translation

from plan_portal.filter_fields import filter_fields

HOSTILE = '"><script>alert(1)</script>'


class Filters(forms.Form):
    q = forms.CharField(
        label=HOSTILE, required=False, widget=forms.TextInput({"data-key": "/", "data-on": True})
    )
    kind = forms.ChoiceField(label="Kind", choices=[("", "All"), ("a", HOSTILE)], required=False)
    year = forms.ChoiceField(choices=[("1", "One")], help_text="Which")
    needed = forms.CharField(max_length=3)
    classed = forms.CharField(required=False, widget=forms.TextInput({"class": "wide", "id": "own"}))
    day = forms.DateField(required=False)
    open = forms.BooleanField(required=False)
    hidden = forms.CharField(required=False, widget=forms.HiddenInput())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "data", [None, {}, {"q": HOSTILE, "kind": "a", "needed": "long", "day": "x"}], ids=repr
)
def test_a_field_is_written_as_by_the_template(data: dict[str, Any] | None, language: str) -> None:
    with translation.override(language):
        ours = filter_fields(Filters(data))
        templates = "".join(as_crispy_field(field) for field in Filters(data))
    assert squeezed(ours) == squeezed(templates)
    assert "<script>" not in ours


def squeezed(html: str) -> str:
    return re.sub(r"\s*([<>])\s*", r"\1", html)
