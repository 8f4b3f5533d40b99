"""Between tests that commit, PostgreSQL's tables are emptied row by row.

Django truncates them, which makes some hundred files anew on the disk and takes two seconds; the few rows a test wrote
are deleted in a hundredth of that. In one transaction: foreign keys are looked at when it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unittest.mock import patch

import pytest
from django.core.management.color import Style
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(autouse=True, scope="session")
def _emptied_row_by_row() -> Iterator[None]:
    with patch.object(DatabaseOperations, "sql_flush", _deletions):
        yield


def _deletions(
    operations: DatabaseOperations,
    _style: Style,
    tables: Sequence[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    assert not reset_sequences, "numbers that begin anew need the tables truncated"
    names = [operations.quote_name(table) for table in tables]
    # Whoever of the finished test still writes is waited for: what he commits after is deleted, too.
    lock = f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE"
    return ["SET LOCAL lock_timeout = '60s'", lock, *(f"DELETE FROM {name}" for name in names)]  # nosec: names of our own tables
