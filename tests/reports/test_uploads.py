"""Which files are taken in: honest ones of five kinds, and nothing that pretends, runs, hides or swells."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reports.services.office_files import LARGEST_DECLARATION
from reports.services.uploads import (
    LONGEST_NAME,
    MOST_BYTES,
    MOST_BYTES_SIGNED,
    SIGNED_PDF,
    Fault,
    UploadRefused,
    check_upload,
    clean_name,
)

WORD_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{}"/></Types>'
)
PLAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = (
    '<Relationships xmlns="r"><Relationship Id="1" Type="http://x/attachedTemplate" Target="http://x/y.dotm" '
    'TargetMode="External"/></Relationships>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LONG_TYPES = f"<Types>{random.Random(1).randbytes(LARGEST_DECLARATION // 2).hex()}</Types>"
BILLION = '<!DOCTYPE x [<!ENTITY a "aaaa">]><Types>&a;</Types>'


def docx(
    extra: dict[str, bytes | str] | None = None,
    types: str = WORD_TYPES.format(PLAIN),
    main: str = "word/document.xml",
) -> bytes:
    parts: dict[str, bytes | str] = {"[Content_Types].xml": types, main: "<w:document/>", **(extra or {})}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def encrypted_entry() -> bytes:
    """The flag that says "encrypted", set in the directory."""
    raw = bytearray(docx())
    at = raw.find(b"PK\x01\x02")
    raw[at + 8] |= 1
    return bytes(raw)


def compound(stream: str) -> bytes:
    """A compound file, as Word keeps what has a password and its older documents, that holds one such stream."""
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        wide = f"{name}\0".encode("utf-16-le")
        found = (wide, len(wide), kind, 1, free, free, child, b"", 0, 0, 0, start, size)
        return struct.pack("<64sHBBIII16sIQQIQ", *found)

    sizes = (b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    head = OLE[:8] + struct.pack("<16sHHHHH6s10I", *sizes)
    chains = struct.pack("<10I", table, end, *range(3, 10), end)
    folder = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, free, 2, 4096)
    return head.ljust(512, b"\xff") + chains.ljust(512, b"\xff") + folder.ljust(512, b"\0") + bytes(4096)


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda _pdf: None, **save: object) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    buffer = io.BytesIO()
    made.save(buffer, **save)  # type: ignore[arg-type]
    return buffer.getvalue()


def scripted(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launching(made: pikepdf.Pdf) -> None:
    made.pages[0].AA = pikepdf.Dictionary(
        O=made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="x.exe"))
    )


def carrying(made: pikepdf.Pdf) -> None:
    made.attachments["x.exe"] = b"MZ"


def listing(made: pikepdf.Pdf) -> None:
    made.Root.Extra = made.make_indirect(pikepdf.Array([1, 2]))


def picture(kind: str, size: tuple[int, int] = (3, 2), **save: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", size).save(buffer, kind, **save)
    return buffer.getvalue()


def picture_saying(width: int, height: int) -> bytes:
    """A small picture whose head says that it is so large."""
    raw = bytearray(picture("PNG"))
    raw[16:24] = struct.pack(">II", width, height)
    raw[29:33] = struct.pack(">I", zlib.crc32(raw[12:29]))
    return bytes(raw)


LOCKED = pikepdf.Encryption(owner="o", user="u")
OPEN_LOCK = pikepdf.Encryption(owner="o", user="")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("báo cáo.pdf", pdf()),
        ("danh sach.pdf", pdf(listing)),
        ("bao-cao.DOCX", docx()),
        ("so-lieu.xlsx", docx(main="xl/workbook.xml")),
        ("anh.jpg", picture("JPEG")),
        ("anh.jpeg", picture("JPEG")),
        ("anh.png", picture("PNG")),
        ("doc.docx", docx({"word/media/image1.png": picture("PNG"), "word/theme.xml": "x" * 5000})),
    ],
)
def test_an_honest_file_is_taken(name: str, content: bytes) -> None:
    checked = check_upload(io.BytesIO(content), name=name, size=len(content))
    assert checked.suffix == "." + name.rpartition(".")[2].lower()
    assert "/" in checked.content_type


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("virus.exe", b"MZ", Fault.KIND),
        ("bao-cao.pdf.exe", b"MZ", Fault.KIND),
        ("bao-cao.docm", docx(), Fault.KIND),
        ("bao-cao.doc", OLE, Fault.KIND),
        ("bao-cao", pdf(), Fault.KIND),
        ("trong.pdf", b"", Fault.EMPTY),
        ("trang.pdf", b"<html><script>alert(1)</script>", Fault.CONTENT),
        ("anh.png", picture("JPEG"), Fault.CONTENT),
        ("so-lieu.xlsx", docx(), Fault.CONTENT),
        ("nen.docx", docx(main="x.txt"), Fault.CONTENT),
        ("hai.png", picture("PNG") + docx(), Fault.CONTENT),
        ("hai.jpg", picture("JPEG", comment=b"%PDF-1.7"), Fault.CONTENT),
        ("hai.pdf", pdf() + docx(), Fault.CONTENT),
        ("duoi.docx", docx() + b"<script>", Fault.CONTENT),
        ("hong.pdf", b"%PDF-1.7\nnothing else", Fault.DAMAGED),
        ("hong.docx", docx()[:-60] + docx()[-22:], Fault.DAMAGED),
        ("hong.jpg", picture("JPEG")[:30], Fault.DAMAGED),
        ("thoat.docx", docx({"../../etc/x": "x"}), Fault.DAMAGED),
        ("khoa.pdf", pdf(encryption=LOCKED), Fault.ENCRYPTED),
        ("khoa.pdf", pdf(encryption=OPEN_LOCK), Fault.ENCRYPTED),
        ("khoa.docx", encrypted_entry(), Fault.ENCRYPTED),
        ("khoa.docx", compound("EncryptedPackage"), Fault.ENCRYPTED),
        ("cu.docx", compound("WordDocument"), Fault.CONTENT),
        ("macro.docx", docx({"word/vbaProject.bin": b"x"}), Fault.ACTIVE),
        ("macro.docx", docx(types=WORD_TYPES.format(MACRO)), Fault.ACTIVE),
        ("mau.docx", docx({"word/_rels/settings.xml.rels": TEMPLATE}), Fault.ACTIVE),
        ("ole.docx", docx({"word/embeddings/oleObject1.bin": b"x"}), Fault.ACTIVE),
        ("zip.docx", docx({"word/x.zip": b"x"}), Fault.ACTIVE),
        ("no.docx", docx(types=BILLION), Fault.ACTIVE),
        ("js.pdf", pdf(scripted), Fault.ACTIVE),
        ("mo.pdf", pdf(launching), Fault.ACTIVE),
        ("kem.pdf", pdf(carrying), Fault.ACTIVE),
        ("bom.docx", docx({"word/x.xml": b"\0" * 30_000_000}), Fault.TOO_MUCH),
        ("nhieu.docx", docx({f"x/{n}": b"" for n in range(2001)}), Fault.TOO_MUCH),
        ("dai.docx", docx(types=LONG_TYPES), Fault.TOO_MUCH),
        ("to.png", picture_saying(10_000, 5_001), Fault.PIXELS),
        ("bom.png", picture_saying(50_000, 50_000), Fault.PIXELS),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_right_reason(name: str, content: bytes, fault: Fault) -> None:
    with pytest.raises(UploadRefused) as refused:
        check_upload(io.BytesIO(content), name=name, size=len(content))
    assert refused.value.fault == fault


def test_one_byte_too_many_is_too_many() -> None:
    with pytest.raises(UploadRefused) as refused:
        check_upload(io.BytesIO(pdf()), name="a.pdf", size=MOST_BYTES + 1)
    assert refused.value.fault == Fault.SIZE


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("C:\\Users\\x\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("a\u200bb  c.pdf", "ab c.pdf"),
        (".pdf", "pdf"),
        ("", "_"),
    ],
)
def test_the_senders_name_is_kept_but_cleaned(given_name: str, shown: str) -> None:
    assert clean_name(given_name) == shown


@given(st.text(max_size=400))
def test_a_cleaned_name_is_one_short_visible_line_and_stays_so(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= max(LONGEST_NAME, 1)
    assert cleaned.isprintable()
    assert not set("/\\") & set(cleaned)
    assert clean_name(cleaned) == cleaned


def carrying_a_workbook(made: pikepdf.Pdf) -> None:
    made.attachments["so-lieu.xlsx"] = b"PK"


def closed_in_a_comment() -> bytes:
    """A PDF and a whole archive: the second table of the PDF, and its end, are the archive's comment."""
    first = pdf()
    table = first[first.rindex(b"xref\n0") : first.rindex(b"startxref")]
    archive, buffer = docx(), io.BytesIO()
    start = len(first) + len(archive)
    comment = table + f"startxref\n{start}\n%%EOF\n".encode()
    buffer.write(archive)
    with zipfile.ZipFile(buffer, "a") as opened:
        opened.comment = comment
    assert zipfile.is_zipfile(io.BytesIO(first + buffer.getvalue()))
    return first + buffer.getvalue()


