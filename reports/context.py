"""What every page of a signed-in person carries: the main navigation and the bell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from agencies.access import Access
from agencies.models import User
from reports.services.inbox import unread_count


@dataclass(frozen=True)
class NavItem:
    label: str | Promise
    url: str
    active: bool = False
    count: int = 0


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Anonymous visitors and accounts that a failing page cannot read get no navigation."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    # Lazy: every table cell that is a template of its own gets this context, and only the head of the page reads it.
    return {
        "navigation": SimpleLazyObject(lambda: _items(request, user)),
        "notices": SimpleLazyObject(lambda: _bell(request, user)),
    }


def _items(request: HttpRequest, user: User) -> list[NavItem]:
    return [
        NavItem(label, url, _is_below(request, name, url))
        for label, name in destinations(user.access)
        for url in [reverse(name)]
    ]


def _is_below(request: HttpRequest, name: str, url: str) -> bool:
    """Whether the page is part of this destination. A period's consolidated report has its address below the period."""
    at = request.resolver_match
    if at and (at.url_name or "").startswith("consolidation"):
        return name == "reports:consolidations"
    return request.path.startswith(url)


def destinations(access: Access) -> Iterator[tuple[str | Promise, str]]:
    """Where this person's work is, in the order of the work."""
    if access.own_agencies:
        yield _("My agency"), "reports:my_agency"
    if access.is_coordinator or access.is_leadership or access.is_administrator:
        yield _("Reporting periods"), "reports:periods"
    if access.is_coordinator or access.is_leadership:
        yield _("Consolidated reports"), "reports:consolidations"
    if not access.is_nobody:
        yield _("Dashboard"), "reports:dashboard"
    yield _("Plans"), "tasks:plans"
    if access.is_coordinator or access.is_administrator:
        yield _("History"), "reports:audit"
    if access.is_administrator:
        yield _("Users"), "agencies:users"
        yield _("Agencies"), "agencies:agencies"


def _bell(request: HttpRequest, user: User) -> NavItem:
    url = reverse("reports:notices")
    return NavItem(_("Notices"), url, request.path.startswith(url), unread_count(user))
