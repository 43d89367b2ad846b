"""The wizard with several sheets, 附表, a roll of households, names to be entered; the words kept with a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.ledgers import registry
from app.services import import_plan, import_raw, importing
from app.services.listing import Ask
from app.sheets import reader
from app.ui import dialogs
from app.ui.batches_dialog import BatchesDialog
from app.ui.form import RecordForm
from app.ui.import_wizard import MAPPING, PREVIEW, RESULT, ImportWizard
from app.ui.raw_words import RawDialog

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.services.importing import Imported
    from app.ui.operation import Operation
    from db.unit import UnitOfWork
    from tests.ui.conftest import Settled


def click(qtbot: QtBot, button: object, settled: Settled) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
    settled()


def count(desk: Desk, ledger: str) -> int:
    return desk.read(lambda unit: unit.reading.count(Ask(ledger)))


def opened(operation: Operation, ledger: str, qtbot: QtBot) -> ImportWizard:
    made = ImportWizard(operation, registry.find(ledger))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (
        ["清河镇户口花名册"],
        ["序号", "村", "组", "户主", "姓名", "与户主关系", "性别", "身份证号"],
        [1, "清一村", "3", "赵大", "赵大", "户主", "男", "11010519491231002X"],
        [2, None, None, None, "钱二", "妻", "女", 1.10105e17],
        [3, None, None, "孙三", "孙三", "户主", "男", None],
    ):
        book.active.append(row)
    book.active.merge_cells("D3:D4")
    book.save(tmp_path / "花名册.xlsx")
    return tmp_path / "花名册.xlsx"


def test_a_roll_of_households_comes_in_and_its_village_when_ticked(
    operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot, roll: Path
) -> None:
    places = count(day_desk, "places")
    made = opened(operation, "households", qtbot)
    made.file_page.ledgers.setCurrentIndex(made.file_page.ledgers.findData("household_roll"))
    made.read_file(roll)
    settled()
    click(qtbot, made.next_button, settled)
    click(qtbot, made.next_button, settled)
    assert made.stack.currentIndex() == PREVIEW
    assert made.preview.words.text() == (
        "读到 3 行：可以新增 2 条，台账里已有 0 条，空行、合计和说明 0 行，不能导入 1 行（红色）。还没有写入。"
        "名册里没有的名字 2 个，要登记的在下面勾选。其中新的户 2 户。"
    )
    names = made.preview.names
    assert names is not None
    assert [box.text() for box in names.boxes.values()] == ["村组：清一三组（2 行）", "把 2 个人也登记到人员名册"]
    assert not names.keys(), "nothing is entered unasked"
    names.boxes["0"].setChecked(True)
    click(qtbot, made.next_button, settled)
    assert made.stack.currentIndex() == RESULT
    assert made.outcome.words.text() == "读到 3 行 = 新增 2 + 更新 0 + 跳过 0 + 空行和说明 0 + 没有导入 1"
    assert (count(day_desk, "places"), count(day_desk, "households"), count(day_desk, "people")) == (places + 2, 2, 0)


def test_sheets_of_one_head_come_in_together_or_one_alone(
    operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for village in ("郑庄", "贾庄"):
        page = book.create_sheet(village)
        page.append(["债权人", "事由", "本金"])
        page.append([f"{village}某", "料款", 100])
    path = tmp_path / "各村.xlsx"
    book.save(path)
    made = opened(operation, "debts", qtbot)
    made.read_file(path)
    settled()
    sheets = made.file_page.sheets
    assert (sheets.currentText(), sheets.currentData()) == ("表头相同的 2 张一起导入", "")
    click(qtbot, made.next_button, settled)
    assert made.stack.currentIndex() == MAPPING
    assert "表头相同的 2 张工作表一起导入。" in made.mapping.words.text()
    click(qtbot, made.next_button, settled)
    rows = [made.preview.model.headerData(n, Qt.Orientation.Vertical) for n in range(2)]
    assert rows == ["郑庄 2", "贾庄 2"]
    click(qtbot, made.back_button, settled)
    click(qtbot, made.back_button, settled)
    sheets.setCurrentIndex(sheets.findData("贾庄"))
    settled()
    assert made.plan is not None
    assert (made.plan.sheet.name, made.plan.more) == ("贾庄", ())


def test_child_sheets_are_told_of_on_every_page(
    operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (["编号", "名称", "成立日期"], ["1", "领导小组", "2014-02-20"]):
        book.active.append(row)
    page = book.create_sheet("成员")
    for row in (["所属编号", "姓名", "角色"], ["1", "张三", "组长"], ["7", "李四", "成员"]):
        page.append(row)
    path = tmp_path / "机构.xlsx"
    book.save(path)
    made = opened(operation, "teams", qtbot)
    made.read_file(path)
    settled()
    click(qtbot, made.next_button, settled)
    assert made.mapping.words.text().endswith("附表一起导入：成员。")
    click(qtbot, made.next_button, settled)
    assert made.preview.words.text().endswith("勾选。附表「成员」2 行，其中 1 行对不上主表或有错，不能导入。")
    assert made.preview.problems.texts(0)[:2] == ("成员 第3行", "所属编号")
    preview = made.preview
    assert [preview.tabs.tabText(at) for at in range(2)] == ["主表", "附表：成员（1 行不能导入）"]
    preview.problems.selectRow(0)
    assert (preview.tabs.currentIndex(), preview.grid.currentIndex().data()) == (1, "7")
    shown = [[preview.model.index(row, column).data() for column in range(4)] for row in range(2)]
    assert shown == [["新增", "1", "张三", "组长"], ["不能导入", "7", "李四", "成员"]]
    assert preview.model.problem(1, 1).startswith("主表和台账里都没有编号为「7」")
    click(qtbot, made.next_button, settled)
    assert made.outcome.words.text().splitlines()[1] == (
        "附表「成员」2 行 = 新增 1 + 更新 0 + 跳过 0 + 空行和说明 0 + 没有导入 1"
    )
    assert made.outcome.failed.texts(0)[0] == "成员 第3行"
    assert made.outcome.save_button.isVisible()


def imported(desk: Desk, path: Path) -> Imported:
    book = openpyxl.Workbook()
    for row in (["债权人", "事由", "本金", "登记日期"], ["赵一", "料款", "3.4万元", "2014.3.5"]):
        book.active.append(row)
    book.save(path)
    declared = registry.find("debts")

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=declared, book=reader.read_here(path))
        return importing.run(unit, actor=desk.actor, plan=plan, file_name=path.name)

    return desk.write(work)


def test_the_words_of_the_sheet_stand_above_the_record_until_accepted(
    operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    imported(day_desk, tmp_path / "欠账.xlsx")
    form = RecordForm(operation, registry.find("debts"))
    qtbot.addWidget(form)
    form.show()
    form.open(1)
    settled()
    bar = form.raw_bar
    assert bar.isVisible()
    assert bar.words.accessibleName() == (
        "从「欠账.xlsx」第2行导入，还没有核对：本金「3.4万元」存成「34000」，登记日期「2014.3.5」存成「2014-03-05」。"
    )
    click(qtbot, bar.look_button, settled)
    (dialog,) = form.findChildren(RawDialog)
    assert dialog.table.texts(2) == ("本金", "3.4万元", "本金", "34000")
    click(qtbot, dialog.accept_button, settled)
    assert not bar.isVisible()
    assert (
        day_desk.read(lambda unit: import_raw.of_record(unit, actor=day_desk.actor, ledger="debts", record_id=1)) == ()
    )
    form.new()
    settled()
    assert not bar.isVisible()


def test_a_whole_import_is_accepted_from_the_list(
    operation: Operation,
    day_desk: Desk,
    settled: Settled,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imported(day_desk, tmp_path / "欠账.xlsx")
    made = BatchesDialog(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    made.table.setCurrentCell(0, 0)
    monkeypatch.setattr(dialogs, "confirm", lambda *_a, **_k: True)
    click(qtbot, made.accept_button, settled)
    assert made.said.text() == "已核对导入原文 欠账清退 1条，原文不再保留。"
    click(qtbot, made.accept_button, settled)
    assert made.said.text() == "这一批没有待核对的导入原文，没有改动。"
