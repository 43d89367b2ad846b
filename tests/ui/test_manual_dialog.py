"""使用手册 in the window: F1 opens it at the right page, one finds one's way in it, and it goes on paper."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog, QProgressDialog

from app.rules.refusal import Refused
from app.services import manual
from app.ui import help_menu, help_pages, manual_paper, manual_pictures
from app.ui.find_anything import FindAnything
from app.ui.manual_dialog import ManualDialog
from app.ui.start_page import StartPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow

    Settled = Callable[[], None]


@pytest.fixture
def dialog(qtbot: QtBot) -> ManualDialog:
    made = ManualDialog()
    qtbot.addWidget(made)
    made.show()
    made.show_page("entry")
    return made


def listed(dialog: ManualDialog) -> str:
    item = dialog.contents.currentItem()
    assert item is not None
    return item.text(0)


def test_f1_opens_the_page_of_every_tab(window: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    window.activateWindow()
    seen = []
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        settled()
        seen.append(help_pages.page_for(window, window.tabs.tabBar()))
    assert seen[0] == "tab_home"
    assert seen[1:-1] == [f"tab_{name}" for name in window.tab_pages]
    assert help_pages.page_for(window, window.tabs.currentWidget()) == "tab_reports"


def test_f1_shows_the_manual_and_again_the_same_window(window: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    window.ledger_page("petitions")
    settled()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (shown,) = window.findChildren(ManualDialog)
    assert shown.view.page == "tab_petitions"
    window.activateWindow()
    window.ledger_page("places")
    settled()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.findChildren(ManualDialog) == [shown]
    assert shown.view.page == manual.BASE


def test_a_form_has_the_page_of_its_work(window: MainWindow, settled: Settled) -> None:
    for ledger, page in (("opinions", "entry"), ("petitions", "petition"), ("rectifications", "closing")):
        window.begin_entry(ledger)
        settled()
        found = window.page
        assert found is not None
        assert found.form is not None
        assert help_pages.page_for(window, found.form.area) == page


def test_f1_in_a_dialog_opens_the_manual_beside_it(window: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    window.find_anything()
    (asked,) = window.findChildren(FindAnything)
    qtbot.waitUntil(asked.isActiveWindow)
    handle = asked.windowHandle()
    assert handle is not None
    qtbot.keyClick(handle, Qt.Key.Key_F1)
    (shown,) = asked.findChildren(ManualDialog)
    assert shown.view.page == "finding"
    assert asked.isVisible()
    asked.close()


def test_the_keys_are_a_page_of_it(window: MainWindow, settled: Settled) -> None:
    help_menu.show_page(window, manual.KEYS)
    (shown,) = window.findChildren(ManualDialog)
    assert "Ctrl+Shift+L" in shown.view.toPlainText()


def test_links_lead_on_and_the_way_back_is_one_key(dialog: ManualDialog, qtbot: QtBot) -> None:
    assert listed(dialog) == "登记一条"
    dialog.view.setSource(QUrl("undo.md"))
    assert dialog.view.page == "undo"
    assert listed(dialog) == "撤销、作废箱和草稿"
    qtbot.keyClick(dialog.view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert dialog.view.page == "entry"
    assert listed(dialog) == "登记一条"
    qtbot.keyClick(dialog.view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert dialog.view.page == "undo"


def test_every_page_of_the_contents_is_shown(dialog: ManualDialog) -> None:
    for _heading, pages in manual.contents():
        for page in pages:
            dialog.show_page(page.name)
            assert dialog.view.toPlainText().startswith(page.title)
            assert listed(dialog) == page.title


def test_a_page_there_is_not_leads_to_the_first(dialog: ManualDialog) -> None:
    dialog.show_page("no such page")
    first = manual.contents()[0][1][0]
    assert dialog.view.page == first.name


def test_words_are_found_in_the_page_and_marked(dialog: ManualDialog, qtbot: QtBot) -> None:
    dialog.words.setText("图钉")
    qtbot.keyClick(dialog.words, Qt.Key.Key_Return)
    assert dialog.view.textCursor().selectedText() == "图钉"
    assert len(dialog.view.extraSelections()) == 1
    first = dialog.view.textCursor().position()
    qtbot.keyClick(dialog, Qt.Key.Key_F3)
    assert dialog.view.textCursor().position() > first
    for _press in range(12):
        dialog.find_next()
    assert dialog.view.textCursor().selectedText() == "图钉"
    dialog.words.setText("没有的词")
    dialog.find_next()
    assert dialog.said.text() == "这一页里没有“没有的词”。"


def test_pictures_are_no_wider_than_the_page(dialog: ManualDialog, qtbot: QtBot) -> None:
    dialog.resize(700, 500)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: dialog.view.horizontalScrollBar().maximum() == 0)


def test_the_pictures_of_the_pages_are_those_the_build_makes(window: MainWindow) -> None:
    text = "".join(path.read_text("utf-8") for path in manual.folder().glob("*.md"))
    named = set(re.findall(r"\]\(pictures/(\w+)\.png\)", text))
    made = {name for name, _scene in manual_pictures.scenes(window)}
    assert named == made
    assert {path.stem for path in (manual.folder() / "pictures").glob("*.png")} == made


def read(text: str) -> str:
    """A text as it is read back from a PDF: a character whose shape is also that of a radical may come as that."""
    parts = (" *" if char == " " else re.escape(char) if char.isascii() else f"[{char}\u2e80-\u2fdf]" for char in text)
    return "".join(parts)


def test_the_whole_manual_is_one_pdf_with_contents_and_numbers(dialog: ManualDialog, tmp_path: Path) -> None:
    path = tmp_path / "手册.pdf"
    told: list[tuple[int, int]] = []
    pages = manual_paper.write(path, progress=lambda done, whole: told.append((done, whole)))
    assert told[-1][0] < told[-1][1]
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
    sheets = text.split("\f")[:-1]
    assert len(sheets) == pages
    for number, sheet in enumerate(sheets, start=1):
        assert re.search(read(f"第 {number} 页 共 {pages} 页"), sheet), number
    listed = "".join(sheets[:3])
    for _heading, chapters in manual.contents():
        for chapter in chapters:
            found = re.search(rf"(?m)^ *{read(chapter.title)}[ ·\t]+(\d+) *$", listed)
            assert found, chapter.title
            assert re.match(rf"\s*{read(chapter.title)}", sheets[int(found[1]) - 1]), chapter.title
    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert any("NotoSansSC" in line for line in fonts)
    assert all(line.split()[-5] == "yes" for line in fonts), fonts


def test_what_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="写不进去"):
        manual_paper.write(tmp_path / "nowhere" / "手册.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_dialog_saves_it_while_the_window_lives(
    dialog: ManualDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "手册.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    turns: list[int] = []
    beat = QTimer(dialog, interval=0)
    beat.timeout.connect(lambda: turns.append(1))
    beat.start()
    dialog.save()
    assert "存好了" in dialog.said.text()
    assert len(turns) > 20
    assert path.stat().st_size > 100_000


def test_saving_it_can_be_given_up_and_leaves_nothing(
    dialog: ManualDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "手册.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    QTimer.singleShot(0, dialog, lambda: dialog.findChildren(QProgressDialog)[0].cancel())
    dialog.save()
    assert "没有存" in dialog.said.text()
    assert list(tmp_path.iterdir()) == []


def test_before_any_window_f1_opens_the_manual_too(qtbot: QtBot) -> None:
    start = StartPage()
    qtbot.addWidget(start)
    start.show()
    start.activateWindow()
    qtbot.waitUntil(start.isActiveWindow)
    qtbot.keyClick(start, Qt.Key.Key_F1)
    (shown,) = start.findChildren(ManualDialog)
    assert shown.isVisible()
