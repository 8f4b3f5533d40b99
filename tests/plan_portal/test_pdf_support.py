from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from plan_portal import checks, pdf_support
from plan_portal.pdf_support import LETTERS, has_all_letters


@pytest.fixture(autouse=True)
def _look_again():
    for remembered in (pdf_support.why_no_pdf, pdf_support.document_font):
        remembered.cache_clear()
    yield
    for remembered in (pdf_support.why_no_pdf, pdf_support.document_font):
        remembered.cache_clear()


def font_with(letters: frozenset[int], file: Path) -> Path:
    builder = FontBuilder(1000)
    names = {letter: f"u{letter:04X}" for letter in sorted(letters)}
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: Glyph() for name in [".notdef", *names.values()]})
    builder.setupHorizontalMetrics({name: (500, 0) for name in [".notdef", *names.values()]})
    builder.setupHorizontalHeader()
    builder.setupPost()
    builder.save(file)
    return file


def test_a_font_is_good_only_with_every_letter(tmp_path):
    assert has_all_letters(font_with(LETTERS, tmp_path / "whole.ttf"))
    for letter in map(ord, "ơƯĐệỹ"):
        assert not has_all_letters(font_with(LETTERS - {letter}, tmp_path / "part.ttf"))


def test_what_is_no_font_is_not_good(tmp_path):
    (tmp_path / "a.ttf").write_text("no font")
    assert not has_all_letters(tmp_path / "a.ttf")
    assert not has_all_letters(tmp_path / "missing.ttf")


def test_this_machine_makes_pdf():
    assert pdf_support.why_no_pdf() == ""
    assert pdf_support.document_font() in pdf_support.FAMILIES
    assert checks.documents_can_be_made() == []


def test_a_missing_library_is_named_by_its_package(monkeypatch):
    monkeypatch.setattr(pdf_support, "LIBRARIES", {"libnosuch.so.0": "libnosuch0"})
    assert pdf_support.why_no_pdf() == "PDF cannot be made: install libnosuch0."
    assert [warning.id for warning in checks.documents_can_be_made()] == ["plan_portal.W001"]


def test_without_a_font_the_package_is_named(monkeypatch):
    monkeypatch.setattr(pdf_support, "FAMILIES", ("No Such Family",))
    assert "fonts-croscore" in pdf_support.why_no_pdf()


def test_without_fontconfig_there_is_no_font(monkeypatch):
    monkeypatch.setattr(pdf_support.shutil, "which", lambda _program: None)
    assert pdf_support.document_font() == ""


def test_folders_must_be_writable(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "not" / "yet"
    settings.MEDIA_ROOT = tmp_path
    assert checks.folders_can_be_written() == []
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    assert [error.id for error in checks.folders_can_be_written()] == ["plan_portal.E001"]
