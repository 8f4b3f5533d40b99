"""May this file be taken in? (safety.md, uploads.) The name's ending, the first bytes and the structure must agree.

Nothing is unpacked before the sizes it declares are within bounds, and nothing that runs is let in.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import magic
import pikepdf
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from reports.services.office_files import OfficeFault, office_fault
from reports.services.pdf_ends import ends_as_a_pdf

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_BYTES_SIGNED = 50 * MEGABYTE  # The whole consolidated report, the agencies' reports in it.
MOST_FILES = 10
MOST_PIXELS = 50_000_000
LONGEST_NAME = 120


class Fault(models.TextChoices):
    """Why a file is refused, in words that say what to do instead."""

    KIND = "kind", _("Only PDF, Word (.docx), Excel (.xlsx), JPG and PNG files are taken.")
    EMPTY = "empty", _("The file is empty.")
    SIZE = "size", _("The file is larger than 20 MB. Scan it at a lower resolution or split it.")
    CONTENT = "content", _("What the file holds is not what its name says. Save it again in its own program.")
    DAMAGED = "damaged", _("The file cannot be read; it may be damaged. Save it again and send that copy.")
    ENCRYPTED = (
        "encrypted",
        _("The file is protected with a password. Remove the password and save it again."),
    )
    ACTIVE = "active", _("The file holds macros or programs. Save it without them, for example as PDF.")
    TOO_MUCH = "too_much", _("The file unpacks to more than is allowed. Save it as PDF.")
    NOT_PDF = "not_pdf", _("Only a PDF file is taken here.")
    SIZE_SIGNED = "size_signed", _("The file is larger than 50 MB.")
    PIXELS = "pixels", _("The picture has more than 50 megapixels. Save it smaller.")


class UploadRefused(ValueError):
    """`fault` says why; `str()` says it to the person."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault

    def __str__(self) -> str:
        return str(self.fault.label)


@dataclass(frozen=True)
class Kind:
    """A kind of file: what its first bytes may be called, and what is asked of its structure. `may_hold_archives`
    where an archive in it says nothing bad of it: an office file is one, and a PDF may have one attached inside."""

    content_type: str
    magic_types: frozenset[str]
    check: Callable[[BinaryIO], Fault | None]
    may_hold_archives: bool = False


@dataclass(frozen=True)
class Welcome:
    """What is taken at one place: which kinds of files by their ending, how large, and what is said of others."""

    kinds: Mapping[str, Kind]
    most_bytes: int
    wrong_kind: Fault
    too_large: Fault


@dataclass(frozen=True)
class CheckedUpload:
    """A file that may be stored. `name` is the sender's, cleaned, and `suffix` its ending with the dot."""

    name: str
    suffix: str
    content_type: str


def check_upload(file: BinaryIO, *, name: str, size: int, welcome: Welcome | None = None) -> CheckedUpload:
    """Judge an opened, seekable file of `size` bytes that its sender calls `name`, where `welcome` (unless told
    otherwise: attachments) is taken. Raises UploadRefused.

    The file is left at its beginning.
    """
    name = clean_name(name)
    suffix = PurePosixPath(name).suffix.lower()
    welcome = welcome or ATTACHMENTS
    kind = welcome.kinds.get(suffix)
    if kind is None:
        raise UploadRefused(welcome.wrong_kind)
    fault = (
        _size_fault(size, welcome)
        or _first_bytes_fault(file, kind)
        or kind.check(file)
        or _polyglot_fault(file, suffix, kind)
    )
    file.seek(0)
    if fault is not None:
        raise UploadRefused(fault)
    return CheckedUpload(name=name, suffix=suffix, content_type=kind.content_type)


