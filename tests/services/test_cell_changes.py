from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import cell_changes, entry, paste_over, records, tidying, undo
from app.services.listing import Ask
from app.sheets.book import Merged, Sheet
from db.values import Money
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.cell_changes import Planned
    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork

KEYS = ("number", "creditor", "reason", "principal", "remark")


@pytest.fixture
def ids(desk: Desk) -> list[int]:
    """Three debts: of 赵一, 钱二 and 孙三."""
    names = ("赵一", "钱二", "孙三")
    return [factories.add(desk, "debts", f"债权人={name}", "事由=料款", "本金=100").ids[0] for name in names]


def edit(desk: Desk, record_id: int, *texts: str) -> None:
    def work(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger="debts", record_id=record_id)
        values = entry.read_values(unit, ledger=registry.find("debts"), texts=entry.pairs(texts))
        return records.edit(
            unit, actor=desk.actor, ledger="debts", record_id=record_id, version=old.version, values=values
        )

    desk.write(work)


def value(desk: Desk, record_id: int, key: str) -> object:
    return factories.read(desk, "debts", record_id).values[key]


def over(desk: Desk, block: Sequence[Sequence[object]], ids: Sequence[int], **more: object) -> Planned:
    return desk.read(
        lambda unit: paste_over.plan(unit, actor=desk.actor, ledger="debts", block=block, ids=ids, keys=KEYS, **more)
    )


def write(desk: Desk, planned: Planned, *, only_valid: bool = False) -> None:
    desk.write(
        lambda unit: cell_changes.write(unit, actor=desk.actor, planned=planned, verb="改", only_valid=only_valid)
    )


# ---- fill down -------------------------------------------------------------------------------------------------------


def test_the_first_record_fills_those_below_and_one_undo_takes_all_back(desk: Desk, ids: list[int]) -> None:
    edit(desk, ids[0], "备注=已核对", "本金=250")
    planned = desk.read(
        lambda unit: cell_changes.filled_down(
            unit, actor=desk.actor, ledger="debts", ids=ids, keys=["remark", "principal"]
        )
    )
    assert [(cell.number[-2:], cell.label, cell.before, cell.after) for cell in planned.cells] == [
        ("2号", "备注", "", "已核对"),
        ("2号", "本金", "100", "250"),
        ("3号", "备注", "", "已核对"),
        ("3号", "本金", "100", "250"),
    ]
    write(desk, planned)
    assert [value(desk, one, "principal") for one in ids] == [Money(25000)] * 3
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert [value(desk, one, "remark") for one in ids] == ["已核对", None, None]


def test_what_a_step_writes_is_not_filled(desk: Desk) -> None:
    one = factories.add(desk, "rectifications", "登记日期=2014-03-01", "问题描述=路灯不亮").ids[0]
    two = factories.add(desk, "rectifications", "登记日期=2014-03-02", "问题描述=沟堵").ids[0]
    planned = desk.read(
        lambda unit: cell_changes.filled_down(
            unit, actor=desk.actor, ledger="rectifications", ids=[one, two], keys=["status"]
        )
    )
    assert (planned.count, planned.notes) == (0, ("「整改状态」不能填充，没有改。",))


# ---- paste over ------------------------------------------------------------------------------------------------------


def test_a_block_lies_over_the_records_and_the_rest_is_added(desk: Desk, ids: list[int]) -> None:
    block = [["", "赵大", "工钱", "3.4万元"], [None, "钱大", "工钱", "200"], [None, "李四", "料款", "300"]]
    planned = over(desk, block, ids[:2])
    assert (len(planned.rows), len(planned.added), planned.failed) == (2, 1, 0)
    write(desk, planned)
    assert [value(desk, one, "principal") for one in ids] == [Money(3400000), Money(20000), Money(10000)]
    assert desk.read(lambda unit: unit.reading.count(Ask("debts"))) == 4
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert [value(desk, one, "creditor") for one in ids] == ["赵一", "钱二", "孙三"]
    assert desk.read(lambda unit: unit.reading.count(Ask("debts"))) == 3


def test_rows_beyond_the_last_are_left_out_unless_wanted(desk: Desk, ids: list[int]) -> None:
    assert over(desk, [["", "甲"], ["", "乙", "料款"]], ids[2:], adds=False).added == ()


def test_a_row_that_fails_is_named_and_nothing_is_written_unless_the_rest_alone_is_chosen(
    desk: Desk, ids: list[int]
) -> None:
    planned = over(desk, [[None, "甲", "料款", "一百多"], [None, "乙", "料款", "200"]], ids)
    (bad,) = [cell for cell in planned.cells if cell.problem]
    assert (bad.number[-2:], bad.label, bad.after) == ("1号", "本金", "一百多")
    with pytest.raises(Refused, match="有1条不能改"):
        write(desk, planned)
    assert value(desk, ids[1], "creditor") == "钱二"
    write(desk, planned, only_valid=True)
    assert [value(desk, one, "creditor") for one in ids] == ["赵一", "乙", "孙三"]


