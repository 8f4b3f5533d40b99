"""Stored files on their way out: as attachments that no browser opens as a page of ours."""

from __future__ import annotations

import re
from http import HTTPStatus

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from reports.models import Attachment, ConsolidationFile, SignedCopy, SignedPlan

# "All from this byte on": what a browser or download program asks for when a download was broken off. Other ranges
# are answered with the whole file, as RFC 9110 (14.2) allows.
_REST = re.compile(r"bytes=([0-9]{1,15})-")
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def handed_out(
    request: HttpRequest, stored: Attachment | ConsolidationFile | SignedCopy | SignedPlan, name: str
) -> HttpResponseBase:
    """The file under `name`, read piece by piece while it is sent. Whoever calls this has asked who may read it.

    Its SHA-256 is its ETag: who has it already is told so (304), who has its beginning is sent the rest (206), unless
    the file was replaced since; beyond its end there is nothing (416).
    """
    etag = quote_etag(stored.sha256)
    settled = get_conditional_response(request, etag=etag)
    if settled is not None:
        settled.headers["ETag"] = etag
        return settled
    headers = HEADERS | {"ETag": etag, "Accept-Ranges": "bytes"}
    start = _beginning(request, etag)
    if start and start >= stored.size:
        headers["Content-Range"] = f"bytes */{stored.size}"
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    if start:
        headers["Content-Range"] = f"bytes {start}-{stored.size - 1}/{stored.size}"
    file = stored.file.open("rb")
    file.seek(start)
    return FileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type=stored.content_type,
        status=HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK,
        headers=headers,
    )


def _beginning(request: HttpRequest, etag: str) -> int:
    """The byte to begin with: past what the browser has, if it has it of this very file (RFC 9110, 13.1.5)."""
    rest = _REST.fullmatch(request.headers.get("Range", ""))
    is_of_this = request.headers.get("If-Range", etag) == etag
    return int(rest[1]) if rest and is_of_this and request.method == "GET" else 0
