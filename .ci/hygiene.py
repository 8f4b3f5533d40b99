"""What must not be in the repository: addresses of registries, paths of somebody's machine, secrets, stray files."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {
    *(
        "manage.py",
        "plan_portal",
        "agencies",
        "tasks",
        "reports",
        "templates",
        "static",
        "tests",
        "locale",
        "docs",
    ),
    *("pyproject.toml", "README.md", "CHANGELOG.md", "Makefile", "LICENSE"),
    *("requirements.txt", "requirements-dev.txt", ".ci", ".gitignore", ".gitattributes", ".editorconfig"),
}
LARGEST = 1_000_000
PATTERNS = {
    "address of a package registry": re.compile(
        r"https?://(?:[\w.-]*pypi\.|[\w.-]*pythonhosted\.|registry\.npmjs)", re.I
    ),
    "path of somebody's machine": re.compile(r"(?<![\w/.])/(?:home|root|Users|work|opt|mnt)/[\w.-]+"),
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "token": re.compile(r"\b(?:ghp_|glpat-|xox[bap]-|AKIA)[A-Za-z0-9]{16,}"),
}
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*(?:\[[a-z0-9,_-]+\])?==\S+(?: ; [^\\]+)? \\$")


def main() -> int:
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    paths = [Path(name) for name in files.split("\0") if name and (ROOT / name).exists()]
    problems = [*stray(paths), *contents(paths), *locked()]
    print("\n".join(problems))
    return 1 if problems else 0


def stray(paths: list[Path]) -> Iterator[str]:
    for name in sorted({path.parts[0] for path in paths} - TOP_LEVEL):
        yield f"{name}: not one of the entries of the top level"
    for path in paths:
        if (ROOT / path).stat().st_size > LARGEST:
            yield f"{path}: larger than {LARGEST} bytes"


def contents(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        if path == Path(__file__).resolve().relative_to(ROOT):
            continue
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for what, pattern in PATTERNS.items():
            for match in pattern.finditer(text):
                yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match[0][:60]}"


def locked() -> Iterator[str]:
    """Every line of the lock is a pin, its hashes or a comment: no address, no path, nothing without a hash."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().splitlines()
        for number, line in enumerate(lines, 1):
            if not (PIN.match(line) or line.strip().startswith(("--hash=sha256:", "#")) or not line.strip()):
                yield f"{name}:{number}: not a pin with hashes: {line[:60]}"


if __name__ == "__main__":
    sys.exit(main())
