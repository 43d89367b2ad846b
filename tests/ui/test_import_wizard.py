from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import backups, county, import_files, kept_backups, records
from app.services.importing import Duplicates
from app.services.listing import Ask
from app.ui import dialogs, saving
from app.ui.import_wizard import FILE, MAPPING, PREVIEW, RESULT, ImportWizard
from app.ui.operation import Operation
from db.values import FuzzyDate
from tests import factories
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from tests.server.offices import County

    Settled = Callable[[], None]

SHEET = [
    ["清河镇整改台账（2013年）", None, None, None, None, None],
    ["序号", "问题描述", "登记日期", "整改情况", None, "联系人"],
    [None, None, None, "整改措施", "整改时限", None],
    [1, "路灯不亮", "2013.3.5", "换灯", "2013-06-30", "张三"],
    [2, "沟堵", "3月8日", "清淤", "去年", "李四"],
    [3, "井盖破损", "2013.3.9", "换井盖", None, "王五"],
    ["合计", None, None, "3件", None, None],
]  # fmt: skip


def workbook(path: Path, rows: Sequence[Sequence[object]] = SHEET, *, merged: Sequence[str] = ("D2:E2",)) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "整改"
    for row in rows:
        book.active.append(list(row))
    for block in merged:
        book.active.merge_cells(block)
    book.save(path)
    return path


@pytest.fixture
def wizard(operation: Operation, settled: Settled, qtbot: QtBot) -> ImportWizard:
    made = ImportWizard(operation, registry.find("rectifications"))
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def step(wizard: ImportWizard) -> int:
    return wizard.stack.currentIndex()


def click(qtbot: QtBot, button: object, settled: Settled) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
    settled()


def count(desk: Desk, ledger: str = "rectifications") -> int:
    return desk.read(lambda unit: unit.reading.count(Ask(ledger)))


def through(wizard: ImportWizard, path: Path, qtbot: QtBot, settled: Settled, *, year: int | None = None) -> None:
    """From the file to the preview."""
    wizard.read_file(path)
    settled()
    click(qtbot, wizard.next_button, settled)
    if year is not None:
        wizard.mapping.year.clear()
        qtbot.keyClicks(wizard.mapping.year, str(year))
    click(qtbot, wizard.next_button, settled)
    assert step(wizard) == PREVIEW


def test_a_workbook_comes_in_step_by_step(
    wizard: ImportWizard, day_desk: Desk, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    assert (step(wizard), wizard.next_button.isEnabled()) == (FILE, False)
    wizard.read_file(workbook(tmp_path / "整改.xlsx"))
    settled()
    page = wizard.file_page
    assert (page.file_name.text(), page.top.value(), page.bottom.value()) == ("整改.xlsx", 2, 3)
    assert not page.encodings.isVisible()
    click(qtbot, wizard.next_button, settled)
    assert step(wizard) == MAPPING
    assert not wizard.next_button.isEnabled(), "the year is asked for first"
    qtbot.keyClicks(wizard.mapping.year, "2013")
    click(qtbot, wizard.next_button, settled)
    assert wizard.preview.words.text() == (
        "读到 4 行：可以新增 2 条，台账里已有 0 条，空行、合计和说明 1 行，不能导入 1 行（红色）。还没有写入。"
    )
    assert count(day_desk) == 0
    click(qtbot, wizard.next_button, settled)
    assert step(wizard) == RESULT
    assert wizard.outcome.words.text() == "读到 4 行 = 新增 2 + 更新 0 + 跳过 0 + 空行和说明 1 + 没有导入 1"
    first = day_desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=1))
    assert (first.values["description"], first.values["measures_text"]) == ("路灯不亮", "换灯")
    assert first.values["registered_on"] == FuzzyDate(date(2013, 3, 5))
    assert count(day_desk) == 2


