"""导入原文: what stood in the sheet stays with a record until it is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import import_plan, import_raw, importing, records, recycle_bin
from app.services.listing import Ask
from app.sheets import reader

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.importing import Imported
    from db.unit import UnitOfWork

ROWS = [
    ["序号", "债权人", "事由", "本金（万元）", "登记日期"],
    [1, "赵一", "修路材料款", "3.4", "2014.3.5"],
    [2, "钱二", "工程尾款", 2, "3月初"],
]


def take(desk: Desk, path: Path) -> Imported:
    declared, book = registry.find("debts"), reader.read_here(path)

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.with_year(import_plan.guess(unit, ledger=declared, book=book), 2014)
        return importing.run(unit, actor=desk.actor, plan=plan, file_name=path.name)

    return desk.write(work)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "欠账.xlsx")
    return tmp_path / "欠账.xlsx"


def first(desk: Desk) -> int:
    return desk.read(lambda unit: unit.reading.ids(Ask("debts", sort=(("number", False),))))[0]


def raws(desk: Desk, record_id: int) -> tuple[import_raw.Raw, ...]:
    return desk.read(lambda unit: import_raw.of_record(unit, actor=desk.actor, ledger="debts", record_id=record_id))


def texts(desk: Desk, query: str) -> list[str]:
    return desk.read(lambda unit: [str(one) for one in unit.connection.exec_driver_sql(query).scalars()])


def test_the_words_of_the_sheet_stand_beside_what_is_stored(desk: Desk, path: Path) -> None:
    take(desk, path)
    (raw,) = raws(desk, first(desk))
    assert (raw.file_name, raw.row) == ("欠账.xlsx", 2)
    cells = {cell.label: cell for cell in raw.cells}
    assert (cells["登记日期"].text, cells["登记日期"].now) == ("2014.3.5", "2014-03-05")
    assert (cells["本金（万元）"].text, cells["本金（万元）"].column, cells["本金（万元）"].now) == (
        "3.4",
        "本金",
        "34000",
    )
    assert cells["债权人"].text == cells["债权人"].now == "赵一"
    assert (cells["登记日期"].is_other, cells["债权人"].is_other) == (True, False)
    assert cells["序号"].column == ""


def test_accepting_lets_the_words_go_and_says_who_did_so(desk: Desk, path: Path) -> None:
    take(desk, path)
    record_id = first(desk)
    changes = desk.write(lambda unit: import_raw.accept(unit, actor=desk.actor, ledger="debts", record_id=record_id))
    assert changes.description.startswith("核对导入原文 ")
    assert raws(desk, record_id) == ()
    kept = texts(desk, "SELECT raw FROM import_row ORDER BY row")
    assert "赵一" not in kept[0]
    assert "钱二" in kept[1]
    who = texts(desk, f"SELECT operator FROM audit WHERE action = 'import' AND uuid = '{changes.uuid}'")
    assert who == [desk.actor.name]
    with pytest.raises(Refused, match="没有待核对的导入原文"):
        desk.write(lambda unit: import_raw.accept(unit, actor=desk.actor, ledger="debts", record_id=record_id))


def test_an_accepted_row_is_known_when_its_file_comes_again(desk: Desk, path: Path) -> None:
    made = take(desk, path)
    desk.write(lambda unit: import_raw.accept_batch(unit, actor=desk.actor, batch=made.batch))
    assert raws(desk, first(desk)) == ()
    record = desk.read(lambda unit: records.get(unit, ledger="debts", record_id=first(desk)))
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger="debts", record_id=record.id, version=record.version,
            values={"reason": "改过的事由", "creditor": "赵一某"},
        )
    )  # fmt: skip
    again = take(desk, path)
    assert (again.added, again.skipped) == (0, 2)


def test_a_row_without_its_date_is_known_another_day(desk: Desk, path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.active.delete_cols(5)
    book.save(path)
    take(desk, path)
    made = take(desk, path)
    assert (made.added, made.skipped) == (0, 2)


def test_what_is_destroyed_leaves_no_words_of_its_sheet(desk: Desk, path: Path) -> None:
    take(desk, path)
    record_id = first(desk)
    desk.write(lambda unit: records.void(unit, actor=desk.actor, ledger="debts", record_id=record_id, reason="重复"))
    desk.write(lambda unit: recycle_bin.empty(unit, actor=desk.actor, chosen=[("debts", record_id)], reason="到期销毁"))
    kept = texts(desk, "SELECT raw FROM import_row ORDER BY row")
    assert kept[0] == "accepted:"
