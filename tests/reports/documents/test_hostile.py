"""Hostile text in every field: it prints as it was typed, fetches nothing, becomes no formula, breaks no format."""

from __future__ import annotations

import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.utils import translation

from reports.documents.blocks import Document
from reports.documents.compose import compose
from reports.documents.excel import document_xlsx, harmless
from reports.documents.pdf import document_pdf
from reports.documents.weasy import NothingFetcher, Refused, render
from reports.documents.word import document_docx
from reports.rules.content import AttachmentContent, ReportContent
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
NASTY = [
    "<b>đậm</b><script>alert(1)</script>{{ 7|add:1 }}{% now 'Y' %}",
    '=HYPERLINK("http://x","y")',
    "x" * 10_000,
    "\u202edảo ngược\u202c \u2067rtl\u2069",
    "😀👩‍👩‍👧 một",
    "trước\x00sau\x1b[31m\ud800",
    "]]>&#x41;&amp;",
]


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
        sections=dict.fromkeys(sample.WORDS, text),
        recipients=text,
    )
    with translation.override("vi"):
        return compose(hostile)


@pytest.mark.parametrize(
    "text", NASTY, ids=["tags", "formula", "long", "rtl", "emoji", "control", "entities"]
)
def test_all_three_formats_are_made_and_can_be_read(text: str, tmp_path: Path) -> None:
    document = hostile_document(text)
    path = tmp_path / "hostile.pdf"
    path.write_bytes(document_pdf(document))
    assert "BÁO CÁO" in text_of(path, 1)
    assert docx.Document(io.BytesIO(document_docx(document))).paragraphs
    book = openpyxl.load_workbook(io.BytesIO(document_xlsx(document)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n"}, "no cell is a formula or an error"


def test_tags_and_template_words_print_as_typed(tmp_path: Path) -> None:
    document = hostile_document(NASTY[0])
    path = tmp_path / "tags.pdf"
    path.write_bytes(document_pdf(document))
    printed = "".join(text_of(path, 1, 3).split())
    assert "<b>đậm</b><script>alert(1)</script>{{7|add:1}}{%now'Y'%}" in printed
    assert NASTY[0] in "\n".join(
        p.text for p in docx.Document(io.BytesIO(document_docx(document))).paragraphs
    )


def test_long_words_stay_on_the_paper(tmp_path: Path) -> None:
    document = hostile_document("W" * 2_000)
    path = tmp_path / "long.pdf"
    path.write_bytes(document_pdf(document))
    page_width = 62  # capital Ws of 14 pt that fit between the margins, and some
    assert max(line.count("W") for line in text_of(path, 1, 2).splitlines()) < page_width


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_sign_begins_a_formula(sign: str) -> None:
    guarded = harmless(f"{sign}1+1")
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_a_list_keeps_its_dash_and_a_cell_its_limit() -> None:
    assert harmless("- một") == "– một"
    assert len(harmless("x" * 40_000)) < 32_767


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
            document_pdf(hostile_document(f'<img src="{url}"><link rel=stylesheet href="{url}"> {url}'))
    assert asked == []


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "file:///etc/hostname", "data:,x", "ftp://x/", "x", ""])
def test_the_fetcher_refuses_every_address(url: str) -> None:
    with pytest.raises(Refused):
        NothingFetcher().fetch(url)
