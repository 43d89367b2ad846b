from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from app.ui.held_grid import HeldGrid
from db.ask import Ask

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONG = ("联户走访", tuple((f"ledger_{place}", f"台账{place}", place) for place in range(8)))


def shown(qtbot: QtBot, width: int) -> HeldGrid:
    grid = HeldGrid()
    qtbot.addWidget(grid)
    grid.resize(width, 300)
    grid.show()
    grid.show_held((LONG, ("信访", (("petitions", "信访事项", 10),))))
    return grid


def columns(grid: HeldGrid) -> int:
    return len({button.x() for button in grid.findChildren(QPushButton) if button.isVisible()})


def test_a_long_tab_goes_on_in_the_next_column(qtbot: QtBot) -> None:
    grid = shown(qtbot, 1300)
    qtbot.waitUntil(lambda: columns(grid) == 3)


def test_columns_give_way_to_a_narrow_window(qtbot: QtBot) -> None:
    grid = shown(qtbot, 1300)
    grid.resize(350, 600)
    qtbot.waitUntil(lambda: columns(grid) < 3)


def test_a_button_asks_for_the_whole_ledger(qtbot: QtBot) -> None:
    grid = shown(qtbot, 1300)
    button = next(b for b in grid.findChildren(QPushButton) if b.text() == "信访事项　10")
    with qtbot.waitSignal(grid.list_wanted) as heard:
        button.click()
    assert heard.args == [Ask("petitions")]
