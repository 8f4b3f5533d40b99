"""Catalogues: `messages.py` collects the words to translate and compiles; `messages.py --check` only says whether both
catalogues hold exactly the words of the code, all translated, none in doubt, and whether what is compiled is theirs."""

from __future__ import annotations

import gettext
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["vi", "en"]
SOURCES = ["plan_portal", "agencies", "tasks", "reports", "templates", "locale", "manage.py"]
IGNORED = ["var", ".venv", "tests", "docs", "node_modules"]
KINDS = {
    "--untranslated": "not translated",
    "--only-fuzzy": "in doubt (fuzzy)",
    "--only-obsolete": "obsolete",
}
COPY = ROOT / "var" / "check" / "messages"


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        problems = list(check())
        print("\n".join(problems))
        return 1 if problems else 0
    collect(ROOT)
    for language in LANGUAGES:
        po = catalogue(ROOT, language)
        run("msgfmt", "--check-format", "-o", str(po.with_suffix(".mo")), str(po))
        print(f"{language}: {run('msgfmt', '--statistics', '-o', os.devnull, str(po)).stderr.strip()}")
    return 0


def check() -> Iterator[str]:
    """One line for each thing that is not as it should be; the checkout is left as it is."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for source in SOURCES:
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, COPY / source, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / source).exists():
            shutil.copy(ROOT / source, COPY / source)
    collect(COPY)
    for language in LANGUAGES:
        po = catalogue(ROOT, language)
        if po.exists():
            yield from (f"{language}: {problem}" for problem in problems_of(po, catalogue(COPY, language)))
        else:
            yield f"{language}: there is no catalogue; make messages"


def problems_of(po: Path, fresh: Path) -> Iterator[str]:
    if set(entries(po)) != set(entries(fresh)):
        changed = sorted(set(entries(po)) ^ set(entries(fresh)))
        yield f"not up to date ({len(changed)} entries, the first: {changed[0][:120]!r}); make messages"
    for option, meaning in KINDS.items():
        found = run("msgattrib", option, "--no-wrap", str(po)).stdout
        if "msgid" in found:
            yield f"entries that are {meaning}: {found.split('msgid ')[-1][:100]!r}"
    yield from compiled_problems(po)


def compiled_problems(po: Path) -> Iterator[str]:
    fresh = COPY / f"{po.parts[-3]}.mo"
    result = run("msgfmt", "--check-format", "-o", str(fresh), str(po))
    if result.returncode:
        yield result.stderr.strip()
    elif not po.with_suffix(".mo").exists() or words(fresh) != words(po.with_suffix(".mo")):
        yield "what is compiled is not this catalogue; make messages"


def entries(po: Path) -> list[str]:
    """The entries without their translations, in one form whoever wrote the file."""
    text = run("msgcat", "--no-wrap", "--no-location", "--sort-output", str(po)).stdout
    kept = [block for block in text.split("\n\n")[1:] if block.strip() and not block.startswith("#~")]
    return [
        "\n".join(line for line in block.splitlines() if not line.startswith(("#", "msgstr")))
        for block in kept
    ]


def words(mo: Path) -> dict[object, str]:
    with mo.open("rb") as stream:
        catalogue = dict(gettext.GNUTranslations(stream)._catalog)
    catalogue.pop("", None)  # the head, with its dates
    return catalogue


def collect(folder: Path) -> None:
    """Let Django find the words of a tree."""
    for language in LANGUAGES:
        catalogue(folder, language).parent.mkdir(parents=True, exist_ok=True)
    options = [option for name in LANGUAGES for option in ("-l", name)]
    options += [option for name in IGNORED for option in ("-i", name)]
    command = [
        sys.executable,
        "manage.py",
        "makemessages",
        *options,
        "--no-location",
        "--no-wrap",
        "--no-obsolete",
        "-v0",
    ]
    subprocess.run(command, cwd=folder, env=os.environ | {"PORTAL_ENV": "test"}, check=True)


def catalogue(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
