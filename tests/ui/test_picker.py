from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services import pinyin
from app.ui.picker import LookupEdit, PickerEdit
from db.values import Reference
from tests import factories
from tests.ui.form_fixtures import Key, clerk, form_operation, new_form, stored  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.form import RecordForm
    from tests.ui.form_fixtures import Clerk, NewForm

# ruff: noqa: F811
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def villages(desk: Desk) -> None:
    for name in ("清一村", "清二村", "柳树村"):
        factories.add(desk, "places", f"名称={name}")


def picker(form: RecordForm, key: str) -> PickerEdit:
    editor = form.fields[key].editor
    assert isinstance(editor, PickerEdit)
    editor.setFocus()
    return editor


def wait_for_list(clerk: Clerk, editor: LookupEdit) -> None:
    clerk.qtbot.waitUntil(lambda: editor.is_open)


@pytest.mark.usefixtures("villages")
def test_initials_find_a_place_and_enter_takes_it_and_goes_on(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = new_form("rectifications")
    editor = picker(form, "place")
    clerk.types("lsc")
    wait_for_list(clerk, editor)
    clerk.presses(Key.Key_Return)
    assert not editor.hasFocus()
    reference = editor.reference()
    assert reference is not None
    assert (reference.name, reference.id is None) == ("柳树村", False)
    form.fields["description"].set_text("路灯不亮")
    form.save()
    clerk.settles()
    assert stored(desk, "rectifications").values["place"] == reference


@pytest.mark.usefixtures("villages")
def test_the_whole_list_opens_by_key_and_closes_by_escape_alone(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    editor = picker(form, "place")
    clerk.presses(Key.Key_Down, held=ALT)
    wait_for_list(clerk, editor)
    assert len(editor.offers()) == 3
    clerk.presses(Key.Key_Escape)
    assert not editor.is_open
    assert editor.hasFocus()
    clerk.presses(Key.Key_F4)
    wait_for_list(clerk, editor)
    clerk.presses(Key.Key_Down, Key.Key_Down, Key.Key_Return)
    assert editor.text() in ("清一村", "清二村", "柳树村")


def test_a_name_no_register_knows_stays_and_says_so(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    picker(form, "responsible_person")
    clerk.enters("赵无名")
    clerk.settles()
    field = form.fields["responsible_person"]
    assert field.value() == Reference("赵无名")
    assert "未登记" in field._hint.text()
    wanted: list[tuple[str, str]] = []
    form.register_wanted.connect(lambda ledger, name: wanted.append((ledger, name)))
    field._hint.linkActivated.emit("register")
    assert wanted == [("people", "赵无名")]


@pytest.mark.usefixtures("villages")
def test_a_name_typed_in_full_is_found_on_leaving(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    editor = picker(form, "place")
    clerk.enters("清一村")
    clerk.settles()
    assert not editor.is_unregistered
    assert form.fields["place"]._hint.isHidden()


def test_initials_choose_a_word_and_a_wrong_one_is_refused(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    field = form.fields["due_kind"]
    field.editor.setFocus()
    field.editor.selectAll()
    clerk.types("cqjc")
    assert field.editor.offers() == ("长期坚持",)
    clerk.presses(Key.Key_Return)
    assert (field.text(), field.editor.hasFocus()) == ("长期坚持", False)
    field.editor.setFocus()
    field.editor.selectAll()
    clerk.enters("随便")
    assert field.error.startswith("时限类型：「随便」不在可填的内容里")


def test_late_answers_for_an_older_text_are_dropped(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    editor = picker(form, "place")
    clerk.types("q")
    editor._found((), "x", editor._ticket)
    assert not editor.is_open
    QApplication.processEvents()


@pytest.mark.usefixtures("villages")
@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab])
def test_initials_typed_faster_than_the_register_answers_are_completed(
    new_form: NewForm, clerk: Clerk, key: Key
) -> None:
    form = new_form("rectifications")
    editor = picker(form, "place")
    clerk.types("lsc")
    assert not editor.is_open
    clerk.presses(key)
    assert editor.hasFocus()
    clerk.qtbot.waitUntil(lambda: not editor.hasFocus())
    reference = editor.reference()
    assert reference is not None
    assert (reference.name, reference.id is None) == ("柳树村", False)


@pytest.mark.usefixtures("villages")
def test_what_is_typed_after_a_hasty_enter_comes_into_the_next_field(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    editor = picker(form, "place")
    order = [field.editor for field in form.walk.order()]
    following = order[order.index(editor) + 1]
    clerk.types("lsc")
    clerk.presses(Key.Key_Return)
    clerk.types("ab")
    clerk.qtbot.waitUntil(lambda: following.text() == "ab")
    assert editor.text() == "柳树村"


def test_letters_no_register_knows_stay_as_they_are_typed(new_form: NewForm, clerk: Clerk) -> None:
    form = new_form("rectifications")
    editor = picker(form, "responsible_person")
    clerk.types("xyz")
    clerk.presses(Key.Key_Return)
    clerk.qtbot.waitUntil(lambda: not editor.hasFocus())
    assert editor.text() == "xyz"


@pytest.mark.usefixtures("villages")
def test_saving_takes_the_marked_line(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    form = new_form("rectifications")
    form.fields["description"].set_text("路灯不亮")
    editor = picker(form, "place")
    clerk.types("lsc")
    wait_for_list(clerk, editor)
    form.save()
    clerk.settles()
    assert stored(desk, "rectifications").values["place"] == editor.reference()
    assert editor.text() == "柳树村"


def test_the_usual_reading_of_initials_comes_before_another(new_form: NewForm, clerk: Clerk) -> None:
    assert [pinyin.distance(word, "qx") for word in ("缺席", "请假")] == [0, 3]  # 假 is xiá too
    assert [pinyin.distance("清一村", typed) for typed in ("清一村", "qyc", "qy", "一村", "yc")] == [0, 0, 1, 2, 2]
    form = new_form("rectifications")
    editor = form.fields["due_kind"].editor
    editor.setFocus()
    editor.selectAll()
    clerk.types("x")
    assert editor.offers()[0] == "限期"  # not one that only holds the letter


@pytest.mark.usefixtures("villages")
def test_a_typed_household_is_that_of_the_village_in_the_form(new_form: NewForm, clerk: Clerk, desk: Desk) -> None:
    (own,) = factories.add(desk, "households", "村=清一村", "户主=赵广田").ids
    factories.add(desk, "households", "村=清二村", "户主=赵广田")
    factories.add(desk, "households", "村=清二村", "户主=钱二")
    form = new_form("visits")
    form.fields["place"].set_text("清一村")
    editor = picker(form, "household")
    for name, meant in (("赵广田", own), ("钱二", None)):
        editor.setFocus()
        form.fields["household"].set_text(name)
        with clerk.qtbot.waitSignal(editor.resolved):
            form.fields["cadre"].editor.setFocus()
        assert editor.reference() == Reference(name, meant)
