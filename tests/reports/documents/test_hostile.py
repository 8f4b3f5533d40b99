"""Hostile text in every field: it prints as it was typed, fetches nothing, becomes no formula, breaks no format."""

from __future__ import annotations

import http.server
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest
from django.utils import translation

from reports.documents.blocks import Document
from reports.documents.compose import compose
from reports.documents.excel import cell_text, document_xlsx
from reports.documents.list_excel import ListColumn, list_xlsx
from reports.documents.pdf import agency_report_pdf, document_pdf
from reports.documents.source import Replaced
from reports.documents.weasy import NothingFetcher, Refused, render
from reports.documents.word import document_docx
from reports.documents.words import BREAK, clean
from reports.rules.content import AttachmentContent, ReportContent
from reports.rules.narrative import duty_section
from tests.reports import sample
from tests.reports.documents.conftest import text_of

KEPT = {
    "agency_code",
    "code",
    "field",
    "how",
    "kind",
    "role",
    "state",
    "status",
    "sha256",
    "paper_date",
    "period_code",
    "numerator",
    "denominator",
}
# Each with what must be read of it; None: all of it, as `clean` leaves it.
NASTY: dict[str, tuple[str, str | None]] = {
    "tags": ("<b>đậm</b><script>alert(1)</script>{{ 7|add:1 }}{% now 'Y' %}", None),
    "formula": ('=HYPERLINK("http://x","y")+cmd|\' /C calc\'!A0', None),
    "long": ("x" * 10_000, "x" * 40),
    "rtl": ("trước \u202edảo ngược\u202c \u2067rtl\u2069 \u200fsau", "trước dảo ngược rtl sau"),
    "emoji": ("trước 😀👩\u200d👩\u200d👧🏳️\u200d🌈 sau", "trước"),
    "control": ("trước\x00sau\x1b[31m\ud800", "trướcsau[31m"),
    "percent": ("trước%00%0d%0aX-A: %2e%2e%2f..\\..\\sau", None),
    "entities": ("]]>&#x41;&amp;&lt;b&gt;", None),
    "addresses": ("file:///etc/passwd http://127.0.0.1/x data:text/html,<b>x</b> //x/y", None),
}


def everywhere(value: Any, text: str) -> Any:
    """`value` with `text` put into every field that holds words."""
    if isinstance(value, tuple):
        return tuple(everywhere(each, text) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        f.name: _fitting(f.name, text) if isinstance(old, str) else everywhere(old, text)
        for f in fields(value)
        if f.name not in KEPT and not isinstance(old := getattr(value, f.name), dict)
    }
    return replace(value, **changed)


def _fitting(name: str, text: str) -> str:
    """As much as the database keeps: names and units are short, what people write has no bound."""
    return (
        text if name in {"text", "done", "difficulties", "explanation", "title", "recipients"} else text[:80]
    )


def hostile_document(text: str) -> Document:
    source = sample.source(missing=32)
    few = replace(source.figures, agencies=source.figures.agencies[:3], totals=source.figures.totals[:20:5])
    source = replace(source, figures=few)
    [content] = source.contents
    content = replace(
        content, attachments=(AttachmentContent(text, "supporting", 1, "0" * 64, text, "2026-06-14"),)
    )
    said: ReportContent = everywhere(
        replace(content, duties=content.duties[:3], figures=content.figures[:3]), text
    )
    hostile = replace(
        everywhere(source, text),
        contents=(said,),
        sections=dict.fromkeys([*sample.WORDS, duty_section(said.duties[0].code)], text),
        recipients=text,
        replaced=Replaced(text[:30], None, text, sections=(text[:80],), agencies=(text[:80],)),
    )
    with translation.override("vi"):
        return compose(hostile)


def squeezed(text: str) -> str:
    """Without spaces and places to break, so that it does not matter where a line ended."""
    return "".join(text.replace(BREAK, "").split())


@pytest.mark.parametrize("name", NASTY)
def test_it_prints_as_typed_in_all_three_formats_and_does_nothing(name: str, tmp_path: Path) -> None:
    text, seen = NASTY[name]
    document, seen = hostile_document(text), squeezed(clean(text) if seen is None else seen)
    pdf, word, book = document_pdf(document), document_docx(document), document_xlsx(document)
    path = tmp_path / "hostile.pdf"
    path.write_bytes(pdf)
    assert seen in squeezed(text_of(path, 1, 99))
    assert seen in squeezed("".join(p.text for p in docx.Document(io.BytesIO(word)).paragraphs))
    cells = [
        c for sheet in openpyxl.load_workbook(io.BytesIO(book)) for row in sheet.iter_rows() for c in row
    ]
    assert any(seen in squeezed(str(cell.value)) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}, (
        "no cell is a formula or an error"
    )
    assert_inert(pdf, word, book)


