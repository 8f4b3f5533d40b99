"""The first sheet of the report's workbook: what it is, by when, and how to fill it in."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents.workbook_content import WorkbookContent
from reports.documents.workbook_sheet import LINE, TIMES, cell_at, lines_of, print_on_a4, protect, put_text
from reports.rules.workbook import DUTIES, FIGURES, GUIDE, NARRATIVE

_STEPS = (
    f"Điền vào các ô nền vàng nhạt ở ba trang tính “{DUTIES}”, “{FIGURES}” và “{NARRATIVE}”. Các ô khác được khóa.",
    f"Trang “{DUTIES}”: với mỗi nhiệm vụ, chọn mức độ thực hiện trong danh sách, nêu kết quả và khó khăn, vướng mắc.",
    f"Trang “{FIGURES}”: chỉ nhập chữ số. Nếu không phát sinh, nhập 0; nếu chưa có số liệu, để trống (để trống không "
    "phải là 0). Số tăng hoặc giảm trên 50% so với {same} (chưa có thì so với {last}, nếu có cùng "
    "độ dài) thì ghi giải trình. Dòng tỷ lệ tự tính.",
    f"Trang “{NARRATIVE}”: viết ngắn gọn từng mục; nội dung này được đưa vào báo cáo chung của tỉnh.",
    "Không nhập công thức vào ô nền vàng; không thêm, xóa, di chuyển dòng, cột và không đổi tên trang tính.",
    "Lưu tệp (đuôi .xlsx), sau đó đăng nhập Cổng, mở báo cáo của kỳ này, chọn “Điền bằng Excel” và tải tệp lên.",
    "Cổng cho xem trước từng thay đổi và từng chỗ cần sửa, chỉ ghi khi bạn đồng ý: ghi tất cả hoặc không ghi gì.",
    "Nếu có người sửa báo cáo trên Cổng sau khi tệp này được tải về, Cổng sẽ báo chỗ trùng và không ghi đè.",
)
_WARNING = "Chỉ dùng cho thông tin không mật. Không ghi nội dung thuộc bí mật nhà nước vào tệp này."
FACTS_FROM = 5
WIDTH = 72  # Of the column that says it.


def write_cover(sheet: Worksheet, content: WorkbookContent) -> None:
    sheet.title = GUIDE
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, WIDTH
    _write(sheet, 1, content.agency, Font(name=TIMES, size=13, bold=True))
    _write(sheet, 2, "BIỂU NHẬP BÁO CÁO", Font(name=TIMES, size=16, bold=True))
    _write(sheet, 3, content.period, Font(name=TIMES, size=14))
    sheet.row_dimensions[2].height, sheet.row_dimensions[3].height = 24, 22
    facts = {
        "Kế hoạch": content.plan,
        "Số liệu": content.figures_of,
        "Hạn nộp": content.deadline,
        "Tải về": content.made,
    }
    below = _lines(sheet, FACTS_FROM, facts, bold="Hạn nộp")
    _write(sheet, below + 1, "Cách điền", Font(name=TIMES, size=14, bold=True))
    same, last = content.measures
    steps = {f"{number}.": step.format(same=same, last=last) for number, step in enumerate(_STEPS, start=1)}
    _lines(sheet, below + 2, {**steps, "Lưu ý": _WARNING}, bold="Lưu ý")
    protect(sheet)
    print_on_a4(sheet, "portrait")


def _lines(sheet: Worksheet, row: int, lines: Mapping[str, str], *, bold: str) -> int:
    """One line below the other, the one named `bold` set in bold; returns the row after them."""
    for name, value in lines.items():
        _write(sheet, row, name, Font(name=TIMES, size=13, bold=not name[0].isdigit()))
        _write(sheet, row, value, Font(name=TIMES, size=13, bold=name == bold), column=2)
        row += 1
    return row


def _write(sheet: Worksheet, row: int, text: str, font: Font, column: int = 1) -> None:
    cell = cell_at(sheet, row, column)
    put_text(cell, text)
    cell.font = font
    cell.alignment = Alignment(vertical="top", wrap_text=column > 1)
    if column > 1:
        sheet.row_dimensions[row].height = (LINE + 2) * lines_of(text, WIDTH - 4) + 4
