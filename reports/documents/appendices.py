"""Phụ lục I to III: who reported, the totals, the figures agency by agency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from plan_portal.formatting import TIED, percent
from reports.documents.blocks import Block, Cell, Column, Number, Paragraph, Row, Table
from reports.documents.charts import filing_bar, main_charts
from reports.documents.source import Source
from reports.documents.words import (
    FIELDS,
    NOT_SENT,
    SENT_BEFORE,
    STATES,
    clean,
    in_vietnamese,
    positions,
)
from reports.rules.calendar import timeliness
from reports.rules.completeness import Completeness, Filing
from reports.rules.consolidation import AgencyLine, Asked, Figures, Total
from reports.rules.figures import Figure, Measure
from reports.rules.period_names import Names

MOST_COLUMNS = 8
NOT_FILED = "Chưa gửi"

_FILING_COLUMNS = (
    Column("TT", 3),
    Column("Cơ quan, đơn vị", 16),
    Column("Hạn gửi trước", 9),
    Column("Thời điểm gửi", 12),
    Column("Chấp hành thời hạn", 8),
    Column("Tình trạng", 9),
)


@dataclass(frozen=True)
class _Beside:
    """A column of what totals are compared with; one that would be empty is left out."""

    title: str
    of: Callable[[Total], Figure]


_CHANGE = _Beside("Tăng (+), giảm (-) %", lambda total: total.change)
_CHANGE_NOTE = (
    "Tăng, giảm so với {same}; chỉ tiêu chưa có số liệu cùng kỳ thì so với {last}, nếu có cùng độ dài; "
    "chỉ tiêu tính tại thời điểm thì so với {last}. "
    "Chỉ tiêu tỷ lệ tính bằng điểm phần trăm. "
)
_PARTIAL_NOTE = "Chỉ tiêu chưa đủ đơn vị báo cáo, ở kỳ này hoặc ở kỳ được so sánh, thì không so sánh. "
_TOTAL_NOTE = "Dấu “–” là không có số liệu, khác với 0. Số đơn vị báo cáo: đã có số liệu/phải báo cáo."


# --- Phụ lục I --------------------------------------------------------------------------------------------------
def completeness_blocks(source: Source) -> Iterator[Block]:
    """Rates, a bar, and every expected report with its dates."""
    counted = source.figures.completeness
    yield from (Paragraph(line) for line in _rates(counted))
    yield filing_bar(counted)
    yield filing_table(source.figures.agencies)


def _rates(counted: Completeness) -> Iterator[str]:
    yield f"- Số cơ quan, đơn vị phải báo cáo: {counted.expected}."
    yield f"- Đã gửi báo cáo: {counted.actual} ({_percent(counted.reporting_rate)}); chưa gửi: {counted.missing}."
    yield f"- Đúng hạn theo thời hạn của kỳ báo cáo: {counted.on_time} ({_percent(counted.on_time_rate)})."
    yield (
        f"- Đúng hạn tính cả gia hạn: {counted.in_their_time} ({_percent(counted.effective_on_time_rate)}); "
        f"trễ hạn: {counted.late}."
    )


def filing_table(lines: Sequence[AgencyLine]) -> Table:
    rows = tuple(_filing(position, line) for position, line in enumerate(lines, start=1))
    return Table("Tình hình gửi báo cáo của các cơ quan, đơn vị", "Tình hình báo cáo", _FILING_COLUMNS, rows)


def _filing(position: int, line: AgencyLine) -> Row:
    filing = line.filing
    sent = timezone.localtime(filing.first_submitted_at) if filing.first_submitted_at else None
    deadline = timezone.localtime(filing.effective_deadline)
    return Row(
        (
            position,
            clean(line.name),
            deadline if deadline.hour else deadline.date(),
            sent or NOT_FILED,
            _punctuality(filing),
            _state(line),
        )
    )


def _state(line: AgencyLine) -> str:
    """A draft that was sent before has not gone missing: its agency is mending it."""
    state = STATES.get(line.state, line.state)
    return SENT_BEFORE if state == NOT_SENT and line.filing.first_submitted_at else state


def _punctuality(filing: Filing) -> str:
    if filing.first_submitted_at is None:
        return NOT_FILED
    extended = " (gia hạn)" if filing.effective_deadline != filing.deadline else ""
    found = timeliness(
        deadline=filing.effective_deadline,
        first_submitted_at=filing.first_submitted_at,
        now=filing.first_submitted_at,
    )
    return (f"Trễ {found.days} ngày" if found.is_late else "Đúng hạn") + extended


def _percent(rate: Figure) -> str:
    """As the chart says it: 93,9%, 97%."""
    return percent(None if rate is None else rate / 100).replace(TIED, "")


# --- Phụ lục II -------------------------------------------------------------------------------------------------
def totals_blocks(figures: Figures) -> Iterator[Block]:
    yield totals_table(figures)
    yield from main_charts(figures.totals, figures.names)


def totals_table(figures: Figures) -> Table:
    totals = figures.totals
    known = [
        beside for beside in _besides(figures.names) if any(beside.of(total) is not None for total in totals)
    ]
    rows: list[Row] = []
    for field, title in FIELDS.items():
        of_field = [total for total in totals if total.asked.field == field]
        if of_field:
            rows.append(Row((title,), "group"))
            numbers = positions(total.asked.name for total in of_field)
            rows.extend(_total(number, total, known) for number, total in zip(numbers, of_field, strict=True))
    columns = (
        Column("TT", 3),
        Column("Chỉ tiêu", 22),
        Column("Đơn vị tính", 6),
        Column("Kỳ này", 7, is_number=True),
        *(Column(beside.title, 7, is_number=True) for beside in known),
        Column("Số đơn vị báo cáo", 6),
    )
    return Table("Số liệu tổng hợp toàn tỉnh", "Tổng hợp", columns, tuple(rows), _note(figures, known))


def _besides(names: Names) -> tuple[_Beside, ...]:
    last, same = in_vietnamese(lambda: names.last_label), in_vietnamese(lambda: names.same_label)
    return (
        _Beside("Chỉ tiêu kế hoạch", lambda total: total.comparison.target),
        _Beside(last, lambda total: total.comparison.previous),
        _Beside(same, lambda total: total.comparison.same_last_year),
        _CHANGE,
    )


def _note(figures: Figures, known: Sequence[_Beside]) -> str:
    names = figures.names
    same = in_vietnamese(lambda: names.measured(Measure.LAST_YEAR))
    last = in_vietnamese(lambda: names.measured(Measure.PREVIOUS))
    change = _CHANGE_NOTE.format(same=same, last=last) if _CHANGE in known else ""
    return f"Ghi chú: {change}{_PARTIAL_NOTE if figures.has_withheld else ''}{_TOTAL_NOTE}"


def _total(position: int | str, total: Total, besides: Sequence[_Beside]) -> Row:
    return Row(
        (
            position,
            clean(total.asked.name),
            clean(total.asked.unit),
            Number(total.value, total.places),
            *(_beside(total, beside) for beside in besides),
            f"{total.entered}/{total.expected}",
        )
    )


def _beside(total: Total, beside: _Beside) -> Number:
    is_change = beside is _CHANGE
    return Number(beside.of(total), 1 if is_change else total.places, signed=is_change)


# --- Phụ lục III ------------------------------------------------------------------------------------------------
def by_agency(source: Source) -> Iterator[Block]:
    """Figures that several agencies give: one table for each set of agencies asked for the same, each agency a row.
    Figures that one agency gives: one list."""
    names = {line.code: clean(line.name) for line in source.figures.agencies}
    values = {content.agency_code: content.values() for content in source.contents}
    alone = [total for total in source.figures.totals if len(total.asked.reporters) == 1]
    shared = [total for total in source.figures.totals if len(total.asked.reporters) > 1]
    number = 0
    for group in _same_reporters(shared):
        for totals in _chunks(group, MOST_COLUMNS):
            number += 1
            yield _matrix(number, totals, names, values)
    if alone:
        yield _alone(number + 1, alone, names)


def _same_reporters(totals: Iterable[Total]) -> Iterator[list[Total]]:
    """The widest asked first; among equals in the plan's order."""
    ordered = sorted(totals, key=lambda total: (-len(total.asked.reporters), total.asked.reporters))
    return (list(group) for _, group in groupby(ordered, key=lambda total: total.asked.reporters))


