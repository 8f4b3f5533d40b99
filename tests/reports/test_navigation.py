"""Who sees which way in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from agencies.access import Access
from reports.context import destinations, navigation

REPORTER = Access(reports_for=frozenset({1}))
COORDINATOR = Access(coordinates_for=frozenset({1}))
POLICE = Access(approves_for=frozenset({1}), coordinates_for=frozenset({1}))


@pytest.mark.parametrize(
    ("access", "names"),
    [
        (Access(), "plans"),
        (REPORTER, "my_agency dashboard plans"),
        (COORDINATOR, "periods consolidations dashboard plans audit"),
        (POLICE, "my_agency periods consolidations dashboard plans audit"),
        (Access(is_leadership=True), "periods consolidations dashboard plans"),
        (Access(is_administrator=True), "periods dashboard plans audit users agencies"),
    ],
)
def test_destinations(access: Access, names: str) -> None:
    assert [name.partition(":")[2] for _label, name in destinations(access)] == names.split()


def test_strangers_get_none() -> None:
    request = RequestFactory().get("/")
    assert navigation(request) == {}
    request.user = AnonymousUser()
    assert navigation(request) == {}
