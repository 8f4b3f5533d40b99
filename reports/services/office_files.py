"""Word and Excel files are zip archives of XML: what an honest one looks like, told from its directory and its
declarations, without unpacking the rest."""

from __future__ import annotations

import zipfile
from enum import Enum, auto
from pathlib import PurePosixPath
from typing import BinaryIO

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
RATIO_MATTERS_FROM = 1024 * 1024  # A small part of blanks packs well and harms nobody.
LARGEST_DECLARATION = 1024 * 1024
END_OF_DIRECTORY = b"PK\x05\x06"

TYPES = "[Content_Types].xml"
ACTIVE_PARTS = ("vbaproject", "activex", "oleobject", "macrosheets")
ACTIVE_ENDINGS = {
    ".exe",
    ".dll",
    ".js",
    ".vbs",
    ".bat",
    ".cmd",
    ".ps1",
    ".scr",
    ".jar",
    ".hta",
    ".zip",
    ".rar",
    ".7z",
}
ENCRYPTED_FLAG = 0x1


class OfficeFault(Enum):
    CONTENT = auto()
    DAMAGED = auto()
    ENCRYPTED = auto()
    ACTIVE = auto()
    TOO_MUCH = auto()


def office_fault(file: BinaryIO, main_part: str) -> OfficeFault | None:
    """What is wrong with a Word or Excel file, or None. `main_part` is the entry that makes it one."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04" or not _ends_with_its_directory(file):
        return OfficeFault.CONTENT
    try:
        with zipfile.ZipFile(file) as archive:
            return _bounds_fault(archive) or _parts_fault(archive, main_part) or _declared_fault(archive)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ElementTree.ParseError,
        UnicodeDecodeError,
    ):
        return OfficeFault.DAMAGED
    except DefusedXmlException:
        return OfficeFault.ACTIVE


def _ends_with_its_directory(file: BinaryIO) -> bool:
    """Nothing may hang behind the archive, where another program would read another file."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 22))
    return file.read(4) == END_OF_DIRECTORY


def _bounds_fault(archive: zipfile.ZipFile) -> OfficeFault | None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        return OfficeFault.ENCRYPTED
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        return OfficeFault.TOO_MUCH
    if unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * max(packed, 1):
        return OfficeFault.TOO_MUCH
    return OfficeFault.DAMAGED if packed > archive.start_dir else None  # Entries that overlap.


def _parts_fault(archive: zipfile.ZipFile, main_part: str) -> OfficeFault | None:
    names = archive.namelist()
    if len(set(names)) != len(names) or any(
        ".." in PurePosixPath(n).parts or n.startswith("/") for n in names
    ):
        return OfficeFault.DAMAGED
    if any(_is_active(name.lower()) for name in names):
        return OfficeFault.ACTIVE
    return None if {TYPES, main_part} <= set(names) else OfficeFault.CONTENT


def _is_active(name: str) -> bool:
    return any(part in name for part in ACTIVE_PARTS) or PurePosixPath(name).suffix in ACTIVE_ENDINGS


def _declared_fault(archive: zipfile.ZipFile) -> OfficeFault | None:
    """A part may be named innocently and still be declared a macro, or a template fetched from elsewhere."""
    declarations = [TYPES, *(name for name in archive.namelist() if name.endswith("settings.xml.rels"))]
    if any(archive.getinfo(name).file_size > LARGEST_DECLARATION for name in declarations):
        return OfficeFault.TOO_MUCH
    trees = [ElementTree.fromstring(archive.read(name)) for name in declarations]
    attributes = [dict(element.attrib) for tree in trees for element in tree.iter()]
    return OfficeFault.ACTIVE if any(map(_declares_activity, attributes)) else None


def _declares_activity(attributes: dict[str, str]) -> bool:
    content_type = attributes.get("ContentType", "").lower()
    is_template = "attachedTemplate" in attributes.get("Type", "")
    is_fetched = attributes.get("TargetMode", "").lower() == "external"
    return "macroenabled" in content_type or "vbaproject" in content_type or (is_template and is_fetched)
