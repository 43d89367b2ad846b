from __future__ import annotations

from io import BytesIO

import pytest

from app.paper.canvas import PageWriter
from app.paper.table import MIN_ROW, Table
from app.paper.tree import RowKind, TableRow
from tests.paper.pages import THREE


def table() -> Table:
    return Table(PageWriter(BytesIO(), title="", author=""), THREE, 70, 790)


def test_a_low_row_leaves_room_for_a_pen() -> None:
    assert table().lay(TableRow(("1", "路灯", "")), RowKind.BODY).height == MIN_ROW


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        table().lay(TableRow(("1",)), RowKind.BODY)


def test_a_table_without_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="column"):
        Table(PageWriter(BytesIO(), title="", author=""), (), 70, 790)


def test_splitting_a_row_loses_no_line() -> None:
    row = table().lay(TableRow(("1", "一\n二\n三", "甲\n乙")), RowKind.BODY)
    upper, lower = row.split(2)
    assert (upper.cells, upper.lines) == ([["1"], ["一", "二"], ["甲", "乙"]], 2)
    assert (lower.cells, lower.lines) == ([[], ["三"], []], 1)
