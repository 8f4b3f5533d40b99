"""An officer with Excel: opens the workbook as downloaded, types into cells, saves it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import User
from reports.rules.fields import Place
from reports.rules.workbook import KEY, Spot
from reports.services.workbook_key import read_key
from tests.support.browsing import browse
from tests.support.office import Office


def address(desk: Office, page: str = "workbook") -> str:
    return reverse(f"reports:{page}", args=[desk.pk])


def downloaded(desk: Office, user: User | None = None) -> bytes:
    answer = browse(user or desk.reporter).get(address(desk, "workbook_file"))
    assert answer.status_code == 200
    return answer.content


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def spots_of(content: bytes) -> Mapping[Place, Spot]:
    sheet = opened(content)[KEY]
    signed = "".join(row[0] for row in sheet.iter_rows(values_only=True))
    return read_key(signed).asked.spots()


def filled(content: bytes, typed: Mapping[Place, Any]) -> bytes:
    """The workbook with values typed into the cells of some fields."""
    spots = spots_of(content)
    return changed(content, {spots[place]: value for place, value in typed.items()})


def changed(content: bytes, typed: Mapping[Spot, Any]) -> bytes:
    book = opened(content)
    for spot, value in typed.items():
        cell = book[spot.sheet].cell(row=spot.row, column=spot.column)
        cell.value = value
        if isinstance(value, str) and not value.startswith(
            "=1"
        ):  # What a cell of text does with a typed "=".
            cell.data_type = "s"
    return saved(book)


def send(desk: Office, content: bytes, *, user: User | None = None, name: str = "sổ.xlsx") -> Any:
    """Upload it, and go where that leads."""
    file = SimpleUploadedFile(name, content)
    return browse(user or desk.reporter).post(address(desk), {"file": file}, follow=True)


def agree(desk: Office, answer: Any, *, user: User | None = None) -> Any:
    """Press the button of the preview."""
    sha256 = answer.context["preview"].filled.sha256
    return browse(user or desk.reporter).post(address(desk, "workbook_preview"), {"sha256": sha256})
