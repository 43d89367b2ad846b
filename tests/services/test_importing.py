from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import exporting, import_files, import_plan, importing, links, records, templates, undo
from app.services.importing import Duplicates
from app.services.listing import Ask
from db.values import FuzzyDate, Money
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.importing import Imported
    from db.ask import Record
    from db.unit import UnitOfWork

DEBTS = [
    ["清河镇欠账清退台账", None, None, None, None],
    ["序号", "债权人", "事由", "本金（万元）", "备注"],
    [1, "赵一", "修路材料款", "3.4", None],
    [2, "钱二", "同上", "0.5", "有欠条"],
    [None, None, None, None, None],
    [3, "孙三", "工程尾款", "三四千", None],
    ["合计", None, None, "3.9", None],
]  # fmt: skip


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A real workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def take(
    desk: Desk, ledger: str, path: Path, duplicates: Duplicates = Duplicates.SKIP, year: int | None = None
) -> Imported:
    """Import a file."""
    declared, book = registry.find(ledger), import_files.read(path)

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.with_year(import_plan.guess(unit, ledger=declared, book=book), year)
        return importing.run(unit, actor=desk.actor, plan=plan, file_name=path.name, duplicates=duplicates)

    return desk.write(work)


def all_of(desk: Desk, ledger: str) -> tuple[Record, ...]:
    return desk.read(lambda unit: unit.reading.page(Ask(ledger, sort=(("number", False),))).rows)


def test_good_rows_come_in_and_the_bad_one_is_named(desk: Desk, tmp_path: Path) -> None:
    made = take(desk, "debts", workbook(tmp_path / "欠账.xlsx", DEBTS))
    assert (made.read, made.added, made.updated, made.skipped, made.blank, len(made.failed)) == (5, 2, 0, 0, 2, 1)
    first, second = all_of(desk, "debts")
    assert (first.values["creditor"], first.values["principal"]) == ("赵一", Money(3_400_000))
    assert (second.values["reason"], second.values["remark"]) == ("修路材料款", "有欠条")
    failure = made.failed[0]
    assert (failure.row, failure.column, failure.value) == (6, "本金", "三四千")
    assert failure.reason.startswith("本金：")


def test_failures_go_back_as_a_workbook_that_imports_after_mending(desk: Desk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "欠账.xlsx", DEBTS)
    made = take(desk, "debts", path)
    ledger, book = registry.find("debts"), import_files.read(path)
    plan = desk.read(lambda unit: import_plan.guess(unit, ledger=ledger, book=book))
    out = tmp_path / "没有导入.xlsx"
    import_files.write_failures(out, plan, made)
    mended = openpyxl.load_workbook(out)
    page = mended.active
    assert [cell.value for cell in page[1]] == ["序号", "债权人", "事由", "本金（万元）", "备注", "没有导入的原因"]
    assert page["D2"].value == "三四千"
    assert page["A2"].fill.fgColor.rgb == "FFF8D7D7"
    page["D2"] = "0.35"
    mended.save(out)
    again = take(desk, "debts", out)
    assert (again.added, len(again.failed)) == (1, 0)
    assert all_of(desk, "debts")[2].values["principal"] == Money(350_000)


def test_the_same_file_twice_adds_nothing(desk: Desk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "欠账.xlsx", DEBTS)
    take(desk, "debts", path)
    again = take(desk, "debts", path)
    assert (again.added, again.skipped, len(again.failed)) == (0, 2, 1)
    assert len(all_of(desk, "debts")) == 2


def test_a_row_repeated_inside_the_file_comes_in_once(desk: Desk, tmp_path: Path) -> None:
    made = take(desk, "debts", workbook(tmp_path / "重.xlsx", [DEBTS[1], DEBTS[2], DEBTS[2]]))
    assert (made.added, made.skipped) == (1, 1)


def test_an_update_changes_what_is_said_and_a_blank_erases_nothing(desk: Desk, tmp_path: Path) -> None:
    take(desk, "debts", workbook(tmp_path / "一.xlsx", [DEBTS[1], [*DEBTS[3][:2], "料款", "0.5", "有欠条"]]))
    number = all_of(desk, "debts")[0].number
    rows = [["编号", "债权人", "事由", "本金", "备注"], [number, "钱二", "料款", "6000", None]]
    made = take(desk, "debts", workbook(tmp_path / "二.xlsx", rows), Duplicates.UPDATE)
    assert (made.added, made.updated) == (0, 1)
    (record,) = all_of(desk, "debts")
    assert (record.values["principal"], record.values["remark"]) == (Money(600_000), "有欠条")


