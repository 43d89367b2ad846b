"""链条: the chain a record stands in as one picture, and the same chain as an indented list beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGraphicsItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services import chains
from app.ui import theme
from app.ui.keys import ENTER
from app.ui.on_screen import Dialog
from app.ui.plain import Foot, tip

if TYPE_CHECKING:
    from app.services.chains import Chain, Edge, Node
    from app.ui.operation import Operation
    from db.declare import Ledger

Key = tuple[str, int]
_HELD = Qt.ItemDataRole.UserRole
BOX_EMS, BOX_LINES = 16, 3.7
"""Width of a box in characters, and its height in lines."""
GAP_EMS, GAP_LINES = 6, 0.9
WORDS_AT = 0.4
"""How far along a line its words stand: lines that meet keep their words apart."""
SHARES = [640, 360]
"""How picture and list share the room."""
ROOT_GROUND, GROUND = "#cfe2f1", "#ffffff"


def places(chain: Chain) -> dict[Key, tuple[int, int]]:
    """Where each node stands: its level from the left, and its row in that level beside what it hangs on."""
    rows: dict[Key, tuple[int, int]] = {}
    for level in sorted({node.level for node in chain.nodes}):
        here = [node.key for node in chain.nodes if node.level == level]
        before = {key: [rows[other][1] for other in _linked(chain, key) if other in rows] for key in here}
        here.sort(key=lambda key: sum(before[key]) / len(before[key]) if before[key] else len(here))
        rows |= {key: (level, row) for row, key in enumerate(here)}
    return rows


def _linked(chain: Chain, key: Key) -> list[Key]:
    ends = ((edge.start, edge.end) for edge in chain.edges)
    return [end if start == key else start for start, end in ends if key in (start, end)]


def said(node: Node, words: str = "") -> str:
    """A node in one line: the words of its link, ledger, number, state, matter."""
    parts = (words, node.ledger_label, node.number, node.state, node.closing, " ".join(node.matter.split()))
    return "　".join(filter(None, parts))


class Box(QGraphicsRectItem):
    """One record of the picture."""

    def __init__(self, node: Node, rect: QRectF, *, is_root: bool, metrics: QFontMetricsF) -> None:
        super().__init__(rect)
        self.node = node
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsFocusable)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setToolTip(tip(said(node)))
        self.setBrush(QBrush(QColor(ROOT_GROUND if is_root else GROUND)))
        self._pen = QPen(QColor(theme.BLUE if is_root else "#788b9c"), 2.5 if is_root else 1)
        self.setPen(self._pen)
        room = rect.width() - 14
        state = " ".join(filter(None, ("【本条】" * is_root, node.state, node.closing)))
        name = f"{node.ledger_label} {node.number}"
        lines = ((name, theme.INK), (node.matter, theme.FAINT), (state, theme.BLUE))
        for place, (words, ink) in enumerate(lines):
            cut = metrics.elidedText(" ".join(words.split()), Qt.TextElideMode.ElideRight, room)
            text = QGraphicsSimpleTextItem(cut, self)
            text.setBrush(QBrush(QColor(ink)))
            text.setPos(rect.left() + 7, rect.top() + 4 + place * metrics.lineSpacing())

    def mark(self, *, on: bool) -> None:
        """Draw the frame that shows where the keyboard is."""
        self.setPen(QPen(QColor("#0d2f47"), 3.5) if on else self._pen)


class ChainPicture(QGraphicsView):
    """The boxes and the words between them; arrow keys go from box to box, Enter or a double click opens one."""

    opened = Signal(str, int)
    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName("链条图")
        self.boxes: dict[Key, Box] = {}
        self._places: dict[Key, tuple[int, int]] = {}
        self.current: Key | None = None

    def show_chain(self, chain: Chain) -> None:
        """Draw a chain anew, its own record in sight."""
        self.scene().clear()
        self.current, self._places, metrics = None, places(chain), QFontMetricsF(self.font())
        em, line = metrics.horizontalAdvance("汉"), metrics.lineSpacing()
        wide, high = BOX_EMS * em, BOX_LINES * line
        self.boxes = {}
        for node in chain.nodes:
            column, row = self._places[node.key]
            spot = QPointF(column * (wide + GAP_EMS * em), row * (high + GAP_LINES * line))
            rect = QRectF(spot.x(), spot.y(), wide, high)
            self.boxes[node.key] = Box(node, rect, is_root=node.key == chain.root, metrics=metrics)
        for edge in chain.edges:
            self._draw(edge)
        for box in self.boxes.values():
            self.scene().addItem(box)
        self.scene().setSceneRect(self.scene().itemsBoundingRect().adjusted(-8, -8, 8, 8))
        self.go_to(chain.root)

    def _draw(self, edge: Edge) -> None:
        """A line with its head at the record the words lead to, and the words at its middle."""
        start, end = self.boxes[edge.start].rect(), self.boxes[edge.end].rect()
        is_forward = start.right() <= end.left()
        left, right = (start, end) if is_forward else (end, start)
        one = QPointF(left.right(), left.center().y())
        other = QPointF(right.left(), right.center().y())
        if left.left() == right.left():  # the same level: along the right side
            other = QPointF(right.right(), right.center().y())
        bend = max(abs(other.x() - one.x()) / 2, 24)
        path = QPainterPath(one)
        into = other.x() - bend if other.x() > one.x() else other.x() + bend
        path.cubicTo(one.x() + bend, one.y(), into, other.y(), other.x(), other.y())
        ink = QColor(theme.FAINT)
        self.scene().addPath(path, QPen(ink, 1.3)).setZValue(-2)
        tip, back = (other, -7 if other.x() > one.x() else 7) if is_forward else (one, 7)
        head = QPolygonF([tip, QPointF(tip.x() + back, tip.y() - 4), QPointF(tip.x() + back, tip.y() + 4)])
        self.scene().addPolygon(head, QPen(ink), QBrush(ink)).setZValue(-1)
        words = QGraphicsSimpleTextItem(edge.words)
        words.setBrush(QBrush(ink))
        middle, box = path.pointAtPercent(WORDS_AT), words.boundingRect()
        words.setPos(middle.x() - box.width() / 2, middle.y() - box.height() / 2)
        ground = self.scene().addRect(words.sceneBoundingRect(), QPen(Qt.PenStyle.NoPen), QBrush(QColor(GROUND)))
        ground.setZValue(-1)
        self.scene().addItem(words)

    def go_to(self, key: Key | None) -> None:
        """Put the frame of the keyboard around a box."""
        if key is None or key not in self.boxes:
            return
        if self.current in self.boxes:
            self.boxes[self.current].mark(on=False)
        self.current = key
        box = self.boxes[key]
        box.mark(on=True)
        self.ensureVisible(box, 12, 12)
        self.setAccessibleDescription(said(box.node))
        self.moved.emit(key)

    def _beside(self, key: int) -> Key | None:
        """The box an arrow key leads to from the current one: along the level, or the nearest of the next."""
        column, row = self._places[self.current] if self.current else (0, 0)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            wanted = (column, row + (1 if key == Qt.Key.Key_Down else -1))
            return next((one for one, place in self._places.items() if place == wanted), None)
        level = column + (1 if key == Qt.Key.Key_Right else -1)
        near = [(abs(place[1] - row), one) for one, place in self._places.items() if place[0] == level]
        return min(near)[1] if near else None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.go_to(self._beside(event.key()))
        elif event.key() in ENTER and self.current is not None:
            self.opened.emit(*self.current)
        else:
            super().keyPressEvent(event)

    def _box_at(self, event: QMouseEvent) -> Box | None:
        item = self.itemAt(event.position().toPoint())
        while item is not None and not isinstance(item, Box):
            item = item.parentItem()
        return item

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        box = self._box_at(event)
        if box is not None:
            self.go_to(box.node.key)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        box = self._box_at(event)
        if box is not None:
            self.opened.emit(*box.node.key)


class ChainView(QSplitter):
    """The picture with its list: what is current in one is current in the other. `opened(ledger, id)`."""

    opened = Signal(str, int)

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(5)
        self.picture, self.list = ChainPicture(self), QListWidget(self)
        self.list.setAccessibleName("链条各条记录")
        for part in (self.picture, self.list):
            self.addWidget(part)
        self.setSizes(SHARES)
        self.picture.opened.connect(self.opened)
        self.picture.moved.connect(self._mark)
        self.list.currentItemChanged.connect(self._went)
        self.list.itemActivated.connect(lambda item: self.opened.emit(*_key(item)))

    def show_chain(self, chain: Chain) -> None:
        """Show a chain in both ways."""
        self.list.blockSignals(True)
        self.list.clear()
        for depth, words, node in chains.lines(chain):
            item = QListWidgetItem("　" * depth + said(node, words))
            item.setToolTip(tip(said(node, words)))
            item.setData(_HELD, node.key)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.picture.show_chain(chain)

    def _went(self, item: QListWidgetItem | None) -> None:
        if item is not None and _key(item) != self.picture.current:
            self.picture.go_to(_key(item))

    def _mark(self, key: Key) -> None:
        items = (self.list.item(row) for row in range(self.list.count()))
        found = next((item for item in items if _key(item) == key), None)
        if found is not None:
            self.list.setCurrentItem(found)


def _key(item: QListWidgetItem) -> Key:
    held = cast("Key", item.data(_HELD))
    return (held[0], held[1])


class ChainPanel(QWidget):
    """The chain of one record, read when the panel is shown. `open_record(ledger, id)` leads to one of it."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation, self._ledger = operation, ledger
        self._record_id: int | None = None
        self._chain: Chain | None = None
        self.view = ChainView(Qt.Orientation.Horizontal, self)
        self.view.opened.connect(self._follow)
        self.said = Foot(self)
        self.said.setProperty("role", "faint")
        self.whole = QCheckBox("连同旁支", self)
        self.whole.setToolTip("也画出只是同在一个问题、一次走访里的其他记录")
        self.whole.toggled.connect(self._draw)
        self._large = QPushButton("大图…", self)
        self._large.setAccessibleName("链条大图")
        self._large.clicked.connect(self.show_large)
        head = QHBoxLayout()
        head.addWidget(self.said, 1)
        head.addWidget(self.whole)
        head.addWidget(self._large)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 2)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)

    def show_record(self, record_id: int | None) -> None:
        """Read and draw the chain of a record; a word of explanation for one that is not saved yet."""
        self._record_id, name = record_id, self._ledger.name
        if record_id is None:
            self._show_words("保存并添加关联以后，这里画出它从哪里来、到哪里去。")
            return
        self._operation.read(
            lambda unit: chains.of(unit, ledger=name, record_id=record_id),
            lambda chain: self._show(chain) if record_id == self._record_id else None,
            owner=self,
        )

    def _show_words(self, words: str) -> None:
        self._chain = None
        self.said.setText(words)
        for part in (self.view, self._large, self.whole):
            part.hide()

    def _show(self, chain: Chain) -> None:
        if not chain.edges:
            self._show_words("这条记录还没有关联的记录，可以在“关联”里添加。")
            return
        self._chain = chain
        self.view.show()
        self._large.show()
        self.whole.setVisible(len(chains.lineage(chain).nodes) < len(chain.nodes))
        self._draw()

    def _shown(self) -> Chain | None:
        """The chain as the clerk wants to see it: the line of the record, or with all that hangs on it."""
        return self._chain if self._chain is None or self.whole.isChecked() else chains.lineage(self._chain)

    def _draw(self) -> None:
        shown = self._shown()
        if shown is not None:
            cut = f"，只画出最近的 {chains.LARGEST} 条" if shown.is_cut and self.whole.isChecked() else ""
            self.said.setText(f"共 {len(shown.nodes)} 条记录{cut}。方向键移动，双击或按回车打开。")
            self.view.show_chain(shown)

    def _follow(self, ledger: str, record_id: int) -> None:
        if (ledger, record_id) != (self._ledger.name, self._record_id):
            self.open_record.emit(ledger, record_id)

    def show_large(self) -> QDialog | None:
        """The same picture in a window of its own, the list below it."""
        shown = self._shown()
        if shown is None:
            return None
        dialog = Dialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("链条")
        dialog.resize(1160, 640)
        view = ChainView(Qt.Orientation.Vertical, dialog)
        view.opened.connect(dialog.accept)
        view.opened.connect(self._follow)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
        buttons.rejected.connect(dialog.reject)
        lines = QVBoxLayout(dialog)
        lines.addWidget(view, 1)
        lines.addWidget(buttons)
        view.show_chain(shown)
        dialog.open()
        return dialog
