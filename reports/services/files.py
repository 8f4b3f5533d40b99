"""Files under MEDIA_ROOT, never served by address. A file is written beside its place, forced to the disk and renamed:
whoever writes the row that points to it, last, never points to half a file."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class StoredFile:
    """`name` is relative to MEDIA_ROOT, the server's own; `size` in bytes."""

    name: str
    size: int
    sha256: str


def why_not_written(error: OSError) -> str:
    """What the disk has against it, in words for a person."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("the server's disk is full")
    return error.strerror or str(error)


def store_file(chunks: Iterable[bytes], *, folder: str, suffix: str, now: datetime) -> StoredFile:
    """Write bytes under a name of our own making: folder/year/random.suffix. Raises OSError if the disk refuses; then
    nothing is left behind."""
    name = Path(folder) / str(timezone.localtime(now).year) / f"{uuid4().hex}{suffix}"
    place = Path(settings.MEDIA_ROOT) / name
    place.parent.mkdir(parents=True, exist_ok=True)
    size, digest = write_whole(place, chunks)
    return StoredFile(name=str(name), size=size, sha256=digest)


def write_whole(place: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write bytes so that `place` is either as it was or complete; returns size and SHA-256. Raises OSError."""
    beside = place.with_name(f".{place.name}.{uuid4().hex}.part")
    try:
        size, digest = _write(beside, chunks)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    _force_to_disk(place.parent)
    return size, digest


def discard_file(name: str | None) -> None:
    """Remove a file that no row points to (any more); `name`, relative to MEDIA_ROOT, is None where there is none."""
    if name:
        (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)


def _write(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        os.fchmod(file.fileno(), 0o640)
        for chunk in chunks:
            digest.update(chunk)
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _force_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
