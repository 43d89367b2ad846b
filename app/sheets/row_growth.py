"""Adds rows under the last row of a table in a workbook and moves what stands below, in every part that names it."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from app.sheets import references
from app.sheets.references import copied, grown, grown_area, name_of, shifted, with_rows
from app.sheets.workbook_parts import RELATIONS, TYPES, cells_of, parsed, rows_of, tag, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.sheets.references import Growth
    from app.sheets.workbook_parts import Parts

_FORMULAS = frozenset(
    ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula")
)
"""Elements, whatever their namespace, whose text is a formula."""
_AREAS = {
    "conditionalFormatting": "sqref", "dataValidation": "sqref", "protectedRange": "sqref", "ignoredError": "sqref",
    "hyperlink": "ref", "autoFilter": "ref", "sortState": "ref", "sortCondition": "ref", "table": "ref",
    "dimension": "ref", "comment": "ref", "threadedComment": "ref",
}  # fmt: skip
"""Elements that speak of a block of cells, with the attribute that names it."""
_KEPT_PARTS = ("comments", "threadedComment", "table")
_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_NOTE_ROW = re.compile(rb"(<x:Row>\s*)(\d+)(\s*</x:Row>)")
CALC_CHAIN = "calcChain"


def _local(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def is_fixed(parts: Parts, part: str, root: Any) -> bool:  # noqa: ANN401
    """Whether something stands on the sheet that cannot take rows: a pivot table, a data table."""
    tables = any(one.get("t") == "dataTable" for one in root.iter(tag("f")))
    return tables or bool(parts.related(part, "pivotTable"))


def grow(parts: Parts, root: Any, growth: Growth) -> None:  # noqa: ANN401
    """Add the rows to the sheet of that root, as copies of the body's last row; the other parts are changed too."""
    part = parts.sheets[growth.sheet]
    _unshare(root)
    _add_rows(root, growth)
    _move_merges(root, growth)
    _move_marks(root, growth)
    for kind, move in (
        ("drawing", _move_drawing), ("vmlDrawing", _move_notes), *((kind, _move_part) for kind in _KEPT_PARTS)
    ):  # fmt: skip
        for name in parts.related(part, kind):
            parts.changed[name] = move(parts.read(name), growth)
    _tell_others(parts, part, growth)
    _drop_chain(parts)


# ---- the rows --------------------------------------------------------------------------------------------------------


def _unshare(root: Any) -> None:  # noqa: ANN401
    """Give every cell of a shared formula a formula of its own, so that each can be moved by itself."""
    masters: dict[str, tuple[str, int, int]] = {}
    for row, line in rows_of(root):
        for column, cell in cells_of(line):
            formula = cell.find(tag("f"))
            if formula is None or formula.get("t") != "shared":
                continue
            index = formula.get("si", "")
            if formula.text:
                masters[index] = (formula.text, row, column)
            elif index in masters:
                text, top, left = masters[index]
                formula.text = shifted(text, row - top, column - left)
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, None)


def _add_rows(root: Any, growth: Growth) -> None:  # noqa: ANN401
    rows = dict(rows_of(root))
    for number, line in rows.items():
        for _column, cell in cells_of(line):
            for formula in cell.iterfind(tag("f")):
                formula.text = grown(formula.text or "", growth, at=number)
                if formula.get("ref"):
                    formula.set("ref", grown_area(formula.get("ref"), growth))
        if number > growth.last:
            _renumber(line, growth.row(number))
    model = rows.get(growth.last)
    if model is None:
        return
    above = rows.get(growth.last - 1) if growth.last > growth.first else None
    before = model
    for down in range(1, growth.more + 1):
        copy = _copy_of(model, above, growth, down)
        before.addnext(copy)
        before = copy


def _renumber(line: Any, number: int) -> None:  # noqa: ANN401
    cells = list(cells_of(line))
    line.set("r", str(number))
    for column, cell in cells:
        cell.set("r", name_of(number, column))


def _copy_of(model: Any, above: Any, growth: Growth, down: int) -> Any:  # noqa: ANN401
    line = deepcopy(model)
    before = dict(cells_of(above)) if above is not None else {}
    for column, cell in cells_of(line):
        formula = cell.find(tag("f"))
        if formula is not None and formula.get("t") == "array" and growth.first != growth.last:
            cell.remove(formula)
        elif formula is not None:
            formula.text = _formula_of(formula.text or "", before.get(column), growth, down)
            _forget(cell)
        else:
            _go_on(cell, before.get(column), down)
    _renumber(line, growth.last + down)
    return line


