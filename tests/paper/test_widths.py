from __future__ import annotations

import pytest

from app.paper.ledger import FRAME
from app.paper.tree import Align, TableColumn, TableRow
from app.paper.widths import column_widths, with_room


def test_widths_are_scaled_in_proportion_to_fill_the_frame() -> None:
    assert column_widths((TableColumn("甲", 20), TableColumn("乙", 60)), 400) == pytest.approx([100, 300], abs=0.1)


def test_a_narrow_wish_still_holds_two_characters() -> None:
    widths = column_widths((TableColumn("甲", 1), TableColumn("乙", 99)), 400)
    assert widths[0] == pytest.approx(23, abs=0.1)
    assert sum(widths) == pytest.approx(400)


def test_more_columns_than_fit_still_fill_the_frame() -> None:
    assert sum(column_widths(tuple(TableColumn("列", 0) for _ in range(60)), 400)) == pytest.approx(400)


COLUMNS = (
    TableColumn("编号", 24, Align.CENTER, 22),
    TableColumn("内容", 40),
    TableColumn("措施", 40),
    TableColumn("备注", 20),
)


def widths(*rows: tuple[str, ...]) -> list[float]:
    return [column.width for column in with_room(COLUMNS, [TableRow(row) for row in rows], FRAME)]


def test_short_texts_leave_the_columns_as_they_wish() -> None:
    assert widths(("1号", "路灯不亮", "已经修好", ""), ("2号", "路" * 150, "修" * 150, "")) == [24, 40, 40, 20]


def test_a_long_text_gets_room_until_its_rows_are_no_longer_tall() -> None:
    number, matter, measures, remark = widths(("1号", "路" * 500, "修" * 60, ""))
    assert (number, measures, remark) == (24, 40, 20)
    assert 60 < matter < 100


def test_two_long_texts_grow_side_by_side() -> None:
    _number, matter, measures, _remark = widths(("1号", "路" * 500, "修" * 500, ""))
    assert matter == pytest.approx(measures, rel=0.2)
    assert matter > 50


def test_no_column_gets_more_than_three_times_broader() -> None:
    assert widths(("1号", "路" * 20_000, "", ""))[1] <= 120


def test_columns_without_rows_stay() -> None:
    assert widths() == [24, 40, 40, 20]
