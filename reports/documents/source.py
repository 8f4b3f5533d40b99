"""Everything a consolidated report is composed from, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from reports.documents.blocks import Signature
from reports.documents.words import clean, day_words, document_number, period_words, short_day
from reports.rules.consolidation import Figures
from reports.rules.content import ReportContent
from reports.rules.correction import ChangedTotal

# The police answer to their ministry; every other coordinator to whoever issued the plan.
_PARENTS = {"police": "Bộ Công an"}


@dataclass(frozen=True)
class PlanFacts:
    title: str
    year: int
    issuer: str
    place: str
    number: str = ""
    issued_on: date | None = None

    @property
    def citation(self) -> str:
        """`Kế hoạch số 23/KH-UBND ngày 15/3/2022 của Ủy ban nhân dân tỉnh …`."""
        number = f" số {self.number}" if self.number else ""
        day = f" ngày {short_day(self.issued_on)}" if self.issued_on else ""
        return clean(f"Kế hoạch{number}{day} của {self.issuer}")


@dataclass(frozen=True)
class PeriodFacts:
    kind: str
    code: str
    data_from: date
    data_to: date


@dataclass(frozen=True)
class Coordinator:
    name: str
    symbol: str
    kind: str


@dataclass(frozen=True)
class PlannedDuty:
    """A duty as the plan has it; `field` as in `reports.documents.words.FIELDS`."""

    code: str
    field: str
    text: str


@dataclass(frozen=True)
class Replaced:
    """The final report that this one corrects, why, and what changed; `sections` the titles of changed sections."""

    number: str
    dated_on: date | None
    reason: str
    totals: tuple[ChangedTotal, ...] = ()
    agencies: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """`contents` are the reports that are counted, in the official order; `duties` the plan's in its order; `sections`
    the narrative by section (`reports.rules.narrative`); `builds` how often a draft was built."""

    plan: PlanFacts
    period: PeriodFacts
    coordinator: Coordinator
    figures: Figures
    contents: tuple[ReportContent, ...] = ()
    duties: tuple[PlannedDuty, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    builds: int = 1
    replaced: Replaced | None = None
    is_final: bool = False
    includes_submitted: bool = False
    number: str = ""
    dated_on: date | None = None
    signature: Signature = field(default_factory=Signature)
    recipients: str = ""

    @property
    def period_words(self) -> str:
        return period_words(self.period.kind, self.period.code, self.plan.year)

    @property
    def issuer(self) -> str:
        """`Công an tỉnh` signs as `Công an tỉnh Trà Vinh`."""
        name, place = clean(self.coordinator.name), clean(self.plan.place)
        return f"{name} {place}" if name.endswith("tỉnh") else name

    @property
    def parent(self) -> str:
        return _PARENTS.get(self.coordinator.kind, clean(self.plan.issuer))

    @property
    def printed_number(self) -> str:
        return document_number(self.number, clean(self.coordinator.symbol))

    @property
    def day(self) -> str:
        return day_words(self.dated_on, self.plan.year)

    @property
    def reference(self) -> str:
        """What an appendix says it belongs to, on two lines: on one it would not fit beside the margins."""
        return f"(Kèm theo Báo cáo số {self.printed_number} {self.day}\ncủa {self.issuer})"

    @property
    def subject(self) -> str:
        return f"Tình hình, kết quả thực hiện {self.plan.citation} trong {self.period_words}"
