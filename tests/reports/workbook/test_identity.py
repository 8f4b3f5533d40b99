"""Whatever a report says, its workbook says the same when it is read again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reports.documents.report_workbook import workbook_xlsx
from reports.documents.workbook_content import DutyRow, FigureRow, SectionRow, WorkbookContent
from reports.models import DutyStatus
from reports.rules.fields import DUTY, INDICATOR, LONGEST_TEXT, SECTION, Place, Value
from reports.rules.numbers import Fault as NumberFault
from reports.rules.numbers import write_figure
from reports.rules.workbook import SHEETS, STATUS_WORDS, Spot
from reports.rules.workbook_cells import (
    Cell,
    CellFault,
    CellRefused,
    as_stored_in_a_cell,
    meaning,
)
from reports.services.workbook_reading import read_sheets
from tests.reports.workbook.filling import opened

BEGINNINGS = ["", "=1+1", "+", "-", "@", "\t", "＝", "'", "_x0041_", "\x0b", "#N/A", "TRUE", "1.234,5", "  "]


def stored(text: str) -> str:
    """As the report would store it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


texts = st.builds(
    lambda begins, text: stored(begins + text),
    st.sampled_from(BEGINNINGS),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffe\uffff"), max_size=60),
)
figures = st.none() | st.decimals(0, 99_999_999_999_999, places=4) | st.integers(0, 10**14 - 1).map(Decimal)


def content_of(values: Mapping[Place, Value]) -> WorkbookContent:
    said = {place: "" if value is None else str(value) for place, value in values.items()}
    return WorkbookContent(
        *("Sở Y tế", "Kế hoạch", "6 tháng", "từ … đến …", "trước 16/6", "hôm nay", "khóa"),
        duties=(
            DutyRow(
                7, "Việc", "Chủ trì", *(said[Place(DUTY, 7, a)] for a in ("status", "done", "difficulties"))
            ),
        ),
        figures=(
            FigureRow(0, "Ma túy"),
            FigureRow(
                key=8,
                name="Số vụ",
                decimals=4,
                value=values[Place(INDICATOR, 8, "value")],
                explanation=said[Place(INDICATOR, 8, "explanation")],
            ),
        ),
        sections=(SectionRow("causes", "Nguyên nhân", text=said[Place(SECTION, "causes", "text")]),),
        open_fields=frozenset(values),
    )


def read_again(content: WorkbookContent) -> dict[Place, Value]:
    sheets = read_sheets([workbook_xlsx(content)], [layout.name for layout in SHEETS])
    return {
        place: meaning(place.aspect, sheets[spot.sheet].get(spot.cell, Cell()), 4)
        for place, spot in content.asked.spots().items()
    }


@given(
    st.fixed_dictionaries(
        {
            Place(DUTY, 7, "status"): st.sampled_from(["", *DutyStatus.values]),
            Place(DUTY, 7, "done"): texts,
            Place(DUTY, 7, "difficulties"): texts,
            Place(INDICATOR, 8, "value"): figures,
            Place(INDICATOR, 8, "explanation"): texts,
            Place(SECTION, "causes", "text"): texts,
        }
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_read_is_what_was_written(values: dict[Place, Value]) -> None:
    assert read_again(content_of(values)) == values


@pytest.mark.parametrize(
    "text",
    [
        "x" * LONGEST_TEXT,
        "Đã làm.\n\n- Một;\n- Hai 😀",
        "_x0041_ _x005F_ _x",
        "\x01a\x1fb",
        stored("Ba\u0301o ca\u0301o"),
        '=HYPERLINK("http://x")',
    ],
)
def test_texts_that_files_like_to_change(text: str) -> None:
    values = dict.fromkeys(content_of_nothing(), "")
    values[Place(INDICATOR, 8, "value")] = None
    values[Place(SECTION, "causes", "text")] = text
    book = content_of(values)
    assert read_again(book) == values
    assert [
        c.value for sheet in opened(workbook_xlsx(book)) for row in sheet for c in row if c.data_type == "f"
    ] == []


def content_of_nothing() -> list[Place]:
    return [
        *(Place(DUTY, 7, aspect) for aspect in ("status", "done", "difficulties")),
        *(Place(INDICATOR, 8, aspect) for aspect in ("value", "explanation")),
        Place(SECTION, "causes", "text"),
    ]


@example(Decimal("0.3"))
@example(Decimal("99999999999999.9999"))
@given(st.decimals(0, 99_999_999_999_999, places=4))
def test_a_number_cell_means_the_decimal_that_was_typed(value: Decimal) -> None:
    """As far as a spreadsheet keeps numbers; beyond it the cell holds text."""
    if len(value.normalize().as_tuple().digits) <= 15:
        assert meaning("value", Cell("number", repr(float(value))), 4) == value
    assert meaning("value", Cell("text", write_figure(value)), 4) == value


def test_noise_behind_the_digits_is_no_digit() -> None:
    assert meaning("value", Cell("number", repr(0.1 + 0.2)), 1) == Decimal("0.3")


@pytest.mark.parametrize(
    ("aspect", "cell", "fault"),
    [
        ("value", Cell("date", "01/02/2022"), CellFault.DATE),
        ("value", Cell("truth", "True"), CellFault.TRUTH),
        ("value", Cell("formula"), CellFault.FORMULA),
        ("status", Cell("text", "gần xong"), CellFault.STATUS),
        ("value", Cell("number", "-3.0"), NumberFault.NEGATIVE),
        ("value", Cell("number", "1e+300"), NumberFault.TOO_LONG),
        ("value", Cell("text", "1.5"), NumberFault.MARKS),
    ],
)
def test_what_is_no_entry_is_refused_in_words(aspect: str, cell: Cell, fault: CellFault) -> None:
    with pytest.raises(CellRefused) as refused:
        meaning(aspect, cell, 2)
    assert str(refused.value) == fault.label


@pytest.mark.parametrize(
    ("aspect", "cell", "value"),
    [
        ("done", Cell("number", "12.5"), "12,5"),
        ("status", Cell("text", " đã  HOÀN thành "), "done"),
        ("value", Cell("number", "-0.0"), Decimal(0)),
        ("value", Cell("text", " "), None),
    ],
)
def test_what_can_be_meant_in_one_way_only_is_read(aspect: str, cell: Cell, value: Value) -> None:
    assert meaning(aspect, cell, 2) == value


def test_a_text_that_no_cell_holds_is_told_apart() -> None:
    assert as_stored_in_a_cell("x" * LONGEST_TEXT)
    assert as_stored_in_a_cell("😀" * LONGEST_TEXT) is None
    assert as_stored_in_a_cell("\ufffe") is None


def test_the_words_of_the_list_are_those_of_the_form() -> None:
    assert {status.value: str(status.label) for status in DutyStatus} == STATUS_WORDS


def test_cells_are_named_as_excel_names_them() -> None:
    assert str(Spot("Số liệu", 14, 4)) == "Số liệu!D14"
