"""Pages for what goes wrong. They need neither a user nor the database, tell no detail, and say what to do next.

A page is the same whatever was asked for: a stranger's 404 does not tell a hidden thing from one that never was.
"""

from __future__ import annotations

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string

RETRY_AFTER_SECONDS = 10


def bad_request(_request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    return _page("400", 400)


def permission_denied(_request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    return _page("403", 403)


def page_not_found(_request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    return _page("404", 404)


@login_not_required
def not_offered(_request: HttpRequest) -> HttpResponse:
    """A page of someone else's app that this portal does not have."""
    raise Http404


def not_allowed(_request: HttpRequest, allow: str) -> HttpResponse:
    """`allow` are the methods that the address takes."""
    response = _page("405", 405)
    response.headers["Allow"] = allow
    return response


def too_many_requests(_request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Named `handler429` in the address table, where allauth looks for it."""
    return _page("429", 429)


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page("403_csrf", 403)


def server_error(_request: HttpRequest) -> HttpResponse:
    """500, or 503 with the time to wait when it was the database that did not answer."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _page("503", 503)
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return _page("500", 500)


def _page(name: str, status: int) -> HttpResponse:
    try:
        body: str = render_to_string(f"errors/{name}.html")
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError, DatabaseError):
        # Whatever broke the page must not break the page that says so: static files may not have been collected.
        body = f"<!DOCTYPE html><html lang=vi><title>{status}</title><h1>{status}</h1>"
    return HttpResponse(body, status=status)
