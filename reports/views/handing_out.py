"""Stored files on their way out: as attachments that no browser opens as a page of ours."""

from __future__ import annotations

from django.http import FileResponse

from reports.models import Attachment, SignedCopy, SignedPlan


def handed_out(stored: Attachment | SignedCopy | SignedPlan) -> FileResponse:
    """The file under its sender's name. Whoever calls this has asked who may read it."""
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
