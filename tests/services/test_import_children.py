"""附表: child rows on sheets of their own, tied to their records, laid over what stands, counted apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.services import exporting, import_files, import_plan, import_preview, importing, records
from app.services.import_seen import WHOLE_ROW, Fate
from app.services.importing import Duplicates
from app.services.listing import Ask
from app.sheets import reader
from app.sheets.book import Book, Sheet
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.import_plan import Plan
    from app.services.import_preview import Seen
    from app.services.importing import Imported
    from app.sheets.book import Cell
    from db.ask import Record
    from db.unit import UnitOfWork

TEAMS = [["编号", "名称", "成立日期"], ["1", "领导小组", "2014-02-20"], ["2", "督导组", "2014-02-21"]]
MEMBERS = [["所属编号", "姓名", "角色"], ["1", "张三", "组长"], [None, "李四", "成员"], ["2", "王五", "组长"]]


def workbook(path: Path, main: list[list[object]], members: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in main:
        book.active.append(row)
    page = book.create_sheet("成员")
    for row in members:
        page.append(row)
    book.save(path)
    return path


def plan_of(unit: UnitOfWork, path: Path) -> Plan:
    return import_plan.guess(unit, ledger=registry.find("teams"), book=reader.read_here(path))


def take(desk: Desk, path: Path, duplicates: Duplicates = Duplicates.SKIP) -> Imported:
    return desk.write(
        lambda unit: importing.run(unit, actor=desk.actor, plan=plan_of(unit, path), duplicates=duplicates)
    )


def teams(desk: Desk) -> dict[str, Record]:
    def look(unit: UnitOfWork) -> dict[str, Record]:
        ids = unit.reading.ids(Ask("teams"))
        found = [records.get(unit, ledger="teams", record_id=one) for one in ids]
        return {str(one.values["name"]): one for one in found}

    return desk.read(look)


def names(record: Record) -> list[str]:
    return [row.values["person"].name for row in record.children.get("members", ())]  # type: ignore[union-attr]


def test_rows_join_the_record_their_sheet_names(desk: Desk, tmp_path: Path) -> None:
    made = take(desk, workbook(tmp_path / "机构.xlsx", TEAMS, MEMBERS))
    assert (made.read, made.added) == (2, 2)
    assert [(one.label, one.read, one.counts["added"]) for one in made.parts] == [("成员", 3, 3)]
    found = teams(desk)
    assert (names(found["领导小组"]), names(found["督导组"])) == (["张三", "李四"], ["王五"])


def test_a_row_number_will_do_where_the_sheet_has_no_numbers(desk: Desk, tmp_path: Path) -> None:
    take(desk, workbook(tmp_path / "机构.xlsx", [["序号", *TEAMS[0][1:]], *TEAMS[1:]], MEMBERS))
    assert names(teams(desk)["领导小组"]) == ["张三", "李四"]


def test_a_row_that_cannot_be_read_keeps_its_record_out_and_comes_in_mended(desk: Desk, tmp_path: Path) -> None:
    members = [["所属编号", "姓名", "起"], ["1", "张三", "2014年2月"], [None, "李四", "开春"], ["2", "王五", None]]
    path = workbook(tmp_path / "机构.xlsx", TEAMS, members)
    plans: list[Plan] = []

    def work(unit: UnitOfWork) -> Imported:
        plans.append(plan_of(unit, path))
        return importing.run(unit, actor=desk.actor, plan=plans[0])

    made = desk.write(work)
    assert (made.read, made.added, len(made.failed)) == (2, 1, 1)
    assert "附表「成员」第3行" in made.failed[0].reason
    (part,) = made.parts
    assert (part.read, part.counts["added"], part.counts["failed"]) == (3, 1, 2)

    out = tmp_path / "没有导入的.xlsx"
    import_files.write_failures(out, plans[0], made)
    book = openpyxl.load_workbook(out)
    page = book["成员"]
    assert [[cell.value for cell in row][:3] for row in page.iter_rows(min_row=2)] == [
        ["1", "张三", "2014年2月"], ["1", "李四", "开春"]
    ]  # fmt: skip
    assert page["A2"].fill.fgColor.rgb == "FFF8D7D7"
    page["C3"] = "2014年春"
    book.save(out)
    again = take(desk, out)
    assert (again.added, again.failed, again.failed_lines) == (1, (), ())
    assert names(teams(desk)["领导小组"]) == ["张三", "李四"]


def test_a_row_of_no_record_is_named(desk: Desk, tmp_path: Path) -> None:
    made = take(desk, workbook(tmp_path / "机构.xlsx", TEAMS, [*MEMBERS, ["9", "赵六", "成员"]]))
    assert (made.added, made.failed) == (2, ())
    assert [(one.row, one.reason) for one in made.failed_lines] == [(5, "主表和台账里都没有编号为「9」的记录。")]
    assert made.parts[0].read == 4


def test_rows_are_laid_over_those_that_stand_and_erase_nothing(desk: Desk, tmp_path: Path) -> None:
    changes = factories.add(
        desk, "teams", "名称=领导小组", "成立日期=2014-02-20",
        children={"成员": [{"姓名": "张三", "角色": "组长"}, {"姓名": "李四", "角色": "成员"}]},
    )  # fmt: skip
    main = [["编号", "名称", "成立日期"], [changes.number, "领导小组", "2014-02-20"]]
    members = [
        ["所属编号", "行号", "姓名", "角色"],
        [changes.number, 2, None, "副组长"],
        [changes.number, None, "王五", "成员"],
    ]
    path = workbook(tmp_path / "改.xlsx", main, members)
    skipped = take(desk, path)
    assert (skipped.skipped, skipped.parts[0].counts["skipped"]) == (1, 2)
    made = take(desk, path, Duplicates.UPDATE)
    assert (made.updated, made.parts[0].counts["updated"]) == (1, 2)
    rows = [(row.values["person"].name, row.values["role"]) for row in teams(desk)["领导小组"].children["members"]]  # type: ignore[union-attr]
    assert rows == [("张三", "组长"), ("李四", "副组长"), ("王五", "成员")]
    assert take(desk, path, Duplicates.UPDATE).updated == 0


def test_a_sheet_of_rows_alone_updates_records_that_stand(desk: Desk, tmp_path: Path) -> None:
    number = factories.add(desk, "teams", "名称=领导小组", "成立日期=2014-02-20").number
    path = workbook(tmp_path / "加.xlsx", [TEAMS[0]], [MEMBERS[0], [number, "张三", "组长"]])
    assert take(desk, path).parts[0].counts["skipped"] == 1
    assert take(desk, path, Duplicates.UPDATE).parts[0].counts["updated"] == 1
    assert names(teams(desk)["领导小组"]) == ["张三"]


def test_the_preview_tells_of_them(desk: Desk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "机构.xlsx", TEAMS, [*MEMBERS, ["9", "赵六", "成员"]])

    def look(unit: UnitOfWork) -> Seen:
        return import_preview.look(unit, plan=plan_of(unit, path))

    seen = desk.read(look)
    assert seen.lines == ("附表「成员」4 行，其中 1 行对不上主表或有错，不能导入。",)
    (part,) = seen.parts
    assert (part.label, part.heads) == ("成员", ("所属编号", "姓名", "角色"))
    assert [(row.row, row.cells, row.fate) for row in part.rows] == [
        (2, ("1", "张三", "组长"), Fate.NEW),
        (3, ("1", "李四", "成员"), Fate.NEW),
        (4, ("2", "王五", "组长"), Fate.NEW),
        (5, ("9", "赵六", "成员"), Fate.WRONG),
    ]
    assert part.rows[3].problems == {0: "主表和台账里都没有编号为「9」的记录。"}
    assert {one.name for one in seen.unknown} == {"张三", "李四", "王五"}
    assert teams(desk) == {}


def test_each_wrong_cell_of_a_child_row_is_told(desk: Desk) -> None:
    main: list[list[Cell]] = [["编号", "学习主题", "学习时间"], ["1", "群众路线", "2014-03-05"]]
    attendance: list[list[Cell]] = [
        ["所属编号", "姓名", "到会情况", "补学日期"],
        ["1", "张三", "到", None],
        [None, "李四", "睡着了", "后天"],
    ]
    book = Book((Sheet("学习活动", main), Sheet("签到", attendance)))
    ledger = registry.find("learning_sessions")
    seen = desk.read(lambda unit: import_preview.look(unit, plan=import_plan.guess(unit, ledger=ledger, book=book)))
    (part,) = seen.parts
    assert [row.fate for row in part.rows] == [Fate.WRONG, Fate.WRONG]
    assert [sorted(row.problems) for row in part.rows] == [[WHOLE_ROW], [2, 3]]
    assert "到会情况：" in part.rows[1].problems[2]
    assert part.rows[1].cells == ("1", "李四", "睡着了", "后天")
    assert [row.fate for row in seen.rows] == [Fate.WRONG]


@pytest.mark.parametrize("profile", ["public", "report"])
def test_child_rows_are_masked_like_the_rest(desk: Desk, tmp_path: Path, profile: str) -> None:
    factories.add(
        desk, "petitions", "信访人姓名=欧阳秀英",
        children={"同访人": [{"姓名": "欧阳文俊", "身份证号": "11010519491231002X", "联系电话": "13800001234"}]},
    )  # fmt: skip
    out = tmp_path / "出.xlsx"
    exporting.export(desk, ask=Ask("petitions"), out=out, options=exporting.ExportOptions(profile))
    texts = [str(c.value) for page in openpyxl.load_workbook(out) for row in page.iter_rows() for c in row]
    assert not any("11010519491231002X" in text or "13800001234" in text for text in texts)
    if profile == "public":
        assert not any("欧阳" in text and "欧阳*" not in text for text in texts)


def test_sheets_with_the_same_head_come_in_together(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for village in ("郑庄", "贾庄"):
        page = book.create_sheet(village)
        for row in (
            ["序号", "债权人", "事由", "本金(万元)"],
            [1, f"{village}某", "料款", "0.5"],
            [2, f"{village}乙", "料款", "一"],
        ):
            page.append(row)
    path = tmp_path / "各村.xlsx"
    book.save(path)
    declared = registry.find("debts")

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=declared, book=reader.read_here(path))
        return importing.run(unit, actor=desk.actor, plan=plan)

    made = desk.write(work)
    assert (made.read, made.added) == (4, 4)
    again = desk.write(work)
    assert (again.added, again.skipped) == (0, 4)
    one = desk.write(
        lambda unit: importing.run(
            unit,
            actor=desk.actor,
            plan=import_plan.guess(unit, ledger=declared, book=reader.read_here(path), sheet="贾庄"),
            duplicates=Duplicates.NEW,
        )
    )
    assert one.added == 2


def test_a_village_a_sheet_goes_out_and_comes_in(desk: Desk, tmp_path: Path) -> None:
    for village in ("郑庄", "贾庄"):
        factories.add(desk, "places", f"名称={village}", "种类=村")
        factories.add(desk, "debts", f"债权人={village}某", "事由=料款", "本金=100", f"村(组)={village}")
    out = tmp_path / "村.xlsx"
    exporting.export(desk, ask=Ask("debts"), out=out, options=exporting.ExportOptions(by_village=True))
    declared = registry.find("debts")

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=declared, book=reader.read_here(out))
        return importing.run(unit, actor=desk.actor, plan=plan, duplicates=Duplicates.UPDATE)

    made = desk.write(work)
    assert (made.read, made.added, made.updated, made.skipped) == (2, 0, 0, 2)
