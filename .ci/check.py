"""`make check`: every check in one line, ok or failed; all run, and what the failed ones said follows."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CODE = ["plan_portal", "agencies", "tasks", "reports"]
PYTHON = sys.executable
PRODUCTION_LIKE = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "portal.example.vn",
    "PORTAL_URL": "https://portal.example.vn",
    "DATABASE_URL": "postgresql://portal@127.0.0.1:5432/portal",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://mail.example.vn:587",
    "DEFAULT_FROM_EMAIL": "portal@example.vn",
}


@dataclass(frozen=True)
class Check:
    """A command that must end with 0."""

    name: str
    command: list[str]
    variables: dict[str, str] = field(default_factory=dict)


def checks() -> Iterator[Check]:
    """Slow ones first: two run at a time."""
    yield Check("types (mypy)", [tool("mypy"), "--cache-dir", "var/check/mypy", *CODE])
    yield Check("lint (ruff)", [tool("ruff"), "check", "--no-cache", "--output-format", "concise", "."])
    yield Check(
        "format (ruff)", [tool("ruff"), "format", "--no-cache", "--check", "--output-format", "concise", "."]
    )
    yield Check("templates (djlint)", [tool("djlint"), "templates", "--lint", "--quiet"])
    yield Check("layers (import-linter)", [tool("lint-imports"), "--no-cache"])
    yield Check("security (bandit)", [tool("bandit"), "-q", "-c", "pyproject.toml", "-ll", "-r", *CODE])
    yield Check("migrations up to date", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"])
    yield Check("translations up to date", [PYTHON, ".ci/messages.py", "--check"])
    deploy = [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    yield Check("fit for production (check --deploy)", deploy, PRODUCTION_LIKE)
    yield Check("bounds of the architecture", [PYTHON, ".ci/bounds.py"])
    yield Check("repository", [PYTHON, ".ci/hygiene.py"])
    yield Check("scripts (bash -n)", ["bash", "-n", ".ci/prepare", ".ci/serve", ".ci/run", ".ci/lock"])
    yield Check(
        "dependencies agree (pip check)", [PYTHON, "-m", "pip", "--disable-pip-version-check", "check"]
    )


def tool(name: str) -> str:
    return str(BIN / name)


def run(check: Check) -> tuple[Check, bool, str]:
    """Run one check in an environment of its own; tell whether it passed and what it said."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TERM", "HOME") if name in os.environ}
    environment = kept | {"PORTAL_ENV": "test", "PORTAL_VAR": str(ROOT / "var" / "check")} | check.variables
    started = time.monotonic()
    ended = subprocess.run(
        check.command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    passed = ended.returncode == 0
    print(f"{'ok' if passed else 'FAILED':<7} {check.name} ({time.monotonic() - started:.1f} s)", flush=True)
    return check, passed, (ended.stdout + ended.stderr).strip()


def main() -> int:
    (ROOT / "var" / "check").mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(run, checks()))
    failed = [(check, said) for check, passed, said in results if not passed]
    for check, said in failed:
        print(f"\n##### {check.name}\n{said}")
    print(f"\nmake check: {len(results) - len(failed)} ok, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
