from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import import_batches, import_files, import_plan, importing, kept_backups, records, undo
from app.services.backups import source
from app.services.listing import Ask
from app.sheets.book import Book, Sheet
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.import_batches import Batch
    from db.unit import UnitOfWork


def take(desk: Desk, count: int) -> importing.Imported:
    rows = [["债权人", "事由", "本金"], *([f"债主{n}", "料款", "100"] for n in range(count))]
    book = Book((Sheet("欠账", rows),))

    def work(unit: UnitOfWork) -> importing.Imported:
        plan = import_plan.guess(unit, ledger=registry.find("debts"), book=book)
        return importing.run(unit, actor=desk.actor, plan=plan, file_name="欠账.xlsx")

    return desk.write(work)


def listed(desk: Desk) -> tuple[Batch, ...]:
    return desk.read(lambda unit: import_batches.listed(unit, actor=desk.actor))


def standing(desk: Desk) -> int:
    return desk.read(lambda unit: unit.reading.count(Ask("debts")))


def test_every_import_is_listed_with_its_counts(desk: Desk) -> None:
    made = take(desk, 2)
    take(desk, 3)
    newest, first = listed(desk)
    assert (first.uuid, first.label, first.file_name, first.sheet) == (made.batch, "欠账清退", "欠账.xlsx", "欠账")
    assert (first.operator, first.counts["added"], newest.counts) == (
        "管理员", 2, {"added": 1, "updated": 0, "skipped": 2, "blank": 0, "failed": 0},
    )  # fmt: skip
    assert not first.is_taken_back


def test_withdrawn_undone_and_redone_imports_are_told_apart(desk: Desk) -> None:
    batch = take(desk, 2).batch
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert listed(desk)[0].is_taken_back
    with pytest.raises(Refused, match="已经撤回过"):
        desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=batch))
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert not listed(desk)[0].is_taken_back
    assert desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=batch)).count == 2
    assert listed(desk)[0].is_taken_back
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert (listed(desk)[0].is_taken_back, standing(desk)) == (False, 2)
    assert desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=batch)).count == 2
    assert (listed(desk)[0].is_taken_back, standing(desk)) == (True, 0)


def test_records_touched_since_are_named(desk: Desk) -> None:
    batch = take(desk, 2).batch
    first = desk.read(lambda unit: records.get(unit, ledger="debts", record_id=1))
    desk.write(lambda unit: records.edit(
        unit, actor=desk.actor, ledger="debts", record_id=1, version=first.version, values={"remark": "已核"}
    ))  # fmt: skip
    found = desk.read(lambda unit: import_batches.touched_since(unit, actor=desk.actor, batch=batch))
    assert [one.words for one in found[0]] == [f"{first.number}（改动过）"]
    assert found[1] == 2


def test_a_long_import_is_undone_and_redone_whole(desk: Desk) -> None:
    """More rows than the newest thousand of the history, which are looked through to find the step."""
    assert take(desk, 1_200).added == 1_200
    assert "等 1200 条" in desk.read(lambda unit: undo.next_label(unit, actor=desk.actor))
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert standing(desk) == 0
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert standing(desk) == 1_200


@pytest.mark.file_only("the county backs a server up")
def test_a_backup_is_kept_before_the_import_when_there_is_something_to_lose(
    desk: Desk, fresh_data_folder: Path
) -> None:
    assert import_files.back_up_first(desk) is None
    factories.add(desk, "debts", "债权人=赵一", "事由=料款", "本金=100")
    made = import_files.back_up_first(desk)
    assert made is not None
    assert made.path.name.startswith("导入前")
    assert [one.path for one in kept_backups.listed(kept_backups.folder(source(desk)))] == [made.path]
    assert import_files.back_up_first(desk) is None
