from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app.rules import passphrases
from app.services import first_page, founding, signing_in
from app.services.desk import open_desk
from app.services.founding import Wanted
from app.ui import dialogs
from app.ui.passphrase_dialog import PassphraseDialog, change
from app.ui.passphrase_fields import HINT, PLAIN_WARNING, NewPassphrase, PassphraseField
from app.ui.recovery_dialog import CONFIRMED, NO_PRINTER, RecoveryDialog
from app.ui.session import Session
from app.ui.sign_in_dialog import RecoverDialog, SignInDialog
from db import audit, media
from tests import factories
from tests.conftest import PASSPHRASE
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

OTHER = "河边的水车咿呀转"


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    yield made
    if made.window is not None:
        window = made.window
        at_rest(qtbot, window.operation)
        window.close()
    if made.start is not None:
        made.start.close()
    made.single.close()


def type_and_open(dialog: SignInDialog, passphrase: str) -> None:
    dialog.passphrase.line.setText(passphrase)
    dialog.attempt()


def test_an_encrypted_file_is_opened_after_its_passphrase(session: Session, sealed_file: Path, qtbot: QtBot) -> None:
    assert session.open(sealed_file)
    assert session.window is None
    asking = session.asking
    assert asking is not None
    assert not asking.operator.isVisibleTo(asking)
    type_and_open(asking, OTHER)
    qtbot.waitUntil(asking.isEnabled)
    assert "口令不对" in asking.said.text()
    assert asking.passphrase.text == ""
    type_and_open(asking, PASSPHRASE)
    qtbot.waitUntil(lambda: session.window is not None)
    assert session.asking is None


def test_the_passphrase_of_the_environment_serves_once(session: Session, sealed_file: Path) -> None:
    session.passphrase = PASSPHRASE
    session.open(sealed_file)
    assert session.window is not None
    assert session.passphrase == ""


def test_coming_and_leaving_are_in_the_history(session: Session, ledger_file: Path, qtbot: QtBot) -> None:
    session.open(ledger_file)
    window = session.window
    assert window is not None
    at_rest(qtbot, window.operation)
    window.close()
    desk = open_desk(ledger_file)
    with desk.store.read() as unit:
        table = unit.schema.audit
        events = audit.events(unit.connection, unit.schema, table.c.action.in_(("sign_in", "sign_out")))
    desk.close()
    assert [(event.entry.action, event.entry.operator) for event in events] == [
        ("sign_out", "管理员"), ("sign_in", "管理员")
    ]  # fmt: skip


def test_giving_up_leads_to_the_start_page(session: Session, sealed_file: Path) -> None:
    session.open(sealed_file)
    assert session.asking is not None
    session.asking.reject()
    assert (session.asking, session.window) == (None, None)
    assert session.start is not None


def test_after_five_wrong_tries_the_button_waits(session: Session, sealed_file: Path, qtbot: QtBot) -> None:
    session.open(sealed_file)
    dialog = session.asking
    assert dialog is not None
    for _ in range(5):
        type_and_open(dialog, OTHER)
        qtbot.waitUntil(dialog.isEnabled)
    assert not dialog.open_button.isEnabled()
    assert dialog.said.text().startswith("口令连续输错，请过 ")
    dialog.reject()


def test_the_operator_is_asked_for_when_there_are_two(sealed_file: Path, qtbot: QtBot) -> None:
    desk = open_desk(sealed_file, passphrase=PASSPHRASE)
    signing_in.set_passphrase(desk, operator="李审核", passphrase=OTHER)
    desk.close()
    dialog = SignInDialog(sealed_file, signing_in.operators_of(sealed_file), user="李审核")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.operator.isVisible()
    assert [dialog.operator.itemText(place) for place in range(2)] == ["管理员", "李审核"]
    assert dialog.operator.currentText() == "李审核"
    dialog.attempt()
    assert dialog.said.text() == "请输入口令。"


