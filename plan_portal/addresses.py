"""Addresses of pages: by the name of a view, and of the page that is shown with something else asked of it."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse


def address(name: str, *args: str | int) -> str:
    """The address of a view by its name, as `reverse` gives it. Kept: cells of tables ask for the same few hundred
    again and again, and to reverse one costs as much as its cell."""
    return _address(name, args, get_script_prefix())


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[str | int, ...], _prefix: str) -> str:
    return reverse(name, args=args)


def query_with(request: HttpRequest, field: str, value: str) -> str:
    """The query of the page that is shown with one parameter changed: filters and order stay."""
    query = request.GET.copy()
    query[field] = value
    return f"?{query.urlencode()}"
