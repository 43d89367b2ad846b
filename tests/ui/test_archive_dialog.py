"""归档 in the window: a year filed, its list, appraised and destroyed; the classes of the ledgers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialog

from app.rules.retention import Retention
from app.services import archiving, settings
from app.ui import archive_dialog, archive_parts, dialogs
from app.ui.archive_dialog import ArchiveDialog
from app.ui.archive_parts import ClassesDialog, DestroyDialog, ItemDialog
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture(autouse=True)
def papers(day_desk: Desk) -> None:
    day_desk.write(lambda unit: settings.change(unit, actor=day_desk.actor, values={"fonds_no": "J012"}))
    for title, day in (("通知", "2014-03-05"), ("办法", "2014-03-06"), ("老通知", "2003-03-06")):
        factories.add(day_desk, "documents", f"收发日期={day}", "收/发=发文", f"题名={title}", "保管期限=10年")


@pytest.fixture(autouse=True)
def answer(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked before all was filed; answered with yes."""
    asked: list[str] = []

    def confirm(_parent: object, _title: str, question: str, **_words: str) -> bool:
        asked.append(question)
        return True

    monkeypatch.setattr(dialogs, "confirm", confirm)
    return asked


@pytest.fixture
def dialog(operation: Operation, settled: Callable[[], None]) -> Iterator[ArchiveDialog]:
    made = ArchiveDialog(operation)
    made.show()
    settled()
    yield made
    for window in (*made.findChildren(QDialog), made):
        window.close()


def rows(table) -> list[tuple[str, ...]]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return [table.texts(row) for row in range(table.rowCount())]


def test_the_chosen_are_filed_and_stand_in_the_list(dialog: ArchiveDialog, settled: Callable[[], None]) -> None:
    assert [one[2] for one in rows(dialog.due_table)] == ["通知", "办法"]
    assert dialog.tabs.tabText(0) == "待归档 2"
    dialog.due_table.selectRow(1)
    dialog.term.setCurrentText("永久")
    dialog.buttons["归档选中的"].click()
    settled()
    assert [one[2] for one in rows(dialog.due_table)] == ["通知"]
    assert [(one[0], one[2]) for one in rows(dialog.item_table)] == [("J012-WS·2014-Y-0001", "办法")]
    assert "J012-WS·2014-Y-0001" in dialog.said.text()
    dialog.term.setCurrentIndex(0)
    dialog.buttons["全部归档"].click()
    settled()
    assert dialog.due_table.rowCount() == 0
    assert not dialog.buttons["全部归档"].isEnabled()


def test_without_the_fonds_number_the_refusal_says_where_to_set_it(
    dialog: ArchiveDialog, settled: Callable[[], None], day_desk: Desk
) -> None:
    day_desk.write(lambda unit: settings.change(unit, actor=day_desk.actor, values={"fonds_no": ""}))
    dialog.buttons["全部归档"].click()
    settled()
    assert "办理规则" in dialog.said.text()
    assert dialog.due_table.rowCount() == 2


def test_pages_are_written_and_an_item_taken_out_with_its_reason(
    dialog: ArchiveDialog, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.buttons["全部归档"].click()
    settled()
    monkeypatch.setattr(archive_dialog, "ask_item", lambda _parent, _item: (12, "附件二份"))
    dialog.item_table.selectRow(0)
    dialog.buttons["页数和备注"].click()
    settled()
    assert rows(dialog.item_table)[0][4:7] == ("12", "10年", "附件二份")
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_, **__: "归错了")
    dialog.item_table.selectRow(0)
    dialog.buttons["撤出归档"].click()
    settled()
    assert dialog.item_table.rowCount() == 1
    assert dialog.due_table.rowCount() == 1


