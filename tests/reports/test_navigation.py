"""Who sees which way in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve, reverse

from agencies.access import Access
from agencies.models import User
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


@pytest.mark.parametrize(
    ("name", "args", "lit"),
    [("consolidation", [1], "consolidations"), ("consolidation_read", [1], "consolidations"),
     ("period", [1], "periods"), ("periods", [], "periods")],
)  # fmt: skip
def test_the_destination_one_is_below_is_lit(name: str, args: list[int], lit: str) -> None:
    request = RequestFactory().get(reverse(f"reports:{name}", args=args))
    request.resolver_match = resolve(request.path)
    request.user = User(is_superuser=False)
    request.user.__dict__["access"] = COORDINATOR
    assert [item.url for item in navigation(request)["navigation"] if item.active] == [
        reverse(f"reports:{lit}")
    ]


def test_strangers_get_none() -> None:
    request = RequestFactory().get("/")
    assert navigation(request) == {}
    request.user = AnonymousUser()
    assert navigation(request) == {}