def test_an_import_cannot_strike_an_item_off(desk: Desk, tmp_path: Path) -> None:
    rows = [
        ["问题描述", "登记日期", "整改状态", "整改措施"],
        ["路灯不亮", "2014-03-01", "已销号", "换灯"],
        ["沟堵", "2014-03-01", "待整改", "清淤"],
    ]
    made = take(desk, "rectifications", workbook(tmp_path / "整改.xlsx", rows))
    assert (made.added, [one.column for one in made.failed]) == (1, ["整改状态"])
    assert "不能由导入直接写成「已销号」" in made.failed[0].reason
    (record,) = all_of(desk, "rectifications")
    assert record.values["status"] == "open"


def test_what_is_missing_does_not_keep_a_row_out(desk: Desk, tmp_path: Path) -> None:
    made = take(
        desk,
        "rectifications",
        workbook(tmp_path / "缺.xlsx", [["问题描述", "登记日期"], ["路灯不亮", "3月5日"]]),
        year=2013,
    )
    assert made.added == 1
    (record,) = all_of(desk, "rectifications")
    assert record.missing_count > 0
    assert record.values["registered_on"] == FuzzyDate(date(2013, 3, 5))


def test_days_without_a_year_are_asked_for(desk: Desk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "年.xlsx", [["问题描述", "登记日期"], ["路灯不亮", "3月5日"]])
    ledger, book = registry.find("rectifications"), import_files.read(path)

    def asked(unit: UnitOfWork) -> bool:
        plan = import_plan.guess(unit, ledger=ledger, book=book)
        return import_plan.years_wanted(plan, import_plan.columns_of(unit, ledger=ledger))

    assert desk.read(asked)


def test_a_mapping_corrected_by_hand_is_remembered(desk: Desk, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "怪.xlsx", [["甲栏", "乙栏", "登记日期"], ["东街", "路灯坏了三盏没有人修", "2014-03-01"]]
    )
    ledger, book = registry.find("rectifications"), import_files.read(path)
    plan = desk.read(lambda unit: import_plan.guess(unit, ledger=ledger, book=book))
    assert [target.key for target in plan.targets] == ["", "description", "registered_on"]
    plan = plan.with_target(0, "place")
    desk.write(lambda unit: importing.run(unit, actor=desk.actor, plan=plan).changes)
    again = desk.read(lambda unit: import_plan.guess(unit, ledger=ledger, book=book))
    assert again.is_remembered
    assert [target.key for target in again.targets] == ["place", "description", "registered_on"]


def test_a_rehearsal_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    ledger, book = registry.find("debts"), import_files.read(workbook(tmp_path / "欠账.xlsx", DEBTS))

    def work(unit: UnitOfWork) -> Imported:
        return importing.run(unit, actor=desk.actor, plan=import_plan.guess(unit, ledger=ledger, book=book))

    assert import_files.rehearse(desk, work).added == 2
    assert all_of(desk, "debts") == ()
    assert desk.write(work).added == 2
    assert [record.number[-3:] for record in all_of(desk, "debts")] == ["〕1号", "〕2号"]


def test_a_stopped_import_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    rows = [DEBTS[1], *([n, f"债主{n}", "料款", "1", None] for n in range(450))]
    ledger, book = registry.find("debts"), import_files.read(workbook(tmp_path / "多.xlsx", rows))

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=ledger, book=book)
        return importing.run(unit, actor=desk.actor, plan=plan, progress=lambda done: done < 400)

    with pytest.raises(Refused, match="没有写入任何一行"):
        desk.write(work)
    assert all_of(desk, "debts") == ()


# ---- taking it back ------------------------------------------------------------------------------


def test_a_whole_batch_is_taken_back_and_brought_again(desk: Desk, tmp_path: Path) -> None:
    made = take(desk, "debts", workbook(tmp_path / "欠账.xlsx", DEBTS))
    other = factories.add(desk, "rectifications").ids[0]
    first = all_of(desk, "debts")[0]
    desk.write(lambda unit: links.add(
        unit, actor=desk.actor, kind="related", start=("debts", first.id), end=("rectifications", other)
    ))  # fmt: skip
    done = desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=made.batch[:8], also_touched=True))
    assert (done.count, done.kept) == (2, ())
    assert all_of(desk, "debts") == ()
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert [record.id for record in all_of(desk, "debts")] == [first.id, first.id + 1]
    assert desk.read(lambda unit: links.of(unit, ledger="debts", record_id=first.id))


