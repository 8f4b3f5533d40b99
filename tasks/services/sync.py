"""Bringing rows in line with a file: create what is new, save what differs, leave alone what agrees.

Each row is saved on its own, because history is written per row; what agrees is not written at all, so that loading
a file twice leaves no trace.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import F

M = TypeVar("M", bound=models.Model)
PARKED = 10_000  # Beyond every order a file gives.


@dataclass
class Tally:
    """How many rows a load wrote, and how many it found as they should be."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0


class Rows(Generic[M]):
    """The rows of one model that a file speaks of. `key` names the attributes by which a row is known, `common` the
    values all of them share."""

    def __init__(self, rows: models.QuerySet[M], tally: Tally, key: tuple[str, ...], **common: Any) -> None:
        self.model = rows.model
        self.key = key
        self.common = common
        self.tally = tally
        self.found: dict[tuple[Hashable, ...], M] = {
            tuple(getattr(row, name) for name in key): row for row in rows
        }
        self.kept: set[tuple[Hashable, ...]] = set()

    def put(self, *key: Hashable, **values: Any) -> M:
        """The row known by `key`, with `values`."""
        self.kept.add(key)
        row = self.found.get(key)
        if row is None:
            row = self.model(**self.common, **dict(zip(self.key, key, strict=True)), **values)
            self.tally.created += 1
        elif all(getattr(row, name) == value for name, value in values.items()):
            self.tally.unchanged += 1
            return row
        else:
            for name, value in values.items():
                setattr(row, name, value)
            self.tally.updated += 1
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.is_relation])
        row.save()
        self.found[key] = row
        return row

    def park(self, orders: Mapping[tuple[Hashable, ...], int]) -> None:
        """Move rows whose order will change, or that will go, out of the others' way; each is saved with its final
        order afterwards, and only that is history."""
        moving = [row for key, row in self.found.items() if orders.get(key) != row_order(row)]
        self.model._default_manager.filter(pk__in=[row.pk for row in moving]).update(
            order=F("order") + PARKED
        )

    def surplus(self) -> list[M]:
        """Rows that the file no longer has."""
        return [row for key, row in self.found.items() if key not in self.kept]

    def added_on_pages(self) -> list[M]:
        """Of the surplus, what a person added: the first row of its history names one, and none for a file's."""
        ids = [row.pk for row in self.surplus()]
        history = self.model.history  # type: ignore[attr-defined]  # put there by simple_history
        added = set(
            history.filter(id__in=ids, history_type="+", history_user__isnull=False).values_list(
                "id", flat=True
            )
        )
        return [row for row in self.surplus() if row.pk in added]

    def remove_surplus(self) -> None:
        for row in self.surplus():
            row.delete()
            self.tally.removed += 1


def row_order(row: models.Model) -> int:
    return int(row.order)  # type: ignore[attr-defined]  # only rows that have an order are parked


def set_if_different(related: Any, wanted: Iterable[models.Model], tally: Tally) -> None:
    """Make the rows on the other side of a many-to-many relation exactly `wanted`."""
    ids = {row.pk for row in wanted}
    if ids != {row.pk for row in related.all()}:
        related.set(ids)
        tally.updated += 1
