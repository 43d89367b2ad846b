from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication

from app.ui.clipboard_guard import ClipboardGuard
from tests.ui.form_fixtures import clerk, form_operation, new_form  # noqa: F401 - fixtures
from tests.ui.test_idle import FakeClock

if TYPE_CHECKING:
    from app.ui.form import RecordForm
    from tests.ui.form_fixtures import Clerk, NewForm

# ruff: noqa: F811
PHONE = "13812345678"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def guard(new_form: NewForm, clock: FakeClock) -> ClipboardGuard:
    form = new_form("petitions")
    made = ClipboardGuard(form, now=clock)
    QGuiApplication.clipboard().dataChanged.connect(made.hear)
    return made


def copy(guard: ClipboardGuard, clerk: Clerk, key: str, text: str) -> None:
    form: RecordForm = guard.parent()  # type: ignore[assignment]
    form.jump(key)
    clerk.settles()
    editor = form.fields[key].editor
    editor.put(text)
    editor.setFocus()
    editor.selectAll()  # type: ignore[union-attr]
    editor.copy()  # type: ignore[union-attr]
    assert shown() == text


def shown() -> str:
    return QGuiApplication.clipboard().text()


def test_a_telephone_number_is_gone_after_fifteen_seconds(
    guard: ClipboardGuard, clerk: Clerk, clock: FakeClock
) -> None:
    copy(guard, clerk, "petitioner_phone", PHONE)
    clock.seconds += 14
    guard.look()
    assert shown() == PHONE
    clock.seconds += 2
    guard.look()
    assert shown() == ""


def test_what_was_copied_since_stays(guard: ClipboardGuard, clerk: Clerk, clock: FakeClock) -> None:
    copy(guard, clerk, "petitioner_phone", PHONE)
    copy(guard, clerk, "remark", "见卷宗三")
    clock.seconds += 60
    guard.look()
    assert shown() == "见卷宗三"


def test_plain_words_stay(guard: ClipboardGuard, clerk: Clerk, clock: FakeClock) -> None:
    copy(guard, clerk, "remark", "见卷宗三")
    clock.seconds += 60
    guard.look()
    guard.clear_sensitive()
    assert shown() == "见卷宗三"


def test_closing_takes_a_number_away(guard: ClipboardGuard, clerk: Clerk) -> None:
    copy(guard, clerk, "petitioner_phone", PHONE)
    guard.clear_sensitive()
    assert shown() == ""


def test_locking_takes_away_whatever_is_ours(guard: ClipboardGuard, clerk: Clerk) -> None:
    copy(guard, clerk, "remark", "见卷宗三")
    guard.clear_ours()
    assert shown() == ""
