"""A field of a form reads in one order, its parts name one another, and hostile words stay words."""

from __future__ import annotations

from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils import translation
from lxml import html

from plan_portal.fields import all_fields, bare_field

HOSTILE = '"><script>alert(1)</script>'
MANY = [(str(n), f"No. {n}") for n in range(9)]


class Sample(forms.Form):
    text = forms.CharField(
        label=HOSTILE, help_text="A <em>hint</em>.", widget=forms.TextInput({"data-on": True})
    )
    short = forms.CharField(max_length=3, required=False, widget=forms.Textarea({"class": "wide"}))
    kind = forms.ChoiceField(choices=[("a", HOSTILE)])
    one = forms.ChoiceField(choices=MANY, widget=forms.RadioSelect, help_text="Pick one.")
    some = forms.MultipleChoiceField(
        choices=[("x", HOSTILE)], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(help_text="Read it first.")
    scan = forms.FileField(required=False)
    nameless = forms.CharField(label="", required=False)
    hidden = forms.CharField(widget=forms.HiddenInput)


def shown(data: dict[str, Any] | None, language: str = "en") -> Any:
    with translation.override(language):
        return html.fragment_fromstring(all_fields(Sample(data)), create_parent="form")


def field(page: Any, name: str) -> Any:
    return page.get_element_by_id(f"div_id_{name}")


@pytest.mark.parametrize("data", [None, {}, {"text": HOSTILE, "short": HOSTILE, "kind": HOSTILE}], ids=repr)
def test_hostile_words_stay_words(data: dict[str, Any] | None) -> None:
    page = shown(data)
    assert not page.xpath("//script")
    assert field(page, "text").xpath("string(./label)") == HOSTILE
    assert field(page, "kind").xpath("string(.//option)") == HOSTILE


@pytest.mark.parametrize("data", [None, {}], ids=repr)
def test_everything_named_is_there(data: dict[str, Any] | None) -> None:
    page = shown(data)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    named = [each for names in page.xpath("//@aria-describedby") for each in names.split()]
    assert named
    assert set(named) | set(page.xpath("//label/@for")) <= set(ids)
    assert set(page.xpath("//input[not(@type='hidden')]/@id|//select/@id|//textarea/@id")) <= set(
        page.xpath("//label/@for")
    ) | {"id_nameless"}


def test_label_hint_error_control_in_this_order() -> None:
    wrong = field(shown({}), "text")
    assert [each.tag for each in wrong] == ["label", "div", "div", "input"]
    assert [each.get("class") for each in wrong] == [
        "form-label",
        "form-text",
        "invalid-feedback",
        "form-control is-invalid",
    ]
    assert wrong.xpath("string(./div[@class='form-text']/em)") == "hint"
    assert wrong.get("class") == "field field--wrong"
    assert field(shown(None), "text").get("class") == "field"


@pytest.mark.parametrize(("language", "words"), [("en", "(optional)"), ("vi", "(không bắt buộc)")])
def test_what_may_be_left_out_says_so(language: str, words: str) -> None:
    page = shown(None, language)
    assert [each for each in Sample.base_fields if words in page.xpath(f"string(//*[@id='div_id_{each}'])")] == [
        "short", "some", "scan",
    ]  # fmt: skip


def test_a_fields_own_class_stays() -> None:
    assert field(shown({"short": "long"}), "short").xpath(".//textarea/@class") == [
        "wide form-control is-invalid"
    ]
    assert field(shown({"short": "ok"}), "short").xpath(".//textarea/@class") == ["wide form-control"]


def test_choices_are_a_group_with_its_name_and_columns_where_there_are_many() -> None:
    page = shown({"one": "4"})
    assert field(page, "one").xpath("./fieldset/legend")
    assert field(page, "one").xpath("./fieldset/div[@class='choices']//input[@checked]/@value") == ["4"]
    assert not field(page, "some").xpath("./fieldset/div[@class='choices']")
    assert field(page, "one").xpath("./fieldset/@aria-describedby") == ["id_one_helptext"]


def test_a_box_stands_before_its_label_and_a_hidden_field_alone() -> None:
    page = shown({})
    assert field(page, "agreed").xpath("./div[@class='form-check']/input/@class") == [
        "form-check-input is-invalid"
    ]
    assert page.xpath("//input[@type='hidden']/..")[0].tag == "form"
    assert not page.xpath("//*[@id='div_id_nameless']/label")


@pytest.mark.parametrize(("data", "classes"), [(None, "field"), ({}, "field field--wrong")], ids=repr)
def test_a_field_in_a_table_is_its_error_and_its_control(data: dict[str, Any] | None, classes: str) -> None:
    cell = html.fragment_fromstring(bare_field(Sample(data)["text"], "form-control is-number"))
    assert cell.get("class") == classes
    assert [each.tag for each in cell] == (["div", "input"] if data is not None else ["input"])
    assert "is-number" in cell.xpath("string(./input/@class)")


def test_a_layout_says_what_stands_around_a_field() -> None:
    helper = FormHelper()
    helper.form_tag, helper.form_show_labels, helper.form_show_errors = False, False, False
    helper.layout = Layout(Field("kind", wrapper_class="narrow"))
    kind = field(
        html.fragment_fromstring(render_crispy_form(Sample({}), helper), create_parent="form"), "kind"
    )
    assert kind.get("class") == "field narrow"
    assert [each.get("class") for each in kind] == ["form-label visually-hidden", "form-select is-invalid"]


def test_what_is_needed_later_says_for_what() -> None:
    form = Sample()
    form.fields["short"].needed_later = "before it is sent"
    assert "(before it is sent)" in all_fields(form)
