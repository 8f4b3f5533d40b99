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
        (Access(), ["tasks:plans"]),
        (REPORTER, ["reports:my_agency", "tasks:plans"]),
        (COORDINATOR, ["reports:periods", "reports:consolidations", "reports:dashboard", "tasks:plans"]),
        (
            POLICE,
            [
                "reports:my_agency",
                "reports:periods",
                "reports:consolidations",
                "reports:dashboard",
                "tasks:plans",
            ],
        ),
        (Access(is_leadership=True), ["reports:dashboard", "tasks:plans"]),
        (Access(is_administrator=True), ["tasks:plans", "agencies:users", "agencies:agencies"]),
    ],
)
def test_destinations(access: Access, names: list[str]) -> None:
    assert [name for _label, name in destinations(access)] == names


def test_strangers_get_none() -> None:
    request = RequestFactory().get("/")
    assert navigation(request) == {}
    request.user = AnonymousUser()
    assert navigation(request) == {}
