"""The gates of opinions, demands, projects, debts, backlog cases and welfare cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules.gates import Check, ask, dated, missing, written

if TYPE_CHECKING:
    from datetime import date

    from app.rules.refusal import Missing
    from db.values import Money

NOT_ADOPTED = "不采纳"
RESOLVED = ("已化解", "依法终结", "导入法定程序")


@dataclass(frozen=True, slots=True)
class OpinionSnapshot:
    """An opinion about to be answered."""

    number: str
    today: date
    raised_on: date | None = None
    adoption: str = ""
    adoption_reason: str = ""
    feedback_on: date | None = None


def _adoption(s: OpinionSnapshot) -> Missing | None:
    remedy = "请先选择采纳、部分采纳、留作参考、不采纳或解释说明"
    return None if s.adoption else missing("adoption", s.number, "没有填采纳情况，不能反馈", remedy)


def _adoption_reason(s: OpinionSnapshot) -> Missing | None:
    if s.adoption != NOT_ADOPTED or s.adoption_reason.strip():
        return None
    return missing("adoption_reason", s.number, "不采纳，没有写理由", "请写明不采纳的理由，反馈时要告诉提意见的人")


def _feedback_on(s: OpinionSnapshot) -> Missing | None:
    raised = ("提出日期", s.raised_on)
    return dated("feedback_on", s.number, "反馈日期", s.feedback_on, today=s.today, not_before=raised)


OPINION_CHECKS: tuple[Check[OpinionSnapshot], ...] = (_adoption, _adoption_reason, _feedback_on)


def opinion_gate(snapshot: OpinionSnapshot) -> tuple[Missing, ...]:
    """What answering an opinion (反馈) lacks."""
    return ask(OPINION_CHECKS, snapshot)


@dataclass(frozen=True, slots=True)
class DemandSnapshot:
    """A demand about to be called solved."""

    number: str
    today: date
    raised_on: date | None = None
    result: str = ""
    solved_on: date | None = None


def _demand_result(s: DemandSnapshot) -> Missing | None:
    return written("result", s.number, "办理结果", s.result)


def _solved_on(s: DemandSnapshot) -> Missing | None:
    raised = ("提出日期", s.raised_on)
    return dated("solved_on", s.number, "解决日期", s.solved_on, today=s.today, not_before=raised)


DEMAND_CHECKS: tuple[Check[DemandSnapshot], ...] = (_demand_result, _solved_on)


def demand_gate(snapshot: DemandSnapshot) -> tuple[Missing, ...]:
    """What solving a demand (解决) lacks."""
    return ask(DEMAND_CHECKS, snapshot)


@dataclass(frozen=True, slots=True)
class ProjectSnapshot:
    """A project about to be completed, accepted or handed over; `quantities_done` says of each line whether its
    done quantity is filled.
    """

    number: str
    today: date
    started_on: date | None = None
    completed_on: date | None = None
    quantities_done: tuple[tuple[str, bool], ...] = ()
    accepted_on: date | None = None
    acceptance_result: str = ""
    notice_from: date | None = None
    notice_to: date | None = None
    notice_place: str = ""


def _completed_on(s: ProjectSnapshot) -> Missing | None:
    started = ("开工日期", s.started_on)
    return dated("completed_on", s.number, "实际竣工日期", s.completed_on, today=s.today, not_before=started)


def _quantity_done(s: ProjectSnapshot) -> Missing | None:
    undone = [item or "未写内容的一行" for item, is_done in s.quantities_done if not is_done]
    if s.quantities_done and not undone:
        return None
    finding = f"的实物量没有填完成数量（{'、'.join(undone[:3])}）" if undone else "没有填完成的实物量"
    return missing("quantity_done", s.number, finding, "请在实物量表里填完成数量和单位")


def _acceptance_result(s: ProjectSnapshot) -> Missing | None:
    return written("acceptance_result", s.number, "验收结论", s.acceptance_result)


def _project_accepted_on(s: ProjectSnapshot) -> Missing | None:
    completed = ("竣工日期", s.completed_on)
    return dated("accepted_on", s.number, "验收日期", s.accepted_on, today=s.today, not_before=completed)


def _project_notice(s: ProjectSnapshot) -> Missing | None:
    return _notice_gap(s.number, s.notice_from, s.notice_to) or written("notice", s.number, "公示地点", s.notice_place)


def _notice_gap(number: str, start: date | None, end: date | None) -> Missing | None:
    if start is None:
        return missing("notice", number, "没有公示记录", "请填写公示的起止日期和地点")
    if end is not None and end < start:
        return missing("notice", number, "的公示结束日期早于开始日期", "请核对公示起止日期")
    return None


PROJECT_GATES: dict[str, tuple[Check[ProjectSnapshot], ...]] = {
    "complete": (_completed_on, _quantity_done),
    "accept": (_project_accepted_on, _acceptance_result),
    "hand-over": (_acceptance_result, _project_notice),
}


def project_gate(action: str, snapshot: ProjectSnapshot) -> tuple[Missing, ...]:
    """What completing (竣工), accepting (验收) or handing over (交付) a project lacks; raises KeyError otherwise."""
    return ask(PROJECT_GATES[action], snapshot)


@dataclass(frozen=True, slots=True)
class DebtSnapshot:
    """A debt about to be repaid; `repaid` is everything repaid including this time, `has_receipt` is a signed receipt
    or its scan.
    """

    number: str
    today: date
    principal: Money | None = None
    repaid: Money | None = None
    repaid_on: date | None = None
    has_receipt: bool = False


def _repaid(s: DebtSnapshot) -> Missing | None:
    if s.repaid is None or s.repaid.fen <= 0:
        return missing("repaid_amount", s.number, "没有填偿还额", "请填写实际付给债权人的钱数")
    return None


def _within_principal(s: DebtSnapshot) -> Missing | None:
    if s.repaid is None or (s.principal is not None and s.repaid <= s.principal):
        return None
    if s.principal is None:
        return missing("principal", s.number, "没有填本金，不能核对偿还额", "请先查实本金")
    finding = f"共偿还{s.repaid.text()}元，超过了本金{s.principal.text()}元"
    return missing("principal", s.number, finding, "请核对本金和偿还额")


def _receipt(s: DebtSnapshot) -> Missing | None:
    if s.has_receipt:
        return None
    return missing("receipt", s.number, "没有领款人签收的凭据", "请附上收条扫描件，或填写领款人签收")


def _repaid_on(s: DebtSnapshot) -> Missing | None:
    return dated("repaid_on", s.number, "偿还日期", s.repaid_on, today=s.today)


DEBT_CHECKS: tuple[Check[DebtSnapshot], ...] = (_repaid, _within_principal, _repaid_on, _receipt)


def debt_gate(snapshot: DebtSnapshot) -> tuple[Missing, ...]:
    """What repaying a debt (偿还) lacks."""
    return ask(DEBT_CHECKS, snapshot)


@dataclass(frozen=True, slots=True)
class BacklogSnapshot:
    """An old case: who owns it, its plan, and what is given when it is resolved."""

    number: str
    today: date
    listed_on: date | None = None
    case_owner_leader: str = ""
    responsible_org: str = ""
    responsible_person: str = ""
    case_plan: str = ""
    outcome: str = ""
    resolved_on: date | None = None
    close_out_approver: str = ""


def backlog_faults(s: BacklogSnapshot) -> tuple[Missing, ...]:
    """What puts a case on the fault list: no leader, unit, person or plan."""
    parts = (
        ("case_owner_leader", "包案领导", s.case_owner_leader),
        ("responsible_org", "责任单位", s.responsible_org),
        ("responsible_person", "责任人", s.responsible_person),
        ("case_plan", "化解方案（一案一策）", s.case_plan),
    )
    return tuple(gap for key, label, text in parts if (gap := written(key, s.number, label, text)))


def _backlog_outcome(s: BacklogSnapshot) -> Missing | None:
    if s.outcome in RESOLVED:
        return None
    if not s.outcome:
        return missing("outcome", s.number, "没有填化解结果", f"请选择{'、'.join(RESOLVED)}")
    remedy = f"化解了的请选择{'、'.join(RESOLVED)}；没有化解的、又反弹的请清空化解日期，以前的写进历次处理"
    return missing("outcome", s.number, f"的化解结果是「{s.outcome}」，却填着化解日期", remedy)


def _resolved_on(s: BacklogSnapshot) -> Missing | None:
    listed = ("排查日期", s.listed_on)
    return dated("resolved_on", s.number, "化解日期", s.resolved_on, today=s.today, not_before=listed)


def _close_out_approver(s: BacklogSnapshot) -> Missing | None:
    return written("close_out_approver", s.number, "销案审批人", s.close_out_approver)


BACKLOG_CHECKS: tuple[Check[BacklogSnapshot], ...] = (_backlog_outcome, _resolved_on, _close_out_approver)


def backlog_gate(snapshot: BacklogSnapshot) -> tuple[Missing, ...]:
    """What resolving an old case (化解) lacks."""
    return ask(BACKLOG_CHECKS, snapshot)


@dataclass(frozen=True, slots=True)
class WelfareSnapshot:
    """A welfare case about to be approved."""

    number: str
    today: date
    applied_on: date | None = None
    notice_from: date | None = None
    notice_to: date | None = None
    approved_on: date | None = None


def _welfare_notice(s: WelfareSnapshot) -> Missing | None:
    gap = _notice_gap(s.number, s.notice_from, s.notice_to)
    ended = s.notice_to or s.notice_from
    if gap is None and ended and s.approved_on and s.approved_on < ended:
        return missing("notice", s.number, f"的公示到{ended}才结束", "请在公示结束、没有异议后再审批")
    return gap


def _approved_on(s: WelfareSnapshot) -> Missing | None:
    applied = ("申请日期", s.applied_on)
    return dated("approved_on", s.number, "审批日期", s.approved_on, today=s.today, not_before=applied)


WELFARE_CHECKS: tuple[Check[WelfareSnapshot], ...] = (_welfare_notice, _approved_on)


def welfare_gate(snapshot: WelfareSnapshot) -> tuple[Missing, ...]:
    """What approving a welfare case (审批) lacks."""
    return ask(WELFARE_CHECKS, snapshot)
