from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ledgers import registry
from app.ui.serial_dialog import SerialDialog
from tests import factories
from tests.ui.keying import commit

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


def test_enter_goes_on_and_sets_nothing_and_the_year_is_that_of_the_ledger(
    operation: Operation, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = SerialDialog(operation, registry.find("petitions"))
    dialog.show()
    assert dialog.year.value() == 2014
    dialog.year.setFocus()
    qtbot.keyClick(dialog.year, Qt.Key.Key_Return)
    settled()
    assert dialog.focusWidget() is dialog.serial
    dialog.serial.selectAll()
    commit(dialog.serial, "１２")  # an input method left in full width
    dialog.go.click()
    settled()
    assert factories.add(day_desk, "petitions", "信访人姓名=张一").number == "信访〔2014〕12号"
