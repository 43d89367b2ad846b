"""Every step of a rectification item and of a petition, taken by `minqing do`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app import bootstrap
from app.rules.flows import PETITION, RECTIFICATION
from app.services import office
from tests import desks
from tests.services.test_close_out import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, Any]]

SHEET = ("签字人=王镇长", "签字人职务=镇长", "签字日期=2014-03-25", "纸质件=2014年第3卷第12页")
ITEM = (
    "问题描述=路灯不亮", "登记日期=2014-03-20", "整改时限=2014-04-25", "责任单位=村建办", "佐证材料=第3卷第12页",
    "整改措施=换灯", "责任人=张某",
)  # fmt: skip
PETITION_SET = ("反映的主要问题=宅基地", "信访人姓名=孟某", "来访时间=2014-03-10", "责任单位=村建办")
Step = tuple[str, tuple[str, ...], str]
"""A step, what it fills in, and the state it leads to."""

RECTIFICATION_WALKS: list[tuple[tuple[str, ...], list[Step]]] = [
    (
        ITEM,
        [
            ("assign", (), "in_progress"),
            ("pause", ("销号审批人=王镇长",), "in_progress"),
            ("resume", (), "in_progress"),
            ("apply-close", ("完成情况=灯已换", "完成日期=2014-03-24", "经办人=张某"), "applied"),
            ("return", (), "in_progress"),
            ("apply-close", ("完成情况=灯已换，线已接", "完成日期=2014-03-24", "经办人=张某"), "applied"),
            ("check", SHEET, "checked"),
            ("sign", SHEET, "signed"),
            ("publish", ("公示开始=2014-03-25", "公示结束=2014-03-30", "公示地点=公开栏"), "published"),
            ("satisfy", ("参评人数=10", "满意人数=9", "基本满意人数=1", "不满意人数=0"), "published"),
            ("close", (), "closed"),
            ("reopen", ("整改时限=2014-04-30",), "reopened"),
        ],
    ),
    (ITEM, [("settle-now", ("完成情况=当场换灯", "完成日期=2014-03-21", "经办人=张某", *SHEET), "closed")]),
]
TAKEN = [("accept", ("受理日期=2014-03-11",), "accepted"), ("assign", ("责任单位=村建办",), "handling")]
REPLIED = [
    ("reply", ("答复日期=2014-03-12", "办理结果=不予支持"), "replied"),
    ("serve", ("送达日期=2014-03-13", "送达方式=当面"), "replied"),
]
PETITION_WALKS: list[tuple[tuple[str, ...], list[Step]]] = [
    (
        PETITION_SET,
        [
            *TAKEN,
            (
                "extend",
                ("延期天数=10", "延期批准人=王镇长", "延期理由=需测量", "延期告知日期=2014-03-20"), "handling",
            ),
            *REPLIED,
            ("review", ("复查申请收到日期=2014-03-14",), "review"),
            ("review", ("复查答复日期=2014-03-15",), "reviewed"),
            ("serve", ("复查意见送达日期=2014-03-16", "送达方式=当面"), "reviewed"),
            ("recheck", ("复核申请收到日期=2014-03-17",), "recheck"),
            ("recheck", ("复核答复日期=2014-03-20", "听证天数=2"), "rechecked"),
            ("finish", ("处理结局=不予支持",), "closed"),
            ("archive", ("档号=2014-1",), "archived"),
            ("reopen", ("有新事实=是",), "reopened"),
        ],
    ),
    (PETITION_SET, [("forward", ("转送去向=县住建局", "办理方式=转送"), "forwarded"), ("archive", (), "archived")]),
    (PETITION_SET, [("decline", ("不予受理理由=不属本机关职权",), "not_accepted"), ("reopen", (), "reopened")]),
    (
        (*PETITION_SET[:3], "适用条例=2022", "信访形式=上级转送", "收到转办日期=2014-03-28"),
        [("return", ("转办机关同意退回=是",), "returned_to_upper")],
    ),
    (
        (*PETITION_SET, "信访形式=交办", "办结时限=2014-04-20", "包案领导=王镇长"),
        [("pause", (), "registered"), ("resume", (), "registered")],
    ),
]  # fmt: skip


@pytest.fixture
def run(stands_at: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command on a file whose 今天 is 31 March 2014: (exit code, answer)."""
    desk = desks.at(stands_at)
    desk.write(lambda unit: office.make_sample(unit, today=TODAY))
    desk.close()

    def call(*words: str) -> tuple[int, Any]:
        code = bootstrap.main(["--file", stands_at, "--json", *words])
        return code, json.loads(capsys.readouterr().out)

    return call


def walk(run: Run, ledger: str, entered: tuple[str, ...], steps: list[Step]) -> None:
    number = run("add", ledger, "--set", *entered)[1]["number"]
    for action, texts, state in steps:
        given = ("--set", *texts) if texts else ()
        code, answer = run("do", ledger, number, action, *given, "--reason", "按规定办理")
        assert (code, answer) == (0, {"number": number, "action": action, "status": state})


@pytest.mark.parametrize(("entered", "steps"), RECTIFICATION_WALKS, ids=["all steps", "at once"])
def test_an_item_takes_every_step_by_command(run: Run, entered: tuple[str, ...], steps: list[Step]) -> None:
    walk(run, "rectifications", entered, steps)


@pytest.mark.parametrize(("entered", "steps"), PETITION_WALKS, ids=["to the end", "on", "declined", "back", "paused"])
def test_a_petition_takes_every_step_by_command(run: Run, entered: tuple[str, ...], steps: list[Step]) -> None:
    walk(run, "petitions", entered, steps)


def test_no_step_is_left_untried() -> None:
    for flow, walks in ((RECTIFICATION, RECTIFICATION_WALKS), (PETITION, PETITION_WALKS)):
        taken = [step for _entered, steps in walks for step in steps]
        assert {action for action, _texts, _state in taken} == {step.action for step in flow.steps}
        assert {state for _action, _texts, state in taken} | {flow.initial} >= {name for name, _label in flow.states}


@pytest.mark.parametrize(
    ("ledger", "entered"), [("rectifications", ITEM), ("petitions", PETITION_SET)], ids=["item", "petition"]
)
def test_a_step_that_is_not_lawful_yet_names_the_state_and_what_may_be_done(
    run: Run, ledger: str, entered: tuple[str, ...]
) -> None:
    number = run("add", ledger, "--set", *entered)[1]["number"]
    action = "close" if ledger == "rectifications" else "finish"
    code, answer = run("do", ledger, number, action)
    assert code == 1
    assert answer["refused"].startswith(f"{number}现在是「")
    assert "现在可以办的有：" in answer["refused"]
