"""A line with a list below it: choices by pinyin initials, and entries of the base registers as they are typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QIcon, QKeyEvent, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from app.services import pinyin, registers
from app.ui.keys import ENTER, opens_choices
from app.ui.plain import tip
from app.ui.spoken import field_name
from db.declare import Kind
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.operation import Operation
    from db.declare import Column
    from db.unit import UnitOfWork

PAUSE = 120
"""Milliseconds without a key before the register is asked."""
SHOWN = 9
_LEAVING = (*ENTER, Qt.Key.Key_Tab)
_OFFER = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the list: what it fills in, what tells it from others, and the entry's id."""

    text: str
    detail: str = ""
    id: int | None = None
    is_register: bool = False
    """The last line of a picker: it opens the register's form with what was typed."""


def small_icon(draw: str) -> QIcon:
    """The arrow or calendar sign inside a line, drawn so that no theme can lose it."""
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = painter.pen()
    pen.setColor(QColor("#37474f"))
    pen.setWidthF(2.6)
    painter.setPen(pen)
    path = QPainterPath()
    if draw == "arrow":
        path.moveTo(8, 12)
        path.lineTo(16, 21)
        path.lineTo(24, 12)
    else:
        path.addRoundedRect(5, 7, 22, 20, 3, 3)
        for x, y, to_x, to_y in ((5, 13, 27, 13), (11, 4, 11, 9), (21, 4, 21, 9), (11, 19, 12, 19), (20, 19, 21, 19)):
            path.moveTo(x, y)
            path.lineTo(to_x, to_y)
    painter.drawPath(path)
    painter.end()
    return QIcon(pixmap)


class OfferList(QListWidget):
    """The list of offers; it lies over the window and never takes the focus, so that the input method stays."""

    def __init__(self, edit: LookupEdit) -> None:
        super().__init__(edit.window())
        self.setObjectName("offers")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{edit.label}的可选内容")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.hide()

    def fill(self, offers: Sequence[Offer], current: int) -> None:
        """Show these offers, that one marked (-1: none)."""
        self.clear()
        for offer in offers:
            item = QListWidgetItem(f"{offer.text}　{offer.detail}" if offer.detail else offer.text)
            item.setData(_OFFER, offer)
            item.setToolTip(tip(item.text()))
            self.addItem(item)
        self.setCurrentRow(current)

    def offer(self) -> Offer | None:
        """The marked offer."""
        item = self.currentItem()
        found = item.data(_OFFER) if item is not None else None
        return found if isinstance(found, Offer) else None

    def place(self, edit: QWidget) -> None:
        """Lie under the line, or above it where the window has no room below."""
        window = edit.window()
        height = min(SHOWN, max(self.count(), 1)) * max(self.sizeHintForRow(0), 20) + 2 * self.frameWidth() + 4
        top_left = edit.mapTo(window, QPoint(0, edit.height()))
        if top_left.y() + height > window.height():
            top_left.setY(max(0, edit.mapTo(window, QPoint(0, 0)).y() - height))
        width = max(edit.width(), min(420, self.sizeHintForColumn(0) + 40))
        left = min(top_left.x(), max(0, window.width() - width))
        self.setGeometry(QRect(QPoint(left, top_left.y()), QSize(width, height)))
        self.raise_()


