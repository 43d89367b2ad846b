from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app import bootstrap
from app.rules.places import is_server

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(stands_at: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command on the fresh file with --json: (exit code, answer)."""

    def call(*arguments: str, user: str = "") -> tuple[int, Any]:
        named = ["--user", user] if user else []
        code = bootstrap.main(["--file", stands_at, *named, "--json", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_a_year_is_filed_listed_printed_and_taken_out(run: Run, tmp_path: Path) -> None:
    for title in ("通知", "办法"):
        words = ("收发日期=2014-03-05", "收/发=发文", f"题名={title}", "保管期限=10年")
        assert run("add", "文件简报", "--set", *words)[0] == 0
    code, answer = run("archive", "file", "--year", "2014")
    assert code == 1
    assert "全宗号" in answer["refused"]
    assert run("settings", "全宗号=J012")[0] == 0
    _code, answer = run("archive", "due", "--year", "2014")
    assert [row["title"] for row in answer["rows"]] == ["通知", "办法"]
    _code, answer = run("archive", "file", "文件简报", "2014-2", "--year", "2014", "--pages", "4", "--term", "30")
    assert [(row["code"], row["pages"]) for row in answer["rows"]] == [("J012-WS·2014-D30-0001", 4)]
    _code, answer = run("archive", "file", "--year", "2014")
    assert [row["code"] for row in answer["rows"]] == ["J012-WS·2014-D30-0001", "J012-WS·2014-D10-0001"]
    out = tmp_path / "目录.pdf"
    assert run("archive", "print", "归档文件目录", str(out), "--year", "2014") == (0, {"path": str(out), "pages": 1})
    assert out.read_bytes().startswith(b"%PDF")
    assert run("archive", "take-out", "J012-WS·2014-D10-0001", "--reason", "归错了")[0] == 0
    assert run("archive", "list", "--year", "2014")[1]["total"] == 1
    assert run("verify")[1]["ok"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("file", "--term", "永久", "--pages", "4"), "--term、--pages 用不上，没有归档"),
        (("file", "--note", "附件二份"), "请写上“台账 编号”"),
        (("file", "文件简报", "2014-1", "--outcome", "续存"), "archive file 用不上 --outcome"),
        (("take-out", "J012-WS·2014-D10-0001", "--reason", "误归", "--year", "2014"), "用不上 --year"),
        (("list", "文件简报"), "不用写「文件简报」"),
    ],
)
def test_what_would_be_passed_over_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    run("settings", "全宗号=J012")
    run("add", "文件简报", "--set", "收发日期=2014-03-05", "收/发=发文", "题名=通知")
    code, answer = run("archive", *words)
    assert code == 2
    assert said in answer["refused"]
    assert run("archive", "list", "--year", "2014")[1]["total"] == 0


def test_the_lists_are_of_one_term_where_one_is_written(run: Run) -> None:
    run("settings", "全宗号=J012")
    for term in ("10年", "永久"):
        run("add", "文件简报", "--set", "收发日期=2014-03-05", "收/发=发文", f"题名={term}的", f"保管期限={term}")
    assert [row["title"] for row in run("archive", "due", "--year", "2014", "--term", "Y")[1]["rows"]] == ["永久的"]
    run("archive", "file", "--year", "2014")
    assert [row["title"] for row in run("archive", "list", "--year", "2014", "--term", "10")[1]["rows"]] == ["10年的"]
    assert run("archive", "list", "--year", "2014")[1]["total"] == 2


def test_what_expired_is_appraised_and_destroyed_by_two(run: Run) -> None:
    run("add", "文件简报", "--set", "收发日期=2003-03-05", "收/发=发文", "题名=老通知", "保管期限=10年")
    run("settings", "全宗号=J012")
    run("archive", "file", "--year", "2003")
    code = run("archive", "expired")[1]["rows"][0]["code"]
    assert run("archive", "appraise", code, "--outcome", "同意销毁", "--reason", "无查考价值")[0] == 0
    assert run("archive", "destroy", code)[0] == 3
    run("operators", "add", "李审", "--role", "管理")
    assert run("archive", "destroy", code, user="李审")[0] == 0
    assert run("archive", "expired")[1]["rows"] == []
    assert run("verify")[1]["ok"]


def test_the_classes_of_ledgers_are_shown_and_set(run: Run) -> None:
    found = {row["ledger"]: row["retention"] for row in run("archive", "classes")[1]["rows"]}
    assert (found["信访事项"], found["值班排班"]) == ("30年", "不归档")
    found = {row["ledger"]: row["retention"] for row in run("archive", "classes", "信访事项=永久")[1]["rows"]}
    assert found["信访事项"] == "永久"
    assert run("archive", "classes", "信访事项")[0] == 2
    assert run("archive", "classes", "信访事项=10年", "没有的台账=30年")[0] != 0
    found = {row["ledger"]: row["retention"] for row in run("archive", "classes")[1]["rows"]}
    assert found["信访事项"] == "永久"  # all or none


WORDS = ("--words", "欧阳鞿", "--ground", "本人要求删除", "--reason", "本人来信")


def test_words_are_erased_by_two_operators(run: Run, stands_at: str, tmp_path: Path) -> None:
    run("add", "信访事项", "--set", "信访人姓名=欧阳鞿", "反映的主要问题=断水")
    number = run("list", "信访事项")[1]["rows"][0]["number"]
    code, answer = run("erase", "plan", "信访事项", number, *WORDS)
    assert (code, answer["fields"], answer["history"]) == (0, {"信访人姓名": 1}, 1)
    sheet = tmp_path / "审批单.pdf"
    assert run("erase", "sheet", "信访事项", number, str(sheet), *WORDS)[0] == 0
    assert run("erase", "ask", "信访事项", number, *WORDS)[0] == 1
    run("operators", "add", "李审", "--role", "管理")
    _code, answer = run("erase", "ask", "信访事项", number, *WORDS)
    order = answer["order"]
    assert answer["state"] == "待批准"
    assert run("erase", "approve", order)[0] == 3
    code, answer = run("erase", "approve", order, user="李审")
    assert (code, answer["state"], answer["counts"]["记录"], answer["words"]) == (0, "已删除", 1, [])
    assert run("show", "信访事项", number)[1]["petitioner_name"] == "〔已删除〕"
    if not is_server(stands_at):
        assert "欧阳鞿".encode() not in b"".join(one.read_bytes() for one in Path(stands_at).parent.glob("清河镇*"))
    assert run("verify")[1]["ok"]
    slip = tmp_path / "告知单.pdf"
    assert run("erase", "slip", order, str(slip)) == (0, {"path": str(slip), "pages": 1})
    assert [row["order"] for row in run("erase", "list")[1]["rows"]] == [order]


def test_one_operator_erases_with_the_signed_sheet_or_is_turned_down(run: Run, tmp_path: Path) -> None:
    run("add", "信访事项", "--set", "信访人姓名=欧阳鞿", "反映的主要问题=断水")
    number = run("list", "信访事项")[1]["rows"][0]["number"]
    scan = tmp_path / "签字.png"
    scan.write_bytes(b"scan " * 100)
    signed = ("--sheet", str(scan), "--signed-by", "王镇长", "--signed-on", "2014-03-01")
    assert run("erase", "ask", "信访事项", number, *WORDS[:-2], *signed)[0] == 1
    code, answer = run("erase", "ask", "信访事项", number, *WORDS, *signed)
    assert (code, answer["state"]) == (0, "已删除")
    run("operators", "add", "李审", "--role", "管理")
    _code, answer = run("erase", "ask", "信访事项", number, "--words", "断水", *WORDS[2:])
    assert run("erase", "turn-down", answer["order"], "--reason", "还要用", user="李审")[0] == 0
    assert "断水" in run("show", "信访事项", number)[1].values()


def test_the_slip_of_a_person_is_shown_and_printed(run: Run, tmp_path: Path) -> None:
    run("add", "信访事项", "--set", "信访人姓名=欧阳鞿", "联系电话=13877665544", "反映的主要问题=断水")
    number = run("list", "信访事项")[1]["rows"][0]["number"]
    code, answer = run("person-slip", "信访事项", number)
    assert code == 0
    assert {row["column"]: row["text"] for row in answer["rows"]}["联系电话"] == "13877665544"
    out = tmp_path / "告知单.pdf"
    assert run("person-slip", "信访事项", number, str(out)) == (0, {"path": str(out), "pages": 1})
    assert run("person-slip", "信访事项", "2014-99")[0] == 1


def test_an_incident_by_command(run: Run, tmp_path: Path) -> None:
    assert (
        run("add", "信访事项", "--set", "来访时间=2014-03-01", "信访人姓名=赵某甲", "反映的主要问题=路灯不亮")[0] == 0
    )
    told = ("--kind", "其他", "--account", "桌上的表被人拍走", "--measures", "已要求删除", "--ledger", "信访事项")
    assert run("incident", "add", *told[:4])[0] == 1
    code, answer = run("incident", "add", *told, "--found-on", "2014-03-09")
    assert (code, answer) == (0, {"number": "安〔2014〕1号", "people": 1})
    assert run("incident", "list")[1]["rows"][0]["scope"] == "信访事项"
    assert run("incident", "people", "2014-1")[1]["rows"][0]["name"] == "赵某甲"
    out = tmp_path / "名单.pdf"
    assert run("incident", "people", "2014-1", str(out))[1] == {"path": str(out), "pages": 1}
    assert run("incident", "report", "2014-1", str(out))[0] == 0
    assert [run("incident", *words)[0] for words in (("report", "2014-1"), ("people",))] == [2, 2]
