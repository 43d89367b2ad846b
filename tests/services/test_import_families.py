"""户口花名册: villages, groups, households, members and people from one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import household_roll
from app.rules.refusal import Refused
from app.services import import_batches, import_families, import_names, import_plan, importing, records, undo
from app.services.import_seen import Fate
from app.services.importing import Duplicates
from app.services.listing import Ask
from app.sheets import reader
from db.declare import Kind
from db.values import FuzzyCount, Reference
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.import_plan import Plan
    from app.services.import_preview import Seen
    from app.services.importing import Imported
    from db.ask import Record
    from db.unit import UnitOfWork

HEAD = ["序号", "村", "组", "户主", "姓名", "与户主关系", "性别", "身份证号", "电话"]
MERGED = [
    ["清河镇户口花名册", *[None] * 8],
    HEAD,
    [1, "清一村", "3", "赵大", "赵大", "户主", "男", "11010519491231002X", "13800001234"],
    [2, None, None, None, "钱二", "妻", "女", None, None],
    [3, None, None, None, "赵小", "子", "男", None, None],
    [4, None, None, "孙三", "孙三", "户主", "男", None, None],
    [5, "清一村", "第四村民小组", "李四", "李四", "本人", "男", None, None],
    ["合计", None, None, None, "5人", None, None, None, None],
]
EVERYTHING = import_names.all_of((Kind.PLACE, Kind.PERSON))


def workbook(path: Path, rows: Sequence[Sequence[object]], *merged: str) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for span in merged:
        book.active.merge_cells(span)
    book.save(path)
    return path


def plan_of(unit: UnitOfWork, path: Path, creates: import_names.Wanted = EVERYTHING) -> Plan:
    plan = import_plan.guess(unit, ledger=household_roll.LEDGER, book=reader.read_here(path))
    return import_plan.with_names(plan, creates)


def take(
    desk: Desk, path: Path, duplicates: Duplicates = Duplicates.SKIP, creates: import_names.Wanted = EVERYTHING
) -> Imported:
    return desk.write(
        lambda unit: import_families.run(
            unit, actor=desk.actor, plan=plan_of(unit, path, creates), file_name=path.name, duplicates=duplicates
        )
    )


def all_of(desk: Desk, ledger: str) -> list[Record]:
    def look(unit: UnitOfWork) -> list[Record]:
        ids = unit.reading.ids(Ask(ledger, sort=(("number", False),)))
        return [records.get(unit, ledger=ledger, record_id=one) for one in ids]

    return desk.read(look)


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    return workbook(tmp_path / "花名册.xlsx", MERGED, "A1:I1", "B3:B6", "C3:C6", "D3:D5")


def test_villages_groups_households_and_people_come_from_one_sheet(desk: Desk, roll: Path) -> None:
    made = take(desk, roll)
    assert (made.read, made.added, made.skipped, made.blank, made.failed) == (6, 5, 0, 1, ())
    places = {str(one.values["name"]): one.values for one in all_of(desk, "places")}
    assert (places["清一"]["kind"], places["清一"]["full_name"]) == ("村", "清一村")
    assert {"清一三组", "清一四组"} <= set(places)
    assert places["清一三组"]["parent"] == Reference("清一", next(iter(all_of(desk, "places"))).id)
    homes = {str(one.values["head_name"]): one for one in all_of(desk, "households")}
    assert set(homes) == {"赵大", "孙三", "李四"}
    assert homes["赵大"].values["population"] == FuzzyCount(3)
    assert homes["赵大"].values["phone"] == "13800001234"
    assert [row.values["name"] for row in homes["赵大"].children["members"]] == ["赵大", "钱二", "赵小"]
    assert [row.values["relation"] for row in homes["赵大"].children["members"]] == ["户主", "妻", "子"]
    people = {str(one.values["name"]): one.values for one in all_of(desk, "people")}
    assert {"赵大", "钱二", "赵小", "孙三", "李四"} <= set(people)
    assert people["钱二"]["household"] == Reference("赵大", homes["赵大"].id)


@pytest.mark.parametrize("is_repeated", [True, False])
def test_the_head_may_stand_in_every_row_or_in_the_first_alone(desk: Desk, tmp_path: Path, is_repeated: bool) -> None:
    rows = [list(row) for row in MERGED[:6]]
    for row in rows[3:5] if is_repeated else ():
        row[1:4] = ["清一村", "3", "赵大"]
    rows[5][1:3] = ["清一村", "3"]
    take(desk, workbook(tmp_path / "册.xlsx", rows))
    homes = {str(one.values["head_name"]): len(one.children["members"]) for one in all_of(desk, "households")}
    assert homes == {"赵大": 3, "孙三": 1}


def test_without_a_column_for_the_head_the_relation_tells(desk: Desk, tmp_path: Path) -> None:
    rows = [["村", "姓名", "与户主关系"], ["清一", "赵大", "户主"], [None, "钱二", "妻"], [None, "孙三", "户主"]]
    take(desk, workbook(tmp_path / "册.xlsx", rows))
    homes = {str(one.values["head_name"]): len(one.children["members"]) for one in all_of(desk, "households")}
    assert homes == {"赵大": 2, "孙三": 1}


def test_the_same_roll_twice_adds_nothing(desk: Desk, roll: Path) -> None:
    take(desk, roll)
    before = {name: all_of(desk, name) for name in ("places", "households", "people")}
    for duplicates in (Duplicates.SKIP, Duplicates.UPDATE):
        again = take(desk, roll, duplicates)
        assert (again.added, again.updated, again.skipped) == (0, 0, 5)
    assert {name: all_of(desk, name) for name in before} == before


def test_one_who_is_new_joins_the_household_that_stands(desk: Desk, roll: Path, tmp_path: Path) -> None:
    take(desk, roll)
    rows = [HEAD, [1, "清一", "三组", "赵大", "赵孙", "孙", "男", None, None]]
    made = take(desk, workbook(tmp_path / "添.xlsx", rows))
    assert (made.added, made.skipped) == (1, 0)
    homes = {str(one.values["head_name"]): one for one in all_of(desk, "households")}
    assert homes["赵大"].values["population"] == FuzzyCount(4)
    assert len(homes) == 3


def test_one_bad_row_keeps_out_itself_alone(desk: Desk, tmp_path: Path) -> None:
    rows = [list(row) for row in MERGED]
    rows[3][7] = 1.10105199003079e17
    made = take(desk, workbook(tmp_path / "坏.xlsx", rows, "B3:B6", "C3:C6", "D3:D5"))
    assert (made.read, made.added, made.blank, len(made.failed)) == (6, 4, 1, 1)
    assert made.failed[0].cells[1:4] == ("清一村", "3", "赵大")
    homes = {str(one.values["head_name"]): len(one.children["members"]) for one in all_of(desk, "households")}
    assert homes["赵大"] == 2


def test_a_head_that_fails_still_begins_its_household(desk: Desk, tmp_path: Path) -> None:
    rows = [list(row) for row in MERGED[:6]]
    rows[5][7] = "1.1E+17"  # 孙三, who stands in the first row of his household alone
    rows += [
        [5, None, None, None, "孙小", "子", "男", None, None],
        [6, None, None, None, "孙女", "女", "女", "2.2E+17", None],
    ]
    path = workbook(tmp_path / "坏.xlsx", rows)
    made = take(desk, path)
    assert (made.read, made.added, len(made.failed)) == (6, 4, 2)
    homes = {str(one.values["head_name"]): one for one in all_of(desk, "households")}
    assert [row.values["name"] for row in homes["赵大"].children["members"]] == ["赵大", "钱二", "赵小"]
    assert [row.values["name"] for row in homes["孙三"].children["members"]] == ["孙小"]
    assert [one.cells[1:5] for one in made.failed] == [("清一村", "3", "孙三", "孙三"), ("清一村", "3", "孙三", "孙女")]
    mended = [HEAD, *([*one.cells[:7], None, None] for one in made.failed)]
    again = take(desk, workbook(tmp_path / "改好.xlsx", mended))
    assert (again.added, again.failed) == (2, ())
    homes = {str(one.values["head_name"]): one for one in all_of(desk, "households")}
    assert len(homes) == 2
    assert {str(row.values["name"]) for row in homes["孙三"].children["members"]} == {"孙三", "孙小", "孙女"}


def test_names_are_offered_and_not_entered_unasked(desk: Desk, roll: Path) -> None:
    def look(unit: UnitOfWork) -> Seen:
        return import_families.look(unit, plan=plan_of(unit, roll, frozenset()))

    seen = desk.read(look)
    assert (seen.counts[Fate.NEW], seen.counts[Fate.BLANK], seen.read) == (5, 1, 6)
    assert [(one.name, one.rows) for one in seen.unknown if one.kind is Kind.PLACE] == [
        ("清一三组", 4),
        ("清一四组", 1),
    ]
    before = len(all_of(desk, "places")), len(all_of(desk, "people"))
    take(desk, roll, creates=frozenset())
    assert (len(all_of(desk, "places")), len(all_of(desk, "people"))) == before
    assert all_of(desk, "households")[0].values["place"] == Reference("清一三组")


def test_aliases_are_known(desk: Desk, roll: Path) -> None:
    factories.add(desk, "places", "名称=清河一", "种类=村", children={"别名曾用名": [{"名称": "清一村"}]})
    factories.add(desk, "places", "名称=清河一三组", "种类=组", "上级=清河一")
    take(desk, roll)
    names = [str(one.values["name"]) for one in all_of(desk, "places")]
    assert names == ["清河一", "清河一三组", "清河一四组"]


def test_a_roll_is_taken_back_whole(desk: Desk, roll: Path) -> None:
    made = take(desk, roll)
    desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=made.batch))
    for name in ("places", "households", "people"):
        assert all_of(desk, name) == []
    (batch,) = desk.read(lambda unit: import_batches.listed(unit, actor=desk.actor))
    assert batch.is_taken_back
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert len(all_of(desk, "households")) == 3


def test_stopping_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    rows = [HEAD, *([n, "清一", "1", f"户{n}", f"户{n}", "户主", "男", None, None] for n in range(300))]
    path = workbook(tmp_path / "长.xlsx", rows)
    with pytest.raises(Refused, match="没有写入任何一行"):
        desk.write(
            lambda unit: import_families.run(
                unit, actor=desk.actor, plan=plan_of(unit, path), progress=lambda _rows: False
            )
        )
    assert all_of(desk, "households") == []


@pytest.mark.parametrize(("number", "households"), [("7", 1), ("12", 2), (None, 1)])
def test_one_of_another_number_is_another_household_though_its_head_is_called_the_same(
    desk: Desk, tmp_path: Path, number: str | None, households: int
) -> None:
    factories.add(desk, "places", "名称=清一", "种类=村")
    members = [{"姓名": "赵大", "与户主关系": "户主"}]
    factories.add(desk, "households", "村=清一", "户号=7", "户主=赵大", children={"members": members})
    rows = [["村", "户号", "户主", "姓名", "与户主关系"], ["清一", number, "赵大", "赵大", "户主"]]
    take(desk, workbook(tmp_path / "花名册.xlsx", rows))
    assert len(all_of(desk, "households")) == households
