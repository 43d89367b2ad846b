"""The keys of the program are those of the declaration, in both directions, and no input method loses one to them."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTabBar,
    QTableView,
    QTableWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ledgers import registry
from app.services import records
from app.ui import key_table, panes, sheet_menus
from app.ui.columns_dialog import ColumnsDialog
from app.ui.key_table import KEYS, RESERVED, SHARED, Key, Where
from app.ui.manual_dialog import ManualDialog
from app.ui.preview import PreviewDialog
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.form import RecordForm
    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation

    Settled = Callable[[], None]
    Enter = Callable[..., tuple[int, ...]]

UI = Path(key_table.__file__).parent
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
QT_OWN = {("TABLE", "edit"), ("FIELD", "next"), ("CHILD", "next"), ("CHILD", "back")}
"""What Qt's own tables and focus do without a line of ours, in whole or in part."""


def portable(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


def bound(top: QWidget) -> set[str]:
    """Every sequence that is bound in a window, on whatever object."""
    found = [one for action in top.findChildren(QAction) for one in action.shortcuts()]
    found += [one for action in top.actions() for one in action.shortcuts()]
    found += [one for shortcut in top.findChildren(QShortcut) for one in shortcut.keys()]  # noqa: SIM118 - not a dict
    found += [button.shortcut() for button in top.findChildren(QAbstractButton)]
    return {portable(one) for one in found if not one.isEmpty()}


def declared(places: Iterable[Where]) -> set[str]:
    """Every sequence that is declared to be bound there."""
    held = {key for key in KEYS if key.where in places and (not key.by_hand or key.name == "lock")}
    return {portable(QKeySequence(one)) for key in held for one in key.keys if (key.where.name, key.name) not in QT_OWN}


@pytest.fixture
def page(window: MainWindow, enter: Enter, settled: Settled, qtbot: QtBot) -> LedgerPage:
    """The page of rectification items with five records, in front."""
    enter(5)
    window.activateWindow()
    made = window.ledger_page("rectifications")
    settled()
    qtbot.waitUntil(lambda: made.model.total == 5 and window.isActiveWindow())
    made.take_focus()
    return made


def opened(page: LedgerPage, row: int, qtbot: QtBot) -> RecordForm:
    """The form of the record in a row, ready to be typed in."""
    wanted = page.model.id_at(row)
    assert wanted is not None
    page.show_record(wanted)
    assert page.form is not None
    form = page.form
    qtbot.waitUntil(lambda: form.isEnabled() and form.record is not None and form.record.id == wanted)
    return form


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


# ---- the declaration and the window --------------------------------------------------------------------------------


def test_every_key_bound_in_the_window_is_declared_and_every_declared_one_is_bound(
    window: MainWindow, page: LedgerPage, qtbot: QtBot, settled: Settled
) -> None:
    opened(page, 0, qtbot)
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        settled()
    places = [where for where in Where if list(where.chain())[-1] is Where.WINDOW]
    assert bound(window) == declared(places)


def test_every_key_bound_in_the_preview_is_declared(operation: Operation, qtbot: QtBot, settled: Settled) -> None:
    preview = PreviewDialog(operation, registry.find("rectifications"), Ask("rectifications"))
    qtbot.addWidget(preview)
    settled()
    assert bound(preview) == declared([Where.PAPER])


def test_every_key_bound_in_the_arranging_of_columns_is_declared(
    operation: Operation, qtbot: QtBot, settled: Settled
) -> None:
    dialog = ColumnsDialog(operation, "rectifications")
    qtbot.addWidget(dialog)
    settled()
    assert bound(dialog) == declared([Where.COLUMNS])


def test_every_key_bound_in_the_manual_is_declared(qtbot: QtBot) -> None:
    dialog = ManualDialog()
    qtbot.addWidget(dialog)
    assert bound(dialog) == declared([Where.MANUAL])


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(UI.glob("*.py")), ids=lambda path: path.stem)
def test_no_module_binds_or_looks_for_a_key_of_its_own(path: Path) -> None:
    """Sequences stand in the declaration alone; a module that looks for keys itself is named there with them."""
    if path.stem == "key_table":
        return
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.fullmatch(r"(?:(?:Ctrl|Alt|Shift|Meta)\+)+\S+|F\d{1,2}", node.value), node.value
    by_hand = {one for key in KEYS if path.stem in key.by_hand for sequence in key.keys for one in _last(sequence)}
    # The lock page only keeps Esc from taking it away; `keys` holds what the others ask with.
    own = {"lock_page": {"Escape"}, "keys": {"Return", "Enter", "Escape", "Space", "F4", "Down"}}.get(path.stem, set())
    assert _looked_for(path) <= by_hand | own, path.stem