def _formula_of(text: str, above: Any, growth: Growth, down: int) -> str:  # noqa: ANN401
    """The formula of a new row: as the last two rows go on, else what spoke of its own row speaks of the new one."""
    other = above.findtext(tag("f")) if above is not None else None
    if other and shifted(other, 1, 0) == text:
        return shifted(text, down, 0)
    return copied(text, growth, down)


def _go_on(cell: Any, above: Any, down: int) -> None:  # noqa: ANN401
    """A number that counts up from the row above goes on; words are kept, any other number is not."""
    value = cell.find(tag("v"))
    if value is None or cell.get("t", "n") != "n":
        return
    other = above.findtext(tag("v")) if above is not None and above.get("t", "n") == "n" else None
    try:
        step = float(value.text) - float(other) if other is not None else None
    except (TypeError, ValueError):
        step = None
    if step == 1:
        value.text = repr(int(float(value.text)) + down)
    elif step != 0:
        cell.remove(value)


def _forget(cell: Any) -> None:  # noqa: ANN401
    """Take the kept result off a formula."""
    for value in cell.findall(tag("v")):
        cell.remove(value)
    cell.attrib.pop("t", None)


# ---- what the sheet says of blocks and rows --------------------------------------------------------------------------


def _move_merges(root: Any, growth: Growth) -> None:  # noqa: ANN401
    """Merged cells below move, those over the last row grow; those within it come again in every new row."""
    block = root.find(tag("mergeCells"))
    if block is None:
        return
    for one in list(block):
        top, bottom = references.rows_of(one.get("ref", ""))
        if top == bottom == growth.last:
            for down in range(1, growth.more + 1):
                twin = deepcopy(one)
                twin.set("ref", with_rows(one.get("ref"), top + down, bottom + down))
                block.append(twin)
        else:
            one.set("ref", with_rows(one.get("ref"), *growth.area(top, bottom, grows=top < bottom)))
    if block.get("count"):
        block.set("count", str(len(block)))


def _move_marks(root: Any, growth: Growth) -> None:  # noqa: ANN401
    """Formats, choices, filters, links, page breaks, and the formulas that stand in them."""
    data = root.find(tag("sheetData"))
    for one in root.iter():
        if one is data or (isinstance(one.tag, str) and one.tag in (tag("row"), tag("c"), tag("v"), tag("is"))):
            continue
        name = _local(one)
        if name in _AREAS and one.get(_AREAS[name]):
            one.set(_AREAS[name], _areas(one.get(_AREAS[name]), growth))
        elif name == "sqref" and one.text:
            one.text = _areas(one.text, growth)
        elif name in _FORMULAS and one.text and one.getparent().tag != tag("c"):
            one.text = grown(one.text, growth)
        elif name == "brk" and one.getparent().tag == tag("rowBreaks"):
            number = int(one.get("id", 0))
            one.set("id", str(number + growth.more if number >= growth.last else number))
        elif name in ("from", "to"):
            _move_row(one, growth)


def _areas(text: str, growth: Growth) -> str:
    return " ".join(grown_area(area, growth) if re.search(r"\d", area) else area for area in text.split())


def _move_row(corner: Any, growth: Growth) -> None:  # noqa: ANN401
    """The row of a picture's corner, counted from 0."""
    for one in corner:
        if _local(one) == "row" and one.text:
            one.text = str(growth.row(int(one.text) + 1) - 1)


# ---- what hangs on the sheet -----------------------------------------------------------------------------------------


def _move_drawing(data: bytes, growth: Growth) -> bytes:
    """Pictures and charts go with the cells they hang on; one that is not to be stretched keeps its size."""
    root = parsed(data)
    for anchor in root:
        if anchor.get("editAs") == "absolute" or _local(anchor) == "absoluteAnchor":
            continue
        corners = [one for one in anchor if _local(one) in ("from", "to")]
        before = [_row_of(one) for one in corners]
        keeps = anchor.get("editAs") == "oneCell" and before and growth.row(before[0] + 1) == before[0] + 1
        for corner in [] if keeps else corners:
            _move_row(corner, growth)
    return written(root)


def _row_of(corner: Any) -> int:  # noqa: ANN401
    return next((int(one.text or 0) for one in corner if _local(one) == "row"), 0)


def _move_notes(data: bytes, growth: Growth) -> bytes:
    """The boxes of notes: a row each, and an anchor whose third and seventh numbers are rows, all from 0."""

    def anchor(match: re.Match[bytes]) -> bytes:
        numbers = [one.strip() for one in match[2].decode("ascii").split(",")]
        for place in (2, 6):
            if len(numbers) > place:
                numbers[place] = str(growth.row(int(numbers[place]) + 1) - 1)
        return match[1] + ", ".join(numbers).encode("ascii") + match[3]

    def row(match: re.Match[bytes]) -> bytes:
        return match[1] + str(growth.row(int(match[2]) + 1) - 1).encode("ascii") + match[3]

    return _NOTE_ROW.sub(row, _ANCHOR.sub(anchor, data))


