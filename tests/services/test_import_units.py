"""What stands around the figures of a sheet: units in heads and above the table, merged amounts, joint heads."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.services import exporting, import_plan, import_preview, importing
from app.services.importing import Duplicates
from app.sheets import reader
from app.sheets.book import Book, Cell, Sheet
from db.ask import Ask
from db.values import FuzzyCount, Money, Quantity
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.importing import Imported
    from db.ask import Record
    from db.unit import UnitOfWork


def book_of(*rows: list[Cell], name: str = "表") -> Book:
    return Book((Sheet(name, list(rows)),))


def take(desk: Desk, ledger: str, book: Book) -> Imported:
    declared = registry.find(ledger)

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.with_year(import_plan.guess(unit, ledger=declared, book=book), 2014)
        return importing.run(unit, actor=desk.actor, plan=plan)

    return desk.write(work)


def all_of(desk: Desk, ledger: str) -> tuple[Record, ...]:
    return desk.read(lambda unit: unit.reading.page(Ask(ledger, sort=(("number", False),))).rows)


def merged(path: Path, rows: Sequence[Sequence[object]], *blocks: str) -> Book:
    """A real workbook of these rows with merged cells, as it is read."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for block in blocks:
        book.active.merge_cells(block)
    book.save(path)
    return reader.read_here(path)


@pytest.mark.parametrize(
    ("above", "label", "cell"),
    [
        (None, "本金（单位：万元）", 3.4),
        (None, "本金（万元，含利息）", "3.4"),
        ("单位：户、万元", "本金", 3.4),
        (None, "本金(万元)", "￥3.40"),
        (None, "本金(万元)", "3. 4"),
        (None, "本金(万元)", 1.1 + 2.3),
    ],
)
def test_the_unit_of_a_sheet_is_never_passed_over(desk: Desk, above: str | None, label: str, cell: Cell) -> None:
    made = take(desk, "debts", book_of([above], ["债权人", "事由", label], ["赵一", "料款", cell]))
    assert (made.added, made.failed) == (1, ())
    assert all_of(desk, "debts")[0].values["principal"] == Money(3_400_000)


def test_a_unit_over_several_heads_counts_for_each(desk: Desk, tmp_path: Path) -> None:
    book = merged(
        tmp_path / "实事.xlsx",
        [["项目名称", "资金（万元）", None], [None, "计划投资", "到位资金"], ["村口路灯", 3.4, 2]],
        "A1:A2", "B1:C1",
    )  # fmt: skip
    assert take(desk, "projects", book).added == 1
    assert all_of(desk, "projects")[0].values["planned_amount"] == Money(3_400_000)


def test_of_the_parts_under_a_joint_head_only_the_whole_is_taken(desk: Desk, tmp_path: Path) -> None:
    book = merged(
        tmp_path / "实事.xlsx",
        [["项目名称", "计划投资（万元）", None, None], [None, "中央", "省级", "合计"], ["村口路灯", 1, 2, 3]],
        "A1:A2", "B1:D1",
    )  # fmt: skip
    assert take(desk, "projects", book).added == 1
    assert all_of(desk, "projects")[0].values["planned_amount"] == Money(3_000_000)


def test_counts_in_ten_thousands_are_so_many(desk: Desk) -> None:
    made = take(desk, "publicity", book_of(["日期", "内容", "受众人次（万人次）"], ["2014-03-05", "两会精神", 1.2]))
    assert made.failed == ()
    assert FuzzyCount(12_000) in all_of(desk, "publicity")[0].values.values()


def test_an_amount_in_a_cell_over_several_rows_is_taken_once(desk: Desk, tmp_path: Path) -> None:
    book = merged(
        tmp_path / "欠账.xlsx",
        [["债权人", "事由", "本金（元）"], ["赵一", "料款", 3000], ["钱二", None, None], ["孙三", "工钱", 500]],
        "B2:B3", "C2:C3",
    )  # fmt: skip

    def look(unit: UnitOfWork) -> import_preview.Seen:
        return import_preview.look(unit, plan=import_plan.guess(unit, ledger=registry.find("debts"), book=book))

    assert desk.read(look).rows[1].notes == {2: import_preview.ONCE}
    assert take(desk, "debts", book).added == 3
    found = [(one.values["reason"], one.values.get("principal")) for one in all_of(desk, "debts")]
    assert found == [("料款", Money(300_000)), ("料款", None), ("工钱", Money(50_000))]


def test_a_paper_number_that_is_none_tells_no_rows_alike(desk: Desk) -> None:
    head: list[Cell] = ["来访日期", "姓名", "反映的主要问题", "原编号"]
    rows: list[list[Cell]] = [["2014-03-05", "赵一", "低保", "无"], ["2014-03-06", "钱二", "宅基地", "无"]]
    made = take(desk, "petitions", book_of(head, *rows))
    assert (made.added, made.skipped) == (2, 0)


def test_a_quantity_takes_the_unit_of_its_head(desk: Desk, tmp_path: Path) -> None:
    book = Book(
        (
            Sheet("主表", [["序号", "项目名称", "建设内容"], [1, "植树", "村边植树"]]),
            Sheet("实物量", [["所属编号", "内容", "计划数量（亩）"], [1, "植树", 600]]),
        )
    )
    made = take(desk, "projects", book)
    assert (made.added, made.failed_lines) == (1, ())
    record = all_of(desk, "projects")[0]
    rows = desk.read(lambda unit: unit.reading.children(registry.find("projects"), [record.id]))
    assert [row.values["planned"] for row in rows[record.id]["quantities"]] == [Quantity(Decimal(600), "亩")]


def test_small_rates_go_out_and_come_in_unchanged(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "projects", "完成比例=0.5")
    out = tmp_path / "实事.xlsx"
    exporting.export(desk, ask=Ask("projects"), out=out)
    book = reader.read_here(out)

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=registry.find("projects"), book=book)
        return importing.run(unit, actor=desk.actor, plan=plan, duplicates=Duplicates.UPDATE)

    made = desk.write(work)
    assert (made.skipped, made.failed) == (1, ())
