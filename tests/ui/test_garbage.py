from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from app.ui.garbage import GarbageCollector, look_through, set_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    """The collector at work; Python's own is on again afterwards."""
    made = GarbageCollector()
    yield made
    made.deleteLater()
    gc.enable()


class Knot:
    """A widget in a circle of references, which only a collector can free."""

    def __init__(self) -> None:
        self.widget = QLabel("结")
        self.self = self


def test_a_worker_never_collects_a_widget(collector: GarbageCollector) -> None:
    gc.collect()
    knot = Knot()
    freed_on: list[int] = []
    weakref.finalize(knot, lambda: freed_on.append(threading.get_ident()))
    del knot

    def allocate() -> None:
        kept = [[n] for n in range(200_000)]
        kept.clear()

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert freed_on == []
    gc.collect()
    assert freed_on == [threading.get_ident()]


def test_garbage_is_collected_while_the_window_lives(collector: GarbageCollector, qtbot: QtBot) -> None:
    knot = Knot()
    gone: list[bool] = []
    weakref.finalize(knot, lambda: gone.append(True))
    del knot
    kept = [[n] for n in range(20_000)]
    qtbot.waitUntil(lambda: bool(gone))
    assert kept


# Eighty megabytes in pieces between pieces that stay: the allocator alone would keep most of them.
FREED = """
import ctypes
import psutil
from app.ui.garbage import give_back
keep, drop = [], []
for _ in range(4_000):
    drop.append(ctypes.create_string_buffer(20_000))
    keep.append(ctypes.create_string_buffer(600))
drop.clear()
process = psutil.Process()
before = process.memory_info().rss
give_back()
print(before - process.memory_info().rss)
"""


def test_what_was_freed_goes_back_to_the_system() -> None:
    """In a process of its own: among what a thousand tests left, the pieces would fill the gaps there."""
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, check=True, text=True)
    assert int(done.stdout) > 40_000_000


def test_a_window_without_work_keeps_nothing_of_its_file_in_memory(operation: Operation, qtbot: QtBot) -> None:
    answers: list[str | None] = []
    ask = partial(operation.read, lambda unit: unit.setting("file_uuid"), answers.append, owner=operation)
    ask()
    qtbot.waitUntil(lambda: len(answers) == 1)
    held = operation.desk.store._reader.pool
    assert held.checkedin() == 1
    assert operation._resting.isActive()
    operation._resting.setInterval(0)
    operation._resting.start()
    qtbot.waitUntil(lambda: operation.desk.store._reader.pool is not held)
    ask()
    assert not operation._resting.isActive()
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers[0] == answers[1]


def test_what_is_set_apart_is_looked_through_again_when_nobody_is_there() -> None:
    gone: list[object] = []
    knot = Knot()
    weakref.finalize(knot, lambda: gone.append(True))
    set_apart()
    assert gc.get_freeze_count() > 10_000
    del knot
    gc.collect()
    assert not gone
    look_through()
    assert gone
    gc.unfreeze()
