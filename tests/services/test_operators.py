"""Operators: registered, changed, retired, and held against the history."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.bootstrap import main
from app.rules.refusal import Exit, Refused
from app.services import operators, staff
from app.services.desk import Desk, new_desk, open_desk
from tests import desks

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE, OTHER = "清河镇的路灯亮了", "麦子熟了整整三千次"


def add(desk: Desk, name: str, role: str, **more: object) -> None:
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name=name, role=role, **more))  # type: ignore[arg-type]


def listed(desk: Desk) -> list[tuple[str, str]]:
    return [(one.name, one.words) for one in desk.read(operators.everyone)]


def history(desk: Desk) -> list[str]:
    table = desk.store.schema.audit
    events = desk.read(lambda unit: unit.events(table.c.action == "operator"))
    return [event.entry.description for event in reversed(events)]


def test_a_new_file_has_one_operator_with_all_rights(desk: Desk) -> None:
    assert listed(desk) == [("管理员", "管理、可查检举控告")]
    assert (desk.actor.role, desk.actor.sees_restricted) == ("管理", True)
    assert desk.read(operators.is_alone)


def test_each_change_is_a_row_of_the_history(desk: Desk) -> None:
    add(desk, "王录入", "录入", marks=("承办",))
    add(desk, "李审核", "审核", sees_restricted=True)
    desk.write(lambda unit: operators.change(unit, actor=desk.actor, name="王录入", role="审核", marks=()))
    desk.write(lambda unit: operators.retire(unit, actor=desk.actor, name="李审核"))
    assert listed(desk) == [("管理员", "管理、可查检举控告"), ("王录入", "审核")]
    assert history(desk) == [
        "登记操作人 管理员（管理、可查检举控告）",
        "登记操作人 王录入（录入、承办）",
        "登记操作人 李审核（审核、可查检举控告）",
        "调整操作人 王录入（审核）",
        "停用操作人 李审核",
    ]
    assert desk.read(operators.doubts) == ()


def test_one_who_was_retired_signs_in_no_more_and_can_come_back(desk: Desk) -> None:
    add(desk, "王录入", "录入")
    desk.write(lambda unit: operators.retire(unit, actor=desk.actor, name="王录入"))
    with pytest.raises(Refused) as refusal:
        desks.beside(desk, user="王录入")
    assert refusal.value.exit_code is Exit.NOT_ALLOWED
    add(desk, "王录入", "查看")
    assert history(desk)[-1] == "恢复操作人 王录入（查看）"
    assert listed(desk)[-1] == ("王录入", "查看")


@pytest.mark.parametrize("how", ["change", "retire"])
def test_the_last_who_manages_stays(desk: Desk, how: str) -> None:
    add(desk, "王录入", "录入")
    work = {
        "change": lambda unit: operators.change(unit, actor=desk.actor, name="管理员", role="审核"),
        "retire": lambda unit: operators.retire(unit, actor=desk.actor, name="管理员"),
    }
    with pytest.raises(Refused, match="唯一的「管理」"):
        desk.write(work[how])
    add(desk, "钱管理", "管理")
    desk.write(work[how])
    assert ("管理员", "管理、可查检举控告") not in listed(desk)


@pytest.mark.parametrize(
    ("name", "role", "marks", "words"),
    [
        ("", "录入", (), "姓名"),
        ("管理员", "录入", (), "已经登记过"),
        ("王某", "超级", (), "没有「超级」这个角色"),
        ("王某", "录入", ("主任",), "没有「主任」这个标记"),
    ],
)
def test_a_wrong_operator_is_refused(desk: Desk, name: str, role: str, marks: tuple[str, ...], words: str) -> None:
    with pytest.raises(Refused, match=words):
        add(desk, name, role, marks=marks)
    assert desk.read(operators.is_alone)


def spoil(desk: Desk, statement: str) -> None:
    """Change the file as somebody with another program would."""
    path = desk.path
    desk.close()
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.file_only("a ledger is changed by another program")
@pytest.mark.parametrize(
    ("statement", "words", "role"),
    [
        (
            "UPDATE operators SET role = '管理' WHERE name = '王录入'",
            "在登记表里是「管理」，操作历史里是「录入」",
            "录入",
        ),
        ("UPDATE operators SET sees_restricted = 1 WHERE name = '王录入'", "「录入、可查检举控告」", "录入"),
        (
            "INSERT INTO operators (name, role, created_at, marks, sees_restricted) "
            "VALUES ('外人', '管理', '2014-01-01 00:00:00', '', 1)",
            "「外人」在操作历史里没有登记过",
            "",
        ),
        ("DELETE FROM operators WHERE name = '王录入'", "「王录入」从登记表里消失了", ""),
    ],
)
def test_a_table_changed_past_the_program_is_told_at_the_next_opening(
    desk: Desk, statement: str, words: str, role: str
) -> None:
    add(desk, "王录入", "录入")
    path = desk.path
    spoil(desk, statement)
    opened = open_desk(path)
    try:
        assert words in "".join(opened.doubts)
        assert opened.warnings[: len(opened.doubts)] == opened.doubts
        if role:
            actor = opened.read(lambda unit: operators.find(unit, name="王录入"))
            assert (actor.role, actor.sees_restricted) == (role, False)
        if "外人" in statement:
            actor = opened.read(lambda unit: operators.find(unit, name="外人"))
            assert (actor.role, actor.sees_restricted) == ("查看", False)
    finally:
        opened.close()


@pytest.mark.file_only("a ledger is changed by another program")
def test_who_manages_settles_what_was_found(desk: Desk) -> None:
    add(desk, "王录入", "录入")
    path = desk.path
    spoil(desk, "UPDATE operators SET role = '管理' WHERE name = '王录入'")
    opened = open_desk(path)
    try:
        opened.write(lambda unit: operators.change(unit, actor=opened.actor, name="王录入", role="录入"))
        assert opened.read(operators.doubts) == ()
    finally:
        opened.close()


# ---- an encrypted ledger ---------------------------------------------------------------------------------------------


def test_in_an_encrypted_ledger_each_has_a_passphrase_of_his_own(tmp_path: Path) -> None:
    path = tmp_path / "清河.minqing"
    desk = new_desk(path, office_name="清河镇", passphrase=PASSPHRASE)
    try:
        with pytest.raises(Refused, match="设一个口令"):
            staff.register(desk, name="王录入", role="录入")
        staff.register(desk, name="王录入", role="录入", passphrase=OTHER)
    finally:
        desk.close()
    his = open_desk(path, user="王录入", passphrase=OTHER)
    assert his.actor.role == "录入"
    his.close()
    desk = open_desk(path, user="管理员", passphrase=PASSPHRASE)
    try:
        staff.retire(desk, name="王录入")
        with pytest.raises(Refused, match="不能停用自己"):
            staff.retire(desk, name="管理员")
    finally:
        desk.close()
    with pytest.raises(Refused) as refusal:
        open_desk(path, user="王录入", passphrase=OTHER)
    assert refusal.value.exit_code is Exit.NOT_ALLOWED


# ---- the command line ------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], path: str, *words: str) -> tuple[int, dict[str, object]]:
    code = main(["--file", path, "--json", *words])
    return code, json.loads(capsys.readouterr().out)


def test_operators_by_command(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    path = desks.place(desk)
    desk.close()
    assert run(capsys, path, "operators", "add", "王录入", "--role", "录入", "--mark", "承办", "--restricted")[0] == 0
    assert (
        run(capsys, path, "operators", "change", "王录入", "--role", "审核", "--no-marks", "--restricted", "否")[0] == 0
    )
    code, answer = run(capsys, path, "operators")
    assert (code, answer["doubts"]) == (0, [])
    assert answer["rows"] == [
        {"name": "管理员", "role": "管理", "marks": [], "sees_restricted": True, "retired": False},
        {"name": "王录入", "role": "审核", "marks": [], "sees_restricted": False, "retired": False},
    ]
    code, answer = run(capsys, path, "--user", "王录入", "operators", "add", "赵某", "--role", "录入")
    assert (code, "不能管理操作人" in str(answer["refused"])) == (3, True)
    assert run(capsys, path, "operators", "retire", "王录入")[0] == 0
    assert run(capsys, path, "--user", "王录入", "list", "petitions")[0] == 3
    assert run(capsys, path, "operators", "add", "赵某")[0] == 2
    assert run(capsys, path, "operators", "add")[0] == 2