def test_a_new_encrypted_file_shows_its_code_until_it_is_kept(
    session: Session, tmp_path: Path, cheap_keys: None, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(tmp_path / "新.minqing", "清河镇人民政府", passphrase=PASSPHRASE)
    session.show_founded(founding.found(wanted))
    assert session.window is not None
    (shown,) = session.window.findChildren(RecoveryDialog)
    code = shown.code.text().replace("\n", "-").replace("　", "-")
    assert shown.code.accessibleName() == f"恢复码 {code.replace('-', ' ')}"  # read out whole
    assert shown.isVisible()
    shown.reject()
    assert shown.isVisible()
    assert CONFIRMED in shown.said.text()
    monkeypatch.setattr("app.ui.recovery_dialog.ask_place", lambda *_: tmp_path / "码.pdf")
    shown.save()
    qtbot.waitUntil(lambda: "删掉" in shown.said.text())
    assert (tmp_path / "码.pdf").read_bytes().startswith(b"%PDF")
    monkeypatch.setattr("app.ui.printer.names", list)
    shown.print_out()
    assert shown.said.text() == NO_PRINTER
    shown.kept.setChecked(True)
    shown.done_button.click()
    window = session.window
    assert window.operation.desk.recovery_code == ""
    at_rest(qtbot, window.operation)
    window.close()
    signing_in.recover(tmp_path / "新.minqing", code=code, passphrase=OTHER)


def test_a_forgotten_passphrase_is_set_anew_in_the_window(session: Session, sealed_file: Path, qtbot: QtBot) -> None:
    desk = open_desk(sealed_file, passphrase=PASSPHRASE)
    code = signing_in.new_recovery_code(desk, passphrase=PASSPHRASE)
    desk.close()
    session.open(sealed_file)
    assert session.asking is not None
    session.asking.forgotten.click()
    dialog = session.asking.findChild(RecoverDialog)
    assert dialog is not None
    dialog.code.setText("B" + code[1:] if code[0] != "B" else "C" + code[1:])
    dialog.recover()
    assert dialog.said.text() == passphrases.TOO_SHORT
    for field in (dialog.new.first, dialog.new.again):
        field.line.setText(OTHER)
    dialog.recover()
    qtbot.waitUntil(dialog.isEnabled)
    assert "第 1 组抄错了" in dialog.said.text()
    dialog.code.setText(code)
    dialog.recover()
    qtbot.waitUntil(lambda: session.window is not None)
    assert session.window is not None
    (shown,) = session.window.findChildren(RecoveryDialog)
    assert code[:5] not in shown.code.text()
    shown.kept.setChecked(True)
    shown.accept()


def test_the_passphrase_is_changed_and_the_code_renewed_from_the_menu(
    session: Session, sealed_file: Path, qtbot: QtBot
) -> None:
    session.passphrase = PASSPHRASE
    session.open(sealed_file)
    assert session.window is not None
    window = session.window
    dialog = PassphraseDialog(window.operation, for_code=False, parent=window)
    dialog.do()
    assert dialog.said.text() == passphrases.TOO_SHORT
    dialog.present.line.setText(OTHER)
    for field in (dialog.new.first, dialog.new.again):
        field.line.setText(OTHER)
    dialog.do()
    qtbot.waitUntil(dialog.isEnabled)
    assert "口令不对" in dialog.said.text()
    dialog.present.line.setText(PASSPHRASE)
    with qtbot.waitSignal(dialog.accepted):
        dialog.do()
    assert "修改 管理员 的口令" in window.status.messages[0]
    renewing = PassphraseDialog(window.operation, for_code=True, parent=window)
    renewing.present.line.setText(OTHER)
    with qtbot.waitSignal(renewing.accepted):
        renewing.do()
    (shown,) = window.findChildren(RecoveryDialog)
    shown.kept.setChecked(True)
    shown.accept()


def test_a_plain_file_has_no_passphrase_to_change(
    session: Session, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "information", lambda _parent, _title, words: told.append(words))
    session.open(ledger_file)
    assert session.window is not None
    change(session.window)
    assert told == [signing_in.NOT_NEEDED]


def test_a_file_in_use_elsewhere_is_offered_to_read(
    session: Session, ledger_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    other = open_desk(ledger_file)
    other.hold()
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda _p, _t, question, **_: asked.append(question) or len(asked) > 1)
    assert not session.open(ledger_file)
    assert session.open(ledger_file)
    assert session.window is not None
    window = session.window
    assert "管理员，电脑 " in asked[0]
    assert " 起" in asked[0]
    assert window.operation.desk.read_only
    qtbot.waitUntil(lambda: "别人使用" in window._banner_words.text())
    other.close()


def test_a_synchronised_folder_is_warned_of(
    session: Session, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "synced_by", lambda _path: "坚果云")
    session.open(ledger_file)
    assert session.window is not None
    assert "坚果云" in session.window.message.words.text()


def test_a_hidden_passphrase_is_shown_on_demand_and_takes_chinese(qtbot: QtBot) -> None:
    field = PassphraseField("口令")
    qtbot.addWidget(field)
    assert field.line.echoMode() is field.line.EchoMode.Password
    assert field.line.inputMethodHints() == field.line.inputMethodHints().ImhNone
    field.show_button.click()
    assert field.line.echoMode() is field.line.EchoMode.Normal
    assert field.line.accessibleName() == "口令"
    field.clear()
    assert field.line.echoMode() is field.line.EchoMode.Password


def test_a_new_passphrase_is_wanted_twice_or_not_at_all(qtbot: QtBot) -> None:
    new = NewPassphrase(may_be_plain=True)
    qtbot.addWidget(new)
    assert new.words.text() == HINT
    new.first.line.setText(PASSPHRASE)
    assert (new.words.text(), new.fault()) == (passphrases.GOOD, passphrases.DIFFERENT)
    new.again.line.setText(PASSPHRASE)
    assert (new.fault(), new.passphrase) == ("", PASSPHRASE)
    new.plain.setChecked(True)
    assert (new.fault(), new.passphrase, new.words.text()) == ("", "", PLAIN_WARNING)


def test_a_window_at_work_leaves_no_plain_word_behind(
    session: Session,
    sealed_file: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """What the window keeps (settings, first page, layouts, drafts) and everything beside the ledger is searched."""
    home = tmp_path_factory.mktemp("own")
    for name in ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        (home / name).mkdir()
        monkeypatch.setenv(name, str(home / name))
    session.passphrase = PASSPHRASE
    assert session.open(sealed_file)
    window = session.window
    assert window is not None
    desk = window.operation.desk
    factories.add(desk, "rectifications", "问题描述=凭据词甲号的路灯")
    page = window.ledger_page("rectifications")
    qtbot.waitUntil(lambda: window.operation.idle and page.model.total == 1)
    page.filters.box.setText("凭据词")
    at_rest(qtbot, window.operation)
    _search(home, sealed_file.parent)
    window.close()
    session.window = None
    assert first_page.kept(sealed_file) is None
    assert len(_search(home, sealed_file.parent)) > 4


def _search(*folders: Path) -> list[Path]:
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    for file in files:
        data = file.read_bytes()
        assert "凭据词".encode() not in data, file.name
        assert "凭据词".encode("utf-16-le") not in data, file.name
        assert b"SQLite format" not in data, file.name
    return files


def test_every_button_of_the_sign_in_is_reached_by_tab(sealed_file: Path, qtbot: QtBot) -> None:
    dialog = SignInDialog(sealed_file, ("王秀英", "李建国"))
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    reached = set()
    for _ in range(8):
        reached.add(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert {dialog.operator, dialog.passphrase.line, dialog.open_button, dialog.forgotten} <= reached
