"""The Word file in another program: LibreOffice opens it and prints it without losing a word."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from reports.documents.blocks import Document, Drawing, Heading, Number
from reports.documents.word import document_docx
from reports.documents.words import shown
from tests.reports.documents.conftest import text_of

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def printed(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
    folder = tmp_path_factory.mktemp("word")
    (folder / "report.docx").write_bytes(document_docx(document))
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    done = subprocess.run(
        [*command, "--outdir", str(folder), str(folder / "report.docx")],
        capture_output=True, text=True, check=True, env=os.environ | {"HOME": str(folder)}, timeout=300,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if line and "javaldx" not in line.lower()]
    assert said == [], "LibreOffice has something to complain about"
    return folder / "report.pdf"


def flat(text: str) -> str:
    """Letters and figures only: lines break otherwise there."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isalnum())


def test_every_heading_and_every_total_is_printed(document: Document, printed: Path) -> None:
    text = flat(text_of(printed, 1, 999))
    for block in document.every_block():
        if isinstance(block, Heading) and block.level < 3:
            assert flat(block.text) in text
        if isinstance(block, Drawing):
            assert all(flat(each.name) in text for each in block.bars)
    totals = next(table for table in document.tables() if table.sheet == "Tổng hợp")
    for row in totals.rows:
        for cell in row.cells:
            assert not isinstance(cell, Number) or flat(shown(cell)) in text


def test_the_list_of_contents_tells_the_page_of_each_heading(printed: Path) -> None:
    listed = re.findall(r"^ *([IV]+\. .+?) ?\.{3,} ?(\d+)$", text_of(printed, 1, 99), re.MULTILINE)
    assert len(listed) == 5
    for title, page in listed:
        assert flat(title) in flat(text_of(printed, int(page)))


def test_it_is_set_in_a_times_with_vietnamese_letters(printed: Path) -> None:
    fonts = subprocess.run(["pdffonts", str(printed)], capture_output=True, text=True, check=True).stdout
    names = [line.split()[0].split("+")[-1] for line in fonts.splitlines()[2:]]
    assert names
    assert all(name.startswith(("TimesNewRoman", "Tinos", "Liberation")) for name in names), names
