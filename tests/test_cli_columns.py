from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app import bootstrap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(stands_at: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command on a fresh file: (exit code, answer)."""

    def call(*words: str) -> tuple[int, Any]:
        code = bootstrap.main(["--file", stands_at, "--json", *words])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_columns_are_added_named_hidden_and_ordered_in_one_step(run: Run) -> None:
    code, answer = run(
        "columns", "整改台账", "--add", "安装年份:数字", "等级:选项:甲,乙", "家庭情况:文字!",
        "--rename", "责任单位=牵头科室", "--hide", "配合单位", "--no-paper", "备注",
        "--width", "等级=12", "--order", "等级", "登记日期",
    )  # fmt: skip
    assert code == 0
    rows = {row["key"]: row for row in answer["columns"]}
    assert [row["label"] for row in answer["columns"]][:2] == ["等级", "登记日期"]
    assert rows["own_2"] == {
        "key": "own_2", "label": "等级", "declared": None, "kind": "choice", "own": True, "choices": ["甲", "乙"],
        "on_screen": True, "width": 12.0, "personal": False,
    }  # fmt: skip
    assert (rows["responsible_org"]["label"], rows["responsible_org"]["declared"]) == ("牵头科室", "责任单位")
    assert (rows["co_orgs"]["on_screen"], rows["remark"]["width"], rows["own_3"]["personal"]) == (False, 0, True)
    code, told = run("undo")
    assert told["done"].startswith("撤销：列设置 整改台账：增加「安装年份」（数字）；增加「等级」（选项：甲、乙）")
    code, answer = run("columns", "整改台账")
    assert [row["label"] for row in answer["columns"]][:1] == ["登记日期"]
    assert [one["label"] for one in answer["retired"]] == ["安装年份", "等级", "家庭情况"]


def test_every_command_takes_own_and_renamed_columns_by_old_and_new_name(run: Run, tmp_path: Path) -> None:
    run("columns", "rectifications", "--add", "安装年份:数字", "--rename", "责任单位=牵头科室")
    for name in ("责任单位", "牵头科室"):
        code, made = run("add", "整改台账", "--set", "问题描述=路灯不亮", f"{name}=党政办", "安装年份=2012")
        assert code == 0
    code, answer = run("list", "整改台账", "--where", "牵头科室=党政办", "安装年份>=2012", "--sort=-安装年份")
    assert (code, answer["total"], answer["rows"][0]["own_1"]) == (0, 2, "2012")
    code, _answer = run("edit", "整改台账", made["number"], "--set", "安装年份=2013")
    assert code == 0
    code, answer = run("show", "整改台账", made["number"])
    assert (code, answer["own_1"]) == (0, "2013")
    assert "安装年份" in json.dumps(answer["history"], ensure_ascii=False)
    code, answer = run("ledgers", "整改台账")
    assert "安装年份" in [column["label"] for column in answer["columns"]]
    out = tmp_path / "出.xlsx"
    assert run("export", "整改台账", str(out), "--columns", "牵头科室", "安装年份")[0] == 0
    code, answer = run("import", "整改台账", str(out), "--duplicates", "update", "--dry-run")
    assert (code, answer["skipped"], answer["failed"], answer["ignored_columns"]) == (0, 2, [], [])
    assert run("print", "整改台账", str(tmp_path / "印.pdf"), "--columns", "安装年份", "问题描述")[0] == 0
    code, answer = run("verify")
    assert (code, answer["ok"]) == (0, True)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--hide", "问题描述"), 1, "「问题描述」不能从屏幕上隐藏"),
        (("--add", "责任单位:文字"), 1, "已经有「责任单位」这一列"),
        (("--add", "门牌:图片"), 1, "没有「图片」这种列"),
        (("--rename", "责任单位"), 2, "请写成 列=内容，例如 责任单位=承办单位"),
        (("--rename", "没有的列=甲"), 2, "没有「没有的列」这一列"),
        (("--width", "备注=宽"), 2, "「宽」不是毫米数"),
        (("--remove", "备注"), 2, "整改台账没有叫「备注」的自设的列"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    run: Run, words: tuple[str, ...], code: int, sentence: str
) -> None:
    found, answer = run("columns", "整改台账", *words)
    assert found == code
    assert sentence in answer["refused"]
    assert not any(row["own"] for row in run("columns", "整改台账")[1]["columns"])


def test_without_json_a_line_a_column(stands_at: str, capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap.main(["--file", stands_at, "columns", "整改台账", "--add", "门牌:文字", "--rename", "责任人=经办"])
    lines = capsys.readouterr().out.splitlines()
    assert "门牌\ttext\t自设\t屏幕\t纸面20毫米\t" in lines
    assert any(line.startswith("经办\tperson\t\t屏幕\t纸面14毫米\t原名责任人") for line in lines)
