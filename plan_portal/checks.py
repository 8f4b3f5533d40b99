"""System checks: what the settings cannot know about the machine. What production demands of its variables is checked
earlier, in `plan_portal.production`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from plan_portal import pdf_support


def documents_can_be_made(**_kwargs: Any) -> list[CheckMessage]:
    """Warn, naming the package, when this machine cannot make PDF: everything else works without."""
    reason = pdf_support.why_no_pdf()
    return [Warning(reason, id="plan_portal.W001")] if reason else []


def folders_can_be_written(**_kwargs: Any) -> list[CheckMessage]:
    """Uploads and documents must not fail on the last day because a folder belongs to someone else."""
    return [
        Error(f"{name} is {folder}, where this user cannot write.", id="plan_portal.E001")
        for name, folder in (("PORTAL_VAR", settings.VAR_DIR), ("MEDIA_ROOT", settings.MEDIA_ROOT))
        if not _writable(Path(folder))
    ]


def _writable(folder: Path) -> bool:
    """True when the folder can be written, or made within the nearest folder that exists."""
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)
