"""The table of lines to read: twenty thousand of them stand at once, and every one says what it holds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from app.ui import row_table
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

MANY = 20_000


def _line(row: int) -> tuple[tuple[str, ...], tuple[str, int]]:
    return ("整改台账", f"整改〔2013〕{row}号", f"第{row}盏路灯不亮，群众反映强烈\n请核查", "未办结"), (
        "rectifications",
        row,
    )


@pytest.fixture
def table(qtbot: QtBot) -> RowTable:
    made = RowTable("没有办完的", ("台账", "编号", "事项", "状态"), wide=2)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def test_twenty_thousand_lines_stand_in_under_a_second_also_when_read_anew(table: RowTable, qtbot: QtBot) -> None:
    lines = [_line(row) for row in range(MANY)]
    for _again in range(2):
        start = time.process_time()
        table.show_rows(lines)
        table.grab()
        assert time.process_time() - start < 1
    assert table.rowCount() == MANY
    written = sum(table.item(row, 0) is not None for row in range(MANY))
    assert written < row_table.AT_ONCE + 100


def test_a_line_is_written_when_it_comes_in_sight_and_leads_to_its_record(table: RowTable, qtbot: QtBot) -> None:
    table.show_rows([_line(row) for row in range(MANY)])
    assert table.item(15_000, 1) is None
    table.setCurrentCell(15_000, 0)
    table.grab()
    assert table.item(15_000, 1).text() == "整改〔2013〕15000号"
    assert table.item(15_000, 2).toolTip()
    words = table.fontMetrics().horizontalAdvance("整改〔2013〕15000号")
    assert table.columnWidth(1) > words  # as wide as the longest number, though the first ones are shorter
    with qtbot.waitSignal(table.opened) as opened:
        table.open_row(15_000)
    assert opened.args == ["rectifications", 15_000]
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    table.grab()
    assert table.item(MANY - 1, 1).text() == f"整改〔2013〕{MANY - 1}号"


def test_lines_out_of_sight_are_read_led_from_and_said_anew(table: RowTable) -> None:
    table.show_rows([_line(row) for row in range(MANY)])
    assert table.texts(9_000) == ("整改台账", "整改〔2013〕9000号", "第9000盏路灯不亮，群众反映强烈 请核查", "未办结")
    assert table.target(9_001) == ("rectifications", 9_001)
    table.say(9_002, 3, "已办结")
    table.grab()
    assert table.texts(9_002)[3] == "已办结"
    table.show_rows([_line(7)])
    assert [table.texts(row)[1] for row in range(table.rowCount())] == ["整改〔2013〕7号"]
