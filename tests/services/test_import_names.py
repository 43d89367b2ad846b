"""Base data from the workbooks offices have; names that no register has are entered when the clerk says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import import_names, import_plan, import_preview, importing, records, undo
from app.services.import_names import Unknown
from app.services.importing import Duplicates
from app.services.listing import Ask
from app.sheets import reader
from db.declare import Kind
from db.values import Reference
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.import_names import Wanted
    from app.services.import_preview import Seen
    from app.services.importing import Imported
    from db.ask import Record
    from db.unit import UnitOfWork


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def take(
    desk: Desk, ledger: str, path: Path, creates: Wanted = frozenset(), duplicates: Duplicates = Duplicates.SKIP
) -> Imported:
    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=registry.find(ledger), book=reader.read_here(path))
        plan = import_plan.with_names(plan, creates)
        return importing.run(unit, actor=desk.actor, plan=plan, duplicates=duplicates)

    return desk.write(work)


def by_name(desk: Desk, ledger: str) -> dict[str, Record]:
    def look(unit: UnitOfWork) -> dict[str, Record]:
        ids = unit.reading.ids(Ask(ledger, sort=(("number", False),)))
        found = [records.get(unit, ledger=ledger, record_id=one) for one in ids]
        return {records.matter_text(registry.find(ledger), one): one for one in found}

    return desk.read(look)


def test_villages_with_their_groups_and_leaders(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "村组.xlsx", ["清河镇各村基本情况"], ["序号", "村名", "种类", "上级", "户数", "人口", "村支书"],
        [1, "郑庄", "村", None, 66, "二百一十二", "郑学文"], [2, "郑庄一组", "组", "郑庄", 30, 100, None],
        ["合计", None, None, None, 96, 312, None],
    )  # fmt: skip
    made = take(desk, "places", path, import_names.all_of((Kind.PERSON,)))
    assert (made.read, made.added, made.blank, made.failed) == (3, 2, 1, ())
    places = by_name(desk, "places")
    assert places["郑庄一组"].values["parent"] == Reference("郑庄", places["郑庄"].id)
    assert places["郑庄"].values["leader"] == Reference("郑学文", by_name(desk, "people")["郑学文"].id)


def test_people_and_their_posts(desk: Desk, tmp_path: Path) -> None:
    people = workbook(
        tmp_path / "人员.xlsx", ["姓名", "性别", "单位", "职务", "手机"],
        ["梁国栋", "男", "清河镇党委", "党委书记", 13800001234], ["陈志远", "男", "清河镇人民政府", "镇长", None],
    )  # fmt: skip
    made = take(desk, "people", people, import_names.all_of((Kind.ORGANISATION,)))
    assert (made.added, made.failed) == (2, ())
    organisations = by_name(desk, "organisations")
    assert by_name(desk, "people")["梁国栋"].values["organisation"] == Reference(
        "清河镇党委", organisations["清河镇党委"].id
    )
    posts = workbook(
        tmp_path / "任职.xlsx", ["姓名", "单位", "职务", "任职日期"], ["梁国栋", "清河镇党委", "党委书记", "2011年8月"]
    )
    assert take(desk, "posts", posts).added == 1
    assert by_name(desk, "posts")["梁国栋"].values["person"] == Reference(
        "梁国栋", by_name(desk, "people")["梁国栋"].id
    )


def test_names_are_offered_with_their_rows_and_only_those_ticked_are_entered(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "places", "名称=郑庄", "种类=村", children={"别名曾用名": [{"名称": "小郑庄"}]})
    path = workbook(
        tmp_path / "整改.xlsx", ["问题描述", "登记日期", "村(组)", "责任单位"],
        ["路灯不亮", "2014-03-05", "小郑庄", "镇电管所"],
        ["沟堵了", "2014-03-06", "贾庄", "镇电管所"], ["桥坏了", "2014-03-07", "贾庄3组", "镇村建办"],
    )  # fmt: skip

    def look(unit: UnitOfWork) -> Seen:
        plan = import_plan.guess(unit, ledger=registry.find("rectifications"), book=reader.read_here(path))
        return import_preview.look(unit, plan=plan)

    assert desk.read(look).unknown == (
        Unknown(Kind.PLACE, "贾庄", 1), Unknown(Kind.PLACE, "贾庄3组", 1),
        Unknown(Kind.ORGANISATION, "镇电管所", 2), Unknown(Kind.ORGANISATION, "镇村建办", 1),
    )  # fmt: skip
    take(desk, "rectifications", path, frozenset({(Kind.PLACE, "贾庄3组"), (Kind.ORGANISATION, "镇电管所")}))
    places, organisations = by_name(desk, "places"), by_name(desk, "organisations")
    assert set(places) == {"郑庄", "贾庄", "贾庄三组"}
    assert places["贾庄三组"].values["parent"] == Reference("贾庄", places["贾庄"].id)
    assert "镇村建办" not in organisations
    items = by_name(desk, "rectifications")
    assert items["路灯不亮"].values["place"] == Reference("郑庄", places["郑庄"].id)
    assert items["路灯不亮"].values["responsible_org"] == Reference("镇电管所", organisations["镇电管所"].id)
    assert items["桥坏了"].values["place"] == Reference("贾庄三组", places["贾庄三组"].id)
    assert items["桥坏了"].values["responsible_org"] == Reference("镇村建办")


def test_an_alias_is_no_change(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "places", "名称=郑庄", "种类=村", children={"别名曾用名": [{"名称": "小郑庄"}]})
    factories.add(desk, "debts", "债权人=赵一", "事由=料款", "本金=100", "村(组)=郑庄", "登记日期=2014-03-05")
    path = workbook(
        tmp_path / "欠账.xlsx",
        ["债权人", "事由", "本金", "村(组)", "登记日期"],
        ["赵一", "料款", 100, "小郑庄", "2014-03-05"],
    )
    made = take(desk, "debts", path, duplicates=Duplicates.UPDATE)
    assert (made.added, made.updated, made.skipped) == (0, 0, 1)


def test_what_was_entered_goes_with_the_import(desk: Desk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "整改.xlsx", ["问题描述", "登记日期", "村(组)"], ["路灯不亮", "2014-03-05", "贾庄3组"])
    take(desk, "rectifications", path, import_names.all_of((Kind.PLACE,)))
    assert set(by_name(desk, "places")) == {"贾庄", "贾庄三组"}
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert by_name(desk, "places") == {}
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert set(by_name(desk, "places")) == {"贾庄", "贾庄三组"}


def test_only_three_registers_take_names() -> None:
    assert import_names.wanted(("村组", "人员")) == frozenset({(Kind.PLACE, ""), (Kind.PERSON, "")})
    with pytest.raises(Refused, match="可以写：村组、单位、人员"):
        import_names.wanted(("活动",))
