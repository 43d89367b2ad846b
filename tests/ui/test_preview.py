from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QFileDialog

from app.ledgers import registry
from app.services import history
from app.ui.preview import NO_PRINTER, PreviewDialog
from db.ask import Ask

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
    assert preview.pages.text() == f"共 {preview.document.pageCount()} 页"
    assert preview.page.maximum() == preview.document.pageCount()


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
    assert "没有存上" in preview.message.words.text()


def test_without_a_printer_saving_is_offered(preview: PreviewDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> list[str]:
        return []

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", none)
    preview.print_out()
    assert preview.message.words.text() == NO_PRINTER
    assert preview.message.isVisible()


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
