"""What of a window cannot be read: words that are cut, widgets that are covered, windows larger than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from app.ui.form import RecordForm
from app.ui.form_parts import ElidedLabel
from app.ui.on_screen import FRAME

if TYPE_CHECKING:
    from collections.abc import Iterator

SLACK = 1
"""Pixels of rounding."""


def faults(root: QWidget) -> list[str]:
    """Every fault of what is in sight below a widget, said with what it is and how much it lacks."""
    found = list(_window(root.window()))
    for one in in_sight(root):
        found += [f"{said(one)}：{fault}" for fault in _faults(one)]
    return found


def in_sight(root: QWidget) -> Iterator[QWidget]:
    """A widget and all in it that show."""
    yield root
    for child in root.children():
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow():
            yield from in_sight(child)


def said(one: QWidget) -> str:
    """A widget named for a report."""
    words = getattr(one, "text", lambda: "")() if isinstance(one, QAbstractButton | QLabel) else ""
    return f"{type(one).__name__}「{words or one.accessibleName() or one.objectName()}」"[:90]


def _window(window: QWidget) -> Iterator[str]:
    if isinstance(window, QMenu):
        return  # goes on in a second column by itself
    screen = window.screen().availableGeometry()
    room = screen.size() - FRAME
    size = window.minimumSizeHint().expandedTo(window.size())
    if size.width() > room.width() or size.height() > room.height():
        yield f"窗口 {type(window).__name__} {size.width()}×{size.height()} 大于 {room.width()}×{room.height()}"


def _faults(one: QWidget) -> Iterator[str]:
    if one.width() <= 0 or one.height() <= 0:
        return
    yield from _covered(one)
    if isinstance(one, QLabel):
        yield from _label(one)
    elif isinstance(one, QPushButton | QCheckBox | QRadioButton | QToolButton):
        yield from _button(one)
    elif isinstance(one, QComboBox):
        yield from _combo(one)
    elif isinstance(one, QTabBar):
        yield from _tabs(one)
    elif isinstance(one, QHeaderView):
        yield from _heads(one)
    elif isinstance(one, QGroupBox):
        yield from _lacks(one, one.minimumSizeHint().width(), 0)
    elif isinstance(one, QLineEdit):
        yield from _line(one)
    elif isinstance(one, QPlainTextEdit):
        yield from _text(one)
    elif isinstance(one, QScrollArea):
        yield from _area(one)
    elif isinstance(one, QListWidget):
        yield from _list(one)


def _has(one: QWidget, kind: type[QWidget]) -> bool:
    """Whether a widget of that kind holds it."""
    holder: QWidget | None = one
    while holder is not None and not isinstance(holder, kind):
        holder = holder.parentWidget()
    return holder is not None


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words))


def _lacks(one: QWidget, width: int, height: int) -> Iterator[str]:
    if width > one.width() + SLACK:
        yield f"宽 {one.width()}，要 {width}"
    if height > one.height() + SLACK:
        yield f"高 {one.height()}，要 {height}"


def _label(one: QLabel) -> Iterator[str]:
    if not one.text():
        return
    words = (
        QTextDocumentFragment.fromHtml(one.text()).toPlainText()
        if "</" in one.text() or "<br" in one.text()
        else one.text()
    )
    if isinstance(one, ElidedLabel):
        return
    if one.accessibleName() and not one.buddy() and _letters(words) not in _letters(one.accessibleName()):
        yield f"读屏只读「{one.accessibleName()}」"
    if one.wordWrap():
        yield from _lacks(one, 0, one.heightForWidth(one.width()))
    else:
        yield from _lacks(one, one.sizeHint().width(), one.sizeHint().height())


def _button(one: QAbstractButton) -> Iterator[str]:
    if (
        isinstance(one, QToolButton)
        and not one.icon().isNull()
        and one.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    ):
        return
    if one.text() and one.layout() is None:
        hint = one.sizeHint()
        yield from _lacks(one, hint.width(), hint.height())
    elif one.layout() is not None:
        yield from _lacks(one, one.layout().minimumSize().width(), one.layout().minimumSize().height())


def _combo(one: QComboBox) -> Iterator[str]:
    if _has(one, QFileDialog):
        return  # Qt's own: a path of any length, whole in its list
    option = QStyleOptionComboBox()
    one.initStyleOption(option)
    room = one.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, one
    )
    needed = one.fontMetrics().horizontalAdvance(one.currentText())
    if needed > room.width() + SLACK:
        yield f"「{one.currentText()}」宽 {room.width()}，要 {needed}"
    yield from _lacks(one, 0, one.minimumSizeHint().height())


def _tabs(one: QTabBar) -> Iterator[str]:
    for place in range(one.count()):
        rect = one.tabRect(place)
        needed = one.fontMetrics().horizontalAdvance(one.tabText(place))
        if one.isTabVisible(place) and needed > rect.width():
            yield f"「{one.tabText(place)}」宽 {rect.width()}，要 {needed}"
    last = one.tabRect(one.count() - 1)
    scrolls = _has(one, RecordForm)  # a form is beside its list: the bar of its parts has arrows
    if one.count() and not scrolls and last.right() > one.width() + SLACK:
        yield f"页签宽 {one.width()}，要 {last.right()}"


def _heads(one: QHeaderView) -> Iterator[str]:
    if one.orientation() is not Qt.Orientation.Horizontal:
        return
    model = one.model()
    font = one.font()
    font.setBold(True)
    metrics = QFontMetrics(font)
    for place in range(one.count()):
        if one.isSectionHidden(place):
            continue
        text = str(model.headerData(place, Qt.Orientation.Horizontal) or "")
        needed = max((metrics.horizontalAdvance(line) for line in text.split("\n")), default=0) + 10
        if needed > one.sectionSize(place) + SLACK:
            yield f"列头「{text}」宽 {one.sectionSize(place)}，要 {needed}"
    yield from _lacks(one, 0, metrics.height())


def _line(one: QLineEdit) -> Iterator[str]:
    inside = one.parentWidget()
    if isinstance(inside, QComboBox):
        return
    text = "" if one.text() else one.placeholderText()
    if isinstance(inside, QAbstractSpinBox):
        text = one.text()
    room = one.width() - 2 - (14 if not isinstance(inside, QAbstractSpinBox) else 4)
    room -= sum(button.width() for button in one.findChildren(QToolButton) if button.isVisible())
    needed = one.fontMetrics().horizontalAdvance(text)
    if needed > room + SLACK:
        yield f"「{text}」宽 {room}，要 {needed}"
    yield from _lacks(one, 0, one.fontMetrics().height())


def _text(one: QPlainTextEdit) -> Iterator[str]:
    hint = one.placeholderText()
    if hint and not one.toPlainText():
        room = one.viewport().rect().adjusted(4, 4, -4, -4)
        needed = one.fontMetrics().boundingRect(QRect(0, 0, room.width(), 9999), int(Qt.TextFlag.TextWordWrap), hint)
        if needed.height() > one.viewport().height() + SLACK:
            yield f"提示高 {one.viewport().height()}，要 {needed.height()}"


def _area(one: QScrollArea) -> Iterator[str]:
    inner = one.widget()
    if inner is None or one.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        return
    if inner.width() > one.viewport().width() + SLACK:
        yield f"内容宽 {inner.width()}，只看得到 {one.viewport().width()}"


def _list(one: QListWidget) -> Iterator[str]:
    if one.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff or one.objectName() == "ledgers":
        for row in range(one.count()):
            needed = one.sizeHintForIndex(one.indexFromItem(one.item(row))).width()
            if needed > one.viewport().width() + SLACK and not one.wordWrap():
                yield f"「{one.item(row).text()}」宽 {one.viewport().width()}，要 {needed}"


def _covered(one: QWidget) -> Iterator[str]:
    """Whether a part of it lies outside what holds it, and cannot be scrolled to."""
    if not isinstance(one, QAbstractButton | QLabel | QLineEdit | QComboBox) or isinstance(one, ElidedLabel):
        return
    rect, inner = one.rect(), one
    while not inner.isWindow():
        holder = inner.parentWidget()
        rect = rect.translated(inner.pos())
        if isinstance(holder.parentWidget(), QAbstractScrollArea) or isinstance(holder, QAbstractScrollArea):
            return
        if not holder.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(rect):
            yield f"伸出 {type(holder).__name__}：{rect.getRect()} 在 {holder.width()}×{holder.height()} 里"
            return
        inner = holder
