"""Answers kept in the process, by everything they depend on. Nothing here ever goes stale: a key that says all is the
condition for using it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(Generic[K, V]):
    """The `size` answers asked for last; many are asked for and kept at once, as one query brings them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def known(self, keys: Iterable[K]) -> dict[K, V]:
        """Those of `keys` whose answer is kept."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def keep(self, answers: Mapping[K, V]) -> None:
        with self._lock:
            self._kept.update(answers)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
