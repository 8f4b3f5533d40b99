"""Making and changing accounts: the services."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from agencies.access import Access, Grant, Role
from agencies.models import Membership, User
from agencies.services.accounts import AccountRefused, change_account, create_account, send_password_link
from tests.factories import AgencyFactory, UserFactory, member

pytestmark = pytest.mark.django_db


def grants(user: User) -> set[Grant]:
    return {Grant(Role(each.role), each.agency_id) for each in user.memberships.all()}


def test_a_new_account_has_roles_and_no_password() -> None:
    agency = AgencyFactory()
    wanted = {Grant(Role.REPORTER, agency.pk), Grant(Role.LEADERSHIP)}
    user = create_account(user=User(username="new", full_name="New", email="new@agency.test"), grants=wanted)
    assert grants(user) == wanted
    assert not user.has_usable_password()
    assert user.access == Access.of(wanted)


def test_changed_roles_leave_the_unchanged_rows_and_are_history() -> None:
    administrator, agency = member(Role.ADMINISTRATOR), AgencyFactory()
    user = member(Role.REPORTER, agency)
    kept = user.memberships.get()
    change_account(
        user=user, grants=[Grant(Role.REPORTER, agency.pk), Grant(Role.APPROVER, agency.pk)], by=administrator
    )
    assert user.memberships.get(role=Role.REPORTER) == kept
    change_account(user=user, grants=[], by=administrator)
    kinds = Membership.history.filter(user=user).order_by("history_id").values_list("history_type", "role")
    assert sorted(kinds) == sorted(
        [("+", "reporter"), ("+", "approver"), ("-", "reporter"), ("-", "approver")]
    )


@pytest.mark.parametrize("lock_out", ["deactivate", "role"])
def test_an_administrator_cannot_lock_himself_out(lock_out: str) -> None:
    administrator = member(Role.ADMINISTRATOR)
    member(Role.ADMINISTRATOR)
    kept = [Grant(Role.ADMINISTRATOR)] if lock_out == "deactivate" else []
    administrator.is_active = lock_out != "deactivate"
    with pytest.raises(AccountRefused):
        change_account(user=administrator, grants=kept, by=User.objects.get(pk=administrator.pk))
    assert User.objects.get(pk=administrator.pk).is_active
    assert grants(administrator) == {Grant(Role.ADMINISTRATOR)}


def test_the_last_active_administrator_stays() -> None:
    """Even if the one who asks is no administrator any more by the time it happens."""
    last, gone = member(Role.ADMINISTRATOR), member(Role.ADMINISTRATOR, is_active=False)
    last.is_active = False
    with pytest.raises(AccountRefused):
        change_account(user=last, grants=[Grant(Role.ADMINISTRATOR)], by=gone)
    assert User.objects.get(pk=last.pk).is_active


def test_the_link_for_the_password_comes_from_the_settings_and_works(client, settings) -> None:
    settings.PORTAL_URL = "https://portal.test"
    user = UserFactory(language="en")
    send_password_link(user=user)
    (message,) = mail.outbox
    assert message.to == [user.email]
    (path,) = re.findall(r"https://portal\.test(/\S+)", message.body)
    page = client.get(path, follow=True)
    password = "words that nobody guesses 7"
    client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
    assert User.objects.get(pk=user.pk).check_password(password)


def test_signing_in_is_no_change_of_the_account(client: Client) -> None:
    user = UserFactory()
    before = user.history.count()
    client.force_login(user)
    user.refresh_from_db()
    assert user.last_login is not None
    assert user.history.count() == before
    user.save(update_fields=["post"])
    assert user.history.count() == before + 1
