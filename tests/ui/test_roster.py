"""The list of names of the last time, and the way to one of its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.ledgers import registry
from app.services import records
from db.ask import ChildRow
from db.values import FuzzyCount, Reference
from tests import factories
from tests.ui.form_fixtures import Clerk, Key, clerk, focus_editor, form_operation, new_form, stored  # noqa: F401

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.form import RecordForm
    from tests.ui.form_fixtures import NewForm

# ruff: noqa: F811
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = ("王建国", "李志强", "张秀英")


@pytest.fixture
def last_session(desk: Desk) -> None:
    for name in NAMES:
        factories.add(desk, "people", f"姓名={name}")
    rows = [
        ChildRow({"person": Reference(name), "state": "缺席" if name == "李志强" else "到", "reason": None})
        for name in NAMES
    ]

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        values = {"held_on": unit.clock.today(), "topic": "上一次"}
        return records.add(
            unit, actor=desk.actor, ledger="learning_sessions", values=values, children={"attendance": rows}
        )

    desk.write(work)


def list_of(form: RecordForm) -> list[tuple[str, str, str]]:
    model = form.grids["attendance"].model
    return [
        tuple(str(model.index(row, model.columns.index(model.child.column(key))).data()) for key in KEYS)  # type: ignore[misc]
        for row in range(model.rowCount() - 1)
    ]


KEYS = ("person", "state", "reason")


@pytest.mark.usefixtures("last_session")
def test_all_are_there_by_one_key_and_an_exception_by_its_initials(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = new_form("learning_sessions")
    grid = form.grids["attendance"]
    form.fields["topic"].set_text("这一次")
    heard: list[str] = []
    form.told.connect(heard.append)
    clerk.presses(Key.Key_H, held=CTRL_SHIFT)
    clerk.settles()
    assert list_of(form) == [(name, "到", "") for name in NAMES]  # how it was with each the last time stays there
    assert "填了3人" in heard[-1]
    assert focus_editor() is grid.view
    clerk.types("zxy")
    clerk.presses(Key.Key_Return)
    clerk.qtbot.waitUntil(lambda: grid.view.currentIndex().row() == 2)
    assert grid.view.currentIndex().column() == grid.model.state_place
    clerk.types("qj")
    clerk.presses(Key.Key_Tab)
    clerk.types("住院")
    clerk.presses(Key.Key_Down, held=CTRL)
    assert grid.view.currentIndex().row() == 3
    assert grid.view.currentIndex().column() == 0
    assert list_of(form) == [("王建国", "到", ""), ("李志强", "到", ""), ("张秀英", "请假", "住院")]
    form.save()
    clerk.settles()
    saved = stored(desk, "learning_sessions", 2)
    assert (saved.values["attended"], saved.values["on_leave"]) == (FuzzyCount(2), FuzzyCount(1))
    assert len(saved.children["attendance"]) == 3


@pytest.mark.usefixtures("last_session")
def test_names_that_are_there_already_come_once_and_the_step_is_taken_back(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("learning_sessions")
    grid = form.grids["attendance"]
    grid.set_rows([ChildRow({"person": Reference("李志强"), "state": "请假"})])
    grid.view.start()
    clerk.presses(Key.Key_H, held=CTRL_SHIFT)
    clerk.settles()
    assert sorted(name for name, _state, _reason in list_of(form)) == sorted(NAMES)
    assert ("李志强", "请假", "") in list_of(form)
    assert grid.model.undo()
    assert list_of(form) == [("李志强", "请假", "")]


def test_without_a_list_the_clerk_is_told(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("learning_sessions")
    heard: list[str] = []
    form.told.connect(heard.append)
    clerk.presses(Key.Key_H, held=CTRL_SHIFT)
    clerk.settles()
    assert heard == ["前面还没有填过“签到”的记录。这一次填了（可以粘贴），下一次就可以照抄。"]
    other = new_form("opinions")
    other.told.connect(heard.append)
    clerk.presses(Key.Key_H, held=CTRL_SHIFT)
    assert heard[-1] == "这里没有可以照抄的名单。"


def test_only_a_list_of_names_leads_to_a_name_it_has(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("learning_sessions")
    speeches = form.grids["speeches"]
    speeches.set_rows([ChildRow({"person": Reference("李志强"), "title": "第一次"})])
    form.tabs.setCurrentWidget(speeches)
    speeches.view.go_to_end()
    clerk.types("李志强")
    clerk.presses(Key.Key_Return)
    assert speeches.model.filled == 2
    assert registry.find("learning_sessions").child("speeches").columns[0].key == "person"


def test_the_sources_of_the_last_project_are_taken_and_enter_goes_to_what_is_blank(
    new_form: NewForm, clerk: Clerk, desk: Desk
) -> None:
    lines = [{"资金来源": "县", "计划": "5万元"}, {"资金来源": "镇", "计划": "1万元", "用途": "材料"}]
    factories.add(desk, "projects", "立项日期=2014-03-01", "项目名称=修桥", children={"fundings": lines})
    form = new_form("projects")
    grid = form.grids["fundings"]
    form.walk.focus(form.fields["responsible_org"])
    clerk.presses(Key.Key_Return)
    assert form.fields["planned_completed_on"].editor.hasFocus()  # 计划投资 comes from the lines, as the last time
    clerk.presses(Key.Key_H, held=CTRL_SHIFT)
    clerk.settles()
    assert [row.values["source"] for row in grid.rows()] == ["县", "镇"]
    assert not any(row.values.get("planned") for row in grid.rows())
    assert (grid.view.currentIndex().row(), grid.view.currentIndex().column()) == (
        0,
        1,
    )  # 用途 was filled the last time
    clerk.presses(Key.Key_Tab)
    clerk.types("20w")
    clerk.presses(Key.Key_Return)
    assert (grid.view.currentIndex().row(), grid.view.currentIndex().column()) == (1, 1)