def _last(sequence: str) -> set[str]:
    name = sequence if len(sequence) == 1 else sequence.rpartition("+")[2]
    names = {"Esc": "Escape", "PgUp": "PageUp", "PgDown": "PageDown", "Del": "Delete"}
    backtab = {"Backtab"} if sequence == "Shift+Tab" else set()
    return {names.get(name, name)} | backtab


def _looked_for(path: Path) -> set[str]:
    return {
        node.attr.removeprefix("Key_")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr.startswith("Key_")
    }


def test_modules_that_are_said_to_look_for_a_key_do() -> None:
    helpers = {"ENTER": {"Return", "Enter"}, "opens_choices": {"F4", "Down"}, "LOCK_KEYS": {"L"}}
    standard = {"Copy": "C", "Paste": "V", "Undo": "Z"}
    for key in KEYS:
        for stem in key.by_hand:
            text = (UI / f"{stem}.py").read_text("utf-8")
            known = _looked_for(UI / f"{stem}.py")
            known |= {name for word, names in helpers.items() if word in text for name in names}
            known |= {name for word, name in standard.items() if f"StandardKey.{word}" in text}
            known |= set(re.findall(r'"([T+-])"', text)) | (
                {"Tab", "Backtab"} if "focusNextPrevChild" in text else set()
            )
            wanted = {name for sequence in key.keys for name in _last(sequence)}
            assert wanted & known, (stem, key)


# ---- conflicts -----------------------------------------------------------------------------------------------------


def test_no_two_shortcuts_work_in_one_place() -> None:
    for where in Where:
        here = [key for key in KEYS if key.where in set(where.chain()) and not key.by_hand]
        sequences = [one for key in here for one in key.keys]
        assert len(sequences) == len(set(sequences)), where


def test_no_key_that_is_looked_for_hides_a_shortcut_but_the_rows_own_undo() -> None:
    hidden = {
        (key.where.name, key.name, one)
        for key in KEYS
        if key.by_hand
        for other in KEYS
        if not other.by_hand and other.where in set(key.where.chain())
        for one in key.keys
        if one in other.keys
    }
    assert hidden == {("CHILD", "block", "Ctrl+Z")}


def test_no_key_is_one_that_an_input_method_takes() -> None:
    used = {one: key for key in KEYS for one in key.keys}
    assert not set(RESERVED) & set(used)
    for one in used:
        assert one.split("+")[-1] not in ("Ctrl", "Shift", "Alt", "Meta")
    for one in set(SHARED) & set(used):
        assert _others(used[one], one), f"{one} is some input method's, and nothing else does the same"


def _others(key: Key, one: str) -> set[str]:
    """Other keys that do the same."""
    same = {other for other in key.keys if other != one}
    return same | {other for twin in KEYS if twin.where is Where.DATE and twin.name == key.name for other in twin.keys}


def test_the_words_of_the_keys_have_no_sign_of_the_workshop() -> None:
    for key in KEYS:
        assert re.fullmatch(r"[^A-Za-z]*(?:(?:Enter|Tab|Esc|F1)[^A-Za-z]*)*", key.words), key.words
        assert key_table.shown(key)


# ---- from record to record -----------------------------------------------------------------------------------------


