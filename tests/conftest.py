"""Set-up of every test run. It stands before Django is configured: it says where we are, and nothing touches `var/`
of a server that runs in the same checkout."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
TEST_VAR = ROOT / "var" / "test"
os.environ["PORTAL_ENV"] = "test"
os.environ.setdefault("PORTAL_VAR", str(TEST_VAR / f"pytest-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"))
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plan_portal.settings")
(Path(os.environ["PORTAL_VAR"]) / "static").mkdir(parents=True, exist_ok=True)
django.setup()  # Now: the conftest of a folder named on the command line is imported before anything else would do it.

# Nothing is timed in a test: how fast examples are drawn or run is the machine's business.
hypothesis.settings.register_profile(
    "portal",
    parent=hypothesis.settings.default,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("portal")

pytest_plugins = [
    "tests.support.strict_templates",
    "tests.support.random_order",
    "tests.support.browser",
    "tests.support.emptying",
    "tests.support.mail_server",
    "tests.support.portal",
]


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings now that the environment is set; keep temporary folders in the checkout, those of one run."""
    assert settings.DATABASES
    if not config.option.basetemp and not hasattr(config, "workerinput"):
        config.option.basetemp = str(TEST_VAR / "tmp")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run's database or broker cannot do: another run of `make test` does it."""
    absent = set()
    if "postgres" not in os.environ.get("DATABASE_URL", ""):
        absent.add("postgres")
    if not os.environ.get("REDIS_URL"):
        absent.add("redis")
    left_out = {item for item in items if any(item.get_closest_marker(name) for name in absent)}
    if os.environ.get("PORTAL_TESTS") == "servers":  # What asks neither database nor broker has run before.
        left_out |= {item for item in items if not asks_a_server(item)}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def asks_a_server(item: pytest.Item) -> bool:
    marked = any(
        item.get_closest_marker(name) for name in ("django_db", "postgres", "redis", "e2e", "faults")
    )
    return marked or not {"db", "transactional_db", "live_server"}.isdisjoint(item.fixturenames)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell `make test` what was skipped: it says so at its end, and with CI=true it fails."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and "PORTAL_TELL_SKIPPED" in os.environ:
        lines = [f"{report.nodeid}: {report.longrepr[2]}" for report in skipped]
        Path(os.environ["PORTAL_TELL_SKIPPED"]).write_text("\n".join(lines))


class PortalClient(Client):
    """Signs in with a session that is a moment old, so that the first page asked for does not renew it: pages can be
    compared by the number of their queries."""

    def force_login(self, user, backend=None) -> None:
        from plan_portal.middleware import SEEN_AT, SIGNED_IN_AT  # not before Django is set up

        super().force_login(user, backend)
        session = self.session
        session[SIGNED_IN_AT] = session[SEEN_AT] = int(time.time())
        session.save()


@pytest.fixture
def client() -> Client:
    return PortalClient()


@pytest.fixture(autouse=True)
def _open_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that closes a response ends a request, and Django would close the connection whose transaction the test
    lives in."""
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def close_outside_transactions(connection: BaseDatabaseWrapper) -> None:
        if not connection.in_atomic_block:
            close(connection)

    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", close_outside_transactions)


@pytest.fixture
def one_step(settings) -> None:
    """Every role signs in with a password alone."""
    settings.PORTAL_MFA_ROLES = []


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    """Each test begins in the portal's own language, whatever the one before it spoke."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path: Path) -> None:
    """Each test has its own uploads, documents, mail and cache."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Every test meets a process that has kept no answer of another."""
    from tests.support.memos import forget  # late: its models need the settings, which are made above

    forget()
