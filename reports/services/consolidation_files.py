"""The files of a consolidation: one of each format, replaced while it is a draft, frozen once it is final."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from reports.models import Consolidation, ConsolidationFile, ConsolidationState, FileFormat
from reports.rules.signatures import Signature
from reports.services.files import StoredFile, discard_file, store_file

FOLDER = "consolidations"


class FrozenFile(Exception):
    """A final consolidation's file is there already and stays as it is."""


def keep_file(
    *,
    consolidation: Consolidation,
    file_format: str,
    data: bytes,
    made_at: datetime,
    signature: Signature | None = None,
) -> ConsolidationFile:
    """Keep `data`, which carries `signature` if it was signed, as the file of that format, in place of an older one.

    `made_at` is the moment whose content it shows. Raises OSError (a full disk) with the older file intact, and
    FrozenFile for a final consolidation that has this file. A crash leaves at most a file that no row names.
    """
    suffix = FileFormat(file_format).suffix
    stored = store_file([data], folder=FOLDER, suffix=f".{suffix}", now=made_at)
    try:
        return _name_in_a_row(consolidation, file_format, stored, made_at, signature)
    except FrozenFile:
        discard_file(stored.name)
        raise


def kept_bytes(consolidation: Consolidation, file_format: str) -> bytes:
    """A file that was made before. Raises OSError if it is gone."""
    kept = ConsolidationFile.objects.get(consolidation=consolidation, format=file_format)
    with kept.file.open("rb") as file:
        data: bytes = file.read()
    return data


def frozen_formats(consolidation: Consolidation) -> set[str]:
    """The formats whose file is final: a build that was broken off goes on with the others."""
    return {file.format for file in consolidation.files.all() if _is_frozen(consolidation, file)}


@transaction.atomic
def _name_in_a_row(
    consolidation: Consolidation,
    file_format: str,
    stored: StoredFile,
    made_at: datetime,
    signature: Signature | None,
) -> ConsolidationFile:
    consolidation = Consolidation.objects.select_for_update(of=("self",)).get(pk=consolidation.pk)
    old = ConsolidationFile.objects.filter(consolidation=consolidation, format=file_format).first()
    if old is not None and _is_frozen(consolidation, old):
        raise FrozenFile(old.file.name)
    kept, _created = ConsolidationFile.objects.update_or_create(
        consolidation=consolidation,
        format=file_format,
        defaults={
            "file": stored.name,
            "size": stored.size,
            "sha256": stored.sha256,
            "made_at": made_at,
            "signer": signature.signer if signature else "",
            "signed_at": signature.at if signature else None,
        },
    )
    if old is not None:
        transaction.on_commit(partial(discard_file, old.file.name))
    return kept


def _is_frozen(consolidation: Consolidation, file: ConsolidationFile) -> bool:
    """Whether `file` shows the final content: files made before it was final are made anew once."""
    final_since = consolidation.finalised_at
    return (
        consolidation.state == ConsolidationState.FINAL
        and final_since is not None
        and file.made_at >= final_since
    )
