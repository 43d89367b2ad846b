from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.reports_tab import ReportsTab

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation


def test_each_page_is_read_when_it_is_shown(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> None:
    tab = ReportsTab(operation)
    qtbot.addWidget(tab)
    tab.show()
    settled()
    assert [tab.tabText(place) for place in range(4)] == ["指标", "图表", "报告", "冻结报数"]
    assert not tab.checks.found
    tab.setCurrentWidget(tab.checks)
    settled()
    assert tab.checks.found
