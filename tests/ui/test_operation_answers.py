from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog
from shiboken6 import delete

from app.rules.refusal import Refused
from app.services.changes import ChangeKind, Changes

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation
    from db.unit import UnitOfWork


class Quick:
    """A pool whose work is done before its answer can be waited for."""

    def submit(self, work: Callable[[], Any]) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work())
        return done

    def shutdown(self, *, wait: bool) -> None:
        """Nothing runs."""


def test_an_answer_never_comes_within_the_call_that_asks(
    operation: Operation, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "_readers", Quick())
    told: list[object] = []
    operation.call(lambda: "读完了", told.append, owner=operation)
    assert told == []
    assert not operation.idle
    qtbot.waitUntil(lambda: told == ["读完了"])
    assert operation.idle


def test_a_write_whose_dialog_was_closed_is_shown_and_a_refusal_is_said(
    operation: Operation, settled: Callable[[], None]
) -> None:
    shown: list[tuple[str, object]] = []
    said: list[str] = []
    heard: list[object] = []
    operation.changed.connect(lambda changes, initiator: shown.append((changes.description, initiator)))
    operation.refused.connect(said.append)

    def refuse(_unit: UnitOfWork) -> Changes:
        sentence = "已经归档，没有改动。"
        raise Refused(sentence)

    for work in (lambda _unit: Changes("归档 3 件", ChangeKind.ARCHIVED), refuse):
        dialog = QObject()
        operation.write(work, heard.append, owner=dialog, failed=heard.append)
        delete(dialog)
        settled()
    assert (shown, said, heard) == ([("归档 3 件", None)], ["已经归档，没有改动。"], [])


def test_a_button_pressed_twice_writes_once(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> None:
    dialog, done = QDialog(), list[str]()
    qtbot.addWidget(dialog)

    def press(words: str) -> None:
        def work(_unit: UnitOfWork) -> Changes:
            done.append(words)
            return Changes(words, ChangeKind.ADDED)

        operation.write(work, owner=dialog)

    for words in ("登记", "登记", "停用"):
        press(words)
    settled()
    assert done == ["登记", "停用"]
    press("登记")  # again, after the first is written
    settled()
    assert done == ["登记", "停用", "登记"]


def test_what_a_work_holds_may_still_be_to_come(
    operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog, done = QDialog(), list[str]()
    qtbot.addWidget(dialog)
    for words in ("登记", "停用"):

        def work(_unit: UnitOfWork, words: str = words) -> Changes:
            done.append(words)
            return Changes(words, ChangeKind.ADDED) if done else last

        operation.write(work, owner=dialog)
    last = Changes("完", ChangeKind.ADDED)
    settled()
    assert done == ["登记", "停用"]
