from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import import_plan, import_preview, importing
from app.services.import_seen import WHOLE_ROW, Fate
from app.sheets.book import Book, Sheet
from db.ask import Ask
from tests import factories
from tests.services.test_importing import DEBTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.desk import Desk
    from app.services.import_preview import Seen
    from app.sheets.book import Cell
    from db.unit import UnitOfWork


def seen(desk: Desk, ledger: str, rows: Sequence[Sequence[Cell]]) -> Seen:
    book = Book((Sheet("表", [list(row) for row in rows]),))

    def work(unit: UnitOfWork) -> Seen:
        return import_preview.look(unit, plan=import_plan.guess(unit, ledger=registry.find(ledger), book=book))

    return desk.read(work)


def test_every_cell_is_shown_as_it_will_be_stored(desk: Desk) -> None:
    found = seen(desk, "debts", DEBTS)  # type: ignore[arg-type]
    assert [row.cells for row in found.rows] == [
        ("1", "赵一", "修路材料款", "34000", ""),
        ("2", "钱二", "修路材料款", "5000", "有欠条"),
        ("3", "孙三", "工程尾款", "三四千", ""),
    ]
    assert [row.fate for row in found.rows] == [Fate.NEW, Fate.NEW, Fate.WRONG]
    assert list(found.rows[2].problems) == [3]
    assert found.rows[2].problems[3].startswith("本金：")
    assert (found.counts, found.read) == ({Fate.NEW: 2, Fate.OLD: 0, Fate.KNOWN: 0, Fate.BLANK: 2, Fate.WRONG: 1}, 5)


def test_every_wrong_cell_of_a_row_is_told(desk: Desk) -> None:
    found = seen(desk, "debts", [DEBTS[1], [1, "赵一", "料款", "三四千", None]])  # type: ignore[list-item]
    assert [list(row.problems) for row in found.rows] == [[3]]
    rows = [["问题描述", "登记日期", "整改时限"], ["路灯不亮", "去年", "明年"]]
    assert [sorted(row.problems) for row in seen(desk, "rectifications", rows).rows] == [[1, 2]]


def test_a_row_the_gate_refuses_says_where(desk: Desk) -> None:
    rows = [["问题描述", "登记日期", "整改状态"], ["路灯不亮", "2014-03-01", "已销号"], [None, "2014-03-01", "待整改"]]
    found = seen(desk, "rectifications", rows)
    assert [list(row.problems) for row in found.rows] == [[2], [0]]
    assert "只能通过办理步骤" in found.rows[0].problems[2]


def test_what_no_column_of_the_sheet_has_is_a_problem_of_the_row(desk: Desk) -> None:
    found = seen(desk, "rectifications", [["登记日期", "责任单位"], ["2014-03-01", "党政办"]])
    assert list(found.rows[0].problems) == [WHOLE_ROW]


def test_known_rows_are_counted_and_nothing_is_written(desk: Desk) -> None:
    factories.add(desk, "debts", "债权人=赵一", "事由=修路材料款", "本金=34000")
    found = seen(desk, "debts", [*DEBTS[1:4], DEBTS[2]])  # type: ignore[list-item]
    assert [row.fate for row in found.rows] == [Fate.KNOWN, Fate.NEW, Fate.KNOWN]
    assert desk.read(lambda unit: unit.reading.ids(Ask("debts"))) == [1]


def test_the_preview_counts_as_the_import_does(desk: Desk) -> None:
    rows = [DEBTS[1], *([n, f"债主{n % 40}", "料款", "三" if n % 7 == 0 else "1", None] for n in range(100))]
    book = Book((Sheet("表", rows),))

    def run(unit: UnitOfWork) -> importing.Imported:
        plan = import_plan.guess(unit, ledger=registry.find("debts"), book=book)
        return importing.run(unit, actor=desk.actor, plan=plan)

    found = seen(desk, "debts", rows)
    made = desk.write(run)
    told = (found.counts[Fate.NEW], found.counts[Fate.KNOWN], found.counts[Fate.BLANK], found.counts[Fate.WRONG])
    assert told == (made.added, made.skipped, made.blank, len(made.failed))
    assert found.read == made.read == 100


def test_a_long_sheet_shows_its_first_rows_and_every_wrong_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_preview, "SHOWN", 10)
    rows = [DEBTS[1], *([n, f"债主{n}", "料款", "三四千" if n == 50 else "1", None] for n in range(1, 61))]
    found = seen(desk, "debts", rows)  # type: ignore[arg-type]
    assert [row.row for row in found.rows] == [*range(2, 12), 51]
    assert found.counts[Fate.NEW] == 59


def test_looking_stops_when_told(desk: Desk) -> None:
    rows = [DEBTS[1], *([n, f"债主{n}", "料款", "1", None] for n in range(450))]
    book = Book((Sheet("表", rows),))
    plan = desk.read(lambda unit: import_plan.guess(unit, ledger=registry.find("debts"), book=book))
    with pytest.raises(Refused, match="停止核对"):
        desk.read(lambda unit: import_preview.look(unit, plan=plan, progress=lambda done: done < 400))


def test_what_looks_wrong_is_to_be_looked_at_and_comes_in(desk: Desk) -> None:
    rows: list[list[Cell]] = [
        ["姓名", "身份证号", "备注"],
        ["赵一", "110101199003074515", "机密件"],
        ["钱二", "110101199003074514", None],
    ]
    found = seen(desk, "people", rows)
    assert [row.fate for row in found.rows] == [Fate.NEW, Fate.NEW]
    assert {place: note[:7] for place, note in found.rows[0].notes.items()} == {1: "身份证号最后一", 2: "有“机密”字样"}
    assert found.rows[1].notes == {}
