"""The commands of workbooks: a roll with names to be entered, child sheets, the words of a sheet accepted."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from app import bootstrap
from app.services import office
from tests import desks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(stands_at: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command: (exit code, answer)."""
    desk = desks.at(stands_at)
    desk.write(lambda unit: office.make_sample(unit, today=date(2014, 3, 31)))
    desk.close()

    def call(*words: str) -> tuple[int, Any]:
        code = bootstrap.main(["--file", stands_at, "--json", *words])
        return code, json.loads(capsys.readouterr().out)

    return call


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> str:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return str(path)


ROLL: list[list[object]] = [
    ["村", "组", "户主", "姓名", "与户主关系"], ["清一村", 3, "赵大", "赵大", "户主"], [None, None, None, "钱二", "妻"]
]  # fmt: skip


def test_a_roll_of_households_with_its_places(run: Run, tmp_path: Path) -> None:
    path = workbook(tmp_path / "册.xlsx", {"册": ROLL})
    code, made = run("import", "household_roll", path, "--create", "村组", "人员")
    assert (code, made["read"], made["added"], made["failed"]) == (0, 2, 2, [])
    assert run("list", "places")[1]["total"] == 2
    assert run("list", "households")[1]["total"] == 1
    assert run("list", "people")[1]["total"] == 2
    assert run("import", "户口花名册", path)[1]["skipped"] == 2
    assert run("withdraw", made["batch"])[0] == 0
    assert run("list", "places")[1]["total"] == 0
    assert run("import", "household_roll", path, "--create", "活动")[0] == 2


def test_child_sheets_come_in_are_counted_and_go_out(run: Run, tmp_path: Path) -> None:
    main: list[list[object]] = [["编号", "名称", "成立日期"], ["1", "领导小组", "2014-02-20"]]
    members: list[list[object]] = [["所属编号", "姓名"], ["1", "张三"], ["9", "李四"]]
    code, made = run("import", "teams", workbook(tmp_path / "机构.xlsx", {"机构": main, "成员": members}))
    assert (code, made["added"], made["failed"]) == (1, 1, [])
    assert made["children"] == {
        "成员": {"read": 2, "added": 1, "updated": 0, "skipped": 0, "blank": 0, "failed": 1}
    }  # fmt: skip
    assert made["failed_children"] == [{"child": "成员", "row": 3, "reason": "主表和台账里都没有编号为「9」的记录。"}]
    out = tmp_path / "出.xlsx"
    assert run("export", "teams", str(out))[1]["rows"] == 1
    assert openpyxl.load_workbook(out).sheetnames == ["机构名册", "成员"]
    run("export", "teams", str(out), "--no-children")
    assert openpyxl.load_workbook(out).sheetnames == ["机构名册"]
    assert run("import", "teams", str(out), "--duplicates", "update")[1]["skipped"] == 1


def test_the_words_of_a_sheet_are_shown_and_accepted(run: Run, tmp_path: Path) -> None:
    rows: list[list[object]] = [["债权人", "事由", "本金"], ["赵一", "料款", "3.4万元"], ["钱二", "尾款", "5"]]
    batch = run("import", "debts", workbook(tmp_path / "欠账.xlsx", {"欠账": rows}))[1]["batch"]
    first = min(row["number"] for row in run("list", "debts")[1]["rows"])
    code, told = run("accept", "debts", first, "--show")
    assert code == 0
    assert {"label": "本金", "text": "3.4万元", "column": "本金", "now": "34000"} in told["raw"]
    assert run("accept", "debts", first) == (0, {"description": f"核对导入原文 {first}"})
    assert run("accept", "debts", first)[0] == 1
    assert run("accept", "--batch", batch)[1]["description"] == "核对导入原文 欠账清退 1条"


def test_what_came_in_is_told_though_the_failures_cannot_be_written(run: Run, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["债权人", "事由", "本金", "登记日期"],
        ["赵一", "料款", "三四千", "3月5日"],
        ["钱二", "工钱", 5, "3月5日"],
    ]
    path = workbook(tmp_path / "欠账.xlsx", {"欠账": rows, "别的": [["甲"], ["乙"]]})
    code, made = run("import", "debts", path, "--failures", str(tmp_path / "没有" / "败.xlsx"))
    assert (code, made["added"], len(made["failed"])) == (1, 1, 1)
    assert made["failures"].startswith("没有导入的行没能另存：「败.xlsx」写不进")
    assert [sentence[:9] for sentence in made["notes"]] == ["没有导入的工作表：", "表里有没写年份的日"]
    assert run("list", "debts")[1]["total"] == 1
    assert run("list", "debts", "--where", "年度=²")[0] == 2
    assert run("list", "debts", "--where", "年度=99999999999999999999")[0] == 2


def test_rows_of_one_number_that_say_other_things_are_told_and_entered_when_wanted(run: Run, tmp_path: Path) -> None:
    rows = [["原编号", "登记日期", "问题描述"], ["整改1", "2014-03-02", "路灯不亮"], ["整改1", "2014-03-03", "沟堵"]]
    path = workbook(tmp_path / "整改.xlsx", {"整改": rows})
    told = run("import", "rectifications", path, "--dry-run")[1]
    assert (told["added"], told["skipped"]) == (1, 1)
    assert told["notes"] == [
        "第3行的原编号和第2行相同，「登记日期」「问题描述」不一样，按同一条处理。"
        "是两件事的，加上 --apart 再导入一次，已有的会跳过。"
    ]
    assert run("import", "rectifications", path, "--apart")[1]["added"] == 2
