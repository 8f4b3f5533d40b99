"""Addresses for table cells: the same few hundred again and again, and to reverse one costs as much as its cell."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address(name: str, *args: str | int) -> str:
    """The address of a view by its name, as `reverse` gives it."""
    return _address(name, args, get_script_prefix())


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[str | int, ...], _prefix: str) -> str:
    return reverse(name, args=args)
