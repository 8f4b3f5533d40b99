"""The consolidated report as signed outside the portal, by USB token: taken in, and taken out again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from reports.models import Consolidation, ConsolidationState, SignedCopy
from reports.rules.signatures import Refusal
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
    *, consolidation: Consolidation, by: User, chunks: Iterable[bytes], upload: CheckedUpload, now: datetime
) -> SignedCopy:
    """Keep a PDF that may be stored, to be checked by a worker: until it is found to be signed, the signed copy before
    it stays the current one. The file is on the disk before its row says so.

    Raises ConsolidationRefused where this person may not, the version is not final or another is being checked,
    ValidationError for a file that is there already or that the portal made, OSError if the disk refuses.
    """
    _check(consolidation, by)
    stored = store_file(chunks, folder=FOLDER, suffix=upload.suffix, now=now)
    kept = False
    try:
        copy = _name_in_a_row(consolidation, by, stored, upload, now)
        kept = True
        return copy
    finally:
        if not kept:
            discard_file(stored.name)


def bring_back_signed_copy(*, copy: SignedCopy, by: User, now: datetime) -> SignedCopy:
    """An earlier file that is still kept becomes the current one again: as a new line of the record with who did so and
    when, once a worker has checked it anew; the earlier line stays as it is. Returns the new line.

    Raises ConsolidationRefused if its file is gone, and what `add_signed_copy` raises.
    """
    known = SignedCopy.objects.of(copy.consolidation).get(pk=copy.pk)
    if not known.file:
        raise ConsolidationRefused(Obstacle.GONE)
    upload = CheckedUpload(known.name, Path(known.file.path).suffix, known.content_type)
    with known.file.open("rb") as file:
        chunks = file.chunks()
        return add_signed_copy(consolidation=copy.consolidation, by=by, chunks=chunks, upload=upload, now=now)


@transaction.atomic
def remove_signed_copy(*, copy: SignedCopy, by: User, now: datetime) -> None:
    """Take a checked file out: a wrong one, or one that must not be there. Its row stays on record, the file goes at
    once, or with the sweeping of files that no row names.

    Raises ConsolidationRefused where this person may not, it is still being checked, or it is gone already.
    """
    consolidation = lock_consolidation(copy.consolidation)
    check_coordinator(consolidation.period, by)
    known = SignedCopy.objects.of(consolidation).get(pk=copy.pk)
    if known.is_being_checked:
        raise ConsolidationRefused(Obstacle.BEING_CHECKED)
    if not SignedCopy.objects.filter(pk=copy.pk).remove(by=by, at=now):
        raise ConsolidationRefused(Obstacle.GONE)
    transaction.on_commit(partial(discard_file, known.file.name))


def _check(consolidation: Consolidation, by: User) -> None:
    check_coordinator(consolidation.period, by)
    if consolidation.state != ConsolidationState.FINAL:
        raise ConsolidationRefused(Obstacle.NOT_YET_FINAL)
    if consolidation.is_working:
        raise ConsolidationRefused(Obstacle.BEING_BUILT)


@transaction.atomic
def _name_in_a_row(
    consolidation: Consolidation, by: User, stored: StoredFile, upload: CheckedUpload, now: datetime
) -> SignedCopy:
    consolidation = lock_consolidation(consolidation)
    _check(consolidation, by)
    known = SignedCopy.objects.of(consolidation)
    if known.being_checked().exists():
        raise ConsolidationRefused(Obstacle.BEING_CHECKED)
    if stored.sha256 in {copy.sha256 for copy in known.current()}:
        raise ValidationError(_("This file is attached already."))
    if stored.sha256 in {made.sha256 for made in consolidation.shown_files}:
        raise ValidationError(Refusal.AS_MADE.label)
    return SignedCopy.objects.create(
        consolidation=consolidation,
        file=stored.name,
        name=upload.name,
        size=stored.size,
        sha256=stored.sha256,
        uploaded_by=by,
        uploaded_at=now,
    )
