"""Nobody writes in another's name from a page that was opened under another account: a person may have signed in as
someone else in another window meanwhile.

Pages say whose they are in the field `account` (static/js/portal.js). A form that no script sends says nothing: there
the token against forgery, which changes with signing in, refuses it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

SOMEONE_ELSE = 401  # Another account is signed in by now than the one whose page it is.
OPEN_NAMES = {"set_language", "healthz", "reports:readyz"}
OPEN_PREFIXES = ("mfa_", "account_")


def refused_as_another(request: HttpRequest) -> HttpResponse | None:
    """401 for what was sent from a page of another account than the one signed in by now: bare for a part of a page,
    which keeps what was typed, else a page that shows it. None for anything else."""
    account = request.POST.get("account")
    if account is None or account == str(request.user.pk) or is_open(request):
        return None
    if request.headers.get("HX-Request"):
        return HttpResponse(status=SOMEONE_ELSE, headers={"X-Another-Account": "1"})
    context = {"typed": _texts_in(request.POST), "own_address": reverse("home")}
    return render(request, "account/another.html", context, status=SOMEONE_ELSE)


def is_open(request: HttpRequest) -> bool:
    """True for the pages needed to sign in and out, to set up the second step, and to read what it says."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in OPEN_NAMES or name.startswith(OPEN_PREFIXES)


def _texts_in(posted: QueryDict) -> list[str]:
    """The texts among what was sent, for the person who typed them; never a password. A text has more than one word:
    the rest are keys, choices and figures."""
    values = (value for name in posted if "password" not in name for value in posted.getlist(name))
    return [value for value in values if len(value.split()) > 1]
