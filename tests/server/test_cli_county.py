"""The command line at a county's server: the same commands as at a file, and a sentence for those it does not serve."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from app import bootstrap, cli
from app.rules.places import SERVED
from tests.server import offices, running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.server.offices import County

    Run = Callable[..., tuple[int, Any]]

ITEM = ("add", "整改台账", "--set", "问题描述=村西路灯不亮", "登记日期=2014.3.9")


@pytest.fixture
def run(county_server: County, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command with --json at an office of the test's own, or at another place: (exit code, answer)."""
    own = county_server.new_office()

    def call(*words: str, at: str = own, user: str = "") -> tuple[int, Any]:
        code = bootstrap.main(["--file", at, "--user", user, "--json", *words])
        answer = json.loads(capsys.readouterr().out)
        return code, answer

    return call


def test_a_day_of_commands_at_a_server(run: Run, tmp_path: Path) -> None:
    code, made = run(*ITEM)
    assert (code, made["number"]) == (0, "整改〔2014〕1号")
    assert run(*ITEM, "--uuid", made["uuid"])[1]["number"] == made["number"]  # the same save again
    more = ("整改目标=路灯全亮", "整改时限=2014-04-30", "责任单位=村委会", "责任人=王某某", "整改措施=更换灯具")
    assert run("edit", "整改台账", made["number"], "--set", *more, "--reason", "补写")[1]["version"] == 2
    assert run("list", "整改台账", "--search", "村西")[1]["total"] == 1
    photo = tmp_path / "灯.jpg"
    photo.write_bytes(b"\xff\xd8" + b"a" * 300_000)
    assert run("attach", "整改台账", "2014-1", str(photo))[0] == 0
    opinion = run("add", "意见建议", "--set", "原始意见=路灯不亮")[1]["number"]
    assert run("link", "意见建议", opinion, "整改台账", made["number"], "--as", "转为")[1]["done"].startswith("关联")
    shown = run("show", "整改台账", made["number"])[1]
    assert (shown["target"], len(shown["history"]), len(shown["attachments"])) == ("路灯全亮", 2, 1)
    step = run("do", "整改台账", made["number"], "assign", "--set", "交办日期=2014-03-10")[1]
    assert step == {"number": made["number"], "action": "assign", "status": "in_progress"}
    assert run("void", "意见建议", opinion, "--reason", "重复")[0] == 0
    assert run("undo")[1]["done"] == f"撤销：作废 {opinion}"
    assert run("verify")[1]["ok"] is True
    figures = {one["code"]: one["value"] for one in run("figures", "--as-of", "2014-12-31")[1]}
    code, rows = run("rows", next(code for code, value in figures.items() if value))
    assert (code, rows["value"] is not None) == (0, True)
    assert run("chain", "整改台账", made["number"])[0] == 0
    assert run("check")[0] == 0
    assert [one["number"] for one in run("slips")[1]["slips"]] == [made["number"]]  # long overdue
    assert len(run("anchor")[1]["code"]) == 14
    assert run("due", "2014-03-09", "15", "--unit", "workday")[0] == 0
    assert run("ledgers", "整改台账")[1]["name"] == "rectifications"


def test_an_office_is_run_and_reported_by_commands_at_a_server(run: Run, tmp_path: Path) -> None:
    assert run(*ITEM)[0] == 0
    assert "王录入" in run("operators", "add", "王录入", "--role", "录入")[1]["done"]
    assert [one["name"] for one in run("operators")[1]["rows"]] == ["管理员", "王录入"]
    assert run("add", "意见建议", "--set", "原始意见=路灯不亮", user="王录入")[0] == 0
    assert run("operators", "add", "谁", "--role", "录入", user="王录入")[0] == 3
    assert run("settings")[0] == 0
    assert run("columns", "意见建议")[0] == 0
    assert run("freeze", "三月报数", "--as-of", "2014-03-31")[0] == 0
    assert run(*ITEM)[0] == 0
    compared = run("compare", "三月报数")[1]
    assert [row for one in compared["changed"] for row in one["rows"]]  # entered since, and each told by its row
    assert [one["name"] for one in run("frozen")[1]["reports"]] == ["三月报数"]
    assert run("indicators")[0] == 0
    printed, sheet, empty = (tmp_path / name for name in ("台账.pdf", "台账.xlsx", "空表.xlsx"))
    assert run("print", "整改台账", str(printed))[0] == 0
    assert run("export", "整改台账", str(sheet))[0] == 0
    assert run("template", "整改台账", str(empty))[0] == 0
    assert (printed.read_bytes()[:5], sheet.read_bytes()[:2], empty.read_bytes()[:2]) == (b"%PDF-", b"PK", b"PK")
    words = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    assert "村西路灯不亮" in words.replace("\n", "")
    assert run("verify")[1]["ok"] is True


