"""Text that people typed, as it can be written into any document. Pure."""

from __future__ import annotations

import re
import unicodedata

_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # what some program or other shows as a new line
# Controls but for the end of a line and the tabulator, halves of signs, and what turns the direction of others.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff"
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
UNSEEN = " \t\u00a0\u00ad\u200b\u200c\u200d\u2060"


def printable(text: str) -> str:
    """Without control characters and marks that turn the direction of what follows; letters composed, lines ended by
    the one sign for it. Tags and formulas stay as they were typed: each format escapes them in its own way."""
    return _UNPRINTABLE.sub("", unicodedata.normalize("NFC", _ENDS.sub("\n", text)))


def printable_lines(text: str) -> list[str]:
    """Those that are not empty, without blanks and what cannot be seen around them."""
    lines = (line.strip().strip(UNSEEN).strip() for line in printable(text).split("\n"))
    return [line for line in lines if line]
