from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from app.rules.refusal import Refused
from app.ui.house_dialog import ToFile

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk


def test_a_folder_that_cannot_be_made_for_a_move_is_told(day_desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ToFile()
    qtbot.addWidget(dialog)
    (tmp_path / "表格").write_bytes(b"")
    dialog.place.setText(str(tmp_path / "表格" / "搬回" / "甲"))
    with pytest.raises(Refused, match="建不了文件夹「搬回」，没有搬"):
        dialog.work(day_desk)(lambda _done, _whole: None)


def test_the_button_that_moves_is_seen_to_be_the_main_one(qtbot: QtBot) -> None:
    dialog = ToFile()
    qtbot.addWidget(dialog)
    dialog.show()
    cancel = dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel)
    grounds = [button.grab().toImage().pixelColor(6, button.height() // 2) for button in (dialog.go, cancel)]
    assert grounds[0].lightness() + 60 < grounds[1].lightness()
