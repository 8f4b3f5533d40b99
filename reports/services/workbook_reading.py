"""Reading an Excel file that somebody sent, in a process of its own under limits of memory and time: the worst that a
hostile file can do is to be refused."""

from __future__ import annotations

import json
import subprocess  # nosec B404
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.rules.workbook_cells import Cell
from reports.services import workbook_process

WALL_SECONDS = 15
KILLED_FROM = 0  # A return code below: ended by a signal, as the limits do.
Sheets = Mapping[str, Mapping[str, Cell]]


class ReadingFault(models.TextChoices):
    """Why the cells of a file cannot be read, in words that say what to do instead."""

    TOO_MUCH = (
        "too_much",
        _("The file holds far more than the form of a report. Download the workbook again and fill that in."),
    )
    DAMAGED = (
        "damaged",
        _("The file cannot be read; it may be damaged. Open it in Excel, save it again and send that copy."),
    )
    MISSING = (
        "missing",
        _("The sheet “%(sheet)s” is missing. Download the workbook again: its sheets must keep their names."),
    )


class ReadingRefused(ValueError):
    """`fault` says why; `str()` says it to the person."""

    def __init__(self, fault: ReadingFault, sheet: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.sheet = sheet

    def __str__(self) -> str:
        return str(self.fault.label) % {"sheet": self.sheet}


def read_sheets(chunks: Iterable[bytes], wanted: Iterable[str]) -> Sheets:
    """The filled cells of the wanted sheets, by sheet and cell ("D14"). Raises ReadingRefused."""
    # The environment stays behind: it holds secrets, and the file is somebody else's.
    command = [sys.executable, "-I", str(Path(workbook_process.__file__)), *wanted]
    with tempfile.TemporaryFile() as file:
        for chunk in chunks:
            file.write(chunk)
        file.seek(0)
        try:
            ended = subprocess.run(  # nosec B603
                command,
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8"},
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise ReadingRefused(ReadingFault.TOO_MUCH) from late
    if ended.returncode < KILLED_FROM:
        raise ReadingRefused(ReadingFault.TOO_MUCH)
    if ended.returncode:
        raise ReadingRefused(ReadingFault.DAMAGED)
    return _told(json.loads(ended.stdout))


def _told(answer: dict[str, dict[str, dict[str, list[str]]]]) -> Sheets:
    if "fault" in answer:
        raise ReadingRefused(ReadingFault(str(answer["fault"])), str(answer["sheet"]))
    return {
        name: {at: Cell(kind, value) for at, (kind, value) in cells.items()}
        for name, cells in answer["sheets"].items()
    }
