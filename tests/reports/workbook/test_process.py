"""The program that reads workbooks, without its process: what it tells, and that its limits come first."""

from __future__ import annotations

import datetime
import io
import json
import runpy
import sys
from collections.abc import Callable

import pytest
from defusedxml import sax
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.services import workbook_process
from reports.services.workbook_process import MOST_CELLS, MOST_ROWS, Counting, Refused, main, read
from tests.reports.workbook.filling import saved


def file_with(fill: Callable[[Worksheet], None]) -> io.BytesIO:
    book = Workbook()
    fill(book.worksheets[0])
    return io.BytesIO(saved(book))


def every_kind(sheet: Worksheet) -> None:
    moment = datetime.datetime(2022, 6, 15, 8, 30)
    for row, value in enumerate(
        ["chữ", 1.5, True, moment, datetime.time(8, 30), "=1+1", None, "cuối"], start=2
    ):
        sheet.cell(row=row, column=3).value = value


def test_every_kind_of_cell_is_told_at_its_place() -> None:
    assert read(file_with(every_kind), ["Sheet"])["Sheet"] == {
        "C2": ["text", "chữ"],
        "C3": ["number", "1.5"],
        "C4": ["truth", "True"],
        "C5": ["date", "15/06/2022"],
        "C6": ["date", "08:30:00"],
        "C7": ["formula", ""],
        "C9": ["text", "cuối"],
    }


def test_an_empty_sheet_has_no_cells() -> None:
    assert read(file_with(lambda sheet: None), ["Sheet"]) == {"Sheet": {}}


def many_rows(sheet: Worksheet) -> None:
    for _ in range(MOST_ROWS + 1):
        sheet.append([1])


def many_cells(sheet: Worksheet) -> None:
    for _ in range(MOST_CELLS // 20 + 1):
        sheet.append(list(range(20)))


def far_down(sheet: Worksheet) -> None:
    sheet.cell(row=MOST_ROWS + 1, column=1).value = 1


def far_right(sheet: Worksheet) -> None:
    sheet.cell(row=1, column=27).value = 1


@pytest.mark.parametrize("fill", [many_rows, many_cells, far_down, far_right])
def test_more_than_a_report_holds_is_refused(fill: Callable[[Worksheet], None]) -> None:
    with pytest.raises(Refused) as refused:
        read(file_with(fill), ["Sheet"])
    assert refused.value.args == ("too_much", "Sheet")


@pytest.mark.parametrize("cell", ["<c>", "<c r='7'>", "<c r='A0x'>"])
def test_a_cell_that_is_nowhere_is_damage(cell: str) -> None:
    with pytest.raises(Refused) as refused:
        sax.parseString(f"{cell}<v>1</v></c>".encode(), Counting("Sheet"))
    assert refused.value.args == ("damaged", "Sheet")


def test_too_many_signs_and_too_long_a_list_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_process, "MOST_SIGNS", 3)
    with pytest.raises(Refused, match="too_much"):
        read(file_with(every_kind), ["Sheet"])
    monkeypatch.setattr(workbook_process, "LARGEST_LIST", 3)
    with pytest.raises(Refused, match="too_much"):
        read(file_with(every_kind), ["Sheet"])


def test_the_limits_are_set_before_the_file_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[int] = []
    monkeypatch.setattr(workbook_process.resource, "setrlimit", lambda what, _limits: limits.append(what))
    assert main(file_with(every_kind), ["Nowhere"]) == {"fault": "missing", "sheet": "Nowhere"}
    assert main(file_with(lambda sheet: None), ["Sheet"]) == {"sheets": {"Sheet": {}}}

    def too_large(*_args: object) -> None:
        assert limits[-4:] == [
            getattr(workbook_process.resource, f"RLIMIT_{n}") for n in ("AS", "CPU", "FSIZE", "CORE")
        ]
        raise MemoryError

    monkeypatch.setattr(workbook_process, "read", too_large)
    assert main(io.BytesIO(), []) == {"fault": "too_much", "sheet": ""}


def test_the_program_reads_standard_input_and_tells_on_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Set for good, the limits would hold for the tests that follow.
    monkeypatch.setattr(workbook_process.resource, "setrlimit", lambda _what, _limits: None)
    monkeypatch.setattr(sys, "argv", ["program", "Sheet"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(file_with(every_kind)))
    runpy.run_path(workbook_process.__file__, run_name="__main__")
    assert json.loads(capsys.readouterr().out) == {"sheets": read(file_with(every_kind), ["Sheet"])}
