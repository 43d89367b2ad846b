from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.on_screen import Dialog
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_enter_goes_on_and_presses_only_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    dialog = PlainDialog("移交", (300, 200), host)
    pressed: list[bool] = []
    name, button = QLineEdit(dialog), QPushButton("移交", dialog)
    button.clicked.connect(lambda: pressed.append(True))
    lines = QVBoxLayout(dialog)
    lines.addWidget(name)
    lines.addWidget(button)
    with qtbot.waitExposed(dialog):
        dialog.show()
    name.setFocus()
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert (dialog.focusWidget(), pressed) == (button, [])
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert pressed == [True]


def test_enter_presses_the_button_that_has_the_focus_though_it_is_never_the_default(qtbot: QtBot) -> None:
    dialog = Dialog()
    qtbot.addWidget(dialog)
    pressed: list[str] = []
    up, done = QPushButton("上移", dialog, autoDefault=False), QPushButton("确定", dialog)
    for button in (up, done):
        button.clicked.connect(lambda _=False, button=button: pressed.append(button.text()))
    done.setDefault(True)
    lines = QVBoxLayout(dialog)
    lines.addWidget(up)
    lines.addWidget(done)
    with qtbot.waitExposed(dialog):
        dialog.show()
    up.setFocus()
    qtbot.keyClick(up, Qt.Key.Key_Return)
    assert pressed == ["上移"]