def test_it_can_be_worked_without_a_mouse(
    wizard: ImportWizard, day_desk: Desk, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard.read_file(workbook(tmp_path / "简.xlsx", [["问题描述", "登记日期"], ["路灯不亮", "2013-03-05"]], merged=()))
    settled()
    for expected in (MAPPING, PREVIEW, RESULT):
        wizard.next_button.setFocus()
        qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
        settled()
        assert step(wizard) == expected
    assert count(day_desk) == 1


def test_a_wrong_cell_is_red_with_its_sentence(
    wizard: ImportWizard, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    through(wizard, workbook(tmp_path / "整改.xlsx"), qtbot, settled, year=2013)
    model, grid = wizard.preview.model, wizard.preview.grid
    index = model.index(1, 5)
    assert (index.data(), model.headerData(5, Qt.Orientation.Horizontal)) == ("去年", "整改时限")
    assert index.data(Qt.ItemDataRole.BackgroundRole).color().name() == "#f8d7d7"
    assert "看不出是哪一天" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert [model.index(row, 0).data() for row in range(3)] == ["新增", "不能导入", "新增"]
    assert model.headerData(1, Qt.Orientation.Vertical) == "5"
    assert wizard.preview.problems.texts(0)[:2] == ("第5行", "整改时限")
    wizard.preview.problems.selectRow(0)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 5)


def test_the_preview_shows_the_red_ground(wizard: ImportWizard, settled: Settled, qtbot: QtBot, tmp_path: Path) -> None:
    through(wizard, workbook(tmp_path / "整改.xlsx"), qtbot, settled, year=2013)
    grid, model = wizard.preview.grid, wizard.preview.model

    def ground(row: int, column: int) -> str:
        rect = grid.visualRect(model.index(row, column))
        return grid.viewport().grab().toImage().pixelColor(rect.right() - 3, rect.top() + 3).name()

    assert ground(1, 5) == "#f8d7d7"
    assert ground(0, 5) != "#f8d7d7"


def test_a_column_corrected_by_hand_is_remembered(
    wizard: ImportWizard, day_desk: Desk, operation: Operation, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [["问题描述", "登记日期", "谁说的"], ["路灯不亮", "2013-03-05", "张三"]]
    path = workbook(tmp_path / "怪.xlsx", rows, merged=())
    wizard.read_file(path)
    settled()
    click(qtbot, wizard.next_button, settled)
    combo = wizard.mapping.combos[2]
    assert combo.currentText() == "不导入"
    assert "谁说的" in wizard.mapping.words.text()
    combo.setCurrentIndex(combo.findData("remark"))
    settled()
    assert wizard.plan is not None
    assert [target.key for target in wizard.plan.targets] == ["description", "registered_on", "remark"]
    click(qtbot, wizard.next_button, settled)
    click(qtbot, wizard.next_button, settled)
    assert (
        day_desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=1)).values["remark"] == "张三"
    )
    again = ImportWizard(operation, registry.find("rectifications"))
    qtbot.addWidget(again)
    again.read_file(path)
    settled()
    assert again.mapping.combos[2].currentData() == "remark"
    assert "上次的对应" in again.mapping.words.text()