def _move_part(data: bytes, growth: Growth) -> bytes:
    root = parsed(data)
    _move_marks(root, growth)
    return written(root)


# ---- the rest of the workbook ----------------------------------------------------------------------------------------


def _tell_others(parts: Parts, own: str, growth: Growth) -> None:
    """Formulas of other sheets, charts and names that speak of the sheet."""
    done = {own}
    for name in (*parts.sheets.values(), *_charts(parts)):
        if name not in done:
            done.add(name)
            _tell(parts, name, growth, lambda _one: False)
    sheets = list(parsed(parts.read(parts.workbook)).iter(tag("sheet")))
    place = next(i for i, one in enumerate(sheets) if one.get("name") == growth.sheet)
    _tell(parts, parts.workbook, growth, lambda one: one.get("localSheetId") == str(place))


def _charts(parts: Parts) -> Iterator[str]:
    return (name for name in parts.names if name.startswith("xl/") and "/charts/" in name and name.endswith(".xml"))


def _tell(parts: Parts, name: str, growth: Growth, is_own: Callable[[Any], bool]) -> None:
    data = parts.read(name)
    if not re.search(rb"<(?:\w+:)?(?:f|formula\d?|definedName)\b", data):
        return
    root, changed = parsed(data), False
    for one in root.iter():
        if _local(one) in _FORMULAS and one.text:
            text = grown(one.text, growth, is_own=is_own(one))
            changed = changed or text != one.text
            one.text = text
    if changed:
        parts.changed[name] = written(root)


def _drop_chain(parts: Parts) -> None:
    """The order in which formulas were last reckoned names cells that have moved; the program makes it anew."""
    chains = parts.related(parts.workbook, CALC_CHAIN)
    if not chains:
        return
    folder, _sign, name = parts.workbook.rpartition("/")
    for part, kind in ((f"{folder}/_rels/{name}.rels", f"{{{RELATIONS}}}Relationship"), (TYPES, "")):
        root = parsed(parts.read(part))
        for one in list(root):
            if one.get("Type", "").endswith(f"/{CALC_CHAIN}") or (not kind and one.get("PartName") == f"/{chains[0]}"):
                root.remove(one)
        parts.changed[part] = written(root)
    parts.changed[chains[0]] = None


def forget_results(parts: Parts, sheets: set[str]) -> None:
    """Take the kept results off every formula that may rest on these sheets, and have all reckoned at opening."""
    touched = set(sheets)
    speaking = {name: _formulas_text(parts, part) for name, part in parts.sheets.items()}
    names = _names(parts)
    while more := {name for name, text in speaking.items() if name not in touched and _speaks(text, touched, names)}:
        touched |= more
    if not any(speaking.values()):
        return
    for name in touched:
        if speaking[name]:
            part = parts.sheets[name]
            root = parsed(parts.read(part))
            for formula in root.iter(tag("f")):
                _forget(formula.getparent())
            parts.changed[part] = written(root)
    _reckon_at_opening(parts)


def _formulas_text(parts: Parts, part: str) -> str:
    data = parts.read(part)
    if b"<f" not in data:
        return ""
    return "\n".join(one.text or "=" for one in parsed(data).iter(tag("f")))


def _names(parts: Parts) -> dict[str, str]:
    """The names that formulas may use, each with what it stands for."""
    return {one.get("name", ""): one.text or "" for one in parsed(parts.read(parts.workbook)).iter(tag("definedName"))}


def _speaks(text: str, sheets: set[str], names: Mapping[str, str]) -> bool:
    direct = any(f"{name}!" in text or f"{name.replace(chr(39), chr(39) * 2)}'!" in text for name in sheets)
    return direct or any(name in text and _speaks(stands_for, sheets, {}) for name, stands_for in names.items())


def _reckon_at_opening(parts: Parts) -> None:
    root = parsed(parts.read(parts.workbook))
    kept = root.find(tag("calcPr"))
    if kept is None:
        kept = root.makeelement(tag("calcPr"))
        before = ("definedNames", "externalReferences", "functionGroups", "sheets")
        after = next(one for name in before if (one := root.find(tag(name))) is not None)
        after.addnext(kept)
    kept.set("fullCalcOnLoad", "1")
    parts.changed[parts.workbook] = written(root)
