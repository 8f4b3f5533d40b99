from __future__ import annotations

import secrets
from dataclasses import replace

import pytest

from plan_portal.production import DEVELOPMENT_KEY, Production, problems

GOOD = Production(
    secret_key=secrets.token_urlsafe(48),
    allowed_hosts=["portal.example.vn"],
    portal_url="https://portal.example.vn",
    database_engine="django.db.backends.postgresql",
    email_backend="django.core.mail.backends.smtp.EmailBackend",
    email_host="mail.example.vn",
    default_from_email="portal@example.vn",
    redis_url="redis://redis:6379/0",
    demo_password="",
)


def test_good_settings_have_no_problem():
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("field", "value", "variable"),
    [
        ("secret_key", DEVELOPMENT_KEY, "SECRET_KEY"),
        ("secret_key", "django-insecure-" + "x7Ab" * 20, "SECRET_KEY"),
        ("secret_key", "short", "SECRET_KEY"),
        ("secret_key", "a" * 80, "SECRET_KEY"),
        ("secret_key", "password" * 10, "SECRET_KEY"),
        ("secret_key", "k3Yw0rdXyZ9qLmPt2vBn" * 4, "SECRET_KEY"),
        ("allowed_hosts", ["*", "portal.example.vn"], "ALLOWED_HOSTS"),
        ("allowed_hosts", [".example.vn", "portal.example.vn"], "ALLOWED_HOSTS"),
        ("allowed_hosts", ["https://portal.example.vn", "portal.example.vn"], "ALLOWED_HOSTS"),
        ("portal_url", "http://portal.example.vn", "PORTAL_URL"),
        ("portal_url", "https://", "PORTAL_URL"),
        ("portal_url", "https://portal.example.vn/portal", "PORTAL_URL"),
        ("portal_url", "https://other.example.vn", "PORTAL_URL"),
        ("database_engine", "django.db.backends.sqlite3", "DATABASE_URL"),
        ("redis_url", "", "REDIS_URL"),
        ("redis_url", "memory://", "REDIS_URL"),
        ("signing", "SIGNING_CERTIFICATE names a file that cannot be read: gone.", "SIGNING_CERTIFICATE"),
        ("signing", "SIGNATURE_AUTHORITIES holds no certificate in PEM form.", "SIGNATURE_AUTHORITIES"),
        ("email_backend", "django.core.mail.backends.console.EmailBackend", "EMAIL_URL"),
        ("email_backend", "django.core.mail.backends.filebased.EmailBackend", "EMAIL_URL"),
        ("email_host", "", "EMAIL_URL"),
        ("default_from_email", "portal", "DEFAULT_FROM_EMAIL"),
        ("demo_password", "anything", "DEMO_PASSWORD"),
    ],
)
def test_each_weakness_is_named_once_by_its_variable(field, value, variable):
    found = problems(replace(GOOD, **{field: value}))
    assert len(found) == 1
    assert found[0].startswith(variable)


@pytest.mark.parametrize("make", [lambda: secrets.token_hex(32), lambda: secrets.token_urlsafe(40)])
def test_random_keys_are_never_refused(make):
    assert all(problems(replace(GOOD, secret_key=make())) == [] for _ in range(200))
