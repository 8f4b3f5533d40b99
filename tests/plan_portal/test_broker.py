from __future__ import annotations

from pathlib import Path

from plan_portal import broker


def test_redis_carries_the_jobs_where_there_is_one(tmp_path: Path) -> None:
    assert broker.address("redis://127.0.0.1:6379/0") == "redis://127.0.0.1:6379/0"
    assert broker.options("redis://127.0.0.1:6379/0", tmp_path)["unacked_restore_throttle"] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_does_where_there_is_none(tmp_path: Path) -> None:
    options = broker.options("", tmp_path / "broker")
    assert broker.address("").startswith("filesystem://")
    assert options["data_folder_in"] == options["data_folder_out"]
    assert all(
        Path(options[name]).is_dir() for name in ("data_folder_in", "data_folder_out", "control_folder")
    )
