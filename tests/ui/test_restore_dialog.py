from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog

from app.services import backups, kept_backups
from app.services.backups import Occasion
from app.services.desk import open_desk
from app.services.listing import Ask, count
from tests import factories
from tests.conftest import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.restore_dialog import RestoreDialog
    from app.ui.run import Session

pytestmark = pytest.mark.usefixtures("fresh_data_folder")


@pytest.fixture
def one_kept(ledger_file: Path) -> Path:
    """A ledger with one item in its kept backup and a second one entered since."""
    desk = open_desk(ledger_file)
    factories.add(desk, "rectifications", "登记日期=2014.3.9")
    kept_backups.keep(backups.source(desk), occasion=Occasion.CLOSING)
    factories.add(desk, "rectifications", "登记日期=2014.3.10")
    desk.close()
    return ledger_file


def items(desk: Desk) -> int:
    return desk.read(lambda unit: count(unit, ask=Ask("rectifications")))


def asked(session: Session, qtbot: QtBot) -> RestoreDialog:
    """The questions with the inside of the newest kept backup in sight."""
    session.restoring.ask()
    dialog = session.restoring.dialog
    assert dialog is not None
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.steps.currentIndex() == 1)
    return dialog


def test_what_is_inside_and_what_would_be_lost_stand_before_the_button(
    session: Session, qtbot: QtBot, one_kept: Path
) -> None:
    session.open(one_kept)
    dialog = asked(session, qtbot)
    first, second, *_rest = dialog.inside.text().splitlines()
    assert first.startswith("清河镇，")
    assert "登记日期 2014-03-09 至 2014-03-09" in second
    assert "整改台账：新登记1条（整改〔2014〕2号）" in dialog.lost.text()
    assert not dialog.secret.isVisible()
    assert not dialog.place.isVisible()
    dialog.next.click()
    assert dialog.said.text() == "请写明为什么恢复，原因会记入历史。"
    dialog.reject()


def test_the_window_closes_its_file_and_opens_the_restored_one(session: Session, qtbot: QtBot, one_kept: Path) -> None:
    session.open(one_kept)
    first = session.window
    dialog = asked(session, qtbot)
    dialog.reason.setText("误删")
    dialog.next.click()
    qtbot.waitUntil(lambda: session.window not in (None, first))
    assert session.window is not None
    assert items(session.window.operation.desk) == 1
    assert session.window.message.words.text().startswith("已从备份恢复，共")
    assert "恢复前的台账另存在“恢复前" in session.window.message.words.text()


def test_a_refusal_leaves_the_ledger_and_opens_it_again(
    session: Session, qtbot: QtBot, one_kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.rules.refusal import Refused
    from app.services import restoring

    session.open(one_kept)
    first = session.window
    dialog = asked(session, qtbot)
    dialog.reason.setText("误删")

    def full(*_: object, **__: object) -> None:
        raise Refused("磁盘空间不够，没有恢复，原来的台账没有改动。")

    monkeypatch.setattr(restoring, "restore", full)
    dialog.next.click()
    qtbot.waitUntil(lambda: session.window not in (None, first))
    assert session.window is not None
    assert items(session.window.operation.desk) == 2
    assert session.window.message.words.text() == "磁盘空间不够，没有恢复，原来的台账没有改动。"


def test_who_does_not_manage_is_told_so(session: Session, one_kept: Path) -> None:
    session.open(one_kept)
    assert session.window is not None
    object.__setattr__(session.window.operation.desk.actor, "role", "录入")
    session.restoring.ask()
    assert session.restoring.dialog is None
    assert "不能从备份恢复，没有改动" in session.window.message.words.text()


def test_a_file_that_is_no_backup_is_told_and_the_first_step_stays(
    session: Session, qtbot: QtBot, one_kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.open(one_kept)
    session.restoring.ask()
    dialog = session.restoring.dialog
    assert dialog is not None
    bad = tmp_path / "x.mqbak"
    bad.write_bytes(b"x")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(bad), ""))
    dialog.browse()
    qtbot.waitUntil(lambda: "不是台账备份" in dialog.said.text())
    assert dialog.steps.currentIndex() == 0
    dialog.reject()


def test_on_a_computer_without_a_ledger_it_begins_on_the_start_page(
    session: Session, qtbot: QtBot, sealed_file: Path, tmp_path: Path
) -> None:
    """An encrypted backup asks for its passphrase before anything is made."""
    desk = open_desk(sealed_file, passphrase=PASSPHRASE)
    factories.add(desk, "rectifications")
    out = backups.backup(desk, out=tmp_path / "备份.mqbak").path
    desk.close()
    session.show_start()
    assert session.start is not None
    session.start.restore_wanted.emit()
    dialog = session.restoring.dialog
    assert dialog is not None
    dialog.choose(out)
    qtbot.waitUntil(lambda: dialog.steps.currentIndex() == 1)
    assert dialog.secret.isVisible()
    there = tmp_path / "新电脑.minqing"
    dialog.place.setText(str(there))
    dialog.reason.setText("换电脑")
    dialog.secret.line.setText("不是这个口令")
    dialog.next.click()
    assert "口令不对" in dialog.said.text()
    assert not there.exists()
    dialog.secret.line.setText(PASSPHRASE)
    session.passphrase = PASSPHRASE
    dialog.next.click()
    qtbot.waitUntil(lambda: session.window is not None)
    assert session.window is not None
    assert session.window.operation.desk.path == there
    assert items(session.window.operation.desk) == 1


def test_a_whole_ledger_is_not_replaced_from_the_start_page(
    session: Session, qtbot: QtBot, one_kept: Path, tmp_path: Path
) -> None:
    session.show_start()
    session.restoring.ask()
    dialog = session.restoring.dialog
    assert dialog is not None
    dialog.go_on()  # the kept backups of every ledger of this computer are listed
    qtbot.waitUntil(lambda: dialog.steps.currentIndex() == 1)
    dialog.place.setText(str(one_kept))
    dialog.reason.setText("试试")
    dialog.next.click()
    assert "已经存在而且完好" in dialog.said.text()
    one_kept.write_bytes(b"spoiled")
    dialog.next.click()
    qtbot.waitUntil(lambda: session.window is not None)
    assert session.window is not None
    assert items(session.window.operation.desk) == 1
    assert [path.read_bytes() for path in tmp_path.glob("*恢复前*")] == [b"spoiled"]
