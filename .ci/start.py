"""The second half of `make run`: static files, tables, on the first start the demonstration data, then the processes
of the Procfile until someone ends them. Needs PYTHONPATH and DJANGO_SETTINGS_MODULE, which `.ci/serve` sets."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from honcho import manager as honcho_manager
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

from plan_portal.pdf_support import why_no_pdf

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_END = 15  # An idle worker needs about six.


def main() -> None:
    django.setup()
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    warn_about_pdf()
    collect_static()
    try:
        migrate()
        is_new = not get_user_model().objects.exists()
    except DatabaseError as error:
        sys.exit(f"DATABASE_URL: the database does not answer as it should: {str(error).splitlines()[0]}")
    load_demonstration() if is_new else tell_accounts()
    connection.close()
    sys.exit(run_processes())


def warn_about_pdf() -> None:
    reason = why_no_pdf()
    if reason:
        say(f"{reason} The rest of the portal works without.")


def collect_static() -> None:
    """Only when a file changed: compressing them takes seconds."""
    stamp = settings.VAR_DIR / "static.stamp"
    state = state_of_static_files()
    if stamp.exists() and stamp.read_text() == state and settings.STATIC_ROOT.is_dir():
        return
    say("Collecting static files ...")
    call_command("collectstatic", "--noinput", "--clear", verbosity=0)
    stamp.write_text(state)


def state_of_static_files() -> str:
    folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    lines = [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
    lines.append((ROOT / "requirements.txt").read_text())  # stands for the files that packages bring
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Making the tables ...")
        call_command("migrate", "--noinput", verbosity=0)


def load_demonstration() -> None:
    if "demo" not in get_commands():
        return
    say("First start: loading the demonstration data ...")
    try:
        call_command("demo")
    except CommandError as error:
        sys.exit(f"demo: {error}")


def tell_accounts() -> None:
    """Those of the demonstration, if this is one. The password was printed at the first start, or was DEMO_PASSWORD."""
    if get_user_model().objects.filter(username="so-y-te.reporter").exists():
        from reports.demo.people import ACCOUNTS  # late: its models need the settings

        say(f"{ACCOUNTS}\n  password: the one of the first start; another: manage.py changepassword NAME")


class Terminal:
    """Standard output that may go away: a closed terminal must not keep the manager from ending its children."""

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            sys.stdout.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            sys.stdout.flush()


def run_processes() -> int:
    """The processes stand in sessions of their own, where the signals of a terminal do not reach them: the manager
    ends them when it is ended itself, or when who started it is gone (the third process of the Procfile sees that)."""
    os.environ["STARTED_BY"] = str(os.getppid())
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    honcho_manager.KILL_WAIT = SECONDS_TO_END
    manager = Manager(Printer(Terminal(), prefix=False))
    # Ask only the process itself to end, not its children with it: the worker tells its own, and would wait for ever
    # for those that are gone. Whoever has not ended after KILL_WAIT is killed with all its children.
    manager._procmgr.terminate = lambda pid: os.kill(pid, signal.SIGTERM)
    for name, command in parse_procfile((ROOT / ".ci" / "Procfile").read_text()).processes.items():
        manager.add_process(name, command)
    manager.loop()
    for process in manager._processes.values():  # A scheduler can outlive the worker it belongs to.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process["pid"], signal.SIGKILL)
    ended_as_asked = manager.returncode in {128 + signal.SIGINT, 128 + signal.SIGTERM}
    return 0 if ended_as_asked else manager.returncode


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
