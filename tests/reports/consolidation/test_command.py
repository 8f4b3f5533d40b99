"""manage.py consolidate: one file or one clear line, and nothing changed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from reports.documents.paper import prepare
from reports.models import Consolidation
from reports.services.consolidation import finalise_consolidation
from reports.services.consolidation_build import build_consolidation
from tests.reports.consolidation.conftest import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf")]


def consolidate(world: World, to: Path, /, *more: str, **changed: str) -> None:
    given = {"plan": world.period.plan.code, "period": world.period.code, "output": str(to), **changed}
    call_command(
        "consolidate",
        *(part for key, value in given.items() for part in (f"--{key}", value)),
        *more,
        stdout=_Silent(),
    )


class _Silent:
    def write(self, _words: str) -> None:
        """Say nothing."""


def words(path: Path) -> str:
    return "\n".join(str(row[0]) for row in load_workbook(path)["Nội dung"].iter_rows(values_only=True))


MAGIC = {"pdf": b"%PDF-1.", "print": b"%PDF-1.", "docx": b"PK", "xlsx": b"PK"}


@pytest.mark.parametrize(("file_format", "magic"), MAGIC.items())
def test_each_format_is_written_and_nothing_stored(
    world: World, tmp_path: Path, file_format: str, magic: bytes
) -> None:
    output = tmp_path / f"out.{file_format}"
    consolidate(world, output, format=file_format)
    assert output.read_bytes().startswith(magic)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [output.name]
    assert not Consolidation.objects.exists()


def test_a_draft_may_count_submitted_ones(world: World, tmp_path: Path) -> None:
    output = tmp_path / "out.xlsx"
    consolidate(world, output, format="xlsx")
    assert "Tình hình của Sở C." not in words(output)
    consolidate(world, output, "--include-submitted", format="xlsx")
    assert "Tình hình của Sở C." in words(output)


def test_edited_text_and_the_final_version_are_used(world: World, tmp_path: Path) -> None:
    output, version = tmp_path / "out.xlsx", world.ready()
    version = world.write(version, causes="Đã sửa.")
    consolidate(world, output, format="xlsx")
    assert "Đã sửa." in words(output)
    assert "DỰ THẢO LẦN 2" in words(output)
    later = NOW + timedelta(hours=1)
    finalise_consolidation(consolidation=version, by=world.coordinator, now=later)
    build_consolidation(consolidation_id=version.pk, now=later)
    consolidate(world, output, format="xlsx")
    assert "DỰ THẢO" not in words(output)


def test_the_final_reports_own_file_is_handed_out(world: World, tmp_path: Path) -> None:
    """Its SHA-256 is the one that the portal shows."""
    output, version = tmp_path / "out.pdf", world.final(now=NOW + timedelta(hours=1))
    with pytest.raises(CommandError, match="not made yet"):
        consolidate(world, output)
    build_consolidation(consolidation_id=version.pk, now=NOW + timedelta(hours=1))
    for kept in version.files.all():
        consolidate(world, output, format=kept.format)
        assert hashlib.sha256(output.read_bytes()).hexdigest() == kept.sha256
    Path(version.files.get(format="pdf").file.path).unlink()
    with pytest.raises(CommandError, match="cannot be read"):
        consolidate(world, output)


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"plan": "nope"}, "no plan 'nope'"),
        ({"period": "Q9"}, "no period 'Q9'"),
        ({"output": "/no/such/folder/file.pdf"}, "no folder"),
        ({"output": "/"}, "is a folder"),
    ],
)
def test_bad_input_is_one_clear_line(
    world: World, tmp_path: Path, changed: dict[str, str], line: str
) -> None:
    with pytest.raises(CommandError, match=line) as raised:
        consolidate(world, tmp_path / "out.pdf", **changed)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "out.pdf").exists()


def test_nothing_accepted_is_said(world: World, tmp_path: Path) -> None:
    accepted = world.period.reports.filter(state="accepted")
    accepted.update(state="returned", accepted_at=None, returned_at=NOW)
    with pytest.raises(CommandError, match="none has been accepted"):
        consolidate(world, tmp_path / "out.docx", format="docx")


def test_without_pango_the_line_names_the_package(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.documents.paper.why_no_pdf", lambda: "install libpango-1.0-0.")
    prepare.cache_clear()  # as in a process that has set no page yet
    with pytest.raises(CommandError, match=r"libpango-1\.0-0"):
        consolidate(world, tmp_path / "out.pdf")
