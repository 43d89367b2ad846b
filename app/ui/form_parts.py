"""The parts a form is made of: its head line, its list of errors, and a section of fields with 更多."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.flow_layout import EndsLayout
from app.ui.plain import tip
from app.ui.spoken import announce

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.ui.fields import Field
    from db.declare import Column

SHOWN_ERRORS = 6
SHOWN_MISSING = 8
_LINK = "#1f5f8b"
_LINKS = Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard


class ElidedLabel(QLabel):
    """One line of text that gives way: cut with … where there is no room, whole in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(40)

    def show_text(self, text: str) -> None:
        """Show a text."""
        self._whole = " ".join(text.split())
        self.setToolTip(tip(self._whole))
        self._fit()

    def _fit(self) -> None:
        self.setText(QFontMetrics(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class Head(QWidget):
    """The head of a form: number, state, matter, star, follow-up day, and what a complete record still lacks."""

    jump = Signal(str)
    star_toggled = Signal(bool)
    follow_up = Signal()

    def __init__(self, *, has_star: bool) -> None:
        super().__init__()
        self.number, self.matter, self.state, self.missing = QLabel(), ElidedLabel(), QLabel(self), QLabel(self)
        self.number.setProperty("role", "title")
        self.state.setObjectName("state")
        self.matter.setProperty("role", "faint")
        self.star, self.follow = QToolButton(self), QToolButton(self)
        self.star.setCheckable(True)
        self.star.setAccessibleName("重点关注")
        self.star.toggled.connect(self._starred)
        self.follow.clicked.connect(self.follow_up)
        self.missing.setTextFormat(Qt.TextFormat.RichText)
        self.missing.setTextInteractionFlags(_LINKS)
        self.missing.setWordWrap(True)
        self.missing.linkActivated.connect(self.jump)
        named, marks = _line(self.number, self.state, self.matter), _line(self.follow, self.star)
        if not has_star:
            marks.hide()  # to show it here, where it has no place yet, would open a window of its own
        line = EndsLayout(gap=10)
        line.addWidget(named)
        line.addWidget(marks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self.missing)
        self._starred(on=False)

    def _starred(self, on: bool) -> None:
        self.star.setText("★ 重点" if on else "☆ 重点")
        self.star.setToolTip("重点关注：点一下打上或去掉星标")
        self.star_toggled.emit(on)

    def set_star(self, *, on: bool) -> None:
        """Show the star without telling."""
        self.star.blockSignals(True)
        self.star.setChecked(on)
        self.star.setText("★ 重点" if on else "☆ 重点")
        self.star.blockSignals(False)

    def show_follow_up(self, day: str) -> None:
        """Show the follow-up day."""
        self.follow.setText(f"跟进 {day}" if day else "跟进日…")
        self.follow.setAccessibleName(f"跟进日期 {day}".strip())
        self.follow.setToolTip("填写跟进日期和跟进事项")

    def show_missing(self, columns: Sequence[Column], paper: Mapping[str, str]) -> None:
        """List the ★ columns that are blank, each a link to its field, with what the paper says of it."""
        named = "　".join(_link(column.key, _with_paper(column.label, paper)) for column in columns[:SHOWN_MISSING])
        more = f"　等{len(columns)}项" if len(columns) > SHOWN_MISSING else ""
        self.missing.setText(f'<span style="color:#8a4b00">待补</span>　{named}{more}')
        self.missing.setAccessibleName("待补：" + "、".join(column.label for column in columns))
        self.missing.setVisible(bool(columns))


def _line(*parts: QWidget) -> QWidget:
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    for part in parts:
        layout.addWidget(part, int(isinstance(part, ElidedLabel)))
    return line


def _with_paper(label: str, paper: Mapping[str, str]) -> str:
    return f"{label}（纸面{paper[label]}）" if label in paper else label


def _link(key: str, text: str) -> str:
    return f'<a href="{escape(key)}" style="color:{_LINK}">{escape(text)}</a>'


class ErrorBar(QFrame):
    """All that keeps a record from being saved, in one place, each a link to its field."""

    jump = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message")
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setTextInteractionFlags(_LINKS)
        self.label.setWordWrap(True)
        self.label.linkActivated.connect(self.jump)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(self.label)
        self.sentences: tuple[str, ...] = ()
        self.show_errors(())

    def show_errors(self, errors: Sequence[tuple[str, str]]) -> None:
        """Show (key, sentence) pairs; a pair without a key is no link. None at all takes the bar away."""
        self.sentences = tuple(sentence for _key, sentence in errors)
        lines = [_link(key, sentence) if key else escape(sentence) for key, sentence in errors[:SHOWN_ERRORS]]
        if len(errors) > SHOWN_ERRORS:
            lines.append(f"还有{len(errors) - SHOWN_ERRORS}处。")
        head = "没有存上，填的内容都还在。请核对：<br>" if len(errors) > 1 else ""
        self.label.setText(head + "<br>".join(lines))
        self.label.setAccessibleName("；".join(self.sentences))
        self.setVisible(bool(errors))
        announce(self, "；".join(self.sentences))


class Section(QWidget):
    """A headed group of fields: the first ones stand open, the others are made and shown by 更多.

    `make` builds the field of a column when it is first shown. `opened` tells of 更多.
    """

    opened = Signal()

    def __init__(self, title: str, columns: Sequence[Column], make: Callable[[Column], Field]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._make = make
        self._fields: dict[str, Field] = {}
        self._labels: dict[str, QLabel] = {}
        self._pinned: frozenset[str] = frozenset()
        self._shape = (2, 100)
        self.title = title
        heading = QLabel(title)
        heading.setProperty("role", "section")
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        rule.setObjectName("rule")
        self.more = QPushButton()
        self.more.setFlat(True)
        self.more.setCheckable(True)
        self.more.setObjectName("more")
        self.more.toggled.connect(self._toggled)
        line = QHBoxLayout()
        line.addWidget(heading)
        line.addWidget(rule, 1)
        line.addWidget(self.more)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 4)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(3)
        outer.addLayout(line)
        outer.addLayout(self._grid)

    def pin(self, keys: frozenset[str]) -> None:
        """Let these fields stand open, the others under 更多."""
        self._pinned = keys
        self._arrange()

    def shape(self, columns: int, label_width: int) -> None:
        """Lay the fields out in so many columns with labels of that width."""
        if self._shape != (columns, label_width):
            self._shape = (columns, label_width)
            self._arrange()

    def _toggled(self) -> None:
        self._arrange()
        self.opened.emit()

    def open(self) -> None:
        """Show all fields."""
        self.more.setChecked(True)

    def visible_fields(self) -> list[Field]:
        """The fields that show, in order."""
        return [self._fields[column.key] for column in self.columns if self._is_shown(column)]

    def _is_shown(self, column: Column) -> bool:
        return column.key in self._pinned or self.more.isChecked()

    def _field(self, column: Column) -> Field:
        if column.key not in self._fields:
            field = self._make(column)
            self._fields[column.key] = field
            self._labels[column.key] = field.label()
        return self._fields[column.key]

    def _arrange(self) -> None:
        hidden = [column for column in self.columns if column.key not in self._pinned]
        self.more.setVisible(bool(hidden))
        self.more.setText("收起" if self.more.isChecked() else f"更多 {len(hidden)} 项")
        self.more.setAccessibleName(f"{self.title}：{self.more.text()}")
        shown = [(self._field(column), column) for column in self.columns if self._is_shown(column)]
        for key, field in self._fields.items():
            self._grid.removeWidget(field)
            self._grid.removeWidget(self._labels[key])
        self._place(shown)
        keys = {column.key for _field, column in shown}
        for key, field in self._fields.items():
            field.setVisible(key in keys)
            self._labels[key].setVisible(key in keys)

    def _place(self, shown: list[tuple[Field, Column]]) -> None:
        columns, width = self._shape
        row = side = 0
        for field, column in shown:
            if field.is_wide and side:
                row, side = row + 1, 0
            label = self._labels[column.key]
            label.setFixedWidth(width)
            label.setContentsMargins(0, 3, 0, 0)
            self._grid.addWidget(label, row, 2 * side, Qt.AlignmentFlag.AlignTop)
            span = 2 * columns - 1 if field.is_wide else 1
            self._grid.addWidget(field, row, 2 * side + 1, 1, span, Qt.AlignmentFlag.AlignTop)
            side += 1
            if field.is_wide or side >= columns:
                row, side = row + 1, 0
        for place in range(2):
            self._grid.setColumnStretch(2 * place + 1, 1 if place < columns else 0)
