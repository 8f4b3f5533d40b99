"""Who changed what and when, read from the history tables for the pages that show it.

A history row holds the whole record after a change; what changed is the difference to the row before, but for fields
that the model's UNTOLD names. Rows before are fetched together, so that a page costs the same number of queries
however many changes it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plan_portal.formatting import number
from plan_portal.prepared import Prepared, padded

LOOK = {"+": ("good", "plus"), "~": ("action", "pencil"), "-": ("bad", "minus")}
TITLES = {
    "+": gettext_lazy("%(kind)s added: %(name)s"),
    "~": gettext_lazy("%(kind)s changed: %(name)s"),
    "-": gettext_lazy("%(kind)s removed: %(name)s"),
}
PER_PAGE = 25
MAX_SHOWN = 300  # A changed paragraph is told by its beginning; the page itself shows it whole.


@dataclass(frozen=True)
class Change:
    """One change, in the words of a timeline's event."""

    when: datetime
    what: str
    who: str
    note: str
    variant: str
    icon: str


def history_of(model: type[models.Model], **of: Any) -> models.QuerySet[Any]:
    """The history rows of `model` (those for which `of` holds), newest first, with the people and records they name."""
    history = model.history.model  # type: ignore[attr-defined]  # put there by simple_history
    named = [field.name for field in history.tracked_fields if isinstance(field, models.ForeignKey)]
    rows: models.QuerySet[Any] = history.objects.select_related("history_user", *named)
    return rows.filter(**of).order_by("-history_date", "-history_id")


def page_of_changes(
    histories: Sequence[models.QuerySet[Any]], number: str | int | None
) -> tuple[Page[Any], list[Change]]:
    """Page `number` (as it stands in the address) of several histories together, newest first."""
    page = Paginator(_Together(histories), PER_PAGE).get_page(number)
    return page, told(list(page.object_list))


class _Together(Sequence[Any]):
    """The rows of several histories as one list, newest first. Their places are asked for together; whole rows only
    of the histories that a slice holds any of."""

    def __init__(self, histories: Sequence[models.QuerySet[Any]]) -> None:
        self.histories = histories

    def __len__(self) -> int:
        """Counted only where there is more than a page."""
        return len(self._newest) if len(self._newest) <= PER_PAGE else self._keys().count()

    def __getitem__(self, span: Any) -> Any:
        keys = self._newest[span] if span.stop <= PER_PAGE else self._ordered()[span]
        wanted = [(place, pk) for _date, pk, place in keys]
        rows = {
            (place, row.history_id): row
            for place in {place for place, _pk in wanted}
            for row in _rows(self.histories[place].model)(
                *padded([pk for of, pk in wanted if of == place], PER_PAGE)
            )
        }
        return [rows[key] for key in wanted]

    @cached_property
    def _newest(self) -> list[Any]:
        """The keys of a page, and one more."""
        return list(self._ordered()[: PER_PAGE + 1])

    def _ordered(self) -> models.QuerySet[Any, Any]:
        return self._keys().order_by("-history_date", "-history_id", "-from_history")

    def _keys(self) -> models.QuerySet[Any, Any]:
        """Date, id and the history's place of every row."""
        first, *others = (
            history.order_by()
            .annotate(from_history=models.Value(place))
            .values_list("history_date", "history_id", "from_history")
            for place, history in enumerate(self.histories)
        )
        keys: models.QuerySet[Any, Any] = first.union(*others, all=True)
        return keys


@cache
def _rows(history: type[Any]) -> Prepared[Any]:
    """The rows of a history by their ids."""
    return Prepared(lambda *ids: history_of(history.instance_type).filter(history_id__in=ids), PER_PAGE)


@cache
def _lives(history: type[Any]) -> Prepared[Any]:
    """All rows of some records, by the records' ids, the oldest first."""

    def build(*ids: int) -> models.QuerySet[Any]:
        return history_of(history.instance_type).filter(id__in=ids).order_by("id", "history_id")

    return Prepared(build, PER_PAGE)


def told(rows: Sequence[Any]) -> list[Change]:
    """The history `rows` as changes, in the same order."""
    before = _rows_before(rows)
    return [_change(row, before.get((type(row), row.history_id))) for row in rows]


def _rows_before(rows: Sequence[Any]) -> dict[tuple[type[Any], int], Any]:
    found: dict[tuple[type[Any], int], Any] = {}
    histories: set[Any] = {type(row) for row in rows}
    for history in histories:
        ids = {row.id for row in rows if isinstance(row, history) and row.history_type == "~"}
        if not ids:  # Only a change is told by the row before it.
            continue
        every = _lives(history)(*padded(ids, PER_PAGE))
        for _id, of_one in groupby(every, key=lambda row: row.id):
            previous = None
            for row in of_one:
                found[history, row.history_id] = previous
                previous = row
    return found


def _change(row: Any, before: Any) -> Change:
    variant, icon = LOOK[row.history_type]
    return Change(
        when=row.history_date,
        what=_title(row),
        who=str(row.history_user or ""),
        note="\n".join(_details(row, before)),
        variant=variant,
        icon=icon,
    )


def _title(row: Any) -> str:
    named = {"kind": row.instance_type._meta.verbose_name, "name": _name(row)}
    title = str(TITLES[row.history_type] % named)
    return title[:1].upper() + title[1:]


def _name(row: Any) -> str:
    """A record's name from its history row alone. Records that tie others together are named by these."""
    tied = [
        getattr(row, name) for name in ("user", "duty", "agency", "indicator") if hasattr(row, f"{name}_id")
    ]
    parts = [str(each) for each in tied if each is not None]
    if hasattr(row, "role"):
        parts.append(row.get_role_display())
    if not tied:
        # Building an account from its history asks the database for what history leaves out.
        parts = [getattr(row, "full_name", "") or str(row.instance)]
    return " – ".join(parts)


def _details(row: Any, before: Any) -> list[str]:
    """What changed in a row, or the value that a new one sets."""
    if row.history_type == "+" and hasattr(row, "value"):
        return [number(row.value)]
    if row.history_type != "~" or before is None:
        return []
    lines = []
    untold = getattr(row.instance_type, "UNTOLD", ())
    for field in row.tracked_fields:
        if field.name not in untold and getattr(row, field.attname) != getattr(before, field.attname):
            old, new = _shown(before, field), _shown(row, field)
            lines.append(f"{str(field.verbose_name).capitalize()}: {old} → {new}")
    return lines


def _shown(row: Any, field: models.Field[Any, Any]) -> str:
    if field.choices:
        value = getattr(row, f"get_{field.name}_display")()
    else:
        value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    text = "–" if value in (None, "") else str(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
