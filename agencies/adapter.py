"""How accounts come about: an administrator makes them; nobody signs up. And how a second step is shown."""

from __future__ import annotations

from io import BytesIO

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

# Any of the eight can be read; to draw the code with each and compare them takes as long as the rest of the page.
MASK = 2


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class MFAAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url: str) -> str:
        """The square code that an authenticator app reads."""
        import qrcode  # late: few processes ever draw one, and it takes a while to import
        from qrcode.image.svg import SvgPathImage

        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathImage, mask_pattern=MASK).save(drawn)
        return drawn.getvalue().decode()
