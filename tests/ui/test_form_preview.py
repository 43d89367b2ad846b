from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import docx
import pytest
from shiboken6 import delete

from app.services import form_sets, history
from app.ui.form_preview import FormPreview, FormSetPreview
from db.ask import Ask
from tests import factories
from tests.paper import pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def item(day_desk: Desk) -> str:
    """The number of a rectification item."""
    return factories.add(day_desk, "rectifications", "问题描述=村西路灯不亮").number


def test_a_form_is_shown_before_it_is_saved(
    operation: Operation, item: str, settled: Callable[[], None], qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, day_desk: Desk,
) -> None:  # fmt: skip
    made = FormPreview(operation, "close_out_request", item)
    qtbot.addWidget(made)
    settled()
    assert made.document.pageCount() == 1
    assert "村西路灯不亮" in "".join(pages.poppler("pdftotext", made.pdf, "-layout").split())
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / "表.pdf"), ""))
    made.save()
    settled()
    assert (tmp_path / "表.pdf").read_bytes() == made.pdf
    assert f"打印 销号申请(审核)表 {item}" in day_desk.read(lambda unit: history.recent(unit, limit=1))[0]


def test_a_record_that_cannot_have_the_form_is_told(
    operation: Operation, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    number = factories.add(day_desk, "petitions", "信访人姓名=张一").number
    made = FormPreview(operation, "decline_notice", number)
    qtbot.addWidget(made)
    settled()
    assert made.pdf == b""
    assert number in made.message.words.text()


def test_a_blank_form_needs_no_record(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> None:
    made = FormPreview(operation, "close_out_request", "", blank=True)
    qtbot.addWidget(made)
    settled()
    assert "销号申请" in "".join(pages.poppler("pdftotext", made.pdf, "-layout").split())


def test_a_set_is_one_job_with_its_progress(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> None:
    ids = enter(4)
    made = FormSetPreview(operation, Ask("rectifications"), selected=ids[:2])
    qtbot.addWidget(made)
    steps: list[tuple[int, int]] = []
    made.progressed.connect(lambda done, total: steps.append((done, total)))
    settled()
    assert steps == [(1, 2), (2, 2)]
    assert made.title == "销号申请(审核)表 2 份"
    made.scope.setCurrentIndex(1)
    settled()
    assert made.document.pageCount() == 4


def test_a_set_that_is_closed_stops(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> None:
    enter(6)
    made = FormSetPreview(operation, Ask("rectifications"))
    qtbot.addWidget(made)
    made.stop()
    settled()
    assert made.pdf == b""
    assert "已按您的要求停止" in made.message.words.text()


def test_a_wall_table_is_offered_on_both_papers(
    operation: Operation, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    number = factories.add(day_desk, "duty_rota", "日期=2014-03-03", "带班领导=许静").number
    made = FormPreview(operation, "rota_month", number)
    qtbot.addWidget(made)
    settled()
    assert "841.89 x 595.27" in pages.poppler("pdfinfo", made.pdf)
    made.sizes.setCurrentText("A3")
    settled()
    assert "1190.55 x 841.89" in pages.poppler("pdfinfo", made.pdf)


def test_what_goes_to_the_wall_may_be_looked_at_in_any_version(
    operation: Operation, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    number = factories.add(day_desk, "projects").number
    made = FormPreview(operation, "project_board", number)
    qtbot.addWidget(made)
    made.show()
    settled()
    assert made.looked.isVisible()


def test_numbered_blanks_are_saved_and_stand_among_the_papers_out(
    operation: Operation, item: str, settled: Callable[[], None], qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, day_desk: Desk,
) -> None:  # fmt: skip
    made = FormPreview(operation, "close_out_request", item)
    qtbot.addWidget(made)
    settled()
    made.empty.setChecked(True)
    settled()
    assert "村西路灯不亮" not in pages.poppler("pdftotext", made.pdf)
    made.copies.setValue(3)
    out = tmp_path / "编号.pdf"
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(out), ""))
    heard: list[str] = []
    operation.changed.connect(lambda changes, _owner: heard.append(changes.ledger))
    made.numbered.click()
    settled()
    assert [number in pages.poppler("pdftotext", out.read_bytes()) for number in ("1号", "2号", "3号")] == [True] * 3
    assert "已记入“发出单据”" in made.message.words.text()
    assert factories.read(day_desk, "issued_papers", 3).values["title"] == "销号申请(审核)表 空白"
    assert heard == ["issued_papers"]


def test_a_questionnaire_is_also_saved_as_word(
    operation: Operation, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    number = factories.add(day_desk, "questionnaires", "问卷名称=干部作风问卷", "发放日期=2014-03-10").number
    made = FormPreview(operation, "questionnaire", number)
    qtbot.addWidget(made)
    settled()
    assert [button.text() for button in made.word_buttons.values()] == [
        "调查问卷存为 Word…", "调查问卷统计结果存为 Word…",
    ]  # fmt: skip
    out = tmp_path / "问卷.docx"
    monkeypatch.setattr("app.ui.saving.ask_place", lambda *_: out)
    made.word_buttons["questionnaire"].click()
    settled()
    first = [paragraph.text for paragraph in docx.Document(str(out)).paragraphs[:2]]
    assert first == ["【练习】", "干部作风问卷"]  # the file of these tests is a sample
    assert "可以用 WPS 或 Word 修改" in made.message.words.text()


@pytest.mark.parametrize(
    ("ledger", "told", "papers"),
    [
        ("form_issues", ("名称=作风征求意见表", "种类=征求意见表"), ["opinion_form", "opinion_summary"]),
        ("opinions", ("原始意见=路难走",), ["opinion_form"]),
        ("consultations", ("主题=座谈会",), ["opinion_summary"]),
    ],
)
def test_only_the_papers_a_record_has_are_offered(
    operation: Operation, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot, ledger: str,
    told: tuple[str, ...], papers: list[str],
) -> None:  # fmt: skip
    number = factories.add(day_desk, ledger, *told).number
    made = FormPreview(operation, "symposium" if ledger == "consultations" else "opinion_form", number)
    qtbot.addWidget(made)
    settled()
    assert list(made.word_buttons) == papers


def test_a_form_without_a_word_document_offers_none(
    operation: Operation, item: str, settled: Callable[[], None], qtbot: QtBot
) -> None:
    made = FormPreview(operation, "close_out_request", item)
    qtbot.addWidget(made)
    settled()
    assert made.word_buttons == {}


def test_a_set_whose_window_is_gone_ends_without_a_word(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    enter(2)
    is_gone = Event()
    draw = form_sets.draw
    monkeypatch.setattr(form_sets, "draw", lambda *args, **named: (is_gone.wait(20), draw(*args, **named))[1])
    broken: list[str] = []
    operation.broken.connect(broken.append)
    made = FormSetPreview(operation, Ask("rectifications"))
    made.stop()
    delete(made)
    is_gone.set()
    settled()
    assert broken == []
