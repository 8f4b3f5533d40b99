"""A field is written label, hint, error, control; hostile words stay words; what is no plain control is the
template's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils import translation

from plan_portal.form_fields import filter_fields, form_field, is_plain

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


ERROR = """<div id="id_needed_error" class="invalid-feedback"><p><svg/><span><span class="visually-hidden">Error:</span>
This field is required.</span></p></div>"""
WRITTEN = {
    "kind": """<div id="div_id_kind" class="field"><label for="id_kind" class="form-label">Kind
        <span class="optional">(optional)</span></label>
        <select name="kind" class="select form-select" id="id_kind"><option value="" selected>All</option>
        <option value="a">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</option></select></div>""",
    "year": """<div id="div_id_year" class="field"><label for="id_year" class="form-label">Year</label>
        <div id="id_year_helptext" class="form-text">Which</div>
        <select name="year" class="select form-select" aria-describedby="id_year_helptext" id="id_year">
        <option value="1">One</option></select></div>""",
    "classed": """<div id="div_id_classed" class="field"><label for="own" class="form-label">Classed
        <span class="optional">(optional)</span></label>
        <input type="text" name="classed" class="wide textinput form-control" id="own"></div>""",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_plain_control_is_written_label_hint_control(name: str) -> None:
    with translation.override("en"):
        assert squeezed(form_field(Filters()[name])) == squeezed(WRITTEN[name])


def test_an_error_stands_before_its_control() -> None:
    with translation.override("en"):
        page = squeezed(
            re.sub(r"<svg.*?</svg>", "<svg/>", form_field(Filters({})["needed"]), flags=re.DOTALL)
        )
    before, control = page.split("<input")
    assert before.startswith('<div id="div_id_needed" class="field field--wrong">')
    assert before.endswith(squeezed(ERROR))
    assert 'class="textinput form-control is-invalid"' in control


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "data", [None, {}, {"q": HOSTILE, "kind": "a", "needed": "long", "day": "x"}], ids=repr
)
def test_the_template_writes_the_same(data: dict[str, Any] | None, language: str) -> None:
    with translation.override(language):
        ours = filter_fields(Filters(data))
        templates = "".join(as_crispy_field(field) for field in Filters(data))
    assert squeezed(ours) == squeezed(templates)
    assert "<script>" not in ours


def test_boxes_and_hidden_fields_are_the_templates() -> None:
    form = Filters()
    assert not any(is_plain(form[name]) for name in ("open", "hidden"))
    assert squeezed(form_field(form["hidden"])).startswith('<input type="hidden"')
    assert 'class="form-check"' in form_field(form["open"])


def test_a_layout_says_what_stands_around_a_field() -> None:
    helper = FormHelper()
    helper.form_tag, helper.form_show_labels, helper.form_show_errors = False, False, False
    helper.layout = Layout(Field("needed", wrapper_class="narrow"))
    page = squeezed(render_crispy_form(Filters({}), helper))
    assert '<div id="div_id_needed" class="field narrow">' in page
    assert 'class="form-label visually-hidden"' in page
    assert "invalid-feedback" not in page
    assert "is-invalid" in page


def squeezed(html: str) -> str:
    return re.sub(r"\s*([<>])\s*", r"\1", html)
