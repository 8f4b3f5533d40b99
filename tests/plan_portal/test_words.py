"""What an error of a form asks for is what one does: a text is typed, a list or a tick is chosen."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from agencies.models import Agency


class Form(forms.Form):
    text = forms.CharField()
    day = forms.DateField()
    one = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    typed = forms.TypedChoiceField(choices=[("1", "1")], coerce=int)
    row = forms.ModelChoiceField(Agency.objects.none())
    rows = forms.ModelMultipleChoiceField(Agency.objects.none())
    tick = forms.BooleanField()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "type_it", "choose"),
    [
        ("vi", "Vui lòng nhập nội dung này.", "Vui lòng chọn."),
        ("en", "This field is required.", "Please choose."),
    ],
)
def test_what_is_chosen_is_asked_for_as_such(language: str, type_it: str, choose: str) -> None:
    with translation.override(language):
        errors = {name: list(said) for name, said in Form({}).errors.items()}
    typed = {"text", "day"}
    assert errors == {name: [type_it if name in typed else choose] for name in Form.base_fields}
