"""上报 and 并入 from the window: out of the village, looked at and merged in the town, the receipt back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu

from app.services.package_conflicts import THEIRS
from app.ui import dialogs, saving
from app.ui.main_window import MainWindow
from app.ui.merge_dialog import MergeDialog, ReceiptPaper
from app.ui.operation import Operation
from app.ui.pack_dialog import PackDialog
from app.ui.packages_dialog import PackagesDialog
from tests import factories
from tests.services import package_offices as offices
from tests.services.package_offices import TOWN, VILLAGE, Offices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

SECRET = "村口那棵老槐树下"


@pytest.fixture
def at(two: Offices) -> Iterator[Callable[[str], Operation]]:
    """The way to the services of an office."""
    opened: dict[str, Operation] = {}

    def go(name: str) -> Operation:
        return opened.setdefault(name, Operation(two.desks[name]))

    yield go
    for operation in opened.values():
        operation.close()


def test_a_package_is_made_looked_at_merged_and_its_receipt_taken_in(
    two: Offices, at: Callable[[str], Operation], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    cheap_keys: None,
) -> None:  # fmt: skip
    uuid = factories.add(two.village, "opinions", "日期=2014-03-05", "备注=原来").uuid
    two.merge(two.pack())
    for desk, word in ((two.village, "村里改"), (two.town, "镇里改")):
        offices.edit(desk, "opinions", uuid, f"备注={word}")

    pack = PackDialog(at(VILLAGE))
    qtbot.addWidget(pack)
    qtbot.waitUntil(lambda: pack.sent_to.text() == TOWN)
    pack.passphrase.line.setText(SECRET)
    pack.pack()
    assert "不一样" in pack.said.text()
    pack.again.line.setText(SECRET)
    package = tmp_path / "报.mqpkg"
    monkeypatch.setattr(saving, "ask_place", lambda *_: package)
    pack.pack()
    qtbot.waitUntil(lambda: "第2号上报包已写好" in pack.said.text())

    merge = MergeDialog(at(TOWN))
    qtbot.addWidget(merge)
    merge.show()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(package), ""))
    merge.buttons["选上报包"].click()
    qtbot.waitUntil(lambda: "设了口令" in merge.said.text())
    merge.passphrase.line.setText("不对的口令")
    merge.buttons["看一看"].click()
    qtbot.waitUntil(lambda: "口令不对" in merge.said.text())
    merge.passphrase.line.setText(SECRET)
    merge.buttons["看一看"].click()
    qtbot.waitUntil(lambda: "1 项冲突" in merge.said.text())
    assert not merge.buttons["存回执"].isEnabled()
    assert "镇里改" in merge.conflicts.ours.text()
    assert "村里改" in merge.conflicts.theirs.text()
    record = offices.find(two.town, "opinions", uuid)
    assert record is not None
    assert record.values["remark"] == "镇里改"
    merge.conflicts.radios[THEIRS].click()
    assert merge.conflicts.table.texts(0)[-1] == "报来的"
    merge.buttons["并入"].click()
    qtbot.waitUntil(lambda: merge.said.text().startswith("已并入"))
    record = offices.find(two.town, "opinions", uuid)
    assert record is not None
    assert record.values["remark"] == "村里改"

    receipt = tmp_path / "回.mqrec"
    monkeypatch.setattr(saving, "ask_place", lambda *_: receipt)
    merge.buttons["存回执"].click()
    assert receipt.exists()
    paper = ReceiptPaper(at(TOWN), merge.merged.receipt, merge)  # type: ignore[union-attr]
    qtbot.addWidget(paper)
    qtbot.waitUntil(lambda: paper.pdf.startswith(b"%PDF"))

    lists = PackagesDialog(at(VILLAGE))
    qtbot.addWidget(lists)
    qtbot.waitUntil(lambda: lists.sent.rowCount() == 2)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(receipt), ""))
    lists.buttons["收回执"].click()
    qtbot.waitUntil(lambda: "回执已收下" in lists.said.text())
    qtbot.waitUntil(lambda: lists.sent.texts(0)[8] == "1")


def test_a_merge_is_withdrawn_and_a_conflict_settled_from_the_lists(
    two: Offices, at: Callable[[str], Operation], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    uuid = factories.add(two.village, "opinions", "日期=2014-03-05", "备注=原来").uuid
    two.merge(two.pack())
    for desk, word in ((two.village, "村里改"), (two.town, "镇里改")):
        offices.edit(desk, "opinions", uuid, f"备注={word}")
    two.merge(two.pack())
    lists = PackagesDialog(at(TOWN))
    qtbot.addWidget(lists)
    qtbot.waitUntil(lambda: lists.tabs.tabText(2) == "待定冲突 1")
    assert not lists.buttons["选定冲突"].isEnabled()
    lists.conflicts.all_theirs.click()
    lists.buttons["选定冲突"].click()
    qtbot.waitUntil(lambda: lists.tabs.tabText(2) == "待定冲突")
    record = offices.find(two.town, "opinions", uuid)
    assert record is not None
    assert record.values["remark"] == "村里改"
    monkeypatch.setattr(dialogs, "confirm", lambda *_, **__: True)
    lists.merged.selectRow(1)
    lists.buttons["撤回并入"].click()
    qtbot.waitUntil(lambda: "已撤回并入" in lists.said.text())
    assert "留着" in lists.said.text()
    qtbot.waitUntil(lambda: lists.merged.texts(1)[-1] == "已撤回")


@pytest.mark.parametrize(
    ("menu", "words", "title"),
    [("文件", "上报…", "上报"), ("文件", "并入上报包…", "并入上报包"), ("工具", "上报和并入记录…", "上报和并入记录")],
)
def test_the_menus_open_the_dialogs(
    operation: Operation, settled: Callable[[], None], qtbot: QtBot, menu: str, words: str, title: str
) -> None:
    window = MainWindow(operation)
    qtbot.addWidget(window)
    settled()
    (found,) = [one for one in window.menuBar().findChildren(QMenu) if one.title().startswith(menu)]
    next(action for action in found.actions() if action.text() == words).trigger()
    settled()
    (dialog,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert dialog.windowTitle() == title
    dialog.reject()
