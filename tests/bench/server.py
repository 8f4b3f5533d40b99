"""The portal, served as in production, with the demonstration data, for as long as it is timed."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var" / "bench"
SECONDS_TO_START = 30


def environment(port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PORTAL_ENV": "development",
        "PORTAL_VAR": str(VAR),
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "PYTHONPATH": str(ROOT),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
        "PORTAL_URL": "",
    }


def prepare() -> None:
    """A database of its own, filled anew with the demonstration and the examples of `tests/e2e`; static files."""
    shutil.rmtree(VAR, ignore_errors=True)
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["demo"]):
        manage(*command)
    script = (ROOT / "tests" / "e2e" / "examples.py").read_text(encoding="utf-8")
    told = manage("shell", "-v0", "-c", script)
    (VAR / "examples.json").write_text(told.splitlines()[-1], encoding="utf-8")


def manage(*command: str) -> str:
    """What the command printed."""
    ended = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(0),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return ended.stdout


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """gunicorn with one process; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "python:plan_portal.gunicorn_conf", "plan_portal.wsgi"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(port)) as server:
        try:
            wait_until_it_answers(port)
            yield port
        finally:
            server.terminate()


def wait_until_it_answers(port: int) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(f"the server did not answer within {SECONDS_TO_START} s")
