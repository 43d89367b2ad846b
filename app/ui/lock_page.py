"""The lock page: covers all windows of the program until the operator shows that it is still him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from app.services import locking
from app.ui import application, on_screen
from app.ui.plain import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from app.rules.refusal import Refused
    from app.ui.operation import Operation

WIDTH = 420
LOCKED = f"{application.NAME}（已锁定）"
KEPT = "正在填的内容都还在，也已经留作草稿。"
ASKING = "正在核对…"
_OVER = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


class Cover(QFrame):
    """Lies over everything in a window and shows nothing of it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("cover")
        self.setStyleSheet("QFrame#cover { background-color: #e8edf2; border: none; }")
        self.setAccessibleName("已锁定")
        self.window_below = window
        self._title = window.windowTitle()
        window.setWindowTitle(LOCKED)
        window.installEventFilter(self)
        self._fit()
        self.show()

    def _fit(self) -> None:
        self.setGeometry(self.window_below.rect())
        self.raise_()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest):
            self._fit()
        return False

    def lift(self) -> None:
        """Show the window again as it was."""
        window = self.window_below
        window.removeEventFilter(self)
        window.setWindowTitle(self._title)
        self.hide()
        self.setParent(None)
        self.deleteLater()


class LockPage(QDialog):
    """Asks for the passphrase; a plain file only for a click. Only `unlocked()` and `leave_wanted()` end it."""

    unlocked = Signal()
    leave_wanted = Signal()

    def __init__(self, operation: Operation, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("lock")
        self.setWindowTitle(LOCKED)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setStyleSheet("QDialog#lock { border: 1px solid #788b9c; }")
        self.setFixedWidth(WIDTH)
        self._operation, self._window = operation, window
        self._is_asking = False
        title, who = QLabel("已锁定"), QLabel(f"操作人：{operation.desk.actor.name}")
        title.setProperty("role", "title")
        kept = QLabel(KEPT)
        kept.setProperty("role", "faint")
        kept.setWordWrap(True)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName("口令")
        self.passphrase.setPlaceholderText("口令")
        self.passphrase.setVisible(locking.needs_passphrase(operation.desk))
        self.sentence = Words()
        self.sentence.setProperty("role", "error")
        self.sentence.setWordWrap(True)
        self.unlock_button, self.leave_button = QPushButton("解锁"), QPushButton("退出程序")
        self.unlock_button.setProperty("main", True)
        self.unlock_button.setDefault(True)
        self.leave_button.setFlat(True)
        self.leave_button.setAutoDefault(False)
        self.unlock_button.clicked.connect(self._try)
        self.leave_button.clicked.connect(self.leave_wanted)
        self.passphrase.textEdited.connect(lambda _text: self.sentence.clear())
        buttons = QHBoxLayout()
        buttons.addWidget(self.unlock_button)
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 28, 18)
        layout.setSpacing(8)
        for widget in (title, who, self.passphrase, self.sentence, kept):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self._focus()

    def _focus(self) -> None:
        is_asked = locking.needs_passphrase(self._operation.desk)
        (self.passphrase if is_asked else self.unlock_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _try(self) -> None:
        if self._is_asking:
            return
        self._is_asking = True
        self.unlock_button.setEnabled(False)
        self.sentence.setText(ASKING if locking.needs_passphrase(self._operation.desk) else "")
        desk, typed = self._operation.desk, self.passphrase.text()
        self.passphrase.clear()
        self._operation.call(
            lambda: locking.unlock(desk, passphrase=typed), lambda _done: self._open(), owner=self, failed=self._wrong
        )

    def _open(self) -> None:
        self._is_asking = False
        self.unlocked.emit()

    def _wrong(self, refusal: Refused) -> None:
        self._is_asking = False
        self.unlock_button.setEnabled(True)
        self.sentence.setText(refusal.sentence)
        self.adjustSize()
        self._focus()

    def centre(self) -> None:
        """Stand in the middle of the window."""
        self.adjustSize()
        on_screen.fit(self)
        window = self._window
        middle = window.mapToGlobal(QPoint(window.width() // 2, window.height() // 2))
        self.move(middle - QPoint(self.width() // 2, self.height() // 2))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:  # no key but the right one takes the page away
            super().keyPressEvent(event)

    @override
    def reject(self) -> None:
        """Not taken away like another dialog."""

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()


class Lock(QObject):
    """Locks the program and opens it again.

    Signals: `locked(bool)`; `leave_wanted()` to close the window as it is, with what was typed left as drafts.
    """

    locked = Signal(bool)
    leave_wanted = Signal()

    def __init__(self, window: QWidget, operation: Operation, *, before: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._operation, self._before = window, operation, before
        self._focus: QWidget | None = None
        self._covers: list[Cover] = []
        self.page: LockPage | None = None

    @property
    def is_locked(self) -> bool:
        """Whether the lock page stands."""
        return self.page is not None

    def lock(self) -> None:
        """Keep what is typed, cover every window, and ask for the passphrase."""
        if self.page is not None:
            return
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        self._before()
        self._focus = QApplication.focusWidget()
        self.page = LockPage(self._operation, self._window)
        self.page.unlocked.connect(self.unlock)
        self.page.leave_wanted.connect(self._leave)
        for window in QApplication.topLevelWidgets():
            self._cover(window)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._show_page()
        self.locked.emit(True)

    def _show_page(self) -> None:
        if self.page is not None:
            self.page.hide()
            self.page.show()
            self.page.centre()  # only now are its letters as large as the sheet makes them
            self.page.activateWindow()

    def _cover(self, window: QWidget) -> None:
        is_ours = window is not self.page and window.isVisible() and window.windowType() not in _OVER
        if is_ours and not any(cover.window_below is window for cover in self._covers if isValid(cover)):
            self._covers.append(Cover(window))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that comes up while locked (a late answer) is covered too, and lies below the lock page."""
        is_shown = event.type() == QEvent.Type.Show and watched is not self.page and self.page is not None
        if is_shown and isinstance(watched, QWidget) and watched.isWindow():
            self._cover(watched)
            QTimer.singleShot(0, self, self._show_page)
        return False

    def unlock(self) -> None:
        """Give everything back as it was."""
        page, self.page = self.page, None
        if page is None:
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        page.hide()
        page.deleteLater()
        for cover in self._covers:
            if isValid(cover):
                cover.lift()
        self._covers.clear()
        if self._focus is not None and isValid(self._focus):
            self._focus.window().activateWindow()
            self._focus.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self._focus = None
        self.locked.emit(False)

    def _leave(self) -> None:
        if self.page is not None:
            self.page.hide()
        self.leave_wanted.emit()
