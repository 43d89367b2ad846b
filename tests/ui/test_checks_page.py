from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate

from app.ui.checks_page import MATRIX, ChecksPage
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def page(day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> ChecksPage:
    """Two households of one group, of which one was reached on 20 March."""
    factories.add(day_desk, "places", "名称=清一", "种类=村")
    factories.add(day_desk, "places", "名称=清一一组", "种类=组", "上级=清一")
    factories.add(day_desk, "households", "户主=张三", "村组=清一一组")
    factories.add(day_desk, "households", "户主=李四", "村组=清一一组")
    factories.add(day_desk, "visits", "走访内容=说路灯", "走访时间=2014-03-20", "户=张三", "村组=清一一组")
    made = ChecksPage(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def test_a_list_without_gaps_says_so_in_words(page: ChecksPage) -> None:
    assert page.tree.words("households_refused") == "✓ 无缺"
    assert page.tree.words("households_not_reached") == "✗ 1 条"


def test_a_row_leads_to_its_record(page: ChecksPage, qtbot: QtBot) -> None:
    page.tree.choose("households_not_reached")
    assert page.table.texts(0)[2] == "清一 · 清一一组 · 李四"
    with qtbot.waitSignal(page.open_record) as heard:
        page.table.open_row(0)
    assert heard.args == ["households", 2]


def test_the_matrix_lists_the_households_of_a_group(page: ChecksPage) -> None:
    page.tree.choose(MATRIX)
    assert page.matrix.groups.texts(0) == ("清一", "清一一组", "2", "1", "1", "0", "0", "✗ 差1户")
    assert [page.matrix.households.texts(row)[1:3] for row in range(2)] == [("李四", "未走到"), ("张三", "已走到")]


def test_the_lists_are_as_of_a_day(page: ChecksPage, settled: Callable[[], None]) -> None:
    page.day.setDate(QDate(2014, 3, 19))
    page.refresh()
    settled()
    assert page.tree.words("households_not_reached") == "✗ 2 条"
