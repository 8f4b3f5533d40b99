"""Work in a second process: what it makes, what happens when either of the two dies."""

from __future__ import annotations

import gc
import os
import select
import signal
from pathlib import Path

import pytest

from reports.documents.beside import LENGTH, _pieces, apart, beside


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


def test_what_a_killed_child_left_is_made_here(caplog: pytest.LogCaptureFixture) -> None:
    parent = os.getpid()
    with beside([one, lambda: die() if os.getpid() != parent else b"two", where]) as made:
        assert made() == [b"one", b"two", str(parent).encode()]
    assert caplog.messages == [
        f"the process beside ended with {-signal.SIGKILL}; 2 of 3 pieces are made anew here"
    ]


def test_what_went_wrong_there_is_told(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    parent = os.getpid()

    def wrong_there() -> bytes:
        if os.getpid() != parent:
            raise RuntimeError("only beside")
        return b"two"

    with beside([one, wrong_there]) as made:
        assert made() == [b"one", b"two"]
    assert caplog.messages == ["the process beside ended with 1; 1 of 2 pieces are made anew here"]
    assert "RuntimeError: only beside" in capfd.readouterr().err


def test_nothing_is_told_of_what_went_well(caplog: pytest.LogCaptureFixture) -> None:
    with beside([one]) as made:
        made()
    assert not caplog.messages


def test_a_process_that_cannot_start_leaves_nothing_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", full)
    with pytest.raises(BlockingIOError), beside([one]):
        pass
    assert gc.get_freeze_count() == 0


def test_a_child_with_much_to_tell_waits_for_nobody() -> None:
    """Here nobody asks for what it made until it says that it is done."""
    reading, writing = os.pipe()
    with beside([lambda: b"x" * 5_000_000, lambda: str(os.write(writing, b"done")).encode()]) as made:
        assert select.select([reading], [], [], 60)[0], "the child stands still"
        assert [len(piece) for piece in made()] == [5_000_000, 1]
    os.close(reading)
    os.close(writing)


def test_two_children_at_once_and_one_alone() -> None:
    with beside([where]) as first, beside([where]) as second:
        assert len({*first(), *second(), apart(where), where()}) == 4


def test_what_a_child_was_writing_when_it_was_killed_is_made_here(tmp_path: Path) -> None:
    with (tmp_path / "results").open("w+b") as results:
        for piece in (b"one", b"two"):
            results.write(len(piece).to_bytes(LENGTH, "big") + piece)
        whole = results.tell()
        for cut, expected in ((whole, [b"one", b"two"]), (whole - 1, [b"one"]), (LENGTH + 4, [b"one"])):
            results.truncate(cut)
            results.seek(0)
            assert list(_pieces(results)) == expected


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
