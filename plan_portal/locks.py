"""Holding rows that one is about to refer to."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models

M = TypeVar("M", bound=models.Model)


def held_for_reference(rows: models.QuerySet[M]) -> list[M]:
    """The rows of a plain query, each held until the transaction ends against being removed or locked for a change,
    while others may refer to it as well: FOR KEY SHARE, which PostgreSQL takes itself when it checks a foreign key.
    Django's are checked at the end of the transaction, when it is too late to say what is wrong; and what it can
    lock, it locks against everybody. A row that is being removed is waited for, and then not there.

    SQLite lets one write at a time and needs no lock.
    """
    connection = connections[rows.db]
    if connection.vendor != "postgresql":
        return list(rows)
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:  # Asked for no ids: no row can match, so there is nothing to ask the database.
        return []
    table = connection.ops.quote_name(rows.model._meta.db_table)
    return list(rows.model._base_manager.using(rows.db).raw(f"{sql} FOR KEY SHARE OF {table}", params))
