"""Columns that no label names are told by what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import exporting, import_plan
from app.services.listing import Ask
from app.sheets.book import Book, Sheet
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from app.sheets.book import Cell

ROWS: list[list[Cell]] = [
    ["张三", "11010519491231002X", "13800001234", "2014.3.5", "郑庄", "村西头的路灯坏了半年没有人来修"],
    ["李四", "110105194912310038", "13900001234", "2014-03-06", "郑庄", "水渠堵了，地里浇不上水，请尽快清淤"],
    ["王五", None, "66001234", "3月7日", "贾庄", "要求公开村里的账目和低保评定的结果"],
]


def test_codes_days_places_and_prose_are_told(desk: Desk) -> None:
    for village in ("郑庄", "贾庄"):
        factories.add(desk, "places", f"名称={village}", "种类=村")
    head: list[Cell] = ["信访人姓名", "甲", "乙", "丙", "丁", "戊"]
    book = Book((Sheet("表", [head, *ROWS]),))
    plan = desk.read(lambda unit: import_plan.guess(unit, ledger=registry.find("petitions"), book=book))
    assert [target.key for target in plan.targets] == [
        "petitioner_name", "petitioner_id_number", "petitioner_phone", "received_on", "place", "summary"
    ]  # fmt: skip
    assert [target.is_guess for target in plan.targets] == [False, True, True, True, True, True]
    assert not plan.with_target(1, "").targets[1].is_guess


def test_where_two_columns_might_be_meant_none_is_guessed(desk: Desk) -> None:
    head: list[Cell] = ["信访人姓名", "反映的主要问题", "甲", "乙"]
    rows: list[list[Cell]] = [[f"张{n}", "路灯坏了", f"2014-03-0{n}", f"2014-04-0{n}"] for n in range(1, 5)]
    book = Book((Sheet("表", [head, *rows]),))
    plan = desk.read(lambda unit: import_plan.guess(unit, ledger=registry.find("petitions"), book=book))
    assert [target.key for target in plan.targets] == ["petitioner_name", "summary", "", ""]


def test_a_head_with_one_more_empty_column_is_the_same_head(desk: Desk) -> None:
    ledger = registry.find("debts")
    head: list[Cell] = ["谁", "事由", "本金"]
    one = Book((Sheet("表", [head, ["赵一", "料款", 100]]),))
    desk.write(
        lambda unit: import_plan.remember(
            unit, plan=import_plan.guess(unit, ledger=ledger, book=one).with_target(0, "creditor"), ledger=ledger
        )
    )
    wider = Book((Sheet("表", [[*head, None], ["赵一", "料款", 100, "注"]]),))
    plan = desk.read(lambda unit: import_plan.guess(unit, ledger=ledger, book=wider))
    assert (plan.is_remembered, [target.key for target in plan.targets]) == (
        True,
        ["creditor", "reason", "principal", ""],
    )


def test_a_text_no_cell_holds_is_named_and_goes_out_as_a_text_table(desk: Desk, tmp_path: Path) -> None:
    number = factories.add(desk, "rectifications", f"问题描述={'长' * 40_000}", "登记日期=2014-03-05").number
    with pytest.raises(Refused, match=f"{number} 的「问题描述」有40000个字.*文本表格") as refused:
        exporting.export(desk, ask=Ask("rectifications"), out=tmp_path / "出.xlsx")
    assert refused.value.field == "description"
    assert list(tmp_path.glob("*.xlsx*")) == []
    assert exporting.export(desk, ask=Ask("rectifications"), out=tmp_path / "出.csv") == 1
