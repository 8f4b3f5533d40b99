"""A person who clicks: the test client, signed in."""

from __future__ import annotations

from django.test import Client

from agencies.models import User


def browse(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
