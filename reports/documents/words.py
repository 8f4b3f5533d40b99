"""Vietnamese office style: documents are Vietnamese, whatever language the person who makes them reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import count

from django.utils import translation

from plan_portal.formatting import NO_FIGURE, number
from reports.documents.blocks import Cell, Number
from reports.rules.plain_text import printable, printable_lines

FIELDS = {
    "general": "Công tác lãnh đạo, chỉ đạo chung",
    "hiv": "Phòng, chống HIV/AIDS",
    "drugs": "Phòng, chống ma túy",
    "rehab": "Cai nghiện ma túy và quản lý sau cai nghiện",
    "prostitution": "Phòng, chống mại dâm",
    "communication": "Tuyên truyền, giáo dục",
    "funding": "Kinh phí thực hiện",
}
STATUSES = {
    "not_started": "chưa thực hiện",
    "in_progress": "đang thực hiện",
    "behind": "chậm tiến độ",
    "done": "đã hoàn thành",
    "not_applicable": "không phát sinh trong kỳ",
    "": "chưa báo cáo kết quả",
}
BEHIND = ("behind", "not_started", "")
PART = "Trong đó"  # So a figure is named that is part of the one before it.
NOT_SENT, SENT_BEFORE = "Chưa báo cáo", "Đang sửa để gửi lại"
STATES = {
    "not_started": NOT_SENT,
    "draft": NOT_SENT,
    "awaiting_approval": NOT_SENT,
    "submitted": "Đã gửi, chưa tiếp nhận",
    "returned": "Bị trả lại để hoàn thiện",
    "accepted": "Đã tiếp nhận",
}
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
BREAK = "\u200b"
_ENDLESS = re.compile(rf"[^\s{BREAK}]{{61,}}")


def in_vietnamese(words: Callable[[], str]) -> str:
    """Words that pages say too, in the documents' language."""
    with translation.override("vi"):
        return words()


def roman(n: int) -> str:
    """1 as I, 4 as IV, 33 as XXXIII."""
    words = ""
    for value, letters in _ROMAN:
        while n >= value:
            words, n = words + letters, n - value
    return words