@pytest.mark.parametrize(("keeps", "expected"), [(True, Money(10000)), (False, None)])
def test_a_blank_cell_erases_only_when_that_is_wanted(
    desk: Desk, ids: list[int], keeps: bool, expected: object
) -> None:
    write(desk, over(desk, [[None, "甲", "料款", None]], ids, keeps_blank=keeps))
    assert value(desk, ids[0], "principal") == expected


def test_the_matter_of_a_record_cannot_be_emptied(desk: Desk, ids: list[int]) -> None:
    planned = over(desk, [[None, "赵一", None]], ids, keeps_blank=False)
    assert (planned.failed, "没有存上" in planned.cells[0].problem) == (1, True)


def test_a_number_is_never_pasted_over(desk: Desk, ids: list[int]) -> None:
    number = factories.read(desk, "debts", ids[0]).number
    assert over(desk, [[number, "甲"]], ids).failed == 0
    assert over(desk, [["欠账〔2013〕7号", "甲"]], ids).failed == 1


def test_what_was_copied_from_the_table_changes_nothing(desk: Desk, ids: list[int]) -> None:
    edit(desk, ids[0], "备注=两\n行")
    planned = over(desk, [[None, "赵一", "料款", "100", "两 行"]], ids)
    assert (planned.cells, planned.count) == ((), 0)


def test_spoken_words_are_not_pasted_over(desk: Desk) -> None:
    one = factories.add(desk, "opinions", "原始意见=路不好走").ids[0]
    planned = desk.read(
        lambda unit: paste_over.plan(
            unit, actor=desk.actor, ledger="opinions", block=[["路很好"]], ids=[one], keys=["verbatim_text"]
        )
    )
    assert "更正" in planned.cells[0].problem
    with pytest.raises(Refused):
        write(desk, planned)


def test_a_record_changed_since_the_preview_stops_all(desk: Desk, ids: list[int]) -> None:
    planned = over(desk, [[None, "甲"], [None, "乙"]], ids)
    edit(desk, ids[1], "债权人=丙")
    with pytest.raises(Refused, match="预览以后又改过"):
        write(desk, planned)
    assert value(desk, ids[0], "creditor") == "赵一"


def test_a_block_fills_a_selection_that_it_fits_into(desk: Desk) -> None:
    assert paste_over.tiled([["a"]], 2, 2) == [["a", "a"], ["a", "a"]]
    assert paste_over.tiled([["a", "b"]], 2, 2) == [["a", "b"], ["a", "b"]]
    assert paste_over.tiled([["a"], ["b"]], 3, 1) == [["a"], ["b"]]
    sheet = Sheet("x", [["a", "b"], [None, "c"]], (Merged(0, 0, 1, 0),))
    assert paste_over.filled(sheet) == [["a", "b"], ["a", "c"]]


# ---- one cell --------------------------------------------------------------------------------------------------------


def test_a_cell_typed_over_is_written_only_if_it_is_still_what_was_seen(desk: Desk, ids: list[int]) -> None:
    def typed(before: str, after: str) -> None:
        desk.write(
            lambda unit: cell_changes.write_cell(
                unit, actor=desk.actor, ledger="debts", record_id=ids[0], key="creditor", before=before, value=after
            )
        )

    typed("赵一", "赵二")
    with pytest.raises(Refused, match="刚才在别处改过"):
        typed("赵一", "赵三")
    assert value(desk, ids[0], "creditor") == "赵二"


# ---- batch edit and tidying ------------------------------------------------------------------------------------------


def test_the_same_values_are_planned_with_what_fails(desk: Desk, ids: list[int]) -> None:
    planned = desk.read(
        lambda unit: cell_changes.same(unit, actor=desk.actor, ledger="debts", ids=ids, values={"reason": None})
    )
    assert (planned.count, planned.failed) == (0, 3)


def test_prose_of_many_records_is_tidied_in_one_step_with_the_old_words_in_the_history(
    desk: Desk, ids: list[int]
) -> None:
    edit(desk, ids[0], "备注=為進(jìn)一步核實")
    edit(desk, ids[1], "备注=欠１５户，徵求意见")
    planned = desk.read(lambda unit: tidying.plan(unit, actor=desk.actor, ledger="debts", ids=ids))
    told = [(cell.before, cell.after, cell.note) for cell in planned.cells]
    assert ("１５", "15", "全角改半角") in told
    assert ("欠15户，徵求意见", tidying.LOOK, "可能是繁体字，也可能没有错，请核对（征）") in told
    write(desk, planned)
    assert [value(desk, one, "remark") for one in ids] == ["为进一步核实", "欠15户，徵求意见", None]
    uuid = factories.read(desk, "debts", ids[0]).uuid
    newest = desk.read(lambda unit: unit.events(unit.schema.audit.c.uuid == uuid)[0])
    assert (newest.entry.old or {})["remark"] == "為進(jìn)一步核實"
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert value(desk, ids[0], "remark") == "為進(jìn)一步核實"


def test_spoken_words_are_never_tidied(desk: Desk) -> None:
    one = factories.add(desk, "opinions", "原始意见=村裏的路不好走").ids[0]
    planned = desk.read(lambda unit: tidying.plan(unit, actor=desk.actor, ledger="opinions", ids=[one]))
    assert (planned.cells, planned.count) == ((), 0)
    assert "更正" in planned.notes[0]
