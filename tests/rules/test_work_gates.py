from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.rules.gates import ask
from app.rules.work_gates import (
    BACKLOG_CHECKS,
    DEBT_CHECKS,
    DEMAND_CHECKS,
    OPINION_CHECKS,
    PROJECT_GATES,
    WELFARE_CHECKS,
    BacklogSnapshot,
    DebtSnapshot,
    DemandSnapshot,
    OpinionSnapshot,
    ProjectSnapshot,
    WelfareSnapshot,
    backlog_faults,
    backlog_gate,
    debt_gate,
    demand_gate,
    opinion_gate,
    project_gate,
    welfare_gate,
)
from db.values import Money

if TYPE_CHECKING:
    from app.rules.refusal import Missing

TODAY = date(2014, 3, 31)
OPINION = OpinionSnapshot("意见〔2014〕1号", TODAY, date(2014, 3, 1), "采纳", "", date(2014, 3, 20))
DEMAND = DemandSnapshot("诉求〔2014〕1号", TODAY, date(2014, 3, 1), "已接通自来水", date(2014, 3, 20))
PROJECT = ProjectSnapshot(
    number="实事〔2014〕1号",
    today=TODAY,
    started_on=date(2014, 2, 1),
    completed_on=date(2014, 3, 10),
    quantities_done=(("硬化路面", True),),
    accepted_on=date(2014, 3, 15),
    acceptance_result="合格",
    notice_from=date(2014, 3, 16),
    notice_to=date(2014, 3, 23),
    notice_place="村务公开栏",
)
DEBT = DebtSnapshot("欠账〔2014〕1号", TODAY, Money(34_000_00), Money(34_000_00), date(2014, 3, 20), has_receipt=True)
BACKLOG = BacklogSnapshot(
    "积案〔2014〕1号",
    TODAY,
    date(2014, 2, 1),
    "刘镇长",
    "城建办",
    "李静",
    "一案一策方案",
    "已化解",
    date(2014, 3, 20),
    "张书记",
)
WELFARE = WelfareSnapshot(
    "保障〔2014〕1号", TODAY, date(2014, 2, 1), date(2014, 3, 1), date(2014, 3, 7), date(2014, 3, 10)
)


def names(found: tuple[Missing, ...]) -> list[str]:
    return [one.check for one in found]


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"adoption": ""}, ["adoption"]),
        ({"adoption": "不采纳"}, ["adoption_reason"]),
        ({"adoption": "不采纳", "adoption_reason": "超出本镇权限"}, []),
        ({"feedback_on": None}, ["feedback_on"]),
        ({"feedback_on": date(2014, 2, 28)}, ["feedback_on"]),
    ],
)
def test_opinion_is_answered_with_its_adoption(changes: dict[str, Any], gaps: list[str]) -> None:
    assert names(opinion_gate(replace(OPINION, **changes))) == gaps


def test_refused_opinion_says_what_to_do() -> None:
    (found,) = opinion_gate(replace(OPINION, adoption="不采纳"))
    assert found.sentence == "意见〔2014〕1号不采纳，没有写理由。请写明不采纳的理由，反馈时要告诉提意见的人。"


@pytest.mark.parametrize(
    ("changes", "gaps"), [({}, []), ({"result": " "}, ["result"]), ({"solved_on": None}, ["solved_on"])]
)
def test_demand_is_solved_with_result_and_day(changes: dict[str, Any], gaps: list[str]) -> None:
    assert names(demand_gate(replace(DEMAND, **changes))) == gaps


@pytest.mark.parametrize(
    ("action", "changes", "gaps"),
    [
        ("complete", {}, []),
        ("complete", {"quantities_done": ()}, ["quantity_done"]),
        ("complete", {"quantities_done": (("硬化路面", True), ("路灯", False))}, ["quantity_done"]),
        ("complete", {"completed_on": date(2014, 1, 31)}, ["completed_on"]),
        ("accept", {}, []),
        ("accept", {"acceptance_result": ""}, ["acceptance_result"]),
        ("accept", {"accepted_on": date(2014, 3, 9)}, ["accepted_on"]),
        ("hand-over", {}, []),
        ("hand-over", {"notice_from": None}, ["notice"]),
        ("hand-over", {"notice_to": date(2014, 3, 1)}, ["notice"]),
        ("hand-over", {"notice_place": ""}, ["notice"]),
    ],
)
def test_project_steps(action: str, changes: dict[str, Any], gaps: list[str]) -> None:
    assert names(project_gate(action, replace(PROJECT, **changes))) == gaps


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"repaid": Money(34_000_01)}, ["principal"]),
        ({"repaid": Money(0)}, ["repaid_amount"]),
        ({"repaid": None}, ["repaid_amount"]),
        ({"principal": None}, ["principal"]),
        ({"repaid_on": None}, ["repaid_on"]),
        ({"has_receipt": False}, ["receipt"]),
    ],
)
def test_debt_is_repaid_against_a_receipt_within_its_principal(changes: dict[str, Any], gaps: list[str]) -> None:
    assert names(debt_gate(replace(DEBT, **changes))) == gaps