def test_the_form_goes_from_record_to_record(page: LedgerPage, qtbot: QtBot, settled: Settled) -> None:
    form = opened(page, 1, qtbot)
    ids = [page.model.id_at(row) for row in range(5)]
    for key, row in (
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageUp, 1),
        (Qt.Key.Key_End, 4),
        (Qt.Key.Key_Home, 0),
    ):
        form.walk.jump("registered_on")
        qtbot.waitUntil(lambda: isinstance(focus(), QLineEdit))
        qtbot.keyClick(focus(), key, CONTROL)
        qtbot.waitUntil(lambda row=row: form.record is not None and form.record.id == ids[row])
        settled()
        assert page.table.currentIndex().row() == row


def test_long_text_keeps_its_own_start_and_end(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 1, qtbot)
    before = form.record
    form.walk.jump("description")
    qtbot.waitUntil(lambda: isinstance(focus(), QPlainTextEdit))
    qtbot.keyClick(focus(), Qt.Key.Key_End, CONTROL)
    editor = focus()
    assert isinstance(editor, QPlainTextEdit)
    assert editor.textCursor().atEnd()
    assert form.record is before


def test_the_next_match_is_one_key(page: LedgerPage, qtbot: QtBot, settled: Settled) -> None:
    qtbot.keyClick(page.table, Qt.Key.Key_F3)
    assert page.filters.box.hasFocus()
    page.filters.set_filters((), "件")
    settled()
    qtbot.waitUntil(lambda: page.filters.search == "件")
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.take_focus()
    for rows in (1, 2, 3, 4, 0):
        qtbot.keyClick(page.table, Qt.Key.Key_F3)
        assert page.table.currentIndex().row() == rows
        assert "件" in str(page.table.currentIndex().data())
    qtbot.keyClick(page.table, Qt.Key.Key_F3, SHIFT)
    assert page.table.currentIndex().row() == 4


def test_f6_goes_round_the_parts_of_the_window_and_back(window: MainWindow, page: LedgerPage, qtbot: QtBot) -> None:
    tab = window.tabs.currentWidget()
    page.take_focus()
    panes.go(window, 1)
    assert focus() is tab.list  # type: ignore[attr-defined]
    panes.go(window, 1)
    assert focus() is page.filters.box
    panes.go(window, -1)
    panes.go(window, -1)
    assert focus() is page.table


def test_f6_reaches_every_list_of_the_reports(window: MainWindow, settled: Settled) -> None:
    window.tabs.setCurrentIndex(window.tabs.count() - 1)
    window.activateWindow()
    settled()
    seen = []
    for _press in range(8):
        panes.go(window, 1)
        seen.append(focus())
    tab = window.tabs.currentWidget()
    views = {view for view in tab.findChildren(QAbstractItemView) if view.isVisible() and view.isEnabled()}
    views = {view for view in views if view.focusPolicy() & Qt.FocusPolicy.TabFocus}
    assert views <= set(seen)
    assert window.tabs.tabBar() in seen


# ---- the table -----------------------------------------------------------------------------------------------------


