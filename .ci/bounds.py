"""The bounds of the architecture that no linter knows: `bounds.py [FOLDER ...]` prints what breaks them, or figures.

A rule that makes the code worse at one place is lifted there by a comment that says so: `# bound: reason`, and for an
import inside a function `# late: reason`.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ["plan_portal", "agencies", "tasks", "reports"]
FILE_LINES = 300
FUNCTION_LINES = 50
FUNCTION_LINES_P99 = 35
FUNCTION_LINES_MEDIAN = 6
TEST_FUNCTION_LINES = 35
NAIVE = {"now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp"}
LIFTED = ("# bound:", "# late:")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Found:
    """What breaks a bound, and how long the functions are."""

    broken: list[str] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    test_lengths: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """One file, read and parsed."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def lifts(self, node: ast.stmt | ast.expr | ast.ExceptHandler) -> bool:
        """True when the line, or the one above it, gives a reason."""
        return any(
            mark in line for mark in LIFTED for line in self.lines[max(node.lineno - 2, 0) : node.lineno]
        )


def main(folders: list[str]) -> int:
    found = Found()
    for path in python_files(folders):
        text = path.read_text(encoding="utf-8")
        look_at(Source(path.relative_to(ROOT), text, ast.parse(text)), found)
    look_at_all(found)
    print("\n".join(found.broken) or figures(found))
    return 1 if found.broken else 0


def python_files(folders: list[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def look_at(source: Source, found: Found) -> None:
    """The bounds of one file."""
    if not source.is_test and len(source.lines) > FILE_LINES:
        found.broken.append(f"{source.path}: {len(source.lines)} lines, {FILE_LINES} allowed")
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            look_at_function(source, node, found)
        problem = "" if source.is_test else problem_of(node)
        if problem and not source.lifts(node):
            found.broken.append(f"{source.path}:{node.lineno}: {problem}")


def look_at_function(source: Source, function: Function, found: Found) -> None:
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    (found.test_lengths if source.is_test else found.lengths).append(length)
    bound = TEST_FUNCTION_LINES if source.is_test else FUNCTION_LINES
    if length > bound and not source.lifts(function):
        found.broken.append(
            f"{source.path}:{function.lineno}: {function.name} has {length} lines, {bound} allowed"
        )
    if source.is_test:
        return
    for inner in ast.walk(function):
        if isinstance(inner, ast.Import | ast.ImportFrom) and not source.lifts(inner):
            found.broken.append(f"{source.path}:{inner.lineno}: import inside {function.name}")


def problem_of(node: ast.AST) -> str:
    """What is never done, whatever the file: signals, naive times, catching everything."""
    if isinstance(node, ast.ExceptHandler):
        return "catches everything" if catches_everything(node.type) else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return problem_of_call(node, node.func)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "receiver":
        return "signal receiver"
    return ""


def problem_of_call(call: ast.Call, function: ast.Attribute) -> str:
    owner = ast.unparse(function.value)
    if function.attr == "connect" and owner.split(".")[-1].startswith(
        ("pre_", "post_", "m2m_", "user_logged")
    ):
        return "signal receiver"
    if (
        function.attr in NAIVE
        and owner in {"datetime", "date", "datetime.datetime", "datetime.date"}
        and not call.args
    ):
        return f"naive time: {owner}.{function.attr}()"
    return ""


def catches_everything(caught: ast.expr | None) -> bool:
    names = {
        ast.unparse(part) for part in (caught.elts if isinstance(caught, ast.Tuple) else [caught]) if part
    }
    return caught is None or bool(names & {"Exception", "BaseException"})


def look_at_all(found: Found) -> None:
    """The bounds of all functions together."""
    if len(found.lengths) < 2:
        return
    median, p99 = statistics.median(found.lengths), statistics.quantiles(found.lengths, n=100)[98]
    if median > FUNCTION_LINES_MEDIAN:
        found.broken.append(f"the median function has {median:g} lines, {FUNCTION_LINES_MEDIAN} allowed")
    if p99 > FUNCTION_LINES_P99:
        found.broken.append(
            f"one function in a hundred has over {p99:.0f} lines, {FUNCTION_LINES_P99} allowed"
        )


def figures(found: Found) -> str:
    if len(found.lengths) < 2:
        return "no functions"
    p99 = statistics.quantiles(found.lengths, n=100)[98]
    return (
        f"{len(found.lengths)} functions: median {statistics.median(found.lengths):g} lines, p99 {p99:.0f}, "
        f"longest {max(found.lengths)}; longest test function {max(found.test_lengths, default=0)}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [*CODE, "tests"]))
