from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from plan_portal.environment import EXIT_STATUS, Environment

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "portal.example.vn",
    "PORTAL_URL": "https://portal.example.vn",
    "DATABASE_URL": "postgres://portal:secret-in-address@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://portal:secret-in-address@mail.example.vn:587",
    "DEFAULT_FROM_EMAIL": "portal@example.vn",
}


def test_outside_production_everything_has_a_value():
    env = Environment({"PORTAL_ENV": "development"})
    assert env.text("SECRET_KEY", local="x") == "x"
    assert env.database("DATABASE_URL", local="sqlite:///x.db")["ENGINE"] == "django.db.backends.sqlite3"
    assert env.mail("EMAIL_URL", local="filemail://")["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert env.words("ALLOWED_HOSTS", local=["a"]) == ["a"]
    assert env.number("TRUSTED_PROXY_COUNT", default=2) == 2
    assert env.flag("SECURE_SSL_REDIRECT", default=True) is True
    assert env.problems == []
    env.stop_if_unfit()


def test_production_is_assumed_and_misses_everything_at_once():
    env = Environment({"SECRET_KEY": "  "})
    env.text("SECRET_KEY", local="x")
    env.words("ALLOWED_HOSTS", local=[])
    assert env.is_production
    assert [problem.split()[0] for problem in env.problems] == ["SECRET_KEY", "ALLOWED_HOSTS"]


@pytest.mark.parametrize(
    ("variable", "value", "read"),
    [
        ("PORTAL_ENV", "live", lambda env: None),
        ("LOG_LEVEL", "LOUD", lambda env: env.choice("LOG_LEVEL", "INFO", ["INFO"])),
        ("SECURE_SSL_REDIRECT", "perhaps", lambda env: env.flag("SECURE_SSL_REDIRECT", default=True)),
        ("TRUSTED_PROXY_COUNT", "two", lambda env: env.number("TRUSTED_PROXY_COUNT", default=1)),
        ("TRUSTED_PROXY_COUNT", "-1", lambda env: env.number("TRUSTED_PROXY_COUNT", default=1)),
        ("WORKER_MEMORY_MB", "0", lambda env: env.number("WORKER_MEMORY_MB", default=400, least=1)),
        (
            "DATABASE_URL",
            "postgres://host:port/db",
            lambda env: env.database("DATABASE_URL", local="sqlite://"),
        ),
        ("DATABASE_URL", "not an address", lambda env: env.database("DATABASE_URL", local="sqlite://")),
        ("DATABASE_URL", "nosuch://host/db", lambda env: env.database("DATABASE_URL", local="sqlite://")),
        ("EMAIL_URL", "pigeon://loft", lambda env: env.mail("EMAIL_URL", local="filemail://")),
    ],
)
def test_a_malformed_variable_is_named(variable, value, read):
    env = Environment({"PORTAL_ENV": "test", variable: value})
    read(env)
    assert [problem.split()[0] for problem in env.problems] == [variable]


def test_a_variable_that_could_not_be_read_is_named_once(capsys):
    env = Environment({})
    env.text("SECRET_KEY", local="x")
    with pytest.raises(SystemExit) as stopped:
        env.stop_if_unfit(["SECRET_KEY is short.", "REDIS_URL is not set."])
    assert stopped.value.code == EXIT_STATUS
    assert capsys.readouterr().err.splitlines() == [
        "plan-portal cannot start: SECRET_KEY is not set; production needs it.",
        "plan-portal cannot start: REDIS_URL is not set.",
    ]


def start(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PORTAL_VAR") if name in os.environ}
    return subprocess.run(
        command, env={**kept, **variables}, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "manage.py", "check"],
        [
            str(BIN / "gunicorn"),
            "-c",
            "python:plan_portal.gunicorn_conf",
            "-b",
            "127.0.0.1:0",
            "plan_portal.wsgi",
        ],
        [str(BIN / "gunicorn"), "--no-control-socket", "-b", "127.0.0.1:0", "plan_portal.wsgi"],
        [str(BIN / "celery"), "-A", "plan_portal", "worker", "--pool=solo"],
    ],
    ids=["manage.py", "gunicorn", "gunicorn without our settings", "worker"],
)
def test_every_process_refuses_to_start_and_names_the_variable(command):
    ended = start(command, **{**PRODUCTION, "REDIS_URL": ""})
    said = ended.stdout + ended.stderr
    assert ended.returncode == EXIT_STATUS
    assert "plan-portal cannot start: REDIS_URL is not set" in said
    assert "Traceback" not in said
    assert "secret-in-address" not in said


def test_production_starts_with_all_it_needs_and_passes_django_s_own_checks():
    ended = start([sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], **PRODUCTION)
    assert ended.returncode == 0, ended.stderr
