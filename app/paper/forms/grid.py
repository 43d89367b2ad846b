"""Boxes of a form: rows of cells with labels, text that shrinks and goes on, and boxes left for the pen. Points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.pictures import draw_pictures
from app.paper.forms.sheet import CONTINUED, DATE_BY_HAND, baseline
from app.paper.tree import Align

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.paper.canvas import Pen
    from app.paper.forms.pictures import Picture
    from app.paper.forms.sheet import Sheet

SIDE = 2.0 * MM
ABOVE = 0.8 * MM
TEXT_SIZES = (12.0, 10.5, 9.5, 9.0)
"""A box's text is never set below 小五."""
LABEL_SIZES = (12.0, 10.5, 9.0)
SIGN_SIZE = 10.5
TORN = 3
SHORT = 20
"""Characters of a text that is kept on one line if any size allows."""
OUTER, INNER = 1.0, 0.5
LINE = 9.0 * MM
"""From one ruled line to the next: a pen fits."""
LINE_SIZE = 12.0
LAST_GAP = 4.0 * MM
"""A ruled line is left out where the box's own edge is so near."""


@dataclass(frozen=True, slots=True)
class Label:
    """The name of the boxes at its right; `width` in millimetres."""

    text: str
    width: float = 24


@dataclass(frozen=True, slots=True)
class Text:
    """A filled box; without a width it takes what is left of its row."""

    text: str
    width: float = 0
    align: Align = Align.LEFT
    name: str = ""
    """What a 续页 calls the box; without it the label at its left."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A box ruled for handwriting; what is known already stands on the lines."""

    text: str = ""
    width: float = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A box for the pen: the opinion above, who signs or seals it and the day at the lower right.

    Nothing is ever printed where the pen writes; `hint` (盖章) stands beside the day.
    """

    sign: str = "签字："
    hint: str = ""
    width: float = 0


@dataclass(frozen=True, slots=True)
class Pictures:
    """A box of pictures side by side under its heading."""

    heading: str
    pictures: tuple[Picture, ...] = ()
    width: float = 0


Cell = Label | Text | Lines | Opinion | Pictures


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, at least `height` millimetres high; a row that `grows` takes of the page what is left."""

    height: float
    cells: tuple[Cell, ...]
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that belong together under one label at their left, set upright when it is narrow."""

    rows: tuple[Row, ...]
    label: str = ""
    width: float = 10


def draw_grid(sheet: Sheet, bands: Sequence[Band | Row], *, keep: float = 0.0, fills: bool = True) -> None:
    """Draw the boxes from the sheet's `top`; growing rows share the page but for `keep` points below.

    Without `fills` they grow only as far as their text asks.
    """
    grouped = [band if isinstance(band, Band) else Band((band,), width=0) for band in bands]
    rows = [(row, sheet.width - (band.width * MM if band.label else 0)) for band in grouped for row in band.rows]
    heights = iter(_heights(sheet, rows, sheet.room - keep, fills=fills))
    start = sheet.top
    for band in grouped:
        upper, left = sheet.top, sheet.left + (band.width * MM if band.label else 0)
        for row in band.rows:
            _draw_row(sheet, row, left, next(heights), band.label)
        if band.label:
            _draw_label(sheet, band.label, sheet.left, upper, (band.width * MM, upper - sheet.top))
            sheet.writer.rules(INNER, [(left, upper, left, sheet.top), (sheet.left, sheet.top, left, sheet.top)])
    sheet.writer.box(OUTER, sheet.left, sheet.top, sheet.width, start - sheet.top)


def _heights(sheet: Sheet, rows: Sequence[tuple[Row, float]], room: float, *, fills: bool) -> list[float]:
    """The rows' heights: what growing rows ask for, as far as the page has it, and then the page's rest."""
    least = [row.height * MM for row, _ in rows]
    spare = max(room - sum(least), 0.0)
    asked = [_asked(sheet, row, width) for row, width in rows]
    share = min(1.0, spare / sum(asked)) if any(asked) else 0.0
    growing = sum(row.grows for row, _ in rows)
    left = (spare - share * sum(asked)) / growing if growing and fills else 0.0
    return [
        base + share * want + (left if row.grows else 0.0)
        for base, want, (row, _) in zip(least, asked, rows, strict=True)
    ]


def _asked(sheet: Sheet, row: Row, width: float) -> float:
    """What a growing row asks for; another shrinks its type first, and then grows to three times its height."""
    if row.grows:
        return more_than_least(sheet, row, width)
    return min(more_than_least(sheet, row, width, size=TEXT_SIZES[-1]), 2 * row.height * MM)


def more_than_least(sheet: Sheet, row: Row, width: float, *, size: float = TEXT_SIZES[0]) -> float:
    """How much more than its least height a row's text would take in type of that size, the largest if not told."""
    wanted = [
        _wanted(sheet, cell, wide - 2 * SIDE, size)
        for cell, wide in zip(row.cells, _widths(row, width), strict=True)
        if isinstance(cell, (Text, Lines))
    ]
    return max(max(wanted, default=0.0) - row.height * MM, 0.0)


