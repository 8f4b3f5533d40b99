"""Reading settings from the environment: every missing or malformed variable is named, all at once, without a stack."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

# gunicorn's own word for "this application will never boot": with any other status it would start workers for ever.
EXIT_STATUS = 3


def refuse_to_start(problems: Iterable[str]) -> NoReturn:
    """Print one line for each problem on standard error and end the process, whether it is manage.py, gunicorn
    or a worker."""
    for problem in problems:
        sys.stderr.write(f"plan-portal cannot start: {problem}\n")
    raise SystemExit(EXIT_STATUS)


class Environment:
    """The variables of the environment, parsed by django-environ; what is wrong with them collects in `problems`.

    `local` is the value outside production, where a variable may be left out; in production it is then missing.
    `default` holds everywhere. An empty variable counts as left out.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        given = os.environ if values is None else values
        self._env = environ.Env()
        self._env.ENVIRON = {name: value for name, value in given.items() if value.strip()}
        self.problems: list[str] = []
        self.name = self._stage()

    @property
    def is_production(self) -> bool:
        return self.name == "production"

    def text(self, variable: str, *, local: str) -> str:
        """A variable that production must set."""
        return self._required(variable, self._env.str, local)

    def words(self, variable: str, *, local: list[str]) -> list[str]:
        """A comma-separated list that production must set."""
        return self._required(variable, self._env.list, local)

    def database(self, variable: str, *, local: str) -> dict[str, Any]:
        """Django's database settings from an address such as postgres://user:password@host/name."""
        return self._required(variable, self._database_url, self._env.db_url_config(local))

    def mail(self, variable: str, *, local: str) -> dict[str, Any]:
        """Django's mail settings from an address such as smtp+tls://user:password@host:587."""
        return self._required(variable, self._env.email_url, self._env.email_url_config(local))

    def optional(self, variable: str, default: str = "") -> str:
        return self._parsed(variable, self._env.str, default) if variable in self._env else default

    def choice(self, variable: str, default: str, allowed: Iterable[str]) -> str:
        """One of a few words."""
        value = self.optional(variable, default)
        if value in set(allowed):
            return value
        self.problems.append(f"{variable} is {value!r}; it must be one of {', '.join(allowed)}.")
        return default

    def some(self, variable: str, default: list[str], allowed: Iterable[str]) -> list[str]:
        """A comma-separated list of some of a few words."""
        values = self._parsed(variable, self._env.list, default) if variable in self._env else default
        for value in set(values) - set(allowed):
            self.problems.append(f"{variable} names {value!r}; it may name {', '.join(allowed)}.")
        return values

    def flag(self, variable: str, *, default: bool) -> bool:
        """True or false; any other word is a mistake rather than false."""
        return self.choice(variable, str(default).lower(), ["true", "false"]) == "true"

    def number(self, variable: str, *, default: int, least: int = 0) -> int:
        """A whole number, `least` or more."""
        value = self._parsed(variable, self._env.int, default) if variable in self._env else default
        if value < least:
            self.problems.append(f"{variable} is {value}; it must be {least} or more.")
            return default
        return value

    def stop_if_unfit(self, further: Iterable[str] = ()) -> None:
        """End the process when anything was wrong. `further` are problems found by looking at the values; those of a
        variable that could not even be read are left out, for it is named already."""
        named = {problem.split()[0] for problem in self.problems}
        found = [*self.problems, *(problem for problem in further if problem.split()[0] not in named)]
        if found:
            refuse_to_start(found)

    def _stage(self) -> str:
        return self.choice("PORTAL_ENV", "production", ["production", "development", "test"])

    def _database_url(self, variable: str) -> dict[str, Any]:
        with warnings.catch_warnings(action="ignore"):  # django-environ only warns where we refuse.
            config: dict[str, Any] = self._env.db_url(variable)
        if config["ENGINE"] not in {"django.db.backends.postgresql", "django.db.backends.sqlite3"}:
            raise ValueError(variable)
        return config

    def _required(self, variable: str, parse: Callable[[str], T], local: T) -> T:
        if variable in self._env:
            return self._parsed(variable, parse, local)
        if self.is_production:
            self.problems.append(f"{variable} is not set; production needs it.")
        return local

    def _parsed(self, variable: str, parse: Callable[[str], T], fallback: T) -> T:
        try:
            return parse(variable)
        except (ImproperlyConfigured, ValueError, KeyError, AttributeError):
            # Never the value itself: it may hold a password.
            self.problems.append(f"{variable} is malformed.")
            return fallback
