"""Nobody writes in another's name from a page that was opened under another account: a person may have signed in as
someone else in another window meanwhile.

Pages say whose they are in the field `account` (static/js/portal.js), and what htmx sends always does. A form that no
script sends says nothing: there the token against forgery, which changes with signing in, refuses it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

SOMEONE_ELSE = 401  # Another account is signed in by now than the one whose page it is.
# What one does whoever is signed in: sign in and out, choose a language, set a forgotten password by a link that itself
# says whose it is. Not the settings of an account: they would be changed for somebody else.
EVERYBODYS = {"account_login", "account_logout", "mfa_authenticate", "set_language"}
RESETTING = "account_reset_password"


def refused_as_another(request: HttpRequest) -> HttpResponse | None:
    """401 for what was sent from a page of another account than the one signed in by now: bare for a part of a page,
    which keeps what was typed, else a page that shows it. A part of a page that does not say whose it is, is another's.
    None for anything else."""
    if not request.user.is_authenticated or request.method != "POST" or _is_everybodys(request):
        return None
    is_part = bool(request.headers.get("HX-Request"))
    account = request.POST.get("account")
    if account == str(request.user.pk) or (account is None and not is_part):
        return None
    if is_part:
        return HttpResponse(status=SOMEONE_ELSE, headers={"X-Another-Account": "1"})
    context = {"typed": _texts_in(request.POST), "own_address": reverse("home")}
    return render(request, "account/another.html", context, status=SOMEONE_ELSE)


def _is_everybodys(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in EVERYBODYS or name.startswith(RESETTING)


def _texts_in(posted: QueryDict) -> list[str]:
    """The texts among what was sent, for the person who typed them; never a password or a code. They stand in the
    fields that the page names; where it names none they are what has more than one word, since keys, choices and
    figures do not."""
    written = set(posted.get("written", "").split())
    names = [name for name in posted if not _is_secret(name) and (not written or name in written)]
    values = (value.strip() for name in names for value in posted.getlist(name))
    return [value for value in values if (value if written else len(value.split()) > 1)]


def _is_secret(name: str) -> bool:
    """Codes too: one of those for recovery is good until it is used."""
    return "password" in name or name == "code"
