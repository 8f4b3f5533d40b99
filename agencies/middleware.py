"""People whose role can do harm sign in with two steps: until the second is set up, nothing else opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from agencies.models import User

# The pages needed to sign in and out, to set up the second step, and to read what it says.
OPEN_NAMES = {"set_language", "healthz", "reports:readyz"}
OPEN_PREFIXES = ("mfa_", "account_")


class SecondStepMiddleware:
    """Sends a signed-in person who holds one of PORTAL_MFA_ROLES and has no authenticator to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if _is_open(request) or not lacks_second_step(request.user):
            return None
        messages.warning(
            request, _("Your role needs two-step sign-in. Please set it up now; everything else follows.")
        )
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(reverse("mfa_activate_totp"))
        return redirect("mfa_activate_totp")


def _is_open(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in OPEN_NAMES or name.startswith(OPEN_PREFIXES)


def lacks_second_step(user: object) -> bool:
    """True if this person's roles demand a second step and none is set up. Asks nothing where no role demands it."""
    if not settings.PORTAL_MFA_ROLES or not isinstance(user, User):
        return False
    return not user.access.roles.isdisjoint(settings.PORTAL_MFA_ROLES) and not is_mfa_enabled(user)
