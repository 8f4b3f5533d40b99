"""Reads the cells of an Excel file: a program of its own, started by `workbook_reading` and ended by its limits.

Nothing of the portal is imported here, so that it starts fast and holds nothing worth stealing. The file is standard
input; the arguments are the names of the sheets wanted; the answer is JSON on standard output:
`{"sheets": {name: {"D14": [kind, value]}}}`, or `{"fault": word, "sheet": name}`.

What a sheet holds is counted while its XML streams by, with nothing kept, before the whole of it is laid out: a file
of 5 KB can ask for a million rows.
"""

from __future__ import annotations

import datetime
import json
import posixpath
import re
import resource
import sys
import zipfile
from typing import Any, BinaryIO
from xml.sax.handler import ContentHandler  # nosec B406: only the type; what parses is defusedxml
from xml.sax.xmlreader import AttributesImpl  # nosec B406

MEMORY = 256 * 1024 * 1024
CPU_SECONDS = 5
MOST_ROWS = 2_000
MOST_CELLS = 20_000
MOST_SIGNS = 10_000_000
LARGEST_LIST = 1024 * 1024  # of the parts that only say what sheets there are

Cells = dict[str, list[str]]


class Refused(Exception):
    """`args` are the fault's word and the sheet it is about."""


class Counting(ContentHandler):
    """Where the sheet has formulas; ends at the first row, column or cell too many."""

    def __init__(self, sheet: str) -> None:
        super().__init__()
        self.sheet = sheet
        self.rows = self.cells = 0
        self.at = ""
        self.formulas: set[str] = set()

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # the library's name
        match name.rpartition(":")[2]:
            case "row":
                self.rows += 1
            case "c":
                self.cells += 1
                self.at = attrs.get("r") or ""
            case "v" | "is" | "f" as part:
                self._look_at(part)
        if self.rows > MOST_ROWS or self.cells > MOST_CELLS:
            raise Refused("too_much", self.sheet)

    def _look_at(self, part: str) -> None:
        found = re.fullmatch("([A-Z]{1,3})([0-9]{1,7})", self.at)
        if found is None:
            raise Refused("damaged", self.sheet)
        if len(found[1]) > 1 or int(found[2]) > MOST_ROWS:  # Columns A to Z.
            raise Refused("too_much", self.sheet)
        if part == "f":
            self.formulas.add(self.at)


def main(file: BinaryIO, wanted: list[str]) -> dict[str, Any]:
    """The answer; the limits hold for the process from here on."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return {"sheets": read(file, wanted)}
    except Refused as refused:
        return {"fault": refused.args[0], "sheet": refused.args[1]}
    except MemoryError:
        return {"fault": "too_much", "sheet": ""}


def read(file: BinaryIO, wanted: list[str]) -> dict[str, Cells]:
    from python_calamine import CalamineWorkbook  # late: only under the limits

    with zipfile.ZipFile(file) as archive:
        parts = parts_of_sheets(archive)
        missing = next((name for name in wanted if name not in parts), "")
        if missing:
            raise Refused("missing", missing)
        formulas = {name: formulas_in(archive, parts[name], name) for name in wanted}
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    signs, sheets = 0, {}
    for name in wanted:
        sheets[name] = cells_of(book.get_sheet_by_name(name), formulas[name])
        signs += sum(len(value) for _kind, value in sheets[name].values())
        if signs > MOST_SIGNS:
            raise Refused("too_much", name)
    return sheets


def parts_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The entry of the archive that holds each sheet, by the sheet's name."""
    targets = {
        element.get("Id"): element.get("Target", "")
        for element in listed(archive, "xl/_rels/workbook.xml.rels")
    }
    found = {}
    for element in listed(archive, "xl/workbook.xml"):
        if element.tag.rpartition("}")[2] == "sheet":
            link = next((value for key, value in element.items() if key.rpartition("}")[2] == "id"), "")
            found[element.get("name", "")] = posixpath.join("/xl", targets.get(link, ""))[1:]
    return found


def listed(archive: zipfile.ZipFile, part: str) -> Any:
    from defusedxml import ElementTree  # late: only under the limits

    if archive.getinfo(part).file_size > LARGEST_LIST:
        raise Refused("too_much", "")
    return ElementTree.fromstring(archive.read(part)).iter()


def formulas_in(archive: zipfile.ZipFile, part: str, sheet: str) -> set[str]:
    from defusedxml import sax  # late: only under the limits

    counting = Counting(sheet)
    with archive.open(part) as stream:
        sax.parse(stream, counting)
    return counting.formulas


def cells_of(sheet: Any, formulas: set[str]) -> Cells:
    cells = {}
    first_row, first_column = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(), start=first_row + 1):
        for column, value in enumerate(values, start=first_column):
            at = f"{chr(ord('A') + column)}{row}"
            if value != "":
                cells[at] = typed(value)
    return cells | {at: ["formula", ""] for at in formulas}


def typed(value: Any) -> list[str]:
    """Its kind and its writing. A truth is a number to Python, and a moment a date: the order matters."""
    match value:
        case str():
            return ["text", value]
        case bool():
            return ["truth", str(value)]
        case int() | float():
            return ["number", repr(value)]
        case datetime.date():
            return ["date", f"{value:%d/%m/%Y}"]
        case _:
            return ["date", str(value)]


if __name__ == "__main__":
    json.dump(main(sys.stdin.buffer, sys.argv[1:]), sys.stdout)
