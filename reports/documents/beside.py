"""Work in a process of its own: a forked child makes some parts while this process makes others, or only waits.

The child has everything in memory and imports nothing anew, touches no database, writes what it made into a file
without a name and ends without ceremony: all the memory it took is given back. Not through a pipe: a child whose pipe
is full would stand still until this process has the time to read. If it is killed, this process makes the rest
itself; if this one is killed, the child ends after the part it is at.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

logger = logging.getLogger(__name__)

Make = Callable[[], bytes]
LENGTH = 8  # bytes that say how long the piece after them is


def apart(make: Make) -> bytes:
    """What `make` makes, without the memory it takes for that."""
    with beside([make]) as made_beside:
        [made] = made_beside()
    return made


@contextmanager
def beside(jobs: Sequence[Make]) -> Iterator[Callable[[], list[bytes]]]:
    """Start `jobs` in a child; the function given waits and returns what each made, in order.

    Leaving the block without having asked for it ends the child. Raises OSError if no file can be
    opened or no process started.
    """
    if not jobs:
        yield list
        return
    with tempfile.TemporaryFile() as results:
        child = _started(jobs, results)
        done = False

        def collect() -> list[bytes]:
            nonlocal done
            _pid, ended = os.waitpid(child, 0)
            done = True
            results.seek(0)
            made = list(_pieces(results))
            status = os.waitstatus_to_exitcode(ended)
            if status or len(made) < len(jobs):
                logger.warning(
                    "the process beside ended with %d; %d of %d pieces are made anew here",
                    *(status, len(jobs) - len(made), len(jobs)),
                )
            return [*made, *(make() for make in jobs[len(made) :])]

        try:
            yield collect
        finally:
            if not done:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _started(jobs: Sequence[Make], results: IO[bytes]) -> int:
    """The number of the child's process. Raises OSError if none can be started."""
    parent = os.getpid()
    gc.freeze()  # The child's collector need not touch, and so copy, what it inherited.
    try:
        child = os.fork()
        if not child:
            _work(jobs, results, parent)
    finally:
        gc.unfreeze()
    return child


def _work(jobs: Sequence[Make], results: IO[bytes], parent: int) -> None:
    """In the child: whatever happens, it never returns into the code it was forked from. A mistake is
    written down and ends it with 1."""
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)
        for make in jobs:
            piece = make()
            results.write(len(piece).to_bytes(LENGTH, "big") + piece)
            results.flush()
            if os.getppid() != parent:
                break
        status = 0
    finally:
        if status:  # Here what is being raised would be lost with the process.
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(status)


def _pieces(results: IO[bytes]) -> Iterator[bytes]:
    """What was written whole; a child that was killed leaves its last piece cut short."""
    while len(length := results.read(LENGTH)) == LENGTH:
        size = int.from_bytes(length, "big")
        piece = results.read(size)
        if len(piece) < size:
            return
        yield piece
