"""The portal as it runs for people: gunicorn, a Celery worker and demonstration data, in processes and a database of
their own. The demonstration is told once for all tests; each portal starts from a copy."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "demonstration-in-a-test"
SECONDS_TO_START = 60
SECONDS_TO_END = 20


@dataclass(frozen=True)
class Portal:
    """A running portal. `url` has no slash at its end."""

    url: str
    environment: dict[str, str]

    def ask(self, script: str) -> Any:
        """Run Python in the portal's environment; what it prints last is JSON, and comes back."""
        return json.loads(run(self.environment, "manage.py", "shell", "-v0", "-c", script).splitlines()[-1])


def run(environment: dict[str, str], *command: str) -> str:
    """What the command printed. An error shows what it said."""
    ended = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return ended.stdout


def environment_of(folder: Path, database: str) -> dict[str, str]:
    """The environment of a portal in `folder`, on a SQLite file there unless `database` is an address."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "TMPDIR", "LANG", "REDIS_URL")
        if name in os.environ
    }
    return kept | {
        "PORTAL_ENV": "development",
        "PORTAL_VAR": str(folder),
        "DATABASE_URL": database,
        "DEMO_PASSWORD": PASSWORD,
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
        "WEB_CONCURRENCY": "1",
    }


def other_database(name: str) -> str:
    """The address of the database `name` beside that of the tests; empty on SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith(("postgres://", "postgresql://")):
        return ""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path}_{name}"))


def make_database(address: str, template: str = "template0") -> None:
    drop_database(address)
    on_server(address, 'CREATE DATABASE "{name}" TEMPLATE "{template}"', template=template)


def drop_database(address: str) -> None:
    """Does nothing on SQLite."""
    if address:
        on_server(address, 'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def on_server(address: str, statement: str, **names: str) -> None:
    parts = urlsplit(address)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(statement.format(name=parts.path[1:], **names))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The last process leaves no database behind."""
    if not hasattr(session.config, "workerinput"):
        drop_database(other_database("told"))


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a portal with demonstration data, made by the first test process that asks."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "told"
    with (shared / "told.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            tell_into(folder)
            (folder / "done").touch()
    return folder


def tell_into(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    database = other_database("told")
    if database:
        make_database(database)
    environment = environment_of(folder, database)
    run(environment, "manage.py", "migrate", "-v0")
    run(environment, "manage.py", "demo")
    run(environment, "manage.py", "collectstatic", "--noinput", "-v0")


@contextlib.contextmanager
def running(told: Path, folder: Path) -> Iterator[Portal]:
    """A portal of its own in `folder`, from a copy of what was told; its processes end with the block."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = other_database(f"portal_{worker}")
    if database:
        make_database(database, urlsplit(other_database("told")).path[1:])
    shutil.copytree(told, folder, ignore=shutil.ignore_patterns("static", "broker"))
    (folder / "static").symlink_to(told / "static")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = environment_of(folder, database) | {"PORT": str(port), "PORTAL_URL": url}
    web = [sys.executable, "-m", "gunicorn", "-c", "python:plan_portal.gunicorn_conf", "plan_portal.wsgi"]
    celery = [
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "-A",
        "plan_portal",
        "worker",
        "--beat",
        "--pool=solo",
    ]
    with contextlib.ExitStack() as processes, (folder / "processes.log").open("w") as log:
        processes.callback(drop_database, database)
        for command in (web, [*celery, "--without-gossip", "--without-mingle", "--loglevel=WARNING"]):
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            processes.callback(end, process)
        wait_until(lambda: answers(url), f"the portal answers; see {log.name}")
        yield Portal(url, environment)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(url: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=5) as response:
        return bool(response.status == 200)
    return False


def wait_until(holds: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while not holds():
        assert time.monotonic() < until, f"not within {SECONDS_TO_START} s: {what}"
        time.sleep(0.1)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def portal(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One for the tests of a module, which see what those before them did."""
    with running(told, tmp_path_factory.mktemp("portal") / "var") as started:
        yield started
