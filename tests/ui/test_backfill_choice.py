from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.services import operators
from app.services.listing import Ask
from app.ui.import_wizard import PREVIEW, RESULT, ImportWizard
from tests.services.old_business import LAMP, OPEN, set_cut_off, sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

    Settled = Callable[[], None]


def opened(operation: Operation, qtbot: QtBot, settled: Settled, ledger: str = "rectifications") -> ImportWizard:
    wizard = ImportWizard(operation, registry.find(ledger))
    qtbot.addWidget(wizard)
    wizard.show()
    settled()
    return wizard


@pytest.fixture(autouse=True)
def today(desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)


def test_it_waits_for_the_day_and_is_offered_where_there_is_a_closing(
    operation: Operation, desk: Desk, qtbot: QtBot, settled: Settled
) -> None:
    wizard = opened(operation, qtbot, settled)
    assert not wizard.old.check.isEnabled()
    assert "还没有设定历史补录截止日期" in wizard.old.said.text()
    set_cut_off(desk)
    wizard.file_page.ledgers.setCurrentIndex(wizard.file_page.ledgers.findData("opinions"))
    settled()
    assert not wizard.old.isVisible()
    wizard.file_page.ledgers.setCurrentIndex(wizard.file_page.ledgers.findData("demands"))
    settled()
    assert (wizard.old.isVisible(), wizard.old.check.isEnabled(), wizard.old.reason_given) == (True, True, None)


def test_who_does_not_manage_never_sees_it(operation: Operation, desk: Desk, qtbot: QtBot, settled: Settled) -> None:
    set_cut_off(desk)
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="王录入", role="录入"))
    desk.actor = desk.read(lambda unit: operators.find(unit, name="王录入"))
    assert not opened(operation, qtbot, settled).old.isVisible()


def test_closed_rows_come_in_by_the_wizard(
    operation: Operation, desk: Desk, qtbot: QtBot, settled: Settled, tmp_path: Path
) -> None:
    set_cut_off(desk)
    wizard = opened(operation, qtbot, settled)
    wizard.old.check.setChecked(True)
    wizard.read_file(sheet(tmp_path, LAMP, OPEN))
    settled()
    wizard.go_on()
    wizard.go_on()
    settled()
    assert "要写明原因" in wizard.said.text()
    wizard.old.reason.setText("照2013年纸质整改台账补录")
    wizard.go_on()
    settled()
    assert wizard.stack.currentIndex() == PREVIEW
    assert "可以新增 1 条，作为历史上办完的补录 1 条，" in wizard.preview.words.text()
    assert [wizard.preview.model.index(row, 0).data() for row in range(2)] == ["补录", "新增"]
    wizard.preview.backup.setChecked(False)
    wizard.go_on()
    settled()
    assert wizard.stack.currentIndex() == RESULT
    rows = desk.read(lambda unit: unit.reading.page(Ask("rectifications"))).rows
    assert sorted(str(row.values["is_historical"]) for row in rows) == ["None", "True"]
