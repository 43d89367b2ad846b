from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.ledgers import registry
from app.ui.form import RecordForm
from app.ui.text_cleaner import CleanDialog
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

    Settled = Callable[[], None]

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def open_form(operation: Operation, settled: Settled, qtbot: QtBot) -> Callable[[str, int | None], RecordForm]:
    def opened(ledger: str, record_id: int | None) -> RecordForm:
        form = RecordForm(operation, registry.find(ledger))
        qtbot.addWidget(form)
        form.resize(1000, 700)
        form.show()
        form.new() if record_id is None else form.open(record_id)
        settled()
        form.activateWindow()
        qtbot.waitUntil(form.isActiveWindow)
        return form

    return opened


def paste(form: RecordForm, key: str, text: str, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(text)
    form.fields[key].editor.setFocus()
    qtbot.keyClick(form.fields[key].editor, Qt.Key.Key_V, CONTROL)


def test_a_paste_with_noise_is_offered_to_be_cleaned_and_not_cleaned_by_itself(
    open_form: Callable[[str, int | None], RecordForm], qtbot: QtBot
) -> None:
    form = open_form("rectifications", None)
    paste(form, "description", "為進(jìn)一步走訪１５户", qtbot)
    field = form.fields["description"]
    assert field.text() == "為進(jìn)一步走訪１５户"
    assert field.cleaning is not None
    assert field.cleaning.isVisible()
    qtbot.keyClick(field.editor, Qt.Key.Key_T, CONTROL | SHIFT)
    (dialog,) = field.findChildren(CleanDialog)
    assert dialog.changes.texts(0) == ("全角改半角", "１５", "15")
    with qtbot.waitSignal(dialog.accepted):
        dialog.take.click()
    assert field.text() == "为进一步走访15户"
    assert not field.cleaning.isVisible()
    assert form.is_dirty()


def test_a_clean_paste_is_not_spoken_of(open_form: Callable[[str, int | None], RecordForm], qtbot: QtBot) -> None:
    form = open_form("rectifications", None)
    paste(form, "description", "村西路灯不亮", qtbot)
    offer = form.fields["description"].cleaning
    assert offer is None or not offer.isVisible()


def test_spots_to_look_at_are_marked_and_changed_only_on_request(qtbot: QtBot) -> None:
    dialog = CleanDialog("问题描述", "徵求意見")
    qtbot.addWidget(dialog)
    assert dialog.after.toPlainText() == "徵求意见"
    assert dialog.changes.texts(1)[0] == "请核对"
    (mark,) = dialog.after.extraSelections()
    assert mark.cursor.selectedText() == "徵"
    dialog.doubtful.click()
    assert dialog.after.toPlainText() == "征求意见"


def test_words_as_they_were_spoken_are_not_cleaned_once_registered(
    open_form: Callable[[str, int | None], RecordForm], day_desk: Desk, qtbot: QtBot
) -> None:
    one = factories.add(day_desk, "opinions", "原始意见=村裏的路不好走").ids[0]
    form = open_form("opinions", one)
    field = form.fields["verbatim_text"]
    field.editor.setFocus()
    qtbot.keyClick(field.editor, Qt.Key.Key_T, CONTROL | SHIFT)
    assert field.findChildren(CleanDialog) == []
    assert field.text() == "村裏的路不好走"
