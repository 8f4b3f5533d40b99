"""The consolidated report as signed outside the portal, by USB token: taken in, judged, kept."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from reports.documents.signatures import adds_only_signatures, signatures_of, trusted_authorities
from reports.models import Consolidation, ConsolidationFile, ConsolidationState, SignedCopy
from reports.rules.signatures import Origin
from reports.services.consolidation import (
    ConsolidationRefused,
    Obstacle,
    check_coordinator,
    lock_consolidation,
)
from reports.services.files import StoredFile, discard_file, store_file
from reports.services.uploads import CheckedUpload

FOLDER = "signed-consolidations"


def add_signed_copy(
    *, consolidation: Consolidation, by: User, data: bytes, upload: CheckedUpload, now: datetime
) -> SignedCopy:
    """Keep a checked PDF as the version's signed copy, in place of the one before, which stays on record. What its
    signatures say is read once, now. The file is on the disk before its row says so.

    Raises ConsolidationRefused where this person may not or the version is not final, ValidationError for a file
    that nobody signed or that is there already, OSError if the disk refuses.
    """
    _check(consolidation, by)
    copy = _judged(consolidation, data, now)
    copy.name, copy.uploaded_by, copy.uploaded_at = upload.name, by, now
    stored = store_file([data], folder=FOLDER, suffix=upload.suffix, now=now)
    kept = False
    try:
        _name_in_a_row(copy, stored)
        kept = True
        return copy
    finally:
        if not kept:
            discard_file(stored.name)


def _check(consolidation: Consolidation, by: User) -> None:
    check_coordinator(consolidation.period, by)
    if consolidation.state != ConsolidationState.FINAL:
        raise ConsolidationRefused(Obstacle.NOT_YET_FINAL)
    if consolidation.is_working:
        raise ConsolidationRefused(Obstacle.BEING_BUILT)


def _judged(consolidation: Consolidation, data: bytes, now: datetime) -> SignedCopy:
    """The copy with what was found in it, not saved. Raises ValidationError where nobody signed it."""
    authorities = trusted_authorities(settings.SIGNATURE_AUTHORITIES)
    own = _own_beginning(consolidation, data)
    origin = _origin(data, own)
    signatures = signatures_of(
        data, authorities=authorities, now=now, only_signatures_added=origin == Origin.OWN
    )
    if not signatures:
        raise ValidationError(
            _(
                "This PDF carries no digital signature that can be read. Sign the portal's file with the USB token, "
                "then upload the signed file; a scan of a paper signature is none."
            )
        )
    if own is not None and own.signer and len(signatures) == 1:  # The one that the portal put on it.
        raise ValidationError(_("This is the file as the portal made it: nobody has signed it since."))
    return SignedCopy(
        consolidation=consolidation,
        origin=origin,
        found=[each.to_json() for each in signatures],
        found_count=len(signatures),
    )


def _own_beginning(consolidation: Consolidation, data: bytes) -> ConsolidationFile | None:
    """The final PDF of the portal that `data` begins with, byte for byte: signing adds at the end."""
    made = [file for file in consolidation.shown_files if file.can_be_signed]
    return next((f for f in made if hashlib.sha256(data[: f.size]).hexdigest() == f.sha256), None)


def _origin(data: bytes, own: ConsolidationFile | None) -> Origin:
    if own is None:
        return Origin.OTHER
    return Origin.OWN if adds_only_signatures(data, data[: own.size]) else Origin.CHANGED


@transaction.atomic
def _name_in_a_row(copy: SignedCopy, stored: StoredFile) -> None:
    consolidation = lock_consolidation(copy.consolidation)
    _check(consolidation, copy.uploaded_by)
    before = SignedCopy.objects.of(consolidation).current().first()
    if before is not None and before.sha256 == stored.sha256:
        raise ValidationError(_("This file is attached already."))
    if before is not None:
        before.replaced_at = copy.uploaded_at
        before.save(update_fields=["replaced_at"])
    copy.file.name, copy.size, copy.sha256 = stored.name, stored.size, stored.sha256
    copy.save()
