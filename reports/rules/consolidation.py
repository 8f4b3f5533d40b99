"""A period's figures added up over its agencies (domain.md, section 7). Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reports.rules.completeness import Completeness, Filing, completeness
from reports.rules.content import ReportContent
from reports.rules.figures import Comparison, Figure, Tally, added, ratio_tally, tally
from reports.rules.period_names import Names


@dataclass(frozen=True)
class AgencyLine:
    """One expected report: where it stands, and the submission that is counted, if any."""

    code: str
    name: str
    state: str
    filing: Filing
    submission_id: int | None = None
    sha256: str = ""

    @property
    def is_counted(self) -> bool:
        return self.submission_id is not None


@dataclass(frozen=True)
class Asked:
    """An indicator as the plan asks for it; `how` it adds across agencies, `reporters` by agency code."""

    code: str
    name: str
    unit: str
    field: str
    decimals: int
    direction: str
    how: str
    reporters: tuple[str, ...]
    numerator: str = ""
    denominator: str = ""
    nature: str = ""


@dataclass(frozen=True)
class Beside:
    """What a total is shown beside, as in `Comparison`."""

    target: Figure = None
    previous: Figure = None
    same_last_year: Figure = None
    previous_is_alike: bool = True
    previous_is_whole: bool = True
    last_year_is_whole: bool = True


@dataclass(frozen=True)
class Total:
    """An indicator's total: `entered` of `expected` agencies gave it."""

    asked: Asked
    entered: int
    expected: int
    comparison: Comparison

    @property
    def value(self) -> Figure:
        return self.comparison.value

    @property
    def is_whole(self) -> bool:
        return self.entered == self.expected

    @property
    def is_ratio(self) -> bool:
        return self.asked.how == "ratio"

    @property
    def places(self) -> int:
        """Ratios have one decimal, averages at least one; everything else its own number."""
        return {"ratio": 1, "average": max(1, self.asked.decimals)}.get(self.asked.how, self.asked.decimals)

    def shown(self, figure: Figure) -> Figure:
        """`figure`, one like `value`, as tables show it: an average may have more decimals than anybody reported."""
        if figure is None:
            return None
        return figure.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)

    @property
    def compared(self) -> tuple[Figure, Figure]:
        """Value and reference; those of a ratio as fractions of 1, for a change in percentage points."""
        pair = (self.value, self.comparison.reference)
        return tuple(figure and figure / 100 for figure in pair) if self.is_ratio else pair  # type: ignore[return-value]

    @property
    def change(self) -> Figure:
        """Against `comparison.reference`: in %, for a ratio in percentage points."""
        if not self.is_ratio:
            return self.comparison.shown_change
        reference = self.comparison.reference
        return None if self.value is None or reference is None else self.value - reference


