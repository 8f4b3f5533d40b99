"""Work in a second process: what it makes, what happens when either of the two dies."""

from __future__ import annotations

import os
import signal

import pytest

from reports.documents.beside import beside


def die() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def one() -> bytes:
    return b"one"


def where() -> bytes:
    return str(os.getpid()).encode()


def test_pieces_come_in_order_from_another_process() -> None:
    with beside([one, where, lambda: b"x" * 300_000]) as made:
        first, pid, long = made()
    assert (first, len(long)) == (b"one", 300_000)
    assert int(pid) != os.getpid()


def test_what_a_killed_child_left_is_made_here() -> None:
    parent = os.getpid()
    with beside([one, lambda: die() if os.getpid() != parent else b"two", where]) as made:
        assert made() == [b"one", b"two", str(parent).encode()]


def test_a_mistake_is_raised_here() -> None:
    def wrong() -> bytes:
        raise ValueError("no such font")

    with beside([wrong]) as made, pytest.raises(ValueError, match="no such font"):
        made()


def test_leaving_early_ends_the_child() -> None:
    with pytest.raises(KeyboardInterrupt), beside([lambda: signal.pause() or b""]):
        raise KeyboardInterrupt
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_nothing_to_do_starts_nothing() -> None:
    with beside([]) as made:
        assert made() == []