def test_space_shows_the_record_beside_the_table_and_follows(page: LedgerPage, qtbot: QtBot, settled: Settled) -> None:
    page.table.setCurrentIndex(page.model.index(0, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    settled()
    assert page.peek is not None
    look = page.peek
    assert look.isVisible()
    assert page.table.hasFocus()
    qtbot.waitUntil(lambda: "第4件" in look.toPlainText())
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "第3件" in look.toPlainText())
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not look.isVisible()


def test_a_masked_screen_has_no_look_at_a_record(page: LedgerPage, qtbot: QtBot, settled: Settled) -> None:
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    settled()
    assert page.peek is not None
    page.model.set_masked(masked=True)
    assert not page.peek.isVisible()
    settled()


@pytest.mark.parametrize(("key", "held"), [(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Down, ALT)])
def test_a_lookup_opens_straight_from_the_table(
    page: LedgerPage, qtbot: QtBot, settled: Settled, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    place = page.model.columns.index("responsible_org")
    page.table.setCurrentIndex(page.model.index(1, place))
    qtbot.keyClick(page.table, key, held)
    editor = page.table.indexWidget(page.table.currentIndex())
    assert editor is not None
    settled()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    assert page.table.indexWidget(page.table.currentIndex()) is None


def test_every_table_can_be_left_by_tab(window: MainWindow, page: LedgerPage, qtbot: QtBot, settled: Settled) -> None:
    form = opened(page, 0, qtbot)
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        settled()
    kept = {grid.view for grid in form.grids.values()}  # Tab goes on in them, and out after the last cell
    for view in window.findChildren(QTableView):
        if view.focusPolicy() & Qt.FocusPolicy.TabFocus and view not in kept:
            assert not view.tabKeyNavigation(), view.accessibleName()


@pytest.mark.parametrize("path", sorted(UI.glob("*.py")), ids=lambda path: path.stem)
def test_no_module_makes_a_table_that_keeps_tab(path: Path) -> None:
    text = path.read_text("utf-8")
    made = re.findall(r"\((?:QTableView|QTableWidget)\):|= (?:QTableView|QTableWidget)\(", text)
    if made and path.stem not in ("child_grid", "first_paint"):
        free = text.count("setTabKeyNavigation(False)") + text.count("FocusPolicy.NoFocus)")
        assert free >= len(made)


# ---- paper forms ---------------------------------------------------------------------------------------------------


def test_what_the_paper_leaves_blank_or_unreadable_is_noted_and_the_field_stays_blank(
    page: LedgerPage, qtbot: QtBot, settled: Settled, day_desk: Desk
) -> None:
    form = opened(page, 0, qtbot)
    keys = [key for key in ("due_on", "place") if key in form.fields]
    assert keys
    for key, letter, words in ((keys[0], Qt.Key.Key_B, "空白"), (keys[-1], Qt.Key.Key_U, "字迹不清")):
        form.walk.focus(form.fields[key])
        qtbot.keyClick(focus(), letter, CONTROL)
        assert f"〔纸面{words}：{form.fields[key].column.label}" in form.fields["remark"].text()
        assert form.fields[key].text() == ""
        assert focus() is not form.fields[key].editor
    form.save()
    settled()
    assert form.record is not None
    stored = day_desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=form.record.id))  # type: ignore[union-attr]
    assert all(stored.values.get(key) is None for key in keys)
    assert "〔纸面空白：" in str(stored.values["remark"])


