"""A report's workbook that comes back filled in: read, kept between preview and agreement, and applied all or nothing.

What is kept is not the file but what was read from it, one of each person for each report; a day later it is swept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from agencies.models import User
from reports.models import Report
from reports.rules.workbook import KEY, SHEETS, Spot
from reports.rules.workbook_cells import Cell, Comparison, compare
from reports.rules.workflow import Action
from reports.services.content import figures_asked
from reports.services.editing import save_fields
from reports.services.files import discard_file, write_whole
from reports.services.steps import check_step, lock_report
from reports.services.workbook_fields import stored_fields
from reports.services.workbook_key import Key, KeyFault, WorkbookRefused, check_key, read_key
from reports.services.workbook_reading import Sheets, read_sheets

FOLDER = "workbooks"
MOST_BYTES = 5 * 1024 * 1024  # Of a file that the portal makes with some 20 KB.


@dataclass(frozen=True)
class FilledIn:
    """A workbook as it came back: `name` is its sender's, `sha256` of its bytes, `signed_key` as it stood in it."""

    name: str
    sha256: str
    signed_key: str
    cells: Mapping[Spot, Cell]

    @property
    def key(self) -> Key:
        return read_key(self.signed_key)


class NotApplied(Exception):
    """Something stands in the way; nothing was saved. `comparison` says what."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__("the workbook cannot be applied as it is")
        self.comparison = comparison


def read_workbook(*, report: Report, content: bytes, name: str) -> FilledIn:
    """Read a checked file as the workbook of `report`. Raises ReadingRefused, WorkbookRefused."""
    sheets = read_sheets([content], [*(layout.name for layout in SHEETS), KEY])
    signed_key = "".join(cell.value for cell in sheets[KEY].values())
    key = read_key(signed_key)
    check_key(key, report, stored_fields(report))
    _check_marks(key, sheets)
    cells = {
        spot: cell
        for spot in key.asked.spots().values()
        if (cell := sheets[spot.sheet].get(spot.cell)) is not None
    }
    return FilledIn(name, hashlib.sha256(content).hexdigest(), signed_key, cells)


def keep_workbook(filled: FilledIn, *, report: Report, by: User) -> None:
    """Keep it until it is applied or swept, in place of an earlier one. Raises OSError if the disk refuses."""
    plain = {
        "name": filled.name,
        "sha256": filled.sha256,
        "key": filled.signed_key,
        "cells": [
            [spot.sheet, spot.row, spot.column, cell.kind, cell.value] for spot, cell in filled.cells.items()
        ],
    }
    place = _place(report, by)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, [json.dumps(plain, ensure_ascii=False).encode()])


def kept_workbook(report: Report, by: User) -> FilledIn | None:
    """What this person sent last for this report and neither applied nor gave up."""
    try:
        plain = json.loads(_place(report, by).read_bytes())
    except FileNotFoundError:
        return None
    cells = {
        Spot(sheet, row, column): Cell(kind, value) for sheet, row, column, kind, value in plain["cells"]
    }
    return FilledIn(plain["name"], plain["sha256"], plain["key"], cells)


def forget_workbook(report: Report, by: User) -> None:
    discard_file(str(_place(report, by).relative_to(settings.MEDIA_ROOT)))


def compare_workbook(report: Report, filled: FilledIn) -> Comparison:
    """What it would change in the report as it now stands. Raises WorkbookRefused where the plan has changed since."""
    key, stored = filled.key, stored_fields(report)
    check_key(key, report, stored)
    return compare(
        filled.cells,
        key.asked.spots(),
        base=key.base,
        stored=stored,
        places={indicator.pk: indicator.decimals for indicator in figures_asked(report)},
    )


@transaction.atomic
def apply_workbook(*, report: Report, by: User, filled: FilledIn, now: datetime) -> Comparison:
    """Save all that the workbook changes, or nothing. Returns what was changed.

    Raises NotApplied where a cell cannot be read, was changed in the portal too, or nothing was changed; StepRefused
    if the report may not be edited now; WorkbookRefused where the plan has changed.
    """
    locked = lock_report(report)
    check_step(Action.SAVE, locked, by)
    comparison = compare_workbook(locked, filled)
    if not comparison.may_be_applied:
        raise NotApplied(comparison)
    save_fields(
        report=locked, by=by, edits=comparison.edits, now=now
    )  # Locked: what was compared still is so.
    return comparison


def _check_marks(key: Key, sheets: Sheets) -> None:
    for spot, mark in key.asked.marks().items():
        cell = sheets[spot.sheet].get(spot.cell, Cell())
        if cell.value.removesuffix(".0") != mark:
            raise WorkbookRefused(KeyFault.MOVED, spot=str(spot))


def _place(report: Report, by: User) -> Path:
    """By person and report, so that nobody finds another's, and a disk cannot be filled."""
    return Path(settings.MEDIA_ROOT) / FOLDER / str(report.pk) / f"{by.pk}.json"
