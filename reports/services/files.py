"""Files that the portal makes: written beside, flushed to the disk, renamed; the database row comes last.

A reader never meets half a file, and a crash leaves at most a file that no row names, which `sweep_orphans` removes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from reports.models import Consolidation, ConsolidationFile, ConsolidationState

FOLDER = "consolidations"
KEPT_SECONDS = 24 * 60 * 60


class FrozenFile(Exception):
    """A final consolidation's file is there already and stays as it is."""


def store_file(
    *, consolidation: Consolidation, file_format: str, data: bytes, made_at: datetime
) -> ConsolidationFile:
    """Keep `data` as the consolidation's file of that format, in place of an older one.

    `made_at` is the moment whose content it shows. Raises OSError (a full disk) with the older file intact, and
    FrozenFile for a final consolidation that has this file.
    """
    digest = hashlib.sha256(data).hexdigest()
    name = f"{FOLDER}/{made_at.year}/{consolidation.pk}-{file_format}-{digest[:20]}.{file_format}"
    write_whole(Path(settings.MEDIA_ROOT) / name, data)
    with transaction.atomic():
        Consolidation.objects.select_for_update(of=("self",)).get(pk=consolidation.pk)
        old = ConsolidationFile.objects.filter(consolidation=consolidation, format=file_format).first()
        if (
            old is not None
            and consolidation.state == ConsolidationState.FINAL
            and old.made_at >= _frozen(consolidation)
        ):
            raise FrozenFile(old.file.name)
        stored, _created = ConsolidationFile.objects.update_or_create(
            consolidation=consolidation,
            format=file_format,
            defaults={"file": name, "size": len(data), "sha256": digest, "made_at": made_at},
        )
        if old is not None and old.file.name != name:
            transaction.on_commit(partial(_remove, Path(old.file.path)))
    return stored


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` so that `path` is either absent, as it was, or complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(settings.FILE_UPLOAD_PERMISSIONS)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def sweep_orphans(*, now: datetime) -> int:
    """Remove files older than a day that no row names. Returns how many."""
    root = Path(settings.MEDIA_ROOT)
    named = set(ConsolidationFile.objects.values_list("file", flat=True))
    removed = 0
    for path in (root / FOLDER).glob("*/*"):
        is_old = now.timestamp() - path.stat().st_mtime > KEPT_SECONDS
        if is_old and str(path.relative_to(root)) not in named:
            _remove(path)
            removed += 1
    return removed


def _frozen(consolidation: Consolidation) -> datetime:
    if consolidation.finalised_at is None:
        raise ValueError("only a final consolidation is frozen")
    return consolidation.finalised_at


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
