from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import attachments, drafts, records
from app.ui import dialogs
from app.ui.dialogs import Leave
from app.ui.step_dialog import StepDialog
from tests import factories
from tests.ui.form_fixtures import Key, clerk, form_operation, new_form  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.services.drafts import Draft
    from app.ui.form import RecordForm
    from db.unit import UnitOfWork
    from tests.ui.form_fixtures import Clerk, NewForm

# ruff: noqa: F811


def held(desk: Desk) -> list[Draft]:
    def read(unit: UnitOfWork) -> list[Draft]:  # in one look: the window may let one go between two
        return [drafts.get(unit, actor=desk.actor, uuid=line.uuid) for line in drafts.of(unit, actor=desk.actor)]

    return desk.read(read)


def wait_for_draft(desk: Desk, qtbot: QtBot, count: int = 1) -> None:
    qtbot.waitUntil(lambda: len(held(desk)) == count)


def typed(new_form: NewForm, clerk: Clerk, text: str = "村西路灯不亮") -> RecordForm:
    form = new_form("rectifications")
    form.jump("description")
    clerk.settles()
    clerk.types(text)
    return form


def test_a_key_becomes_a_draft_without_a_save(new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot) -> None:
    form = typed(new_form, clerk)
    wait_for_draft(desk, qtbot)
    (draft,) = held(desk)
    assert (draft.uuid, draft.record_id, draft.typed.texts["description"]) == (form.uuid, None, "村西路灯不亮")


def test_while_the_typing_goes_on_it_is_kept_too(new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot) -> None:
    form = typed(new_form, clerk)
    form.keeper.pen._pause.setInterval(60_000)  # the pause never comes
    clerk.types("，夜间不便")
    wait_for_draft(desk, qtbot)
    assert held(desk)[0].typed.texts["description"] == "村西路灯不亮，夜间不便"


def test_a_save_takes_the_draft_with_it_and_the_files_too(
    new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    form = typed(new_form, clerk)
    photo = tmp_path / "灯.txt"
    photo.write_bytes(b"light" * 1000)
    form.attachments.add_files([photo])
    qtbot.waitUntil(lambda: [len(draft.files) for draft in held(desk)] == [1])
    form.save()
    clerk.settles()
    assert held(desk) == []
    (file,) = desk.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=1))
    assert desk.read(lambda unit: attachments.content(unit, sha256=file.sha256)) == b"light" * 1000
    assert form.attachments.list.count() == 1
    assert not form.is_dirty()


def test_files_and_record_are_one_step_of_the_history(
    new_form: NewForm, clerk: Clerk, desk: Desk, tmp_path: Path
) -> None:
    form = typed(new_form, clerk)
    photo = tmp_path / "灯.txt"
    photo.write_bytes(b"light")
    form.attachments.add_files([photo])
    clerk.settles()
    form.save()
    clerk.settles()
    with desk.store.read() as unit:
        steps = unit.connection.exec_driver_sql(
            "SELECT count(DISTINCT step) FROM audit WHERE action IN ('add', 'attach') AND ledger <> 'campaigns'"
        )
        assert steps.scalar_one() == 1


def test_what_is_typed_after_a_save_begins_another_draft(
    new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot
) -> None:
    form = typed(new_form, clerk)
    wait_for_draft(desk, qtbot)
    first = form.uuid
    form.save()
    clerk.settles()
    form.jump("target")
    clerk.settles()
    clerk.types("路灯全亮")
    wait_for_draft(desk, qtbot)
    (draft,) = held(desk)
    assert draft.uuid != first
    assert (draft.record_id, draft.version, dict(draft.typed.texts)) == (1, 1, {"target": "路灯全亮"})


def test_a_refused_save_keeps_the_draft(new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot) -> None:
    form = new_form("rectifications")
    form.jump("target")
    clerk.settles()
    clerk.types("路灯全亮")
    wait_for_draft(desk, qtbot)
    form.save()
    clerk.settles()
    assert form.errors.sentences
    assert len(held(desk)) == 1


def test_taking_back_what_was_typed_lets_the_draft_go(
    new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot
) -> None:
    form = typed(new_form, clerk)
    wait_for_draft(desk, qtbot)
    form.fields["description"].editor.put("")
    wait_for_draft(desk, qtbot, 0)


def test_leaving_without_saving_discards(
    new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = typed(new_form, clerk)
    wait_for_draft(desk, qtbot)
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: Leave.DISCARD)
    assert form.leave()
    form.hide()
    clerk.settles()
    assert held(desk) == []
    qtbot.wait(1800)  # longer than the pen waits: nothing writes it again
    assert held(desk) == []


