"""Who sees which way in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from agencies.access import Access
from reports.context import destinations, navigation

REPORTER = Access(reports_for=frozenset({1}))
COORDINATOR = Access(coordinates_for=frozenset({1}))
COORDINATING = ["reports:periods", "reports:consolidations", "reports:dashboard"]
ADMINISTERING = ["reports:audit", "agencies:users", "agencies:agencies"]
POLICE = Access(approves_for=frozenset({1}), coordinates_for=frozenset({1}))


@pytest.mark.parametrize(
    ("access", "names"),
    [
        (Access(), ["tasks:plans"]),
        (REPORTER, ["reports:my_agency", "reports:dashboard", "tasks:plans"]),
        (COORDINATOR, [*COORDINATING, "tasks:plans", "reports:audit"]),
        (POLICE, ["reports:my_agency", *COORDINATING, "tasks:plans", "reports:audit"]),
        (Access(is_leadership=True), ["reports:periods", "reports:dashboard", "tasks:plans"]),
        (
            Access(is_administrator=True),
            ["reports:periods", "reports:dashboard", "tasks:plans", *ADMINISTERING],
        ),
    ],
)
def test_destinations(access: Access, names: list[str]) -> None:
    assert [name for _label, name in destinations(access)] == names


def test_strangers_get_none() -> None:
    request = RequestFactory().get("/")
    assert navigation(request) == {}
    request.user = AnonymousUser()
    assert navigation(request) == {}
