"""F18, F11: the n-th call to the disk fails; the program answers with a sentence, and nothing is half saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.services.desk import open_desk
from tests.faults import tracing, whole, write_paths

if TYPE_CHECKING:
    from pathlib import Path

SYNC = "fdatasync,fsync"
FAULTS = [
    ("add", "pwrite64", "error=EIO:when=1"),
    ("add", "pwrite64", "error=EIO:when=7"),
    ("add", "pwrite64", "error=EIO:when=15+"),
    ("edit", "pwrite64", "error=EIO:when=4"),
    ("transition", "pwrite64", "error=EIO:when=9+"),
    ("attach", "pwrite64", "error=EIO:when=2"),
    ("attach", "pwrite64", "error=EIO:when=150"),
    ("link", "pwrite64", "error=EIO:when=3"),
    ("void", "pwrite64", "error=EIO:when=5"),
    ("undo", "pwrite64", "error=EIO:when=6+"),
    ("batch", "pwrite64", "error=EIO:when=8"),
    ("correct", "pwrite64", "error=EIO:when=2+"),
    ("add", SYNC, "error=EIO:when=1"),
    ("attach", SYNC, "error=EIO:when=1+"),
    ("add", "pread64", "error=EIO:when=1"),
    ("batch", "pread64", "error=EIO:when=3"),
    ("add", "pwrite64", "error=ENOSPC:when=1+"),
    ("attach", "pwrite64", "error=ENOSPC:when=90+"),
    ("batch", "pwrite64", "error=ENOSPC:when=5"),
]
KILLS = [("add", 1), ("add", 12), ("attach", 140), ("undo", 5), ("batch", 10), ("transition", 3)]


@pytest.mark.parametrize(("name", "calls", "fault"), FAULTS)
def test_a_failing_disk_gets_a_sentence_and_leaves_nothing_half(
    ledger_file: Path, name: str, calls: str, fault: str
) -> None:
    said = tracing.save_with_fault(ledger_file, name, calls, fault)
    assert said.hit
    assert said.crash == ""
    assert "还没有存上" in said.sentence or "没有改动" in said.sentence
    assert tracing.faults_after(ledger_file, said) == []


@pytest.mark.parametrize(("name", "n"), KILLS)
def test_killed_at_its_nth_write_a_save_stands_whole_or_not_at_all(ledger_file: Path, name: str, n: int) -> None:
    said = tracing.save_with_fault(ledger_file, name, "pwrite64", f"signal=SIGKILL:when={n}")
    assert said.killed
    assert tracing.faults_after(ledger_file, said) == []


def test_a_save_that_meets_no_fault_is_acknowledged(ledger_file: Path) -> None:
    said = tracing.save_with_fault(ledger_file, "add", "pwrite64", "error=EIO:when=9999")
    assert said.step
    assert not said.hit
    desk = open_desk(ledger_file)
    assert said.step in write_paths.steps_in(desk)
    assert whole.problems(desk) == []
    desk.close()
