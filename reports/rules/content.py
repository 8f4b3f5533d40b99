"""A report's content as one frozen value: what a submission freezes, a reviewer reads, a document prints.

The same value is made from the live report (for its own agency) and from a submission (for everyone else).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class SectionContent:
    """One narrative section: its code (`reports.models.Section`) and what was written."""

    code: str
    text: str = ""


@dataclass(frozen=True)
class DutyContent:
    """One duty's result. `role` is the agency's in it; an empty `status` means that nothing was said yet."""

    code: str
    text: str
    field: str
    role: str
    status: str = ""
    done: str = ""
    difficulties: str = ""


@dataclass(frozen=True)
class FigureContent:
    """One figure. `value` None means not entered, which is not zero."""

    code: str
    name: str
    unit: str
    field: str
    decimals: int = 0
    value: Decimal | None = None
    explanation: str = ""
    is_computed: bool = False


@dataclass(frozen=True)
class AttachmentContent:
    name: str
    kind: str
    size: int
    sha256: str
    paper_number: str = ""
    paper_date: str = ""


@dataclass(frozen=True)
class ReportContent:
    """Everything an agency says in one report, in the order it is shown and printed."""

    plan_code: str
    period_code: str
    agency_code: str
    agency_name: str
    sections: tuple[SectionContent, ...] = ()
    duties: tuple[DutyContent, ...] = ()
    figures: tuple[FigureContent, ...] = ()
    attachments: tuple[AttachmentContent, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; decimals as strings, so that no digit is lost."""
        plain = asdict(self)
        for figure in plain["figures"]:
            figure["value"] = None if figure["value"] is None else str(figure["value"])
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> ReportContent:
        """The inverse of `to_json`."""
        return cls(
            plan_code=plain["plan_code"],
            period_code=plain["period_code"],
            agency_code=plain["agency_code"],
            agency_name=plain["agency_name"],
            sections=tuple(SectionContent(**s) for s in plain["sections"]),
            duties=tuple(DutyContent(**d) for d in plain["duties"]),
            figures=tuple(_figure(f) for f in plain["figures"]),
            attachments=tuple(AttachmentContent(**a) for a in plain["attachments"]),
        )

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the canonical JSON: the same content always gives the same digest."""
        canonical = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def values(self) -> dict[str, Decimal | None]:
        """Figures by indicator code."""
        return {figure.code: figure.value for figure in self.figures}


def _figure(plain: dict[str, Any]) -> FigureContent:
    value = plain["value"]
    return FigureContent(**{**plain, "value": None if value is None else Decimal(value)})


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two contents: `target` is section, duty, indicator or attachment, `code` its
    code, an attachment's SHA-256."""

    target: str
    code: str
    aspect: str
    before: str
    after: str


def differences(before: ReportContent, after: ReportContent) -> Iterator[Difference]:
    """What changed from one submission to the next, in the order of the report. Something added or gone has ""
    on the other side."""
    yield from _compared("section", _texts(before.sections, "text"), _texts(after.sections, "text"))
    for aspect in ("status", "done", "difficulties"):
        yield from _compared("duty", _texts(before.duties, aspect), _texts(after.duties, aspect), aspect)
    for aspect in ("value", "explanation"):
        yield from _compared(
            "indicator", _texts(before.figures, aspect), _texts(after.figures, aspect), aspect
        )
    yield from _compared("attachment", _files(before), _files(after), "file")


def figures_changed(before: ReportContent, after: ReportContent) -> int:
    """How many figures have another value in `after`; one that was added or is gone counts too."""
    return sum(d.aspect == "value" for d in differences(before, after))


def _texts(parts: tuple[Any, ...], aspect: str) -> dict[str, str]:
    found = {part.code: getattr(part, aspect) for part in parts}
    return {code: "" if value is None else str(value) for code, value in found.items()}


def _files(content: ReportContent) -> dict[str, str]:
    return {attachment.sha256: attachment.name for attachment in content.attachments}


def _compared(
    target: str, before: dict[str, str], after: dict[str, str], aspect: str = "text"
) -> Iterator[Difference]:
    for code in dict.fromkeys([*before, *after]):
        old, new = before.get(code, ""), after.get(code, "")
        if old != new:
            yield Difference(target=target, code=code, aspect=aspect, before=old, after=new)
