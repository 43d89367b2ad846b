from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ui.rows_dialog import RowsDialog
from app.ui.text_check_page import TextCheckPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation


@pytest.fixture
def page(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> TextCheckPage:
    enter(3)
    made = TextCheckPage(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def test_a_pasted_text_is_held_against_the_ledgers(page: TextCheckPage, settled: Callable[[], None]) -> None:
    page.text.setPlainText("列入整改问题3项，销号2项，更换灯笼35盏")
    page.button.click()
    settled()
    assert [page.table.texts(row)[0] for row in range(3)] == ["3项", "2项", "35盏"]
    assert [page.table.texts(row)[3][:1] for row in range(3)] == ["✓", "✗", "？"]
    assert "一致 1 个，不一致 1 个，要自己核对 1 个" in page.said.text()
    assert len(page.text.extraSelections()) == 2


def test_a_line_opens_the_rows_behind_the_figure(page: TextCheckPage, settled: Callable[[], None]) -> None:
    page.text.setPlainText("列入整改问题3项")
    page.check()
    settled()
    page._opened(0)
    settled()
    (dialog,) = page.findChildren(RowsDialog)
    assert dialog.total == 3


def test_a_file_is_opened_and_checked(page: TextCheckPage, settled: Callable[[], None], tmp_path: Path) -> None:
    (tmp_path / "材料.txt").write_text("列入整改问题4项", "utf-8")
    page.open_file(tmp_path / "材料.txt")
    settled()
    settled()
    assert page.table.texts(0)[0] == "4项"


def test_a_file_that_is_no_text_is_refused_in_words(
    page: TextCheckPage, settled: Callable[[], None], tmp_path: Path
) -> None:
    (tmp_path / "坏.docx").write_bytes(b"no")
    page.open_file(tmp_path / "坏.docx")
    settled()
    assert "不是完好的 docx" in page.said.text()
