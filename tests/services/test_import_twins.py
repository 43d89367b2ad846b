"""Rows of one 原编号 that say different things: the preview tells, and the clerk says whether each is entered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.services import import_plan, import_preview, importing
from app.services.import_seen import Fate
from app.services.importing import Duplicates
from app.sheets.book import Book, Sheet
from tests import factories
from tests.services.test_importing import all_of

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.import_preview import Seen
    from app.services.importing import Imported
    from app.sheets.book import Cell
    from db.unit import UnitOfWork

HEAD: list[Cell] = ["原编号", "登记日期", "问题描述", "责任单位"]
ROWS: list[list[Cell]] = [
    HEAD,
    ["整改1", "2014-03-01", "路灯不亮", "村建办"],
    ["整改2", "2014-03-02", "垃圾没人拉", None],
    ["整改1", "2014-03-03", "水渠堵了", None],
    ["整改2", "2014-03-02", "垃圾没人拉", None],
    ["无", "2014-03-04", "桥栏松了", None],
    ["无", "2014-03-05", "路面有坑", None],
]
TOLD = "原编号和第2行相同，「登记日期」「问题描述」不一样"


def plan(unit: UnitOfWork, rows: list[list[Cell]], *, apart: bool) -> import_plan.Plan:
    book = Book((Sheet("表", [list(row) for row in rows]),))
    return replace(import_plan.guess(unit, ledger=registry.find("rectifications"), book=book), apart=apart)


def look(desk: Desk, *, apart: bool = False, rows: list[list[Cell]] = ROWS) -> Seen:
    return desk.read(lambda unit: import_preview.look(unit, plan=plan(unit, rows, apart=apart)))


def take(desk: Desk, duplicates: Duplicates = Duplicates.SKIP, *, apart: bool = False) -> Imported:
    return desk.write(
        lambda unit: importing.run(
            unit, actor=desk.actor, plan=plan(unit, ROWS, apart=apart), file_name="表.xlsx", duplicates=duplicates
        )
    )


def said(desk: Desk) -> list[object]:
    return [row.values["description"] for row in all_of(desk, "rectifications")]


def test_the_preview_says_which_row_it_repeats_and_where_it_differs(desk: Desk) -> None:
    found = look(desk)
    assert [row.fate for row in found.rows] == [Fate.NEW, Fate.NEW, Fate.KNOWN, Fate.KNOWN, Fate.NEW, Fate.NEW]
    assert [row.notes for row in found.rows if row.notes] == [{0: f"{TOLD}：{import_preview.TOGETHER}"}]
    assert found.twins == 1


def test_the_clerk_may_have_each_entered(desk: Desk) -> None:
    found = look(desk, apart=True)
    assert [row.fate for row in found.rows] == [Fate.NEW, Fate.NEW, Fate.NEW, Fate.KNOWN, Fate.NEW, Fate.NEW]
    assert (found.rows[2].notes, found.twins) == ({0: f"{TOLD}：{import_preview.APART}"}, 1)


@pytest.mark.parametrize("duplicates", [Duplicates.SKIP, Duplicates.UPDATE])
def test_the_import_does_as_the_preview_says(desk: Desk, duplicates: Duplicates) -> None:
    made = take(desk, duplicates, apart=True)
    assert (made.added, made.skipped, [one.sentence for one in made.twins]) == (5, 1, [TOLD])
    assert said(desk) == ["路灯不亮", "垃圾没人拉", "水渠堵了", "桥栏松了", "路面有坑"]


def test_left_as_one_it_is_skipped_as_before_and_told(desk: Desk) -> None:
    made = take(desk)
    assert (made.added, made.skipped, len(made.twins)) == (4, 2, 1)


def test_what_is_apart_is_not_brought_in_again(desk: Desk) -> None:
    take(desk, apart=True)
    again = take(desk, apart=True)
    assert (again.added, again.skipped) == (0, 6)


def test_a_record_of_the_ledger_is_none_of_the_rows(desk: Desk) -> None:
    factories.add(desk, "rectifications", "原编号=整改1", "登记日期=2014-01-01", "问题描述=旧的")
    found = look(desk, apart=True)
    assert [row.fate for row in found.rows[:3]] == [Fate.KNOWN, Fate.NEW, Fate.NEW]


def test_a_row_above_that_cannot_come_in_is_no_twin(desk: Desk) -> None:
    rows = [HEAD, ["整改1", "去年", "路灯不亮", None], ["整改1", "2014-03-03", "水渠堵了", None]]
    found = look(desk, rows=rows)  # type: ignore[arg-type]
    assert ([row.fate for row in found.rows], found.twins) == ([Fate.WRONG, Fate.NEW], 0)