def _wanted(sheet: Sheet, cell: Text | Lines, wide: float, size: float) -> float:
    pen = sheet.pen(Role.KAI, LINE_SIZE) if isinstance(cell, Lines) else sheet.pen(Role.FANG, size)
    lines = len(pen.lines(pen.tidy(cell.text), wide))
    # A little is added so that what just fits is not made smaller for a rounding.
    return (lines + 1) * LINE if isinstance(cell, Lines) else lines * pen.leading + 2 * ABOVE + 0.5


def _widths(row: Row, width: float) -> list[float]:
    given = [cell.width * MM for cell in row.cells]
    free = given.count(0.0)
    spare = (width - sum(given)) / free if free else 0.0
    widths = [wide or spare for wide in given]
    widths[-1] += width - sum(widths)
    return widths


def _draw_row(sheet: Sheet, row: Row, left: float, height: float, band: str) -> None:
    x, top, name = left, sheet.top, band
    for cell, wide in zip(row.cells, _widths(row, sheet.right - left), strict=True):
        match cell:
            case Label():
                name = cell.text
                _draw_label(sheet, cell.text, x, top, (wide, height))
            case Text():
                _draw_text(sheet, cell, cell.name or name, (x, top, wide, height))
            case Lines():
                _draw_lines(sheet, cell, cell.name or name, (x, top, wide, height))
            case Opinion():
                _draw_opinion(sheet, cell, (x, top, wide, height))
            case Pictures():
                draw_pictures(sheet, cell.heading, cell.pictures, (x, top, wide, height))
        x += wide
        if x < sheet.right - 1:
            sheet.writer.rules(INNER, [(x, top, x, top - height)])
    sheet.top -= height
    sheet.writer.rules(INNER, [(left, sheet.top, sheet.right, sheet.top)])


def _draw_label(sheet: Sheet, text: str, x: float, top: float, size: tuple[float, float]) -> None:
    wide, height = size
    text = _upright(sheet, text, wide - 2 * MM, height)
    for points in LABEL_SIZES:
        pen = sheet.pen(Role.HEI, points)
        lines = pen.even_lines(pen.tidy(text), wide - 2 * MM)
        # Lines the form sets itself are not broken again while a smaller size holds them.
        unbroken = "\n" not in text or len(lines) == text.count("\n") + 1
        if unbroken and len(lines) * pen.leading <= height:
            break
    y = top - (height - len(lines) * pen.leading) / 2
    for index, line in enumerate(lines):
        sheet.writer.centred(pen, x + wide / 2, baseline(pen, y - index * pen.leading), line)


def _upright(sheet: Sheet, text: str, wide: float, height: float) -> str:
    """A word of three characters that a narrow box would tear stands one below the other where there is room."""
    pen = sheet.pen(Role.HEI, LABEL_SIZES[1])
    torn = len(text) == TORN and "\n" not in text and pen.width(pen.tidy(text)) > wide
    return "\n".join(text) if torn and TORN * pen.leading <= height else text


