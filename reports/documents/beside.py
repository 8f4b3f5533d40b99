"""Work shared with a second process: a forked child makes one part while this process makes the other.

The child has everything in memory and imports nothing anew, touches no database, sends what it made through a pipe
and ends without ceremony. If it is killed, this process makes the rest itself; if this one is killed, the child's pipe
breaks and it ends too.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

Make = Callable[[], bytes]
LENGTH = 8  # bytes that say how long the piece after them is


@contextmanager
def beside(jobs: Sequence[Make]) -> Iterator[Callable[[], list[bytes]]]:
    """Start `jobs` in a child; the function given waits and returns what each made, in order.

    Leaving the block without having asked for it ends the child.
    """
    if not jobs:
        yield list
        return
    reading, writing = os.pipe()
    gc.freeze()  # The child's collector need not touch, and so copy, what it inherited.
    child = os.fork()
    if not child:
        os.close(reading)
        _work(jobs, writing)
    gc.unfreeze()
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        done = False

        def collect() -> list[bytes]:
            nonlocal done
            told = pipe.read()
            os.waitpid(child, 0)
            done = True
            made = list(_pieces(told))
            return [*made, *(make() for make in jobs[len(made) :])]

        try:
            yield collect
        finally:
            if not done:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _work(jobs: Sequence[Make], writing: int) -> None:
    """In the child: whatever happens, it never returns into the code it was forked from."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)
        with os.fdopen(writing, "wb") as pipe:
            for make in jobs:
                piece = make()
                pipe.write(len(piece).to_bytes(LENGTH, "big") + piece)
                pipe.flush()
    finally:
        os._exit(0)


def _pieces(told: bytes) -> Iterator[bytes]:
    """What arrived whole; a child that was killed leaves its last piece cut short."""
    start = 0
    while start + LENGTH <= len(told):
        end = start + LENGTH + int.from_bytes(told[start : start + LENGTH], "big")
        if end > len(told):
            return
        yield told[start + LENGTH : end]
        start = end
