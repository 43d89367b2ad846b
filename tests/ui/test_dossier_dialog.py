"""The page of one person, household or village, opened from the record in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ui.dossier_dialog import DossierDialog, DossierPreview
from app.ui.tools_menu import show_dossier
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def two_petitions(day_desk: Desk) -> None:
    for day in ("2014-03-01", "2014-03-09"):
        factories.add(day_desk, "petitions", f"来访时间={day}", "信访人姓名=赵广田")


def opened(window: MainWindow, settled: Callable[[], None]) -> DossierDialog:
    window.ledger_page("petitions")
    settled()
    assert window.page is not None
    window.page.table.selectRow(0)
    show_dossier(window)
    settled()
    (dialog,) = window.findChildren(DossierDialog)
    return dialog


def test_the_page_of_a_petitioner_leads_to_each_of_his_petitions(
    window: MainWindow, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = opened(window, settled)
    assert dialog.windowTitle() == "一人一页"
    assert dialog.said.text() == "赵广田：各台账共2条。双击一行打开那条记录。"
    assert [dialog.table.texts(row)[0] for row in range(2)] == ["2014-03-01", "2014-03-09"]
    with qtbot.waitSignal(dialog.open_record) as heard:
        dialog.table.open_row(0)
    assert heard.args == ["petitions", 1]


def test_it_is_seen_on_paper_before_it_is_printed(
    window: MainWindow, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = opened(window, settled)
    dialog.print_out()
    (preview,) = dialog.findChildren(DossierPreview)
    qtbot.waitUntil(lambda: bool(preview.pdf), timeout=20_000)
    settled()


def test_a_page_that_speaks_of_nobody_says_where_to_choose(window: MainWindow, settled: Callable[[], None]) -> None:
    window.ledger_page("documents")
    settled()
    show_dossier(window)
    assert "请先在信访、户、人员、村组这样的台账里选中一条" in window.message.words.text()
