"""The keys of the program are those of the declaration, in both directions, and no input method loses one to them."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from app.ledgers import registry
from app.ui import key_table, panes
from app.ui.columns_dialog import ColumnsDialog
from app.ui.key_table import KEYS, RESERVED, SHARED, Key, Where
from app.ui.manual_dialog import ManualDialog
from app.ui.preview import PreviewDialog
from db.ask import Ask
from tests.ui.keying import ALT, CONTROL, SHIFT, focus, front_page, opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytestqt.qtbot import QtBot

    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation
    from tests.ui.keying import Enter, Settled

UI = Path(key_table.__file__).parent
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
    return front_page(window, enter, settled, qtbot)


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
