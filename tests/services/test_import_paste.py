from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import import_paste, importing, undo
from app.services.listing import Ask

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.import_plan import Plan
    from db.ask import Record

COLUMNS = ("number", "@marks", "creditor", "reason", "principal", "remark")


def plan(desk: Desk, text: str, current: str = "number") -> Plan:
    book, ledger = import_paste.block(text), registry.find("debts")
    return desk.read(lambda unit: import_paste.plan(unit, ledger=ledger, book=book, columns=COLUMNS, current=current))


def take(desk: Desk, found: Plan) -> importing.Imported:
    return desk.write(lambda unit: importing.run(unit, actor=desk.actor, plan=found, file_name=import_paste.NAME))


def all_of(desk: Desk) -> tuple[Record, ...]:
    return desk.read(lambda unit: unit.reading.page(Ask("debts", sort=(("number", False),))).rows)


def keys(found: Plan) -> list[str]:
    return [target.key for target in found.targets]


def test_a_block_with_a_head_goes_by_it(desk: Desk) -> None:
    found = plan(desk, "事由\t债权人\t本金（元）\r\n料款\t赵一\t100\r\n")
    assert keys(found) == ["reason", "creditor", "principal"]
    made = take(desk, found)
    assert (made.read, made.added) == (1, 1)
    assert all_of(desk)[0].values["creditor"] == "赵一"


def test_a_title_and_a_head_of_two_rows_may_be_copied_with_it(desk: Desk) -> None:
    text = "清河镇欠账台账\t\t\r\n债权人\t欠账\t\r\n\t事由\t本金\r\n赵一\t料款\t100\r\n"
    found = plan(desk, text)
    assert keys(found) == ["creditor", "reason", "principal"]
    made = take(desk, found)
    assert (made.read, made.added) == (1, 1)


def test_a_block_of_values_is_no_head(desk: Desk) -> None:
    found = plan(desk, "料款\t赵一\n工钱\t钱二\n", "creditor")
    assert (found.is_headless, len(list(found.rows()))) == (True, 2)


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        ("number", ["creditor", "reason", "principal"]),
        ("@marks", ["creditor", "reason", "principal"]),
        ("creditor", ["creditor", "reason", "principal"]),
        ("reason", ["reason", "principal", "remark"]),
        ("principal", ["principal", "remark", ""]),
    ],
)
def test_a_block_without_a_head_goes_by_the_columns_from_the_current_one_on(
    desk: Desk, current: str, expected: list[str]
) -> None:
    assert keys(plan(desk, "赵一\t料款\t100\n", current)) == expected


def test_rows_copied_whole_from_the_table_keep_their_places(desk: Desk) -> None:
    found = plan(desk, "欠账〔2014〕1号\t待补\t赵一\t料款\t100\t\n")
    assert keys(found) == ["number", "", "creditor", "reason", "principal", "remark"]


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_as_many_rows_come_in_as_were_copied(desk: Desk, ending: str) -> None:
    made = take(desk, plan(desk, f"赵一\t料款\t100\r\n钱二\t工钱\t200{ending}"))
    assert (made.read, made.added) == (2, 2)


def test_a_cell_of_several_lines_stays_one_cell(desk: Desk) -> None:
    take(desk, plan(desk, '赵一\t"料款\n说""好""年底还"\t100\r\n'))
    assert all_of(desk)[0].values["reason"] == '料款\n说"好"年底还'


def test_a_paste_writes_over_nothing(desk: Desk) -> None:
    take(desk, plan(desk, "赵一\t料款\t100\t旧\r\n"))
    made = take(desk, plan(desk, "赵一\t料款\t100\t新\r\n钱二\t料款\t100\t新\r\n"))
    assert (made.added, made.skipped, made.updated) == (1, 1, 0)
    assert [record.values["remark"] for record in all_of(desk)] == ["旧", "新"]


def test_a_paste_is_one_undo_step(desk: Desk) -> None:
    take(desk, plan(desk, "赵一\t料款\t100\r\n钱二\t工钱\t200\r\n孙三\t工钱\t300\r\n"))
    assert "等 3 条" in desk.read(lambda unit: undo.next_label(unit, actor=desk.actor))
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert all_of(desk) == ()


def test_labels_of_a_block_without_a_head_are_not_remembered(desk: Desk) -> None:
    found = plan(desk, "赵一\t料款\t100\n").with_target(1, "remark")
    take(desk, found)
    assert keys(plan(desk, "债权人\t事由\t本金\n赵一\t料款\t100\n")) == ["creditor", "reason", "principal"]


@pytest.mark.parametrize("text", ["", "\n", " \t \n"])
def test_an_empty_clipboard_is_said(desk: Desk, text: str) -> None:
    with pytest.raises(Refused, match="没有表格内容"):
        import_paste.block(text)


def test_too_large_a_block_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="超过"):
        import_paste.block("a\t" * 300)
