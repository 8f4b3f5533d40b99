"""A province's report has hundreds of pages and an office's line is slow: the file goes out piece by piece, a broken
download goes on where it stopped, and whoever may not read it learns nothing, whatever the browser says it has."""

from __future__ import annotations

import hashlib
import io
import random
import tracemalloc
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pikepdf
import pytest
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.urls import reverse

from agencies.models import Role, User
from reports.models import Consolidation, ConsolidationFile, FileFormat
from reports.services.consolidation_files import keep_file
from tests.factories import MOMENT, AgencyFactory, ConsolidationFactory, member
from tests.support.browsing import browse

PAGES = 200
MEGABYTE = 1024 * 1024
PIECE = 64 * 1024


def large_pdf() -> bytes:
    """Two hundred pages, and as many bytes as scanned annexes would make of them."""
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(PAGES):
            pdf.add_blank_page()
        pdf.Root.Scans = pdf.make_stream(random.Random(200).randbytes(6 * MEGABYTE))
        pdf.save(written)
    return written.getvalue()


@dataclass
class Large:
    """The final report of a period, `stored` its PDF."""

    version: Consolidation
    stored: ConsolidationFile
    data: bytes
    address: str

    @property
    def etag(self) -> str:
        return f'"{self.stored.sha256}"'

    @property
    def coordinator(self) -> User:
        return member(Role.COORDINATOR, self.version.plan.coordinator)


@pytest.fixture(scope="module")
def data() -> bytes:
    return large_pdf()


@pytest.fixture
def large(db: None, data: bytes) -> Large:
    version = ConsolidationFactory(final=True, progress=100, version=1)
    stored = keep_file(consolidation=version, file_format=FileFormat.PDF, data=data, made_at=MOMENT)
    return Large(version, stored, data, reverse("reports:consolidation_file", args=[version.pk, "pdf"]))


@dataclass
class Reads:
    """How much was asked of the file each time; -1 would be all of it."""

    sizes: list[int] = field(default_factory=list)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    seen = Reads()

    class Watched(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes | None:
            seen.sizes.append(-1 if size is None else size)
            return super().read(size)

        def readall(self) -> bytes:
            seen.sizes.append(-1)
            return super().readall()

    monkeypatch.setattr(
        FileSystemStorage, "_open", lambda self, name, mode: File(Watched(self.path(name), mode))
    )
    return seen


def fetch(large: Large, user: User, **headers: str) -> Any:
    return browse(user).get(
        large.address, headers={name.replace("_", "-"): headers[name] for name in headers}
    )


def body(answer: Any) -> bytes:
    """What was sent; the file is closed."""
    sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return sent


def test_a_report_of_two_hundred_pages_goes_out_piece_by_piece(large: Large, reads: Reads) -> None:
    client, digest = browse(large.coordinator), hashlib.sha256()
    client.head(large.address).close()  # What a first request loads is not the file's.
    tracemalloc.start()
    answer = client.get(large.address)
    for piece in answer.streaming_content:
        assert len(piece) <= PIECE
        digest.update(piece)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    answer.close()
    assert answer.streaming
    assert digest.hexdigest() == large.stored.sha256
    assert all(0 < size <= PIECE for size in reads.sizes)
    assert most < len(large.data) / 4
    assert len(pikepdf.open(io.BytesIO(large.data)).pages) == PAGES


def test_it_says_what_it_is(large: Large) -> None:
    answer = fetch(large, large.coordinator)
    assert body(answer) == large.data
    name = quote("Báo cáo tổng hợp 6 tháng đầu năm 2022 (bản 1).pdf")
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert answer["Content-Length"] == str(len(large.data))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["ETag"] == large.etag
    assert answer["Accept-Ranges"] == "bytes"


def test_its_head_can_be_asked_for(large: Large) -> None:
    answer = browse(large.coordinator).head(large.address, headers={"Range": "bytes=5-"})
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(large.data)))
    assert answer["ETag"] == large.etag
    assert body(answer) == b""


@pytest.mark.parametrize("if_range", [True, False])
def test_a_broken_download_goes_on(large: Large, if_range: bool) -> None:
    had = 3 * MEGABYTE + 1
    headers = {"Range": f"bytes={had}-"} | ({"If_Range": large.etag} if if_range else {})
    answer = fetch(large, large.coordinator, **headers)
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {had}-{len(large.data) - 1}/{len(large.data)}"
    assert answer["Content-Length"] == str(len(large.data) - had)
    assert large.data[:had] + body(answer) == large.data


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=5-", "If_Range": '"of-an-older-build"'},
        {"Range": "bytes=5-", "If_Range": "Thu, 16 Jun 2022 00:00:00 GMT"},
        {"Range": "bytes=0-"},
        {"Range": "bytes=5-9"},
        {"Range": "bytes=-5"},
        {"Range": "bytes=5-,7-"},
        {"Range": "pages=5-"},
        {"Range": f"bytes={'9' * 400}-"},
        {"If_None_Match": '"of-an-older-build"'},
    ],
    ids=str,
)
def test_anything_else_is_answered_with_the_whole_file(large: Large, headers: dict[str, str]) -> None:
    answer = fetch(large, large.coordinator, **headers)
    assert (answer.status_code, "Content-Range" in answer) == (200, False)
    assert body(answer) == large.data


def test_nothing_lies_beyond_the_end(large: Large) -> None:
    size = len(large.data)
    answer = fetch(large, large.coordinator, Range=f"bytes={size}-")
    assert (answer.status_code, answer["Content-Range"], body(answer)) == (416, f"bytes */{size}", b"")


def test_who_has_it_is_told_so(large: Large, reads: Reads) -> None:
    answer = fetch(large, large.coordinator, If_None_Match=large.etag)
    assert (answer.status_code, answer["ETag"], body(answer)) == (304, large.etag, b"")
    answer = fetch(large, large.coordinator, If_Match='"of-an-older-build"', Range="bytes=5-")
    assert (answer.status_code, body(answer)) == (412, b"")
    assert reads.sizes == []


@pytest.mark.parametrize(
    "headers",
    [{}, {"If_None_Match": "{etag}"}, {"Range": "bytes=9-"}, {"Range": "bytes=999999999-"}],
    ids=str,
)
def test_whoever_may_not_read_it_learns_nothing(large: Large, headers: dict[str, str]) -> None:
    given = {name: value.format(etag=large.etag) for name, value in headers.items()}
    for role in (Role.COORDINATOR, Role.REPORTER, Role.APPROVER):
        answer = fetch(large, member(role, AgencyFactory()), **given)
        assert answer.status_code == 404
        assert {"ETag", "Content-Range", "Content-Disposition"}.isdisjoint(answer.headers)
    Consolidation.objects.update(state="draft", finalised_at=None, finalised_by=None)
    assert fetch(large, member(Role.LEADERSHIP), **given).status_code == 404