def fitted(sheet: Sheet, text: str, wide: float, height: float) -> tuple[Pen, list[str], str]:
    """The pen and the lines that fit a box of that inner size, and the text that did not.

    Short text (a day, a name, a number) rather shrinks to one line than breaks.
    """
    for most in (1, len(text)) if len(text) <= SHORT else (len(text),):
        for points in TEXT_SIZES:
            pen = sheet.pen(Role.FANG, points)
            tidy = pen.tidy(text)
            lines = pen.lines(tidy, wide) if tidy else []
            if len(lines) <= most and len(lines) * pen.leading <= height:
                return pen, lines, ""
    keep = max(int(height / pen.leading) - 1, 0)
    return pen, [*lines[:keep], CONTINUED], _after(tidy, lines[:keep])


def _after(text: str, lines: Sequence[str]) -> str:
    """What follows these lines in the text they were broken from."""
    at = 0
    for line in lines:
        at = text.index(line, at) + len(line)
    return text[at:].lstrip(" \n")


def _draw_text(sheet: Sheet, cell: Text, name: str, box: tuple[float, float, float, float]) -> None:
    x, top, wide, height = box
    pen, lines, rest = fitted(sheet, cell.text, wide - 2 * SIDE, height - 2 * ABOVE)
    if rest:
        sheet.rest.append((name or "表内", rest))
    used = len(lines) * pen.leading
    # A line or two stand in the middle of their box, running text begins at its top.
    middled = len(lines) == 1 or height - used < 4 * MM
    y = top - ((height - used) / 2 if middled else ABOVE + 1 * MM)
    for index, line in enumerate(lines):
        spare = wide - 2 * SIDE - pen.width(line)
        shift = {Align.LEFT: 0.0, Align.CENTER: spare / 2, Align.RIGHT: spare}[cell.align]
        sheet.writer.write(pen, [(x + SIDE + shift, baseline(pen, y - index * pen.leading), line)])


def _draw_lines(sheet: Sheet, cell: Lines, name: str, box: tuple[float, float, float, float]) -> None:
    x, top, wide, height = box
    pen = sheet.pen(Role.KAI, LINE_SIZE)
    text = pen.tidy(cell.text)
    lines = pen.lines(text, wide - 2 * SIDE) if text else []
    places = max(int((height - 1 * MM) / LINE), 1)
    if len(lines) > places:
        sheet.rest.append((name or "表内", _after(text, lines[: places - 1])))
        lines = [*lines[: places - 1], CONTINUED]
    for index in range(places):
        y = top - (index + 1) * LINE
        if index < len(lines):
            sheet.writer.write(pen, [(x + SIDE, y + 2.2 * MM, lines[index])])
        if y > top - height + LAST_GAP:
            sheet.writer.rules(INNER, [(x + SIDE, y, x + wide - SIDE, y)])


def _draw_opinion(sheet: Sheet, cell: Opinion, box: tuple[float, float, float, float]) -> None:
    """Who signs stands above the day, both at the lower right, the pen's room above and after them."""
    x, top, wide, height = box
    pen = sheet.pen(Role.SONG, SIGN_SIZE)
    right, bottom = x + wide - 3 * MM, top - height + 2.5 * MM
    sheet.writer.flush_right(pen, right, bottom, DATE_BY_HAND)
    start, sign = right - pen.width(DATE_BY_HAND), pen.tidy(cell.sign)
    if cell.hint and start - pen.width(cell.hint) > x + 2 * MM:
        sheet.writer.flush_right(pen, start - 1 * MM, bottom, cell.hint)
    elif cell.hint:
        sign = cell.hint + sign
    lines = pen.lines(sign, wide - 2 * SIDE)[: int((height - 4 * MM) / pen.leading)]
    for place, line in enumerate(reversed(lines)):
        y = bottom + (place + 1) * pen.leading + 1.5 * MM
        sheet.writer.write(
            pen, [(max(x + SIDE, min(start - pen.width(line) / 2, x + wide - SIDE - pen.width(line))), y, line)]
        )


def handed_over(height: float) -> Row:
    """The line in which those who hand over, take over and look on sign; the height in millimetres."""
    return Row(
        height,
        (
            Label("移交人", 10), Opinion("签字：", width=45),
            Label("接收人", 10), Opinion("签字：", width=45), Label("监交人", 10), Opinion("签字："),
        ),
    )  # fmt: skip