def clean_name(name: str) -> str:
    """The sender's name, fit to show and to offer: composed letters, no folders, no control, invisible or
    right-to-left characters, not too long. Its ending stays."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")
    path = PurePosixPath(re.sub(r"\s+", " ", visible).strip(" .") or "_")
    stem = path.stem[: LONGEST_NAME - len(path.suffix)].strip(" .")
    return f"{stem or '_'}{path.suffix}"


def _size_fault(size: int, welcome: Welcome) -> Fault | None:
    if not size:
        return Fault.EMPTY
    return welcome.too_large if size > welcome.most_bytes else None


def _first_bytes_fault(file: BinaryIO, kind: Kind) -> Fault | None:
    file.seek(0)
    found = magic.from_buffer(file.read(8192), mime=True)
    if found in {"application/encrypted", "application/CDFV2", "application/CDFV2-encrypted"}:
        return Fault.ENCRYPTED
    return None if found in kind.magic_types else Fault.CONTENT


def _polyglot_fault(file: BinaryIO, suffix: str, kind: Kind) -> Fault | None:
    """One file must not be two kinds: an archive at the end of a picture, a PDF at the head of one."""
    if kind.may_hold_archives:
        return None
    file.seek(0)
    head = file.read(1024)
    if suffix != ".pdf" and b"%PDF-" in head:
        return Fault.CONTENT
    return Fault.CONTENT if zipfile.is_zipfile(file) else None


def _pdf_fault(file: BinaryIO) -> Fault | None:
    return _pdf_fault_but_for(file, _is_active)


def _signed_pdf_fault(file: BinaryIO) -> Fault | None:
    """The portal's own report carries the workbook and the agencies' reports inside: files of such kinds may be
    there, by the names that readers show them under."""
    fault = _pdf_fault_but_for(file, lambda item: _is_active(item, _acts) or _names_a_program(item))
    return fault or (None if ends_as_a_pdf(file) else Fault.CONTENT)


def _pdf_fault_but_for(file: BinaryIO, is_active: Callable[[pikepdf.Object], bool]) -> Fault | None:
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            if pdf.is_encrypted:
                return Fault.ENCRYPTED
            return Fault.ACTIVE if any(map(is_active, pdf.objects)) else None
    except pikepdf.PasswordError:
        return Fault.ENCRYPTED
    except pikepdf.PdfError:
        return Fault.DAMAGED


def _acts(item: pikepdf.Object) -> bool:
    """A script, or a program to start."""
    return str(item.get("/S", "")) in {"/JavaScript", "/Launch", "/ImportData"} or "/JS" in item


def _runs(item: pikepdf.Object) -> bool:
    """That, or a file inside the file."""
    return _acts(item) or str(item.get("/Type", "")) == "/EmbeddedFile"


def _is_active(item: pikepdf.Object, runs: Callable[[pikepdf.Object], bool] = _runs) -> bool:
    """Whether it runs; also one level down, where actions are often written."""
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return False
    inner = [value for _key, value in item.items() if isinstance(value, pikepdf.Dictionary)]
    return any(runs(each) for each in [item, *inner])


def _names_a_program(item: pikepdf.Object) -> bool:
    if not isinstance(item, pikepdf.Dictionary) or "/EF" not in item:
        return False
    names = [str(item[key]) for key in ("/F", "/UF", "/Unix", "/DOS", "/Mac") if key in item]
    return not names or any(PurePosixPath(name).suffix.lower() not in KINDS for name in names)


def _picture_fault(file: BinaryIO) -> Fault | None:
    file.seek(0)
    try:
        with Image.open(file, formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return Fault.PIXELS
            picture.verify()
    except Image.DecompressionBombError:
        return Fault.PIXELS
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
    ):  # All that Pillow says of a broken picture.
        return Fault.DAMAGED
    return None


_OFFICE = {
    OfficeFault.CONTENT: Fault.CONTENT,
    OfficeFault.DAMAGED: Fault.DAMAGED,
    OfficeFault.ENCRYPTED: Fault.ENCRYPTED,
    OfficeFault.ACTIVE: Fault.ACTIVE,
    OfficeFault.TOO_MUCH: Fault.TOO_MUCH,
}


def _office_check(main_part: str) -> Callable[[BinaryIO], Fault | None]:
    def check(file: BinaryIO) -> Fault | None:
        found = office_fault(file, main_part)
        return None if found is None else _OFFICE[found]

    return check


def _office(program: str, main_part: str) -> Kind:
    content_type = f"application/vnd.openxmlformats-officedocument.{program}"
    # The library knows such a file only by the order of its entries; what it does not know, the structure decides.
    known = frozenset({content_type, "application/zip", "application/octet-stream"})
    return Kind(content_type, known, _office_check(main_part), may_hold_archives=True)


_JPEG = Kind("image/jpeg", frozenset({"image/jpeg"}), _picture_fault)
KINDS: dict[str, Kind] = {
    ".pdf": Kind("application/pdf", frozenset({"application/pdf"}), _pdf_fault),
    ".docx": _office("wordprocessingml.document", "word/document.xml"),
    ".xlsx": _office("spreadsheetml.sheet", "xl/workbook.xml"),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".png": Kind("image/png", frozenset({"image/png"}), _picture_fault),
}
ATTACHMENTS = Welcome(KINDS, MOST_BYTES, Fault.KIND, Fault.SIZE)
SIGNED_PDF = Welcome(
    {
        ".pdf": Kind(
            "application/pdf", frozenset({"application/pdf"}), _signed_pdf_fault, may_hold_archives=True
        )
    },
    MOST_BYTES_SIGNED,
    Fault.NOT_PDF,
    Fault.SIZE_SIGNED,
)
