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


@pytest.mark.parametrize(
    ("checks", "broken", "check"),
    [
        (OPINION_CHECKS, replace(OPINION, adoption=""), "adoption"),
        (DEMAND_CHECKS, replace(DEMAND, result=""), "result"),
        (PROJECT_GATES["complete"], replace(PROJECT, quantities_done=()), "quantity_done"),
        (PROJECT_GATES["accept"], replace(PROJECT, acceptance_result=""), "acceptance_result"),
        (PROJECT_GATES["hand-over"], replace(PROJECT, notice_from=None), "notice"),
        (DEBT_CHECKS, replace(DEBT, has_receipt=False), "receipt"),
        (DEBT_CHECKS, replace(DEBT, repaid=Money(35_000_00)), "principal"),
        (BACKLOG_CHECKS, replace(BACKLOG, outcome=""), "outcome"),
        (WELFARE_CHECKS, replace(WELFARE, notice_from=None), "notice"),
    ],
)
def test_with_its_check_removed_a_gate_would_open(checks: tuple[Any, ...], broken: object, check: str) -> None:
    held = [one.check for one in ask(checks, broken)]
    left = [one for one in checks if not any(found.check == check for found in ask((one,), broken))]
    assert (held, ask(left, broken)) == ([check], ())
