"""A report on the screen as it stands on paper: each figure a link to its records, each paragraph in hand."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser
from typing_extensions import override

from app.paper.chart import chart_picture
from app.paper.fonts import FILES, Role, resources
from app.paper.report import Drawing, Grid, Paragraph, Run, Style
from app.ui import theme
from app.ui.plain import tip

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from app.paper.chart import ChartBlock
    from app.services.reports import Composed, Shown

FIELD = "field:"
WIDEST = 860
"""Pixels of the sheet, beyond which it stands in the middle."""
MARGIN = 56
CHART_WIDTH = 425.0
"""Points of a chart on paper."""
LINE = 145.0
"""Line height in per cent."""
MOST_ROWS = 60
"""So many rows of a table are shown; the paper has them all."""
GROUND, OWN_GROUND, GAP_GROUND = "#ffffff", "#eef5fb", "#fff2cc"
NOTES = {"own": "自己写的", "edited": "改写过", "added": "自己添的"}
_FACES = {Style.FIRST: ("Noto Sans SC", True), Style.SECOND: ("LXGW WenKai", False)}


@cache
def load_faces() -> None:
    """Read the faces of paper once, when a report is first shown: a start needs none of them."""
    for role in (Role.SONG, Role.TITLE):
        QFontDatabase.addApplicationFont(str(resources() / "fonts" / FILES[role]))


class ReportPaper(QTextBrowser):
    """Shows a report. `field_clicked(code)`; `paragraph_chosen(key)` as the cursor moves; `asked(key)` to edit."""

    field_clicked = Signal(str)
    paragraph_chosen = Signal(str)
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("报告预览")
        self.setOpenLinks(False)
        self.setMaximumWidth(WIDEST)
        self.setStyleSheet(f"QTextBrowser {{ background: {GROUND}; }}")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.keys: list[str] = []
        self._name = ""
        self.anchorClicked.connect(self._clicked)
        self.cursorPositionChanged.connect(self._moved)

    def show_report(self, composed: Composed) -> None:
        """Show a report, staying at the paragraph that was in hand."""
        load_faces()
        is_same = composed.name == self._name
        chosen, place = (self.key(), self.verticalScrollBar().value()) if is_same else ("", 0)
        self._name = composed.name
        paper = _Sheet(composed, self.font())
        self.keys = paper.keys
        self.setDocument(paper.document)
        paper.document.setParent(self)
        if chosen in self.keys:
            self.choose(chosen)
        self.verticalScrollBar().setValue(place)

    def key(self) -> str:
        """The paragraph in hand, empty when there is none."""
        state = self.textCursor().block().userState()
        return self.keys[state] if 0 <= state < len(self.keys) else ""

    def choose(self, key: str) -> None:
        """Put the cursor into a paragraph."""
        block = self.document().begin()
        while block.isValid():
            state = block.userState()
            if 0 <= state < len(self.keys) and self.keys[state] == key:
                self.setTextCursor(QTextCursor(block))
                return
            block = block.next()

    def _clicked(self, url: QUrl) -> None:
        name = url.toString()
        if name.startswith(FIELD):
            self.field_clicked.emit(QUrlText.decoded(name.removeprefix(FIELD)))

    def _moved(self) -> None:
        self.paragraph_chosen.emit(self.key())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.key():
            self.asked.emit(self.key())


class QUrlText:
    """A field's code as the address of a link: any text, letter by letter."""

    @staticmethod
    def encoded(code: str) -> str:
        """The code as hexadecimal digits, which no address changes."""
        return code.encode("utf-8").hex()

    @staticmethod
    def decoded(text: str) -> str:
        """The code again."""
        return bytes.fromhex(text).decode("utf-8")


