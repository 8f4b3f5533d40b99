"""The fields of a report in the database, by their places. For services that hold the report's row locked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.models import User
from plan_portal.locks import held_for_reference
from reports.models import DutyResult, IndicatorValue, Report, ReportSection, Section
from reports.rules.fields import DUTY, INDICATOR, SECTION, Place, Value
from reports.rules.workflow import Refusal
from reports.services.content import assignments_of, indicators_of
from reports.services.steps import StepRefused

Row = ReportSection | DutyResult | IndicatorValue
Key = str | int


def _sections(_report: Report, keys: Collection[Any]) -> set[Key]:
    return {Section(key).value for key in keys}


def _assignments(report: Report, keys: Collection[Any]) -> set[Key]:
    asked = assignments_of(report).select_related(None).only("pk").filter(pk__in=keys)
    return {assignment.pk for assignment in held_for_reference(asked)}


def _indicators(report: Report, keys: Collection[Any]) -> set[Key]:
    asked = indicators_of(report).select_related(None).only("nature").filter(pk__in=keys)
    return {indicator.pk for indicator in held_for_reference(asked) if not indicator.is_computed}


@dataclass(frozen=True)
class Table:
    """Where one kind of field lies: a row per `key`, with a column per aspect. `own` are those of some keys that are
    this report's to fill in, held so that nobody takes them out of the plan meanwhile; it raises ValueError for a
    section there is none of."""

    model: type[Row]
    key: str
    aspects: tuple[str, ...]
    own: Callable[[Report, Collection[Any]], set[Key]]


TABLES = {
    SECTION: Table(ReportSection, "section", ("text",), _sections),
    DUTY: Table(DutyResult, "assignment_id", ("status", "done", "difficulties"), _assignments),
    INDICATOR: Table(IndicatorValue, "indicator_id", ("value", "explanation"), _indicators),
}


class Fields:
    """The rows of some places of a report, read once; those that do not exist yet are made, empty.

    Raises StepRefused for a duty or a figure that is not, or no longer, this report's to fill in, ValueError for no
    section.
    """

    def __init__(self, report: Report, places: Iterable[Place]) -> None:
        self.report = report
        keys: dict[str, set[Any]] = {}
        for place in places:
            keys.setdefault(place.kind, set()).add(place.key)
        self.rows: dict[tuple[str, Key], Any] = {}
        for kind, wanted in keys.items():
            self._read(kind, wanted)

    def value(self, place: Place) -> Value:
        value: Value = getattr(self.rows[place.kind, place.key], place.aspect)
        return value

    def last_change(self, place: Place) -> tuple[User | None, datetime | None]:
        """Who last wrote in the row of this place, and when."""
        row = self.rows[place.kind, place.key]
        return row.edited_by, row.edited_at

    def store(self, changes: Mapping[Place, Value], *, by: User, now: datetime) -> None:
        """Write the changed fields; the others of their rows keep what was read."""
        touched: dict[str, dict[Key, Any]] = {}
        for place, value in changes.items():
            row = self.rows[place.kind, place.key]
            setattr(row, place.aspect, value.strip() if isinstance(value, str) else value)
            row.edited_by, row.edited_at = by, now
            touched.setdefault(place.kind, {})[place.key] = row
        for kind, rows in touched.items():
            self._write(TABLES[kind], list(rows.values()))

    def _read(self, kind: str, wanted: set[Any]) -> None:
        table = TABLES[kind]
        if wanted - table.own(self.report, wanted):
            raise StepRefused(Refusal.NOT_ASKED)
        found = table.model._default_manager.filter(
            **{"report": self.report, f"{table.key}__in": wanted}
        ).select_related("edited_by")
        rows = {getattr(row, table.key): row for row in found}
        for key in wanted:
            self.rows[kind, key] = rows.get(key) or table.model(**{"report": self.report, table.key: key})

    def _write(self, table: Table, rows: list[Any]) -> None:
        columns = [*table.aspects, "edited_by", "edited_at"]
        # Both before either is written: a row that was created has a key from then on.
        new = [row for row in rows if row.pk is None]
        old = [row for row in rows if row.pk is not None]
        if new:
            table.model._default_manager.bulk_create(new)
        if old:
            table.model._default_manager.bulk_update(old, columns)
