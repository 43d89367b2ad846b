"""Where the sheets of the printed manual end, read back by poppler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QTextDocument

from app.ui import manual_flow, manual_paper
from tests.paper.pages import words

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.paper.pages import Word

FOOT = 790.0
"""Points from the top of a sheet: below stands its number alone."""
HEADING = 17.0
"""The height of a heading's words, in points, at the least."""


def lowest(found: list[Word]) -> dict[int, Word]:
    """The lowest word of each sheet above its foot."""
    below: dict[int, Word] = {}
    for word in found:
        if word.bottom < FOOT and (word.page not in below or word.bottom > below[word.page].bottom):
            below[word.page] = word
    return below


def over(one: Word, other: Word) -> bool:
    """Whether two words of a sheet stand on each other, by more than a hair."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return one.page == other.page and wide > 2 and high > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def test_no_heading_stands_alone_at_a_foot_and_no_words_on_each_other(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "手册.pdf"
    manual_paper.write(out)
    found = words(out.read_bytes())
    alone = [word.text for word in lowest(found).values() if word.bottom - word.top >= HEADING]
    assert alone == []
    by_page: dict[int, list[Word]] = {}
    for word in found:
        by_page.setdefault(word.page, []).append(word)
    stacked = [
        (one.page, one.text, other.text)
        for page in by_page.values()
        for place, one in enumerate(page)
        for other in page[place + 1 :]
        if over(one, other)
    ]
    assert stacked == []


def test_a_heading_goes_over_with_what_it_leads_to(qtbot: QtBot) -> None:
    document = QTextDocument()
    document.setMarkdown("# 手册\n\n" + "一行字。\n\n" * 9 + "## 以后\n\n再说。")
    high = document.size().height()
    for less in range(10, 60, 10):
        document.setPageSize(QSizeF(400, high - less))
        if manual_flow.alone(document):
            break
    assert manual_flow.alone(document) == ["以后"]
    manual_flow.settle(document)
    assert manual_flow.alone(document) == []
