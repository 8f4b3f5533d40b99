"""Vietnamese first, whatever the browser says; a choice counts, the account's before no choice."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from agencies.models import Role
from tests.factories import AgencyFactory, member

pytestmark = pytest.mark.django_db


def language(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).headers["Content-Language"]


@pytest.mark.parametrize("accepted", ["en-GB,en;q=0.9", "de", "", "*"])
def test_the_browsers_language_is_not_asked(client: Client, accepted: str) -> None:
    assert language(client, reverse("account_login"), accept_language=accepted) == "vi"


@pytest.mark.parametrize(("chosen", "shown"), [("en", "en"), ("vi", "vi"), ("xx", "vi"), ("../en", "vi")])
def test_a_choice_counts_if_there_is_such_a_language(client: Client, chosen: str, shown: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    assert language(client, reverse("account_login")) == shown


def test_the_account_says_it_until_one_chooses(client: Client) -> None:
    client.force_login(member(Role.REPORTER, AgencyFactory(), language="en"))
    path = reverse("reports:notices")
    assert language(client, path) == "en"
    client.post(reverse("set_language"), {"language": "vi", "next": path})
    assert language(client, path) == "vi"


def test_it_can_be_chosen_before_signing_in(client: Client) -> None:
    path = reverse("account_login")
    assert client.post(reverse("set_language"), {"language": "en", "next": path})["Location"] == path
    assert language(client, path) == "en"