def test_too_much_repaid_names_both_amounts() -> None:
    (found,) = debt_gate(replace(DEBT, repaid=Money(35_000_00)))
    assert found.sentence == "欠账〔2014〕1号共偿还35000元，超过了本金34000元。请核对本金和偿还额。"


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"outcome": ""}, ["outcome"]),
        ({"close_out_approver": ""}, ["close_out_approver"]),
        ({"resolved_on": date(2014, 1, 1)}, ["resolved_on"]),
    ],
)
def test_backlog_case_is_resolved_with_outcome_and_approver(changes: dict[str, Any], gaps: list[str]) -> None:
    assert names(backlog_gate(replace(BACKLOG, **changes))) == gaps


@pytest.mark.parametrize("outcome", ["正在化解", "反弹"])
def test_a_case_that_is_open_has_no_day_of_resolution(outcome: str) -> None:
    (gap,) = backlog_gate(replace(BACKLOG, outcome=outcome))
    assert (gap.check, f"是「{outcome}」，却填着化解日期" in gap.sentence) == ("outcome", True)


def test_backlog_case_without_owner_or_plan_is_a_fault() -> None:
    bare = replace(BACKLOG, case_owner_leader="", responsible_org="", responsible_person="", case_plan="")
    assert names(backlog_faults(bare)) == ["case_owner_leader", "responsible_org", "responsible_person", "case_plan"]
    assert backlog_faults(BACKLOG) == ()


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"notice_from": None}, ["notice"]),
        ({"approved_on": date(2014, 3, 6)}, ["notice"]),
        ({"notice_to": None}, []),
        ({"approved_on": None}, ["approved_on"]),
    ],
)
def test_welfare_is_approved_after_its_notice(changes: dict[str, Any], gaps: list[str]) -> None:
    assert names(welfare_gate(replace(WELFARE, **changes))) == gaps


GATES: dict[str, tuple[tuple[Any, ...], Any, dict[str, dict[str, Any]]]] = {
    "opinions 反馈": (
        OPINION_CHECKS, OPINION,
        {
            "_adoption": {"adoption": ""},
            "_adoption_reason": {"adoption": "不采纳"},
            "_feedback_on": {"feedback_on": None},
        },
    ),
    "demands 解决": (DEMAND_CHECKS, DEMAND, {"_demand_result": {"result": ""}, "_solved_on": {"solved_on": None}}),
    "projects 竣工": (
        PROJECT_GATES["complete"], PROJECT,
        {"_completed_on": {"completed_on": None}, "_quantity_done": {"quantities_done": ()}},
    ),
    "projects 验收": (
        PROJECT_GATES["accept"], PROJECT,
        {"_project_accepted_on": {"accepted_on": None}, "_acceptance_result": {"acceptance_result": ""}},
    ),
    "projects 交付": (
        PROJECT_GATES["hand-over"], PROJECT,
        {"_acceptance_result": {"acceptance_result": ""}, "_project_notice": {"notice_from": None}},
    ),
    "debts 偿还": (
        DEBT_CHECKS, DEBT,
        {
            "_repaid": {"repaid": Money(0)},
            "_within_principal": {"repaid": Money(35_000_00)},
            "_repaid_on": {"repaid_on": None},
            "_receipt": {"has_receipt": False},
        },
    ),
    "backlog_cases 化解": (
        BACKLOG_CHECKS, BACKLOG,
        {
            "_backlog_outcome": {"outcome": ""},
            "_resolved_on": {"resolved_on": None},
            "_close_out_approver": {"close_out_approver": ""},
        },
    ),
    "welfare_cases 审批": (
        WELFARE_CHECKS, WELFARE,
        {"_welfare_notice": {"notice_from": None}, "_approved_on": {"approved_on": None}},
    ),
}  # fmt: skip
"""For each gate its checks, a record that passes, and for each check what that check alone holds back."""


@pytest.mark.parametrize("gate", GATES)
def test_every_check_of_every_gate_is_held_against_its_absence(gate: str) -> None:
    checks, ready, broken = GATES[gate]
    assert {check.__name__ for check in checks} == set(broken)
    assert ask(checks, ready) == ()


@pytest.mark.parametrize(
    ("gate", "name"), [(gate, name) for gate, (_c, _r, broken) in GATES.items() for name in broken]
)
def test_with_its_check_removed_a_gate_would_open(gate: str, name: str) -> None:
    checks, ready, broken = GATES[gate]
    held = replace(ready, **broken[name])
    assert len(ask(checks, held)) == 1
    assert ask([check for check in checks if check.__name__ != name], held) == ()