def test_records_touched_since_are_named_and_kept(desk: Desk, tmp_path: Path) -> None:
    made = take(desk, "debts", workbook(tmp_path / "欠账.xlsx", DEBTS))
    first = all_of(desk, "debts")[0]
    desk.write(lambda unit: records.edit(
        unit, actor=desk.actor, ledger="debts", record_id=first.id, version=first.version, values={"remark": "已核"}
    ))  # fmt: skip
    done = desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=made.batch))
    assert (done.count, done.kept) == (1, (first.number,))
    assert [record.id for record in all_of(desk, "debts")] == [first.id]
    with pytest.raises(Refused, match="已经撤回过"):
        desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=made.batch))


def test_what_an_import_updated_gets_its_old_values_back(desk: Desk, tmp_path: Path) -> None:
    take(desk, "debts", workbook(tmp_path / "一.xlsx", DEBTS[1:3]))
    number = all_of(desk, "debts")[0].number
    rows = [["编号", "本金"], [number, "1"]]
    made = take(desk, "debts", workbook(tmp_path / "二.xlsx", rows), Duplicates.UPDATE)
    assert made.updated == 1
    desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=made.batch))
    assert all_of(desk, "debts")[0].values["principal"] == Money(3_400_000)


# ---- out and in again ----------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_what_is_exported_and_brought_in_again_changes_nothing(desk: Desk, tmp_path: Path, ending: str) -> None:
    factories.add(
        desk, "rectifications", "问题描述==1+1 像公式", "登记日期=2014-03", "整改时限=2014-04-05", "村(组)=郑庄"
    )
    factories.add(desk, "rectifications", "问题描述=两行\n的话", "登记日期=2014-03-09")
    before = all_of(desk, "rectifications")
    out = tmp_path / f"整改{ending}"
    assert exporting.export(desk, ask=Ask("rectifications"), out=out) == 2
    made = take(desk, "rectifications", out, Duplicates.UPDATE)
    assert (made.added, made.updated, made.failed) == (0, 0, ())
    assert all_of(desk, "rectifications") == before


def test_a_template_that_was_filled_in_comes_in(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "模板.xlsx"
    import_files.write_sheets(out, desk.read(lambda unit: templates.sheets(unit, ledger="rectifications")))
    book = openpyxl.load_workbook(out)
    page = book.active
    labels = [cell.value for cell in page[2]]
    assert "销号编号" not in labels
    page.cell(4, labels.index("问题描述") + 1, "路灯不亮")
    page.cell(4, labels.index("登记日期") + 1, "2014-03-05")
    book.save(out)
    assert take(desk, "rectifications", out).added == 1


def test_each_village_gets_its_sheet(desk: Desk, tmp_path: Path) -> None:
    for village in ("郑庄", "贾庄"):
        factories.add(desk, "places", f"名称={village}", "种类=村")
        factories.add(desk, "debts", f"债权人={village}某", "事由=料款", "本金=100", f"村(组)={village}")
    out = tmp_path / "村.xlsx"
    exporting.export(desk, ask=Ask("debts"), out=out, options=exporting.ExportOptions(by_village=True))
    assert openpyxl.load_workbook(out).sheetnames == ["郑庄", "贾庄"]


def test_public_exports_are_masked(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "petitions", "信访人姓名=欧阳秀英", "联系电话=13800001234", "反映的主要问题=欧阳秀英门前积水")
    out = tmp_path / "公示.csv"
    exporting.export(desk, ask=Ask("petitions"), out=out, options=exporting.ExportOptions("public"))
    text = out.read_text("utf-8-sig")
    assert "欧阳秀英" not in text
    assert "13800001234" not in text
    assert "积水" in text


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "是空文件"), (b"PK\x03\x04 x", "已经损坏"), (b"<html><table></table></html>", "其实是网页")],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "怪.xlsx"
    path.write_bytes(data)
    with pytest.raises(Refused, match=words) as refused:
        import_files.read(path)
    assert "台账没有改动" in refused.value.sentence