def carrying_a_raw_workbook(made: pikepdf.Pdf) -> None:
    made.attachments["so-lieu.xlsx"] = docx(main="xl/workbook.xml")


def carrying_under_two_names(made: pikepdf.Pdf) -> None:
    made.attachments["so-lieu.xlsx"] = b"MZ"
    made.attachments["so-lieu.xlsx"].obj.F = pikepdf.String("x.exe")


@pytest.mark.parametrize(
    "content",
    [
        pdf(carrying_a_workbook),
        pdf(carrying_a_raw_workbook, compress_streams=False),
        pdf(carrying_a_raw_workbook) + b"\r\n\0 ",
    ],
)
def test_a_signed_report_may_carry_documents(content: bytes) -> None:
    checked = check_upload(io.BytesIO(content), name="ký.pdf", size=len(content), welcome=SIGNED_PDF)
    assert checked.suffix == ".pdf"
    with pytest.raises(UploadRefused, match=str(Fault.ACTIVE.label)):
        check_upload(io.BytesIO(content), name="ký.pdf", size=len(content))


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.docx", docx(), Fault.NOT_PDF),
        ("a.png", picture("PNG"), Fault.NOT_PDF),
        ("a.pdf", docx(), Fault.CONTENT),
        ("a.pdf", pdf(scripted), Fault.ACTIVE),
        ("a.pdf", pdf(launching), Fault.ACTIVE),
        ("a.pdf", pdf(carrying), Fault.ACTIVE),
        ("a.pdf", pdf(carrying_under_two_names), Fault.ACTIVE),
        ("a.pdf", pdf(encryption=LOCKED), Fault.ENCRYPTED),
        ("a.pdf", b"%PDF-1.7\nnothing else", Fault.DAMAGED),
        ("a.pdf", pdf() + docx(), Fault.CONTENT),
        ("a.pdf", pdf() + docx() + pdf()[-30:], Fault.CONTENT),
        ("a.pdf", closed_in_a_comment(), Fault.CONTENT),
        ("a.pdf", pdf() + b"<script>", Fault.CONTENT),
        ("a.pdf", pdf().replace(b"startxref\n", b"startxref\n9"), Fault.CONTENT),
        ("a.pdf", pdf().replace(b"startxref", b"start"), Fault.CONTENT),
    ],
)
def test_a_signed_report_runs_nothing(name: str, content: bytes, fault: Fault) -> None:
    with pytest.raises(UploadRefused) as refused:
        check_upload(io.BytesIO(content), name=name, size=len(content), welcome=SIGNED_PDF)
    assert refused.value.fault == fault


def test_a_signed_report_has_its_own_bound() -> None:
    good = pdf()
    assert check_upload(io.BytesIO(good), name="a.pdf", size=MOST_BYTES + 1, welcome=SIGNED_PDF)
    with pytest.raises(UploadRefused) as refused:
        check_upload(io.BytesIO(good), name="a.pdf", size=MOST_BYTES_SIGNED + 1, welcome=SIGNED_PDF)
    assert refused.value.fault == Fault.SIZE_SIGNED
