"""`make test`: every test, on SQLite and on PostgreSQL with Redis, the browser and fault tests, and what is covered.

What could not run is told last, and with CI=true it is a failure.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from servers import NotAvailableError, postgres, redis_server

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test"
APART = ["tests/e2e", "tests/faults"]
PRINTED = "tests/reports/documents"
OF_SERVERS = "postgres or redis"  # Only these reach lines that tests on SQLite do not.
NO_TESTS_COLLECTED = 5
LONGEST_TEMPORARY_PATH = 60  # Sockets below it may have 107 characters.


class Results:
    """What failed and what could not run."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.not_run: list[str] = []

    def tell(self) -> int:
        """Print the end of the story; give the exit status."""
        if self.not_run:
            print("\n" + "=" * 34 + " NOT RUN " + "=" * 34)
            for what in self.not_run:
                print(f"NOT RUN: {what}")
        if self.not_run and os.environ.get("CI") == "true":
            self.failed.append("CI=true, and not everything ran")
        for what in self.failed:
            print(f"FAILED: {what}")
        ended = "failed" if self.failed else "passed, but not everything ran" if self.not_run else "passed"
        print(f"make test: {ended}")
        return 1 if self.failed else 0


def main() -> int:
    shutil.rmtree(FOLDER, ignore_errors=True)
    for folder in ("home", "tmp", "coverage"):
        (FOLDER / folder).mkdir(parents=True)
    results = Results()
    everything = ["tests", *(f"--ignore={path}" for path in APART)]
    run(results, "SQLite", [*everything, f"--ignore={PRINTED}"], {}, is_measured=True)
    run(results, "documents", [PRINTED], {})
    with contextlib.ExitStack() as servers:
        try:
            on_servers = {
                "DATABASE_URL": servers.enter_context(postgres(FOLDER / "postgres")),
                "REDIS_URL": servers.enter_context(redis_server(FOLDER / "redis")),
            }
        except NotAvailableError as reason:
            results.not_run.append(f"tests on PostgreSQL and Redis, in the browser, and of faults: {reason}")
        else:
            too = on_servers | {"PORTAL_TESTS": "servers"}
            run(results, "PostgreSQL and Redis", [*everything, "-m", f"not ({OF_SERVERS})"], too)
            run(
                results,
                "own tests of PostgreSQL and Redis",
                [*everything, "-m", OF_SERVERS],
                too,
                is_measured=True,
            )
            run(results, "browser", ["tests/e2e"], on_servers)
            run(results, "faults", ["tests/faults"], on_servers, is_measured=True)
    coverage(results)
    return results.tell()


def run(
    results: Results, name: str, arguments: list[str], variables: dict[str, str], *, is_measured: bool = False
) -> None:
    """One run of pytest in an environment of its own; what it left out joins the results. `is_measured` counts what it
    covers, which makes it twice as slow: for the runs that reach what others do not."""
    short = name.split(maxsplit=1)[0].lower()
    told = FOLDER / f"skipped-{short}"
    print(f"\n##### {name}", flush=True)
    options = ["-n", str(min(os.cpu_count() or 1, 4)), "--basetemp", str(FOLDER / f"tmp-{short}")]
    options += ["--durations=20"]
    if is_measured:  # judged when all have run
        options += ["--cov", "--cov-report=", "--cov-fail-under=0"]
    environment = (
        clean_environment()
        | variables
        | {
            "COVERAGE_FILE": str(FOLDER / "coverage" / f"coverage.{short}"),
            "PORTAL_TELL_SKIPPED": str(told),
        }
    )
    command = [sys.executable, "-m", "pytest", *options, *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if ended.returncode == NO_TESTS_COLLECTED:
        results.not_run.append(f"{name}: there are no such tests")
    elif ended.returncode:
        results.failed.append(f"{name}: pytest ended with status {ended.returncode}")
    if told.exists():
        results.not_run += [f"{name}: {line}" for line in told.read_text().splitlines()]


def clean_environment() -> dict[str, str]:
    """Nothing of a developer's settings reaches the tests, and nothing is written outside the checkout."""
    kept = {"PATH", "CI", "LANG", "LC_ALL", "TERM", "COLUMNS", "TZ"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    temporary = FOLDER / "tmp"
    if len(str(temporary)) <= LONGEST_TEMPORARY_PATH:
        environment["TMPDIR"] = str(temporary)
    return environment | {
        "HOME": str(FOLDER / "home"),
        "XDG_RUNTIME_DIR": str(temporary),
        "PORTAL_ENV": "test",
    }


def coverage(results: Results) -> None:
    """Branches covered by the measured runs together: everything, and apart the rules and services."""
    print("\n##### coverage", flush=True)
    strict = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["portal"]["coverage"]
    data = str(FOLDER / "coverage" / "all")

    def tool(*arguments: str) -> int:
        command = [sys.executable, "-m", "coverage", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ | {"COVERAGE_FILE": data}, check=False
        ).returncode

    tool("combine", "--quiet", *map(str, (FOLDER / "coverage").glob("coverage.*")))
    if tool("report"):
        results.failed.append("coverage is below its threshold")
    print(f"\n##### coverage of {strict['include']}", flush=True)
    if tool("report", f"--include={strict['include']}", f"--fail-under={strict['fail_under']}"):
        results.failed.append("coverage of rules and services is below its threshold")


if __name__ == "__main__":
    sys.exit(main())
