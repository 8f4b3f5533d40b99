"""A query that asks for no order gets its rows shuffled: whoever relies on the order of a table without saying so
finds out here, not when PostgreSQL first moves a row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.models import QuerySet


def says_nothing_of_order(rows: QuerySet) -> bool:
    """True where a random order changes nothing else: groups and unions would become other queries."""
    query = rows.query
    return not (rows.ordered or query.distinct or query.combinator or query.group_by is not None)


@pytest.fixture(autouse=True, scope="session")
def _shuffle_unordered_queries() -> Iterator[None]:
    original = QuerySet._fetch_all

    def fetch_all(rows: QuerySet) -> None:
        if rows._result_cache is None and says_nothing_of_order(rows):
            rows.query.add_ordering("?")
        original(rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", fetch_all)
        yield
