"""What keeps a record of an import from going with it, and a large import taken back and brought again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import attachments, import_plan, importing, links, records, transitions, undo, verifying, watching
from app.services.importing import Duplicates
from app.services.listing import Ask
from app.sheets.book import Book, Sheet
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.desk import Desk
    from app.services.importing import Imported, Withdrawn
    from app.sheets.book import Cell
    from db.unit import UnitOfWork

LEDGER = "rectifications"
HEAD: list[Cell] = ["问题描述", "登记日期", "备注", "责任单位", "整改时限"]


def take(desk: Desk, rows: list[list[Cell]], duplicates: Duplicates = Duplicates.SKIP) -> Imported:
    book = Book((Sheet("整改", [HEAD, *rows]),))

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=registry.find(LEDGER), book=book)
        return importing.run(unit, actor=desk.actor, plan=plan, file_name="整改.xlsx", duplicates=duplicates)

    return desk.write(work)


def items(count: int) -> list[list[Cell]]:
    return [[f"第{n}盏路灯不亮", "2014-03-01", None, "村建办", "2014-04-25"] for n in range(1, count + 1)]


def withdraw(desk: Desk, batch: str, *, also: bool = False, progress: Callable[[int], bool] | None = None) -> Withdrawn:
    return desk.write(
        lambda unit: importing.withdraw(unit, actor=desk.actor, batch=batch, also_touched=also, progress=progress)
    )


def standing(desk: Desk) -> list[str]:
    ask = Ask(LEDGER, sort=(("number", False),), limit=10_000)
    found = desk.read(lambda unit: unit.reading.page(ask).rows)
    return [str(record.values["description"]) for record in found]


def edit(unit: UnitOfWork, desk: Desk) -> object:
    old = records.get(unit, ledger=LEDGER, record_id=1)
    return records.edit(
        unit, actor=desk.actor, ledger=LEDGER, record_id=1, version=old.version, values={"remark": "已核"}
    )


def link(unit: UnitOfWork, desk: Desk) -> object:
    return links.add(unit, actor=desk.actor, kind="related", start=(LEDGER, 2), end=(LEDGER, 1))


def linked_from_elsewhere(unit: UnitOfWork, desk: Desk) -> object:
    return links.add(unit, actor=desk.actor, kind="related", start=("opinions", 1), end=(LEDGER, 1))


def attach(unit: UnitOfWork, desk: Desk) -> object:
    return attachments.attach(unit, actor=desk.actor, ledger=LEDGER, record_id=1, name="灯.jpg", data=b"x")


def move(unit: UnitOfWork, desk: Desk) -> object:
    return transitions.do(unit, actor=desk.actor, ledger=LEDGER, record_id=1, action="assign")


def print_form(unit: UnitOfWork, desk: Desk) -> object:
    return watching.record_printing(
        unit, actor=desk.actor, ledger=LEDGER, words="打印 销号单 整改〔2014〕1号", uuid=_uuid(unit)
    )


DONE = {
    "改动过": edit,
    "有关联": linked_from_elsewhere,
    "有附件": attach,
    "办理过": move,
    "打印过": print_form,
}


@pytest.mark.parametrize("what", DONE)
def test_what_was_done_with_a_record_keeps_it_and_is_named(desk: Desk, what: str) -> None:
    factories.add(desk, "opinions")
    made = take(desk, items(3))
    desk.write(partial(DONE[what], desk=desk))
    done = withdraw(desk, made.batch)
    assert done.count == 2
    assert [one.words for one in done.spared] == [f"整改〔2014〕1号（{what}）"]
    assert standing(desk) == ["第1盏路灯不亮"]


def test_what_was_undone_since_keeps_no_record(desk: Desk) -> None:
    made = take(desk, items(2))
    desk.write(lambda unit: link(unit, desk))
    first = desk.read(lambda unit: links.of(unit, ledger=LEDGER, record_id=1))[0]
    desk.write(lambda unit: links.remove(unit, actor=desk.actor, link_id=first.id))
    assert withdraw(desk, made.batch).kept == ()
    assert standing(desk) == []


def test_the_clerk_may_take_them_back_too_and_redo_brings_links_and_files(desk: Desk) -> None:
    factories.add(desk, "opinions")
    made = take(desk, items(3))
    for what in ("改动过", "有关联", "有附件"):
        desk.write(partial(DONE[what], desk=desk))
    assert withdraw(desk, made.batch, also=True).count == 3
    assert standing(desk) == []
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert len(standing(desk)) == 3
    assert [one.number for one in desk.read(lambda unit: links.of(unit, ledger=LEDGER, record_id=1))] != []
    assert [one.name for one in desk.read(lambda unit: attachments.of(unit, ledger=LEDGER, record_id=1))] == ["灯.jpg"]


def test_what_an_import_wrote_over_goes_back_though_it_was_changed_again(desk: Desk) -> None:
    take(desk, [["第1盏路灯不亮", "2014-03-01", "旧"]])
    made = take(desk, [["第1盏路灯不亮", "2014-03-01", "新"]], Duplicates.UPDATE)
    assert made.updated == 1
    desk.write(lambda unit: edit(unit, desk))
    assert withdraw(desk, made.batch).count == 0
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    again = take(desk, [["第1盏路灯不亮", "2014-03-01", "更新"]], Duplicates.UPDATE)
    old = desk.read(lambda unit: records.get(unit, ledger=LEDGER, record_id=1)).values["remark"]
    desk.write(lambda unit: edit(unit, desk))
    assert withdraw(desk, again.batch, also=True).count == 1
    assert (old, desk.read(lambda unit: records.get(unit, ledger=LEDGER, record_id=1)).values["remark"]) == (
        "更新",
        "新",
    )


def test_what_is_struck_off_stays_whatever_the_clerk_says(desk: Desk) -> None:
    made = take(desk, items(2))
    table = desk.store.schema.table(LEDGER)
    with desk.store.write() as unit:
        unit.connection.execute(table.update().where(table.c.id == 1).values(status="closed", version=2))
        unit.audit(operator="管理员", action="move", description="销号", ledger=LEDGER, uuid=_uuid(unit), new={})
    done = withdraw(desk, made.batch, also=True)
    assert (done.count, [one.is_bound for one in done.spared]) == (1, [True])


def _uuid(unit: UnitOfWork) -> str:
    table = unit.schema.table(LEDGER)
    return str(unit.connection.execute(sa.select(table.c.uuid).where(table.c.id == 1)).scalar_one())


def test_a_stopped_withdrawal_takes_nothing_back(desk: Desk) -> None:
    made = take(desk, items(2_500))
    told: list[int] = []

    def go_on(done: int) -> bool:
        told.append(done)
        return done < 2_000

    with pytest.raises(Refused, match="没有改动任何一条"):
        withdraw(desk, made.batch, progress=go_on)
    assert told == [1_000, 2_000]
    assert len(standing(desk)) == 2_500


def test_a_large_import_is_one_step_and_the_history_holds(desk: Desk) -> None:
    """More rows than are written together: numbers without gaps, the chain whole, one undo, one redo."""
    factories.add(desk, "opinions")
    made = take(desk, items(2_300))
    assert withdraw(desk, made.batch).count == 2_300
    label = desk.read(lambda unit: undo.next_label(unit, actor=desk.actor, redo=True))
    assert label == "新增 整改〔2014〕1号 等 2300 条"
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert desk.read(lambda unit: undo.labels(unit, actor=desk.actor)) == ("新增 整改〔2014〕1号 等 2300 条", "")
    assert len(standing(desk)) == 2_300
    assert factories.add(desk, LEDGER, "登记日期=2014-03-02").number == "整改〔2014〕2301号"
    assert [one.sentence for one in verifying.run(desk) if not one.ok] == []
