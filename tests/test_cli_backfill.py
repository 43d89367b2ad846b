from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.old_business import DITCH, LAMP, OPEN, sheet
from tests.test_cli_rules import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.test_cli_rules import Run

__all__ = ["run"]
IMPORT = ("import", "整改台账")


def test_old_business_comes_in_by_command_with_its_day_and_reason(run: Run, tmp_path: Path) -> None:
    path = str(sheet(tmp_path, LAMP, DITCH, OPEN))
    code, answer = run(*IMPORT, path)
    assert (code, answer["added"]) == (1, 1)
    assert all("历史补录" in one["reason"] for one in answer["failed"])
    code, answer = run(*IMPORT, path, "--backfill", "--reason", "照纸质台账")
    assert (code, "还没有设定历史补录截止日期" in answer["refused"]) == (1, True)
    assert run("settings", "历史补录截止日期=2014-04-30", "--reason", "启用")[0] == 0
    assert run("settings", "历史补录截止日期=2014-05-31")[0] == 1
    code, answer = run(*IMPORT, path, "--backfill")
    assert (code, "要写明原因" in answer["refused"]) == (1, True)
    code, answer = run(*IMPORT, path, "--backfill", "--reason", "照纸质台账", "--dry-run")
    assert (code, answer["added"], answer["batch"]) == (0, 2, "")
    code, answer = run(*IMPORT, path, "--backfill", "--reason", "照纸质台账")
    assert (code, answer["added"], answer["skipped"]) == (0, 2, 1)
    batch = answer["batch"]
    code, answer = run("list", "rectifications", "--where", "补录")
    assert (answer["total"], {row["status"] for row in answer["rows"]}) == (2, {"closed"})
    figures = {one["code"]: one["value"] for one in run("figures")[1]}
    assert (figures["R1.historical"], figures["R1.closed"], figures["R1.total"]) == (2, 0, 1)
    assert run("rows", "R1.historical")[1]["value"] == 2
    assert run("verify")[1]["ok"] is True
    assert run("withdraw", batch)[1]["withdrawn"] == 2


def test_the_template_of_old_business_has_the_closing(run: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "模板.xlsx")
    closing = {"销号日期", "销号编号", "销号审批人"}
    assert not closing & set(run("template", "整改台账", out)[1]["columns"])
    assert closing <= set(run("template", "整改台账", out, "--backfill")[1]["columns"])
    code, answer = run("template", "publicity", out, "--backfill")
    assert (code, "不用历史补录" in answer["refused"]) == (2, True)


def test_nobody_sets_the_mark_by_command(run: Run) -> None:
    given = ("--set", "问题描述=路灯不亮", "登记日期=2014-03-01")
    assert run("add", "rectifications", *given, "历史补录=是")[0] == 1
    assert run("add", "rectifications", *given)[0] == 0
    assert run("edit", "rectifications", "2014-1", "--set", "历史补录=是", "--reason", "补")[0] == 1
    assert run("do", "rectifications", "2014-1", "assign", "--set", "历史补录=是")[0] in (1, 2)
    assert run("show", "rectifications", "2014-1")[1]["is_historical"] is None
