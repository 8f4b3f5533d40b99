"""Workbooks that are not this report's, and files that would do harm: refused with the reason, nothing left behind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core import signing
from openpyxl import Workbook

from reports.rules.fields import SECTION, Place
from reports.rules.workbook import FIGURES, KEY, NARRATIVE, Spot
from reports.services.uploads import Fault
from reports.services.workbook_key import SALT, KeyFault
from reports.services.workbook_process import MEMORY
from reports.services.workbook_reading import ReadingFault, ReadingRefused, read_sheets
from tests.factories import AssignmentFactory, PeriodFactory, ReportFactory
from tests.reports.workbook.filling import changed, downloaded, opened, saved, send
from tests.support.office import Office, office, ready

pytestmark = pytest.mark.django_db

CAUSES = Place(SECTION, "causes", "text")


def refusal(desk: Office, content: bytes, name: str = "sổ.xlsx") -> str:
    answer = send(desk, content, name=name)
    assert answer.status_code == 422
    (message,) = answer.context["form"].errors["file"]
    return message


def forged(content: bytes, **changes: object) -> bytes:
    """With a key signed by us that says something else."""
    book = opened(content)
    key = signing.loads(book[KEY]["A1"].value, salt=SALT) | changes
    book[KEY]["A1"].value = signing.dumps(key, salt=SALT, compress=True)
    return saved(book)


def test_a_workbook_of_another_agency_is_refused_by_name() -> None:
    mine, other = ready(), ready()
    message = refusal(mine, downloaded(other))
    assert other.report.agency.short_name in message
    assert other.period.name in message


def test_a_workbook_of_another_period_is_refused_by_name() -> None:
    desk = ready()
    annual = PeriodFactory(plan=desk.period.plan, annual=True)
    later = ReportFactory(period=annual, agency=desk.report.agency)
    content = downloaded(desk)
    desk.pk = later.pk
    assert refusal(desk, content) == KeyFault.PERIOD.label % {"period": desk.period.name}


def test_a_workbook_of_an_older_form_is_refused() -> None:
    desk = ready()
    assert refusal(desk, forged(downloaded(desk), version=0)) == KeyFault.OLDER.label


def test_a_workbook_from_before_the_plan_changed_is_refused() -> None:
    desk = ready()
    content = downloaded(desk)
    AssignmentFactory(agency=desk.report.agency, duty__plan=desk.period.plan)
    assert refusal(desk, content) == KeyFault.PLAN_CHANGED.label


@pytest.mark.parametrize("key", ["", "x", "a:b:c", None])
def test_a_key_that_is_not_ours_is_refused(key: str | None) -> None:
    desk = ready()
    assert refusal(desk, changed(downloaded(desk), {Spot(KEY, 1, 1): key})) == KeyFault.UNKNOWN.label


def test_moved_rows_are_noticed() -> None:
    desk = office(figures=3)
    book = opened(downloaded(desk))
    book[FIGURES].delete_rows(6)
    assert refusal(desk, saved(book)) == KeyFault.MOVED.label % {"spot": f"{FIGURES}!A6"}


def test_a_renamed_sheet_is_named() -> None:
    desk = ready()
    book = opened(downloaded(desk))
    book[NARRATIVE].title = "Sheet1"
    assert refusal(desk, saved(book)) == ReadingFault.MISSING.label % {"sheet": NARRATIVE}


def test_another_excel_file_is_refused() -> None:
    assert refusal(ready(), saved(Workbook()))


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The file with one of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return out.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
FAR = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
WIDE = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
NAMELESS = b"<row><c><v>1</v></c></row>"


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        (SHEET % (b"<row/>" * 1_048_576), ReadingFault.TOO_MUCH),
        (SHEET % FAR, ReadingFault.TOO_MUCH),
        (SHEET % WIDE, ReadingFault.TOO_MUCH),
        (SHEET % NAMELESS, ReadingFault.DAMAGED),
        (b"<worksheet>", ReadingFault.DAMAGED),
        (LAUGHS, ReadingFault.DAMAGED),
    ],
    ids=["a million rows", "one row far down", "one column far right", "no address", "broken", "entities"],
)
def test_a_hostile_sheet_is_refused_before_it_is_laid_out(part: bytes, fault: ReadingFault) -> None:
    content = with_part(downloaded(ready()), "xl/worksheets/sheet3.xml", part)
    with pytest.raises(ReadingRefused) as refused:
        read_sheets([content], [FIGURES])
    assert refused.value.fault == fault


def test_texts_that_swell_meet_the_limit_of_memory() -> None:
    """Where the bounds of packing are not asked first, which they are."""
    swollen = b"<sst><si><t>" + b"x" * (MEMORY + 1) + b"</t></si></sst>"
    content = with_part(downloaded(ready()), "xl/sharedStrings.xml", swollen)
    with pytest.raises(ReadingRefused) as refused:
        read_sheets([content], [FIGURES])
    assert refused.value.fault == ReadingFault.TOO_MUCH


@pytest.mark.parametrize(
    ("part", "content", "fault"),
    [
        ("xl/vbaProject.bin", b"x", Fault.ACTIVE),
        ("xl/x.xml", b"\0" * 30_000_000, Fault.TOO_MUCH),
    ],
)
def test_macros_and_bombs_do_not_get_as_far_as_reading(part: str, content: bytes, fault: Fault) -> None:
    desk = ready()
    assert refusal(desk, with_part(downloaded(desk), part, content)) == fault.label


def locked(content: bytes) -> bytes:
    """With the flag in the directory that says "encrypted"."""
    raw = bytearray(content)
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (locked(saved(Workbook())), "sổ.xlsx", Fault.ENCRYPTED.label),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sổ.xlsx", Fault.CONTENT.label),
        (b"not a zip", "sổ.xlsx", Fault.CONTENT.label),
        (b"%PDF-1.7", "sổ.pdf", "Chỉ nhận"),
        (b"x", "sổ.xlsm", "Chỉ nhận"),
        (b"x" * (5 * 1024 * 1024 + 1), "sổ.xlsx", "5 MB"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes, name: str, message: str, settings) -> None:
    assert str(message) in refusal(ready(), content, name)
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_reading_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.services.workbook_reading.WALL_SECONDS", 0)
    with pytest.raises(ReadingRefused) as refused:
        read_sheets([downloaded(ready())], [FIGURES])
    assert refused.value.fault == ReadingFault.TOO_MUCH
