"""The report's own workbook, read for its download: what is asked, what is stored, what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils import formats, timezone, translation

from agencies.models import User
from plan_portal.formatting import day
from reports.documents.workbook_content import DutyRow, FigureRow, SectionRow, WorkbookContent
from reports.models import Report, Section
from reports.reading.deadlines import A_MOMENT, before
from reports.reading.earlier import Earlier, earlier_of
from reports.rules.content import DutyContent
from reports.rules.fields import DUTY, INDICATOR, SECTION, Place, Value, digest_of
from reports.rules.figures import Measure
from reports.rules.period_names import Before
from reports.rules.voices import HARD
from reports.rules.workbook import NOBODYS, STATUS_WORDS, Asked
from reports.rules.workbook_cells import as_stored_in_a_cell
from reports.services.content import duties_asked, figures_asked
from reports.services.of_report import targets_of
from reports.services.workbook_fields import stored_fields
from reports.services.workbook_key import key_for, signed
from tasks.models import Assignment, Field, Indicator

LANGUAGE = "vi"  # As every document: it goes from hand to hand in an office.


@dataclass(frozen=True)
class _Read:
    """What the rows are made from."""

    report: Report
    earlier: Earlier
    targets: Mapping[str, Decimal]
    stored: Mapping[Place, Value]

    def text(self, place: Place) -> str:
        return str(self.stored[place])


def workbook_of(
    report: Report, user: User, now: datetime, hints: Mapping[Section, object]
) -> WorkbookContent:
    """At a fixed number of queries. `hints` say what goes into a section."""
    assignments, indicators = duties_asked(report), figures_asked(report)
    earlier = earlier_of(report)
    with translation.override(LANGUAGE):
        heads, names = _heads(earlier), earlier.names
        measures = names.measured(Measure.LAST_YEAR), names.measured(Measure.PREVIOUS)
    asked = Asked(
        duties=tuple(assignment.pk for assignment in assignments),
        figures=tuple(key for key, _row in _figure_lines(indicators)),
        sections=tuple(section.value for section in Section),
        heads=heads,
    )
    spots = asked.spots()
    read = _Read(
        report=report,
        earlier=earlier,
        targets=targets_of(report),
        stored=stored_fields(report),
    )
    is_open = {place: _fits(read.stored[place]) for place in spots}
    seen = [digest_of(read.stored[place]) if is_open[place] else "" for place in spots]
    with translation.override(LANGUAGE):
        return WorkbookContent(
            **_facts(report, user, now),
            key=signed(key_for(report, asked, seen)),
            duties=tuple(_duty(assignment, read) for assignment in assignments),
            figures=tuple(_figures(indicators, read)),
            sections=tuple(_section(section, read, str(hints.get(section, ""))) for section in Section),
            open_fields=frozenset(place for place in spots if is_open[place]),
            heads=heads,
            measures=measures,
        )


def _heads(earlier: Earlier) -> tuple[str, ...]:
    """As in `Asked`; none where all are as usual."""
    names = earlier.names
    is_named = names.last is not None and names.newest_is == Before.PREVIOUS
    heads = (
        f"{earlier.last_is.label} đã báo cáo" if earlier.last_is else "",
        names.newest_label if is_named else "",
        names.same_label if names.same_year else "",
    )
    return heads if any(heads) else ()


def _fits(value: object) -> bool:
    return not isinstance(value, str) or as_stored_in_a_cell(value) is not None


def _facts(report: Report, user: User, now: datetime) -> dict[str, str]:
    period, plan, deadline = report.period, report.period.plan, report.effective_deadline
    from_to = [formats.date_format(date, "SHORT_DATE_FORMAT") for date in (period.data_from, period.data_to)]
    made = formats.date_format(timezone.localtime(now), "DATETIME_FORMAT")
    return {
        "agency": report.agency.name,
        "plan": f"Số {plan.number}: {plan.title}" if plan.number else plan.title,
        "period": period.name,
        "figures_of": "từ {} đến {}".format(*from_to),
        "deadline": f"trước {before(deadline)} (hết ngày {day(deadline - A_MOMENT)})",
        "made": f"{made}, {user}",
    }


def _duty(assignment: Assignment, read: _Read) -> DutyRow:
    said = {
        aspect: read.text(Place(DUTY, assignment.pk, aspect)) for aspect in ("status", "done", "difficulties")
    }
    return DutyRow(
        key=assignment.pk,
        text=assignment.duty.text,
        role=str(assignment.get_role_display()),
        previous=_previous(read.earlier.last_duties.get(assignment.duty.code)),
        **said,
    )


def _previous(duty: DutyContent | None) -> str:
    if duty is None:
        return ""
    difficulties = f"{HARD}: {duty.difficulties}" if duty.difficulties else ""
    return "\n".join(filter(None, (STATUS_WORDS.get(duty.status, ""), duty.done, difficulties)))


def _figure_lines(indicators: Sequence[Indicator]) -> Iterator[tuple[int, Indicator | str]]:
    """A heading for each field of the plan, then its figures; by the key of the line."""
    for field, group in groupby(indicators, key=lambda indicator: indicator.field):
        yield NOBODYS, str(Field(field).label)
        for indicator in group:
            yield NOBODYS if indicator.is_computed else indicator.pk, indicator


def _figures(indicators: Sequence[Indicator], read: _Read) -> Iterator[FigureRow]:
    by_id = {indicator.pk: indicator for indicator in indicators}
    for _key, line in _figure_lines(indicators):
        if isinstance(line, Indicator):
            yield _figure(line, _depth(line, by_id), read)
        else:
            yield FigureRow(NOBODYS, line)


def _depth(indicator: Indicator, by_id: Mapping[int, Indicator]) -> int:
    """How many of the report's figures it is a part of, one within the other."""
    depth, whole = 0, indicator.part_of_id
    while whole is not None and whole in by_id and depth < len(by_id):
        depth, whole = depth + 1, by_id[whole].part_of_id
    return depth


def _figure(indicator: Indicator, depth: int, read: _Read) -> FigureRow:
    code, place = indicator.code, Place(INDICATOR, indicator.pk, "value")
    beside: dict[str, Any] = {
        "previous": read.earlier.newest_values.get(code),
        "year_before": read.earlier.year_before_values.get(code),
        "target": read.targets.get(code),
    }
    if indicator.is_computed:
        parts = (indicator.numerator_id or NOBODYS, indicator.denominator_id or NOBODYS)
        return FigureRow(NOBODYS, indicator.name, indicator.unit, 1, depth, ratio=parts, **beside)
    value = read.stored[place]
    return FigureRow(
        key=indicator.pk,
        name=indicator.name,
        unit=indicator.unit,
        decimals=indicator.decimals,
        depth=depth,
        value=value if isinstance(value, Decimal) else None,
        explanation=read.text(Place(INDICATOR, indicator.pk, "explanation")),
        required=indicator.required,
        **beside,
    )


def _section(section: Section, read: _Read, hint: str) -> SectionRow:
    return SectionRow(
        key=section.value,
        title=str(section.label),
        hint=hint,
        required=section.is_required,
        text=read.text(Place(SECTION, section.value, "text")),
        previous=read.earlier.last_sections.get(section, ""),
    )
