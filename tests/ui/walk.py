"""One walk through the whole window: every tab, the list and the form of every ledger, every dialog of the menus.

What reads the window through a screen reader, measures its words, or takes its pictures walks this way.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QWidget
from shiboken6 import isValid

from app.ledgers import registry
from app.ui.import_wizard import ImportWizard
from app.ui.joining_dialog import JoiningDialog
from app.ui.main_window import REPORTS
from app.ui.reports_tab import ReportsTab
from app.ui.sign_in_dialog import RecoverDialog, SignInDialog
from app.ui.start_page import StartPage
from app.ui.tab_page import TabPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QAction

    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow

    Visit = Callable[[str, QWidget], None]

PATIENCE = 60.0
"""Seconds until a window that does not come is given up."""
LONGEST = 120.0
"""Seconds after which something on its way is given up."""
LOOK = 15
"""Milliseconds between two looks for a window that comes."""
QUIET = 3
"""So many turns without work under way: an answer may ask for more."""
ELSEWHERE = ("打开台账所在的文件夹", "退出", "锁定", "学习模式…", "合并两条…")
"""What leads out of the window, closes it, opens no window, or needs two records of one register."""
NO_ELLIPSIS = ("使用手册", "快捷键表", "关于民情台账", "打印预览")
"""What opens a window though its words do not end in …"""
LEDGER_FOR_MENUS = "petitions"
PAPERS = ("打印", "存为")
"""Buttons that ask Qt itself for a place or a printer."""
FAULTY, NO_DATE = "received_on", "前天下午"
PASTED = "信访人姓名\t反映的主要问题\n孟某\t反映宅基地边界与邻居争执\n"


class Walk:
    """Goes from stop to stop; `visit(name, widget)` sees each with nothing under way.

    Without `panels` the parts below a form are visited once a tab: the same panels stand below every form.
    """

    def __init__(self, window: MainWindow, visit: Visit, *, panels: bool = True) -> None:
        self.window, self._visit, self._panels = window, visit, panels
        self._seen_tabs: set[str] = set()
        self.failures: list[str] = []

    def everything(self) -> None:
        """All stops."""
        self.tabs()
        self.reports()
        self.menus()
        self.others()

    # -- pages ------------------------------------------------------------------------------------------------------

    def tabs(self) -> None:
        """Every tab; in it every ledger with its list and its form, every page of the reports."""
        tabs = self.window.tabs
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            self.settle()
            label, page = tabs.tabText(place), tabs.currentWidget()
            if isinstance(page, TabPage):
                for ledger in page.ledgers:
                    self._ledger(ledger.name, label)
            elif hasattr(page, "setCurrentIndex"):
                for inner in range(page.count()):
                    page.setCurrentIndex(inner)
                    self.settle()
                    self._visit(f"{label}/{page.tabText(inner)}", self.window)
            else:
                self._visit(label, self.window)

    def _ledger(self, name: str, tab: str) -> None:
        page = self.window.ledger_page(name)
        self.settle()
        label = f"{tab}/{page.ledger.label}"
        self._visit(label, self.window)
        record = page.model.id_at(0)
        page.show_record(record) if record else page.new_record()
        self._ready(page)
        form = page.form
        assert form is not None
        for section in form.sections:
            section.open()
        self.settle()
        self._visit(f"{label}/表单", form)
        for inner in range(form.tabs.count()) if self._panels or tab not in self._seen_tabs else ():
            form.tabs.setCurrentIndex(inner)
            self.settle()
            self._visit(f"{label}/表单/{form.tabs.tabText(inner).split(' ')[0]}", form.tabs)
        self._seen_tabs.add(tab)
        form.closed.emit()
        self.settle()

    def _ready(self, page: LedgerPage) -> None:
        self.until(lambda: page.form is not None and bool(page.form.sections) and page.form.isEnabled())
        self.settle()

    def reports(self) -> None:
        """Every window that a button of the reports opens, and the rows behind a figure."""
        tabs = self.window.tabs
        tabs.setCurrentIndex(tabs.count() - 1)
        self.settle()
        report = tabs.currentWidget()
        assert isinstance(report, ReportsTab)
        for place in range(report.count()):
            report.setCurrentIndex(place)
            self.settle()
            label = f"{REPORTS}/{report.tabText(place)}"
            for button in report.currentWidget().findChildren(QPushButton):
                words = button.text()
                if words.endswith("…") and button.isVisible() and button.isEnabled() and not words.startswith(PAPERS):
                    self.opened(f"{label}/{words}", button.click)
        report.setCurrentWidget(report.figures)
        first = report.figures.table.model().index(0, 0)
        self.opened(f"{REPORTS}/指标/记录", lambda: report.figures.table.activated.emit(first))

    # -- menus ------------------------------------------------------------------------------------------------------

    def menus(self) -> None:
        """Every menu of the window, and every dialog that it opens, from a ledger whose first record is chosen."""
        page = self.window.ledger_page(LEDGER_FOR_MENUS)
        self.settle()
        page.table.selectRow(0)
        QApplication.clipboard().setText(PASTED)
        bar = self.window.menuBar()
        menus = [menu for menu in self.window.findChildren(QMenu) if menu.menuAction() in bar.actions()]
        assert len(menus) == len(bar.actions())
        for menu in menus:
            menu.popup(bar.mapToGlobal(bar.rect().bottomLeft()))
            self.settle()
            self._visit(f"菜单/{plain(menu.title())}", menu)
            menu.hide()
        for menu in menus:
            self._dialogs(menu, plain(menu.title()))

    def _dialogs(self, menu: QMenu, label: str) -> None:
        for text in [action.text() for action in menu.actions() if opens(action)]:
            self.window.ledger_page(LEDGER_FOR_MENUS).table.selectRow(0)
            self.settle()
            action = next((one for one in menu.actions() if one.text() == text and one.isEnabled()), None)
            if action is not None:
                self.opened(f"{label}/{plain(text)}", action.trigger)

    def opened(self, name: str, open_it: Callable[[], object]) -> None:
        """Open a window, visit it and close it, also one that is waited for."""
        before = set(shown())
        seen: list[QWidget] = []
        end = time.monotonic() + PATIENCE
        quiet = [0]

        def look() -> None:
            new = [one for one in shown() if one not in before]
            quiet[0] = quiet[0] + 1 if new and self.window.operation.idle else 0
            if quiet[0] >= QUIET:
                timer.stop()
                seen.append(new[-1])
                self._visit(name, new[-1])
                away(new[-1])
            elif time.monotonic() > end:
                timer.stop()

        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(LOOK)
        open_it()
        self.until(lambda: not timer.isActive())
        if not seen:
            self.failures.append(name)
        self.settle()

    # -- what stands neither in a tab nor in a menu ------------------------------------------------------------------

    def others(self) -> None:
        """A step of a petition, a form with a wrong date, an import, two entries to be one, the tasks of a sample, and
        what comes before a file is open.
        """
        self._faulty()
        self._importing()
        self._joining()
        self._tasks()
        where = self.window.operation.desk.path
        self.opened("打开台账/口令", SignInDialog(where, ("王秀英", "李建国"), parent=self.window).open)
        self.opened("打开台账/恢复码", RecoverDialog(where, "王秀英", self.window).open)
        self.opened("开始", StartPage().show)
        self.opened("锁定", self.window.safety.lock_now)
        self.window.safety.lock.unlock()
        self.settle()

    def _faulty(self) -> None:
        page = self.window.ledger_page(LEDGER_FOR_MENUS)
        self.settle()
        record = page.model.id_at(0)
        assert record is not None
        page.show_record(record)
        self._ready(page)
        form = page.form
        assert form is not None
        assert form.steps is not None
        form.tabs.setCurrentWidget(form.steps)
        self.settle()
        steps = form.steps
        for step in steps.offered:
            self.opened(f"办理/{step.label}", lambda step=step: steps.take(step))
        form.fields[FAULTY].set_text(NO_DATE)
        form.check()
        self.settle()
        self._visit("出错的表单", form)
        form.fields[FAULTY].revert()
        form.read_again(record)
        self.settle()
        form.closed.emit()
        self.settle()

    def _importing(self) -> None:
        sheet = self.window.operation.desk.path.with_name("整改.csv")
        sheet.write_text("问题描述,登记日期\n路灯不亮,2013-03-05\n沟堵,去年\n", "utf-8")
        wizard = ImportWizard(self.window.operation, registry.find("rectifications"), self.window)
        wizard.open()
        wizard.read_file(sheet)
        for step in ("表格", "对应", "预览"):
            self.settle()
            self._visit(f"导入/{step}", wizard)
            wizard.next_button.click()
        self.settle()
        self._visit("导入/结果", wizard)
        away(wizard)
        self.settle()

    def _joining(self) -> None:
        page = self.window.ledger_page("people")
        self.until(lambda: page.model.total > 1)
        ids = [page.model.id_at(row) for row in range(2)]
        dialog = JoiningDialog(self.window.operation, page.ledger, [one for one in ids if one is not None], self.window)
        self.opened("合并两条", dialog.open)

    def _tasks(self) -> None:
        practice = self.window.practice
        if practice is None:  # no sample
            return
        practice.show_tasks()
        self.settle()
        assert practice.panel is not None
        self._visit("练习任务", self.window)
        practice.turn_tasks()
        self.settle()

    # -- waiting ----------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Wait until nothing is under way."""
        quiet, end = 0, time.monotonic() + LONGEST
        while quiet < QUIET and time.monotonic() < end:
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            quiet = quiet + 1 if self.window.operation.idle else 0
            time.sleep(0.002)

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window work until it is so."""
        end = time.monotonic() + LONGEST
        while not condition() and time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.002)
        assert condition()


def plain(text: str) -> str:
    """The words of a menu without their key."""
    return text.split("(&")[0].replace("&", "")


def opens(action: QAction) -> bool:
    """Whether an action opens a window."""
    words = action.text()
    return action.isVisible() and words not in ELSEWHERE and (words.endswith("…") or words in NO_ELLIPSIS)


def shown() -> Iterator[QWidget]:
    """The windows in sight."""
    for one in QApplication.topLevelWidgets():
        if one.isVisible() and "Tip" not in type(one).__name__:
            yield one


def away(window: QWidget) -> None:
    """Close a window without doing what it is for."""
    if isinstance(window, QDialog):
        window.reject()
    if isValid(window):
        window.close()
