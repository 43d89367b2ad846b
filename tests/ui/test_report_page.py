from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextCursor

from app.services import report_files
from app.ui import dialogs, saving
from app.ui.report_page import ReportPage
from app.ui.report_paper import FIELD, QUrlText
from app.ui.report_words_dialog import WordsDialog
from app.ui.rows_dialog import RowsDialog
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

LEARNING = "learning.sessions"


def _session(desk: Desk, day: str, topic: str) -> None:
    factories.add(desk, "learning_sessions", f"日期={day}", "学习形式=集中学习", f"主题={topic}", "课时=1")


@pytest.fixture
def page(operation: Operation, desk: Desk, settled: Callable[[], None], qtbot: QtBot) -> ReportPage:
    for day, topic in (("2014-03-05", "学党章"), ("2014-03-12", "学条例")):
        _session(desk, day, topic)
    made = ReportPage(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    made.day.setDate(made.day.date().fromString("2014-03-31", "yyyy-MM-dd"))
    settled()
    return made


def _text(page: ReportPage) -> str:
    return page.paper.toPlainText()


def test_the_report_is_read_as_it_stands_on_paper(page: ReportPage) -> None:
    assert "一、看学习教育是否扎实" in _text(page)
    assert "共组织集中学习2次、2个课时" in _text(page)
    assert page.said.text().startswith("还有 ")


def test_a_figure_opens_exactly_its_rows(page: ReportPage, settled: Callable[[], None], qtbot: QtBot) -> None:
    page.paper.anchorClicked.emit(QUrl(f"{FIELD}{QUrlText.encoded('L1')}"))
    settled()
    dialog = page.findChild(RowsDialog)
    assert dialog is not None
    assert dialog.total == 2
    with qtbot.waitSignal(page.open_record) as opened:
        dialog.table.opened.emit(dialog.lines[0].ledger, dialog.lines[0].record_id)
    assert opened.args == ["learning_sessions", dialog.lines[0].record_id]


def test_the_clerk_rewrites_a_paragraph_and_gives_it_back(
    page: ReportPage, desk: Desk, settled: Callable[[], None]
) -> None:
    page.paper.choose(LEARNING)
    page.edit()
    settled()
    dialog = page.findChild(WordsDialog)
    assert dialog is not None
    dialog.edit.setPlainText("全镇学了{{L1}}，人人到场。")
    dialog.save.click()
    settled()
    assert "全镇学了2次，人人到场。" in _text(page)
    assert "改写过" in _text(page)
    _session(desk, "2014-03-19", "学焦裕禄")
    page.refresh()
    settled()
    assert "全镇学了3次，人人到场。" in _text(page)
    assert "台账已有变化，按台账现在应写：" in _text(page)
    page.paper.choose(LEARNING)
    assert page.back.isEnabled()
    page.back.click()
    settled()
    assert "共组织集中学习3次" in _text(page)
    assert "人人到场" not in _text(page)


def test_a_paragraph_is_added_after_the_one_in_hand(page: ReportPage, settled: Callable[[], None]) -> None:
    page.paper.choose(LEARNING)
    page.add.click()
    settled()
    dialog = page.findChild(WordsDialog)
    assert dialog is not None
    dialog.edit.setPlainText("另请老支书上了一课。")
    dialog.save.click()
    settled()
    assert "另请老支书上了一课。" in _text(page)


def test_the_dialog_shows_how_the_words_read_and_why_they_cannot(
    page: ReportPage, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.paper.choose(LEARNING)
    page.edit()
    settled()
    dialog = page.findChild(WordsDialog)
    assert dialog is not None
    assert "共组织集中学习2次" in dialog.reads.text()
    dialog.edit.setPlainText("学了{{L99}}")
    dialog._read()
    settled()
    assert dialog.reads.text().startswith("没有叫「L99」的数据")
    dialog.edit.clear()
    dialog.search.setText("（L1）")
    shown = [row for row in range(dialog.fields.count()) if not dialog.fields.item(row).isHidden()]
    dialog.fields.itemActivated.emit(dialog.fields.item(shown[0]))
    assert dialog.edit.toPlainText() == "{{L1 集中学习}}"
    answers = [False, True]
    monkeypatch.setattr(dialogs, "confirm", lambda *_, **__: answers.pop(0))
    dialog.reject()
    assert dialog.isVisible()
    dialog.reject()
    assert not dialog.isVisible()


def test_a_changed_skeleton_holds_for_every_report_until_it_is_cleared(
    page: ReportPage, settled: Callable[[], None]
) -> None:
    for words, expected in (
        ("一、学习教育（{{截至日}}）", "一、学习教育（2014年3月31日）"),
        ("", "一、看学习教育是否扎实"),
    ):
        page.paper.choose("h1")
        page.skeleton.click()
        settled()
        dialog = page.findChildren(WordsDialog)[-1]
        dialog.edit.setPlainText(words)
        dialog.save.click()
        settled()
        assert expected in _text(page)


def test_the_report_is_saved_and_the_history_says_so(
    page: ReportPage, desk: Desk, settled: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "报告.docx"
    monkeypatch.setattr(saving, "ask_place", lambda *_args: out)
    page.save_word.click()
    settled()
    assert out.read_bytes()[:2] == b"PK"
    assert page.said.text() == "已存到「报告.docx」。"
    told = desk.read(lambda unit: [event.entry.description for event in unit.events(unit.schema.audit.c.seq > 0)])
    assert "生成报告 回头看自查报告（截至2014-03-31，Word 文档）" in told


def test_only_tables_are_offered_as_a_workbook(page: ReportPage, settled: Callable[[], None]) -> None:
    assert not page.save_sheet.isVisible()
    labels = [label for _name, label, _formats in report_files.listed()]
    page.names.setCurrentRow(labels.index("活动情况统计表"))
    settled()
    assert page.save_sheet.isVisible()


def test_what_the_clerk_typed_is_never_markup(page: ReportPage, desk: Desk, settled: Callable[[], None]) -> None:
    _session(desk, "2014-03-20", "<b>粗</b><img src=x>")
    page.refresh()
    settled()
    assert "<b>粗</b><img src=x>" in _text(page)


def test_two_clicks_on_a_paragraph_open_its_words(page: ReportPage, settled: Callable[[], None], qtbot: QtBot) -> None:
    page.paper.choose(LEARNING)
    place = page.paper.cursorRect(QTextCursor(page.paper.textCursor())).center()
    qtbot.mouseDClick(page.paper.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled()
    assert page.findChild(WordsDialog) is not None
