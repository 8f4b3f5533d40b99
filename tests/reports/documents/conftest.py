"""One document, printed once a session; each test looks at another side of it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from reports.documents.blocks import Document
from reports.documents.compose import compose
from reports.documents.pdf import document_pdf
from tests.reports import sample

MM = 72 / 25.4


@dataclass(frozen=True)
class Span:
    """One run of text as it stands on its page: place and size in points, from the top left."""

    page: int
    left: float
    top: float
    width: float
    height: float
    size: float
    font: str
    text: str
    bold: bool
    italic: bool


@pytest.fixture(scope="session")
def document() -> Document:
    with translation.override("vi"):
        return compose(sample.source(missing=28))


@pytest.fixture(scope="session")
def pdf(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    path.write_bytes(document_pdf(document))
    return path


@pytest.fixture(scope="session")
def spans(pdf: Path) -> list[Span]:
    return spans_of(pdf)


def spans_of(pdf: Path) -> list[Span]:
    command = ["pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", "-fontfullname", str(pdf)]
    out = subprocess.run(command, capture_output=True, check=True).stdout
    root, fonts, found = ET.fromstring(out), {}, []
    for page in root.iter("page"):
        fonts |= {font.get("id"): font for font in page.iter("fontspec")}
        for text in page.iter("text"):
            font = fonts[text.get("font")]
            place = [float(text.get(key, 0)) for key in ("left", "top", "width", "height")]
            name = str(font.get("family"))
            words = "".join(text.itertext()).replace("\u00a0", " ")
            found.append(
                Span(int(page.get("number", 0)), *place, float(font.get("size", 0)), name, words,
                     "Bold" in name, "Italic" in name)
            )  # fmt: skip
    return found


def text_of(pdf: Path, first: int, last: int | None = None) -> str:
    command = ["pdftotext", "-layout", "-f", str(first), "-l", str(last or first), str(pdf), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
