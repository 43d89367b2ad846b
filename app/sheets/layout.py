"""Finds its way in a sheet as offices make them: titles, one to three head rows, merged cells, 合计 and notes. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.sheets.book import Cell, Sheet

LOOKED_AT = 30
"""A head is looked for in so many rows from the top."""
MAX_HEAD = 3
LONGEST_LABEL = 24
_SUMS = re.compile(r"(?:合|小|总|共|累)\s*计|本页小计|总\s*数")
_SUMS_AT_FIRST = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)(?:[（(][^）)]*[）)])?[：:]?(?:\s*\d[\d,.]*\S{0,4})?"
)
"""A row that begins so is no record: 全镇合计, 合计（万元）, 共计12条."""
_NOTES = re.compile(
    r"(?:注|备注|说明)(?=[\s：:、.1-9一①（(]|$)|填表说明|填报人|填报单位|填报时间|制表|审核人|单位[：:]|联系电话|负责人"
)
_SIGNED = re.compile(
    r"(?:单位|部门|科室|主要|分管|村|镇|乡)?(?:负责人|领导|填[表报]人|填[表报]单位|填[表报](?:时间|日期)|制表人?|制表(?:时间|日期)|"
    r"审核人?|复核人?|审批人?|经办人|联系人|联系电话|报送(?:单位|时间|日期)|上报(?:时间|日期)|签字|盖章|日期)"
    r"(?:[（(][^）)]*[）)])?\s*[：:]"
)
"""What a line for signatures below a table says: 单位负责人：　填表人：　填表日期："""
MONEY_UNITS = ("元", "万元", "亿元", "千元", "百元")
_UNIT = re.compile(r"[（(]([^（()）]*)[）)]$")
_UNIT_OF_MONEY = re.compile(
    r"(?<![\d一二三四五六七八九十百千万.])(?P<big>万元|亿元|千元|百元)(?!以)|[（(](?:单位[：:]?)?(?:人民币)?(?P<plain>元)(?:[，,、；;][^）)]*)?[）)]"
)
_UNIT_ABOVE = re.compile(
    r"(?:(?:金额|货币|计量|资金|数据)|(?<![\u4e00-\u9fff]))单位[（(：:]?\s*(?:[^：:，。；;\n]{0,12}[、,，/\s])?(?:人民币)?"
    r"(万元|亿元|千元|百元|元)(?![\u4e00-\u9fff])"
)
_SAMPLE = "示例"
"""The first cell of a template's sample row begins so."""
_OWN_NUMBER = re.compile(r".{1,12}〔\d{4}〕\d+号|[\u4e00-\u9fff]{1,6}\d{4,5}")
"""A number or code that the program gave: its row is a record, whatever else stands in it."""
LONGEST_DITTO = 8
"""Spaces around it counted too."""
_DITTO = frozenset(("同上", "〃", "″", '"', "''", "”", "“", "..", "同前"))


class RowKind(StrEnum):
    """What a row of a sheet is."""

    DATA = "data"
    BLANK = "blank"
    SUM = "sum"
    NOTE = "note"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table: its rows (from 0, both within), and a label for each column, empty where it has none."""

    top: int
    bottom: int
    labels: tuple[str, ...]

    @property
    def signature(self) -> str:
        """What the mapping of columns is remembered by: the labels, however they are spaced."""
        return "|".join(self.labels).rstrip("|")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row under the head: its number as the clerk's program shows it, what it is, and its cells; `part` counts the
    further sheets that are taken in with the first.
    """

    number: int
    kind: RowKind
    cells: tuple[Cell, ...]
    part: int = 0
    below: frozenset[int] = frozenset()
    """The places of cells that are merged with the one above and were filled from it."""


def label_of(cell: Cell) -> str:
    """A head cell as a label: one line, without spaces and the marks that say a field is required."""
    text = "" if cell is None else str(cell)
    return re.sub(r"[\s*＊★]+", "", text)


def bare_label(label: str) -> str:
    """A label without the unit in the brackets at its end."""
    return _UNIT.sub("", label)


def unit_of(label: str) -> str:
    """The unit that a label names: in the brackets at its end, or one of money wherever it is (资金（万元）/到位)."""
    found = _UNIT.search(label)
    unit = found[1] if found else ""
    money = [one["big"] or one["plain"] for one in _UNIT_OF_MONEY.finditer(label)] if unit not in MONEY_UNITS else []
    return money[-1] if money else unit


def unit_above(sheet: Sheet, head: Head) -> str:
    """The unit of money that a line above the table names: 单位：万元."""
    lines = (" ".join(cell for cell in row if isinstance(cell, str)) for row in sheet.rows[: max(0, head.top)])
    return next((found[1] for line in lines if (found := _UNIT_ABOVE.search(line))), "")


def find_head(sheet: Sheet, is_known: Callable[[str], bool]) -> Head | None:
    """The head rows: where most labels are known, else where most cells are short words; None for an empty sheet."""
    best: tuple[float, int, Head] | None = None
    for top in range(min(LOOKED_AT, len(sheet.rows))):
        for height in range(1, MAX_HEAD + 1):
            if top + height > len(sheet.rows):
                break
            head = head_at(sheet, top, top + height - 1)
            worth = (_worth(sheet, head, is_known), -height, head)
            if best is None or worth[:2] > best[:2]:
                best = worth
    return best[2] if best and best[0] > 0 else None


