"""A form that came back with what is wrong in it says so in its status, whichever page it is on; and a request has one
clock, the moment at which it came."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.urls import reverse

from agencies.models import Role
from plan_portal.statuses import OK, UNREADABLE, status_of
from tests.factories import (
    AgencyFactory,
    AgencyGroupFactory,
    AssignmentFactory,
    IndicatorFactory,
    member,
)
from tests.support.browsing import browse


class Named(forms.Form):
    name = forms.CharField()


def test_one_wrong_form_of_several_is_enough() -> None:
    lines = forms.formset_factory(Named)
    counted = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "N."}
    assert status_of(Named(), lines()) == OK
    assert status_of(Named({"name": "N."}), lines(counted)) == OK
    assert status_of(Named({"name": "N."}), lines({})) == UNREADABLE
    assert status_of(Named({"name": ""}), Named()) == UNREADABLE


@pytest.mark.django_db
def test_pages_for_a_plan_say_that_what_was_typed_was_not_taken() -> None:
    duty = AssignmentFactory().duty
    plan, figure = duty.plan, IndicatorFactory(plan=duty.plan)
    client = browse(member(Role.COORDINATOR, plan.coordinator))
    for name, args in {
        "tasks:plan_edit": [plan.code],
        "tasks:indicator_new": [plan.code],
        "tasks:indicator_edit": [plan.code, figure.code],
        "tasks:roll_over": [plan.code],
        "reports:duty_new": [plan.code],
        "reports:duty_edit": [plan.code, duty.code],
    }.items():
        address = reverse(name, args=args)
        assert client.get(address).status_code == OK, name
        assert client.post(address, {"nothing": "asked for"}).status_code == UNREADABLE, name


@pytest.mark.django_db
def test_pages_of_the_administration_do_too() -> None:
    agency, group = AgencyFactory(), AgencyGroupFactory()
    user = member(Role.ADMINISTRATOR)
    client = browse(user)
    for name, args in {
        "agencies:user_new": [],
        "agencies:user_edit": [user.pk],
        "agencies:agency_new": [],
        "agencies:agency_edit": [agency.code],
        "agencies:group_edit": [group.code],
        "agencies:profile": [],
    }.items():
        address = reverse(name, args=args)
        assert client.get(address).status_code == OK, name
        assert client.post(address, {"nothing": "asked for"}).status_code == UNREADABLE, name


def test_views_and_forms_have_no_clock_of_their_own() -> None:
    places = [
        path for app in ("agencies", "tasks", "reports") for part in ("views", "forms")
        for path in (Path(settings.BASE_DIR) / app / part).rglob("*.py")
    ]  # fmt: skip
    assert len(places) > 40
    clock = re.compile(r"timezone\.now\(|localdate\(\)|localtime\(\)|date\.today\(|datetime\.now\(")
    assert not [path for path in places if clock.search(path.read_text())]