@dataclass(frozen=True)
class Figures:
    """What a consolidation freezes: who is counted, the totals, and what the periods beside them are called."""

    agencies: tuple[AgencyLine, ...]
    totals: tuple[Total, ...]
    names: Names = field(default_factory=Names)

    @property
    def completeness(self) -> Completeness:
        return completeness(line.filing for line in self.agencies)

    @property
    def counted(self) -> list[AgencyLine]:
        return [line for line in self.agencies if line.is_counted]

    @property
    def left_out(self) -> list[AgencyLine]:
        """Agencies that were expected and whose report is not counted."""
        return [line for line in self.agencies if not line.is_counted]

    @property
    def has_withheld(self) -> bool:
        """Whether a figure is not compared because it, or the one before, is not whole."""
        return any(total.comparison.is_withheld for total in self.totals)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; decimals as strings, moments in ISO form."""
        return {
            "agencies": [_line(line) for line in self.agencies],
            "totals": [_total(t) for t in self.totals],
            "names": self.names.to_json(),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Figures:
        """The inverse of `to_json`; an empty mapping is a consolidation not yet built."""
        return cls(
            agencies=tuple(_line_from(line) for line in plain.get("agencies", [])),
            totals=tuple(_total_from(total) for total in plain.get("totals", [])),
            names=Names.from_json(plain.get("names", {})),
        )


def beside(target: Figure, previous: Total | None, last_year: Total | None, is_alike: bool) -> Beside:
    """What a total is shown beside; where a period before asked nothing of the kind, nothing of it."""
    return Beside(
        target=target,
        previous=previous.value if previous else None,
        same_last_year=last_year.value if last_year else None,
        previous_is_alike=is_alike,
        previous_is_whole=previous is None or previous.is_whole,
        last_year_is_whole=last_year is None or last_year.is_whole,
    )


def compared(value: Figure, known: Beside, nature: str, *, is_whole: bool) -> Comparison:
    return Comparison(value=value, nature=nature, is_whole=is_whole, **vars(known))


def totals(
    asked: Iterable[Asked], contents: Collection[ReportContent], beside: Mapping[str, Beside]
) -> Iterator[Total]:
    """Add every indicator over the agencies it is asked of; an agency whose report is not among `contents` counts
    as expected and not entered."""
    values = {content.agency_code: content.values() for content in contents}
    for indicator in asked:
        whole = added(_tally(indicator, values.get(agency, {})) for agency in indicator.reporters)
        known = beside.get(indicator.code, Beside())
        yield Total(
            asked=indicator,
            entered=whole.entered,
            expected=whole.expected,
            comparison=compared(
                whole.resolve(indicator.how), known, indicator.nature, is_whole=whole.is_whole
            ),
        )


def draws_last_year(totals: Collection[Total]) -> bool:
    """Whether a chart of these figures has bars of the same period of the year before."""
    return _draws((total.comparison.same_last_year, total.comparison.last_year_beside) for total in totals)


def draws_previous(totals: Collection[Total]) -> bool:
    """The same for the last period."""
    return _draws((total.comparison.previous, total.comparison.previous_beside) for total in totals)


def _draws(known: Iterable[tuple[Figure, Figure]]) -> bool:
    """Where nothing is known, a row of "no figure" for each would say nothing; where a figure that is known may not
    be compared, it would be untrue."""
    pairs = list(known)
    is_withheld = any(figure is not None and shown is None for figure, shown in pairs)
    return not is_withheld and any(shown is not None for _figure, shown in pairs)


def _tally(indicator: Asked, values: Mapping[str, Figure]) -> Tally:
    if indicator.how == "ratio":
        return ratio_tally(values.get(indicator.numerator), values.get(indicator.denominator))
    return tally(values.get(indicator.code))


def _line(line: AgencyLine) -> dict[str, Any]:
    plain = asdict(line)
    plain["filing"] = {key: moment and moment.isoformat() for key, moment in plain["filing"].items()}
    return plain


def _line_from(plain: dict[str, Any]) -> AgencyLine:
    moments = {key: moment and datetime.fromisoformat(moment) for key, moment in plain["filing"].items()}
    return AgencyLine(**{**plain, "filing": Filing(**moments)})


def _total(total: Total) -> dict[str, Any]:
    plain = asdict(total)
    plain["comparison"] = {
        key: str(value) if isinstance(value, Decimal) else value for key, value in plain["comparison"].items()
    }
    del plain["comparison"]["nature"]  # It stands in `asked`.
    return plain


def _total_from(plain: dict[str, Any]) -> Total:
    # What was frozen before `nature`, or whether a period is alike or a figure whole, was known keeps on saying what it
    # said: a final report is signed.
    figures: dict[str, Any] = {
        key: Decimal(value) if isinstance(value, str) else value for key, value in plain["comparison"].items()
    }
    asked = {**plain["asked"], "reporters": tuple(plain["asked"]["reporters"])}
    nature = asked.get("nature", "")
    return Total(Asked(**asked), plain["entered"], plain["expected"], Comparison(**figures, nature=nature))
