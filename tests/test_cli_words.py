"""Without --json the command line speaks the office's words; with it, it keeps what is stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app import bootstrap

if TYPE_CHECKING:
    from collections.abc import Callable

    Say = Callable[..., str]


@pytest.fixture
def say(stands_at: str, capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs one command on a file with a petition, and answers what was printed."""

    def call(*arguments: str) -> str:
        bootstrap.main(["--file", stands_at, *arguments])
        return capsys.readouterr().out

    call("add", "信访事项", "--set", "来访时间=2014-03-10", "信访人姓名=孟某", "反映的主要问题=宅基地边界", "重复访=是")
    return call


def test_a_list_has_the_state_as_the_office_says_it(say: Say) -> None:
    told = say("list", "信访事项")
    assert "\t已登记\n" in told
    assert "registered" not in told
    assert not {"True", "False"} & set(told.split())
    assert json.loads(say("--json", "list", "信访事项"))["rows"][0]["status"] == "registered"


def test_a_record_is_shown_under_the_names_of_its_columns(say: Say) -> None:
    say("edit", "信访事项", "2014-1", "--set", "登记日期=2014-03-11", "--reason", "登错了")
    told = say("show", "信访事项", "2014-1")
    lines = dict(line.split("\t", 1) for line in told.splitlines() if not line.startswith("\t"))
    assert (lines["编号"], lines["办理状态"], lines["来访时间"]) == ("信访〔2014〕1号", "已登记", "2014-03-10")
    assert (lines["信访人姓名"], lines["重复访"]) == ("孟某", "是")
    assert "修改 信访〔2014〕1号（登错了）" in told
    assert "责任单位" in lines["待补"]
    assert "受理（accept）" in told
    assert not [word for word in ("registered", "uuid", "{", "True", "history") if word in told]
    assert json.loads(say("--json", "show", "信访事项", "2014-1"))["status"] == "registered"


def test_steps_and_their_end_are_in_words(say: Say) -> None:
    told = say("do", "信访事项", "2014-1")
    assert "受理（accept）" in told
    assert "· 信访〔2014〕1号" in told
    done = say("do", "信访事项", "2014-1", "accept", "--set", "受理日期=2014-03-12")
    assert done.splitlines()[-1] == "status\t已受理"
    assert "accepted" not in done


def test_a_table_below_a_record_is_told_row_by_row(say: Say) -> None:
    say(
        "add", "整改台账", "--set", "问题描述=路灯不亮", "登记日期=2014-03-09",
        "--child", "措施", "措施内容=更换灯具,完成状态=未开始",
    )  # fmt: skip
    told = say("show", "整改台账", "2014-1")
    assert "措施内容：更换灯具，完成状态：未开始" in told


def test_a_column_and_the_rows_of_its_name_are_both_told(say: Say) -> None:
    say(
        "add", "积案化解", "--set", "排查日期=2014-03-05", "案件名称=宅基地案", "进展=正在调解",
        "--child", "进展", "日期=2014-03-06,进展情况=到现场看过",
    )  # fmt: skip
    told = say("show", "积案化解", "2014-1")
    assert "进展\t正在调解\n" in told
    assert "到现场看过" in told


def test_what_has_several_parts_is_told_line_by_line(say: Say) -> None:
    told = say("check", "places")
    told += say("ledgers", "零报告") + say("operators") + say("chain", "信访事项", "2014-1") + say("rows", "X1.batches")
    assert not [word for word in ("True", "False", "{", "[", "registered") if word in told]
    assert "\tincident_count\t起数\tcount\t是" in told
    assert "\t已登记\n" in told
