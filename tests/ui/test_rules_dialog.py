from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from app.rules.office_rules import OFFICE_RULES
from app.services import operators, settings
from app.ui import dialogs
from app.ui.rules_dialog import RulesDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def dialog(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> Iterator[RulesDialog]:
    host = QWidget()
    qtbot.addWidget(host)
    made = RulesDialog(operation, host)
    made.show()
    settled()
    yield made
    host.close()


def line(dialog: RulesDialog, key: str) -> QLineEdit:
    editor = dialog.editors[key]
    assert isinstance(editor, QLineEdit)
    return editor


def box(dialog: RulesDialog, key: str) -> QCheckBox:
    editor = dialog.editors[key]
    assert isinstance(editor, QCheckBox)
    return editor


def held(desk: Desk, key: str) -> str:
    return desk.read(lambda unit: settings.value(unit, key))


def test_every_rule_has_an_editor_named_by_its_label(dialog: RulesDialog) -> None:
    assert {editor.accessibleName() for editor in dialog.editors.values()} == {rule.label for rule in OFFICE_RULES}
    assert line(dialog, "reception_rule").text() == "周二"
    assert not box(dialog, "allow_self_review").isChecked()


def test_what_was_changed_is_saved_at_once_and_told_in_the_history(
    dialog: RulesDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    line(dialog, "reception_rule").setText("周五，周一")
    box(dialog, "needs_publication").setChecked(True)
    start = dialog.editors["finish_clock_start"]
    assert isinstance(start, QComboBox)
    start.setCurrentText("登记之日")
    dialog.reason.setText("县里统一")
    dialog.save_button.click()
    settled()
    settled()
    assert held(day_desk, "reception_rule") == "周一、周五"
    assert (held(day_desk, "needs_publication"), held(day_desk, "finish_clock_start")) == ("1", "registered")
    assert line(dialog, "reception_rule").text() == "周一、周五"
    told = [dialog.history.texts(row)[1:] for row in range(dialog.history.rowCount())]
    assert ("管理员", "办理规则：接访安排 周二 → 周一、周五", "县里统一") in told
    assert len(told) == 3


def test_a_wrong_value_stays_in_sight_with_its_sentence(
    dialog: RulesDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    line(dialog, "collective_threshold").setText("多")
    box(dialog, "needs_signature").setChecked(True)
    dialog.save()
    settled()
    assert dialog.said.text() == "「集体访人数」不能是“多”，没有改动。请写 1 到 1000 之间的整数（人）。"
    assert dialog.tabs.tabText(dialog.tabs.currentIndex()) == "信访时限"
    assert (held(day_desk, "needs_signature"), held(day_desk, "collective_threshold")) == ("0", "5")


def test_an_office_of_two_does_not_review_itself(
    dialog: RulesDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    day_desk.write(lambda unit: operators.add(unit, actor=day_desk.actor, name="李审核"))
    box(dialog, "allow_self_review").setChecked(True)
    dialog.save()
    settled()
    assert "不能改为自审" in dialog.said.text()
    assert held(day_desk, "allow_self_review") == "0"


def test_nothing_changed_writes_nothing(dialog: RulesDialog, settled: Callable[[], None]) -> None:
    dialog.save()
    settled()
    assert dialog.said.text() == "没有改动。"
    assert dialog.history.rowCount() == 0


def test_a_day_that_is_set_once_is_asked_for_twice_and_held_afterwards(
    dialog: RulesDialog, desk: Desk, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    answers = [False, True]
    monkeypatch.setattr(dialogs, "confirm", lambda *_args, **_words: answers.pop(0))
    line(dialog, "backfill_until").setText("2014-06-30")
    for found in ("", "2014-06-30"):
        dialog.save()
        settled()
        assert held(desk, "backfill_until") == found
    assert not line(dialog, "backfill_until").isEnabled()


def test_a_rule_that_was_changed_is_not_left_unasked(
    dialog: RulesDialog, day_desk: Desk, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [dialogs.Leave.STAY, dialogs.Leave.SAVE]
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: answers.pop(0))
    line(dialog, "reception_rule").setText("周五")
    dialog.reject()
    assert (dialog.isVisible(), held(day_desk, "reception_rule")) == (True, "周二")
    dialog.reject()
    settled()
    assert held(day_desk, "reception_rule") == "周五"
    dialog.reject()  # nothing is left to ask for
    assert not dialog.isVisible()
