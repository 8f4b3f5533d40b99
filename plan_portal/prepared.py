"""Queries whose SQL is written once in a process. What most pages ask, Django takes five times longer to write down
than the database takes to answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")

NOBODY = 0  # The id of no row.
FIRST_MARK = 2**30  # Stands for the first id while the SQL is written.


@dataclass(frozen=True)
class Written(Generic[Row]):
    """A query, its compiler without a connection, its SQL, and the parameters with marks in the place of ids."""

    queryset: QuerySet[Any, Row]
    compiler: SQLCompiler
    sql: str
    marked: tuple[Any, ...]


class Prepared(Generic[Row]):
    """A query that differs from call to call in ids alone: none of them None, since that would be other SQL, and no
    smaller number, since PostgreSQL's small ones do not hold the marks. It is read anew at every call; nothing but its
    SQL is kept."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], takes: int | None = None) -> None:
        """`takes` says how many ids `build` is given where its signature does not."""
        self.build = build
        asked = len(inspect.signature(build).parameters) if takes is None else takes
        self.marks = [FIRST_MARK + number for number in range(asked)]
        self.__doc__ = build.__doc__
        self._written: Written[Row] | None = None
        self._writing = Lock()  # To write SQL changes the query it is written from.

    def __call__(self, *ids: int) -> list[Row]:
        """What the database holds now. Raises TypeError for what is no id."""
        if not all(isinstance(each, int) for each in ids):
            raise TypeError(f"ids are whole numbers: {ids}")
        written = self.written
        given = dict(zip(self.marks, ids, strict=True))
        params = tuple(given.get(param, param) for param in written.marked)
        ready = copy(written.compiler)
        ready.connection = connections[written.queryset.db]
        vars(ready)["as_sql"] = lambda *_how, **_else: (written.sql, params)
        queryset = written.queryset.all()
        vars(queryset.query)["get_compiler"] = lambda *_how, **_else: ready
        return list(queryset)

    def first(self, *ids: int) -> Row | None:
        return next(iter(self(*ids)), None)

    @property
    def written(self) -> Written[Row]:
        """Written by the first who asks, while others wait."""
        if self._written is None:
            with self._writing:
                self._written = self._written or self._write()
        return self._written

    def _write(self) -> Written[Row]:
        queryset = self.build(*self.marks)
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        compiler.connection = None
        return Written(queryset, compiler, sql, tuple(params))


def padded(ids: Collection[int], size: int) -> list[int]:
    """`size` ids, the last of them no row's: for a query prepared for as many. Raises ValueError for more."""
    if len(ids) > size:
        raise ValueError(f"{len(ids)} ids for a query of {size}")
    return [*ids, *[NOBODY] * (size - len(ids))]
