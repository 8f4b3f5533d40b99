"""Where a PDF ends. Its readers begin at the end, and so do those of a zip archive: one file can be both, unless
nothing is left for the other at its end."""

from __future__ import annotations

import re
from typing import BinaryIO

from reports.services.office_files import END_OF_DIRECTORY

TAIL = 2048  # Readers look for the end of a PDF in its last kilobyte.
ARCHIVE_END, LONGEST_COMMENT = 22, 0xFFFF
_ENDING = re.compile(rb"startxref\s+(\d+)\s+%%EOF[\s\0]*\Z")
_TABLE = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")


def ends_as_a_pdf(file: BinaryIO) -> bool:
    """Whether nothing but blanks follows the PDF's own end, and no archive ends there or within its last table. An
    archive inside, which is what an attached workbook is, lies before that and says nothing bad."""
    size = file.seek(0, 2)
    ending = _ENDING.search(_from(file, size - TAIL))
    if ending is None:
        return False
    last_table = _from(file, int(ending[1]), at_most=size)
    if not _TABLE.match(last_table) or END_OF_DIRECTORY in last_table:
        return False
    return not _archive_ends_it(_from(file, size - ARCHIVE_END - LONGEST_COMMENT))


def _from(file: BinaryIO, place: int, at_most: int = -1) -> bytes:
    file.seek(max(0, place if at_most < 0 else min(place, at_most)))
    return file.read()


def _archive_ends_it(tail: bytes) -> bool:
    """Whether an archive's directory closes with a comment that reaches to the end: the PDF's end hides in there."""
    at = tail.find(END_OF_DIRECTORY)
    while at >= 0:
        said = int.from_bytes(tail[at + 20 : at + ARCHIVE_END], "little")
        if at + ARCHIVE_END + said == len(tail):
            return True
        at = tail.find(END_OF_DIRECTORY, at + 1)
    return False
