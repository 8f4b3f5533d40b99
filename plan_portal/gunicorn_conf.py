"""gunicorn's settings: `gunicorn -c python:plan_portal.gunicorn_conf plan_portal.wsgi`."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

_host = os.environ.get("HOST") or "127.0.0.1"
_port = os.environ.get("PORT") or "8000"

bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
timeout = 60
graceful_timeout = 4  # Below the time the process manager waits before it kills.
preload_app = True  # One process reads the settings: what is wrong with them is said once.
control_socket_disable = True  # It would be made in a home directory, and nobody asks it anything.
max_requests = 2000
max_requests_jitter = 200
# Requests are logged by the reverse proxy; errors go to the log of the portal.
accesslog = None
loglevel = "warning"


def pre_fork(_server: Any, _worker: Any) -> None:
    """What is loaded stays: a worker that weighs it anew at every full collection spends a tenth of a page's time."""
    gc.freeze()


def when_ready(_server: Any) -> None:
    """Tell the address only when it answers."""
    address = os.environ.get("PORTAL_URL")
    if address:
        sys.stdout.write(f"plan-portal answers at {address} (Ctrl-C stops it)\n")
        sys.stdout.flush()
