"""What can be taken over from the last period: texts to copy, and stock figures to confirm. Nothing of it is entered
until somebody says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.models import Report
from reports.reading.earlier import Earlier
from reports.reading.places import Page
from reports.rules.numbers import write_figure
from reports.services.content import duties_asked, figures_asked
from tasks.models import Nature

COPIED = ("done", "difficulties")


@dataclass(frozen=True)
class Suggestion:
    """A stock figure that is still empty, and what it was at the end of the last period. `field` is its name in the
    form."""

    field: str
    code: str
    name: str
    unit: str
    value: str


def suggestions(report: Report, earlier: Earlier, entered: Mapping[str, object]) -> list[Suggestion]:
    """For each stock figure without a value, last period's: a stock changes little, a flow begins anew at nothing.

    `entered` are the figures of the report by code.
    """
    if not any(value is not None for value in earlier.last_values.values()):
        return []
    return [
        Suggestion(f"value_{i.pk}", i.code, i.name, i.unit, write_figure(earlier.last_values[i.code]))
        for i in figures_asked(report)
        if i.nature == Nature.STOCK
        and entered.get(i.code) is None
        and earlier.last_values.get(i.code) is not None
    ]


def offered(report: Report, page: Page, earlier: Earlier, entered: Mapping[str, object]) -> dict[str, str]:
    """By the name of the field of a page of the form, what may be taken over into it."""
    match page:
        case Page.NARRATIVE:
            return {f"section_{code}": text for code, text in earlier.last_sections.items() if text}
        case Page.DUTIES:
            return dict(_duty_texts(report, earlier))
        case Page.FIGURES:
            return {s.field: s.value for s in suggestions(report, earlier, entered)}
        case _:
            return {}


def _duty_texts(report: Report, earlier: Earlier) -> Iterator[tuple[str, str]]:
    for assignment in duties_asked(report):
        before = earlier.last_duties.get(assignment.duty.code)
        for aspect in COPIED:
            text = getattr(before, aspect, "")
            if text:
                yield f"{aspect}_{assignment.pk}", text
