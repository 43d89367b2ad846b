from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.services import drafts, records
from app.services.drafts import Draft, Typed
from app.ui import dialogs
from app.ui.dialogs import Leave
from app.ui.drafts_dialog import DraftsDialog
from app.ui.duties_tile import DutiesTile
from app.ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

    Settled = Callable[[], None]
    Enter = Callable[..., tuple[int, ...]]


def keep(desk: Desk, draft: Draft) -> None:
    desk.write(lambda unit: drafts.keep(unit, actor=desk.actor, draft=draft))


NEW = Draft("n1", "rectifications", None, None, Typed(texts={"description": "村东水渠塌了一段"}))


@pytest.fixture
def window(
    day_desk: Desk, operation: Operation, settled: Settled, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], MainWindow]:
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: Leave.DISCARD)

    def make() -> MainWindow:
        made = MainWindow(operation)
        qtbot.addWidget(made)
        made.resize(1366, 768)
        made.show()
        settled()
        return made

    return make


def test_without_drafts_nothing_is_offered(window: Callable[[], MainWindow]) -> None:
    made = window()
    assert made.safety.drafts.dialog is None
    assert made.home.findChild(DutiesTile) is None


def test_a_draft_is_offered_at_the_start_and_goes_on_in_its_form(
    window: Callable[[], MainWindow], day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    keep(day_desk, NEW)
    made = window()
    dialog = made.safety.drafts.dialog
    assert dialog is not None
    assert dialog.table.texts(0)[1:4] == ("整改台账", "新登记", "村东水渠塌了一段")
    dialog.resume_button.click()
    qtbot.waitUntil(lambda: made.page is not None and made.page.form is not None and made.page.form.is_dirty())
    settled()
    assert made.page is not None
    assert made.page.form is not None
    assert made.page.form.fields["description"].text() == "村东水渠塌了一段"
    assert made.page.form.uuid == "n1"


def test_the_tile_counts_and_opens_the_list(window: Callable[[], MainWindow], day_desk: Desk, settled: Settled) -> None:
    keep(day_desk, NEW)
    made = window()
    assert made.safety.drafts.dialog is not None
    made.safety.drafts.dialog.later_button.click()
    tile = made.home.findChild(DutiesTile)
    assert tile is not None
    assert made.safety.drafts.dialog is not None
    made.safety.drafts.dialog = None
    tile.buttons["drafts"].click()
    settled()
    assert made.safety.drafts.dialog is not None
    assert len(day_desk.read(lambda unit: drafts.of(unit, actor=day_desk.actor))) == 1


def test_asked_for_twice_at_once_the_list_stands_once(
    window: Callable[[], MainWindow], day_desk: Desk, settled: Settled
) -> None:
    made = window()
    keep(day_desk, NEW)
    made.safety.drafts.show()
    made.safety.drafts.show()
    settled()
    assert [one.isVisible() for one in made.findChildren(DraftsDialog)] == [True]


def test_discarding_asks_once(
    window: Callable[[], MainWindow], day_desk: Desk, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(day_desk, NEW)
    made = window()
    dialog = made.safety.drafts.dialog
    assert dialog is not None
    answers = [False, True]
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda *words, **_: asked.append(words[2]) or answers.pop(0))
    dialog.discard_button.click()
    settled()
    assert day_desk.read(lambda unit: drafts.count(unit, actor=day_desk.actor)) == 1
    dialog.discard_button.click()
    settled()
    assert day_desk.read(lambda unit: drafts.count(unit, actor=day_desk.actor)) == 0
    assert len(asked) == 2
    assert dialog.table.rowCount() == 0


def test_a_record_changed_since_shows_both_and_takes_what_is_ticked(
    window: Callable[[], MainWindow], day_desk: Desk, enter: Enter, settled: Settled, qtbot: QtBot
) -> None:
    (one,) = enter(1)
    texts = {"target": "月底前亮灯", "remark": "见卷宗三"}
    keep(day_desk, Draft("e1", "rectifications", one, 1, Typed(texts=texts)))
    day_desk.write(
        lambda unit: records.edit(
            unit, actor=day_desk.actor, ledger="rectifications", record_id=one, version=1,
            values={"target": "路灯全亮"},
        )
    )  # fmt: skip
    made = window()
    assert made.safety.drafts.dialog is not None
    assert made.safety.drafts.dialog.table.texts(0)[5] == "原记录后来改过"
    made.safety.drafts.dialog.resume_button.click()
    settled()
    versions = made.safety.drafts.versions
    assert versions is not None
    assert versions.table.texts(0)[1:] == ("整改目标", "路灯全亮", "月底前亮灯")
    tick = versions.table.item(0, 0)
    assert tick is not None
    tick.setCheckState(Qt.CheckState.Unchecked)
    versions._take()
    qtbot.waitUntil(lambda: made.page is not None and made.page.form is not None and made.page.form.is_dirty())
    assert made.page is not None
    form = made.page.form
    assert form is not None
    assert (form.values()["target"], form.fields["remark"].text()) == ("路灯全亮", "见卷宗三")
    settled()


def test_a_draft_of_a_voided_record_waits_for_its_restoring(
    window: Callable[[], MainWindow], day_desk: Desk, enter: Enter, settled: Settled
) -> None:
    (one,) = enter(1)
    keep(day_desk, Draft("e1", "rectifications", one, 1, Typed(texts={"remark": "见卷宗三"})))
    day_desk.write(
        lambda unit: records.void(unit, actor=day_desk.actor, ledger="rectifications", record_id=one, reason="重复")
    )
    made = window()
    assert made.safety.drafts.dialog is not None
    made.safety.drafts.dialog.resume_button.click()
    settled()
    assert "已经作废。请先恢复" in made.message.words.text()


def test_a_step_is_gone_on_with_in_its_dialog(
    window: Callable[[], MainWindow], day_desk: Desk, enter: Enter, settled: Settled, qtbot: QtBot
) -> None:
    (one,) = enter(1)
    typed = Typed(texts={"assigned_on": "月底前后"}, action="assign")
    keep(day_desk, Draft("s1", "rectifications", one, None, typed))
    made = window()
    assert made.safety.drafts.dialog is not None
    made.safety.drafts.dialog.resume_button.click()
    qtbot.waitUntil(lambda: made.safety.drafts.step is not None)
    settled()
    assert made.safety.drafts.step is not None
    assert made.safety.drafts.step.fields["assigned_on"].text() == "月底前后"
    made.safety.drafts.step.reject()
    settled()


def test_a_draft_being_typed_is_named_so_and_not_discarded(
    window: Callable[[], MainWindow], settled: Settled, qtbot: QtBot
) -> None:
    made = window()
    page = made.ledger_page("rectifications")
    page.new_record()
    qtbot.waitUntil(lambda: page.form is not None and page.form.isEnabled() and bool(page.form.sections))
    settled()
    assert page.form is not None
    page.form.fields["description"].editor.put("路灯不亮")
    made.safety.drafts.show()
    settled()
    dialog = made.safety.drafts.dialog
    assert dialog is not None
    assert dialog.table.texts(0)[5] == "正在填写"
    assert not dialog.discard_button.isEnabled()
    made.tabs.setCurrentIndex(0)
    dialog.resume_button.click()
    assert made.page is page
