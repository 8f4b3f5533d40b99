"""When a request reached the server: the moment that decides whether a report is on time (domain.md, section 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

_KEY = "portal.received_at"  # Headers arrive as HTTP_…, so nobody can send this one.


class ArrivalMiddleware:
    """Stamps the request before anything else, the reading of its body included, can take time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META[_KEY] = timezone.now()
        return self.get_response(request)


def received_at(request: HttpRequest) -> datetime:
    """The moment as an aware datetime. The one clock of everything the request does."""
    moment: datetime = request.META[_KEY]
    return moment