class LookupEdit(QLineEdit):
    """A line edit that offers a list while one types; what is typed may stay as it is.

    Alt+↓ or F4 opens the list, ↑ ↓ move in it, Enter or Tab takes the marked line and goes on, Esc closes it.
    """

    picked = Signal()
    register_wanted = Signal(str)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.setAccessibleName(label)
        self._list: OfferList | None = None
        self._arrow = QAction(small_icon("arrow"), f"打开{label}的可选内容（Alt+↓）", self)
        self._arrow.triggered.connect(self.open_list)
        self.addAction(self._arrow, QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(self._typed)

    def put(self, text: str) -> None:
        """Set the text from outside."""
        self.setText(text)
        self.setCursorPosition(0)

    def ask(self, typed: str) -> None:
        """Find offers for what is typed and call `offer`; empty asks for the first ones."""
        raise NotImplementedError

    def _typed(self, text: str) -> None:
        if text:
            self.ask(text)
        else:
            self.close_list()

    def open_list(self) -> None:
        """Show the whole list, whatever is typed."""
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.ask("")

    def offer(self, offers: Sequence[Offer], typed: str) -> None:
        """Show what was found for a text, unless the text or the focus has gone on."""
        if not self.hasFocus() or self.isReadOnly():
            return
        if not offers:
            self.close_list()
            return
        if self._list is None or self._list.parent() is not self.window():
            self._list = OfferList(self)
            self._list.itemClicked.connect(self._take)
        self._list.fill(offers, self._marked(offers, typed))
        self._list.place(self)
        self._list.show()

    def _marked(self, offers: Sequence[Offer], typed: str) -> int:
        """Letters are initials: the first offer is meant. Characters may be a new name: only an equal one is."""
        wanted = typed or self.text()
        equal = next((row for row, offer in enumerate(offers) if offer.text == wanted), -1)
        return 0 if equal < 0 and typed and typed.isascii() and not offers[0].is_register else equal

    @property
    def is_open(self) -> bool:
        """Whether the list is showing."""
        return self._list is not None and self._list.isVisible()

    def offers(self) -> tuple[str, ...]:
        """The texts of the list as it shows."""
        shown = self._list if self._list is not None and self.is_open else None
        return tuple(shown.item(row).text() for row in range(shown.count())) if shown else ()

    def close_list(self) -> None:
        """Put the list away."""
        if self._list is not None:
            self._list.hide()

    def _take(self) -> None:
        chosen = self._list.offer() if self._list is not None else None
        typed = self.text()
        self.close_list()
        if chosen is None:
            return
        if chosen.is_register:
            self.register_wanted.emit(typed)
            return
        self.accept_offer(chosen)
        self.picked.emit()

    def accept_offer(self, offer: Offer) -> None:
        """Fill in what was chosen."""
        self.setText(offer.text)

    def take_marked(self) -> None:
        """Take the marked line before the field is left; one that opens a register is only opened by its own key."""
        marked = self._list.offer() if self._list is not None and self.is_open else None
        if marked is not None and not marked.is_register:
            self._take()

    def wants(self, event: QKeyEvent) -> bool:
        """Whether the open list needs a key before the form does; Enter takes a line (`take_marked`) and goes on."""
        if not self.is_open or self._list is None:
            return False
        marked = self._list.offer()
        is_register = marked is not None and marked.is_register
        return event.key() == Qt.Key.Key_Escape or (event.key() in ENTER and is_register)

    @override
    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if is_key and event.key() == Qt.Key.Key_Tab and self.is_open:  # type: ignore[attr-defined]
            self._take()
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if opens_choices(event):
            self.open_list()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.is_open and self._list is not None:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
        elif self.is_open and (key == Qt.Key.Key_Escape or key in ENTER):
            self.close_list() if key == Qt.Key.Key_Escape else self._take()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        marked = self._list.offer() if self._list is not None and self.is_open else None
        if marked is not None and marked.text == self.text():
            self.accept_offer(marked)
        self.close_list()
        super().focusOutEvent(event)


class ChoiceEdit(LookupEdit):
    """One of the column's choices; a column with open choices takes other words too."""

    def __init__(self, column: Column, parent: QWidget | None = None) -> None:
        super().__init__(column.label, parent)
        self.setAccessibleName(field_name(column))
        self._choices = column.choices
        self._is_open_choice = column.open_choice

    @override
    def ask(self, typed: str) -> None:
        fitting = [choice for choice in self._choices if pinyin.fits(choice, typed)]
        if typed:
            fitting.sort(key=lambda choice: pinyin.distance(choice, typed))
        self.offer([Offer(choice) for choice in fitting], typed)

    @override
    def _marked(self, offers: Sequence[Offer], typed: str) -> int:
        marked = super()._marked(offers, typed)
        return 0 if marked < 0 and typed and not self._is_open_choice else marked


class AskingEdit(LookupEdit):
    """A lookup that asks the file: after a pause, or at once when Enter or Tab comes before it."""

    def __init__(self, column: Column, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(column.label, parent)
        self.setAccessibleName(field_name(column))
        self._operation = operation
        self._ticket = 0
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._query)
        self._wanted = ""
        self._asked = False
        self._held: list[QKeyEvent] = []

    def look_up(self, unit: UnitOfWork, typed: str) -> tuple[Offer, ...]:
        """What is offered for what was typed; reads off the user's thread."""
        raise NotImplementedError

    def ask_later(self, typed: str) -> None:
        """Ask when no key comes for a while; for the whole list at once."""
        self._wanted, self._asked = typed, bool(typed)
        if typed:
            self._pause.start()
        else:
            self._query()

    def give_up(self) -> None:
        """Ask for nothing: what was typed is not looked up."""
        self._pause.stop()
        self._asked = False

    def _query(self) -> None:
        self._ticket += 1
        ticket, typed = self._ticket, self._wanted
        self._operation.read(
            lambda unit: self.look_up(unit, typed),
            lambda offers: self._found(offers, typed, ticket),
            owner=self,
            failed=lambda _refusal: self._found((), typed, ticket),
        )

    def _found(self, offers: tuple[Offer, ...], typed: str, ticket: int) -> None:
        if ticket != self._ticket:
            return
        self._asked = False
        if not typed or typed == self.text():
            self.offer(offers, typed)
        self._let_go()

    @property
    def is_looking(self) -> bool:
        """Whether initials were typed whose entries are not known yet."""
        text = self.text()
        return self._asked and text.isascii() and text.isalpha()

    @override
    def wants(self, event: QKeyEvent) -> bool:
        return super().wants(event) or (event.key() in _LEAVING and self.is_looking)

    @override
    def event(self, event: QEvent) -> bool:
        """Enter or Tab pressed before the register answered waits for the answer, and every key after it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key: QKeyEvent = event
            if self._held or (key.key() in _LEAVING and self.is_looking):
                self._held.append(key.clone())
                if self._pause.isActive():
                    self._pause.stop()
                    self._query()
                return True
        return super().event(event)

    def _let_go(self) -> None:
        """Give the keys that waited to whatever has the focus as each of them comes."""
        held, self._held = self._held, []
        for key in held:
            QApplication.sendEvent(QApplication.focusWidget() or self, key)


class PickerEdit(AskingEdit):
    """An entry of a base register; a name that is not registered stays as typed, without an id.

    A household that was found by its name is found anew when the record is said to lie in another village.
    """

    resolved = Signal()

    def __init__(
        self,
        column: Column,
        operation: Operation,
        parent: QWidget | None = None,
        *,
        near: Callable[[], Reference | None] = lambda: None,
    ) -> None:
        super().__init__(column, operation, parent)
        self._kind, self._near = column.kind, near
        self._reference: Reference | None = None
        self._is_found = False
        self._looked: tuple[str, Reference | None] | None = None
        self._stray = ""

    def reference(self) -> Reference | None:
        """What is in the line: with its id when it was picked, loaded or found; None when blank.

        A household that was found in a village that is no longer the record's is only a name again.
        """
        text = self.text().strip()
        if self._reference is not None and self._reference.name == text and not self._is_outdated(text):
            return self._reference
        return Reference(text) if text else None

    def _is_outdated(self, text: str) -> bool:
        return self._is_found and self._looked != (text, self._near())

    @property
    def stray(self) -> str:
        """What there is to say of the household that stands here and the village of the record; empty for nothing."""
        return self._stray if self._looked == (self.text().strip(), self._near()) else ""

    def put_reference(self, reference: Reference | None) -> None:
        """Set the entry from outside."""
        self._reference, self._is_found, self._looked = reference, False, None
        self.put(reference.name if reference else "")

    @property
    def is_unregistered(self) -> bool:
        """Whether a name stands here that no register knows."""
        reference = self.reference()
        return reference is not None and reference.id is None

    @override
    def ask(self, typed: str) -> None:
        self.ask_later(typed)

    @override
    def look_up(self, unit: UnitOfWork, typed: str) -> tuple[Offer, ...]:
        found = registers.suggest(unit, kind=self._kind, typed=typed)
        nearest = sorted(found, key=lambda one: pinyin.distance(one.name, typed)) if typed else found
        offers = [Offer(one.name, one.detail, one.id) for one in nearest]
        if typed and not typed.isascii() and all(one.name != typed for one in found):
            offers.append(Offer(f"登记“{typed}”…", is_register=True))
        return tuple(offers)

    @override
    def accept_offer(self, offer: Offer) -> None:
        self._reference, self._is_found, self._looked = Reference(offer.text, offer.id), False, None
        super().accept_offer(offer)

    def resolve(self) -> None:
        """Look a typed name up in its register, as saving will; `resolved` is emitted when the answer is here."""
        self.give_up()
        reference, kind = self.reference(), self._kind
        if reference is not None and kind is Kind.HOUSEHOLD:
            self._look_near(reference)
            return
        if reference is None or reference.id is not None:
            self.resolved.emit()
            return
        name, near = reference.name, self._near()
        self._operation.read(
            lambda unit: registers.resolve_near(unit, kind=kind, name=name, near=near),
            lambda found: self._resolve(name, found),
            owner=self,
        )

    def look_again(self) -> None:
        """Look a household up in the village that the record lies in now, where that is another than before."""
        text = self.text().strip()
        if self._kind is Kind.HOUSEHOLD and text and self._looked != (text, self._near()):
            self.resolve()

    def _look_near(self, household: Reference) -> None:
        near = self._near()
        self._operation.read(
            lambda unit: registers.household_near(unit, household=household, near=near),
            lambda answer: self._found_near(household, near, *answer),
            owner=self,
        )

    def _found_near(self, household: Reference, near: Reference | None, found: Reference, stray: str) -> None:
        is_same = self.text().strip() == household.name
        if is_same and near != self._near():  # its village came, or went, meanwhile
            self.resolve()
            return
        if is_same and household.id is None:
            self.put_reference(found)
            # A code or another name says which household is meant, wherever the record lies.
            self._is_found = found.id is not None and found.name == household.name
        if is_same:
            self._looked, self._stray = (self.text().strip(), near), stray
        self.resolved.emit()

    def _resolve(self, name: str, found: Reference) -> None:
        if self.text().strip() == name and found.id is not None:
            self.put_reference(found)
        self.resolved.emit()
