from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.services import records
from app.ui import moves_dialog
from app.ui.moves_dialog import MovesDialog
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation
    from db.values import Value


@pytest.fixture
def host(day_desk: Desk, operation: Operation, qtbot: QtBot) -> Iterator[QWidget]:
    """A window that watches; an item is due on 10 April 2014, a Thursday, another on the 11th."""
    for due in ("2014-04-10", "2014-04-11"):
        factories.add(day_desk, "rectifications", "登记日期=2014-03-01", f"整改时限={due}")
    window = QWidget()
    qtbot.addWidget(window)
    moves_dialog.watch(window, operation)
    window.show()
    yield window
    window.close()


def enter(operation: Operation, on: date, host: QWidget) -> None:
    """Enter a holiday as the form of the register does."""
    actor, values = operation.desk.actor, {"on_date": on, "name": "县庆", "is_off": True}
    given: dict[str, Value] = dict(values)  # type: ignore[arg-type]
    operation.write(lambda unit: records.add(unit, actor=actor, ledger="holidays", values=given), owner=host)


def asked(host: QWidget) -> MovesDialog | None:
    return next((one for one in host.findChildren(MovesDialog) if one.isVisible()), None)


def rolled(desk: Desk, record_id: int) -> object:
    return factories.read(desk, "rectifications", record_id).values["due_on_rolled"]


@pytest.mark.parametrize(("move", "day"), [(True, date(2014, 4, 11)), (False, date(2014, 4, 10))])
def test_a_holiday_entered_in_its_register_lists_what_would_move_and_asks(
    host: QWidget, operation: Operation, day_desk: Desk, settled: Callable[[], None], move: bool, day: date
) -> None:
    enter(operation, date(2014, 4, 10), host)
    settled()
    settled()
    dialog = asked(host)
    assert dialog is not None
    assert [dialog.table.texts(row)[1:] for row in range(dialog.table.rowCount())] == [
        ("整改〔2014〕1号", "整改时限", "2014-04-10", "2014-04-10", "2014-04-11")
    ]
    dialog.move_them() if move else dialog.reject()
    settled()
    assert (rolled(day_desk, 1), rolled(day_desk, 2)) == (day, date(2014, 4, 11))


def test_a_holiday_that_moves_nothing_asks_nothing(
    host: QWidget, operation: Operation, settled: Callable[[], None]
) -> None:
    enter(operation, date(2014, 4, 15), host)
    settled()
    settled()
    assert asked(host) is None
