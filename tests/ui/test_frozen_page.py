from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.figures.model import Lens
from app.services import freezing, frozen_paper, records
from app.ui.frozen_page import EMPTY, FrozenPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation

NAME = "3月报数"


@pytest.fixture
def page(operation: Operation, qtbot: QtBot) -> FrozenPage:
    made = FrozenPage(operation)
    qtbot.addWidget(made)
    return made


def _freeze(operation: Operation) -> None:
    desk, lens = operation.desk, Lens(date(2014, 3, 31))
    desk.write(lambda unit: freezing.freeze(unit, actor=desk.actor, name=NAME, lens=lens, reported_to="县委"))


def test_it_says_what_to_do_where_nothing_was_reported(page: FrozenPage, settled: Callable[[], None]) -> None:
    page.show()
    settled()
    assert page.said.text() == EMPTY
    assert not page.print_button.isEnabled()


def test_each_difference_is_a_line_that_opens_its_record(
    page: FrozenPage,
    operation: Operation,
    enter: Callable[..., tuple[int, ...]],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    first, _second = enter(2)
    _freeze(operation)
    desk = operation.desk
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger="rectifications", record_id=first, reason="重了")
    )
    page.show()
    settled()
    assert page.table.texts(0)[:3] == (NAME, "2014-03-31", "县委")
    lines = [page.rows.texts(row) for row in range(page.rows.rowCount())]
    (total,) = [line for line in lines if line[0].startswith("整改1-1 ")]
    assert (total[1], total[2], total[4][:2]) == ("2项", "1项", "作废")
    with qtbot.waitSignal(page.open_record) as heard:
        page.rows.open_row(lines.index(total))
    assert heard.args == ["rectifications", first]


def test_a_reprint_is_the_first_print(
    operation: Operation, enter: Callable[..., tuple[int, ...]], tmp_path: Path
) -> None:
    (made,) = enter(1)
    _freeze(operation)
    desk = operation.desk
    frozen_paper.print_report(desk, name=NAME, out=tmp_path / "一.pdf")
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger="rectifications", record_id=made, reason="重了")
    )
    frozen_paper.print_report(desk, name=NAME, out=tmp_path / "二.pdf")
    assert (tmp_path / "一.pdf").read_bytes() == (tmp_path / "二.pdf").read_bytes()


def test_a_report_goes_out_as_a_workbook(operation: Operation, tmp_path: Path) -> None:
    _freeze(operation)
    count = frozen_paper.export_report(operation.desk, name=NAME, out=tmp_path / "报数.xlsx")
    assert count > 100
    assert (tmp_path / "报数.xlsx").read_bytes()[:2] == b"PK"
