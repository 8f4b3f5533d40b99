"""Which queue carries jobs to the workers: Redis, or without it a folder of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def address(redis_url: str) -> str:
    """What Celery calls the broker's address."""
    return redis_url or "filesystem://localhost"


def options(redis_url: str, folder: Path) -> dict[str, Any]:
    """How the broker is used. Without Redis the folders are made: the file-system broker does not make its own."""
    if redis_url:
        # A job handed to a worker that died comes back: Redis is asked at every poll which have waited an hour.
        return {"visibility_timeout": 3600, "unacked_restore_throttle": 1}
    queue, control = folder / "queue", folder / "control"
    for made in (queue, control):
        made.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "store_processed": False,
    }