class _Sheet:
    """Writes a report into a document."""

    def __init__(self, composed: Composed, font: QFont) -> None:
        self.document = QTextDocument()
        self.document.setDocumentMargin(MARGIN)
        self.document.setUndoRedoEnabled(False)
        self.keys: list[str] = []
        self._size = max(11.0, font.pointSizeF() * 1.15)
        self._cursor = QTextCursor(self.document)
        self._is_first = True
        self._write(composed)

    def _write(self, composed: Composed) -> None:
        report = composed.report
        middle = Qt.AlignmentFlag.AlignHCenter
        self._line([Run(report.title)], self._shape(align=middle, below=18), self._look(1.4, weight=900))
        if report.under_title:
            self._line([Run(report.under_title)], self._shape(align=middle, below=10), self._look(0.9))
        for block in report.body:
            self._block(block, composed.shown)
        if report.signed:
            for words in ("", report.signed, report.day):
                self._line([Run(words)], self._shape(align=Qt.AlignmentFlag.AlignRight), self._look())
        for block in report.annex:
            self._block(block, composed.shown)
        self._cursor.movePosition(QTextCursor.MoveOperation.Start)

    # ---- paragraphs --------------------------------------------------------------------------------------------------

    def _block(self, block: Paragraph | Grid | Drawing, shown: dict[str, Shown]) -> None:
        if isinstance(block, Grid):
            self._grid(block)
        elif isinstance(block, Paragraph):
            self._paragraph(block, shown.get(block.key))
        elif block.chart is not None:
            self._chart(block.chart)

    def _chart(self, chart: ChartBlock) -> None:
        """As it stands on paper; its bars open their rows on the page of charts."""
        width = WIDEST - 4 * MARGIN
        image = QImage.fromData(chart_picture(chart, CHART_WIDTH))
        shown = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        self._line([], self._shape(align=Qt.AlignmentFlag.AlignHCenter), self._look())
        self._cursor.insertImage(shown, chart.title)

    def _paragraph(self, block: Paragraph, one: Shown | None) -> None:
        self.keys.append(block.key)
        is_own = one is not None and one.kind in NOTES
        indent = 0.0 if block.style is Style.FLUSH else 2.0
        shape = self._shape(indent=indent, ground=OWN_GROUND if is_own else "")
        face, is_bold = _FACES.get(block.style, ("Noto Serif SC", False))
        look = self._look(face=face, weight=700 if is_bold else 400)
        for line in _lines(block.runs):
            self._line(line, shape, look, state=len(self.keys) - 1)
        if one is not None and (is_own or one.changed):
            words = "　".join(filter(None, (f"〔{NOTES[one.kind]}〕" if is_own else "", one.changed)))
            note = self._look(0.8, colour=theme.AMBER if one.changed else theme.FAINT, face="Noto Sans SC")
            self._line([Run(words)], self._shape(ground=OWN_GROUND if is_own else ""), note, state=len(self.keys) - 1)

    def _line(self, runs: list[Run], shape: QTextBlockFormat, look: QTextCharFormat, state: int = -1) -> None:
        if self._is_first:
            self._cursor.setBlockFormat(shape)
            self._is_first = False
        else:
            self._cursor.insertBlock(shape, look)
        self._cursor.block().setUserState(state)
        for run in runs:
            self._cursor.insertText(run.text, self._run_look(run, look))

    def _run_look(self, run: Run, look: QTextCharFormat) -> QTextCharFormat:
        if not run.code and not run.is_gap:
            return look
        own = QTextCharFormat(look)
        if run.is_gap:
            own.setForeground(QColor(theme.RED))
            own.setBackground(QColor(GAP_GROUND))
            own.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            return own
        own.setAnchor(True)
        own.setAnchorHref(f"{FIELD}{QUrlText.encoded(run.code)}")
        own.setForeground(QColor(theme.BLUE))
        own.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        own.setToolTip(tip(f"{run.name}：点一下看它的记录"))
        return own

    def _shape(
        self, *, indent: float = 0.0, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft, below: float = 4.0,
        ground: str = "",
    ) -> QTextBlockFormat:  # fmt: skip
        shape = QTextBlockFormat()
        shape.setAlignment(align)
        shape.setTextIndent(indent * self._size * theme.PX_PER_POINT)
        shape.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setBottomMargin(below)
        if ground:
            shape.setBackground(QColor(ground))
        return shape

    def _look(
        self, scale: float = 1.0, *, weight: int = 400, colour: str = theme.INK, face: str = "Noto Serif SC"
    ) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFontFamilies([face, "Noto Sans SC"])
        look.setFontPointSize(self._size * scale)
        look.setFontWeight(weight)
        look.setForeground(QColor(colour))
        return look

    # ---- tables ------------------------------------------------------------------------------------------------------

    def _grid(self, grid: Grid) -> None:
        if grid.caption:
            centred = self._shape(align=Qt.AlignmentFlag.AlignHCenter, below=4)
            self._line([Run(grid.caption)], centred, self._look(face="Noto Sans SC", weight=700))
        rows = grid.rows[:MOST_ROWS]
        table = self._cursor.insertTable(len(rows) + 1, len(grid.columns), self._table_shape(grid))
        small, head = self._look(0.82), self._look(0.82, face="Noto Sans SC", weight=700)
        for place, column in enumerate(grid.columns):
            table.cellAt(0, place).firstCursorPosition().insertText(column.label, head)
        for at, row in enumerate(rows, start=1):
            for place, run in enumerate(row):
                table.cellAt(at, place).firstCursorPosition().insertText(run.text, self._run_look(run, small))
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        whole = len(grid.rows)
        more = f"这里列出前{MOST_ROWS}行，共{whole}行；存出或打印时全部都有。" if whole > MOST_ROWS else ""
        words = "　".join(filter(None, (grid.note, more)))
        self._line([Run(words)], self._shape(below=14), self._look(0.8, colour=theme.FAINT))

    def _table_shape(self, grid: Grid) -> QTextTableFormat:
        shape = QTextTableFormat()
        shape.setBorder(1)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderCollapse(True)
        shape.setCellPadding(4)
        shape.setHeaderRowCount(1)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        total = sum(column.width for column in grid.columns) or 1
        shape.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, 100 * column.width / total) for column in grid.columns]
        )
        return shape


def _lines(runs: tuple[Run, ...]) -> list[list[Run]]:
    """The runs of each line of a paragraph: the clerk's own words may have several."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *rest = [run.text] if run.code else run.text.split("\n")
        lines[-1].append(Run(first, run.code, run.name, run.is_gap))
        lines += [[Run(text, "", "", run.is_gap)] for text in rest]
    return lines
