"""The page of a ledger after its columns were arranged: table, form, filters, and what was being typed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.services import columns
from app.ui.column_chooser import ColumnChooser
from app.ui.columns_dialog import ColumnsDialog
from app.ui.main_window import MainWindow
from tests import factories
from tests.services.test_columns import add, arrange

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.ledger_page import LedgerPage
    from app.ui.operation import Operation

    Settled = Callable[[], None]

LEDGER = "rectifications"


@pytest.fixture
def window(operation: Operation, qtbot: QtBot, settled: Settled) -> MainWindow:
    made = MainWindow(operation)
    made.leaves_drafts = True  # a form left full closes without a question
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.ledger_page(LEDGER)
    settled()
    return made


def change(window: MainWindow, settled: Settled, *texts: str) -> LedgerPage:
    """Add own columns as the dialog does; the page that shows the ledger then."""
    operation = window.operation
    actor = operation.desk.actor

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        from dataclasses import replace

        arranged = columns.of(unit, ledger=LEDGER)
        for text in texts:
            arranged = replace(arranged, layout=columns.added(arranged, text))
        return columns.change(unit, actor=actor, ledger=LEDGER, wanted=arranged.layout)

    operation.write(work, owner=window)
    settled()
    settled()
    page = window.page
    assert page is not None
    return page


def heads(page: LedgerPage) -> list[str]:
    model = page.model
    return [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]


def test_table_form_and_filters_take_a_new_column_at_once(window: MainWindow, day_desk: Desk, settled: Settled) -> None:
    page = change(window, settled, "安装年份:数字", "等级:选项:甲,乙")
    assert {"安装年份", "等级"} <= set(heads(page))
    page.new_record()
    settled()
    assert page.form is not None
    assert page.form.fields["own_1"].column.label == "安装年份"
    page.form.fields["description"].editor.put("村西路灯不亮")
    page.form.fields["own_1"].editor.put("2012")
    page.form.fields["own_2"].editor.put("乙")
    page.form.actions_by_name["save"].trigger()
    settled()
    settled()
    values = factories.read(day_desk, LEDGER, 1).values
    assert (values["own_1"], values["own_2"]) == (Decimal(2012), "乙")


def test_what_is_being_typed_goes_over(window: MainWindow, settled: Settled) -> None:
    page = window.page
    assert page is not None
    page.new_record()
    settled()
    assert page.form is not None
    page.form.fields["description"].editor.put("还没有写完的问题")
    uuid = page.form.uuid
    assert page.is_dirty
    new = change(window, settled, "安装年份:数字")
    settled()
    assert new is not page
    assert new.form is not None
    assert new.form.fields["description"].text() == "还没有写完的问题"
    assert (new.form.uuid, new.is_dirty) == (uuid, True)
    assert "own_1" in new.form.fields
    new.form.keeper.discard()


def test_an_open_record_and_the_list_stay(window: MainWindow, day_desk: Desk, settled: Settled) -> None:
    factories.add(day_desk, LEDGER, "问题描述=村西路灯不亮")
    made = factories.add(day_desk, LEDGER, "问题描述=村东井盖破损")
    page = window.page
    assert page is not None
    page.filters.box.setText("井盖")
    page.filters.set_filters((), "井盖")
    page.show_record(made.ids[0])
    settled()
    new = change(window, settled, "安装年份:数字")
    settled()
    assert new.filters.search == "井盖"
    assert new.model.total == 1
    assert new.form is not None
    assert new.form.record is not None
    assert new.form.record.id == made.ids[0]


def test_undo_from_the_page_takes_the_column_away_again(window: MainWindow, settled: Settled) -> None:
    page = change(window, settled, "安装年份:数字")
    page.undo()
    settled()
    settled()
    assert window.page is not None
    assert "安装年份" not in heads(window.page)
    window.page.redo()
    settled()
    settled()
    assert "安装年份" in heads(window.page)


def test_a_hidden_column_is_neither_in_form_nor_chooser_nor_filters(
    operation: Operation, day_desk: Desk, qtbot: QtBot, settled: Settled
) -> None:
    add(day_desk, "门牌:文字")
    arrange(day_desk, lambda one: columns.shown(one, "门牌", on_screen=False))
    made = factories.add(day_desk, LEDGER, "门牌=3组12号")
    window = MainWindow(operation)
    qtbot.addWidget(window)
    window.show()
    page = window.ledger_page(LEDGER)
    settled()
    page.show_record(made.ids[0])
    settled()
    form = page.form
    assert form is not None
    for section in form.sections:
        section.open()
    assert "own_1" not in form.fields
    form.fields["description"].editor.put("改过的描述")
    form.actions_by_name["save"].trigger()
    settled()
    settled()
    assert factories.read(day_desk, LEDGER, made.ids[0]).values["own_1"] == "3组12号"
    chooser = ColumnChooser(page.ledger, (), 1)
    qtbot.addWidget(chooser)
    assert "门牌" not in [chooser.list.item(row).text() for row in range(chooser.list.count())]


def test_the_chooser_leads_to_the_dialog(window: MainWindow, settled: Settled) -> None:
    page = window.page
    assert page is not None
    page.arranging.choose()
    chooser = page.findChild(ColumnChooser)
    assert chooser is not None
    assert chooser.arrange.isEnabled()
    chooser.arrange.click()
    settled()
    dialog = window.findChild(ColumnsDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "列设置：整改台账"
    dialog.reject()
