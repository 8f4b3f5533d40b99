"""What a cell of the report's workbook that somebody filled in means, and what a whole one would change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.rules.fields import LONGEST_TEXT, Edit, Outcome, Place, Value, judge, plain
from reports.rules.numbers import NotAFigure, parse_figure, write_figure
from reports.rules.workbook import STATUS_WORDS, Spot

EXACT_DIGITS = 15  # What a spreadsheet keeps of a number.
LONGEST_CELL = 32_767  # Counted as spreadsheets do, an emoji as two.
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_SIGN = re.compile("[\ud800-\udfff\ufffe\uffff]")


class CellFault(models.TextChoices):
    """Why a cell cannot be read, in words that say how to mend it."""

    FORMULA = (
        "formula",
        _("The cell holds a formula. Enter the result itself (copy the cell, then paste its value)."),
    )
    DATE = "date", _("The cell holds a date or a time. Enter a figure.")
    TRUTH = "truth", _("The cell holds TRUE or FALSE. Enter a figure.")
    STATUS = "status", _("Choose one of the words from the list of the cell.")
    TOO_LONG = "too_long", _("This is too long: shorten it to %(limit)s characters.")


class CellRefused(ValueError):
    """`str()` says why, to the person who filled the cell in."""


@dataclass(frozen=True)
class Cell:
    """What was found in a cell: `kind` is text, number, date, truth or formula; `value` its writing, a number's as a
    program writes it."""

    kind: str = "text"
    value: str = ""


def meaning(aspect: str, cell: Cell, places: int = 0) -> Value:
    """What a cell says, as the form's field would hold it; "" or None for an empty one. `places` decimals are allowed
    to a figure. Raises CellRefused."""
    if cell.kind == "formula":
        raise CellRefused(CellFault.FORMULA.label)
    match aspect:
        case "value":
            return _figure(cell, places)
        case "status":
            return _status(cell)
        case _:
            return _text(cell)


def exact_decimal(number: str) -> Decimal:
    """The decimal a spreadsheet means by a binary fraction: the 15 digits that it shows, without the noise behind."""
    return Decimal(format(float(number), f".{EXACT_DIGITS}g"))


def as_stored_in_a_cell(text: str) -> str | None:
    """A text in the notation of the file, where a sign that XML forbids is written _x000B_; None where a cell cannot
    hold it."""
    written = _ESCAPED.sub(r"_x005F\g<0>", text)
    written = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", written)
    fits = len(written.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_CELL
    return written if fits and not _NO_SIGN.search(written) else None


def keeps_exactly(value: Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of it as a number; else it must be written as text."""
    return len(value.normalize().as_tuple().digits) <= EXACT_DIGITS


def _figure(cell: Cell, places: int) -> Decimal | None:
    if cell.kind in {"date", "truth"}:
        raise CellRefused(CellFault(cell.kind).label)
    try:
        typed = cell.value if cell.kind == "text" else _as_typed(exact_decimal(cell.value))
        return parse_figure(plain(typed), places)
    except NotAFigure as error:
        raise CellRefused(str(error)) from error


def _as_typed(value: Decimal) -> str:
    """A number as a person would type it, so that the rules for typed figures judge it: -2,5 or 1e300 included."""
    return f"{value:f}".replace(".", ",") if value else "0"


def _as_shown(cell: Cell) -> str:
    """As it stands in the workbook: the file has -3.0 where -3 was typed."""
    return _as_typed(exact_decimal(cell.value)) if cell.kind == "number" else cell.value


def _status(cell: Cell) -> str:
    typed = " ".join(plain(cell.value).split()).casefold()
    found = next((status for status, words in STATUS_WORDS.items() if words.casefold() == typed), "")
    if typed and not found:
        raise CellRefused(CellFault.STATUS.label)
    return found


def _text(cell: Cell) -> str:
    text = write_figure(exact_decimal(cell.value)) if cell.kind == "number" else plain(cell.value).strip()
    if len(text) > LONGEST_TEXT:
        raise CellRefused(CellFault.TOO_LONG.label % {"limit": LONGEST_TEXT})
    return text


@dataclass(frozen=True)
class Change:
    """A field that the workbook changes: before and after."""

    place: Place
    spot: Spot
    before: Value
    after: Value


@dataclass(frozen=True)
class CellError:
    """A cell that cannot be read, what stands in it, and why."""

    place: Place
    spot: Spot
    found: str
    message: str


@dataclass(frozen=True)
class Comparison:
    """A filled-in workbook held against what is stored. `conflicts` were changed on both sides: their `before` is what
    the portal holds now. `edits` are what to save: the changes, each with what its author saw."""

    changes: tuple[Change, ...] = ()
    conflicts: tuple[Change, ...] = ()
    errors: tuple[CellError, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def may_be_applied(self) -> bool:
        return bool(self.changes) and not self.conflicts and not self.errors


def compare(
    cells: Mapping[Spot, Cell],
    spots: Mapping[Place, Spot],
    *,
    base: Mapping[Place, str],
    stored: Mapping[Place, Value],
    places: Mapping[int | str, int],
) -> Comparison:
    """What was found, and where each field stands; `base` are the digests of what was downloaded (only of fields that
    were open), `stored` what the portal holds now, `places` the decimals of a figure by the indicator's id.

    Where only the portal changed, its words stand; where only the workbook did, it is a change; where both did, and
    differently, a conflict.
    """
    found: dict[Outcome, list[Change]] = {outcome: [] for outcome in Outcome}
    errors, edits = [], []
    for place, seen in base.items():
        spot = spots[place]
        cell = cells.get(spot, Cell())
        try:
            after = meaning(place.aspect, cell, places.get(place.key, 0))
        except CellRefused as refused:
            errors.append(CellError(place, spot, _as_shown(cell), str(refused)))
            continue
        edit, before = Edit(place, after, seen), stored[place]
        outcome = judge(edit, before)
        found[outcome].append(Change(place, spot, before, after))
        if outcome == Outcome.SAVED:
            edits.append(edit)
    return Comparison(tuple(found[Outcome.SAVED]), tuple(found[Outcome.REFUSED]), tuple(errors), tuple(edits))
