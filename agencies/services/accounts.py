"""Making and changing accounts. Nobody types another person's password: each sets his own through a link by mail."""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.access import Grant, Role
from agencies.models import Membership, User


class AccountRefused(Exception):
    """The change would lock people out; its text says why, for the person who asked."""


@transaction.atomic
def create_account(*, user: User, grants: Collection[Grant]) -> User:
    """Save a new account, without a usable password, and its memberships."""
    user.set_unusable_password()
    user.save()
    _set_memberships(user, grants)
    return user


@transaction.atomic
def change_account(*, user: User, grants: Collection[Grant], by: User) -> User:
    """Save the changed fields of an account and make its memberships exactly `grants`.

    Raises AccountRefused if `by` would deactivate himself or give up his own administrator's role, or if no
    active administrator would be left.
    """
    # Every change of accounts waits here for the one before it: two administrators cannot remove each other.
    list(Membership.objects.active_administrators().select_for_update(of=("self",)).order_by("pk"))
    if user == by and not user.is_active:
        raise AccountRefused(_("You cannot deactivate your own account."))
    if user == by and Grant(Role.ADMINISTRATOR) not in grants:
        raise AccountRefused(_("You cannot give up your own administrator role; another administrator can."))
    user.save()
    _set_memberships(user, grants)
    if not Membership.objects.active_administrators().exists():
        raise AccountRefused(_("At least one active account must be an administrator."))
    return user


@transaction.atomic
def change_profile(*, user: User) -> User:
    """Save what a person says of himself: name, post, language."""
    user.save(update_fields=["full_name", "post", "language"])
    return user


def send_password_link(*, user: User) -> None:
    """Mail the person a link with which he sets his password. Raises OSError if the mail cannot be handed over."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    context = {"user": user, "username": user.username, "link": f"{settings.PORTAL_URL}{path}"}
    with translation.override(user.language):
        EmailMessage(
            subject=_("Your account on the plan portal"),
            body=render_to_string("agencies/email/set_password.txt", context),
            to=[user.email],
        ).send()


def _set_memberships(user: User, grants: Collection[Grant]) -> None:
    """One row at a time, because history is written per row."""
    wanted = set(grants)
    for membership in user.memberships.all():
        grant = Grant(Role(membership.role), membership.agency_id)
        if grant in wanted:
            wanted.remove(grant)
        else:
            membership.delete()
    for grant in sorted(wanted, key=lambda grant: (grant.role, grant.agency_id or 0)):
        Membership.objects.create(user=user, role=grant.role, agency_id=grant.agency_id)
