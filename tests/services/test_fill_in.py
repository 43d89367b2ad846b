"""套表: kept with what goes where, filled from the ledgers any month, refused when the superior changed it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app import bootstrap
from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import (
    entry,
    fill_in,
    fill_in_choices,
    fill_in_match,
    own_indicators,
    records,
    undo,
    verifying,
)
from app.services.changes import Actor, Changes
from app.services.fill_in import FillOptions
from app.services.fill_in_match import DAY, FILLER, LEADER, OFFICE, CellPart, Match, Target
from db.ask import ChildRow
from db.values import Reference
from tests import factories
from tests.sheets import superior

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.desk import Desk
    from app.sheets.workbook_parts import Outline
    from db.unit import UnitOfWork

NAME = "整改月报"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return superior.by_xlsxwriter(tmp_path / "整改情况月报.xlsx")


def outline(path: Path) -> Outline:
    return fill_in.outline(fill_in.read_file(path))


def guessed(desk: Desk, path: Path, ledger: str = "") -> Match:
    return desk.read(lambda unit: fill_in_match.guess(unit, outline=outline(path), ledger=ledger))


def keep(desk: Desk, path: Path, match: Match, name: str = NAME) -> None:
    data = path.read_bytes()
    desk.write(
        lambda unit: fill_in.keep(unit, actor=desk.actor, name=name, file_name=path.name, data=data, match=match)
    )


def fill(desk: Desk, out: Path, **told: object) -> openpyxl.Workbook:
    options = FillOptions(**{"as_of": date(2014, 3, 31), "purpose": "上报上级", **told})  # type: ignore[arg-type]
    fill_in.fill(desk, name=NAME, out=out, options=options)
    return openpyxl.load_workbook(out)


# ---- guessing --------------------------------------------------------------------------------------------------------


def test_heads_and_labels_are_guessed(desk: Desk, table: Path) -> None:
    match = guessed(desk, table, "rectifications")
    (part,) = match.lists
    assert (part.sheet, part.ledger, part.top, part.bottom, part.first, part.last) == (
        "报表", "rectifications", 3, 4, superior.FIRST, superior.LAST,
    )  # fmt: skip
    keys = {part.labels[one.column]: one.key for one in part.targets}
    assert keys == {
        "问题描述": "description", "责任单位": "responsible_org", "整改/整改时限": "due_on", "备注": "remark"
    }  # fmt: skip
    assert part.numbers == 0
    assert {(cell.ref, cell.what) for cell in match.cells} == {
        ("A2", OFFICE), ("E2", DAY), ("A12", FILLER), ("E12", LEADER),
    }  # fmt: skip


def test_the_ledger_is_the_one_most_heads_speak_of(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "信访.xlsx"
    superior.by_openpyxl(path)
    (part,) = guessed(desk, path).lists
    assert (part.ledger, part.first, part.last) == ("petitions", 4, 6)


def test_a_column_with_formulas_is_left_alone_and_a_row_of_column_numbers_is_no_body(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["序号", "问题描述", "责任单位", "整改时限"])
    book.active.append([1, 2, 3, 4])
    book.active["B3"] = "=1+1"
    book.save(path)
    (part,) = guessed(desk, path, "rectifications").lists
    assert (part.first, {part.labels[one.column] for one in part.targets}) == (3, {"责任单位", "整改时限"})


def test_an_indicator_is_known_by_the_label_beside_a_blank_cell(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "统计.xlsx"
    book = openpyxl.Workbook()
    from app.figures import catalogue

    known = next(one for one in catalogue.INDICATORS if one.code.startswith("R1"))
    book.active["A1"] = known.name
    book.save(path)
    (cell,) = guessed(desk, path).cells
    assert (cell.ref, cell.what, cell.label) == ("B1", known.code, known.name)


# ---- keeping ---------------------------------------------------------------------------------------------------------


def test_a_table_is_kept_in_the_ledger_for_all_and_in_the_history(desk: Desk, table: Path) -> None:
    keep(desk, table, guessed(desk, table, "rectifications"))
    kept = desk.read(lambda unit: fill_in.find(unit, name=NAME))
    assert (kept.file_name, kept.size) == ("整改情况月报.xlsx", table.stat().st_size)
    assert desk.read(lambda unit: fill_in.content(unit, name=NAME)) == table.read_bytes()
    (event,) = desk.read(lambda unit: unit.events(unit.schema.audit.c.action == "table"))
    assert event.entry.description == "添加套表「整改月报」"


def test_a_name_in_use_is_not_taken_twice_and_an_unknown_one_names_all(desk: Desk, table: Path) -> None:
    keep(desk, table, Match())
    with pytest.raises(Refused, match="已经有叫「整改月报」的套表"):
        keep(desk, table, Match())
    with pytest.raises(Refused, match="已有的套表：整改月报"):
        desk.read(lambda unit: fill_in.find(unit, name="别的"))


def test_a_cell_with_a_formula_is_refused_at_matching(desk: Desk, table: Path) -> None:
    with pytest.raises(Refused, match="「报表 E10」里是公式，不能往里填"):
        keep(desk, table, Match(cells=(CellPart("报表", "E10", "R1"),)))
    part = guessed(desk, table, "rectifications").lists[0]
    with pytest.raises(Refused, match="「报表 F5」里是公式"):
        keep(desk, table, Match((part.with_target(5, "remark"),)))


def test_a_table_without_a_blank_row_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["序号", "问题描述", "责任单位", "整改时限"])
    book.active.append(["合计", None, None, 3])
    book.save(path)
    with pytest.raises(Refused, match="表头下面没有空白行"):
        keep(desk, path, guessed(desk, path, "rectifications"))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .xlsx"),
        ("表.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .xlsx"),
        ("表.csv", "序号,问题".encode(), "另存为 .xlsx"),
        ("空.xlsx", b"", "空文件"),
        ("坏.xlsx", b"PK\x03\x04" + b"\0" * 60, "损坏"),
    ],
)
def test_what_is_no_xlsx_is_refused_with_what_to_do(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refused, match=sentence):
        fill_in.read_file(tmp_path / name)


def repacked(path: Path, name: str, change: Callable[[bytes], bytes], *, extra: str = "") -> Path:
    """The workbook with one part changed, or another added."""
    out = path.with_name("改.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))
        if extra:
            new.writestr(extra, b"x")
    return out


def test_a_table_with_macros_or_with_entities_is_refused(table: Path) -> None:
    with pytest.raises(Refused, match="带有宏，没有添加"):
        fill_in.read_file(repacked(table, "", bytes, extra="xl/vbaProject.bin"))
    declared = repacked(table, "xl/workbook.xml", lambda data: data.replace(b"<workbook", b"<!DOCTYPE x><workbook", 1))
    with pytest.raises(Refused, match="不安全的内容"):
        fill_in.read_file(declared)


def test_a_binary_workbook_is_refused_with_what_to_do(table: Path) -> None:
    binary = repacked(table, "_rels/.rels", lambda data: data.replace(b"workbook.xml", b"workbook.bin"))
    with pytest.raises(Refused, match=r"另存为 \.xlsx 再选"):
        fill_in.read_file(binary)


def test_the_filled_table_is_an_xlsx_and_whole_or_not_there(desk: Desk, table: Path, tmp_path: Path) -> None:
    keep(desk, table, Match())
    with pytest.raises(Refused, match=r"只能存为 \.xlsx"):
        fill_in.fill(desk, name=NAME, out=tmp_path / "表.xls")
    with pytest.raises(Refused, match="写不进所选的文件夹，没有生成文件"):
        fill_in.fill(desk, name=NAME, out=tmp_path / "没有" / "表.xlsx")


# ---- filling ---------------------------------------------------------------------------------------------------------


def problems(desk: Desk, count: int) -> None:
    for n in range(1, count + 1):
        factories.add(
            desk, "rectifications", f"问题描述=第{n}个问题", f"登记日期=2014-03-{n:02d}", "责任单位=村建办",
            "整改时限=2014-04-30", "备注==1+1",
        )  # fmt: skip


def test_the_months_table_is_filled_and_its_frame_stands(desk: Desk, table: Path, tmp_path: Path) -> None:
    problems(desk, 7)
    match = guessed(desk, table, "rectifications").with_cell(CellPart("汇总", "B3", "R1"))
    match = match.with_cell(CellPart("报表", "E12", LEADER, words="梁国栋"))
    keep(desk, table, match)
    page = fill(desk, tmp_path / "3月.xlsx")["报表"]
    assert page["A2"].value == "填报单位：清河镇"
    assert page["E2"].value == "填报日期：2014年3月31日"
    assert [page.cell(row, 1).value for row in range(5, 12)] == [1, 2, 3, 4, 5, 6, 7]
    assert (page["B5"].value, page["C5"].value, page["D5"].value) == (
        "第1个问题", "村建办", datetime(2014, 4, 30),
    )  # fmt: skip
    assert (page["G5"].value, page["G5"].data_type) == ("=1+1", "s")
    assert (page["A12"].value, page["E12"].value) == ("合计", "=SUM(E5:E11)")
    assert (page["A14"].value, page["E14"].value) == (f"填报人：{desk.actor.name}", "负责人：梁国栋")
    events = desk.read(lambda unit: unit.events(unit.schema.audit.c.action == "export"))
    told = [(event.entry.description, event.entry.reason) for event in reversed(events)]
    assert told == [
        ("导出 整改台账（上报，套表「整改月报」）7 条", "上报上级"), ("填套表「整改月报」，5 个单元格", "上报上级"),
    ]  # fmt: skip


def test_conditions_day_and_period_narrow_the_list(desk: Desk, table: Path, tmp_path: Path) -> None:
    for day, office in (
        ("2014-01-05", "村建办"),
        ("2014-03-05", "村建办"),
        ("2014-03-06", "财政所"),
        ("2014-05-01", "村建办"),
    ):
        factories.add(desk, "rectifications", f"登记日期={day}", f"问题描述={day}的问题", f"责任单位={office}")
    part = guessed(desk, table, "rectifications").lists[0]

    def listed(**told: object) -> list[str]:
        from dataclasses import replace

        desk.write(
            lambda unit: fill_in.rematch(unit, actor=desk.actor, name=NAME, match=Match((replace(part, **told),)))  # type: ignore[arg-type]
        )
        page = fill(desk, tmp_path / "表.xlsx")["报表"]
        return [page.cell(row, 2).value[:10] for row in range(5, 10) if page.cell(row, 2).value]

    keep(desk, table, Match((part,)))
    assert listed() == ["2014-01-05", "2014-03-05", "2014-03-06"]
    assert listed(period="本月") == ["2014-03-05", "2014-03-06"]
    assert listed(conditions=("责任单位=村建办",)) == ["2014-01-05", "2014-03-05"]
    assert listed(conditions=("责任单位=村建办",), period="本季") == ["2014-01-05", "2014-03-05"]


def test_the_campaign_named_narrows_lists_and_figures(desk: Desk, table: Path, tmp_path: Path) -> None:
    label = desk.read(lambda unit: fill_in.listing.page(unit, ask=fill_in.Ask("campaigns")).rows[0].values["name"])
    factories.add(desk, "rectifications", "登记日期=2014-03-01", "问题描述=活动里的", f"所属活动={label}")
    factories.add(desk, "rectifications", "登记日期=2014-03-01", "问题描述=活动外的", "所属活动=")
    keep(desk, table, Match(guessed(desk, table, "rectifications").lists))
    page = fill(desk, tmp_path / "表.xlsx", campaign=str(label))["报表"]
    assert [page.cell(row, 2).value for row in (5, 6)] == ["活动里的", None]


def test_money_goes_in_in_the_unit_of_its_head(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "debts", "债权人=张三", "事由=修路工钱", "本金=34000", "登记日期=2014-01-01")
    path = tmp_path / "欠账.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "表"
    book.active.append(["序号", "债权人", "本金(万元)"])
    book.active.append([None, None, None])
    book.save(path)
    keep(desk, path, guessed(desk, path, "debts"))
    page = fill(desk, tmp_path / "出.xlsx", profile="internal")["表"]
    assert [cell.value for cell in page[2]] == [1, "张三", 3.4]


def test_an_indicator_goes_in_as_a_number(desk: Desk, table: Path, tmp_path: Path) -> None:
    problems(desk, 3)
    keep(desk, table, Match(cells=(CellPart("汇总", "B3", "R1"), CellPart("说明", "B2", DAY))))
    told = desk.read(lambda unit: {one.code: one for one in fill_in.figures.all_figures(unit, as_of=date(2014, 3, 31))})
    book = fill(desk, tmp_path / "表.xlsx")
    first = next(one for code, one in told.items() if code.startswith("R1."))
    assert book["汇总"]["B3"].value == fill_in.figure_cell(first)
    assert book["说明"]["B2"].value == datetime(2014, 3, 31)


def test_the_offices_own_indicators_are_guessed_named_and_filled(desk: Desk, tmp_path: Path) -> None:
    problems(desk, 2)
    added = desk.write(
        lambda unit: own_indicators.add(
            unit, actor=desk.actor, name="路灯问题", counter="件", ledger="rectifications", filters=("问题描述~路灯",)
        )
    )
    factories.add(desk, "rectifications", "登记日期=2014-03-01", "问题描述=路灯不亮")
    path = tmp_path / "统计.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "表"
    book.active["A1"], book.active["A2"] = "路灯问题", "按代码填的"
    book.save(path)
    match = guessed(desk, path)
    assert [(cell.ref, cell.what) for cell in match.cells] == [("B1", added.number)]
    match = desk.read(
        lambda unit: fill_in_match.corrected(
            unit, match=match, outline=outline(path), columns=(), cells=("表!B2=路灯问题",)
        )
    )
    keep(desk, path, match)
    known = desk.read(own_indicators.catalogue)
    assert (added.number, "自定1 路灯问题") in fill_in_choices.cell_choices(known)
    (told,) = desk.read(fill_in.as_json)
    assert {cell["what"] for cell in told["cells"]} == {"路灯问题"}
    page = fill(desk, tmp_path / "出.xlsx")["表"]
    assert (page["B1"].value, page["B2"].value) == (1, 1)
    desk.write(lambda unit: own_indicators.remove(unit, actor=desk.actor, code=added.number))
    with pytest.raises(Refused, match="对应的指标「自定1」没有了"):
        fill(desk, tmp_path / "再出.xlsx")


def roll(path: Path, *heads: str) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "表"
    book.active.append(["序号", *heads])
    for _ in range(3):
        book.active.append([None] * (len(heads) + 1))
    book.active["A5"] = "合计"
    book.save(path)
    return path


def test_a_list_has_a_row_for_each_row_of_a_child(desk: Desk, tmp_path: Path) -> None:
    def session(topic: str, day: str, *people: str) -> None:
        rows = tuple(ChildRow({"person": Reference(name), "state": "到"}) for name in people)

        def work(unit: UnitOfWork) -> Changes:
            values = entry.read_values(
                unit, ledger=registry.find("learning_sessions"), texts={"主题": topic, "日期": day}
            )
            return records.add(
                unit, actor=desk.actor, ledger="learning_sessions", values=values, children={"attendance": rows}
            )

        desk.write(work)

    session("党章", "2014-03-01", "张三", "李四")
    session("没有人签到", "2014-03-02")
    session("讲话", "2014-03-03", "王五")
    path = roll(tmp_path / "签到.xlsx", "日期", "主题", "姓名", "到会情况")
    match = guessed(desk, path)
    (part,) = match.lists
    assert {part.labels[one.column]: one.key for one in part.targets} == {
        "日期": "held_on", "主题": "topic", "姓名": "attendance.person", "到会情况": "attendance.state",
    }  # fmt: skip
    keep(desk, path, match)
    page = fill(desk, tmp_path / "出.xlsx", profile="internal")["表"]
    found = [[cell.value for cell in row] for row in page["A2:E4"]]
    day = [datetime(2014, 3, 1), datetime(2014, 3, 1), datetime(2014, 3, 3)]
    assert found == [
        [1, day[0], "党章", "张三", "到"],
        [2, day[1], "党章", "李四", "到"],
        [3, day[2], "讲话", "王五", "到"],
    ]
    assert page["A7"].value == "合计"  # two rows came in above it
    (told,) = desk.read(fill_in.as_json)
    assert told["lists"][0]["columns"]["姓名"] == "签到：姓名"
    mixed = Match((part.with_target(1, "speeches.title"),))
    with pytest.raises(Refused, match="」几种附表，没有改动。一张清单只能填一种附表的行"):
        desk.write(lambda unit: fill_in.rematch(unit, actor=desk.actor, name=NAME, match=mixed))
    with pytest.raises(Refused, match="公示版里没有「签到」的行"):
        fill(desk, tmp_path / "公示.xlsx", profile="public")


def test_a_child_is_named_by_hand_too(desk: Desk, tmp_path: Path) -> None:
    path = roll(tmp_path / "签到.xlsx", "主题", "参加的人")

    def corrected(text: str) -> Match:
        match = guessed(desk, path, "learning_sessions")
        return desk.read(
            lambda unit: fill_in_match.corrected(unit, match=match, outline=outline(path), columns=(text,), cells=())
        )

    assert corrected("参加的人=签到.姓名").lists[0].key_at(2) == "attendance.person"
    with pytest.raises(Refused, match="签到没有「身高」这一列。现有：姓名"):
        corrected("参加的人=签到.身高")


def test_a_match_is_undone_by_name_and_done_again(desk: Desk, table: Path) -> None:
    def step() -> str:
        return desk.read(lambda unit: undo.next_label(unit, actor=desk.actor))

    def back() -> None:
        desk.write(lambda unit: undo.undo(unit, actor=desk.actor))

    def again() -> None:
        desk.write(lambda unit: undo.redo(unit, actor=desk.actor))

    def kept() -> tuple[Match, ...]:
        return tuple(one.match for one in desk.read(fill_in.every))

    first, second = guessed(desk, table, "rectifications"), Match(cells=(CellPart("汇总", "B3", "R1"),))
    keep(desk, table, first)
    assert step() == "添加套表「整改月报」"
    (settled,) = kept()
    desk.write(lambda unit: fill_in.rematch(unit, actor=desk.actor, name=NAME, match=second))
    assert step() == "改套表「整改月报」的对应"
    back()
    assert (kept(), step()) == ((settled,), "添加套表「整改月报」")
    again()
    assert kept()[0].cells[0].what == "R1"
    desk.write(lambda unit: fill_in.remove(unit, actor=desk.actor, name=NAME))
    assert (kept(), step()) == ((), "删除套表「整改月报」")
    back()
    assert desk.read(lambda unit: fill_in.content(unit, name=NAME)) == table.read_bytes()
    back()
    back()
    assert kept() == ()
    again()
    assert (kept(), desk.read(lambda unit: fill_in.content(unit, name=NAME))) == ((settled,), table.read_bytes())
    assert [one.name for one in verifying.run(desk) if not one.ok] == []


def test_a_match_changed_since_by_another_is_not_written_over(desk: Desk, table: Path) -> None:
    keep(desk, table, guessed(desk, table, "rectifications"))
    desk.write(lambda unit: fill_in.rematch(unit, actor=Actor("别人", "管理"), name=NAME, match=Match()))
    with pytest.raises(Refused, match="套表「整改月报」又改过，没有撤销"):
        desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert desk.read(fill_in.every)[0].match == Match()


def test_personal_numbers_are_masked_upwards_and_whole_inside(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "petitions", "信访人姓名=张三", "联系电话=13812345678", "来访时间=2014-03-01")
    path = superior.by_openpyxl(tmp_path / "信访.xlsx")
    match = guessed(desk, path, "petitions")
    (part,) = match.lists
    keep(desk, path, Match((part.with_target(2, "petitioner_phone"),)))
    assert fill(desk, tmp_path / "上报.xlsx")["表一"]["C4"].value == "138****5678"
    assert fill(desk, tmp_path / "内部.xlsx", profile="internal")["表一"]["C4"].value == "13812345678"


def test_a_column_that_is_no_more_is_named(desk: Desk, tmp_path: Path) -> None:
    path = superior.by_openpyxl(tmp_path / "信访.xlsx")
    (part,) = guessed(desk, path, "petitions").lists
    keep(desk, path, Match((part.with_target(2, "no_such_column"),)))
    with pytest.raises(Refused, match="信访事项里没有「电话」对应的列了"):
        fill(desk, tmp_path / "出.xlsx")


def test_filling_asks_its_purpose_as_every_export(desk: Desk, tmp_path: Path) -> None:
    from app.services import operators

    for name in ("张三", "李四"):
        factories.add(desk, "petitions", f"信访人姓名={name}", "来访时间=2014-03-01")
    path = superior.by_openpyxl(tmp_path / "信访.xlsx")
    keep(desk, path, guessed(desk, path, "petitions"))
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="许静", role="录入"))
    other = desk.read(lambda unit: next(one.actor for one in operators.everyone(unit) if one.name == "许静"))
    desk.actor = other
    out = tmp_path / "表.xlsx"
    with pytest.raises(Refused, match="请先选择用途"):
        fill_in.fill(desk, name=NAME, out=out, options=FillOptions(as_of=date(2014, 3, 31), profile="internal"))
    assert not out.exists()


def test_the_restricted_class_is_on_no_table(desk: Desk, tmp_path: Path) -> None:
    for kind, name in (("检举控告", "李四"), ("建议意见", "张三")):
        factories.add(desk, "petitions", f"信访人姓名={name}", "来访时间=2014-03-01", f"问题类别={kind}")
    path = superior.by_openpyxl(tmp_path / "信访.xlsx")
    keep(desk, path, guessed(desk, path, "petitions"))
    page = fill(desk, tmp_path / "出.xlsx")["表一"]
    assert [page.cell(row, 2).value for row in (4, 5)] == ["张三", None]


# ---- the table that comes anew ---------------------------------------------------------------------------------------


def changed(path: Path, cell: str, text: str) -> Path:
    book = openpyxl.load_workbook(path)
    book["报表"][cell] = text
    out = path.with_name("新表.xlsx")
    book.save(out)
    return out


def test_a_new_issue_of_the_same_table_takes_its_place(desk: Desk, table: Path) -> None:
    keep(desk, table, guessed(desk, table, "rectifications"))
    new = changed(table, "A14", "新加的一句说明")
    data = new.read_bytes()
    desk.write(lambda unit: fill_in.replace_file(unit, actor=desk.actor, name=NAME, file_name=new.name, data=data))
    kept = desk.read(lambda unit: fill_in.find(unit, name=NAME))
    assert (kept.file_name, len(kept.match.lists[0].targets)) == ("新表.xlsx", 4)


def test_a_changed_head_is_named_and_matched_again(desk: Desk, table: Path) -> None:
    keep(desk, table, guessed(desk, table, "rectifications"))
    data = changed(table, "C3", "牵头单位").read_bytes()
    with pytest.raises(Refused, match="第3列「责任单位」现在是「牵头单位」。没有填写。请重新对应"):
        desk.write(lambda unit: fill_in.replace_file(unit, actor=desk.actor, name=NAME, file_name="新.xlsx", data=data))
    assert desk.read(lambda unit: fill_in.content(unit, name=NAME)) == table.read_bytes()


def test_a_label_that_moved_away_from_its_cell_is_named(desk: Desk, table: Path) -> None:
    keep(desk, table, Match(cells=(CellPart("汇总", "B3", "R1"),)))
    book = openpyxl.load_workbook(table)
    book["汇总"]["A3"] = "反弹件数"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refused, match="B3 原来是「已销号件数」，现在是「反弹件数」"):
        desk.write(
            lambda unit: fill_in.replace_file(
                unit, actor=desk.actor, name=NAME, file_name="新.xlsx", data=out.getvalue()
            )
        )


def test_a_table_given_up_is_gone_with_its_bytes(desk: Desk, table: Path) -> None:
    keep(desk, table, Match())
    (kept,) = desk.read(fill_in.every)
    desk.write(lambda unit: fill_in.remove(unit, actor=desk.actor, name=NAME))
    assert desk.read(fill_in.every) == ()

    def held() -> bool:
        return desk.read(lambda unit: unit.setting(f"fill_in_file:{kept.sha256}")) is not None

    assert held()  # the same day it can still be undone
    desk.store.clock.fixed = desk.store.clock.today() + timedelta(days=1)
    keep(desk, superior.by_openpyxl(table.with_name("别的.xlsx")), Match(), "别的")
    assert not held()


@pytest.mark.parametrize(
    ("text", "facts", "written"),
    [
        ("填报单位：", {OFFICE: "清河镇"}, "填报单位：清河镇"),
        ("填报单位（盖章）：　　　　填报日期：　　年　月　日", {OFFICE: "清河镇", DAY: "2014年3月31日"},
         "填报单位（盖章）：清河镇　　填报日期：2014年3月31日"),
        ("填报人：____ 负责人：____", {LEADER: "梁国栋"}, "填报人：____ 负责人：梁国栋"),
    ],
)  # fmt: skip
def test_facts_are_written_behind_their_labels(text: str, facts: dict[str, str], written: str) -> None:
    assert fill_in_match.written_in(text, facts) == written


def test_a_column_is_given_to_one_key_or_to_the_row_numbers(desk: Desk, table: Path) -> None:
    part = guessed(desk, table, "rectifications").lists[0]
    assert part.with_target(0, "remark").numbers == -1
    assert part.with_target(6, "@number").numbers == 6
    assert Target(6, "measures") in part.with_target(6, "measures").targets
    assert part.with_target(1, "").key_at(1) == ""


# ---- the command line ------------------------------------------------------------------------------------------------


def test_the_command_adds_lists_fills_and_removes(
    ledger_file: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(*words: str) -> tuple[int, dict[str, object]]:
        code = bootstrap.main(["--file", str(ledger_file), "--json", *words])
        return code, json.loads(capsys.readouterr().out)

    ask("add", "rectifications", "--set", "问题描述=路灯不亮", "登记日期=2014-03-02")
    code, added = ask("fill-in", "--add", NAME, str(table), "整改台账", "--cell", "汇总!B3=R1", "--period", "本年")
    assert (code, added["unmatched"]) == (0, ["整改/本金（万元）", "占比"])
    assert [one["name"] for one in ask("fill-in")[1]["templates"]] == [NAME]  # type: ignore[attr-defined, index]
    out = tmp_path / "3月.xlsx"
    code, done = ask("fill-in", NAME, str(out), "--as-of", "2014-03-31")
    assert (code, done["rows"], done["added_rows"]) == (0, 1, 0)
    assert openpyxl.load_workbook(out)["报表"]["B5"].value == "路灯不亮"
    assert ask("fill-in", "--add", NAME, str(table))[0] == 1
    assert ask("fill-in", "没有", str(out))[0] == 2
    assert ask("fill-in", "--remove", NAME)[0] == 0
    assert ask("fill-in")[1] == {"templates": []}
