"""Peer: a plain QPainter program that draws the same rows into a PDF, with the same face, widths, wrap and rules.

It knows neither Chinese line-breaking rules nor missing characters nor splitting of long rows.
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate
from pathlib import Path

from PySide6.QtCore import QLineF, QMarginsF, QPointF
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from bench import data

POINTS = 72
LEFT, RIGHT, TOP, BOTTOM = 71, 791, 544, 51
TOP_EDGE = 51
SIZE, LEADING, SIDE, ABOVE = 9.0, 12.15, 2.5, 4.0
LEAST_ROW = 27.0


class Sheet:
    """Rows on their way over the pages."""

    def __init__(self, out: Path) -> None:
        self.writer = QPdfWriter(str(out))
        self.writer.setPageLayout(
            QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, QMarginsF())
        )
        self.scale = self.writer.resolution() / POINTS
        self.painter = QPainter(self.writer)
        self.painter.scale(self.scale, self.scale)
        face = data.ROOT / "resources" / "fonts" / "NotoSerifSC-Regular.ttf"
        family = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(face)))[0]
        self.font = QFont(family)
        self.font.setPixelSize(int(SIZE))
        self.painter.setFont(self.font)
        self.metrics = QFontMetricsF(self.font)
        self.advances: dict[str, float] = {}
        frame = (RIGHT - LEFT) / sum(data.WIDTHS)
        self.edges = list(accumulate((width * frame for width in data.WIDTHS), initial=float(LEFT)))
        self.y, self.page, self.page_top = float(TOP_EDGE), 1, float(TOP_EDGE)

    def advance(self, char: str) -> float:
        found = self.advances.get(char)
        if found is None:
            found = self.advances[char] = self.metrics.horizontalAdvance(char)
        return found

    def wrap(self, text: str, width: float) -> list[str]:
        """Break wherever the line is full."""
        lines, start, used = [], 0, 0.0
        for place, char in enumerate(text):
            advance = self.advance(char)
            if used + advance > width and place > start:
                lines.append(text[start:place])
                start, used = place, 0.0
            used += advance
        return [*lines, text[start:]]

    def row(self, cells: tuple[str, ...]) -> None:
        """Draw one row, on the next page when it does not fit."""
        edges = self.edges
        laid = [self.wrap(cell, edges[n + 1] - edges[n] - 2 * SIDE) for n, cell in enumerate(cells)]
        height = max(LEAST_ROW, max(map(len, laid)) * LEADING + 2 * ABOVE)
        if self.y + height > TOP:
            self.turn()
        for left, lines in zip(edges, laid, strict=False):
            for n, line in enumerate(lines):
                self.painter.drawText(QPointF(left + SIDE, self.y + ABOVE + SIZE + n * LEADING), line)
        self.y += height
        self.painter.drawLine(QLineF(LEFT, self.y, RIGHT, self.y))

    def turn(self) -> None:
        """End the page and draw the head of the next."""
        self.end_page()
        self.writer.newPage()
        self.page += 1
        self.y = self.page_top = float(TOP_EDGE)
        self.row(data.HEADS)

    def end_page(self) -> None:
        """Draw the upright rules and the page number."""
        self.painter.drawLine(QLineF(LEFT, self.page_top, RIGHT, self.page_top))
        for x in self.edges:
            self.painter.drawLine(QLineF(x, self.page_top, x, self.y))
        self.painter.drawText(QPointF((LEFT + RIGHT) / 2, 568), f"第 {self.page} 页")


def main(count: int, out: Path) -> None:
    """Draw the rows."""
    app = QGuiApplication([])
    rows = list(data.rows(count))
    sheet = Sheet(out)
    sheet.row(data.HEADS)
    for cells in rows:
        sheet.row(cells)
    sheet.end_page()
    sheet.painter.end()
    print(json.dumps({"pages": sheet.page}))
    del app


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
