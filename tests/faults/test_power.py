"""F10: the power goes while the program saves; every save that was acknowledged must stand."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.faults import crash, power

if TYPE_CHECKING:
    from pathlib import Path

STATES = 30


@pytest.fixture(scope="module")
def sent(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> power.Sent:
    """What the program's engine sends for every write path."""
    path = shutil.copy(prepared, tmp_path_factory.mktemp("recorded") / "recorded.minqing")
    return power.record(path, turns=2)


@pytest.mark.parametrize("mode", power.OURS, ids=lambda mode: mode.label)
def test_a_power_cut_loses_nothing_acknowledged(prepared: Path, sent: power.Sent, mode: power.Mode) -> None:
    losses = power.cut(power.replay(prepared, sent, mode), STATES, random.randrange(1_000_000))
    assert losses == power.Losses(states=STATES)


FOUND = 3
"""Of the states in which about one of five shows a loss: fewer are found once in ten thousand runs."""


@pytest.mark.parametrize("mode", power.UNSAFE, ids=lambda mode: mode.label)
def test_the_model_finds_losses_where_the_sync_is_too_weak(prepared: Path, sent: power.Sent, mode: power.Mode) -> None:
    losses = power.cut(power.replay(prepared, sent, mode), 2 * STATES, 1)
    assert losses.lost + losses.damaged >= FOUND


def test_a_recording_holds_every_save(sent: power.Sent) -> None:
    commits = [statement for statement, _, _ in sent if statement == "COMMIT"]
    assert len(commits) == 2 * len(power.write_paths.PATHS)


def after(log: list[crash.Op], files: dict[str, bytes] | None = None) -> set[tuple[tuple[str, bytes], ...]]:
    """Every state found in many cuts at the end of a log."""
    found = set()
    for seed in range(300):
        disk = crash.Disk(files or {})
        for op in log:
            disk.apply(op)
        found.add(tuple(sorted(disk.after_cut(random.Random(seed)).items())))
    return found


def test_a_write_that_was_not_synced_is_kept_dropped_or_torn() -> None:
    found = after([crash.Write("a", 0, b"x" * 1024)], {"a": b"o" * 1024})
    contents = {dict(state)["a"] for state in found}
    assert contents == {one + other for one in (b"o" * 512, b"x" * 512) for other in (b"o" * 512, b"x" * 512)}


def test_what_was_synced_stays() -> None:
    assert after([crash.Write("a", 0, b"new"), crash.Sync("a")], {"a": b"old"}) == {(("a", b"new"),)}


def test_names_come_back_until_the_folder_is_synced() -> None:
    log: list[crash.Op] = [crash.Create("p"), crash.Write("p", 0, b"new"), crash.Sync("p"), crash.Rename("p", "a")]
    old, made, renamed = (("a", b"old"),), (("a", b"old"), ("p", b"new")), (("a", b"new"),)
    assert after(log, {"a": b"old"}) == {old, made, renamed}
    assert after([*log, crash.SyncFolder()], {"a": b"old"}) == {renamed}


def test_a_deletion_is_final_after_four_later_syncs() -> None:
    log: list[crash.Op] = [crash.Delete("j"), *[crash.Sync("a")] * 3]
    assert len(after(log, {"a": b"", "j": b"x"})) == 2
    assert after([*log, crash.Sync("a")], {"a": b"", "j": b"x"}) == {(("a", b""),)}
