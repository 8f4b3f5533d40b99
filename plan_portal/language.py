"""In which language a page comes: what the person chose, else what the account says, else Vietnamese."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation


class LanguageMiddleware:
    """The browser's own language is not asked: many machines of Vietnamese offices are set up in English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request)):
            response = self.get_response(request)
            response.headers.setdefault(
                "Content-Language", translation.get_language() or settings.LANGUAGE_CODE
            )
            return response


def language_of(request: HttpRequest) -> str:
    """A code of `settings.LANGUAGES`; anything else that a cookie or account holds is passed over."""
    known = dict(settings.LANGUAGES)
    wishes = (request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), getattr(request.user, "language", None))
    return next((wish for wish in wishes if wish in known), settings.LANGUAGE_CODE)
