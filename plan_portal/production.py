"""What production demands of its settings, beyond their being there. Pure: values in, sentences out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

DEVELOPMENT_KEY = "development-only-key-that-protects-nothing-real-0123456789"
KEY_LENGTH = 50
KEY_BITS_PER_CHARACTER = (
    3.2  # 64 random hexadecimal digits have 3.8, by rare chance 3.4; "passwordpassword…" has 2.75.
)


@dataclass(frozen=True)
class Production:
    """The settings that production is judged by, as they were read."""

    secret_key: str
    allowed_hosts: list[str]
    portal_url: str
    database_engine: str
    email_backend: str
    email_host: str
    default_from_email: str
    redis_url: str
    demo_password: str
    signing: str = ""


def problems(values: Production) -> list[str]:
    """Every reason why production may not start with these values; none is an empty list."""
    return [
        *_secret_key(values.secret_key),
        *_allowed_hosts(values.allowed_hosts),
        *_portal_url(values.portal_url, values.allowed_hosts),
        *_servers(values),
        *_mail(values),
        *_demonstration(values.demo_password),
        *([values.signing] if values.signing else []),
    ]


def _secret_key(key: str) -> Iterator[str]:
    if key == DEVELOPMENT_KEY or key.startswith("django-insecure-"):
        yield "SECRET_KEY is a key made for development, which everybody knows."
    elif len(key) < KEY_LENGTH:
        yield f"SECRET_KEY is shorter than {KEY_LENGTH} characters."
    elif _bits_per_character(key) < KEY_BITS_PER_CHARACTER or _repeats(key):
        yield "SECRET_KEY is not random enough; make one with: openssl rand -base64 48"


def _bits_per_character(text: str) -> float:
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def _repeats(text: str) -> bool:
    """True when the text is one shorter text written several times over."""
    return text in (text + text)[1:-1]


def _allowed_hosts(hosts: Iterable[str]) -> Iterator[str]:
    for host in hosts:
        if "*" in host or "/" in host or host.startswith("."):
            yield f"ALLOWED_HOSTS holds {host!r}; name each host in full, without https:// or wildcards."


def _portal_url(address: str, hosts: list[str]) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        yield "PORTAL_URL must begin with https:// and a host name."
    elif parts.path or parts.query or parts.fragment or parts.username:
        yield "PORTAL_URL must be only https:// and the host, without path or user."
    elif parts.hostname not in hosts:
        yield f"PORTAL_URL names {parts.hostname}, which ALLOWED_HOSTS does not hold."


def _servers(values: Production) -> Iterator[str]:
    if not values.database_engine.endswith("postgresql"):
        yield "DATABASE_URL must name a PostgreSQL database."
    if not values.redis_url:
        yield "REDIS_URL is not set; production needs it."
    elif urlsplit(values.redis_url).scheme not in {"redis", "rediss"}:
        yield "REDIS_URL must begin with redis:// or rediss://."


def _mail(values: Production) -> Iterator[str]:
    if not values.email_backend.endswith("smtp.EmailBackend") or not values.email_host:
        yield "EMAIL_URL must name an SMTP server (smtp://, smtp+tls:// or smtp+ssl://)."
    try:
        validate_email(values.default_from_email)
    except ValidationError:
        yield "DEFAULT_FROM_EMAIL is not an e-mail address."


def _demonstration(password: str) -> Iterator[str]:
    if password:
        yield "DEMO_PASSWORD is set; demonstration accounts have no place in production."
