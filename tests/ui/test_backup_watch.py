from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import backups, kept_backups
from app.services.backups import Occasion
from app.ui import backup_watch
from app.ui.backup_settings import BackupSettings
from app.ui.main_window import MainWindow
from app.ui.operation import Operation
from db.clock import Clock
from tests import factories
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from db.copies import LedgerFile

pytestmark = pytest.mark.usefixtures("fresh_data_folder")


@pytest.fixture
def real(desk: Desk, qtbot: QtBot) -> Iterator[Operation]:
    """The window's way to a ledger that is no sample."""
    helper = Operation(desk)
    yield helper
    at_rest(qtbot, helper)
    helper.close()


@pytest.fixture
def window(real: Operation, qtbot: QtBot) -> MainWindow:
    made = MainWindow(real)
    qtbot.addWidget(made)
    made.show()
    at_rest(qtbot, real)
    return made


@pytest.fixture
def file(desk: Desk) -> LedgerFile:
    return backups.source(desk)


def kept(file: LedgerFile) -> list[str]:
    return [said.occasion for _one, said in kept_backups.inside_all(kept_backups.folder(file)) if said]


def test_the_status_line_says_when_the_last_checked_backup_was_made(
    window: MainWindow, file: LedgerFile, qtbot: QtBot
) -> None:
    assert window.backups.label.text() == "还没有核对过的备份"
    kept_backups.keep(file, occasion=Occasion.HOURS)
    window.backups.refresh()
    qtbot.waitUntil(lambda: window.backups.label.text() == "最近一次核对过的备份：刚刚")
    assert window.backups.label.isVisible()


def test_a_sample_has_no_word_of_backups(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> None:
    made = MainWindow(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    assert not made.backups.label.isVisible()
    assert not made.backups.reminder.isVisible()


def test_every_four_hours_a_changed_ledger_is_backed_up(
    window: MainWindow, file: LedgerFile, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = float(round(time.monotonic()))  # whole seconds: four hours later is four hours to the last bit

    def after(hours: float) -> None:
        monkeypatch.setattr(backup_watch.time, "monotonic", lambda: began + hours * 3600 + 60)
        window.backups.look()
        qtbot.waitUntil(lambda: window.backups.work is None)

    after(3.9)
    assert kept(file) == []
    after(4)
    assert kept(file) == ["定时"]
    after(8)  # nothing was changed
    assert len(kept_backups.listed(kept_backups.folder(file))) == 1
    newest = kept_backups.listed(kept_backups.folder(file))[0].serial
    factories.add(window.operation.desk, "rectifications")
    after(12)
    assert kept_backups.listed(kept_backups.folder(file))[0].serial == newest + 1


def test_a_backup_that_fails_is_told_and_the_window_goes_on(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refused("磁盘空间不够，备份没有做成。")

    monkeypatch.setattr(kept_backups, "keep", full)
    window.backups.make(Occasion.HOURS)
    qtbot.waitUntil(window.message.isVisible)
    assert window.message.words.text() == "自动备份没有做成。磁盘空间不够，备份没有做成。"


def test_the_reminder_comes_once_and_goes_with_an_outside_copy(
    window: MainWindow, file: LedgerFile, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not window.backups.reminder.isVisible()
    later = Clock().now() + timedelta(days=8)
    monkeypatch.setattr(Clock, "now", lambda _self: later)
    window.backups.refresh()
    qtbot.waitUntil(window.backups.reminder.isVisible)
    window.backups.reminder.later.click()
    window.backups.refresh()
    at_rest(qtbot, window.operation)
    assert not window.backups.reminder.isVisible()
    window.backups._reminded = False
    kept_backups.set_second_place(file, place=tmp_path)
    kept_backups.keep(file, occasion=Occasion.HOURS)
    window.backups.refresh()
    at_rest(qtbot, window.operation)
    assert not window.backups.reminder.isVisible()


def test_at_closing_a_changed_ledger_is_backed_up_and_an_unchanged_one_not(desk: Desk, file: LedgerFile) -> None:
    factories.add(desk, "rectifications")
    backup_watch.before_leaving(desk, None)
    assert kept(file) == ["关闭时"]
    place = kept_backups.folder(file)
    serial = kept_backups.listed(place)[0].serial
    backup_watch.before_leaving(desk, None)
    assert kept_backups.listed(place)[0].serial == serial


def test_the_backup_at_closing_can_be_skipped(desk: Desk, file: LedgerFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_file: LedgerFile, *, occasion: Occasion, progress: Callable[[int, int], None]) -> None:
        assert occasion is Occasion.CLOSING
        shown[0].stop.click()
        while True:
            progress(1, 2)

    shown: list[backup_watch.WorkDialog] = []
    run = backup_watch.WorkDialog.run
    monkeypatch.setattr(backup_watch.WorkDialog, "run", lambda self: shown.append(self) or run(self))
    monkeypatch.setattr(kept_backups, "keep", slow)
    backup_watch.before_leaving(desk, None)
    assert shown[0].stop.text() == "跳过"
    assert kept(file) == []


def test_the_second_place_is_set_and_gets_the_newest_at_once(
    window: MainWindow, file: LedgerFile, qtbot: QtBot, tmp_path: Path
) -> None:
    kept_backups.keep(file, occasion=Occasion.HOURS)
    usb = tmp_path / "U盘"
    usb.mkdir()
    dialog = BackupSettings(window)  # it goes with its window, and by itself when it is closed
    dialog.open()
    assert dialog.table.texts(0)[1] == "定时"
    assert "还没有" not in dialog.summary.text()
    dialog.set_second(usb)
    qtbot.waitUntil(lambda: "最近一次拷过去：刚刚" in dialog.outside.text())
    assert "同一块磁盘" in dialog.outside.text()
    assert len(list(usb.rglob("*.mqbak"))) == 1
    dialog.set_second(None)
    assert kept_backups.second_place(file) is None
    dialog.set_second(tmp_path / "没有")
    assert "备份设置没有改" in dialog.said.text()
    dialog.back_up()
    qtbot.waitUntil(lambda: dialog.table.texts(0)[1] == "手动")
    dialog.close()
