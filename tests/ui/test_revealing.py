"""Masks on the screen: what a list and a form hide, what 显示 shows and writes down, and what is never saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import history, operators
from app.ui.covering import Covering
from app.ui.form import RecordForm
from app.ui.main_window import MainWindow
from app.ui.masked_view import Cover
from app.ui.record_table import RecordModel
from tests import factories

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.ui.operation import Operation

PHONE, MASKED = "13812345678", "138****5678"
NUMBER = "370102197503041238"


@pytest.fixture
def made(desk: Desk) -> Changes:
    return factories.add(
        desk, "petitions", "来访时间=2014-03-01", "信访人姓名=孟祥林", f"联系电话={PHONE}", f"身份证号={NUMBER}",
        "住址=清河镇清一村12号", f"反映的主要问题=孟祥林反映路灯不亮，电话{PHONE}",
    )  # fmt: skip


@pytest.fixture
def form(qtbot: QtBot, operation: Operation, made: Changes) -> RecordForm:
    shown = RecordForm(operation, registry.find("petitions"))
    qtbot.addWidget(shown)
    with qtbot.waitSignal(shown.ready):
        shown.open(made.ids[0])
    for section in shown.sections:
        section.open()
    return shown


def cells(qtbot: QtBot, model: RecordModel, *columns: str) -> tuple[str, ...]:
    with qtbot.waitSignal(model.loaded):
        model.show_list(model.ask, columns)
    return model.first_rows(1)[0]


KEYS = ("petitioner_name", "petitioner_phone", "petitioner_id_number", "address", "summary")


def test_a_list_masks_numbers_and_shows_names_and_villages(qtbot: QtBot, operation: Operation, made: Changes) -> None:
    model = RecordModel(operation, registry.find("petitions"))
    shown = cells(qtbot, model, *KEYS)
    assert shown[:4] == ("孟祥林", MASKED, "370102********1238", "清河镇清一村12号")
    assert shown[4] == f"孟祥林反映路灯不亮，电话{PHONE}"
    model.is_masked = True
    shown = cells(qtbot, model, *KEYS)
    assert shown == ("孟*林", MASKED, "370102********1238", "清河镇清一村", f"孟*林反映路灯不亮，电话{MASKED}")


def test_one_who_only_looks_always_has_the_masked_list(
    qtbot: QtBot, operation: Operation, desk: Desk, made: Changes
) -> None:
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="孙查看", role="查看"))
    operation.desk.actor = desk.read(lambda unit: operators.find(unit, name="孙查看"))
    model = RecordModel(operation, registry.find("petitions"))
    assert cells(qtbot, model, "petitioner_name") == ("孟*林",)
    model.set_masked(False)
    assert model.is_masked


def test_a_form_masks_a_stored_number_until_it_is_asked_for(
    qtbot: QtBot, form: RecordForm, desk: Desk, made: Changes
) -> None:
    field = form.fields["petitioner_phone"]
    assert (field.text(), field.is_changed, form.is_dirty()) == (MASKED, False, False)
    assert form.fields["petitioner_name"].text() == "孟祥林"
    assert field.value() == PHONE
    field._reveal.click()
    qtbot.waitUntil(lambda: field.text() == PHONE)
    assert (field.is_changed, field.is_covered) == (False, False)
    (line, *_) = desk.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid))
    assert (line.operator, line.description) == ("管理员", f"查看 {made.number} 的联系电话")
    assert PHONE not in repr(line)


def test_a_masked_field_is_typed_over_and_stars_are_never_saved(
    qtbot: QtBot, form: RecordForm, desk: Desk, made: Changes
) -> None:
    field = form.fields["petitioner_phone"]
    field.set_text("138****9999")
    assert "星号" in field.error
    with pytest.raises(Refused, match="星号"):
        field.value()
    field.set_text("13900001111")
    with qtbot.waitSignal(form.saved):
        form.save()
    values = factories.read(desk, "petitions", made.ids[0]).values
    assert (values["petitioner_phone"], values["petitioner_id_number"]) == ("13900001111", NUMBER)


def test_an_untouched_masked_field_keeps_its_value_through_a_save(
    qtbot: QtBot, form: RecordForm, desk: Desk, made: Changes
) -> None:
    form.fields["claim"].set_text("要求修路灯")
    with qtbot.waitSignal(form.saved):
        form.save()
    values = factories.read(desk, "petitions", made.ids[0]).values
    assert (values["petitioner_phone"], values["claim"]) == (PHONE, "要求修路灯")


def test_a_new_record_masks_nothing(qtbot: QtBot, operation: Operation) -> None:
    shown = RecordForm(operation, registry.find("petitions"))
    qtbot.addWidget(shown)
    with qtbot.waitSignal(shown.ready):
        shown.new()
    field = shown.fields["petitioner_phone"]
    field.set_text(PHONE)
    assert (field.text(), field.covering, field.is_covered) == (PHONE, Covering.NOTHING, False)


def test_rows_of_a_record_are_masked_and_opening_a_cell_is_written_down(
    qtbot: QtBot, operation: Operation, desk: Desk
) -> None:
    rows = {"visitors": [{"姓名": "曹秀英", "电话": PHONE}]}
    made = factories.add(desk, "petitions", "来访时间=2014-03-01", "匿名=是", children=rows)
    shown = RecordForm(operation, registry.find("petitions"))
    qtbot.addWidget(shown)
    with qtbot.waitSignal(shown.ready):
        shown.open(made.ids[0])
    grid = shown.grids["visitors"]
    place = next(at for at, column in enumerate(grid.model.columns) if column.key == "phone")
    index = grid.model.index(0, place)
    assert (index.data(), grid.model.index(0, 0).data()) == (MASKED, "曹秀英")
    assert (grid.is_changed, index.data(Qt.ItemDataRole.ToolTipRole)) == (False, MASKED)
    grid.model.setData(index, MASKED)
    assert "星号" in grid.model.cell(0, place).error
    grid.model.setData(index, PHONE)
    assert not grid.is_changed
    shown.tabs.setCurrentWidget(grid)
    grid.view.edit(index)

    def told() -> str:
        return desk.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid))[0].description

    qtbot.waitUntil(lambda: told() == f"查看 {made.number} 的同访人联系电话")


def test_the_history_masks_numbers(desk: Desk, made: Changes) -> None:
    (line,) = desk.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid))
    told = {change.label: change.new for change in line.changes}
    assert (told["联系电话"], told["信访人姓名"]) == (MASKED, "孟祥林")


def test_the_opening_of_an_accusation_is_written_down(qtbot: QtBot, operation: Operation, desk: Desk) -> None:
    made = factories.add(desk, "petitions", "来访时间=2014-03-01", "匿名=是", "问题类别=检举控告")
    shown = RecordForm(operation, registry.find("petitions"))
    qtbot.addWidget(shown)
    with qtbot.waitSignal(shown.ready):
        shown.open(made.ids[0])
    words = f"打开 {made.number}（限制查阅）"
    qtbot.waitUntil(
        lambda: desk.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid))[0].description == words
    )


def test_what_the_operator_may_not_do_is_grey_and_says_who_may(
    qtbot: QtBot, operation: Operation, made: Changes
) -> None:
    operation.desk.actor = replace(operation.desk.actor, name="孙查看", role="查看")
    shown = RecordForm(operation, registry.find("petitions"))
    qtbot.addWidget(shown)
    with qtbot.waitSignal(shown.ready):
        shown.open(made.ids[0])
    save = shown.actions_by_name["save"]
    assert not save.isEnabled()
    assert save.toolTip().startswith("孙查看的角色是「查看」，不能登记和修改记录")
    save.setEnabled(True)
    assert not save.isEnabled()
    assert shown.fields["petitioner_name"].text() == "孟*林"
    assert shown.fields["petitioner_name"].is_covered
    assert shown.fields["summary"].text() == f"孟*林反映路灯不亮，电话{MASKED}"
    assert not shown.footer.buttons[0].isEnabled()


def test_a_window_nobody_works_at_is_masked_and_comes_back(qtbot: QtBot, operation: Operation, made: Changes) -> None:
    window = MainWindow(operation)
    qtbot.addWidget(window)
    window.show()
    page = window.ledger_page("petitions")
    qtbot.waitUntil(lambda: page.model.total == 1)
    window.safety.idle_masked.emit(True)
    assert page.model.is_masked
    assert window.home.findChild(Cover) is not None
    qtbot.waitUntil(lambda: "孟*林" in page.model.first_rows(1)[0])
    window.safety.idle_masked.emit(False)
    qtbot.waitUntil(lambda: "孟祥林" in page.model.first_rows(1)[0])
    assert window.home.findChild(Cover) is None
