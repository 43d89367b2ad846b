from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from app.services import attachments, listing, office, records, undo
from app.ui import dialogs, form_view
from db.ask import Ask
from db.values import FuzzyDate, Money, Reference
from tests import factories
from tests.ui.form_fixtures import (  # noqa: F401 - fixtures
    Key,
    clerk,
    focus_editor,
    form_operation,
    new_form,
    stored,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.form import RecordForm
    from tests.ui.form_fixtures import Clerk, NewForm

# ruff: noqa: F811
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def total(desk: Desk, ledger: str) -> int:
    return desk.read(lambda unit: listing.count(unit, ask=Ask(ledger)))


def focused_key(form: RecordForm) -> str:
    field = form.walk.current_field()
    return field.column.key if field else ""


def filled(form: RecordForm, **texts: str) -> RecordForm:
    for key, text in texts.items():
        form.jump(key)
        QApplication.processEvents()
        form.fields[key].set_text(text)
    return form


def test_a_rectification_with_measures_is_entered_by_keyboard_alone(
    new_form: NewForm, clerk: Clerk, desk: Desk
) -> None:
    form = new_form("rectifications")
    form.footer.set_saves_at_end(on=False)
    form.fields["registered_on"].editor.setFocus()
    form.fields["registered_on"].editor.selectAll()
    clerk.enters("2014.3.5", "群众提")
    clerk.types("村西路灯不亮")
    clerk.presses(Key.Key_Return)
    clerk.types("夜间出行不便")
    clerk.presses(Key.Key_Return, held=CTRL)
    clerk.enters("形式主义", "清一村")
    clerk.types("逐盏检修")
    clerk.presses(Key.Key_Return, held=CTRL)
    clerk.enters("限期", "2014-4-30", "张书记", "城建所", "李志强")
    clerk.enters("更换灯泡", "李志强", "2014-3-20")
    clerk.presses(Key.Key_S, held=CTRL)
    clerk.settles()
    record = stored(desk, "rectifications")
    assert record.number == "整改〔2014〕1号"
    assert record.values["registered_on"] == FuzzyDate(date(2014, 3, 5))
    assert record.values["description"] == "村西路灯不亮\n夜间出行不便"
    assert record.values["due_on"] == date(2014, 4, 30)
    assert record.values["responsible_person"] == Reference("李志强")
    measure = record.children["measures"][0].values
    assert (measure["text"], measure["due_on"], measure["status"]) == ("更换灯泡", date(2014, 3, 20), "未开始")
    again = new_form("rectifications", record.id)
    assert again.fields["description"].text() == "村西路灯不亮\n夜间出行不便"
    assert again.grids["measures"].rows()[0].values == measure
    assert not again.is_dirty()


def test_enter_goes_on_and_shift_enter_back(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    form.fields["registered_on"].editor.setFocus()
    clerk.presses(Key.Key_Return)
    assert focused_key(form) == "source"
    clerk.presses(Key.Key_Return)
    assert focused_key(form) == "description"
    clerk.presses(Key.Key_Return)
    assert focused_key(form) == "description"
    assert form.fields["description"].text() == "\n"
    clerk.presses(Key.Key_Return, held=CTRL)
    assert focused_key(form) == "category"
    clerk.presses(Key.Key_Return, held=SHIFT)
    assert focused_key(form) == "description"


def test_enter_and_escape_belong_to_the_input_method_while_it_composes(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("learning_sessions")
    form.fields["venue"].editor.setFocus()
    QApplication.sendEvent(focus_editor(), QInputMethodEvent("zhen", []))
    clerk.presses(Key.Key_Return, Key.Key_Escape)
    assert focused_key(form) == "venue"
    commit = QInputMethodEvent("", [])
    commit.setCommitString("镇政府")
    QApplication.sendEvent(focus_editor(), commit)
    clerk.presses(Key.Key_Return)
    assert focused_key(form) == "venue"
    QApplication.processEvents()
    clerk.presses(Key.Key_Return)
    assert focused_key(form) == "host"
    assert form.fields["venue"].text() == "镇政府"


def test_a_wrong_date_keeps_its_text_and_says_why_beside_the_field(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    field = form.fields["due_on"]
    field.editor.setFocus()
    clerk.enters("2014-2-30")
    assert field.text() == "2014-2-30"
    assert field.error == "整改时限：2014年2月没有30日，请核对「2014-2-30」。"
    assert field.editor.accessibleDescription() == field.error


def test_all_errors_stand_in_one_bar_and_nothing_is_lost(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = filled(new_form("rectifications"), due_on="不知道", responsible_person="李志强")
    form.save()
    clerk.settles()
    assert form.errors.isVisible()
    assert len(form.errors.sentences) == 2
    assert "问题描述" in form.errors.sentences[0]
    assert (form.fields["due_on"].text(), form.fields["responsible_person"].text()) == ("不知道", "李志强")
    assert focused_key(form) == "description"
    assert total(desk, "rectifications") == 0


def test_saving_twice_at_once_enters_one_record(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = filled(new_form("rectifications"), description="路灯不亮")
    form.save()
    form.save()
    clerk.settles()
    form.save()
    clerk.settles()
    assert total(desk, "rectifications") == 1
    assert form.head.number.text().startswith("整改〔")


def test_a_save_after_anothers_keeps_what_both_typed(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    changes = factories.add(desk, "rectifications")
    form = new_form("rectifications", changes.ids[0])
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger="rectifications", record_id=1, version=1, values={"subject": "党政办"}
        )
    )
    filled(form, measures_text="逐盏检修").save()
    clerk.settles()
    assert not form.is_dirty()
    now = factories.read(desk, "rectifications", changes.ids[0])
    assert (now.values["measures_text"], now.values["subject"]) == ("逐盏检修", "党政办")


def test_save_and_new_carries_over_what_the_ledger_carries(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = filled(new_form("learning_sessions"), topic="学习党章", venue="镇会议室", class_hours="2")
    form.save_and_new()
    clerk.settles()
    assert total(desk, "learning_sessions") == 1
    assert form.record is None
    assert (form.fields["venue"].text(), form.fields["topic"].text()) == ("镇会议室", "")
    assert not form.is_dirty()


def test_enter_in_the_last_place_saves_and_opens_a_new_form(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = new_form("institutions")
    form.fields[form.ledger.matter].set_text("值班制度")
    last = form.walk.order()[-1]
    last.editor.setFocus()
    clerk.presses(Key.Key_Return, held=CTRL)
    if form.grids:
        clerk.presses(Key.Key_Return)
    clerk.settles()
    assert total(desk, "institutions") == 1
    assert form.record is None


def test_the_next_record_begins_where_the_last_one_was_filled(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = new_form("opinions")
    fields = form.fields
    fields["method"].set_text("座谈会")
    fields["place"].set_text("清一村")
    fields["verbatim_text"].set_text("路灯不亮")
    assert not form.carry.passed
    with clerk.qtbot.waitSignals([form.saved, form.ready]):
        form.save_and_new()
    clerk.settles()
    assert fields["verbatim_text"].editor.hasFocus()
    assert form.carry.passed == {"place", "speaker_kind", "speaker"} - form.carry.keys
    clerk.presses(Key.Key_Return, held=Qt.KeyboardModifier.ShiftModifier)
    assert fields["place"].editor.hasFocus()  # Enter goes past what was left blank before, both ways
    clerk.presses(Key.Key_Return)
    assert fields["verbatim_text"].editor.hasFocus()
    clerk.presses(Key.Key_Backtab)
    assert fields["speaker"].editor.hasFocus()  # Tab goes to every field


def test_a_field_that_was_passed_is_a_stop_again_once_it_is_filled(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("opinions")
    fields = form.fields
    fields["verbatim_text"].set_text("路灯不亮")
    with clerk.qtbot.waitSignals([form.saved, form.ready]):
        form.save_and_new()
    clerk.settles()
    fields["speaker"].set_text("王建国")
    clerk.presses(Key.Key_Return, held=Qt.KeyboardModifier.ShiftModifier)
    assert fields["speaker"].editor.hasFocus()
    with clerk.qtbot.waitSignals([form.saved, form.ready]):
        fields["verbatim_text"].set_text("水压不够")
        form.save_and_new()
    clerk.settles()
    assert fields["speaker"].editor.hasFocus()


def test_the_same_as_before_takes_the_value_of_the_last_record(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    factories.add(desk, "learning_sessions", "地点=镇会议室")
    form = new_form("learning_sessions")
    form.fields["venue"].editor.setFocus()
    clerk.presses(Key.Key_Apostrophe, held=CTRL)
    assert form.fields["venue"].text() == "镇会议室"


def test_today_is_one_key(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    form = new_form("rectifications")
    due = form.fields["due_on"]
    due.editor.setFocus()
    clerk.presses(Key.Key_Semicolon, held=CTRL)
    assert due.text() == "2014-03-31"
    clerk.types("++")
    assert due.text() == "2014-04-02"
    clerk.types("-")
    assert due.text() == "2014-04-01"


def test_escape_takes_back_the_field_first_and_then_leaves(
    new_form: NewForm, clerk: Clerk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = new_form("learning_sessions")
    form.fields["venue"].editor.setFocus()
    clerk.types("镇会议室")
    clerk.presses(Key.Key_Escape)
    assert form.fields["venue"].text() == ""
    with qtbot.waitSignal(form.closed):
        clerk.presses(Key.Key_Escape)
    form.fields["topic"].editor.setFocus()
    clerk.types("学习党章")
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "ask_leave", lambda _parent, what: asked.append(what) or dialogs.Leave.STAY)
    assert not form.leave()
    assert asked == ["新登记的学习活动"]


def test_leaving_with_save_saves_and_closes(
    new_form: NewForm, qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = filled(new_form("rectifications"), description="路灯不亮")
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_args: dialogs.Leave.SAVE)
    with qtbot.waitSignal(form.closed):
        assert not form.leave()
    assert total(desk, "rectifications") == 1


def test_words_as_spoken_are_changed_only_by_correction(
    new_form: NewForm, clerk: Clerk, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = factories.add(desk, "opinions")
    form = new_form("opinions", changes.ids[0])
    field = form.fields["verbatim_text"]
    assert field.is_locked
    asked: list[tuple[str, str]] = []

    def answer(_parent: object, label: str, old: str) -> tuple[str, str]:
        asked.append((label, old))
        return "村东头的垃圾池满了十几天没人拉", "听写有误"

    monkeypatch.setattr(dialogs, "ask_correction", answer)
    field._correct.click()
    clerk.settles()
    assert asked == [("原始意见", "村东头的垃圾池满了十来天没人拉")]
    assert stored(desk, "opinions").values["verbatim_text"] == "村东头的垃圾池满了十几天没人拉"
    assert field.text() == "村东头的垃圾池满了十几天没人拉"
    form.tabs.setCurrentWidget(form.history)
    clerk.settles()
    assert "听写有误" in form.history.text.toPlainText()


def test_what_a_step_sets_is_shown_and_locked(new_form: NewForm, desk: Desk) -> None:
    form = new_form("rectifications", factories.add(desk, "rectifications").ids[0])
    form.jump("status")
    QApplication.processEvents()
    assert form.fields["status"].is_locked
    assert form.fields["status"].text() == "待整改"
    assert form.fields["due_on_rolled"].editor.property("readOnly")


def test_missing_stars_are_listed_and_lead_to_their_field(new_form: NewForm, desk: Desk) -> None:
    form = new_form("rectifications", factories.add(desk, "rectifications").ids[0])
    assert "责任领导" in form.head.missing.accessibleName()
    form.head.jump.emit("lead_leader")
    QApplication.processEvents()
    assert focused_key(form) == "lead_leader"


def test_the_star_is_saved(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = new_form("rectifications", factories.add(desk, "rectifications").ids[0])
    form.head.star.click()
    assert form.is_dirty()
    form.save()
    clerk.settles()
    assert stored(desk, "rectifications").values["starred"] is True
    assert not form.is_dirty()


def test_files_dropped_on_a_new_form_are_attached_when_it_is_saved(
    new_form: NewForm, clerk: Clerk, desk: Desk, tmp_path: Path
) -> None:
    form = filled(new_form("rectifications"), description="路灯不亮")
    paper = tmp_path / "会议记录.txt"
    paper.write_text("内容", "utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(paper))])
    form.attachments.take(mime)
    clerk.settles()
    assert form.attachments.list.count() == 1
    form.save()
    clerk.settles()
    files = desk.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=1))
    assert [file.name for file in files] == ["会议记录.txt"]
    assert form.tabs.tabText(form.tabs.indexOf(form.attachments)) == "附件 1"
    assert not form.is_dirty()


def test_an_undo_elsewhere_is_shown_and_typed_text_stays(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    changes = factories.add(desk, "rectifications")
    form = new_form("rectifications", changes.ids[0])
    filled(form, measures_text="逐盏检修").save()
    clerk.settles()
    filled(form, responsible_person="李志强")
    form.operation.write(lambda unit: undo.undo(unit, actor=desk.actor), owner=form.tabs)
    clerk.settles()
    assert form.fields["measures_text"].text() == ""
    assert form.fields["responsible_person"].text() == "李志强"


def test_a_pinned_field_stands_open_the_next_time(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = new_form("rectifications")
    assert "subject" not in form.fields
    form.carry.toggle_pinned("subject")
    clerk.settles()
    assert form.fields["subject"].isVisible()
    kept = desk.read(lambda unit: office.pinned_fields(unit, ledger="rectifications", operator=desk.actor.name))
    assert kept is not None
    assert "subject" in kept
    assert new_form("rectifications").fields["subject"].isVisible()


def test_the_campaigns_words_are_the_choices(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    form.fields["category"].editor.setFocus()
    clerk.presses(Key.Key_Down, held=Qt.KeyboardModifier.AltModifier)
    editor = focus_editor()
    assert editor.offers() == ("形式主义", "官僚主义", "享乐主义", "奢靡之风", "其他")


def test_the_menu_of_a_label_pins_and_carries_the_field(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("learning_sessions")
    menu = form_view.field_menu(form, form.ledger.column("class_hours"), form.pos())
    assert [(action.isChecked(), action.isEnabled()) for action in menu.actions()] == [(True, True), (False, True)]
    menu.actions()[1].trigger()
    menu.close()
    filled(form, topic="学习党章", class_hours="2").save_and_new()
    clerk.settles()
    assert form.fields["class_hours"].text() == "2"


def test_what_is_personal_is_never_carried(new_form: NewForm) -> None:
    form = new_form("petitions")
    menu = form_view.field_menu(form, form.ledger.column("petitioner_name"), form.pos())
    assert not menu.actions()[1].isEnabled()
    menu.close()


def test_a_saved_record_offers_the_forms_of_its_ledger(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    assert new_form("rectifications").footer.sheets.isHidden()
    opened = new_form("rectifications", made.ids[0])
    assert [action.text() for action in opened.footer.sheets.menu().actions()] == [
        "销号申请(审核)表…", "时限计算单…", "整改通知单…", "公示…",
    ]  # fmt: skip


def test_enter_goes_on_into_the_small_table_that_the_last_record_used_and_the_total_comes_by_itself(
    new_form: NewForm, clerk: Clerk, desk: Desk
) -> None:
    blank = new_form("projects")
    assert blank.tabs.currentWidget() is blank.grids["sub_projects"]
    factories.add(
        desk,
        "projects",
        "立项日期=2014-03-01",
        "项目名称=修桥",
        children={"fundings": [{"资金来源": "县", "计划": "5万元"}]},
    )
    form = new_form("projects")
    grid = form.grids["fundings"]
    assert form.tabs.currentWidget() is grid
    form.fields["name"].set_text("修路")
    grid.view.start()
    for source, amount in (("x", "20万元"), ("z", "3.5万元")):
        clerk.types(source)
        clerk.presses(Key.Key_Tab, Key.Key_Tab)
        clerk.types(amount)
        clerk.presses(Key.Key_Down, held=Qt.KeyboardModifier.ControlModifier)
    form.save()
    clerk.settles()
    saved = stored(desk, "projects", 2)
    assert saved.values["planned_amount"] == Money(23_500_000)
    assert [row.values["source"] for row in saved.children["fundings"]] == ["县", "镇"]
    form.fields["planned_amount"].set_text("30万元")
    form.save()
    clerk.settles()
    assert stored(desk, "projects", 2).values["planned_amount"] == Money(30_000_000)  # what is typed stands


def test_what_the_operator_pinned_comes_after_a_restart_too_and_enter_goes_past_it(
    new_form: NewForm, clerk: Clerk, desk: Desk
) -> None:
    factories.add(desk, "projects", "立项日期=2014-03-01", "项目名称=修桥", "责任领导=张书记", "建设地点=清一村")
    unpinned = new_form("projects")
    assert not unpinned.fields["lead_leader"].text()
    assert not unpinned.fields["place"].text()  # what the ledger alone carries goes over within one sitting
    desk.write(lambda unit: office.carry_fields(unit, actor=desk.actor, ledger="projects", keys=("lead_leader",)))
    form = new_form("projects")
    assert form.fields["lead_leader"].text() == "张书记"
    form.walk.focus(form.fields["place"])
    clerk.presses(Key.Key_Return)
    assert form.fields["responsible_org"].editor.hasFocus()
    clerk.presses(Key.Key_Return, held=Qt.KeyboardModifier.ShiftModifier)
    assert form.fields["lead_leader"].editor.hasFocus()  # back to it, to change it
    form.fields["lead_leader"].set_text("李镇长")
    form.walk.focus(form.fields["place"])
    clerk.presses(Key.Key_Return)
    assert form.fields["lead_leader"].editor.hasFocus()