def test_a_draft_comes_back_with_rows_files_and_unreadable_dates(
    new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    form = typed(new_form, clerk)
    form.fields["registered_on"].editor.put("三月初几")
    grid = form.grids["measures"]
    keys = [column.key for column in grid.model.columns]
    grid.model.setData(grid.model.index(0, keys.index("text")), "换灯")
    grid.model.setData(grid.model.index(0, keys.index("done_on")), "说不清")
    form.head.star.click()
    photo = tmp_path / "灯.txt"
    photo.write_bytes(b"light")
    form.attachments.add_files([photo])
    clerk.settles()
    form.keeper.flush()
    clerk.settles()
    (draft,) = held(desk)
    other = new_form("rectifications")
    with qtbot.waitSignal(other.ready):
        other.keeper.resume(draft)
    assert other.uuid == draft.uuid
    assert other.fields["registered_on"].text() == "三月初几"
    assert other.fields["description"].text() == "村西路灯不亮"
    assert [row.texts["done_on"] for row in other.grids["measures"].typed_rows()] == ["说不清"]
    assert other.grids["measures"].errors()
    assert other.head.star.isChecked()
    assert [piece.data for piece in other.attachments.waiting] == [b"light"]
    assert other.is_dirty()


def test_a_resumed_draft_is_saved_under_its_own_uuid(new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot) -> None:
    form = typed(new_form, clerk)
    form.keeper.flush()
    clerk.settles()
    (draft,) = held(desk)
    other = new_form("rectifications")
    with qtbot.waitSignal(other.ready):
        other.keeper.resume(draft)
    other.save()
    clerk.settles()
    assert held(desk) == []
    assert desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=1)).uuid == draft.uuid


def test_hidden_fields_of_a_duplicate_are_in_its_draft(
    new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot
) -> None:
    form = new_form("rectifications", values={"remark": "见卷宗三"})
    assert "remark" not in form.fields
    form.jump("description")
    clerk.settles()
    clerk.types("路灯")
    form.keeper.flush()
    clerk.settles()
    (draft,) = held(desk)
    other = new_form("rectifications")
    with qtbot.waitSignal(other.ready):
        other.keeper.resume(draft)
    assert other.fields["remark"].text() == "见卷宗三"


def test_a_step_is_kept_and_gone_when_it_is_taken(new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot) -> None:
    made = factories.add(desk, "rectifications", "整改时限=2030-03-25", "责任单位=村建办")
    form = new_form("rectifications", made.ids[0])
    assert form.steps is not None
    qtbot.waitUntil(lambda: bool(form.steps and form.steps.offered))
    dialog = form.steps.take(next(one for one in form.steps.offered if one.action == "assign"))
    assert isinstance(dialog, StepDialog)
    qtbot.addWidget(dialog)
    clerk.settles()
    today = desk.store.clock.today().isoformat()
    dialog.fields["assigned_on"].editor.put(today)
    wait_for_draft(desk, qtbot)
    (draft,) = held(desk)
    assert (draft.typed.action, dict(draft.typed.texts)) == ("assign", {"assigned_on": today})
    dialog.finish()
    clerk.settles()
    assert held(desk) == []


def test_a_step_given_up_leaves_no_draft(new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot) -> None:
    made = factories.add(desk, "rectifications")
    form = new_form("rectifications", made.ids[0])
    qtbot.waitUntil(lambda: bool(form.steps and form.steps.offered))
    assert form.steps is not None
    dialog = form.steps.take(next(one for one in form.steps.offered if one.action == "assign"))
    assert dialog is not None
    qtbot.addWidget(dialog)
    today = desk.store.clock.today().isoformat()
    dialog.fields["assigned_on"].editor.put(today)
    wait_for_draft(desk, qtbot)
    dialog.reject()
    wait_for_draft(desk, qtbot, 0)


def test_keys_typed_into_an_open_cell_are_kept(new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot) -> None:
    form = new_form("rectifications")
    grid = form.grids["measures"]
    form.tabs.setCurrentWidget(grid)
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.view.setFocus()
    grid.view.edit(grid.view.currentIndex())
    clerk.types("abc")
    wait_for_draft(desk, qtbot)
    assert [list(row.texts.values()) for row in held(desk)[0].typed.rows["measures"]] == [["abc"]]
    assert Key.Key_Escape  # the cell stays open: nothing was committed
    assert grid.rows() == ()
