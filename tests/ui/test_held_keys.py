"""The tests' own house: what one test leaves held or open does not reach the next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

CONTROL = Qt.KeyboardModifier.ControlModifier


def _press_and_go() -> None:
    assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
    QTest.keyPress(QWidget(), Qt.Key.Key_A, CONTROL)
    assert QApplication.keyboardModifiers() == CONTROL


def test_a_key_is_left_held() -> None:
    _press_and_go()


def test_a_key_left_held_is_held_no_more() -> None:
    _press_and_go()
