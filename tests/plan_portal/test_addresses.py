"""What other people's apps could do and the portal does not."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["email/", "confirm-email/", "confirm-email/some-key/", "login/code/confirm/"]
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_what_is_not_offered_is_not_there(client: Client, address: str, signed_in: bool) -> None:
    if signed_in:
        client.force_login(UserFactory())
    assert client.get(f"/accounts/{address}").status_code == 404
