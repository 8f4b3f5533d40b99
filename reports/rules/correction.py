"""What a corrected report says otherwise than the one it replaces. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.rules.consolidation import Figures, Total


@dataclass(frozen=True)
class ChangedTotal:
    """A total as it was (None: it was not there) and as it is now."""

    before: Total | None
    after: Total


@dataclass(frozen=True)
class Corrected:
    """Totals that changed; names of agencies whose counted report is another one, that are counted only now, and that
    are no longer; sections with another text."""

    totals: tuple[ChangedTotal, ...] = ()
    agencies: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return self == Corrected()


def corrected(
    before: Figures, after: Figures, texts_before: Mapping[str, str], texts_after: Mapping[str, str]
) -> Corrected:
    """Compare two versions of a period's report: their figures, and their narrative by section."""
    sections = dict.fromkeys([*texts_before, *texts_after])
    return Corrected(
        totals=tuple(_totals(before, after)),
        **_agencies(before, after),
        sections=tuple(s for s in sections if texts_before.get(s, "") != texts_after.get(s, "")),
    )


def _totals(before: Figures, after: Figures) -> Iterator[ChangedTotal]:
    known = {total.asked.code: total for total in before.totals}
    for total in after.totals:
        old = known.get(total.asked.code)
        if old is None or (old.value, old.entered) != (total.value, total.entered):
            yield ChangedTotal(old, total)


def _agencies(before: Figures, after: Figures) -> dict[str, tuple[str, ...]]:
    """By name of the field in `Corrected`. What is not counted has no digest."""
    counted = {line.code: line.sha256 for line in before.agencies}
    found: dict[str, list[str]] = {"agencies": [], "added": [], "left_out": []}
    for line in after.agencies:
        then, now = counted.get(line.code, ""), line.sha256
        if then != now:
            found["agencies" if then and now else "added" if now else "left_out"].append(line.name)
    return {name: tuple(agencies) for name, agencies in found.items()}
