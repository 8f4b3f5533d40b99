"""Plausible figures that obey the checks: parts within their whole, a year not below its half. Pure and repeatable."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HALF_YEAR_SHARE = (0.38, 0.52)
STANDING_AT_HALF_YEAR = (0.95, 1.02)  # What is counted at a moment moves a little until the end of the year.
DRIFT = (0.90, 1.12)


@dataclass(frozen=True)
class FigureSpec:
    """What a figure needs to be made up: the province's total for a year and how many agencies share it; `is_fixed`
    where it is the same all year."""

    code: str
    province: int
    sharers: int
    is_flow: bool
    decimals: int = 0
    part_of: str = ""
    is_fixed: bool = False


def figures_for(specs: list[FigureSpec], *, agency: str, year: int, is_half_year: bool) -> dict[str, Decimal]:
    """Figures by indicator code for one agency and period. The same arguments give the same figures; a year's flows
    are never below its half's."""
    made: dict[str, Decimal] = {}
    for spec in specs:
        whole = _value(spec, agency=agency, year=year)
        if is_half_year and not spec.is_fixed:
            so_far = HALF_YEAR_SHARE if spec.is_flow else STANDING_AT_HALF_YEAR
            whole *= _between(so_far, agency, spec.part_of or spec.code, year, "half")
        made[spec.code] = whole.quantize(Decimal(1).scaleb(-spec.decimals), ROUND_HALF_UP)
    return {code: min(value, made.get(_whole_of(specs, code), value)) for code, value in made.items()}


def _value(spec: FigureSpec, *, agency: str, year: int) -> Decimal:
    share = _between((0.6, 1.4), agency, spec.part_of or spec.code)
    drift = _between(DRIFT, agency, spec.code, year)
    return Decimal(spec.province) / spec.sharers * share * drift


def _whole_of(specs: list[FigureSpec], code: str) -> str:
    parts: Mapping[str, str] = {spec.code: spec.part_of for spec in specs}
    return parts.get(code, "")


def drawn(*seed: object) -> float:
    """A number from 0 to 1 that looks random and is always the same for the same `seed`."""
    digest = hashlib.sha256("|".join(map(str, seed)).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFFFFFF


def _between(bounds: tuple[float, float], *seed: object) -> Decimal:
    low, high = bounds
    return Decimal(str(round(low + (high - low) * drawn(*seed), 4)))
