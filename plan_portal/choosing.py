"""Lists to choose from that are made of rows read already. Left to itself a field asks for whole records, and looks at
each whether it is a group of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.choices import BaseChoiceIterator


class Rows(BaseChoiceIterator):
    """Pairs of a value and its words, as they are."""

    def __init__(self, pairs: Iterable[tuple[Any, str]]) -> None:
        self.pairs = list(pairs)

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        return iter(self.pairs)


def offer(field: Any, named: Iterable[tuple[int, str]]) -> None:
    """Let a field choose among those of its records that are `named`: their ids and what is shown of them."""
    rows = list(named)
    field.queryset = field.queryset.filter(pk__in=[pk for pk, _name in rows])
    nothing = [] if field.empty_label is None else [("", field.empty_label)]
    field.choices = Rows([*nothing, *rows])
