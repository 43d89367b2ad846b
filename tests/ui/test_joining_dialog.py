"""Two entries of a register merged in the window: chosen by hand, written in one step, undone in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.services import joining
from app.ui.joining_dialog import JoiningDialog
from app.ui.tools_menu import join_two
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.desk import Desk
    from app.ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def two(day_desk: Desk) -> tuple[int, int]:
    (kept,) = factories.add(day_desk, "people", "姓名=王建国", "类别=干部").ids
    (other,) = factories.add(day_desk, "people", "姓名=王健国", "类别=群众", "联系电话=13900000000").ids
    factories.add(day_desk, "rectifications", "责任人=王健国")
    return kept, other


def opened(window: MainWindow, settled: Callable[[], None]) -> JoiningDialog:
    window.ledger_page("people")
    settled()
    assert window.page is not None
    window.page.table.selectAll()
    join_two(window)
    settled()
    (dialog,) = window.findChildren(JoiningDialog)
    return dialog


def test_what_differs_is_chosen_and_the_rest_is_told(
    window: MainWindow, settled: Callable[[], None], two: tuple[int, int], day_desk: Desk
) -> None:
    dialog = opened(window, settled)
    chosen = next(button for button, one in zip(dialog.stays, dialog._ids, strict=True) if one == two[0])
    chosen.setChecked(True)
    settled()
    assert chosen.text().endswith("王建国")
    assert {key: [box.itemText(n) for n in range(2)] for key, box in dialog.choices.items()} == {
        "name": ["王建国", "王健国"], "kind": ["干部", "群众"],
    }  # fmt: skip
    assert "「联系电话」，用另一条的补上" in dialog.words.text()
    assert "整改台账1条写着另一条" in dialog.words.text()
    dialog.choices["kind"].setCurrentIndex(1)
    dialog.join_button.click()
    settled()
    kept = factories.read(day_desk, "people", two[0])
    assert (kept.values["name"], kept.values["kind"], kept.values["phone"]) == ("王建国", "群众", "13900000000")
    assert factories.read(day_desk, "people", two[1]).voided_at is not None


def test_a_refusal_stays_in_the_dialog_with_what_was_chosen(
    window: MainWindow, settled: Callable[[], None], two: tuple[int, int], day_desk: Desk
) -> None:
    dialog = opened(window, settled)
    day_desk.write(lambda unit: joining.join(unit, actor=day_desk.actor, ledger="people", keep=two[0], other=two[1]))
    dialog.reason.setText("同一个人")
    dialog.join_button.click()
    settled()
    assert "作废" in dialog.refused.text()
    assert dialog.isVisible()
    assert dialog.reason.text() == "同一个人"


def test_two_must_be_selected_in_a_register(window: MainWindow, settled: Callable[[], None]) -> None:
    window.ledger_page("rectifications")
    settled()
    join_two(window)
    assert "选中两条" in window.message.words.text()
    assert not window.findChildren(JoiningDialog)
