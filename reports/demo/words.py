"""Illustrative words for a report, chosen repeatably from `province.yaml`. Every one says that it is made up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reports.demo.figures import drawn
from reports.models import ReportingPeriod

PROVINCE = Path(__file__).with_name("province.yaml")


@cache
def province() -> dict[str, Any]:
    """The whole file of illustrative figures and words."""
    loaded: dict[str, Any] = yaml.safe_load(PROVINCE.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True)
class Author:
    """Writes for one agency and period; the same author always writes the same."""

    agency: str
    year: int
    is_half_year: bool

    @classmethod
    def in_period(cls, period: ReportingPeriod, agency: str = "") -> Author:
        return cls(agency=agency, year=period.plan.year, is_half_year=period.kind == "half_year")

    @property
    def span(self) -> str:
        return f"6 tháng đầu năm {self.year}" if self.is_half_year else f"năm {self.year}"

    def section(self, code: str) -> str:
        return self._pick(province()["sections"][code], code).format(
            agency=self.agency, year=self.year, span=self.span
        )

    def duty(self, code: str, field: str) -> str:
        text = self._pick(province()["duties"][field], "duty", code)
        return text.format(n=self._count(code, "n", 1, 7), m=self._count(code, "m", 2, 6))

    def remark(self, kind: str, code: str) -> str:
        """A difficulty, an explanation or a return's reason: `kind` is the list's name in the file."""
        return self._pick(province()[kind], kind, code)

    def chance(self, *seed: object) -> float:
        return drawn(self.agency, self.year, self.is_half_year, *seed)

    def _pick(self, choices: list[str], *seed: object) -> str:
        return choices[int(self.chance(*seed) * (len(choices) - 0.001))]

    def _count(self, code: str, letter: str, low: int, high: int) -> int:
        """In the span; a year has its first half in it."""
        halves = [True] if self.is_half_year else [True, False]
        return sum(
            low + round((high - low) * drawn(self.agency, self.year, half, code, letter)) for half in halves
        )
