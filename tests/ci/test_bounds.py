"""A check that finds nothing proves nothing until it was seen to find something."""

from __future__ import annotations

import ast
from pathlib import Path

import bounds
import hygiene
import pytest


def broken_by(text: str, path: str = "reports/services/x.py") -> list[str]:
    found = bounds.Found()
    bounds.look_at(bounds.Source(Path(path), text, ast.parse(text)), found)
    return found.broken


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("try:\n    f()\nexcept Exception:\n    pass", "catches everything"),
        ("try:\n    f()\nexcept (ValueError, BaseException):\n    pass", "catches everything"),
        ("try:\n    f()\nexcept:\n    pass", "catches everything"),
        ("from datetime import datetime\nx = datetime.now()", "naive time"),
        ("import datetime\nx = datetime.date.today()", "naive time"),
        ("from datetime import datetime\nx = datetime.utcnow()", "naive time"),
        ("@receiver(post_save)\ndef f(): ...", "signal receiver"),
        ("post_save.connect(f)", "signal receiver"),
        ("signals.pre_delete.connect(f)", "signal receiver"),
        ("def f():\n    import weasyprint", "import inside f"),
        ("def f():\n    from a import b", "import inside f"),
        ("def f():\n" + "    x = 1\n" * 50, "f has 51 lines"),
        ("x = 1\n" * 301, "301 lines"),
    ],
)
def test_what_breaks_a_bound_is_found(code, problem):
    (said,) = broken_by(code)
    assert problem in said


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    f()\nexcept (ValueError, OSError):\n    pass",
        "# bound: a job's edge, logged\ntry:\n    f()\nexcept Exception:  # bound: a job's edge, logged\n    pass",
        "from datetime import UTC, datetime\nx = datetime.now(UTC)",
        "def f():\n    import weasyprint  # late: needs Pango",
        "database.connect(f)",
        "def f():\n" + "    x = 1\n" * 49,
        "x = 1\n" * 300,
    ],
)
def test_what_keeps_the_bounds_is_left_alone(code):
    assert broken_by(code) == []


def test_tests_have_bounds_of_their_own():
    code = "def test_x():\n" + "    x = 1\n" * 35
    assert broken_by(code + "x = 1\n" * 400, "tests/test_x.py") == [
        "tests/test_x.py:1: test_x has 36 lines, 35 allowed"
    ]


@pytest.mark.parametrize("lengths", [[7] * 20, [1] * 90 + [40] * 10])
def test_functions_are_judged_together_too(lengths):
    found = bounds.Found(lengths=lengths)
    bounds.look_at_all(found)
    assert len(found.broken) == 1


@pytest.mark.parametrize(
    "text",
    [
        "https://" + "pypi" + ".org/simple",
        "https://files." + "pythonhosted" + ".org/x",
        "/" + "home/an/portal",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "gh" + "p_" + "a" * 36,
    ],
)
def test_what_does_not_belong_in_a_repository_is_found(text, tmp_path, monkeypatch):
    (tmp_path / "notes.txt").write_text(f"first line\nsee {text}\n")
    monkeypatch.setattr(hygiene, "ROOT", tmp_path)
    monkeypatch.setattr(hygiene, "__file__", str(tmp_path / "hygiene.py"))
    (found,) = hygiene.contents([Path("notes.txt")])
    assert found.startswith("notes.txt:2: ")


@pytest.mark.parametrize(
    "line", ["django==5.2.1", "django @ file:///x", "--extra-index-url x", "django>=5 \\"]
)
def test_a_line_of_the_lock_that_is_no_pin_is_found(line, tmp_path, monkeypatch):
    monkeypatch.setattr(hygiene, "ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text(f"a==1 \\\n    --hash=sha256:00\n{line}\n")
    (tmp_path / "requirements-dev.txt").write_text("")
    (found,) = hygiene.locked()
    assert found.startswith("requirements.txt:3: ")


def test_strangers_on_the_top_level_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(hygiene, "ROOT", tmp_path)
    (tmp_path / "notes.txt").touch()
    assert list(hygiene.stray([Path("notes.txt")])) == ["notes.txt: not one of the entries of the top level"]