def test_two_who_change_one_record_at_a_server(run: Run) -> None:
    number = run(*ITEM)[1]["number"]
    code, answer = run("edit", "整改台账", number, "--set", "销号日期=2014-03-20", "--reason", "x")
    assert (code, "办理步骤" in answer["refused"]) == (1, True)
    code, answer = run(*ITEM, user="谁")
    assert (code, "没有名为「谁」" in answer["refused"]) == (3, True)


@pytest.mark.parametrize("command", sorted(set(cli.COMMANDS) - SERVED))
def test_a_command_that_is_not_served_says_so_before_anything_is_asked(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is of a server that nobody has: a command that asked it would say that it is gone."""
    session = cli.Session(cli.parser().parse_args(["--file", "postgresql://a@localhost:1/b", "undo"]))
    session.options.command = command
    with pytest.raises(cli.Refused, match="县级服务器"):
        cli._refuse_unserved(session)


def test_the_window_is_opened_at_a_server_and_what_a_file_has_alone_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, asked = "postgresql://a@localhost:1/b", []
    monkeypatch.setattr(bootstrap, "_open_window", lambda place, user: asked.append((place, user)) or 0)
    for words in (["--file", place], ["--file", place, "open"], ["open", place], ["--user", "李四", "--file", place]):
        assert bootstrap.main(words) == 0
    assert asked == [(place, "")] * 3 + [(place, "李四")]
    assert bootstrap.main(["--file", place, "backup", "a.mqbak"]) == 1
    assert "县里的管理员统一备份" in capsys.readouterr().err


def test_an_administrator_enters_an_office_and_it_is_set_up(
    run: Run, county_server: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = county_server.server.url(running.ADMINISTRATOR, offices.DATABASE)
    monkeypatch.setenv("MINQING_PASSPHRASE", running.PASSWORD)
    assert run("county", "found", at=admin)[0] == 0
    monkeypatch.setenv("MINQING_NEW_PASSPHRASE", "123456")
    code, answer = run("county", "add-office", "--office", "柳林镇", "--role", "liulin", at=admin)
    assert (code, "口令" in answer["refused"]) == (1, True)
    monkeypatch.setenv("MINQING_NEW_PASSPHRASE", "村口那棵老柳树底下")
    assert "柳林镇" in run("county", "add-office", "--office", "柳林镇", "--role", "liulin", at=admin)[1]["done"]
    next(county_server.serial)
    code, answer = run("county", "add-office", "--office", "柳林镇", "--role", "liulin", at=admin)
    assert (code, "已经登记过" in answer["refused"]) == (1, True)
    own = county_server.server.url("liulin", offices.DATABASE)
    monkeypatch.setenv("MINQING_PASSPHRASE", "村口那棵老柳树底下")
    assert "还没有建台账" in run("list", "整改台账", at=own)[1]["refused"]
    code, answer = run("new", "--office", "柳林镇人民政府", at=own, user="王会计")
    assert (code, answer) == (0, {"office": "柳林镇人民政府", "operator": "王会计"})
    assert "已经有台账" in run("new", "--office", "柳林镇人民政府", at=own)[1]["refused"]
    assert run(*ITEM, at=own)[1]["number"] == "整改〔2014〕1号"
    code, answer = run("county", "found", at=own)
    assert (code, "没有这项权限" in answer["refused"]) == (3, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add-office", "--office", "甲镇"), "登录名"),
        (("add-office", "--role", "jia"), "单位名称"),
        (("add-reader",), "登录名"),
        (("found", "--partitions", "-1"), "份数"),
        (("add-office", "--office", "甲镇", "--role", "pg_jia"), "留用"),
        (("add-reader", "--role", "public"), "留用"),
    ],
)
def test_what_an_administrator_left_out_or_may_not_choose_is_said(
    run: Run, county_server: County, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("MINQING_NEW_PASSPHRASE", "村口那棵老柳树底下")
    code, answer = run("county", *words, at=county_server.administrator)
    assert (code, said in answer["refused"]) == (2, True)


def test_a_reader_of_the_county_looks_and_does_not_touch(
    run: Run, county_server: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*ITEM)[0] == 0
    monkeypatch.setenv("MINQING_NEW_PASSPHRASE", offices.ROLE_PASSWORD + "乘凉的人")
    assert run("county", "add-reader", "--role", "looker", at=county_server.administrator)[0] == 0
    monkeypatch.setenv("MINQING_PASSPHRASE", offices.ROLE_PASSWORD + "乘凉的人")
    looks_at = county_server.server.url("looker", offices.DATABASE, options=f"&office={county_server.names()[-1]}")
    assert run("list", "整改台账", at=looks_at)[1]["total"] == 1
    assert run("show", "整改台账", "2014-1", at=looks_at)[0] == 0
    code, answer = run(*ITEM, at=looks_at)
    assert (code, "县里的登录名" in answer["refused"]) == (3, True)
    assert run("county", "add-reader", "--role", "looker", at=county_server.administrator)[0] == 1


def test_a_county_is_managed_at_a_server_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["--file", str(tmp_path / "a.minqing"), "county", "found"]) == 2
    assert "服务器地址" in capsys.readouterr().err
