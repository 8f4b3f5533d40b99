"""Accounts: their list, one account with its roles, one's own."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from agencies.changes import history_of, page_of_changes
from agencies.forms.accounts import AccountForm, ProfileForm, memberships_form
from agencies.forms.filters import UserFilter
from agencies.models import Membership, User
from agencies.services.accounts import (
    AccountRefused,
    change_account,
    change_profile,
    create_account,
    send_password_link,
)
from agencies.tables import UserTable
from agencies.views.guards import administrators_only, person
from plan_portal.statuses import status_of


@administrators_only
def users(request: HttpRequest) -> HttpResponse:
    everybody = User.objects.prefetch_related(Prefetch("memberships", queryset=Membership.objects.named()))
    narrowed = UserFilter(request.GET, queryset=everybody)
    table = UserTable(narrowed.qs, order_by="full_name")
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "agencies/users.html", {"filter": narrowed, "table": table})


@administrators_only
def user_new(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    memberships = memberships_form(request.POST or None, user=form.instance)
    if request.method == "POST" and form.is_valid() & memberships.is_valid():
        user = create_account(user=form.instance, grants=memberships.grants())
        _send_link(request, user)
        return redirect("agencies:user_edit", pk=user.pk)
    context = {"form": form, "memberships": memberships}
    return render(request, "agencies/user_form.html", context, status=status_of(form, memberships))


@administrators_only
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    name = str(user)
    form = AccountForm(request.POST or None, instance=user)
    memberships = memberships_form(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid() & memberships.is_valid():
        try:
            change_account(user=user, grants=memberships.grants(), by=person(request))
        except AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("The account was saved. What changed counts from the person's next page on.")
            )
            return redirect("agencies:user_edit", pk=user.pk)
    histories = [history_of(User, id=user.pk), history_of(Membership, user_id=user.pk)]
    page, changes = page_of_changes(histories, request.GET.get("page"))
    context = {
        "account": user,
        "name": name,
        "form": form,
        "memberships": memberships,
        "page": page,
        "changes": changes,
    }
    return render(request, "agencies/user_form.html", context, status=status_of(form, memberships))


@require_POST
@administrators_only
def user_send_link(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk, is_active=True)
    _send_link(request, user)
    return redirect("agencies:user_edit", pk=user.pk)


def _send_link(request: HttpRequest, user: User) -> None:
    try:
        send_password_link(user=user)
    except OSError:
        messages.error(
            request,
            _(
                "The account is there, but the mail to %(email)s could not be sent. Please send the link again later."
            )
            % {"email": user.email},
        )
    else:
        messages.success(
            request, _("A link for setting the password was sent to %(email)s.") % {"email": user.email}
        )


def profile(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    form = ProfileForm(request.POST or None, instance=get_object_or_404(User, pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        user = change_profile(user=form.instance)
        with translation.override(user.language):
            messages.success(request, _("Your details were saved."))
        response = redirect("agencies:profile")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response
    memberships = person(request).memberships.select_related("agency")
    context = {"form": form, "memberships": memberships}
    return render(request, "agencies/profile.html", context, status=status_of(form))