def letter(index: int) -> str:
    """The Vietnamese letter that counts the item at `index` (0 is a); after y come aa, ab …"""
    before = letter(index // len(_LETTERS) - 1) if index >= len(_LETTERS) else ""
    return before + _LETTERS[index % len(_LETTERS)]


def clean(text: str) -> str:
    """What is typed, as it is printed. A run of more than 60 signs without a space gets invisible places to break at:
    without them it would leave the paper, and laying it out takes time that grows with the square of its length
    (10,000 signs in a cell: 22 s)."""
    return _breakable(printable(text))


def _breakable(text: str) -> str:
    return _ENDLESS.sub(_with_breaks, text)


def _with_breaks(run: re.Match[str]) -> str:
    return BREAK.join(run[0][start : start + 10] for start in range(0, len(run[0]), 10))


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of a text."""
    return [_breakable(line) for line in printable_lines(text)]


def day_words(day: date | None, year: int) -> str:
    """`ngày 05 tháng 6 năm 2022`: a leading zero for days below 10 and for months 1 and 2. Without a day, room to
    write one."""
    if day is None:
        return f"ngày       tháng       năm {year}"
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def short_day(day: date) -> str:
    """`02/3/2022`, with the same leading zeros."""
    return f"{day.day:02}/{_month(day)}/{day.year}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month < 3 else str(day.month)


DOCUMENT_NUMBER = re.compile(r"\s*\d+(/\S+)?\s*")  # alone, or with its symbol: 5, 05/BC-CAT


def document_number(number: str, symbol: str) -> str:
    """`05/BC-CAT` from "5", "05" or "5/BC-CAT"; without a number, room to write one."""
    typed = re.fullmatch(r"(\d*)(/.*)?", clean(number).strip())
    if typed is None:
        return clean(number).strip()
    count, rest = typed[1], typed[2] or f"/BC-{symbol}"
    return (count.zfill(2) if count else "      ") + rest


def period_words(kind: str, code: str, year: int) -> str:
    """`6 tháng đầu năm 2022`, `năm 2022`, `quý II năm 2022`, `tháng 3 năm 2022`."""
    counted = re.search(r"\d+", code)
    n = int(counted[0]) if counted else 0
    return {
        "half_year": f"6 tháng đầu năm {year}",
        "annual": f"năm {year}",
        "quarterly": f"quý {roman(n)} năm {year}",
        "monthly": f"tháng {n} năm {year}",
    }[kind]


def recipients(lines: str) -> tuple[str, ...]:
    """The lines of "Nơi nhận" without dash and end mark; the last says where the document is kept."""
    entries = [re.sub(r"^[-–•\s]+|[\s;.]+$", "", line) for line in paragraphs(lines)]
    named = [entry for entry in entries if entry]
    kept = [entry for entry in named if entry.startswith("Lưu")] or ["Lưu: VT"]
    return (*(entry for entry in named if not entry.startswith("Lưu")), *kept[:1])


def shown(cell: Number) -> str:
    """A figure as printed: 1.234,5 with its places, `+` where a change is meant."""
    if cell.value is None:
        return NO_FIGURE
    return ("+" if cell.signed and cell.value > 0 else "") + number(cell.value, cell.places)


@lru_cache(maxsize=1024)  # The same duties on every page and in every version.
def shortened(text: str, most: int = 220) -> str:
    """The beginning of a long duty, cut after a clause where there is one, else after a word."""
    text = " ".join(clean(text).split())
    if len(text) <= most:
        return text.rstrip(".;,")
    head = text[:most]
    clause = max(head.rfind(mark) for mark in ("; ", ". ", ": "))
    cut = (
        clause
        if clause > most // 3
        else head.rfind(", ")
        if head.rfind(", ") > most // 2
        else head.rfind(" ")
    )
    return head[: cut if cut > 0 else most].rstrip(".;,: ") + "…"


_CLAUSE_ENDS = re.compile(r"; |(?<![A-ZĐ])[.] (?=[A-ZÀ-ỸĐ])")  # not "TP. Trà Vinh"


@lru_cache(maxsize=1024)
def opening_of(text: str, most: int = 220, longest: int = 400) -> str:
    """What a long duty is called in a heading: its first clauses within `most` signs, or the first one whole. Only a
    clause longer than `longest` is cut, and then says so."""
    text = " ".join(clean(text).split())
    ends = [end.start() for end in _CLAUSE_ENDS.finditer(text)] + [len(text)]
    end = max((end for end in ends if end <= most), default=ends[0])
    return shortened(text[:end], longest)


def measured(figure: str, unit: str) -> str:
    """`1.234 người`, `53,5%`."""
    return f"{figure}%" if unit == "%" else f"{figure} {unit}"


def printed(cell: Cell) -> str:
    """A table's cell on paper: a moment as `16:56 02/3/2022`."""
    match cell:
        case str():
            return cell
        case Number():
            return shown(cell)
        case datetime():
            return f"{cell:%H:%M} {short_day(cell)}"
        case date():
            return short_day(cell)
    return str(cell)


def is_count(cell: Cell) -> bool:
    """A position, a date, "9/9": short signs that read best in the middle of their cell."""
    return not isinstance(cell, Number) and re.fullmatch(r"[\d/: ]+", printed(cell)) is not None


def positions(names: Iterable[str]) -> Iterator[int | str]:
    """1, 2, 3 … for the figures named; what is part of one before it has no number of its own."""
    numbers = count(1)
    return (
        "" if place and clean(name).startswith(PART) else next(numbers) for place, name in enumerate(names)
    )


def listed(words: Iterable[str]) -> str:
    return "; ".join(words)
