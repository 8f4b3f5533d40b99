"""The pieces pages are made of: what they say, and that hostile text stays text."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from plan_portal.chips import STATES

HOSTILE = "<script>alert(1)</script>"


def rendered(source: str, **values: Any) -> str:
    with translation.override("en"):
        return Template(source).render(Context(values))


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_told_by_icon_word_and_tint(state: str) -> None:
    html = rendered("{% state_chip state %}", state=state)
    assert "<svg" in html
    with translation.override("en"):
        assert str(STATES[state].word) in html
    assert f"chip--{STATES[state].variant}" in html


@pytest.mark.parametrize(
    "source",
    [
        "{% chip x %}",
        "{% key_figure x x unit=x note=x %}",
        "{% empty_state x why=x %}",
        "{% page_header x todo=x kicker=x %}{% endpage_header %}",
        "{% action_bar x %}{% endaction_bar %}",
        "{% table_box x %}{% endtable_box %}",
        "{% notice 'care' title=x %}{{ x }}{% endnotice %}",
        "{% ring 1 2 x %}",
    ],
)
def test_hostile_text_stays_text(source: str) -> None:
    html = rendered(source, x=HOSTILE)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("done", "total", "full"), [(0, 3, False), (2, 3, False), (3, 3, True), (0, 0, True)]
)
def test_ring_says_how_much(done: int, total: int, full: bool) -> None:
    html = rendered("{% ring done total %}", done=done, total=total)
    assert f"{done} of {total} filled in" in html
    assert ("ring--full" in html) is full


def test_key_figure_shows_change_and_marks_the_chosen_filter() -> None:
    html = rendered('{% key_figure 120 "Late" url="?s=late" active=True previous=100 better="down" %}')
    assert 'aria-current="true"' in html
    assert "change--bad" in html


def test_comparison_measures_against_last_year_first() -> None:
    html = rendered('{% comparison 120 target=150 last=110 last_year=100 better="up" %}')
    assert "up 20\u00a0%, good" in html
    assert "up 9.1\u00a0%" in rendered("{% comparison 120 last=110 %}")


class Small(forms.Form):
    cases = forms.IntegerField(label="Cases", help_text="Whole number")
    note = forms.CharField(label="Note", required=False)


def test_errors_are_listed_once_with_links() -> None:
    form = Small({"cases": "x"})
    html = rendered("{% load crispy_forms_tags %}{% error_summary form %}{{ form|crispy }}", form=form)
    assert html.count('class="error-summary"') == 1
    assert 'href="#id_cases"' in html
    assert (
        rendered("{% load crispy_forms_tags %}{{ form|crispy }}", form=Small({"cases": "x"})).count(
            'class="error-summary"'
        )
        == 1
    )
    assert "error-summary" not in rendered("{% error_summary form %}", form=Small({"cases": "1"}))


def test_errors_of_several_forms_are_listed_once() -> None:
    lines = forms.formset_factory(Small)(
        {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-cases": "x"}
    )
    page = "{% load crispy_forms_tags %}{% error_summary lines %}{% for line in lines %}{{ line|crispy }}{% endfor %}"
    assert rendered(page, lines=lines).count('class="error-summary"') == 1


def test_a_field_reads_label_hint_error_control() -> None:
    html = rendered("{% load crispy_forms_tags %}{{ form|crispy }}", form=Small({"cases": "x"}))
    field = html[html.index('id="div_id_cases"') :]
    order = [field.index(mark) for mark in ("<label", "Whole number", "invalid-feedback", "<input")]
    assert order == sorted(order)
    assert 'aria-describedby="id_cases_helptext id_cases_error"' in field
    assert "(optional)" in html
    assert "*</span>" not in html


def test_a_page_link_keeps_filters() -> None:
    request = RequestFactory().get("/?state=late&page=1")
    assert rendered('{% page_link "page" 2 %}', request=request) == "?state=late&amp;page=2"
