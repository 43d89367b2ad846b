from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QTableWidgetItem, QVBoxLayout, QWidget

from app.ui import on_screen, signs, theme
from app.ui.flow_layout import EvenLayout
from app.ui.import_preview_page import SeenModel
from app.ui.on_screen import Dialog
from app.ui.row_table import RowTable
from app.ui.spoken import field_name
from db.declare import Column, Kind

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot


def _filled(qtbot: QtBot, lines: int) -> Dialog:
    dialog = Dialog()
    qtbot.addWidget(dialog)
    layout = QVBoxLayout(dialog)
    for line in range(lines):
        layout.addWidget(QLabel(f"第{line}行"))
    layout.addWidget(QPushButton("保存"))
    return dialog


def test_a_dialog_larger_than_its_screen_is_scrolled(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_screen, "room", lambda _window: QSize(400, 300))
    dialog = _filled(qtbot, 40)
    dialog.show()
    assert (dialog.width() <= 400, dialog.height() <= 300) == (True, True)
    area = dialog.findChild(QScrollArea)
    assert area is not None
    button = dialog.findChild(QPushButton)
    qtbot.waitUntil(button.isVisible)
    area.ensureWidgetVisible(button)
    qtbot.waitUntil(lambda: not button.visibleRegion().isEmpty())


def test_a_dialog_that_finds_room_is_left_as_it_is(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_screen, "room", lambda _window: QSize(1366, 700))
    dialog = _filled(qtbot, 4)
    dialog.show()
    assert dialog.findChild(QScrollArea) is None


def test_large_parts_stand_in_as_many_lines_as_they_need(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    layout = EvenLayout(host, gap=10)
    parts = [QPushButton(f"第{place}块") for place in range(4)]
    for part in parts:
        part.setMinimumWidth(200)
        layout.addWidget(part)
    for width, across in ((900, 4), (700, 2), (300, 1)):
        host.resize(width, 400)
        host.show()
        layout.activate()
        assert len({part.x() for part in parts}) == across
        assert len({part.width() for part in parts}) == 1
        assert parts[0].width() * across + 10 * (across - 1) <= width


def test_a_coloured_word_has_a_sign_beside_it(qtbot: QtBot) -> None:
    table = RowTable("核对", ("项目", "数"), wide=0)
    qtbot.addWidget(table)
    table.show_rows([(("路灯", "3"), ("", 0)), (("垃圾", "✗ 2 件"), ("", 0)), (("道路", "5"), ("", 0))])
    for row, ink in enumerate((theme.RED, theme.RED, theme.FAINT)):
        table.tint(row, 1, ink)
    shapes = [not QTableWidgetItem(table.item(row, 1)).icon().isNull() for row in range(3)]
    assert shapes == [True, False, False], "what begins with a sign, and what is only faint, needs none"
    assert signs.sign(signs.WRONG).pixmap(12).toImage() != signs.sign(signs.LOOK).pixmap(12).toImage()


def test_a_cell_that_cannot_be_stored_has_a_sign_beside_its_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    model = SeenModel()
    monkeypatch.setattr(SeenModel, "problem", lambda _self, _row, column: "看不出是哪一天" if column == 1 else "")
    monkeypatch.setattr(SeenModel, "note", lambda _self, _row, column: "原来是全角" if column == 2 else "")
    monkeypatch.setattr(SeenModel, "columnCount", lambda *_: 4)
    monkeypatch.setattr(SeenModel, "rowCount", lambda *_: 1)
    found = [model.index(0, column).data(Qt.ItemDataRole.DecorationRole) for column in range(4)]
    assert [icon is not None and not icon.isNull() for icon in found] == [False, True, True, False]


def test_a_field_is_named_with_its_star_and_unit() -> None:
    assert field_name(Column("topic", "主题")) == "主题"
    present = Column("present", "实到", Kind.COUNT, complete=True, counter="人")
    assert field_name(present) == "实到，应填，单位人"
    assert field_name(Column("amount", "金额", Kind.MONEY)) == "金额，单位元"