def _chunks(totals: list[Total], most: int) -> Iterator[list[Total]]:
    return (totals[start : start + most] for start in range(0, len(totals), most))


def _matrix(
    number: int, totals: list[Total], names: Mapping[str, str], values: Mapping[str, Mapping[str, Figure]]
) -> Table:
    columns = tuple(Column(_with_unit(total.asked), 7, is_number=True) for total in totals)
    room = max(17, 38 - 4 * len(columns))  # The fewer the figures, the wider the names, not the position.
    rows = [
        Row((position, names.get(code, code), *_figures(totals, values.get(code, {}))))
        for position, code in enumerate(totals[0].asked.reporters, start=1)
    ]
    sums: list[Cell] = [Number(total.value, total.places) for total in totals]
    return Table(
        title=f"Biểu {number}. Số liệu của {len(rows)} cơ quan, đơn vị",
        sheet=f"Theo đơn vị {number}",
        columns=(Column("TT", 3), Column("Cơ quan, đơn vị", room), *columns),
        rows=(*rows, Row(("", "Toàn tỉnh", *sums), "total")),
    )


def _with_unit(asked: Asked) -> str:
    return f"{clean(asked.name)} ({clean(asked.unit)})"


def _figures(totals: list[Total], values: Mapping[str, Figure]) -> Iterator[Number]:
    return (Number(values.get(total.asked.code), total.places) for total in totals)


def _alone(number: int, totals: list[Total], names: Mapping[str, str]) -> Table:
    rows = [
        Row(
            (
                position,
                clean(total.asked.name),
                clean(total.asked.unit),
                names.get(total.asked.reporters[0], total.asked.reporters[0]),
                Number(total.value, total.places),
            )
        )
        for position, total in enumerate(totals, start=1)
    ]
    columns = (
        Column("TT", 3),
        Column("Chỉ tiêu", 20),
        Column("Đơn vị tính", 5),
        Column("Cơ quan, đơn vị báo cáo", 14),
        Column("Số liệu", 6, is_number=True),
    )
    return Table(
        f"Biểu {number}. Số liệu do một cơ quan, đơn vị báo cáo",
        f"Theo đơn vị {number}",
        columns,
        tuple(rows),
    )
