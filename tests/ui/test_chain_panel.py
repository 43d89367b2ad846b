from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.ledgers import registry
from app.ui.chain_panel import ROOT_GROUND, ChainPanel, ChainView, places
from tests import factories
from tests.services.test_chains import chain, link, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def made(day_desk: Desk) -> dict[str, Changes]:
    """A visit told an opinion; two opinions made a problem, the problem an item; one opinion a project."""
    return story(day_desk)


@pytest.fixture
def panel(made: dict[str, Changes], operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> ChainPanel:
    """The chain as the problem shows it."""
    found = ChainPanel(operation, registry.find("issues"))
    qtbot.addWidget(found)
    found.resize(900, 400)
    found.show()
    found.show_record(made["issue"].ids[0])
    settled()
    return found


def test_every_record_is_a_box_and_the_present_one_stands_out(panel: ChainPanel, made: dict[str, Changes]) -> None:
    panel.whole.setChecked(True)
    boxes = panel.view.picture.boxes
    assert {box.node.number for box in boxes.values()} == {one.number for one in made.values()}
    tinted = [box.node.number for box in boxes.values() if box.brush().color() == QColor(ROOT_GROUND)]
    assert tinted == [made["issue"].number]


def test_boxes_stand_from_left_to_right_by_level(day_desk: Desk, made: dict[str, Changes]) -> None:
    columns = {key: column for key, (column, _row) in places(chain(day_desk, made["issue"])).items()}
    order = ("visit", "one", "two", "issue", "item")
    assert [columns[made[one].ledger, made[one].ids[0]] for one in order] == [0, 1, 1, 2, 3]


def test_the_keyboard_goes_along_the_chain_and_opens(panel: ChainPanel, made: dict[str, Changes], qtbot: QtBot) -> None:
    picture = panel.view.picture
    assert picture.current == ("issues", made["issue"].ids[0])
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    assert panel.view.list.currentItem().text().strip().startswith(f"转为　整改台账　{made['item'].number}　待整改")
    with qtbot.waitSignal(panel.open_record) as heard:
        qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert heard.args == ["rectifications", made["item"].ids[0]]


def test_the_list_leads_to_the_same_records(panel: ChainPanel, made: dict[str, Changes]) -> None:
    panel.view.list.setCurrentRow(1)
    current = panel.view.picture.current
    assert current is not None
    assert panel.view.picture.boxes[current].node.number in panel.view.list.item(1).text()


def test_at_first_only_the_records_own_line_is_drawn(panel: ChainPanel, made: dict[str, Changes]) -> None:
    assert panel.whole.isVisible()
    numbers = {box.node.number for box in panel.view.picture.boxes.values()}
    assert made["project"].number not in numbers
    assert panel.view.list.count() == len(numbers) == 5


def test_a_circle_and_a_link_on_one_level_are_drawn(day_desk: Desk, made: dict[str, Changes], qtbot: QtBot) -> None:
    link(day_desk, "related", made["one"], made["two"])
    link(day_desk, "related", made["item"], made["visit"])
    view = ChainView(Qt.Orientation.Vertical)
    qtbot.addWidget(view)
    view.show_chain(chain(day_desk, made["issue"]))
    assert len(view.picture.boxes) == 6


def test_the_large_picture_opens_a_record_too(panel: ChainPanel, qtbot: QtBot) -> None:
    dialog = panel.show_large()
    assert dialog is not None
    view = dialog.findChild(ChainView)
    assert isinstance(view, ChainView)
    view.list.setCurrentRow(1)
    with qtbot.waitSignal(panel.open_record):
        qtbot.keyClick(view.picture, Qt.Key.Key_Return)


def test_a_record_without_links_says_so(
    day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    alone = factories.add(day_desk, "rectifications", "登记日期=2014-03-10")
    found = ChainPanel(operation, registry.find("rectifications"))
    qtbot.addWidget(found)
    found.show_record(alone.ids[0])
    settled()
    assert "还没有关联" in found.said.text()
