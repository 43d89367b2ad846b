from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from app.ui import dialogs
from app.ui.dialogs import Leave, ReasonDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def press(word: str) -> None:
    """Press a button of the question that is about to be asked."""

    def now() -> None:
        asked = QApplication.activeModalWidget()
        assert asked is not None
        next(button for button in asked.findChildren(QPushButton) if button.text() == word).click()

    QTimer.singleShot(0, now)


def test_a_reason_may_not_be_blank(qtbot: QtBot) -> None:
    dialog = ReasonDialog(None, "作废", "作废整改〔2014〕1号", yes="作废")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.yes.click()
    assert dialog.isVisible()
    assert dialog.sentence.text() == "请写明原因；没有原因不能继续。"
    dialog.reason.setPlainText("重复登记")
    dialog.yes.click()
    assert not dialog.isVisible()
    assert dialog.answer()[1] == "重复登记"


@pytest.mark.parametrize("answer", list(Leave))
def test_the_question_on_leaving_has_three_answers_in_chinese(answer: Leave, qtbot: QtBot) -> None:
    press(answer.value)
    assert dialogs.ask_leave(None, "整改〔2014〕1号") is answer


@pytest.mark.parametrize(("word", "is_yes"), [("移除", True), ("取消", False)])
def test_a_question_answers_yes_or_no(word: str, is_yes: bool, qtbot: QtBot) -> None:
    press(word)
    assert dialogs.confirm(None, "移除附件", "移除？", yes="移除") is is_yes
    assert not [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]


def test_giving_up_a_reason_gives_none(qtbot: QtBot) -> None:
    press("取消")
    assert dialogs.ask_reason(None, "作废", "作废？") is None
    press("取消")
    assert dialogs.ask_correction(None, "原始意见", "原话") is None


def test_a_correction_that_was_written_is_not_given_up_unasked(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda *words, **_answers: bool(asked.append(words[2])))
    dialog = ReasonDialog(None, "更正", "更正原始意见", yes="更正", old="原话")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.words.insertPlainText("路灯不亮")
    qtbot.keyClick(dialog.words, Qt.Key.Key_Escape)
    assert (len(asked), dialog.isVisible()) == (1, True)
    dialog.words.undo()
    qtbot.keyClick(dialog.words, Qt.Key.Key_Escape)
    assert (len(asked), dialog.isVisible()) == (1, False)
