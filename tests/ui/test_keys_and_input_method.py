"""The focus can be seen everywhere, and no key takes anything from an input method that is composing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTabBar,
    QTableWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tests.ui.keying import commit, front_page, opened, preedit

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow
    from tests.ui.keying import Enter, Settled


@pytest.fixture
def page(window: MainWindow, enter: Enter, settled: Settled, qtbot: QtBot) -> LedgerPage:
    return front_page(window, enter, settled, qtbot)


# ---- the focus can be seen -----------------------------------------------------------------------------------------


def _parts() -> list[QWidget]:
    """One of each kind of widget that takes the focus."""
    tabs = QTabBar()
    tabs.addTab("办理")
    tabs.addTab("附件")
    box, names, tree, table = QComboBox(), QListWidget(), QTreeWidget(), QTableWidget(2, 2)
    box.addItems(["整改", "信访"])
    names.addItems(["一", "二"])
    names.setCurrentRow(0)
    tree.addTopLevelItem(QTreeWidgetItem(["甲"]))
    tree.setCurrentItem(tree.topLevelItem(0))
    table.setCurrentCell(0, 0)
    flat, chip = QPushButton("清除全部"), QToolButton()
    flat.setFlat(True)
    chip.setText("视图")
    chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    plain = [QPushButton("保存"), QCheckBox("是"), QRadioButton("按村"), QLineEdit(), QPlainTextEdit(), QSpinBox()]
    return [*plain, flat, chip, tabs, box, names, tree, table]


def test_every_kind_of_widget_shows_that_it_has_the_focus(qtbot: QtBot) -> None:
    room = QWidget()
    lines = QVBoxLayout(room)
    parts = _parts()
    for part in parts:
        lines.addWidget(part)
    qtbot.addWidget(room)
    room.resize(500, 900)
    room.show()
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    for part in parts:
        (parts[0] if part is not parts[0] else parts[1]).setFocus()
        QApplication.processEvents()
        without = part.grab().toImage()
        part.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        assert part.hasFocus(), type(part)
        shown = part.grab().toImage()
        other = sum(
            without.pixel(x, y) != shown.pixel(x, y) for x in range(shown.width()) for y in range(shown.height())
        )
        assert other > 60, type(part)


# ---- the input method ----------------------------------------------------------------------------------------------


GUARDED = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space)


def undisturbed(widget: QWidget, qtbot: QtBot, still: Callable[[], bool]) -> None:
    """While it composes, and in the turn in which it commits, the keys of the input method do nothing here."""
    widget.setFocus()
    assert QApplication.focusWidget() is widget
    for key in GUARDED:
        preedit(widget, "lu deng")
        qtbot.keyClick(widget, key)
        assert still(), key
        assert QApplication.focusWidget() is widget
        commit(widget, "路灯")
        qtbot.keyClick(widget, key)
        assert still(), key
        assert QApplication.focusWidget() is widget
        QApplication.processEvents()


def test_fields_of_a_form_leave_the_input_method_its_keys(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    for field in list(form.fields.values()):
        if not field.is_locked and isinstance(field.editor, QLineEdit | QPlainTextEdit):
            undisturbed(field.editor, qtbot, form.isVisible)
            assert "\n" not in field.text()
            assert " " not in field.text()
            field.editor.put("")


def test_cells_leave_the_input_method_its_keys(page: LedgerPage, qtbot: QtBot) -> None:
    place = page.model.columns.index("responsible_org")
    page.table.setCurrentIndex(page.model.index(1, place))
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.indexWidget(page.table.currentIndex())
    assert editor is not None
    undisturbed(editor, qtbot, lambda: page.table.indexWidget(page.table.currentIndex()) is editor)


def test_the_find_box_and_the_filter_row_leave_the_input_method_its_keys(page: LedgerPage, qtbot: QtBot) -> None:
    page.actions_by_name["filter_row"].trigger()
    assert page.filter_row is not None
    lines = [page.filters.box, *page.filter_row.findChildren(QLineEdit)[:2]]
    for line in lines:
        undisturbed(line, qtbot, lambda line=line: "路灯" in line.text() or not line.text())
        assert "路灯" in line.text()


def test_dialogs_leave_the_input_method_its_keys(window: MainWindow, qtbot: QtBot) -> None:
    dialog = QInputDialog(window)
    dialog.setLabelText("作废原因：")
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    (line,) = dialog.findChildren(QLineEdit)
    undisturbed(line, qtbot, dialog.isVisible)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert not dialog.isVisible()
