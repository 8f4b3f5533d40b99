"""Jobs for a worker in a test: each leaves a file that says in which process it ran."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

from celery import shared_task

STEP = 8 * 1024 * 1024


@shared_task(name="tests.answer")
def answer(file: str) -> None:
    """Leave in `file`, one line each time, the number of this process and when it was."""
    with Path(file).open("a") as told:
        told.write(f"{os.getpid()} {time.monotonic_ns()}\n")


@shared_task(name="tests.grow")
def grow(file: str, kibibytes: int) -> None:
    """The same, once this process has held so much memory. It holds none of it any more when the job ends: what
    counts is the most it ever held."""
    held = []
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss <= kibibytes:
        held.append(b"x" * STEP)
    answer(file)
