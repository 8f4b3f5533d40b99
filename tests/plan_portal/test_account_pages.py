"""Sign-in, one's own account and the error pages: in our frame, without inline style or script."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from agencies.models import User

pytestmark = pytest.mark.urls("tests.e2e.gallery.urls")

ENTRY = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_signup",
    "account_inactive",
]
OWN = [
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "account_logout",
    "account_reauthenticate",
]


def check(html: str) -> None:
    assert html.count("<h1") == 1
    assert re.search(r"<html lang=\"(vi|en)\">", html)
    assert not re.search(r"<[^>]+ (style|on\w+)=", html)
    assert not re.search(r"<script(?! src=)", html)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ENTRY)
def test_before_sign_in(client: Client, name: str) -> None:
    check(client.get(reverse(name)).content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWN)
def test_own_account(client: Client, name: str) -> None:
    client.force_login(User.objects.create_user("hang", "hang@example.vn", "một mật khẩu dài"))
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    check(answer.content.decode())


@pytest.mark.django_db
def test_sign_in_says_what_the_portal_is_not_for(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    html = client.get(reverse("account_login")).content.decode()
    assert "State secrets must not be entered" in html
    assert "placeholder" not in html


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "429", "500", "503"])
def test_error_pages_need_no_context(status: str) -> None:
    html = render_to_string(f"errors/{status}.html")
    check(html)
    assert "English" not in html
