from __future__ import annotations

import ctypes
import gc
import threading
import weakref
from typing import TYPE_CHECKING

import psutil
import pytest
from PySide6.QtWidgets import QLabel

from app.ui.garbage import GarbageCollector, give_back

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


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


def test_what_was_freed_goes_back_to_the_system() -> None:
    """Eighty megabytes in pieces between pieces that stay: the allocator alone would keep most of them."""
    process = psutil.Process()
    keep, drop = [], []
    for _ in range(4_000):
        drop.append(ctypes.create_string_buffer(20_000))
        keep.append(ctypes.create_string_buffer(600))
    drop.clear()
    before = process.memory_info().rss
    give_back()
    assert process.memory_info().rss < before - 20_000_000
    assert len(keep) == 4_000
