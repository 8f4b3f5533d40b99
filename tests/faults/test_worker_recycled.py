"""A worker's child that grew too large is replaced by a fresh one, and no job is lost by that."""

from __future__ import annotations

import shlex
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from honcho.environ import parse_procfile

from tests.bench.documents import MOST_MEGABYTES
from tests.support.portal import ROOT, end, environment_of, run, wait_until

BOUND_MB = 250  # A fresh child has about half of it.
KIBIBYTES = BOUND_MB * 1024
SEND = """
from tests.support.growing import answer, grow
for file, kibibytes in {jobs!r}:
    job, given = (grow, [file, kibibytes]) if kibibytes else (answer, [file])
    job.apply_async(given, queue={queue!r})
"""


class Answer(NamedTuple):
    """Which process did a job, and when, on the clock of this machine."""

    process: int
    at: int


def worker_of_the_procfile() -> list[str]:
    """As every portal starts it, by the Python that runs the tests."""
    procfile = (ROOT / ".ci" / "Procfile").read_text()
    words = shlex.split(parse_procfile(procfile).processes["worker"])
    assert words[:2] == ["exec", ".venv/bin/celery"]
    return [sys.executable, "-m", "celery", *words[2:]]


@dataclass(frozen=True)
class Worker:
    """A running worker with one child. Where the broker is shared, it hears only its own queue."""

    environment: dict[str, str]
    queue: str
    answers: Path

    def done(self, name: str, *kibibytes: int) -> list[Answer]:
        """Send one job after another, and wait for all. Each grows so far, or, at 0, does not. Each ran once."""
        files = [self.answers / f"{name}-{number}" for number, _size in enumerate(kibibytes)]
        jobs = [(str(file), size) for file, size in zip(files, kibibytes, strict=True)]
        script = SEND.format(queue=self.queue, jobs=jobs)
        run(self.environment, "manage.py", "shell", "-v0", "-c", script)
        wait_until(lambda: all(file.exists() and file.read_text() for file in files), f"{name} jobs are done")
        return [Answer(*map(int, file.read_text().split())) for file in files]


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    environment = environment_of(tmp_path, "") | {"WORKER_MEMORY_MB": str(BOUND_MB)}
    found = Worker(environment, f"growing-{uuid.uuid4().hex}", tmp_path / "answers")
    found.answers.mkdir()
    command = [*worker_of_the_procfile(), "--include=tests.support.growing", "--concurrency=1"]
    with (tmp_path / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [*command, f"--queues={found.queue}"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            yield found
        finally:
            end(process)


@pytest.mark.faults
def test_a_child_that_grew_is_replaced_after_its_job_and_no_job_is_lost(worker: Worker) -> None:
    answers = worker.done("small and large", 0, KIBIBYTES, 0, 0, KIBIBYTES, 0)
    grown = [answers[1], answers[4]]
    later = worker.done("small", 0, 0)
    for large in grown:
        assert [
            each for each in [*answers, *later] if each.process == large.process and each.at > large.at
        ] == []
    assert later[0].process == later[1].process, "a child that did not grow stays"


def test_by_default_the_bound_lies_above_what_a_document_may_take() -> None:
    assert settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD == settings.WORKER_MEMORY_MB * 1024
    assert settings.WORKER_MEMORY_MB > MOST_MEGABYTES
