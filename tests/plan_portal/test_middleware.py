from __future__ import annotations

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from agencies.models import User
from plan_portal.middleware import RefuseMalformedMiddleware
from tests.factories import UserFactory

MINUTE = 60
START = 1_780_000_000

HEADERS = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Cache-Control",
}


@pytest.fixture
def user(db) -> User:
    return User.objects.create_user("an", "an@example.org", full_name="Nguyễn Văn An")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/healthz", "/accounts/login/", "/no/such/page", "/accounts/logout/", "/a%00b"]
)
def test_every_answer_carries_the_security_headers(client, address):
    response = client.get(address)
    assert set(response.headers) >= HEADERS
    assert "no-store" in response.headers["Cache-Control"]


def test_static_files_carry_them_too(settings, tmp_path, client):
    (tmp_path / "a.css").write_text("a{}")
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = False
    response = client.get("/static/a.css")
    assert response.getvalue() == b"a{}"
    assert response.headers.keys() >= HEADERS
    assert "no-store" not in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/reports/%00", 404),
        ("/reports/9223372036854775808/", 404),
        ("/reports/" + "9" * 5000, 404),
        ("/reports/٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩", 404),
        ("/reports/9223372036854775807/", 200),
        ("/reports/000000000000000000000000001/", 200),
        ("/?a=%00", 400),
        ("/?%00=a", 400),
        ("/?page=1&page=9223372036854775808", 400),
        ("/?page=-9223372036854775809", 400),
        ("/?q=K%E1%BA%BF+ho%E1%BA%A1ch+23", 200),
    ],
)
def test_what_no_database_could_take_is_refused(address, status):
    middleware = RefuseMalformedMiddleware(lambda _request: HttpResponse("served"))
    assert middleware(RequestFactory().get(address)).status_code == status


@pytest.mark.parametrize("field", [{"name": "a\0b"}, {"a\0": "b"}])
def test_a_field_with_nul_is_a_bad_request(client, db, field):
    assert client.post("/accounts/login/", field).status_code == 400


def test_an_honest_form_passes(client, db):
    assert client.post("/accounts/login/", {"login": "an", "password": "not it"}).status_code == 200


@pytest.mark.parametrize(
    ("minutes_between", "requests", "still_signed_in"),
    [(24, 3, True), (29, 1, True), (30, 1, False), (31, 1, False), (24, 29, True), (24, 30, False)],
)
def test_a_session_ends_after_half_an_hour_idle_and_twelve_hours_in_any_case(
    client, user, minutes_between, requests, still_signed_in
):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(user)
        client.get("/no/such/page")
        for _ in range(requests):
            clock.shift(minutes_between * MINUTE)
            client.get("/no/such/page")
        assert ("_auth_user_id" in client.session) is still_signed_in


def test_reading_renews_the_session_at_most_every_five_minutes(client, user, django_assert_num_queries):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(user)
        client.get("/no/such/page")
        first = Session.objects.get().session_data
        clock.shift(4 * MINUTE)
        client.get("/no/such/page")
        assert Session.objects.get().session_data == first
        clock.shift(1 * MINUTE)
        client.get("/no/such/page")
        assert Session.objects.get().session_data != first


def test_signing_out_leaves_no_session(client, user):
    client.force_login(user)
    client.get("/no/such/page")
    client.post("/accounts/logout/")
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_an_address_that_only_takes_a_button_says_so_with_a_way_back(client):
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("reports:notices_read"))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert 'href="/"' in answer.content.decode()
