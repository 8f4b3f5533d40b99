"""What holds for every request and answer: headers, addresses that no database could take, the life of a session."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django_htmx.http import HttpResponseClientRefresh

from plan_portal import errors
from plan_portal.same_account import refused_as_another

GetResponse = Callable[[HttpRequest], HttpResponseBase]

LARGEST_ID = 2**63 - 1
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


class SecurityHeadersMiddleware:
    """Headers that Django does not set itself. Outermost, so that static files and error pages carry them too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.permissions = ", ".join(f"{feature}=()" for feature in settings.PERMISSIONS_POLICY_DENIED)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.permissions)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Nothing private stays in a cache; what may be kept (static files) says so itself.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class NotAllowedMiddleware:
    """Whoever comes to an address that only takes what a button sends (an old tab, a bookmark) finds a way back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        return errors.not_allowed(request, response.headers.get("Allow", ""))


class RefuseMalformedMiddleware:
    """PostgreSQL refuses NUL in text and numbers beyond int8 with an error that would become a 500; refuse them first.

    An address with such a part is a page that cannot exist (404); a parameter or field is a bad request (400).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if any(map(_is_impossible, request.path_info.split("/"))):
            return errors.page_not_found(request)
        if any(map(_is_impossible, _texts(request.GET.lists()))):
            return errors.bad_request(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Fields, once the body may be read."""
        try:
            has_nul = any("\0" in text for text in _texts(request.POST.lists()))
        except UnreadablePostError:
            has_nul = True
        return errors.bad_request(request) if has_nul else None


class SessionLimitsMiddleware:
    """A session ends after half an hour without a request, and after twelve hours in any case.

    Reading a page renews the session at most every SESSION_RENEW_AFTER seconds: the only thing a GET writes, and
    no data of the plan. Idle time is therefore counted up to that much too early, never too late.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and _is_over(request.session, int(time.time())):
            request.session.flush()
            request.user = AnonymousUser()
        response = self.get_response(request)
        if request.user.is_authenticated:  # Asked again: the view may have signed someone in or out.
            _renew(request.session, int(time.time()))
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Everything is behind the login. A part of a page asked for by script is not answered with the sign-in page, which
    would be put into the middle of the other: what was to be read reloads the page, what was to be written gets a
    bare 401, so that the page keeps what was typed and says so. Nor is anything taken in another's name."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        return refused or refused_as_another(request)

    def handle_no_permission(  # type: ignore[override]  # The stubs know only of its redirect.
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if "HX-Request" not in request.headers:
            return super().handle_no_permission(request, view_func)
        if request.method == "GET":
            return HttpResponseClientRefresh()
        return HttpResponse(status=401)


def _is_impossible(text: str) -> bool:
    digits = text.strip().lstrip("+-").lstrip("0")
    return "\0" in text or (digits.isdecimal() and (len(digits) > 19 or int(digits) > LARGEST_ID))


def _texts(lists: Iterable[tuple[str, list[str]]]) -> Iterable[str]:
    """Names and values of a query or a form."""
    for name, values in lists:
        yield name
        yield from map(str, values)


def _is_over(session: SessionBase, now: int) -> bool:
    idle: int = now - session.get(SEEN_AT, now)
    age: int = now - session.get(SIGNED_IN_AT, now)
    return bool(idle >= settings.SESSION_COOKIE_AGE or age >= settings.SESSION_ABSOLUTE_AGE)


def _renew(session: SessionBase, now: int) -> None:
    if SIGNED_IN_AT not in session:
        session[SIGNED_IN_AT] = now
    if now - session.get(SEEN_AT, 0) >= settings.SESSION_RENEW_AFTER:
        session[SEEN_AT] = now
