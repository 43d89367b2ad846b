from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app import bootstrap, cli
from app.services.desk import open_desk

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(stands_at: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command on the fresh file with --json: (exit code, answer)."""

    def call(*arguments: str, file: str | Path | None = stands_at) -> tuple[int, Any]:
        named = ["--file", str(file)] if file else []
        code = bootstrap.main([*named, "--json", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return call


ITEM = ("add", "整改台账", "--set", "问题描述=村西路灯不亮", "登记日期=2014.3.9")


def test_new_makes_a_file_and_refuses_to_overwrite(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "新.minqing"
    assert run("new", "--office", "清河镇", "--plain", file=path)[0] == 0
    before = path.read_bytes()
    code, answer = run("new", "--office", "别的镇", file=path)
    assert (code, path.read_bytes()) == (1, before)
    assert "已经存在" in answer["refused"]


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        (["open", "有 空格/清河镇.minqing"], "有 空格/清河镇.minqing"),  # a file clicked on twice
        (["open"], ""),  # the entry of the menu
        ([], ""),
        (["--file", "清河镇.minqing", "open"], "清河镇.minqing"),
    ],
)
def test_the_window_is_opened_on_the_file_named_or_on_none(
    words: list[str], opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINQING_FILE", raising=False)
    asked: list[tuple[str, str]] = []

    def open_window(path: str, user: str) -> int:
        asked.append((path, user))
        return 0

    assert cli.run(["--user", "王建国", *words], open_window=open_window, picture_tabs=lambda *_: []) == 0
    assert asked == [(opened, "王建国")]


def test_add_show_list_edit_void_undo(run: Run) -> None:
    assert run(*ITEM)[1]["number"] == "整改〔2014〕1号"
    page = run("list", "rectifications", "--where", "登记日期>=2014-03-01", "--search", "ldbl")[1]
    assert (page["total"], page["rows"][0]["registered_on"]) == (1, "2014-03-09")
    assert run("edit", "rectifications", "2014-1", "--set", "整改目标=路灯全亮", "--reason", "补登")[0] == 0
    assert run("show", "rectifications", "2014-1")[1]["target"] == "路灯全亮"
    assert run("void", "rectifications", "2014-1", "--reason", "重复")[0] == 0
    assert run("list", "rectifications")[1] == {"total": 0, "rows": []}
    assert run("undo")[1]["done"] == "撤销：作废 整改〔2014〕1号"
    assert run("list", "rectifications")[1]["total"] == 1


def test_do_lists_the_steps_and_takes_one(run: Run) -> None:
    run(*ITEM, "责任单位=村建办", "整改时限=2014-03-20")
    steps = run("do", "rectifications", "2014-1")[1]["allowed"]
    assert [step["action"] for step in steps] == ["assign", "settle-now", "apply-close", "pause"]
    assert run("do", "rectifications", "2014-1", "assign")[1]["status"] == "in_progress"
    code, answer = run("do", "rectifications", "2014-1", "apply-close")
    assert code == 1
    assert {item["check"] for item in answer["missing"]} == {"measures", "evidence", "completed_on"}


def test_a_child_is_added_with_its_columns(run: Run) -> None:
    child = ("--child", "措施", "措施内容=先修东头,再修西头,完成时限=2014-3-20")
    assert run(*ITEM, *child)[0] == 0
    row = run("show", "rectifications", "2014-1")[1]["children"]["measures"][0]
    assert (row["text"], row["due_on"]) == ("先修东头,再修西头", "2014-03-20")


def test_the_same_uuid_is_one_record(run: Run) -> None:
    first = run(*ITEM, "--uuid", "abc")
    assert run(*ITEM, "--uuid", "abc") == first
    assert run("list", "rectifications")[1]["total"] == 1


def test_due_explains_itself(run: Run) -> None:
    code, answer = run("due", "2026-03-02", "60", file=None)
    assert (code, answer["due_on"], answer["due_on_rolled"]) == (0, "2026-05-01", "2026-05-06")
    assert "劳动节" in answer["explanation"]


def test_ledgers_lists_the_37_and_the_base(run: Run) -> None:
    answer = run("ledgers", file=None)[1]
    assert len(answer["ledgers"]) == 37
    assert {"name": "places", "label": "村组"} in answer["base"]
    columns = run("ledgers", "信访事项", file=None)[1]["columns"]
    assert {"key", "label", "kind", "complete", "choices"} == set(columns[0])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("list", "没有的台账"), 2, "没有叫「没有的台账」的台账"),
        (("list", "rectifications", "--where", "没有的列=1"), 2, "没有「没有的列」这一列"),
        (("add", "rectifications", "--set", "问题描述"), 2, "列=值"),
        (("add", "rectifications", "--set", "登记日期=2014-02-30", "问题描述=路灯"), 1, "登记日期"),
        (("add", "rectifications", "--set", "问题描述=路灯", "整改时限=农历二月二"), 1, "整改时限"),
        (("add", "debts", "--set", "债权人=王某", "本金=三万零"), 1, "本金"),
        (("add", "rectifications", "--set", "问题描述=" + "长" * 100_001), 1, "最多"),
        (("add", "rectifications", "--set", "整改目标=路灯全亮"), 1, "问题描述"),
        (("show", "rectifications", "2014-99"), 1, "没有编号"),
        (("void", "rectifications", "2014-99", "--reason", "x"), 1, "没有编号"),
        (("undo",), 1, "没有可以撤销"),
        (("frobnicate",), 2, "不能写「frobnicate」，可以写 "),
        (("add", "rectifications", "--set", "问题描述=路灯", "问题描述=沟"), 2, "「问题描述」写了两次"),
        (("attach", "rectifications", "2014-1", "x", "--kind", "乱写"), 2, "可以写：佐证、照片"),
        (("export", "rectifications", "x.doc"), 2, "不能存成「x.doc」"),
        (("report", "self-check", "--refresh", "没有.docx"), 1, "「没有.docx」没有找到，或读不出来，没有刷新"),
        (("accept", "rectifications"), 2, "请写台账和编号核对一条"),
        (("list",), 2, "命令写得不对：还缺 台账名称。"),
        (("list", "rectifications", "--limit", "-1"), 2, "--limit 要写不小于0、不超过六位的整数，不能写「-1」"),
        (("list", "rectifications", "--limit"), 2, "--limit 后面还缺内容"),
        (("list", "rectifications", "--json"), 2, "没有 --json 这种写法"),
        (("compare-years", "99999"), 2, "年份 要写1900到2100的年份，不能写「99999」"),
        (("close-year", "去年"), 2, "年份 要写1900到2100的年份，不能写「去年」"),
        (("due", "2014-03-03", "三天"), 2, "期限长度 要写不小于0、不超过六位的整数，不能写「三天」"),
        (("due", "2014-03-03", "3", "--unit", "week"), 2, "--unit 不能写「week」，可以写 day、workday"),
        (("due", "2014-02-30", "15"), 1, "2014"),
    ],
)
def test_bad_input_gets_a_sentence(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    found, answer = run(*arguments)
    assert (found, words in answer["refused"]) == (code, True), answer
    assert run("list", "rectifications")[1]["total"] == 0


def test_control_characters_do_not_reach_the_ledger(run: Run) -> None:
    assert run("add", "rectifications", "--set", "问题描述=路\x00灯\x07不亮")[0] == 0
    assert run("list", "rectifications")[1]["rows"][0]["description"] == "路灯不亮"


def test_an_unknown_operator_is_not_let_in(run: Run, stands_at: str) -> None:
    code = bootstrap.main(["--file", stands_at, "--user", "陌生人", "list", "rectifications"])
    assert code == 3


def test_a_command_without_a_file_is_wrong_usage(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINQING_FILE", raising=False)
    code, answer = run("list", "rectifications", file=None)
    assert (code, "没有指定台账文件" in answer["refused"]) == (2, True)


@pytest.mark.parametrize(("content", "code"), [(None, 4), (b"", 4), (b"not a ledger", 4)])
def test_a_file_that_is_not_ours_is_refused(run: Run, tmp_path: Path, content: bytes | None, code: int) -> None:
    path = tmp_path / "别的.minqing"
    if content is not None:
        path.write_bytes(content)
    found, answer = run("list", "rectifications", file=path)
    assert found == code
    assert answer["refused"].endswith("。")
    assert path.exists() == (content is not None)


def test_while_the_window_holds_the_file_reads_run_and_writes_are_refused(run: Run, ledger_file: Path) -> None:
    window = open_desk(ledger_file)
    window.hold()
    assert run("list", "rectifications")[0] == 0
    code, answer = run(*ITEM)
    window.close()
    assert (code, "管理员" in answer["refused"]) == (1, True)
    assert run(*ITEM)[0] == 0


def test_a_ledger_prints(run: Run, tmp_path: Path) -> None:
    run(*ITEM)
    out = tmp_path / "整改台账.pdf"
    code, answer = run("print", "rectifications", str(out))
    assert (code, answer["pages"], out.read_bytes()[:5]) == (0, 1, b"%PDF-")


def test_printing_into_a_folder_that_is_not_there_leaves_a_sentence(run: Run, tmp_path: Path) -> None:
    code, answer = run("print", "rectifications", str(tmp_path / "没有" / "x.pdf"))
    assert (code, "没有生成 PDF" in answer["refused"]) == (1, True)


def test_a_bug_is_a_sentence_not_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.services.answers.rows", fail)
    code, answer = run("list", "rectifications")
    assert (code, "没有料到" in answer["refused"]) == (1, True)
    assert "Traceback" not in capsys.readouterr().err


def test_checks_list_what_is_wanting(run: Run) -> None:
    run("add", "organisations", "--set", "名称=清一支部", "种类=党支部")
    answer = run("check")[1]["checks"]
    assert {"households_not_reached", "appraisals.grades_add_up", "backlog_faults", "days_without_log"} <= {
        one["name"] for one in answer
    }
    (one,) = run("check", "branches_without_team")[1]["checks"]
    assert (one["label"], one["count"]) == ("没有收集意见小组的支部", 1)
    assert one["rows"] == [{"names": ["清一支部"], "ledger": "organisations", "number": "单位0001"}]
    assert run("check", "没有这项")[0] == 2


def test_two_entries_of_a_register_are_merged(run: Run) -> None:
    run("add", "people", "--set", "姓名=王建国", "类别=干部")
    run("add", "people", "--set", "姓名=王健国", "类别=群众")
    code, done = run("join", "people", "人员0001", "人员0002", "--take", "类别", "--reason", "同一个人")
    assert (code, done["number"]) == (0, "人员0001")
    assert run("show", "people", "人员0001")[1]["kind"] == "群众"
    assert [one["number"] for one in run("list", "people")[1]["rows"]] == ["人员0001"]
    assert run("join", "people", "人员0001", "人员0002")[0] == 1
    assert run("join", "people", "人员0001", "人员0001", "--take", "没有这栏")[0] == 2


def test_a_chain_is_printed_from_either_end(run: Run) -> None:
    run(*ITEM)
    run("add", "opinions", "--set", "原始意见=路灯不亮", "日期=2014-03-01")
    run("link", "opinions", "2014-1", "rectifications", "2014-1", "--as", "转为")
    answers = [run("chain", ledger, "2014-1")[1] for ledger in ("opinions", "rectifications")]
    assert answers[0]["edges"] == answers[1]["edges"]
    assert answers[0]["edges"] == [
        {"from": "意见〔2014〕1号", "to": "整改〔2014〕1号", "kind": "raises", "words": "转为"}
    ]
    assert [(node["number"], node["level"]) for node in answers[0]["nodes"]] == [
        ("意见〔2014〕1号", 0), ("整改〔2014〕1号", 1)
    ]  # fmt: skip


def test_slips_name_the_overdue(run: Run) -> None:
    run(*ITEM, "整改时限=2014-03-20", "责任人=张某")
    (slip,) = run("slips")[1]["slips"]
    assert (slip["colour"], slip["number"], slip["responsible_person"]) == ("红", "整改〔2014〕1号", "张某")
    assert (slip["due_on"], slip["due_on_rolled"]) == ("2014-03-20", "2014-03-20")


@pytest.mark.usefixtures("fresh_data_folder")
def test_a_backup_is_made_listed_and_restored(run: Run, ledger_file: Path, tmp_path: Path) -> None:
    run(*ITEM)
    out = tmp_path / "备份.mqbak"
    code, made = run("backup", str(out))
    assert (code, made["path"], made["counts"]["rectifications"], len(made["sha256"])) == (0, str(out), 1, 64)
    run(*ITEM)
    code, answer = run("restore", str(out))
    assert code == 1
    assert "整改台账：新登记1条（整改〔2014〕2号）" in answer["refused"]
    assert run("list", "rectifications")[1]["total"] == 2
    code, answer = run("restore", str(out), "--yes", "--reason", "演练")
    assert (code, answer["inside"]["office"], answer["lost"]["rows"]) == (0, "清河镇", 2)
    assert answer["lost"]["ledgers"][0]["added"] == ["整改〔2014〕2号"]
    assert run("list", "rectifications")[1]["total"] == 1
    kept = run("backups")[1]
    assert [(one["occasion"], one["path"]) for one in kept] == [("恢复前", answer["saved"])]


@pytest.mark.file_only("a backup is restored")
def test_a_backup_that_is_not_there_is_said_to_be_missing(run: Run, tmp_path: Path) -> None:
    code, answer = run("restore", str(tmp_path / "没有的.mqbak"))
    assert code == 4
    assert answer["refused"].startswith(f"没有找到备份文件「{tmp_path / '没有的.mqbak'}」；没有改动任何文件。")
    (tmp_path / "别的.mqbak").write_text("不是备份")
    code, answer = run("restore", str(tmp_path / "别的.mqbak"))
    assert code == 4
    assert "不是台账备份" in answer["refused"]


@pytest.mark.file_only("a backup is restored")
def test_a_restore_to_a_new_place_asks_nothing(run: Run, tmp_path: Path) -> None:
    run(*ITEM)
    run("backup", str(tmp_path / "备份.mqbak"))
    there = tmp_path / "新.minqing"
    code, answer = run("restore", str(tmp_path / "备份.mqbak"), file=there)
    assert (code, answer["saved"], answer["lost"]) == (0, None, {"rows": 0, "ledgers": []})
    assert run("list", "rectifications", file=there)[1]["total"] == 1


@pytest.mark.file_only("a backup is restored")
@pytest.mark.parametrize("content", [None, b"", b"not a backup"])
def test_what_is_no_backup_is_refused_and_the_ledger_stands(run: Run, tmp_path: Path, content: bytes | None) -> None:
    run(*ITEM)
    path = tmp_path / "x.mqbak"
    if content is not None:
        path.write_bytes(content)
    code, answer = run("restore", str(path), "--yes")
    assert (code, "没有改动任何文件" in answer["refused"]) == (4, True)
    assert run("list", "rectifications")[1]["total"] == 1


def test_a_damaged_ledger_is_restored_after_it_was_set_aside(run: Run, ledger_file: Path, tmp_path: Path) -> None:
    run(*ITEM)
    run("backup", str(tmp_path / "备份.mqbak"))
    ledger_file.write_bytes(b"spoiled")
    code, answer = run("restore", str(tmp_path / "备份.mqbak"))
    assert (code, "读不出来" in answer["refused"]) == (1, True)
    code, answer = run("restore", str(tmp_path / "备份.mqbak"), "--yes")
    assert code == 0
    assert Path(answer["saved"]).read_bytes() == b"spoiled"
    assert run("list", "rectifications")[1]["total"] == 1


@pytest.mark.file_only("a server's backups are the county's")
@pytest.mark.usefixtures("fresh_data_folder")
def test_before_an_import_the_ledger_is_backed_up(run: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "整改.csv"
    sheet.write_text("问题描述,登记日期\n路灯不亮,2014-3-9\n", "utf-8")
    run(*ITEM)
    assert run("import", "rectifications", str(sheet), "--dry-run")[1]["added"] == 1
    assert run("backups")[1] == []
    assert run("import", "rectifications", str(sheet))[1]["added"] == 1
    (kept,) = run("backups")[1]
    assert (kept["occasion"], run("list", "rectifications")[1]["total"]) == ("导入前", 2)


def test_a_form_named_docx_is_a_word_document(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "空白.docx"
    code, answer = run("form", "征求意见表", "", str(out), "--blank")
    assert (code, answer["title"], out.read_bytes()[:2]) == (0, "征求意见表 空白", b"PK")
    code, answer = run("form", "督办单", "1", str(tmp_path / "单.docx"))
    assert (code, "可以存为 Word 的有" in answer["refused"]) == (2, True)
    run("add", "opinions", "--set", "日期=2014-03-06", "原始意见=路难走")
    code, answer = run("form", "意见汇总表", "全部", str(tmp_path / "汇总.docx"))
    assert (code, answer["title"]) == (0, "意见汇总表 1 条")
    assert run("form", "调查问卷", "全部", str(tmp_path / "问卷.docx"))[0] == 2


def test_an_export_is_told_in_words_too(
    stands_at: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*ITEM)
    assert bootstrap.main(["--file", stands_at, "export", "整改台账", str(tmp_path / "out.xlsx")]) == 0
    assert "rows\t1\n" in capsys.readouterr().out


def test_the_help_speaks_the_words_of_the_office(capsys: pytest.CaptureFixture[str]) -> None:
    for name in cli.COMMANDS:
        with pytest.raises(SystemExit):
            cli.parser().parse_args([name, "--help"])
        said = capsys.readouterr().out
        assert said.startswith("用法：minqing")
        english = re.search(r"(?m)usage|positional|options:|show this|LEDGER|^ +ledger\b", said.partition("\n\n")[2])
        assert not english, name


def test_ctrl_c_is_answered_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(_place: str, _user: str) -> int:
        raise KeyboardInterrupt

    assert cli.run(["open"], open_window=stopped, picture_tabs=lambda _path, _folder: []) == 1
    assert capsys.readouterr().err.startswith("已按您的要求停下")