def test_a_mark_goes_when_the_key_is_pressed_again_or_the_field_is_filled(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    field = form.fields["due_on"]
    for _press in range(2):
        form.walk.focus(field)
        qtbot.keyClick(field.editor, Qt.Key.Key_B, CONTROL)
    assert form.fields["remark"].text() == ""
    form.walk.focus(field)
    qtbot.keyClick(field.editor, Qt.Key.Key_B, CONTROL)
    form.walk.focus(field)
    qtbot.keyClicks(field.editor, "2014-3-9")
    form.walk.forward(field.editor)
    assert form.fields["remark"].text() == ""
    form.walk.focus(field)
    qtbot.keyClick(field.editor, Qt.Key.Key_B, CONTROL)
    assert form.fields["remark"].text() == ""  # what is filled is not blank


def test_a_cell_of_the_table_is_marked_by_the_same_keys(
    page: LedgerPage, qtbot: QtBot, settled: Settled, day_desk: Desk
) -> None:
    row, place = 1, page.model.columns.index("due_on")
    record_id = page.model.id_at(row)
    assert record_id is not None
    page.table.setCurrentIndex(page.model.index(row, place))
    remark = lambda: day_desk.read(  # noqa: E731
        lambda unit: records.get(unit, ledger="rectifications", record_id=record_id).values.get("remark")
    )
    qtbot.keyClick(page.table, Qt.Key.Key_U, CONTROL)
    settled()
    assert remark() == "〔纸面字迹不清：整改时限〕"
    qtbot.keyClick(page.table, Qt.Key.Key_B, CONTROL)
    settled()
    assert remark() == "〔纸面空白：整改时限〕"
    qtbot.keyClick(page.table, Qt.Key.Key_B, CONTROL)
    settled()
    assert remark() is None
    page.table.setCurrentIndex(page.model.index(row, page.model.columns.index("description")))
    with qtbot.waitSignal(page.told) as heard:
        qtbot.keyClick(page.table, Qt.Key.Key_B, CONTROL)
    assert heard.args[0].startswith("「问题描述」里已经填了内容")
    assert remark() is None


def test_a_cell_of_the_blank_row_is_marked_before_it_is_saved(page: LedgerPage, qtbot: QtBot, settled: Settled) -> None:
    page.table.seek_entry(("due_on",))
    qtbot.keyClick(page.table, Qt.Key.Key_U, CONTROL)
    assert page.model.entry.values["remark"] == "〔纸面字迹不清：整改时限〕"
    assert page.is_dirty
    sheet_menus.entering(page).clear()
    settled()


# ---- fields --------------------------------------------------------------------------------------------------------


def test_a_pin_lets_a_value_go_over_to_the_next_record_and_is_kept(
    page: LedgerPage, qtbot: QtBot, settled: Settled, operation: Operation
) -> None:
    from app.ui.ledger_page import LedgerPage as Page

    form = opened(page, 0, qtbot)
    key = next(key for key, field in form.fields.items() if not field.is_locked and key not in form.carried)
    form.walk.focus(form.fields[key])
    qtbot.keyClick(focus(), Qt.Key.Key_Y, CONTROL | SHIFT)
    settled()
    assert key in form.carried
    other = Page(operation, page.ledger)
    qtbot.addWidget(other)
    other.show()
    settled()
    again = opened(other, 1, qtbot)
    assert key in again.carried


def test_whether_the_last_enter_saves_is_remembered(page: LedgerPage, qtbot: QtBot) -> None:
    from app.ui.form_view import Footer

    form = opened(page, 0, qtbot)
    form.footer.set_saves_at_end(on=False)
    assert not Footer(form.actions_by_name).saves_at_end


def test_full_width_digits_are_plain_when_the_field_is_left_and_not_before(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    form.walk.jump("responsible_person")
    qtbot.waitUntil(lambda: "responsible_person" in form.fields)
    field = form.fields["responsible_person"]
    qtbot.waitUntil(field.editor.hasFocus)
    field.editor.put("")
    commit(field.editor, "王２０１４Ａ")
    assert "２０１４" in field.text()
    QApplication.processEvents()
    form.walk.forward(field.editor)
    assert "王2014A" in field.text()


def test_a_calendar_opens_by_key_and_esc_takes_only_it_away(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    field = form.fields["registered_on"]
    form.walk.focus(field)
    qtbot.keyClick(field.editor, Qt.Key.Key_Down, ALT)
    calendar = field.editor._calendar  # type: ignore[union-attr]
    assert calendar is not None
    assert calendar.isVisible()
    qtbot.keyClick(calendar, Qt.Key.Key_Escape)
    assert not calendar.isVisible()
    assert form.isVisible()


def test_the_value_of_the_record_before_is_one_key_in_a_form(page: LedgerPage, qtbot: QtBot, settled: Settled) -> None:
    for letter in (Qt.Key.Key_Apostrophe, Qt.Key.Key_D):
        page.new_record()
        settled()
        assert page.form is not None
        field = page.form.fields["description"]
        page.form.walk.focus(field)
        qtbot.keyClick(field.editor, letter, CONTROL)
        assert field.text() == "第4件：通组道路坑洼不平"


def test_a_record_in_order_is_told_so(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    with qtbot.waitSignal(form.told) as heard:
        qtbot.keyClick(focus(), Qt.Key.Key_F9)
    assert heard.args[0].startswith("检查过了，可以保存。还有")
    form.fields["registered_on"].editor.put("去年")
    form.fields["registered_on"].check()
    qtbot.keyClick(focus(), Qt.Key.Key_F9)
    assert form.errors.isVisible()


def test_rows_below_a_form_take_back_their_own_step_before_the_page_takes_one(
    page: LedgerPage, qtbot: QtBot, settled: Settled
) -> None:
    form = opened(page, 0, qtbot)
    grid = form.grids["measures"]
    form.tabs.setCurrentWidget(grid)
    grid.view.start()
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.view.paste("修路")
    assert grid.model.filled == 1
    qtbot.keyClick(grid.view, Qt.Key.Key_Z, CONTROL)
    settled()
    assert grid.model.filled == 0
    assert page.model.total == 5


# ---- the focus can be seen -----------------------------------------------------------------------------------------


def _parts() -> list[QWidget]:
    """One of each kind of widget that takes the focus."""
    tabs = QTabBar()
    tabs.addTab("办理")
    tabs.addTab("附件")
    box, names, tree, table = QComboBox(), QListWidget(), QTreeWidget(), QTableWidget(2, 2)
    box.addItems(["整改", "信访"])
    names.addItems(["一", "二"])
    names.setCurrentRow(0)
    tree.addTopLevelItem(QTreeWidgetItem(["甲"]))
    tree.setCurrentItem(tree.topLevelItem(0))
    table.setCurrentCell(0, 0)
    flat, chip = QPushButton("清除全部"), QToolButton()
    flat.setFlat(True)
    chip.setText("视图")
    chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    plain = [QPushButton("保存"), QCheckBox("是"), QRadioButton("按村"), QLineEdit(), QPlainTextEdit(), QSpinBox()]
    return [*plain, flat, chip, tabs, box, names, tree, table]


def test_every_kind_of_widget_shows_that_it_has_the_focus(qtbot: QtBot) -> None:
    room = QWidget()
    lines = QVBoxLayout(room)
    parts = _parts()
    for part in parts:
        lines.addWidget(part)
    qtbot.addWidget(room)
    room.resize(500, 900)
    room.show()
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    for part in parts:
        (parts[0] if part is not parts[0] else parts[1]).setFocus()
        QApplication.processEvents()
        without = part.grab().toImage()
        part.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        assert part.hasFocus(), type(part)
        shown = part.grab().toImage()
        other = sum(
            without.pixel(x, y) != shown.pixel(x, y) for x in range(shown.width()) for y in range(shown.height())
        )
        assert other > 60, type(part)


# ---- the input method ----------------------------------------------------------------------------------------------


def preedit(widget: QWidget, text: str) -> None:
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))


def commit(widget: QWidget, text: str) -> None:
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


GUARDED = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space)


def undisturbed(widget: QWidget, qtbot: QtBot, still: Callable[[], bool]) -> None:
    """While it composes, and in the turn in which it commits, the keys of the input method do nothing here."""
    widget.setFocus()
    assert QApplication.focusWidget() is widget
    for key in GUARDED:
        preedit(widget, "lu deng")
        qtbot.keyClick(widget, key)
        assert still(), key
        assert QApplication.focusWidget() is widget
        commit(widget, "路灯")
        qtbot.keyClick(widget, key)
        assert still(), key
        assert QApplication.focusWidget() is widget
        QApplication.processEvents()


def test_fields_of_a_form_leave_the_input_method_its_keys(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    for field in list(form.fields.values()):
        if not field.is_locked and isinstance(field.editor, QLineEdit | QPlainTextEdit):
            undisturbed(field.editor, qtbot, form.isVisible)
            assert "\n" not in field.text()
            assert " " not in field.text()
            field.editor.put("")


def test_cells_leave_the_input_method_its_keys(page: LedgerPage, qtbot: QtBot) -> None:
    place = page.model.columns.index("responsible_org")
    page.table.setCurrentIndex(page.model.index(1, place))
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.indexWidget(page.table.currentIndex())
    assert editor is not None
    undisturbed(editor, qtbot, lambda: page.table.indexWidget(page.table.currentIndex()) is editor)


def test_the_find_box_and_the_filter_row_leave_the_input_method_its_keys(page: LedgerPage, qtbot: QtBot) -> None:
    page.actions_by_name["filter_row"].trigger()
    assert page.filter_row is not None
    lines = [page.filters.box, *page.filter_row.findChildren(QLineEdit)[:2]]
    for line in lines:
        undisturbed(line, qtbot, lambda line=line: "路灯" in line.text() or not line.text())
        assert "路灯" in line.text()


def test_dialogs_leave_the_input_method_its_keys(window: MainWindow, qtbot: QtBot) -> None:
    dialog = QInputDialog(window)
    dialog.setLabelText("作废原因：")
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    (line,) = dialog.findChildren(QLineEdit)
    undisturbed(line, qtbot, dialog.isVisible)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert not dialog.isVisible()
