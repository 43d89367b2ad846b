"""Bars on paper: one layout for the sheet and for the picture in a Word document, told apart in black and white."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from app.paper.fonts import Role, typeface

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.paper.canvas import PageWriter

SIZE = 10.5
"""Letters of a chart in points (五号)."""
TITLE_SIZE = 12.0
STEP = 16.0
THICK, GAP, HIGH, SWATCH = 12.0, 6.0, 90.0, 8.0
"""Thickness of a bar, room between labels, height of the tallest column, side of a swatch, in points."""
LABEL_SHARE = 0.28
"""Part of the width that labels of lying bars may take at most."""
FILLS = (0.35, 0.75, 1.0)
"""Greys of the series; the last is an empty box."""
SHORTEST = 0.8
DOTS = 300
"""Dots an inch of the picture."""
_INCH = 72.0


@dataclass(frozen=True, slots=True)
class ChartBars:
    """The bars of one series: for each label its words and its part of the full length (0 to 1), None for no data."""

    name: str
    bars: tuple[tuple[str, float] | None, ...]


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart of a document: title, labels, series; columns where it goes over time, else lying bars."""

    title: str
    labels: tuple[str, ...]
    series: tuple[ChartBars, ...]
    over_time: bool
    note: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What the chart says, a label on each line: for who reads it aloud."""
        return tuple(f"{label}：{self._said(place)}" for place, label in enumerate(self.labels))

    def _said(self, place: int) -> str:
        found = ((one.name, one.bars[place]) for one in self.series)
        return "，".join(f"{name}{bar[0]}" for name, bar in found if bar is not None) or "—"


@dataclass(frozen=True, slots=True)
class Box:
    """A bar: lower left corner, width, height in points from the lower left of the drawing; and which series."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Words: where they stand on the baseline, `anchor` (0 left, 0.5 middle, 1 right of `x`), and their size."""

    x: float
    y: float
    text: str
    anchor: float
    size: float = SIZE


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart laid out: its height in points and what is in it."""

    height: float
    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]


def laid_out(block: ChartBlock, width: float) -> Drawing:
    """Lay a chart out in that width, in points; labels too long for their place are shortened with …"""
    boxes, marks, body = (_columns if block.over_time else _rows)(block, width)
    lifted = STEP if block.note else 0.0
    boxes = [replace(box, y=box.y + lifted) for box in boxes]
    marks = [replace(mark, y=mark.y + lifted) for mark in marks]
    top = body + lifted
    if block.note:
        marks.append(Mark(width / 2, GAP, _shortened(block.note, width), 0.5))
    if len(block.series) > 1:
        _legend(block, width, top + GAP, boxes, marks)
        top += STEP
    marks.append(Mark(width / 2, top + GAP, block.title, 0.5, TITLE_SIZE))
    return Drawing(top + STEP + GAP, tuple(boxes), tuple(marks))


def _legend(block: ChartBlock, width: float, y: float, boxes: list[Box], marks: list[Mark]) -> None:
    """A swatch and the name of each series, in the middle of a line."""
    each = [SWATCH + GAP / 2 + _measure(one.name) + 2 * GAP for one in block.series]
    x = (width - sum(each)) / 2
    for place, (one, room) in enumerate(zip(block.series, each, strict=True)):
        boxes.append(Box(x, y, SWATCH, SWATCH, place))
        marks.append(Mark(x + SWATCH + GAP / 2, y, one.name, 0))
        x += room


def _measure(text: str, size: float = SIZE) -> float:
    advances = typeface(Role.FANG).advances
    return sum(advances[char] for char in text) * size / 1000


def _shortened(text: str, room: float) -> str:
    if _measure(text) <= room:
        return text
    while text and _measure(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


def _rows(block: ChartBlock, width: float) -> tuple[list[Box], list[Mark], float]:
    """Bars lying under their labels' line, from the top down."""
    texts = [bar[0] for one in block.series for bar in one.bars if bar is not None] or [""]
    left = min(max((_measure(label) for label in block.labels), default=0), width * LABEL_SHARE) + GAP
    longest = width - left - max(_measure(text) for text in texts) - GAP
    lines = [[(n, one.bars[row]) for n, one in enumerate(block.series)] for row in range(len(block.labels))]
    told = [[(n, bar) for n, bar in line if bar is not None] or [(0, ("—", 0.0))] for line in lines]
    top = height = sum(max(STEP, THICK * len(line) + GAP) for line in told) + GAP
    boxes: list[Box] = []
    marks: list[Mark] = []
    for label, line in zip(block.labels, told, strict=True):
        each = max(STEP, THICK * len(line) + GAP)
        marks.append(Mark(left - GAP, top - each / 2 - SIZE / 3, _shortened(label, left - GAP), 1))
        bottom = top - (each - THICK * len(line)) / 2
        for series, (text, part) in line:
            bottom -= THICK
            length = max(longest * part, SHORTEST if part else 0)
            boxes.append(Box(left, bottom, length, THICK - 1, series))
            marks.append(Mark(left + length + GAP / 2, bottom + 1, text, 0))
        top -= each
    return boxes, marks, height


