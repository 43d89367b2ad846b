"""A dialog that is closed hears no more of the file, and nothing keeps it."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from app.services.changes import ChangeKind, Changes
from app.ui.archive_dialog import ArchiveDialog
from app.ui.batches_dialog import BatchesDialog
from app.ui.bin_page import BinPage
from app.ui.erasures_dialog import ErasuresDialog
from app.ui.packages_dialog import PackagesDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation
    from app.ui.plain_dialog import PlainDialog


@pytest.mark.parametrize("kind", [ArchiveDialog, BatchesDialog, BinPage, ErasuresDialog, PackagesDialog])
def test_a_closed_dialog_hears_no_more(
    kind: Callable[[Operation], PlainDialog],
    operation: Operation,
    settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    dialog = kind(operation)
    dialog.show()
    settled()
    gone = weakref.ref(dialog)
    dialog.close()
    del dialog
    settled()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: gone() is None)  # the thread that read for it lets go of it a moment later
    asked: list[object] = []
    monkeypatch.setattr(operation, "read", lambda *words, **_named: asked.append(words))
    operation.changed.emit(Changes("改动", ChangeKind.EDITED, "opinions", (1,)), None)
    assert asked == []
