"""A query that asks for no order gets its rows shuffled: whoever relies on the order of a table without saying so
finds out here, not when PostgreSQL first moves a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Model
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler


def _says_nothing_of_order(compiler: SQLCompiler) -> bool:
    query = compiler.query
    if not (isinstance(query.model, type) and issubclass(query.model, Model)):
        return False  # A query of no table, such as a constraint that is checked.
    given = query.extra_order_by or query.order_by or (query.default_ordering and query.get_meta().ordering)
    grouped = query.group_by is not None or query.distinct or query.combinator
    return not (given or grouped or query.subquery)


@pytest.fixture(autouse=True, scope="session")
def _shuffle_unordered_queries() -> Iterator[None]:
    original = SQLCompiler._order_by_pairs

    def pairs(compiler: SQLCompiler) -> Iterator[Any]:
        if _says_nothing_of_order(compiler):
            yield OrderBy(Random()), False
        else:
            yield from original(compiler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "_order_by_pairs", pairs)
        yield
