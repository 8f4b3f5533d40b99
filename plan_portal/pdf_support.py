"""Whether this machine can make PDF: Pango's libraries, and a serif font that has every Vietnamese letter.

WeasyPrint raises at import without Pango and kills the process when there is no font at all, so both are looked at
before it is imported. Debian's `fonts-liberation` 1.07 is called Liberation Serif and lacks 93 letters: a font is only
believed after looking into it.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

# Times-metric families, the ones we would rather print with first.
FAMILIES = ("Tinos", "Liberation Serif", "Times New Roman")
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT_PACKAGE = "fonts-croscore"
LETTERS = frozenset([*range(0x1EA0, 0x1EFA), *map(ord, "ĂăÂâĐđÊêÔôƠơƯư"), *range(0x20, 0x7F)])


@cache
def why_no_pdf() -> str:
    """The reason in one line, naming the package to install; empty when PDF can be made."""
    missing = missing_packages(LIBRARIES)
    if missing:
        return f"PDF cannot be made: install {' '.join(missing)}."
    if not document_font():
        return f"PDF cannot be made: no serif font has all Vietnamese letters; install {FONT_PACKAGE}."
    return ""


@cache
def document_font() -> str:
    """The family to print with; empty when none on this machine has all letters."""
    return next((family for family in FAMILIES if any(map(has_all_letters, font_files(family)))), "")


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """Packages of those libraries that cannot be loaded."""
    return [package for library, package in libraries.items() if not _loads(library)]


def font_files(family: str) -> Iterable[Path]:
    """The upright files of a family, as fontconfig knows them."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return []
    pattern = f":family={family}:style=Regular"
    listed = subprocess.run([fc_list, pattern, "file"], capture_output=True, text=True, check=False)
    return [Path(line.strip().removesuffix(":")) for line in listed.stdout.splitlines() if line.strip()]


def has_all_letters(file: Path) -> bool:
    """True for a readable font that has every letter of Vietnamese."""
    try:
        with file.open("rb") as stream, TTFont(stream, lazy=True, fontNumber=0) as font:
            return LETTERS.issubset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        return False


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
