from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.rules.calendar import WorkCalendar
from app.rules.clocks import RuleSet, due
from app.rules.flows import PETITION
from app.rules.gates import ask
from app.rules.holiday_seed import seed_rows
from app.rules.petition_gates import (
    PETITION_GATES,
    PetitionSnapshot,
    decline_citation,
    petition_gate,
    review_window,
    within_sixty_days,
)

NUMBER = "信访〔2014〕3号"
OLD = PetitionSnapshot(
    number=NUMBER,
    today=date(2014, 3, 31),
    rule_set=RuleSet.OLD,
    received_on=date(2014, 3, 3),
    accepted_on=date(2014, 3, 10),
    internal_units=("宫三村", "镇司法所"),
)
NEW = PetitionSnapshot(
    number="信访〔2026〕3号",
    today=date(2026, 3, 31),
    rule_set=RuleSet.NEW,
    received_on=date(2026, 2, 12),
    received_from_upper_on=date(2026, 2, 12),
    objection_due=date(2026, 2, 26),
)


def checks(action: str, snapshot: PetitionSnapshot, **changes: Any) -> list[str]:  # noqa: ANN401
    return [one.check for one in petition_gate(action, replace(snapshot, **changes))]


def only(action: str, snapshot: PetitionSnapshot, **changes: Any) -> str:  # noqa: ANN401
    (found,) = petition_gate(action, replace(snapshot, **changes))
    return found.sentence


def test_every_action_of_the_flow_has_its_gate() -> None:
    assert set(PETITION_GATES) == {step.action for step in PETITION.steps}


