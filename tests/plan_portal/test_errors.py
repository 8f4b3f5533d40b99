from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory, override_settings
from django.urls import path

from plan_portal import errors, urls


def breaks(_request):
    raise ValueError("secret detail")


def loses_the_database(_request):
    raise OperationalError("server closed the connection unexpectedly")


def interface_is_gone(_request):
    raise InterfaceError("connection already closed")


urlpatterns = [
    path("breaks", breaks),
    path("database", loses_the_database),
    path("interface", interface_is_gone),
    *urls.urlpatterns,
]
handler500 = urls.handler500


@pytest.fixture
def broken(client):
    client.raise_request_exception = False
    with override_settings(
        ROOT_URLCONF=__name__,
        LOGIN_URL="/accounts/login/",
        LOGIN_REQUIRED=False,
        MIDDLEWARE=[],
        LOGGING_CONFIG=None,
    ):
        yield client


def test_a_fault_tells_no_detail(broken):
    response = broken.get("/breaks")
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize("address", ["/database", "/interface"])
def test_a_lost_database_is_503_with_the_time_to_wait(broken, address):
    response = broken.get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.csrf_failure, 403),
        (errors.page_not_found, 404),
        (errors.too_many_requests, 429),
        (errors.server_error, 500),
    ],
)
def test_every_error_page_is_in_vietnamese_and_says_what_to_do(view, status):
    response = view(RequestFactory().get("/"))
    assert response.status_code == status
    assert '<html lang="vi">' in response.text
    assert "<p>" in response.text


def test_a_broken_error_page_is_still_an_answer(settings):
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": []}]
    assert "404" in errors.page_not_found(RequestFactory().get("/")).text


def test_the_404_of_one_address_is_the_404_of_any_other(client, db):
    assert client.get("/no/such").content == client.get("/neither/this?a=1").content


def test_too_many_attempts_at_signing_in_get_our_page(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/accounts/login/", {"login": "an", "password": "x"})
    response = client.post("/accounts/login/", {"login": "an", "password": "x"})
    assert response.status_code == 429
    assert '<html lang="vi">' in response.text


def test_csrf_failure_is_our_page(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "an"})
    assert response.status_code == 403
    assert '<html lang="vi">' in response.text
