"""A GET never writes. Outside production an INSERT, UPDATE or DELETE during a GET or HEAD request raises, so that a
view which breaks the rule fails in the first test that opens it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

_WRITE = re.compile(
    r"""^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|
    (?:CREATE|ALTER|DROP)\s+\w+)\s+"?(?P<table>\w+)""",
    re.IGNORECASE | re.VERBOSE,
)


class WriteOnSafeMethodError(RuntimeError):
    """A GET or HEAD request wrote to the database."""


class ReadOnlyGetMiddleware:
    """Refuses statements that write while a safe request is answered. Tables in READONLY_GET_EXEMPT_TABLES may change:
    reading a page renews a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.READONLY_GET:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with connection.execute_wrapper(refuse_writes):
            return self.get_response(request)


def refuse_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Django's execute wrapper: pass a statement on, unless it writes to a table that is not exempt."""
    written = written_table(sql)
    if written and written not in settings.READONLY_GET_EXEMPT_TABLES:
        raise WriteOnSafeMethodError(f"A safe request wrote to {written}: {sql[:200]}")
    return execute(sql, params, many, context)


def written_table(sql: str) -> str:
    """The table a statement writes to; empty when it only reads."""
    match = _WRITE.match(sql)
    return match["table"] if match else ""