FORWARD = {"forwarded_to": "县住建局", "forwarded_on": date(2014, 3, 5), "route": "转送"}


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"forwarded_to": ""}, ["forwarded_to"]),
        ({"forwarded_on": None}, ["forwarded_on"]),
        ({"forwarded_on": date(2014, 3, 2)}, ["forwarded_on"]),
        ({"forwarded_to": "宫三村"}, ["internal_unit"]),
        ({"accused": ("县住建局",)}, ["accused"]),
        ({"petition_category": "检举控告"}, ["accused"]),
        ({"petition_category": "检举控告", "route": "转纪检", "forwarded_to": "县纪委"}, []),
    ],
)
def test_forwarding(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("forward", OLD, **{**FORWARD, **changes}) == gaps


def test_own_unit_is_told_to_be_assigned() -> None:
    assert only("forward", OLD, **{**FORWARD, "forwarded_to": "镇司法所"}) == (
        "信访〔2014〕3号要转给的镇司法所是本镇的承办单位，交给它办不算转送，时限照常计算。请改用「交承办」。"
    )


RETURN = {"returned_on": date(2026, 2, 26), "reason": "属县住建局职权", "return_consented": True}


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"returned_on": date(2026, 2, 27)}, ["objection"]),
        ({"returned_on": date(2026, 2, 11)}, ["objection"]),
        ({"received_from_upper_on": None}, ["objection"]),
        ({"rule_set": RuleSet.OLD}, ["objection"]),
        ({"reason": ""}, ["reason"]),
        ({"return_consented": False}, ["consent"]),
    ],
)
def test_returning_to_the_upper_body(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("return", NEW, **{**RETURN, **changes}) == gaps


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"accepted_on": None}, ["accepted_on"]),
        ({"accepted_on": date(2014, 3, 2)}, ["accepted_on"]),
        ({"is_final": True}, ["final"]),
        ({"is_final": True, "has_new_facts": True}, []),
        ({"reopened_on": date(2014, 3, 10)}, []),
        ({"reopened_on": date(2014, 3, 11)}, ["accepted_on"]),
    ],
)
def test_accepting(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("accept", OLD, **changes) == gaps


def test_third_level_is_the_end_by_the_rules_of_its_time() -> None:
    assert "三级终结（《信访条例》第三十五条）" in only("accept", OLD, is_final=True)
    assert "三级终结（《信访工作条例》第三十六条）" in only("accept", NEW, is_final=True, accepted_on=date(2026, 2, 13))


@pytest.mark.parametrize(
    ("reason", "route", "gaps"),
    [
        ("已由其他机关受理", "", []),
        ("已复核终结", "", []),
        ("应走法定途径", "", ["statutory_route"]),
        ("应走法定途径", "信访处理", ["statutory_route"]),
        ("应走法定途径", "仲裁", []),
        ("不属本机关职权", "", []),
        ("太忙", "", ["declined_reason"]),
        ("", "", ["declined_reason"]),
    ],
)
def test_declining_needs_a_lawful_reason(reason: str, route: str, gaps: list[str]) -> None:
    assert checks("decline", OLD, declined_on=date(2014, 3, 10), declined_reason=reason, statutory_route=route) == gaps


@pytest.mark.parametrize(
    ("reason", "rule_set", "citation"),
    [
        ("已由其他机关受理", RuleSet.NEW, "《信访工作条例》第十九条"),
        ("已复核终结", RuleSet.NEW, "《信访工作条例》第三十六条"),
        ("已复核终结", RuleSet.OLD, "《信访条例》第三十五条"),
        ("应走法定途径", RuleSet.NEW, "《信访工作条例》第三十一条"),
        ("不属本机关职权", RuleSet.NEW, "《信访工作条例》第二十三条"),
        ("不属本机关职权", RuleSet.OLD, ""),
    ],
)
def test_reasons_rest_on_their_article(reason: str, rule_set: RuleSet, citation: str) -> None:
    assert decline_citation(reason, rule_set) == citation


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({"responsible_org": "镇司法所"}, []),
        ({}, ["responsible_org"]),
        ({"responsible_org": "宫三村", "accused": ("宫三村",)}, ["accused"]),
    ],
)
def test_assigning(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("assign", OLD, **changes) == gaps


EXTEND = {
    "extension_days": 30,
    "extension_approver": "刘镇长",
    "extension_reason": "需要测绘",
    "extension_notified_on": date(2014, 3, 28),
    "extended_on": date(2014, 3, 28),
    "finish_due": date(2014, 5, 9),
}


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"extension_days": 1}, []),
        ({"extension_days": 31}, ["extension_days"]),
        ({"extension_days": 0}, ["extension_days"]),
        ({"extension_approver": ""}, ["extension_approver"]),
        ({"extension_reason": ""}, ["extension_reason"]),
        ({"extension_notified_on": None}, ["extension_notified_on"]),
        ({"is_extended": True}, ["extended"]),
        ({"extended_on": date(2014, 4, 1)}, ["extended_on"]),
        ({"extended_on": date(2014, 3, 9)}, ["extended_on"]),
        ({"extended_on": date(2014, 3, 28), "finish_due": date(2014, 3, 28)}, []),
        ({"finish_due": date(2014, 3, 27)}, ["extended_on"]),
        ({"finish_due": None}, ["extended_on"]),
    ],
)
def test_extending_once(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("extend", OLD, **{**EXTEND, **changes}) == gaps


def test_days_that_are_not_written_are_not_called_none() -> None:
    assert only("extend", OLD, **{**EXTEND, "extension_days": 0}) == (
        "信访〔2014〕3号没有写延期几日，可以延1到30日（《信访条例》第三十三条）。请填1到30之间的天数。"
    )


def test_second_extension_cites_the_article() -> None:
    assert only("extend", OLD, **EXTEND, is_extended=True) == (
        "信访〔2014〕3号已经延期一次（《信访条例》第三十三条），不能再延。请在延期后的时限内办结。"
    )


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({"replied_on": date(2014, 3, 20), "result": "已修复"}, []),
        ({"replied_on": date(2014, 3, 9), "result": "已修复"}, ["replied_on"]),
        ({"replied_on": date(2014, 3, 20)}, ["result"]),
    ],
)
def test_replying(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("reply", OLD, **changes) == gaps


@pytest.mark.parametrize(
    ("served", "method", "gaps"),
    [
        (date(2014, 3, 21), "当面", []),
        (date(2014, 3, 19), "当面", ["served_on"]),
        (None, "当面", ["served_on"]),
        (date(2014, 3, 21), "", ["service_method"]),
    ],
)
def test_serving(served: date | None, method: str, gaps: list[str]) -> None:
    assert checks("serve", OLD, paper_on=date(2014, 3, 20), served_on=served, service_method=method) == gaps


def test_window_runs_from_the_service() -> None:
    calendar = WorkCalendar(seed_rows())
    window = review_window(date(2014, 3, 6), calendar)
    assert window is not None
    assert (window.due_on, window.due_on_rolled) == (date(2014, 4, 5), date(2014, 4, 8))
    assert review_window(None, calendar) is None


REPLIED = replace(
    OLD, state="replied", today=date(2014, 4, 30), served_on=date(2014, 3, 6), window_due=date(2014, 4, 8)
)


@pytest.mark.parametrize(
    ("asked", "gaps"),
    [(date(2014, 4, 8), []), (date(2014, 4, 9), ["window"]), (date(2014, 3, 5), ["asked_on"]), (None, ["asked_on"])],
)
def test_review_is_asked_within_its_window(asked: date | None, gaps: list[str]) -> None:
    assert checks("review", REPLIED, asked_on=asked) == gaps


def test_without_service_the_window_has_not_begun() -> None:
    assert only("review", REPLIED, served_on=None, asked_on=date(2014, 4, 8)) == (
        "信访〔2014〕3号没有登记上一份意见的送达日期，申请复查的期限还没有起算。请先办理送达，填写送达日期和方式。"
    )


def test_late_request_cites_the_article_of_its_level() -> None:
    late = date(2014, 4, 9)
    assert "《信访条例》第三十四条" in only("review", REPLIED, asked_on=late)
    assert "《信访条例》第三十五条" in only("recheck", REPLIED, state="reviewed", asked_on=late)


@pytest.mark.parametrize("state", ["review", "recheck"])
def test_answering_a_review_needs_its_day(state: str) -> None:
    asked = replace(REPLIED, state=state, asked_on=date(2014, 4, 8))
    assert checks(state, asked) == ["answered_on"]
    assert checks(state, asked, answered_on=date(2014, 4, 7)) == ["answered_on"]
    assert checks(state, asked, answered_on=date(2014, 4, 20)) == []


FINISH = {"finished_on": date(2014, 3, 25), "replied_on": date(2014, 3, 20), "result": "已修复", "outcome": "已解决"}


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"finished_on": date(2014, 3, 19)}, ["finished_on"]),
        ({"result": ""}, ["result"]),
        ({"outcome": ""}, ["outcome"]),
    ],
)
def test_finishing_asks_outcome_apart_from_reply(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("finish", OLD, **{**FINISH, **changes}) == gaps


def test_archiving_follows_the_finish() -> None:
    assert checks("archive", OLD, finished_on=date(2014, 3, 25), archived_on=date(2014, 3, 24)) == ["archived_on"]
    assert checks("archive", OLD, finished_on=date(2014, 3, 25), archived_on=date(2014, 3, 25)) == []


def test_reopening_needs_a_reason_and_after_the_end_new_facts() -> None:
    assert checks("reopen", OLD) == ["reason"]
    assert checks("reopen", OLD, reason="问题反弹") == []
    assert checks("reopen", OLD, reason="问题反弹", is_final=True) == ["final"]


PAUSE = {"approver": "刘镇长", "reason": "等鉴定", "paused_on": date(2014, 3, 20)}


@pytest.mark.parametrize(
    ("clock", "gaps"), [("T11", []), ("T13", []), ("T5", ["pause"]), ("T1", ["pause"]), ("", ["pause"])]
)
def test_only_assigned_deadlines_and_work_orders_stop(clock: str, gaps: list[str]) -> None:
    assert checks("pause", OLD, **PAUSE, clock_id=clock) == gaps


def test_refusal_to_stop_cites_the_article() -> None:
    assert "《信访条例》第三十三条规定的办结时限为60日，不能挂账停算" in only("pause", OLD, **PAUSE, clock_id="T5")


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, ["resume"]),
        ({"is_paused": True, "paused_on": date(2014, 3, 20), "resumed_on": date(2014, 3, 25)}, []),
        ({"is_paused": True, "paused_on": date(2014, 3, 20), "resumed_on": date(2014, 3, 19)}, ["resumed_on"]),
    ],
)
def test_resuming(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("resume", OLD, **changes) == gaps


def test_pausing_twice_is_refused() -> None:
    assert checks("pause", OLD, **PAUSE, clock_id="T11", is_paused=True) == ["pause"]


ACCUSED = {"accused": ("县住建局",)}
FINAL = {"is_final": True}
DECLINE = {"declined_on": date(2014, 3, 10), "declined_reason": "不属本机关职权"}
REPLY = {"replied_on": date(2014, 3, 20), "result": "已修复"}
SERVE = {"paper_on": date(2014, 3, 20), "served_on": date(2014, 3, 21), "service_method": "当面"}
ARCHIVE = {"finished_on": date(2014, 3, 25), "archived_on": date(2014, 3, 25)}
RESUME = {"is_paused": True, "paused_on": date(2014, 3, 20), "resumed_on": date(2014, 3, 25)}
ASKED = replace(REPLIED, asked_on=date(2014, 4, 8))
REVIEWED = replace(REPLIED, state="reviewed", asked_on=date(2014, 4, 8))

ALL_BUT_ONE: list[tuple[str, PetitionSnapshot, dict[str, Any], str, dict[str, Any]]] = [
    ("forward", OLD, FORWARD, "_forwarded_to", {"forwarded_to": ""}),
    ("forward", OLD, FORWARD, "_forwarded_on", {"forwarded_on": None}),
    ("forward", OLD, FORWARD, "not_internal", {"forwarded_to": "宫三村"}),
    ("forward", OLD, FORWARD, "not_to_accused", ACCUSED),
    ("return", NEW, RETURN, "_objection", {"returned_on": date(2026, 2, 27)}),
    ("return", NEW, RETURN, "_reason", {"reason": ""}),
    ("return", NEW, RETURN, "_consented", {"return_consented": False}),
    ("accept", OLD, {}, "_accepted_on", {"accepted_on": None}),
    ("accept", OLD, {}, "not_final", FINAL),
    ("decline", OLD, DECLINE, "_declined_on", {"declined_on": None}),
    ("decline", OLD, DECLINE, "lawful_decline", {"declined_reason": "太忙"}),
    ("assign", OLD, {"responsible_org": "镇司法所"}, "_assignee", {"responsible_org": ""}),
    ("assign", OLD, {"responsible_org": "县住建局"}, "_not_to_accused_unit", ACCUSED),
    ("extend", OLD, EXTEND, "extended_once", {"is_extended": True}),
    ("extend", OLD, EXTEND, "extended_within_limit", {"extension_days": 31}),
    ("extend", OLD, EXTEND, "extended_in_time", {"finish_due": date(2014, 3, 27)}),
    ("extend", OLD, EXTEND, "_extension_approver", {"extension_approver": ""}),
    ("extend", OLD, EXTEND, "_extension_reason", {"extension_reason": ""}),
    ("extend", OLD, EXTEND, "_extension_told", {"extension_notified_on": None}),
    ("reply", OLD, REPLY, "_replied_on", {"replied_on": None}),
    ("reply", OLD, REPLY, "_result", {"result": ""}),
    ("serve", OLD, SERVE, "_served_on", {"served_on": None}),
    ("serve", OLD, SERVE, "_service_method", {"service_method": ""}),
    ("review", ASKED, {}, "in_window", {"asked_on": date(2014, 4, 9)}),
    ("review", ASKED, {"state": "review", "answered_on": date(2014, 4, 20)}, "_answered_on", {"answered_on": None}),
    ("recheck", REVIEWED, {}, "in_window", {"asked_on": date(2014, 4, 9)}),
    (
        "recheck",
        REVIEWED,
        {"state": "recheck", "answered_on": date(2014, 4, 20)},
        "_answered_on",
        {"answered_on": None},
    ),
    ("finish", OLD, FINISH, "not_paused", {"is_paused": True}),
    ("finish", OLD, FINISH, "_finished_on", {"finished_on": None}),
    ("finish", OLD, FINISH, "_result", {"result": ""}),
    ("finish", OLD, FINISH, "_outcome", {"outcome": ""}),
    ("archive", OLD, ARCHIVE, "_archived_on", {"archived_on": None}),
    ("reopen", OLD, {"reason": "问题反弹"}, "_reason", {"reason": ""}),
    ("reopen", OLD, {"reason": "问题反弹"}, "not_final", FINAL),
    ("pause", OLD, {**PAUSE, "clock_id": "T11"}, "pausable", {"clock_id": "T5"}),
    ("pause", OLD, {**PAUSE, "clock_id": "T11"}, "_approver", {"approver": ""}),
    ("pause", OLD, {**PAUSE, "clock_id": "T11"}, "_reason", {"reason": ""}),
    ("pause", OLD, {**PAUSE, "clock_id": "T11"}, "_paused_on", {"paused_on": None}),
    ("resume", OLD, RESUME, "_resumed_on", {"resumed_on": None}),
]
"""For each check of each action: a petition, what the action brings, the check, and the one thing it then lacks."""


@pytest.mark.parametrize(
    ("action", "snapshot", "brought", "check", "lacking"),
    ALL_BUT_ONE,
    ids=[f"{action}-{check}" for action, _snapshot, _brought, check, _lacking in ALL_BUT_ONE],
)
def test_each_check_alone_keeps_its_gate_shut(
    action: str, snapshot: PetitionSnapshot, brought: dict[str, Any], check: str, lacking: dict[str, Any]
) -> None:
    whole = replace(snapshot, **brought)
    assert petition_gate(action, whole) == ()
    wanting = replace(whole, **lacking)
    assert len(petition_gate(action, wanting)) == 1
    others = tuple(one for one in PETITION_GATES[action] if one.__name__ != check)
    assert len(others) == len(PETITION_GATES[action]) - 1
    assert ask(others, wanting) == ()


def test_no_check_of_a_petition_gate_is_left_untried() -> None:
    asked = [(action, one.__name__) for action, gate in PETITION_GATES.items() for one in gate]
    assert sorted((action, check) for action, _snapshot, _brought, check, _lacking in ALL_BUT_ONE) == sorted(asked)


FINISH_DUE = due(start=date(2014, 3, 10), length=60, calendar=WorkCalendar(()))


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2014, 5, 9), ""),
        (date(2014, 4, 1), ""),
        (date(2014, 5, 10), "的办结时限2014-05-10晚于法定时限2014-05-09（《信访条例》第三十三条，自受理之日起60日）"),
        (None, "没有填办结时限，法定时限2014-05-09（《信访条例》第三十三条，自受理之日起60日）"),
    ],
)
def test_the_deadline_is_that_of_the_rules_or_an_earlier_one(due_on: date | None, words: str) -> None:
    gap = within_sixty_days(NUMBER, RuleSet.OLD, due_on, FINISH_DUE)
    assert (gap.sentence if gap else "").startswith(NUMBER + words if words else "")
    assert (gap is None) is not bool(words)
    assert within_sixty_days(NUMBER, RuleSet.NEW, due_on, None) is None