ACTS = {"/URI", "/Launch", "/JavaScript", "/GoToR", "/SubmitForm", "/ImportData", "/Rendition", "/Movie"}


def assert_inert(pdf: bytes, *office: bytes) -> None:
    """Nothing in the files leads out of them or runs."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary)]
        acts = [str(item.get("/A", item).get("/S", "")) for item in found]
        assert not ACTS.intersection(acts)
        assert not any("/JS" in item or "/EF" in item for item in found)
    for file in office:
        assert_archive_inert(file)


def assert_archive_inert(file: bytes) -> None:
    """What a Word file holds inside are the workbooks of its charts, inert in their turn."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        names = parts.namelist()
        links = [parts.read(name) for name in names if name.endswith(".rels")]
        inside = [parts.read(name) for name in names if name.startswith("word/embeddings/chart")]
    assert not any("vba" in name.lower() for name in names)
    assert sum("embed" in name.lower() for name in names) == len(inside)
    assert not any(b"TargetMode" in link for link in links)
    for workbook in inside:
        [sheet] = openpyxl.load_workbook(io.BytesIO(workbook))
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
        assert_archive_inert(workbook)


def test_a_hundred_thousand_signs_without_a_space_are_all_printed(tmp_path: Path) -> None:
    [content] = sample.source(missing=32).contents
    many, few = "Q" * 100_000, "Q" * 10_000  # a narrow cell, so ten times the pages
    long = replace(
        content,
        sections=(replace(content.sections[0], text=many),),
        duties=(replace(content.duties[0], done=many),),
        figures=(replace(content.figures[0], explanation=few),),
        attachments=(),
    )
    path = tmp_path / "long.pdf"
    path.write_bytes(agency_report_pdf(long))
    assert text_of(path, 1, 999).count("Q") >= 2 * len(many) + len(few)


def test_long_words_stay_on_the_paper(tmp_path: Path) -> None:
    document = hostile_document("W" * 2_000)
    path = tmp_path / "long.pdf"
    path.write_bytes(document_pdf(document))
    page_width = 62  # capital Ws of 14 pt that fit between the margins, and some
    assert max(line.count("W") for line in text_of(path, 1, 2).splitlines()) < page_width


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_sign_begins_a_formula(sign: str) -> None:
    text = f"{sign}1+1"
    column = ListColumn(text)
    list_of = list_xlsx(title=text, note=text, columns=[column], rows=[[text]])
    for book in (list_of, document_xlsx(hostile_document(text))):
        found = [
            cell
            for sheet in openpyxl.load_workbook(io.BytesIO(book))
            for row in sheet.iter_rows()
            for cell in row
            if cell.value == cell_text(text)
        ]
        assert found
        assert {(cell.data_type, cell.quotePrefix) for cell in found} <= {("s", True), ("inlineStr", True)}


def test_a_cell_keeps_its_limit() -> None:
    assert len(cell_text("x" * 40_000)) < 32_767


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/again")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


VECTORS = [
    '<img src="{url}">', '<link rel="stylesheet" href="{url}">', "<style>@import url({url});</style>",
    '<p style="background:url({url})">x</p>',
    "<style>@font-face{{font-family:q;src:url({url})}} p{{font-family:q}}</style><p>x</p>",
    '<object data="{url}"></object>', '<embed src="{url}">', '<base href="{url}/"><img src="a.png">',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<image xlink:href="{url}"/></svg>',
    '<style>p::before{{content:url({url})}}</style><p>x</p>', '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>', '<p style="list-style-image:url({url});display:list-item">x</p>',
]  # fmt: skip


def test_no_template_can_fetch_anything_even_unescaped(tmp_path: Path) -> None:
    """Had a tag got through, it would still reach neither the network nor a file."""
    canary = tmp_path / "canary.svg"
    canary.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>CANARY</text></svg>'
    )
    with listener() as (address, asked):
        urls = [f"{address}/x.png", canary.as_uri(), "data:text/html,CANARY", f"{address}/redirect"]
        for url in urls:
            html = "".join(vector.format(url=url) for vector in VECTORS)
            made = render(f"<html lang='vi'><body>{html}</body></html>", "")
            assert b"CANARY" not in made
            assert b"/EmbeddedFile" not in made
    assert asked == []


def test_addresses_in_every_field_are_only_words() -> None:
    with listener() as (address, asked):
        for url in (f"{address}/x", "file:///etc/hostname", "data:text/css,p{}"):
            document = hostile_document(f'<img src="{url}"><link rel=stylesheet href="{url}"> {url}')
            assert_inert(document_pdf(document), document_docx(document), document_xlsx(document))
    assert asked == []


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "file:///etc/hostname", "data:,x", "ftp://x/", "x", ""])
def test_the_fetcher_refuses_every_address(url: str) -> None:
    with pytest.raises(Refused):
        NothingFetcher().fetch(url)