def _worth(sheet: Sheet, head: Head, is_known: Callable[[str], bool]) -> float:
    """How much a block of rows looks like a head: known labels count most, values and titles count against it."""
    filled = [label for label in head.labels if label]
    if len(filled) < 2:
        return 0.0
    known = sum(map(is_known, filled))
    cells = [cell for row in sheet.rows[head.top : head.bottom + 1] for cell in row if cell is not None]
    words = sum(isinstance(cell, str) and len(label_of(cell)) <= LONGEST_LABEL for cell in cells)
    strangers = len(cells) - words
    return known * 10 + len(set(filled)) - 12 * strangers - 4 * (len(filled) - len(set(filled)))


def head_at(sheet: Sheet, top: int, bottom: int) -> Head:
    """The head made of these rows: a cell merged across several columns stands over each of them."""
    width = max((len(row) for row in sheet.rows[top : bottom + 1]), default=0)
    grid = [[label_of(cell) for cell in row] + [""] * (width - len(row)) for row in sheet.rows[top : bottom + 1]]
    for block in sheet.merged:
        if top <= block.top <= bottom and block.left < width:
            text = grid[block.top - top][block.left]
            for row in range(block.top, min(block.bottom, bottom) + 1):
                for column in range(block.left, min(block.right, width - 1) + 1):
                    grid[row - top][column] = text
    return Head(top, bottom, tuple(_joined(row[column] for row in grid) for column in range(width)))


def _joined(parts: Iterator[str]) -> str:
    """The label of a column under several heads: 完成情况 over 日期 is 完成情况/日期."""
    distinct: list[str] = []
    for part in parts:
        if part and part not in distinct:
            distinct.append(part)
    return "/".join(distinct)


def rows_under(sheet: Sheet, head: Head) -> Iterator[SheetRow]:
    """Every row below the head, in order: merged cells filled downwards, 同上 replaced by what stands above."""
    width = len(head.labels)
    tall = {
        (row, block.left): block.top
        for block in sheet.merged
        if block.bottom > block.top > head.bottom
        for row in range(block.top + 1, block.bottom + 1)
    }
    above: list[Cell] = [None] * width
    has_lone_records = _has_lone_records(sheet, head)
    for index in range(head.bottom + 1, len(sheet.rows)):
        cells = [*sheet.rows[index][:width], *[None] * (width - len(sheet.rows[index]))]
        below = [column for column in range(width) if (index, column) in tall] if tall else []
        for column in below:
            above_it = sheet.rows[tall[index, column]]
            cells[column] = above_it[column] if column < len(above_it) else cells[column]
        kind = _kind(cells, head, has_lone_records=has_lone_records)
        if kind is RowKind.DATA:
            cells = [before if is_ditto(cell) else cell for cell, before in zip(cells, above, strict=True)]
            above = cells
        yield SheetRow(index + 1, kind, tuple(cells), below=frozenset(below))


def is_ditto(cell: Cell) -> bool:
    """Whether a cell says that it is the same as the one above."""
    return isinstance(cell, str) and len(cell) <= LONGEST_DITTO and cell.strip() in _DITTO


def held_apart(text: str) -> str:
    """A text as an export writes it, so that no reader takes it for a mark that means the cell above."""
    return f"\u200b{text}" if text.strip() in _DITTO else text


def _has_lone_records(sheet: Sheet, head: Head) -> bool:
    """Whether most rows have one cell alone: then such a row is a record (a list of names), not a heading of a part."""
    filled = [sum(cell is not None for cell in row) for row in sheet.rows[head.bottom + 1 :]]
    return 2 * filled.count(1) > len(filled) - filled.count(0)


def _kind(cells: Sequence[Cell], head: Head, *, has_lone_records: bool) -> RowKind:
    filled = [cell for cell in cells if cell is not None]
    if not filled:
        return RowKind.BLANK
    first = str(filled[0]).strip()
    if _OWN_NUMBER.fullmatch(first) and cells[0] is not None and len(filled) > 1:
        return RowKind.DATA
    if first.startswith(_SAMPLE):
        return RowKind.NOTE
    for cell in filled[:2]:
        if isinstance(cell, str) and _SUMS.fullmatch(cell.strip().rstrip("：:")):
            return RowKind.SUM
    if isinstance(filled[0], str) and _SUMS_AT_FIRST.fullmatch(first) and all(map(_is_amount, filled[1:])):
        return RowKind.SUM
    if _is_signed(filled):
        return RowKind.NOTE
    if all(label_of(cell) == label for cell, label in zip(cells, head.labels, strict=True)):
        return RowKind.HEAD
    if _NOTES.match(first) and len(filled) <= max(2, len(cells) // 3):
        return RowKind.NOTE
    # A single cell across a wide table is a heading of a part or a remark, not a record.
    is_wide = len([label for label in head.labels if label]) >= 4
    return RowKind.NOTE if len(filled) == 1 and is_wide and not has_lone_records else RowKind.DATA


_AMOUNT = re.compile(r"[\d,.]+\S{0,3}")


def _is_amount(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and _AMOUNT.fullmatch(cell.strip()) is not None)


def _is_signed(filled: Sequence[Cell]) -> bool:
    """Whether a row is the line for signatures below a table: it begins with one, and half of it is such words."""
    words = [isinstance(cell, str) and _SIGNED.match(cell.strip()) is not None for cell in filled]
    return words[0] and 2 * sum(words) >= len(words)
