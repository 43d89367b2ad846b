"""Contrast as the web's guidelines reckon it: of two colours, and of words as they are painted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget

from tests.ui.audit import in_sight

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS, SIGNS = 4.5, 3.0
"""What words need against their ground, and what signs, frames and marks do."""
EDGE = 4
"""Pixels at the rim of a widget that are its frame."""
_PROPERTIES = ("role", "chip", "tile", "main", "check", "step", "wrong", "readOnly", "alarm", "near")


def luminance(colour: str) -> float:
    """How bright a colour is, 0 to 1."""
    parts = []
    for part in QColor(colour).getRgbF()[:3]:  # type: ignore[index]
        parts.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def ratio(one: str, other: str) -> float:
    """How far two colours stand apart, 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


class Eye:
    """Looks at the words of windows; each kind of widget in each of its looks once."""

    def __init__(self) -> None:
        self.seen: dict[tuple[object, ...], float] = {}

    def pale(self, root: QWidget) -> Iterator[str]:
        """The words that do not stand out from their ground, in sight below a widget."""
        fresh = {}
        for one in in_sight(root):
            look = _look(one)
            is_whole = one.visibleRegion().boundingRect() == one.rect() and one.width() >= one.minimumSizeHint().width()
            if look is not None and look not in self.seen and is_whole:
                fresh.setdefault(look, one)
        if not fresh:
            return
        window = root.window()
        picture = window.grab().toImage()
        for look, one in fresh.items():
            rect = one.visibleRegion().boundingRect()
            at = one.mapTo(window, rect.topLeft())
            scale = picture.devicePixelRatio()
            part = picture.copy(*(round(size * scale) for size in (at.x(), at.y(), rect.width(), rect.height())))
            found = measured(part)
            if found > 1:  # else it is not painted yet, and is looked at when it is
                self.seen[look] = found
            if 1 < found < WORDS:
                yield f"{look}：对比 {found:.1f}"


def _look(one: QWidget) -> tuple[object, ...] | None:
    if not one.isEnabled() or not isinstance(one, QLabel | QAbstractButton | QLineEdit | QPlainTextEdit):
        return None
    if isinstance(one, QLabel | QAbstractButton):
        has_words = bool(one.text().strip(" ●"))
        marks: tuple[object, ...] = (isinstance(one, QAbstractButton) and one.isChecked(),)
    else:
        typed = one.text() if isinstance(one, QLineEdit) else one.toPlainText()
        has_words = bool(typed or one.placeholderText())
        marks = (bool(typed), one.isReadOnly())
    if not has_words or one.property("role") == "none":
        return None
    return (type(one).__name__, one.objectName(), *(one.property(name) for name in _PROPERTIES), *marks)


def measured(picture: QImage) -> float:
    """The contrast of what is painted: of the commonest colour and the one farthest from it."""
    inner = picture.copy(EDGE, EDGE, picture.width() - 2 * EDGE, picture.height() - 2 * EDGE)
    if inner.isNull():  # nothing but its edge
        return 21.0
    plain = inner.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(plain.constBits()).cast("I"))
    if not counted:
        return 21.0
    ground = QColor(counted.most_common(1)[0][0]).name()
    return max(ratio(ground, QColor(colour).name()) for colour in counted)
