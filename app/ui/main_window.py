"""The window: tabs, menus, status line, and what goes between pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ledgers import registry
from app.services import first_page, office, table_page, timekeeping
from app.services.changes import ChangeKind, Changes
from app.ui import (
    application,
    help_menu,
    help_texts,
    key_table,
    moves_dialog,
    offering,
    panes,
    placing,
    relayout,
    safety_menus,
    sheet_menus,
    theme,
    tools_menu,
)
from app.ui.backup_watch import BackupWatch
from app.ui.home_page import HomePage
from app.ui.key_table import Where
from app.ui.others import Others
from app.ui.plain import Words
from app.ui.status_line import MessageBar, StatusLine
from app.ui.tab_page import DOT, TabPage
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtGui import QCloseEvent

    from app.services.first_page import FirstPage
    from app.ui.ledger_page import LedgerPage
    from app.ui.operation import Operation
    from app.ui.practice import Practice
    from db.declare import Ledger
    from db.unit import UnitOfWork

BASE, OFFICE = "base", "office"
VISITOR = "县里的查看人"
HOME, REPORTS = "首页", "报表"
_EDIT = (
    *("undo", "redo", "", "paste", "paste_new", "fill_down", "ditto", ""),
    *("find", "next_match", "previous_match", "number"),
)
_RECORD = (
    "new",
    "open",
    "next_record",
    "previous_record",
    "duplicate",
    "void",
    "restore",
    "",
    "batch_edit",
    "next_step",
    "batch_steps",
    "tidy",
    "",
    "voided",
    "",
    "print",
    "print_forms",
    "",
    "import",
    "export",
)
_VIEW = ("columns", "views", "freeze", "filter_row", "", "refresh")


class MainWindow(QMainWindow):
    """One open ledger file. `new_wanted()` and `open_wanted()` ask for another; `closed()` when it is gone."""

    new_wanted = Signal()
    open_wanted = Signal()
    restore_wanted = Signal()
    server_wanted = Signal()
    office_wanted = Signal(str)
    move_wanted = Signal()
    sample_wanted = Signal()
    reset_wanted = Signal()
    closed = Signal()

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operation = operation
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("类别")
        self.tabs.setDocumentMode(True)
        self.message = MessageBar(self)
        self.banner, self._banner_words = self._banner()
        self.status = StatusLine(self)
        self.setStatusBar(self.status)
        self.setWindowTitle(application.NAME)
        self.home = HomePage(operation)
        self.tab_pages: dict[str, TabPage] = {}
        self.leaves_drafts = False
        """Whether the window closes without a question: what was typed is kept as drafts."""
        self.practice: Practice | None = None
        """What a sample has more; None for a real ledger."""
        self._shows_tasks = False
        self._lazy: dict[int, Callable[[], QWidget]] = {}
        self._make_tabs()
        self.safety = safety_menus.Safety(self)
        self._make_menus()
        self._build()
        operation.refused.connect(self._refused)
        operation.changed.connect(self._changed)
        moves_dialog.watch(self, operation)
        relayout.watch(self)
        self.show_desk_again()
        operation.read(_clock_words, self._warn, owner=self)
        placing.restore(self)
        if operation.desk.store.is_server:
            self.others = Others(self)
            self.others.reached.connect(self.status.show_reached)
        else:  # what lies at a server is backed up there
            self.backups = BackupWatch(self)

    # -- how it is built ----------------------------------------------------------------------------------------

    def _banner(self) -> tuple[QFrame, QLabel]:
        frame = QFrame(self)
        frame.setObjectName("banner")
        words = Words(frame, wordWrap=True)
        line = QHBoxLayout(frame)
        line.setContentsMargins(12, 3, 12, 3)
        line.addWidget(words, 1)
        frame.hide()
        return frame, words

    def _build(self) -> None:
        body = QWidget(self)
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for part in (self.banner, self.message):
            lines.addWidget(part)
        lines.addWidget(self.tabs, 1)
        self.setCentralWidget(body)
        self.home.entry_wanted.connect(self.begin_entry)
        self.home.list_wanted.connect(self.show_list)
        self.home.open_record.connect(self.open_record)
        self.tabs.currentChanged.connect(self._tab_changed)

    def _make_tabs(self) -> None:
        self.tabs.addTab(self.home, HOME)
        for tab, label in registry.TABS:
            if tab != BASE:
                page = TabPage(self.operation, _groups(tab))
                page.page_changed.connect(self._fill_menus)
                page.dirty_changed.connect(self._show_dirty)
                page.open_record.connect(self.open_record)
                page.register_wanted.connect(self.register)
                page.told.connect(self.status.say)
                page.summed.connect(self.status.show_sums)
                self.tab_pages[tab] = page
                self.tabs.addTab(page, label)
        self._lazy[self.tabs.addTab(QWidget(self), REPORTS)] = self._reports

    def _reports(self) -> QWidget:
        from app.ui.reports_tab import ReportsTab

        page = ReportsTab(self.operation)
        page.charts.entry_wanted.connect(self.begin_entry)
        page.open_record.connect(self.open_record)
        return page

    def _make_menus(self) -> None:
        bar = self.menuBar()
        file = bar.addMenu("文件(&F)")
        file.addAction("新建台账…", self.new_wanted.emit)
        file.addAction("打开台账…", self.new_open)
        file.addAction("打开县级服务器…", self.server_wanted.emit)
        file.addSeparator()
        file.addAction("打开台账所在的文件夹", self._open_folder)
        file.addSeparator()
        file.addAction("备份到…", self._back_up)
        file.addAction("从备份恢复…", self.restore_wanted.emit)
        file.addSeparator()
        sheet_menus.fill_file(self, file)
        safety_menus.fill_file(self, file)
        file.addAction("退出", self.close).setShortcuts(key_table.sequences(Where.WINDOW, "quit"))
        self.edit_menu, self.record_menu = bar.addMenu("编辑(&E)"), bar.addMenu("记录(&R)")
        self.view_menu = bar.addMenu("视图(&V)")
        self.sizes = self._size_menu()
        tools = bar.addMenu("工具(&T)")
        find = tools.addAction("到处找…", self.find_anything)
        find.setShortcuts(key_table.sequences(Where.WINDOW, "find_anything"))
        tools.addAction("设定起始编号…", self._set_first_serial)
        tools.addAction("隐藏或显示台账…", self._explain_hiding)
        tools_menu.fill(self, tools)
        safety_menus.fill_tools(self, tools)
        helps = bar.addMenu("帮助(&H)")
        help_menu.fill(self, helps)
        helps.addAction("关于民情台账", self._about)
        offering.hold_menus((file, tools), self.operation.desk)
        self._pane_keys()
        self._fill_menus()

    def _size_menu(self) -> QMenu:
        menu = QMenu("字号", self)
        group = QActionGroup(menu)
        for points in range(theme.SMALLEST, theme.LARGEST + 1):
            action = QAction(f"{points} 磅", group, checkable=True)
            action.setChecked(points == application.font_points())
            action.triggered.connect(lambda _=False, points=points: application.set_font_points(points))
            menu.addAction(action)
        return menu

    def _pane_keys(self) -> None:
        for name, words, step in (("next_pane", "换到下一块", 1), ("previous_pane", "换到上一块", -1)):
            pane = QAction(words, self)
            pane.setShortcuts(key_table.sequences(Where.WINDOW, name))
            pane.triggered.connect(lambda _=False, step=step: panes.go(self, step))
            self.addAction(pane)
        numbered = key_table.sequences(Where.WINDOW, "tab")
        for place in range(self.tabs.count()):
            action = QAction(self.tabs.tabText(place), self)
            action.setShortcuts(numbered[place :: len(numbered) // 2])
            action.triggered.connect(lambda _=False, place=place: self._go_to_tab(place))
            self.addAction(action)

    def _go_to_tab(self, place: int) -> None:
        """Ctrl+1 … Ctrl+9: the tab, ready to be worked in."""
        self.tabs.setCurrentIndex(place)
        page = self.page
        if page is None:
            self.tabs.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif not page.isAncestorOf(self.focusWidget() or self):
            page.take_focus()

    # -- pages --------------------------------------------------------------------------------------------------

    @property
    def page(self) -> LedgerPage | None:
        """The ledger page in sight."""
        tab = self.tabs.currentWidget()
        return tab.page if isinstance(tab, TabPage) else None

    def _tab_changed(self, place: int) -> None:
        make = self._lazy.pop(place, None)
        if make is not None:
            page, text = make(), self.tabs.tabText(place)
            self.tabs.blockSignals(True)
            self.tabs.removeTab(place)
            self.tabs.insertTab(place, page, text)
            self.tabs.setCurrentIndex(place)
            self.tabs.blockSignals(False)
        tab = self.tabs.currentWidget()
        if isinstance(tab, TabPage):
            tab.start()
        self._fill_menus()

    def _fill_menus(self) -> None:
        """The menus speak of the page in sight; its actions are the very ones of its tool bar."""
        page = self.page
        own = page.actions_by_name | {"find": page.filters.find_action} if page else {}
        for menu, names in ((self.edit_menu, _EDIT), (self.record_menu, _RECORD), (self.view_menu, _VIEW)):
            _empty(menu)
            if menu is self.view_menu:
                menu.addMenu(self.sizes)
                menu.addSeparator()
            for name in names if own else ():
                menu.addAction(own[name]) if name else menu.addSeparator()
            if not own and menu is self.record_menu:
                menu.addAction("请先打开一个台账").setEnabled(False)
        if page:
            self.edit_menu.addSeparator()
            self.edit_menu.addActions([a for a in page.table.actions() if a not in own.values()])
        safety_menus.fill_edit(self, self.edit_menu)

    def ledger_page(self, name: str) -> LedgerPage:
        """Bring a ledger to the front."""
        ledger = registry.find(name)
        own = OFFICE if ledger.tab == BASE else ledger.tab
        kept = (tab for tab in self.tab_pages.values() if ledger.name in {one.name for one in tab.ledgers})
        tab = next(kept, self.tab_pages[own])
        page = tab.show_ledger(ledger.name)  # first, or the tab would begin by making its own first page
        self.tabs.setCurrentWidget(tab)
        return page

    def begin_entry(self, ledger: str) -> None:
        """Go to a ledger and open an empty form."""
        self.ledger_page(ledger).new_record()

    def show_list(self, ask: Ask) -> None:
        """Show the list behind a figure."""
        self.ledger_page(ask.ledger).show_ask(ask)

    def open_record(self, ledger: str, record_id: int) -> None:
        """Follow a link to a record."""
        self.ledger_page(ledger).show_record(record_id)

    def open_voided(self, ledger: str, record_id: int) -> None:
        """Show a voided record among the voided ones of its ledger."""
        self.ledger_page(ledger).show_ask(Ask(ledger, voided=True))
        self.open_record(ledger, record_id)

    def register(self, ledger: str, name: str) -> None:
        """Enter a name that no register knows, and come back to the form in which it was typed."""
        from app.ui.detour import Detour  # late: with it come the fields of a form

        if self.page is not None:
            Detour(self, self.page, ledger, name)

    def _show_dirty(self) -> None:
        for place in range(self.tabs.count()):
            tab = self.tabs.widget(place)
            if isinstance(tab, TabPage):
                words = self.tabs.tabText(place).removeprefix(DOT)
                self.tabs.setTabText(place, DOT + words if tab.is_dirty else words)

    # -- words --------------------------------------------------------------------------------------------------

    def show_desk_again(self) -> None:
        """Say anew who works where, and whether anything can be saved."""
        self.operation.read(_desk_words, self._show_desk, owner=self)

    def _show_desk(self, words: tuple[str, date | None, frozenset[str]]) -> None:
        name, own_today, hidden = words
        short = name.removesuffix("人民政府").removesuffix("办事处") or name
        self.setWindowTitle(f"{application.NAME} — {short}")
        store = self.operation.desk.store
        desk = self.operation.desk
        self.status.show_desk(VISITOR if desk.reads_for_county else desk.actor.name, name, store)
        if own_today is not None:
            self._practise(own_today)
        elif self.operation.desk.read_only:
            self._banner_words.setText(self.operation.desk.band)
        self.banner.setVisible(own_today is not None or self.operation.desk.read_only)
        for tab in self.tab_pages.values():
            tab.set_hidden(hidden)

    def _practise(self, today: date) -> None:
        """A sample: said over every page and in the title, with its tasks at hand."""
        from app.ui import practice

        self.setWindowTitle(self.windowTitle() + practice.TITLE)
        words = practice.words_of(today)
        self._banner_words.setText("\n".join(filter(None, (words, self.operation.desk.band))))
        if self.practice is None:
            self.practice = practice.Practice(self)
        if self._shows_tasks:
            self.practice.show_tasks()

    def practise(self) -> None:
        """Show the practice tasks of a sample, as soon as it is known to be one."""
        self._shows_tasks = True
        if self.practice is not None:
            self.practice.show_tasks()

    def show_place(self, place: str) -> None:
        """Go to a ledger by its machine name, or to the reports."""
        if place in self.operation.desk.ledgers:
            self.ledger_page(place).take_focus()
            return
        self.tabs.setCurrentIndex(self.tabs.count() - 1)
        tab = self.tabs.currentWidget()
        tab.show_reports()  # type: ignore[attr-defined]  # the last tab is that of the reports

    def _warn(self, sentence: str) -> None:
        if sentence:
            self._refused(sentence)

    def _refused(self, sentence: str) -> None:
        self.message.say(sentence)
        self.status.say(sentence)
        above = QApplication.activeModalWidget()
        if above is not None:  # the line of the window stands behind it
            from app.ui import dialogs  # late: as is whatever stands before the window
            from app.ui.on_screen import Dialog

            if isinstance(above, Dialog):
                dialogs.tell(above, sentence)

    def _changed(self, changes: Changes, initiator: object) -> None:
        if not isinstance(initiator, Others):
            self.message.hide()
            self.status.say(f"已保存：{changes.description}")
        if changes.kind is ChangeKind.SETTINGS:
            self.show_desk_again()

    # -- menus --------------------------------------------------------------------------------------------------

    def new_open(self) -> None:
        """Ask for another file."""
        self.open_wanted.emit()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.operation.desk.path.parent)))

    def _back_up(self) -> None:
        from app.ui import saving

        saving.back_up(self)

    def _set_first_serial(self) -> None:
        from app.ui.serial_dialog import SerialDialog

        SerialDialog(self.operation, self.page.ledger if self.page else None, self).open()

    def _explain_hiding(self) -> None:
        QMessageBox.information(self, "隐藏或显示台账", help_texts.HIDING)

    def find_anything(self) -> None:
        """Ctrl+K: one line that finds every record, person, village, number, ledger and command."""
        from app.ui.find_anything import FindAnything

        FindAnything(self).open()

    def _about(self) -> None:
        QMessageBox.about(self, "关于民情台账", help_texts.ABOUT)

    # -- place and closing --------------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Whether no form holds unsaved work, or the clerk has said what becomes of it."""
        if self.leaves_drafts:
            return True
        dirty = [page for tab in self.tab_pages.values() for page in tab.pages if page.is_dirty]
        for page in dirty:
            self.ledger_page(page.ledger.name)
            if not page.leave():
                return False
        return True

    def _first_page(self) -> FirstPage | None:
        """What the next start may show at once: the page in sight, when it shows its whole list from the first row."""
        tab, page = self.tabs.currentWidget(), self.page
        if not isinstance(tab, TabPage) or page is None or not page.is_plain:
            return None
        return first_page.FirstPage(
            operator=self.operation.desk.actor.name,
            ledger=page.ledger.name,
            title=page.ledger.label,
            count=page.filters.count.text(),
            banner=self._banner_words.text(),
            is_practice=self.practice is not None,
            tabs=tuple(self.tabs.tabText(place) for place in range(self.tabs.count())),
            tab=self.tabs.currentIndex(),
            side=tuple(tab.list.item(row).text() for row in range(tab.list.count())),
            side_row=tab.list.currentRow(),
            heads=tuple(table_page.label_of(page.ledger, key) for key in page.model.columns),
            widths=tuple(page.table.columnWidth(place) for place in range(page.model.columnCount())),
            rows=page.model.first_rows(first_page.ROWS),
        )

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        placing.keep(self)
        kept = self._first_page()
        self.operation.keep(self.operation.desk.note_leaving, owner=self)
        if not self.operation.desk.store.is_server:  # of a file only something is shown before it is open
            self.operation.keep(lambda unit: first_page.keep(unit, page=kept), owner=self)
        event.accept()
        self.closed.emit()


def _empty(menu: QMenu) -> None:
    """Take everything out of a menu; PySide's own clear() would destroy actions that belong to a page."""
    for action in menu.actions():
        menu.removeAction(action)
        if action.parent() is menu:
            action.deleteLater()


def _groups(tab: str) -> tuple[tuple[str, tuple[Ledger, ...]], ...]:
    own = tuple(ledger for ledger in registry.LEDGERS if ledger.tab == tab)
    if tab != OFFICE:
        return (("", own),)
    listed = {ledger.name for ledger in registry.LEDGERS}
    return (("", own), ("基础资料", tuple(ledger for ledger in registry.BASE if ledger.name not in listed)))


def _desk_words(unit: UnitOfWork) -> tuple[str, date | None, frozenset[str]]:
    own_today = unit.clock.today() if office.is_sample(unit) else None
    return office.name(unit), own_today, office.hidden_ledgers(unit)


def _clock_words(unit: UnitOfWork) -> str:
    """What is to be said of the computer's clock; a sample goes by a day of its own."""
    return "" if office.is_sample(unit) else timekeeping.clock_warning(unit)
