"""The second step of signing in for roles that can do harm."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from agencies.models import Role
from tests.factories import AgencyFactory, member

pytestmark = pytest.mark.django_db
SET_UP = "/accounts/2fa/totp/activate/"


@pytest.fixture
def _demanded(settings) -> None:
    settings.PORTAL_MFA_ROLES = ["approver", "administrator"]


@pytest.mark.usefixtures("_demanded")
@pytest.mark.parametrize(
    ("role", "sent"), [(Role.ADMINISTRATOR, True), (Role.APPROVER, True), (Role.REPORTER, False)]
)
def test_powerful_roles_set_it_up_first(client, role: Role, sent: bool) -> None:
    client.force_login(member(role, AgencyFactory() if role in Role.at_an_agency() else None))
    response = client.get(reverse("tasks:plans"))
    assert (response.status_code, response.get("Location")) == ((302, SET_UP) if sent else (200, None))


@pytest.mark.usefixtures("_demanded")
def test_what_is_needed_to_set_it_up_or_leave_stays_open(client) -> None:
    client.force_login(member(Role.ADMINISTRATOR))
    assert client.post(reverse("account_logout")).status_code == 302
    client.force_login(member(Role.ADMINISTRATOR))
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 302
    assert SET_UP not in client.get(SET_UP).get("Location", "")


@pytest.mark.usefixtures("_demanded")
def test_whoever_has_it_goes_on(client) -> None:
    user = member(Role.ADMINISTRATOR)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.force_login(user)
    assert client.get(reverse("tasks:plans")).status_code == 200


@pytest.mark.usefixtures("_demanded")
def test_a_part_of_a_page_sends_the_whole_page(client) -> None:
    client.force_login(member(Role.ADMINISTRATOR))
    response = client.get(reverse("tasks:plans"), headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == SET_UP


def test_nobody_is_asked_where_no_role_demands_it(client) -> None:
    client.force_login(member(Role.ADMINISTRATOR))
    assert client.get(reverse("tasks:plans")).status_code == 200