def test_expired_items_are_let_go_and_destroyed_with_the_sheet(
    dialog: ArchiveDialog, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog.year.setValue(2003)
    settled()
    dialog.buttons["全部归档"].click()
    settled()
    assert [one[1] for one in rows(dialog.expired_table)] == ["老通知"]
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_, **__: "无查考价值")
    dialog.expired_table.selectRow(0)
    assert not dialog.buttons["销毁"].isEnabled()
    dialog.buttons["同意销毁"].click()
    settled()
    dialog.expired_table.selectRow(0)
    dialog.buttons["销毁"].click()
    (asking,) = dialog.findChildren(DestroyDialog)
    asking.destroy_button.click()
    settled()
    assert "您自己鉴定的" in asking.refused.text()
    asking.sheet.signed_by.setText("王镇长")
    asking.destroy_button.click()
    assert "还没有选签字的销毁清册的扫描件" in asking.refused.text()  # who signed is not dropped without a word
    scan = tmp_path / "清册.png"
    scan.write_bytes(b"scan " * 100)
    asking.sheet.take(scan)
    asking.destroy_button.click()
    settled()
    assert not dialog.findChildren(DestroyDialog)
    assert dialog.expired_table.rowCount() == 0
    assert "已销毁" in rows(dialog.item_table)[0][6]


def test_a_paper_of_the_year_is_shown_and_its_printing_is_history(
    dialog: ArchiveDialog, settled: Callable[[], None], day_desk: Desk
) -> None:
    dialog.buttons["全部归档"].click()
    settled()
    dialog.papers.setCurrentText("卷内目录")
    dialog.buttons["打印"].click()
    settled()
    (preview,) = dialog.findChildren(archive_dialog.ArchivePreview)
    assert preview.isVisible()
    day_desk.write(lambda unit: preview.record(unit, 2))
    last = "SELECT description FROM audit_value ORDER BY seq DESC LIMIT 1"
    assert day_desk.read(lambda unit: unit.connection.exec_driver_sql(last).scalar()) == "打印 卷内目录（2014年度）2 页"


def test_the_stamps_of_the_year_are_shown(dialog: ArchiveDialog, settled: Callable[[], None]) -> None:
    dialog.buttons["全部归档"].click()
    settled()
    dialog.papers.setCurrentText("归档章")
    dialog.buttons["打印"].click()
    settled()
    (preview,) = dialog.findChildren(archive_dialog.StampsPreview)
    assert preview.isVisible()
    assert all(button.isEnabled() for button in preview.buttons)


def test_the_classes_are_set_together(operation: Operation, settled: Callable[[], None], day_desk: Desk) -> None:
    parent = ArchiveDialog(operation)
    made = ClassesDialog(operation, parent)
    made.show()
    settled()
    assert made.boxes["petitions"].currentText() == "30年"
    made.boxes["petitions"].setCurrentText("永久")
    made.boxes["visits"].setCurrentText("不归档")
    made.save()
    settled()
    found = day_desk.read(archiving.classes)
    assert (found["petitions"], found["visits"]) == (Retention.PERMANENT, Retention.NONE)


def test_an_item_without_pages_says_so(dialog: ArchiveDialog, settled: Callable[[], None]) -> None:
    dialog.buttons["全部归档"].click()
    settled()
    asking = ItemDialog(dialog.items[0], dialog)
    assert asking.answer() == (None, "")
    asking.pages.setValue(7)
    assert asking.answer() == (7, "")
    assert archive_parts.MOST_PAGES > 7
    assert dialog.operation.desk.store.clock.today() == date(2014, 3, 31)


def test_all_is_filed_only_after_a_question_that_says_how_much(
    dialog: ArchiveDialog, answer: list[str], settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.buttons["归档选中的"].click()
    settled()
    assert answer == []
    monkeypatch.setattr(dialogs, "confirm", lambda *asked, **_words: answer.append(asked[2]))
    dialog.buttons["全部归档"].click()
    settled()
    assert answer[0].startswith("2014年度的 1 件都归档吗？归档不能撤销")
    assert dialog.item_table.rowCount() == 1
