"""The key in a report's workbook: which report it was made for, what it asks for, and what each field held then.
Signed, so that nobody makes one; it opens nothing by itself, the report is fetched by who is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models import Report
from reports.rules.fields import Place
from reports.rules.workbook import VERSION, Asked

SALT = "reports.workbook"


class KeyFault(models.TextChoices):
    """Why a workbook is not this report's, in words that say what to do instead."""

    UNKNOWN = (
        "unknown",
        _(
            "This is not a workbook of the portal, or its key was changed. Download the workbook of this report."
        ),
    )
    OLDER = (
        "older",
        _("The workbook has an older form. Download it again and copy your entries into the new one."),
    )
    AGENCY = "agency", _("The workbook is of another agency: %(agency)s, %(period)s.")
    PERIOD = "period", _("The workbook is of another period: %(period)s.")
    PLAN_CHANGED = (
        "plan_changed",
        _(
            "The duties or figures asked of your agency changed after the workbook was downloaded. Download it again "
            "and copy your entries into the new one."
        ),
    )
    MOVED = (
        "moved",
        _(
            "Rows or columns were moved (see %(spot)s). Download the workbook again and copy your entries into it."
        ),
    )


class WorkbookRefused(ValueError):
    """`fault` says why; `str()` says it to the person."""

    def __init__(self, fault: KeyFault, **words: str) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.words = words

    def __str__(self) -> str:
        return str(self.fault.label) % self.words


@dataclass(frozen=True)
class Key:
    """`seen` are digests of what the fields held, in the order of `asked.spots()`; "" for a field that is not open."""

    report: int
    agency: str
    agency_name: str
    plan: str
    period: str
    period_name: str
    asked: Asked
    seen: tuple[str, ...]
    version: int = VERSION

    @property
    def base(self) -> dict[Place, str]:
        """What each field that was open held, by its place."""
        found = zip(self.asked.spots(), self.seen, strict=True)
        return {place: digest for place, digest in found if digest}


def key_for(report: Report, asked: Asked, seen: Iterable[str]) -> Key:
    return Key(
        report=report.pk,
        agency=report.agency.code,
        agency_name=report.agency.short_name,
        plan=report.period.plan.code,
        period=report.period.code,
        period_name=report.period.name,
        asked=asked,
        seen=tuple(seen),
    )


def signed(key: Key) -> str:
    return signing.dumps(asdict(key), salt=SALT, compress=True)


def read_key(text: str) -> Key:
    """The inverse of `signed`. Raises WorkbookRefused for a key that is not ours or of another form."""
    try:
        plain: dict[str, Any] = signing.loads(text, salt=SALT)
    except signing.BadSignature as forged:
        raise WorkbookRefused(KeyFault.UNKNOWN) from forged
    if plain.get("version") != VERSION:
        raise WorkbookRefused(KeyFault.OLDER)
    rows = {name: tuple(keys) for name, keys in plain["asked"].items()}
    return Key(**{**plain, "asked": Asked(**rows), "seen": tuple(plain["seen"])})


def check_key(key: Key, report: Report, places: Iterable[Place]) -> None:
    """Raises WorkbookRefused for a workbook that was not made for this report, or before the plan asked for other
    fields than `places`."""
    words = {"agency": key.agency_name, "period": key.period_name}
    if key.agency != report.agency.code:
        raise WorkbookRefused(KeyFault.AGENCY, **words)
    if key.report != report.pk:
        raise WorkbookRefused(KeyFault.PERIOD, **words)
    if set(key.asked.spots()) != set(places):
        raise WorkbookRefused(KeyFault.PLAN_CHANGED)
