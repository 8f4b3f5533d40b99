"""Who may open the administration."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse

from agencies.models import User

P = ParamSpec("P")


def person(request: HttpRequest) -> User:
    """The signed-in person. Every page is behind the login unless it says otherwise."""
    return cast(User, request.user)


def administrators_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For anybody else the address does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not person(request).access.is_administrator:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
