"""Who asks."""

from typing import cast

from django.http import HttpRequest

from agencies.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person: every page is behind the sign-in unless it says otherwise."""
    return cast(User, request.user)