def test_a_column_is_filled_from_one_place_only(
    wizard: ImportWizard, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [["问题描述", "登记日期", "补充"], ["路灯不亮", "2013-03-05", "村口那三盏路灯都不亮了"]]
    wizard.read_file(workbook(tmp_path / "两.xlsx", rows, merged=()))
    settled()
    combos = wizard.mapping.combos
    combos[2].setCurrentIndex(combos[2].findData("description"))
    settled()
    assert [combos[place].currentText() for place in (0, 2)] == ["不导入", "问题描述"]


def test_the_head_may_be_pointed_at(wizard: ImportWizard, settled: Settled, tmp_path: Path) -> None:
    rows = [["甲", "乙"], ["丙", "丁"], ["路灯不亮", "2013-03-05"], ["沟堵", "2013-03-06"]]
    wizard.read_file(workbook(tmp_path / "头.xlsx", rows, merged=()))
    settled()
    wizard.file_page.bottom.setValue(2)
    wizard.file_page.top.setValue(2)
    settled()
    assert wizard.plan is not None
    assert (wizard.plan.head.labels, wizard.file_page.bottom.value()) == (("丙", "丁"), 2)
    assert [row.number for row in wizard.plan.rows()] == [3, 4]


def test_another_sheet_and_another_ledger_may_be_chosen(wizard: ImportWizard, settled: Settled, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["问题描述", "登记日期"])
    book.active.append(["路灯不亮", "2013-03-05"])
    other = book.create_sheet("欠账")
    other.append(["债权人", "事由", "本金"])
    other.append(["赵一", "料款", 100])
    book.save(tmp_path / "两张.xlsx")
    wizard.read_file(tmp_path / "两张.xlsx")
    settled()
    page = wizard.file_page
    page.ledgers.setCurrentIndex(page.ledgers.findData("debts"))
    settled()
    page.sheets.setCurrentIndex(1)
    settled()
    assert wizard.plan is not None
    assert (wizard.plan.ledger, wizard.plan.sheet.name) == ("debts", "欠账")
    assert [target.key for target in wizard.plan.targets] == ["creditor", "reason", "principal"]


def test_a_text_table_can_be_read_in_another_encoding(wizard: ImportWizard, settled: Settled, tmp_path: Path) -> None:
    path = tmp_path / "整改.csv"
    path.write_bytes("问题描述,登记日期\r\n路灯不亮,2013-03-05\r\n".encode("gb18030"))
    wizard.read_file(path)
    settled()
    page = wizard.file_page
    assert (page.encodings.isVisible(), page.encodings.currentText()) == (True, "GBK / GB18030")
    assert page.grid.item(1, 0).text() == "路灯不亮"
    page.encodings.setCurrentIndex(page.encodings.findData("utf-16"))
    settled()
    assert "编码" in wizard.said.text() or page.grid.item(0, 0).text() != "问题描述"
    page.encodings.setCurrentIndex(page.encodings.findData("gb18030"))
    settled()
    assert page.grid.item(0, 0).text() == "问题描述"


def test_a_file_that_cannot_be_read_is_said(wizard: ImportWizard, settled: Settled, tmp_path: Path) -> None:
    path = tmp_path / "假.xlsx"
    path.write_bytes(b"<html><table></table></html>")
    wizard.read_file(path)
    settled()
    assert "其实是网页" in wizard.said.text()
    assert (step(wizard), wizard.next_button.isEnabled(), wizard.isEnabled()) == (FILE, False, True)


def test_what_the_ledger_has_is_skipped_updated_or_entered_again(
    operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [["债权人", "事由", "本金", "备注"], ["赵一", "料款", 100, "甲"]]
    factories.add(day_desk, "debts", "债权人=赵一", "事由=料款", "本金=100")
    path = workbook(tmp_path / "欠账.xlsx", rows, merged=())
    for choice, expected in ((Duplicates.SKIP, (1, None)), (Duplicates.UPDATE, (1, "甲")), (Duplicates.NEW, (2, "甲"))):
        made = ImportWizard(operation, registry.find("debts"))
        qtbot.addWidget(made)
        made.show()
        through(made, path, qtbot, settled)
        assert "台账里已有 1 条" in made.preview.words.text()
        made.preview.duplicates.setCurrentIndex(made.preview.duplicates.findData(choice))
        click(qtbot, made.next_button, settled)
        first = day_desk.read(lambda unit: records.get(unit, ledger="debts", record_id=1))
        assert (count(day_desk, "debts"), first.values["remark"]) == expected


def test_failures_go_out_as_a_workbook(
    wizard: ImportWizard, settled: Settled, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    through(wizard, workbook(tmp_path / "整改.xlsx"), qtbot, settled, year=2013)
    click(qtbot, wizard.next_button, settled)
    assert wizard.outcome.failed.texts(0)[:3] == ("第5行", "整改时限", "去年")
    out = tmp_path / "没有导入的.xlsx"
    monkeypatch.setattr(saving, "ask_place", lambda *_: out)
    click(qtbot, wizard.outcome.save_button, settled)
    (sheet,) = import_files.read(out).sheets
    assert [row[1] for row in sheet.rows] == ["问题描述", "沟堵"]
    assert "没有导入的 1 行存到了" in wizard.outcome.said.text()


def test_the_batch_is_taken_back_from_the_result(
    wizard: ImportWizard,
    day_desk: Desk,
    settled: Settled,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    through(wizard, workbook(tmp_path / "整改.xlsx"), qtbot, settled, year=2013)
    click(qtbot, wizard.next_button, settled)
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda _p, _t, question, **_k: not asked.append(question))
    click(qtbot, wizard.outcome.withdraw_button, settled)
    assert count(day_desk) == 0
    assert wizard.outcome.said.text() == "已撤回 2 条。"
    assert not wizard.outcome.withdraw_button.isEnabled()
    assert len(asked) == 1


def test_touched_records_are_named_before_they_are_taken_back(
    wizard: ImportWizard,
    day_desk: Desk,
    settled: Settled,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    through(wizard, workbook(tmp_path / "整改.xlsx"), qtbot, settled, year=2013)
    click(qtbot, wizard.next_button, settled)
    first = day_desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=1))
    day_desk.write(lambda unit: records.edit(
        unit, actor=day_desk.actor, ledger="rectifications", record_id=1, version=first.version, values={"remark": "核"}
    ))  # fmt: skip
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "choose", lambda _p, _t, question, answers: asked.append(question) or answers[0])
    click(qtbot, wizard.outcome.withdraw_button, settled)
    assert first.number in asked[0]
    assert (count(day_desk), wizard.outcome.said.text()) == (1, f"已撤回 1 条；保留着 {first.number}（改动过）。")


def test_stopping_writes_nothing(
    wizard: ImportWizard,
    day_desk: Desk,
    settled: Settled,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [["问题描述", "登记日期"], *([f"第{n}件", "2013-03-05"] for n in range(450))]
    through(wizard, workbook(tmp_path / "多.xlsx", rows, merged=()), qtbot, settled)
    monkeypatch.setattr(wizard, "_tell", lambda _rows: False)
    click(qtbot, wizard.next_button, settled)
    assert "没有写入任何一行" in wizard.said.text()
    assert (step(wizard), count(day_desk), wizard.next_button.isEnabled()) == (PREVIEW, 0, True)


def test_escape_stops_the_work_before_it_closes(
    wizard: ImportWizard, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    wizard.read_file(workbook(tmp_path / "整改.xlsx"))
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.isVisible()
    settled()
    assert "按您的要求停止" in wizard.said.text() or wizard.plan is not None
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()


def test_the_model_of_the_preview_keeps_qts_rules(
    wizard: ImportWizard, settled: Settled, qtbot: QtBot, tmp_path: Path, qtmodeltester: object
) -> None:
    through(wizard, workbook(tmp_path / "整改.xlsx"), qtbot, settled, year=2013)
    qtmodeltester.check(wizard.preview.model)  # type: ignore[attr-defined]


def test_a_backup_is_kept_before_an_import_into_a_file_with_records(
    desk: Desk, qtbot: QtBot, tmp_path: Path, fresh_data_folder: Path
) -> None:
    factories.add(desk, "debts", "债权人=赵一", "事由=料款", "本金=100")
    operation = Operation(desk)
    made = ImportWizard(operation, registry.find("debts"))
    qtbot.addWidget(made)
    made.show()
    path = workbook(tmp_path / "欠账.xlsx", [["债权人", "事由", "本金"], ["钱二", "料款", 100]], merged=())
    through(made, path, qtbot, lambda: at_rest(qtbot, operation))
    click(qtbot, made.next_button, lambda: qtbot.waitUntil(lambda: operation.idle and made.made is not None))
    (kept,) = kept_backups.listed(kept_backups.folder(backups.source(desk)))
    assert kept.path.name.startswith("导入前")
    assert backups.says(kept.path).counts["debts"] == 1
    assert count(desk, "debts") == 2
    operation.close()


def test_an_import_waits_for_the_clerk_when_the_backup_fails(
    wizard: ImportWizard,
    day_desk: Desk,
    settled: Settled,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_desk: Desk) -> None:
        sentence = "磁盘空间不够，备份没有做成。"
        raise Refused(sentence)

    monkeypatch.setattr(import_files, "back_up_first", full)
    through(wizard, workbook(tmp_path / "整改.xlsx"), qtbot, settled, year=2013)
    click(qtbot, wizard.next_button, settled)
    assert (step(wizard), count(day_desk)) == (PREVIEW, 0)
    assert "没有开始导入" in wizard.said.text()
    wizard.preview.backup.setChecked(False)
    click(qtbot, wizard.next_button, settled)
    assert (step(wizard), count(day_desk)) == (RESULT, 2)


def test_prose_is_cleaned_in_the_preview_only_when_the_clerk_says_so(
    wizard: ImportWizard, day_desk: Desk, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [["登记日期", "问题描述", "问题原文"], ["2014-03-02", "為進(jìn)一步走訪１５户", "村裏的路不好走"]]
    through(wizard, workbook(tmp_path / "a.xlsx", rows, merged=()), qtbot, settled)
    page = wizard.preview
    assert (page.cleans.isVisible(), page.cleans.isChecked()) == (True, False)
    assert page.cleans.text() == "清理文字（1 格）"
    assert page.model.index(0, 2).data() == "為進(jìn)一步走訪１５户"
    page.cleans.click()
    settled()
    assert page.model.index(0, 2).data() == "为进一步走访15户"
    assert page.model.note(0, 2) == "原来：為進(jìn)一步走訪１５户"
    click(qtbot, wizard.next_button, settled)
    record = day_desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=1))
    assert record.values["description"] == "为进一步走访15户"
    assert record.values["verbatim_text"] == "村裏的路不好走"


def test_rows_of_one_number_that_say_other_things_are_marked_and_entered_when_the_clerk_says_so(
    wizard: ImportWizard, day_desk: Desk, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [["原编号", "登记日期", "问题描述"], ["整改1", "2014-03-02", "路灯不亮"], ["整改1", "2014-03-03", "沟堵"]]
    through(wizard, workbook(tmp_path / "a.xlsx", rows, merged=()), qtbot, settled)
    page = wizard.preview
    assert (page.apart.isVisible(), page.apart.isChecked()) == (True, False)
    assert page.apart.text() == "原编号相同、内容不同的 1 行各登一条"
    assert "有 1 行的原编号和上面的行相同" in page.words.text()
    assert page.model.note(1, 1).startswith("原编号和第2行相同，「登记日期」「问题描述」不一样：按同一条处理")
    assert page.model.index(1, 0).data() == "台账里已有"
    page.apart.click()
    settled()
    assert page.model.index(1, 0).data() == "新增"
    click(qtbot, wizard.next_button, settled)
    assert count(day_desk) == 2


def test_at_a_server_no_backup_is_kept_before_and_the_page_says_so(
    offices_at_server: County, qtbot: QtBot, tmp_path: Path
) -> None:
    with closing(county.open_desk(offices_at_server.new_office())) as desk:
        factories.add(desk, "debts", "债权人=赵一", "事由=料款", "本金=100")
        operation = Operation(desk)
        made = ImportWizard(operation, registry.find("debts"))
        qtbot.addWidget(made)
        made.show()
        path = workbook(tmp_path / "欠账.xlsx", [["债权人", "事由", "本金"], ["钱二", "料款", 100]], merged=())
        through(made, path, qtbot, lambda: at_rest(qtbot, operation))
        assert (made.preview.backup.isVisible(), made.preview.backup.isChecked()) == (False, False)
        assert made.preview.words.text().endswith(import_files.AT_SERVER)
        click(qtbot, made.next_button, lambda: qtbot.waitUntil(lambda: operation.idle and made.made is not None))
        assert count(desk, "debts") == 2
        operation.close()