def _columns(block: ChartBlock, width: float) -> tuple[list[Box], list[Mark], float]:
    """Columns from left to right, what each comes to above it, its label below."""
    each = width / max(len(block.labels), 1)
    thick = min(THICK * 2, (each - GAP) / max(len(block.series), 1))
    boxes, marks = [], []
    for column, label in enumerate(block.labels):
        middle = each * (column + 0.5)
        start = middle - thick * len(block.series) / 2
        for row, line in enumerate(_label_lines(label, each)):
            marks.append(Mark(middle, STEP * (1 - row) + GAP, line, 0.5))
        for place, one in enumerate(block.series):
            bar = one.bars[column]
            tall = 0.0 if bar is None else max(HIGH * bar[1], SHORTEST if bar[1] else 0)
            boxes.append(Box(start + thick * place, STEP * 2 + GAP, thick - 1, tall, place))
            text = "—" if bar is None else bar[0]
            marks.append(Mark(start + thick * (place + 0.5), STEP * 2 + GAP + tall + 2, text, 0.5))
    return boxes, marks, STEP * 3 + GAP + HIGH


def _label_lines(label: str, room: float) -> tuple[str, ...]:
    """2014年3月 on one line where it fits, else the year over the month."""
    year, sign, month = label.partition("年")
    if not month or _measure(label) <= room:
        return (_shortened(label, room),)
    return (f"{year}{sign}", month)


# ---- on the sheet ----------------------------------------------------------------------------------------------------


def draw_chart(writer: PageWriter, block: ChartBlock, x: float, top: float, width: float) -> float:
    """Draw a chart under `top`, from `x`, as wide as `width` (points); returns where it ends."""
    drawing = laid_out(block, width)
    low = top - drawing.height
    for grey, boxes in _by_fill(drawing):
        writer.filled(grey, [(x + box.x, low + box.y, box.width, box.height) for box in boxes])
    for mark in drawing.marks:
        pen = writer.pen(Role.FANG, mark.size)
        text = pen.tidy(mark.text)
        writer.write(pen, [(x + mark.x - pen.width(text) * mark.anchor, low + mark.y, text)])
    return low


def _by_fill(drawing: Drawing) -> Iterator[tuple[float, list[Box]]]:
    for place, grey in enumerate(FILLS):
        if boxes := [box for box in drawing.boxes if box.series % len(FILLS) == place and box.width and box.height]:
            yield grey, boxes


# ---- as a picture ----------------------------------------------------------------------------------------------------


def chart_picture(block: ChartBlock, width: float) -> bytes:
    """The chart as a PNG picture of that width (points) at 300 dots an inch, for a Word document."""
    from PIL import Image, ImageDraw, ImageFont

    drawing, scale = laid_out(block, width), DOTS / _INCH
    image = Image.new("L", (round(width * scale), round(drawing.height * scale)), 255)
    canvas = ImageDraw.Draw(image)
    for grey, boxes in _by_fill(drawing):
        for box in boxes:
            canvas.rectangle(_corners(box, drawing.height, scale), fill=round(grey * 255), outline=0, width=2)
    for mark in drawing.marks:
        letters = ImageFont.truetype(str(_face_file(mark.text)), mark.size * scale)
        anchor = {0: "ls", 0.5: "ms", 1: "rs"}[mark.anchor]
        place = (mark.x * scale, (drawing.height - mark.y) * scale)
        canvas.text(place, mark.text, fill=0, font=letters, anchor=anchor)
    out = BytesIO()
    image.save(out, "PNG", dpi=(DOTS, DOTS))
    return out.getvalue()


def _corners(box: Box, height: float, scale: float) -> tuple[float, float, float, float]:
    top = height - box.y - box.height
    return box.x * scale, top * scale, (box.x + box.width) * scale, (top + box.height) * scale


def _face_file(text: str) -> Path:
    """The face that has the rarest character of a text; a picture takes one face a line."""
    face = typeface(Role.FANG)
    rare = next((ord(char) for char in text if not face.own.has(ord(char))), None)
    return (face.own if rare is None else face.face_of(rare) or face.own).path
