"""The two files for a consolidated report: what a machine can hold against PDF/UA-1 and PDF/A-3, and what is inside."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from reports.documents import pdf as making
from reports.documents.blocks import Document, Drawing, Table
from reports.documents.pdf import Embedded, annex_pdf, printable_pdf, report_pdf
from tests.reports.documents.conftest import spans_of, text_of

WORKBOOK = Embedded("so-lieu.xlsx", b"PK as good as a workbook", "application/x-test", "Số liệu", "Data")


@pytest.fixture(scope="session")
def annexes(document: Document) -> list[bytes]:
    return [annex_pdf(annex) for annex in document.annexes]


@pytest.fixture(scope="session")
def report(document: Document, annexes: list[bytes]) -> bytes:
    inside = [
        Embedded(f"{n}.pdf", data, "application/pdf", "Phụ lục", "Supplement")
        for n, data in enumerate(annexes)
    ]
    return report_pdf(document, [WORKBOOK, *inside])


@pytest.fixture(scope="session")
def printable(report: bytes, document: Document, annexes: list[bytes]) -> bytes:
    return printable_pdf(report, document, annexes)


@pytest.fixture(params=["report", "printable", "annex"])
def made(request: pytest.FixtureRequest, annexes: list[bytes]) -> Iterator[pikepdf.Pdf]:
    data = annexes[0] if request.param == "annex" else request.getfixturevalue(request.param)
    with pikepdf.open(io.BytesIO(data)) as opened:
        yield opened


def elements(pdf: pikepdf.Pdf) -> Iterator[Dictionary]:
    stack = list(pdf.Root.StructTreeRoot.K)
    while stack:
        element = stack.pop()
        yield element
        stack.extend(kid for kid in element.get("/K", ()) if isinstance(kid, Dictionary) and "/S" in kid)


def of_kind(pdf: pikepdf.Pdf, kind: pikepdf.Name) -> list[Dictionary]:
    return [element for element in elements(pdf) if kind == element.S]


def test_it_is_sound_tagged_vietnamese_and_says_what_it_is(made: pikepdf.Pdf) -> None:
    assert made.check_pdf_syntax() == []
    root = made.Root
    assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("vi", True)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert root.OutputIntents[0].S == Name.GTS_PDFA1
    with made.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["dc:title"] == str(made.docinfo.Title) != ""
    assert all(page.obj.Tabs == Name.S for page in made.pages)


def test_only_the_report_and_the_annex_claim_to_be_universal(
    report: bytes, printable: bytes, annexes: list[bytes]
) -> None:
    """On the pages of the set to print, label and reference of an annex are laid over its tagged words."""
    for data, claims in ((report, True), (annexes[0], True), (printable, False)):
        with pikepdf.open(io.BytesIO(data)) as opened:
            assert (b"<pdfuaid:part>1<" in opened.Root.Metadata.read_bytes()) is claims


def test_every_marked_word_has_its_place_in_the_tree_of_tags(made: pikepdf.Pdf) -> None:
    numbers = list(made.Root.StructTreeRoot.ParentTree.Nums)
    keys = [int(key) for key in numbers[::2]]
    assert all(before < after for before, after in pairwise(keys))
    tree = dict(zip(keys, numbers[1::2], strict=True))
    for page in made.pages:
        for mcid, element in enumerate(tree[int(page.obj.StructParents)]):
            assert element.Pg.objgen == page.obj.objgen
            assert mcid in [int(kid) for kid in element.K if not isinstance(kid, Dictionary)]
        for link in page.obj.get("/Annots", []):
            assert Name.Link == tree[int(link.StructParent)].S


def test_heads_of_tables_have_a_scope_and_drawings_their_words(made: pikepdf.Pdf) -> None:
    heads = of_kind(made, Name.TH)
    assert heads
    assert {str(head.A.Scope) for head in heads} <= {"/Column", "/Row"}
    assert not any("/ID" in head for head in heads), "identifiers would be double on every page"
    for figure in of_kind(made, Name.Figure):
        assert re.search(r"\w+.*: .*\d", str(figure.Alt)), "what is drawn, in words and figures"
        height = float(figure.Pg.MediaBox[3])
        assert all(0 <= float(side) <= height * 1.5 for side in figure.A.BBox)


def test_words_hang_directly_under_what_they_are(made: pikepdf.Pdf) -> None:
    for kind in (Name.P, Name.H1, Name.TD, Name.TH, Name.Caption):
        for element in of_kind(made, kind):
            assert all(
                kid.S not in (Name.Span, Name.NonStruct) for kid in element.K if isinstance(kid, Dictionary)
            )
            assert all(element == kid.P for kid in element.K if isinstance(kid, Dictionary))


def test_levels_of_headings_are_not_skipped(made: pikepdf.Pdf) -> None:
    levels = [int(str(e.S)[2:]) for e in reversed(list(elements(made))) if re.fullmatch(r"/H\d", str(e.S))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_report_carries_the_workbook_and_the_annexes(report: bytes, annexes: list[bytes]) -> None:
    with pikepdf.open(io.BytesIO(report)) as opened:
        found = {name: spec.get_file().read_bytes() for name, spec in opened.attachments.items()}
        assert found == {WORKBOOK.name: WORKBOOK.data} | {f"{n}.pdf": data for n, data in enumerate(annexes)}
        relations = [str(spec.AFRelationship) for spec in opened.Root.AF]
        assert relations == ["/Data", *["/Supplement"] * len(annexes)]


def test_the_set_to_print_is_the_report_with_its_annexes_on_pages(
    report: bytes, printable: bytes, annexes: list[bytes]
) -> None:
    opened = [pikepdf.open(io.BytesIO(data)) for data in (report, printable, *annexes)]
    counts = [len(each.pages) for each in opened]
    assert counts[1] == counts[0] + sum(counts[2:])
    assert not opened[1].attachments
    assert "/AF" not in opened[1].Root


def test_each_annex_gets_its_own_head_where_it_kept_the_room(
    report: bytes, document: Document, tmp_path: Path
) -> None:
    """Also below a name of four lines, and beside annexes whose names are short."""
    names = ["Sở Y tế", "Ban chỉ đạo phòng, chống AIDS " * 7, "Tỉnh đoàn"]
    annexes = [replace(annex, title=name) for annex, name in zip(document.annexes[:3], names, strict=True)]
    few = replace(document, appendices=(*document.own_appendices, *annexes))
    path = tmp_path / "few.pdf"
    path.write_bytes(printable_pdf(report, few, [annex_pdf(annex) for annex in annexes]))
    spans = spans_of(path)
    for annex in annexes:
        label = next(span for span in spans if span.text.strip() == annex.label)
        page = [span for span in spans if span.page == label.page and span.text.strip()]
        reference = next(span for span in page if span.text.startswith("(Kèm theo"))
        title = [span for span in page if label.top < span.top < reference.top]
        assert " ".join(" ".join(span.text for span in title).split()) == annex.title.strip().upper()
        assert 0 < reference.top - title[-1].top < 25
        assert [span.text for span in page if span.text.startswith(("Phụ lục", "(Kèm"))] == [
            label.text,
            reference.text,
        ]


def test_the_table_of_contents_leads_where_it_says(
    printable: bytes, document: Document, tmp_path: Path
) -> None:
    path = tmp_path / "printable.pdf"
    path.write_bytes(printable)
    with pikepdf.open(path) as opened:
        names = list(opened.Root.Names.Dests.Names)
        places = {str(name): target[0].objgen for name, target in zip(names[::2], names[1::2], strict=True)}
        pages = {page.obj.objgen: number for number, page in enumerate(opened.pages, start=1)}
        links = {
            str(link.Contents): str(link.Dest)
            for page in opened.pages
            for link in page.obj.get("/Annots", [])
        }
        assert list(places) == sorted(places)
    titles = [*(f"{a.label}. {a.title}" for a in document.appendices), "III. ĐÁNH GIÁ CHUNG"]
    for title in titles:
        words = title.split(". ", 1)[1].upper().split()[:4]
        assert " ".join(words) in " ".join(text_of(path, pages[places[links[title]]]).split())


def test_charts_are_vectors_and_repeat_a_tables_figures(report: bytes, document: Document) -> None:
    assert any(isinstance(block, Drawing) for block in document.every_block())
    with pikepdf.open(io.BytesIO(report)) as opened:
        assert not any(page.get_images() for page in opened.pages)
    assert any(isinstance(block, Table) for block in document.every_block())


def test_the_same_content_is_the_same_file(document: Document, report: bytes, annexes: list[bytes]) -> None:
    again = annex_pdf(document.annexes[0])
    assert hashlib.sha256(again).digest() == hashlib.sha256(annexes[0]).digest()


def test_a_long_report_is_set_in_pieces_whose_pages_count_on(
    document: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(making, "LONGEST_PIECE", 3_000)
    path = tmp_path / "pieces.pdf"
    path.write_bytes(report_pdf(document))
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []
        last = next(n for n in range(1, 99) if "MỤC LỤC" in text_of(path, n))
    assert last > 3
    for number in range(2, last + 1):
        assert text_of(path, number).split()[0] == str(number)
