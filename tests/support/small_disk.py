"""A disk of one megabyte that can be filled: a real one, so that the system itself refuses to write."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class SmallDisk:
    root: Path

    @property
    def _filler(self) -> Path:
        return self.root / "filler"

    def fill(self, *, but: int = 0) -> None:
        """Leave room for `but` bytes, in whole blocks."""
        try:
            with self._filler.open("ab", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
        except OSError:  # Full, as it is meant to be.
            with self._filler.open("r+b") as file:
                file.truncate(self._filler.stat().st_size - but)

    def free(self) -> None:
        self._filler.unlink()

    def files(self) -> set[str]:
        """What is on it beside the filler, folders left out."""
        found = (path for path in self.root.rglob("*") if path.is_file() and path != self._filler)
        return {str(path.relative_to(self.root)) for path in found}


@pytest.fixture
def small_disk(tmp_path: Path, settings: Any) -> Iterator[SmallDisk]:
    """Uploads and everything that is kept go there."""
    root = tmp_path / "disk"
    root.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTE}", "tmpfs", str(root)]
    mounted = subprocess.run(mount, check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"A disk that fills up cannot be mounted here: {mounted.stderr.strip()}")
    settings.MEDIA_ROOT = settings.FILE_UPLOAD_TEMP_DIR = root
    try:
        yield SmallDisk(root)
    finally:
        subprocess.run(["umount", str(root)], check=True)
