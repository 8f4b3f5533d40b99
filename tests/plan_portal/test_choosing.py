"""Lists to choose from that were read already."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from agencies.models import Agency
from plan_portal.choosing import offer
from tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db


class Sample(forms.Form):
    one = forms.ModelChoiceField(Agency.objects.all(), empty_label="None of them")
    several = forms.ModelMultipleChoiceField(Agency.objects.all())


def test_a_field_shows_and_takes_what_is_offered_alone(django_assert_num_queries: Any) -> None:
    offered, other = AgencyFactory(), AgencyFactory()

    def asked(data: dict[str, Any] | None) -> Sample:
        form = Sample(data)
        for name in form.fields:
            offer(form.fields[name], [(offered.pk, "Its name")])
        return form

    with django_assert_num_queries(0):
        shown = asked(None).as_p()
    assert "None of them" in shown
    assert shown.count("Its name") == len(Sample.base_fields)
    assert asked({"one": offered.pk, "several": [offered.pk]}).is_valid()
    assert set(asked({"one": other.pk, "several": [other.pk]}).errors) == {"one", "several"}
