from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QFileDialog
from shiboken6 import delete

from app.ledgers import registry
from app.services import history
from app.ui import printer
from app.ui.paper_dialog import NO_PRINTER
from app.ui.preview import FIRST_ROWS, PreviewDialog
from db.ask import Ask
from tests import factories
from tests.paper import pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

LEDGER = registry.find("rectifications")


@pytest.fixture
def preview(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> PreviewDialog:
    enter(40)
    made = PreviewDialog(operation, LEDGER, Ask(LEDGER.name))
    qtbot.addWidget(made)
    made.show()
    settled()
    settled()
    return made


def test_the_pdf_is_shown_with_its_pages(preview: PreviewDialog) -> None:
    assert preview.document.pageCount() >= 2
    assert preview.paper.pages.text() == f"共 {preview.document.pageCount()} 页"
    assert preview.paper.page.maximum() == preview.document.pageCount()
    assert preview.face.text().startswith("字体：")


def test_the_very_pdf_is_saved_and_the_printing_is_in_the_history(
    preview: PreviewDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settled: Callable[[], None], desk: Desk
) -> None:
    def chosen(*_: object) -> tuple[str, str]:
        return str(tmp_path / "整改"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    preview.save()
    settled()
    assert (tmp_path / "整改.pdf").read_bytes() == preview.pdf
    assert "打印 整改台账（内部）" in desk.read(lambda unit: history.recent(unit, limit=1))[0]


def test_a_place_that_cannot_be_written_is_told(
    preview: PreviewDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chosen(*_: object) -> tuple[str, str]:
        return str(tmp_path / "没有这个文件夹" / "整改.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    preview.save()
    assert "写不进所选的文件夹" in preview.message.words.text()


def test_without_a_printer_it_is_saved_instead(
    preview: PreviewDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settled: Callable[[], None], desk: Desk
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path))
    (tmp_path / "整改台账.pdf").write_bytes(b"older")
    preview.print_out()
    settled()
    assert preview.message.words.text() == NO_PRINTER.format(name="整改台账(2).pdf")
    assert preview.message.isVisible()
    assert (tmp_path / "整改台账(2).pdf").read_bytes() == preview.pdf
    assert (tmp_path / "整改台账.pdf").read_bytes() == b"older"
    assert "打印 整改台账（内部）" in desk.read(lambda unit: history.recent(unit, limit=1))[0]


def test_what_is_selected_can_be_printed_alone(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> None:
    ids = enter(5)
    made = PreviewDialog(operation, LEDGER, Ask(LEDGER.name), selected=ids[1:3])
    qtbot.addWidget(made)
    settled()
    assert [made.scope.itemText(place) for place in range(made.scope.count())] == ["全部", "选中的 2 条"]
    made.scope.setCurrentIndex(1)
    settled()
    settled()
    shown = pages.poppler("pdftotext", made.pdf, "-layout")
    assert ("第1件" in shown, "第2件" in shown, "第3件" in shown) == (True, True, False)


def test_the_first_page_of_a_long_ledger_comes_before_the_rest(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> None:
    enter(FIRST_ROWS + 5)
    made = PreviewDialog(operation, LEDGER, Ask(LEDGER.name))
    qtbot.addWidget(made)
    said: list[tuple[str, bool]] = []
    show = made.paper.show_pdf
    made.paper.show_pdf = lambda pdf, printed, more=False: (  # type: ignore[method-assign]
        show(pdf, printed, more=more), said.append((made.paper.pages.text(), bool(made.pdf)))
    )  # fmt: skip
    qtbot.waitUntil(lambda: bool(made.pdf) and operation.idle)
    assert said[0] == ("其余各页正在排版…", False)
    assert said[-1][0] == f"共 {made.document.pageCount()} 页"


def test_a_drawing_that_is_stopped_leaves_nothing_to_print(preview: PreviewDialog, settled: Callable[[], None]) -> None:
    preview.watermark.setText("样张")
    preview.draw_again()
    preview.stop()
    settled()
    settled()
    assert preview.pdf == b""
    assert "停止排版" in preview.message.words.text()
    preview.draw_again()
    settled()
    settled()
    assert preview.pdf


def test_names_on_public_paper_are_looked_at_first(
    operation: Operation, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    factories.add(day_desk, "households", "户主=韩老根")
    factories.add(day_desk, "rectifications", "问题描述=韩老根家门前积水")
    made = PreviewDialog(operation, LEDGER, Ask(LEDGER.name))
    qtbot.addWidget(made)
    made.show()
    settled()
    assert not made.looked.isVisible()
    made.profile.setCurrentIndex(made.profile.findData("public"))
    settled()
    settled()
    assert made.looked.isVisible()
    assert "「韩老根」" in made.message.words.text()
    assert made.pdf == b""
    made.looked.setChecked(True)
    settled()
    settled()
    assert made.pdf


def test_blank_rows_make_the_paper_longer(preview: PreviewDialog, settled: Callable[[], None]) -> None:
    before = preview.document.pageCount()
    preview.blank.setValue(40)
    settled()
    settled()
    assert preview.document.pageCount() > before


def test_another_choice_of_columns_is_drawn(preview: PreviewDialog, settled: Callable[[], None]) -> None:
    before = preview.pdf
    preview.columns.boxes["measures_text"].setChecked(False)
    preview.columns._closed()
    settled()
    settled()
    assert preview.pdf != before
    assert preview.document.pageCount() >= 1


def _kept(preview: PreviewDialog, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    preview.save()


@pytest.fixture
def short_lived(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None]
) -> PreviewDialog:
    """A preview that the test takes away."""
    enter(2)
    made = PreviewDialog(operation, LEDGER, Ask(LEDGER.name))
    settled()
    settled()
    return made


def test_what_was_saved_is_in_the_history_though_the_preview_was_closed_at_once(
    short_lived: PreviewDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settled: Callable[[], None], desk: Desk
) -> None:
    is_gone, preview = Event(), short_lived
    preview.operation.keep(lambda _unit: is_gone.wait(20) and None, owner=preview.operation)  # a slow save before it
    _kept(preview, monkeypatch, tmp_path / "整改.pdf")
    delete(preview)
    is_gone.set()
    settled()
    assert "打印 整改台账（内部）" in desk.read(lambda unit: history.recent(unit, limit=1))[0]


def test_what_was_printed_is_in_the_history_though_the_preview_was_closed_while_it_was_sent(
    short_lived: PreviewDialog, monkeypatch: pytest.MonkeyPatch, settled: Callable[[], None], desk: Desk
) -> None:
    is_gone, preview = Event(), short_lived
    monkeypatch.setattr(printer, "send", lambda *_: is_gone.wait(20))
    preview._print(printer.Job("打印机"))
    delete(preview)
    is_gone.set()
    settled()
    assert "打印 整改台账（内部）" in desk.read(lambda unit: history.recent(unit, limit=1))[0]


def test_a_paper_that_is_being_drawn_anew_is_not_saved_as_it_was(
    preview: PreviewDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settled: Callable[[], None]
) -> None:
    preview.profile.setCurrentIndex(preview.profile.findData("public"))
    _kept(preview, monkeypatch, tmp_path / "公示.pdf")  # Ctrl+S: the button is off meanwhile
    assert not (tmp_path / "公示.pdf").exists()
    settled()


def test_a_mark_that_was_typed_is_on_the_paper_before_it_leaves(
    preview: PreviewDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settled: Callable[[], None]
) -> None:
    preview.watermark.setFocus()
    preview.watermark.insert("样张")
    _kept(preview, monkeypatch, tmp_path / "整改.pdf")
    assert "水印刚改过" in preview.message.words.text()
    assert not (tmp_path / "整改.pdf").exists()
    settled()
    settled()
    _kept(preview, monkeypatch, tmp_path / "整改.pdf")
    words = pages.poppler("pdftotext", (tmp_path / "整改.pdf").read_bytes()).split()
    assert {"样", "张"} <= set(words)  # a mark stands askew, a sign in each line


def test_pages_that_the_paper_does_not_have_are_told(preview: PreviewDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "send", lambda *_: pytest.fail("nothing is to be printed"))
    preview._print(printer.Job("打印机", pages="90-99999999999"))
    assert preview.message.words.text().startswith(f"这份共 {preview.document.pageCount()} 页，所填的页码里一页也没有")
