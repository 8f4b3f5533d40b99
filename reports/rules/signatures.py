"""What is said of the digital signatures of a file, as it was found when the file came. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trust(models.TextChoices):
    """Whether the signer's certificate leads to an authority that the portal was told to trust."""

    UNCHECKED = "unchecked", _("Not checked against a trust list")
    TRUSTED = "trusted", _("Certificate of a trusted authority")
    UNTRUSTED = "untrusted", _("Certificate not of a trusted authority")


class Origin(models.TextChoices):
    """What was signed, seen from the files that the portal made."""

    OWN = "own", _("This is the portal's own file; only signatures were added to it.")
    CHANGED = "changed", _("This is the portal's own file, but something besides signatures was added to it.")
    OTHER = "other", _("This is not the file that the portal made: compare it before you rely on it.")


class Refusal(models.TextChoices):
    """Why a file is not kept as the signed one, in words that say what to do."""

    UNSIGNED = (
        "unsigned",
        _(
            "This PDF carries no digital signature that can be read. Sign the portal's file with the USB token, "
            "then upload the signed file; a scan of a paper signature is none."
        ),
    )
    AS_MADE = "as_made", _("This is the file as the portal made it: nobody has signed it since.")
    BROKEN_OFF = "broken_off", _("Its check was broken off again and again. Upload it once more.")


class Standing(models.TextChoices):
    """What became of an upload, in a few words."""

    WAITING = "waiting", _("Being checked")
    REFUSED = "refused", _("Not kept")
    SOUND = "sound", _("The signatures hold")
    DOUBTFUL = "doubtful", _("Read what was found before you send it")


@dataclass(frozen=True)
class Signature:
    """One signature as a file carries it. `at` is the signer's word for when. `is_intact` means that what it covers is
    as it was signed; `covers_all` that nothing was added afterwards, `only_signed_after` that nothing but further
    signatures was."""

    signer: str
    issuer: str
    at: datetime | None
    is_intact: bool
    covers_all: bool
    only_signed_after: bool = False
    trust: Trust = Trust.UNCHECKED

    @property
    def is_sound(self) -> bool:
        """It holds, and holds for what the file now shows. Whom to trust is another question."""
        return self.is_intact and (self.covers_all or self.only_signed_after)

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "at": self.at and self.at.isoformat(), "trust": str(self.trust)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Signature:
        at = stored["at"] and datetime.fromisoformat(stored["at"])
        return cls(**{**stored, "at": at, "trust": Trust(stored["trust"])})


@dataclass(frozen=True)
class Verdict:
    """What a check found: what was signed and by whom, or why the file is refused."""

    origin: str = ""
    signatures: Sequence[Signature] = ()
    refusal: str = ""

    def __post_init__(self) -> None:
        if bool(self.refusal) == bool(self.signatures):
            raise ValueError("Either it is signed or it is refused.")
