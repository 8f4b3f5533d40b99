"""Queries whose SQL is written once in a process. What most pages ask, Django takes five times longer to write down
than the database takes to answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")

NOBODY = 0  # The id of no row.
FIRST_MARK = 2**30  # Stands for the first id while the SQL is written.


class Prepared(Generic[Row]):
    """A query that differs from call to call in ids alone: none of them None, since that would be other SQL. It is read
    anew at every call; nothing but its SQL is kept."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], takes: int | None = None) -> None:
        """`takes` says how many ids `build` is given where its signature does not."""
        self.build = build
        asked = len(inspect.signature(build).parameters) if takes is None else takes
        self.marks = [FIRST_MARK + number for number in range(asked)]
        self.__doc__ = build.__doc__

    def __call__(self, *ids: int) -> list[Row]:
        """What the database holds now."""
        given = dict(zip(self.marks, ids, strict=True))
        compiler, sql, marked = self.written
        params = tuple(given.get(param, param) for param in marked)
        ready = copy(compiler)
        ready.connection = connections[self.queryset.db]
        vars(ready)["as_sql"] = lambda *_how, **_else: (sql, params)
        queryset = self.queryset.all()
        vars(queryset.query)["get_compiler"] = lambda *_how, **_else: ready
        return list(queryset)

    def first(self, *ids: int) -> Row | None:
        return next(iter(self(*ids)), None)

    @cached_property
    def queryset(self) -> QuerySet[Any, Row]:
        return self.build(*self.marks)

    @cached_property
    def written(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        """Its compiler, the SQL, and the parameters with marks in the place of ids."""
        compiler = self.queryset.query.get_compiler(self.queryset.db)
        sql, params = compiler.as_sql()
        return compiler, sql, tuple(params)


def padded(ids: Iterable[int], size: int) -> list[int]:
    """`size` ids, the last of them no row's: for a query prepared for as many."""
    return [*ids, *[NOBODY] * size][:size]
