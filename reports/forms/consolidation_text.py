"""The texts of one part of a consolidated report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.forms.entry import EntryForm, Piece, TextEntry
from reports.reading.consolidation_text import PlaceLine
from reports.services.consolidation_text import text_place

LONGEST_TEXT = 200_000
FEWEST_ROWS, MOST_ROWS, LETTERS_A_ROW = 4, 24, 90


class TextsForm(EntryForm):
    """One field for each place, laid out beside what the agencies wrote."""

    def __init__(self, data: Any = None, *, places: Sequence[PlaceLine]) -> None:
        fields = {line.name: text_place(line.section) for line in places}
        super().__init__(data, places=fields, stored={text_place(p.section): p.section.text for p in places})
        for line in places:
            self.fields[line.name] = TextEntry(
                rows=_rows(line.section.text), asked=True, label=line.label, longest=LONGEST_TEXT
            )
        self.lay_out(
            *(
                Piece("reports/consolidation/place.html", fields={"field": line.name}, line=line)
                for line in places
            )
        )


def _rows(text: str) -> int:
    needed = sum(1 + len(line) // LETTERS_A_ROW for line in text.splitlines()) + 1
    return min(max(needed, FEWEST_ROWS), MOST_ROWS)
