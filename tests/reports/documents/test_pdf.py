"""The produced PDF against Decree 30/2020/NĐ-CP (document-format.md), row by row: measured in the file."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from reports.documents.annex import annex_of
from reports.documents.blocks import Document, Heading
from reports.documents.pdf import annex_pdf
from tests.reports import sample
from tests.reports.documents.conftest import MM, Span, text_of

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PLACE = "Trà Vinh, ngày 05 tháng 6 năm 2022"


def the(spans: list[Span], text: str) -> Span:
    return next(span for span in spans if span.text.strip() == text)


def middle(span: Span) -> float:
    return span.left + span.width / 2


def page_of(spans: list[Span], text: str) -> int:
    return the(spans, text).page


def test_paper_and_margins(pdf: Path, spans: list[Span]) -> None:
    with pikepdf.open(pdf) as opened:
        width, height = (float(side) for side in opened.pages[0].mediabox[2:])
    assert (round(width / MM), round(height / MM)) == (210, 297)
    upright = [span for span in spans if span.page < page_of(spans, "Phụ lục I") and span.top > 20 * MM - 1]
    assert 30 <= round(min(span.left for span in upright) / MM) <= 35
    assert 15 <= round((width - max(span.left + span.width for span in upright)) / MM) <= 20
    assert round((height - max(span.top + span.height for span in upright)) / MM, 1) >= 20


def test_font_covers_vietnamese_and_is_times_metric(spans: list[Span]) -> None:
    families = {span.font.partition("+")[2].partition("-")[0].replace(" ", "") for span in spans}
    assert families <= {"Tinos", "LiberationSerif", "TimesNewRoman"}


@pytest.mark.parametrize(
    ("text", "sizes", "bold", "italic"),
    [
        (NATION, {12, 13}, True, False),
        (MOTTO, {13, 14}, True, False),
        ("BỘ CÔNG AN", {12, 13}, False, False),
        ("CÔNG AN TỈNH TRÀ VINH", {12, 13}, True, False),
        ("Số: 05/BC-CAT", {13}, False, False),
        (PLACE, {13, 14}, False, True),
        ("BÁO CÁO", {13, 14}, True, False),
        ("I. TÌNH HÌNH CHUNG VÀ CÔNG TÁC CHỈ ĐẠO", {13, 14}, True, False),
        ("1. Kết quả nổi bật", {13, 14}, True, False),
        ("KT. GIÁM ĐỐC", {13, 14}, True, False),
        ("PHÓ GIÁM ĐỐC", {13, 14}, True, False),
        ("Đại tá (họ và tên)", {13, 14}, True, False),
        ("Nơi nhận:", {12}, True, True),
        ("- Như trên;", {11}, False, False),
        ("- Lưu: VT, PC04.", {11}, False, False),
    ],
)
def test_sizes_and_weights(spans: list[Span], text: str, sizes: set[int], bold: bool, italic: bool) -> None:
    span = the(spans, text)
    assert (span.size in sizes, span.bold, span.italic) == (True, bold, italic)


def test_the_head_stands_where_it_must(spans: list[Span]) -> None:
    nation, motto, place = the(spans, NATION), the(spans, MOTTO), the(spans, PLACE)
    agency, number = the(spans, "CÔNG AN TỈNH TRÀ VINH"), the(spans, "Số: 05/BC-CAT")
    assert nation.page == agency.page == 1
    assert agency.left + agency.width < nation.left
    assert nation.top < motto.top < place.top
    assert middle(nation) == pytest.approx(middle(motto), abs=2) == pytest.approx(middle(place), abs=2)
    assert middle(agency) == pytest.approx(middle(number), abs=2)
    assert number.top > agency.top


def test_the_signature_stands_right_opposite_the_recipients(spans: list[Span]) -> None:
    recipients, post, name = (
        the(spans, "Nơi nhận:"),
        the(spans, "PHÓ GIÁM ĐỐC"),
        the(spans, "Đại tá (họ và tên)"),
    )
    assert recipients.page == post.page == name.page
    assert recipients.left < 35 * MM < 105 * MM < post.left
    assert abs(recipients.top - the(spans, "KT. GIÁM ĐỐC").top) < 5
    closing = next(span for span in spans if "Trên đây là báo cáo" in span.text)
    assert closing.page == recipients.page, "a signature never stands on a page of its own"


def page_numbers(spans: list[Span], first: int, last: int) -> list[str]:
    """What is printed in the top margin of these pages, "" for nothing."""
    found = {s.page: s for s in spans if s.top < 18 * MM and s.text.strip().isdigit()}
    return [found[page].text.strip() if page in found else "" for page in range(first, last + 1)]


def test_pages_are_numbered_on_top_from_the_second_and_each_appendix_anew(
    pdf: Path, spans: list[Span]
) -> None:
    starts = [1, *sorted(s.page for s in spans if s.text.startswith("Phụ lục ") and s.size == 14 and s.bold)]
    with pikepdf.open(pdf) as opened:
        ends = [start - 1 for start in starts[1:]] + [len(opened.pages)]
    for start, end in zip(starts, ends, strict=True):
        assert page_numbers(spans, start, end) == ["", *(str(n) for n in range(2, end - start + 2))]
    second = next(span for span in spans if span.page == 2 and span.text.strip() == "2")
    assert (second.size, second.bold, second.italic) == (13, False, False)
    assert middle(second) == pytest.approx((30 + (210 - 30 - 18) / 2) * MM, abs=3)


def test_the_body_is_set_as_body(spans: list[Span]) -> None:
    first = next(span for span in spans if span.text.startswith("Thực hiện Kế hoạch"))
    second = next(span for span in spans if span.page == 1 and span.top > first.top + 5)
    assert first.size == 14
    assert (first.left - second.left) / MM == pytest.approx(10, abs=0.4), "places come in whole points"
    assert 14 <= second.top - first.top <= 1.5 * 14 * 1.2
    ends = [s.left + s.width for s in spans if s.page == 1 and s.left < 31 * MM and s.width > 100 * MM]
    justified = [end for end in ends if end > max(ends) - 4]
    assert len(justified) > len(ends) / 2, "justified lines end together; the last of a paragraph ends before"


def test_every_appendix_names_the_report_it_goes_with(
    pdf: Path, document: Document, spans: list[Span]
) -> None:
    for appendix in document.appendices:
        text = " ".join(text_of(pdf, page_of(spans, appendix.label)).split())
        assert appendix.title.split(" của ")[0].upper() in text
        assert "(Kèm theo Báo cáo số 05/BC-CAT ngày 05 tháng 6 năm 2022 của Công an tỉnh Trà Vinh)" in text
    reference = next(span for span in spans if span.text.startswith("(Kèm theo"))
    assert (reference.size, reference.italic) == (14, True)


def test_tables_repeat_their_heads(pdf: Path, spans: list[Span]) -> None:
    pages = range(page_of(spans, "Phụ lục II"), page_of(spans, "Phụ lục III"))
    heads = [page for page in pages if "Cùng kỳ" in text_of(pdf, page)]
    with_rows = [page for page in pages if "người" in text_of(pdf, page)]
    assert len(with_rows) > 1
    assert set(with_rows) - set(heads) <= {max(pages)}, "only the page of charts has no head"


def test_bookmarks_language_and_tags(pdf: Path, document: Document) -> None:
    with pikepdf.open(pdf) as opened:
        assert str(opened.Root.Lang) == "vi"
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert opened.pdf_version >= "1.4"
        with opened.open_outline() as outline:
            titles = [item.title for item in outline.root]
    chapters = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert titles == [*chapters, "MỤC LỤC", *(f"{a.label}. {a.title}" for a in document.appendices)]


def test_one_agencys_report_prints_alone(tmp_path: Path) -> None:
    content = sample.report("Sở Y tế")
    path = tmp_path / "one.pdf"
    path.write_bytes(annex_pdf(annex_of(content)))
    text = text_of(path, 1, 9)
    assert "BÁO CÁO CỦA SỞ Y TẾ" in text
    assert "Số bệnh nhân AIDS còn sống" in text
    assert text.strip(), "no blank page first"
    assert "BÁO CÁO CỦA" in text_of(path, 1)
