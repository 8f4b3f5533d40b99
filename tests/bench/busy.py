"""The time a piece of work takes where a processor is free for each of its processes, however busy the machine is.

It is the processor's time along the longest way: a process that waits for one it started goes on when that one's work
is done too.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from reports.documents import beside as processes
from reports.documents import pdf
from reports.documents.beside import Make, beside


class Clock:
    def __init__(self) -> None:
        self._began = time.process_time()
        self._waited = 0.0

    def now(self) -> float:
        return time.process_time() - self._began + self._waited

    @contextmanager
    def beside(self, jobs: Sequence[Make]) -> Iterator[Callable[[], list[bytes]]]:
        """As `beside`; the wait for the second process is counted by what it worked."""
        began = self.now()
        with beside(jobs) as made_beside:

            def collect() -> list[bytes]:
                before = _children()
                made = made_beside()
                ended = began + _children() - before
                self._waited += max(0.0, ended - self.now())
                return made

            yield collect


@contextmanager
def counted() -> Iterator[Clock]:
    """A clock that knows of the processes the documents start."""
    clock = Clock()
    with patch.object(pdf, "beside", clock.beside), patch.object(processes, "beside", clock.beside):
        yield clock


def _children() -> float:
    """The work of the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
