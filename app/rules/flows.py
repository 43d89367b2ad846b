"""The states of petitions and rectification items, and what may be done from each: data, asked by every door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Step:
    """One action: the states it is allowed from and the state each leads to (the same state when nothing moves)."""

    action: str
    label: str
    leads: tuple[tuple[str, str], ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The states the action is allowed from."""
        return tuple(source for source, _ in self.leads)

    def target(self, state: str) -> str:
        """The state the action leads to from a state; raises KeyError where it is not allowed."""
        return dict(self.leads)[state]


@dataclass(frozen=True, slots=True)
class Flow:
    """The states of a ledger with their labels, its steps, and the states in which a record is locked."""

    ledger: str
    states: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    initial: str
    locked: tuple[str, ...]
    usual: tuple[tuple[str, str], ...] = ()
    """The step that usually comes next, by the state a record is in."""

    def next_step(self, state: str) -> str:
        """The action that usually comes next from a state; empty when none does."""
        return dict(self.usual).get(state, "")

    def label(self, state: str) -> str:
        """The Chinese word for a state."""
        return dict(self.states).get(state, state)

    def allowed(self, state: str) -> tuple[Step, ...]:
        """What may be done from a state, in the order of the office's day."""
        return tuple(step for step in self.steps if state in step.sources)

    def step(self, action: str) -> Step:
        """The step of that machine name or label; raises Refused that lists the actions there are."""
        for step in self.steps:
            if action in (step.action, step.label):
                return step
        names = "、".join(f"{step.label}（{step.action}）" for step in self.steps)
        message = f"没有「{action}」这个操作。可用的操作有：{names}。"
        raise Refused(message, field="action")

    def next_state(self, number: str, state: str, action: str) -> str:
        """The state an action leads to; raises Refused that names the record, its state and what is allowed."""
        step = self.step(action)
        if state in step.sources:
            return step.target(state)
        allowed = "、".join(other.label for other in self.allowed(state)) or "无"
        message = f"{number}现在是「{self.label(state)}」，不能{step.label}。现在可以办的有：{allowed}。"
        raise Refused(message, field="action")

    def locked_sentence(self, number: str, state: str) -> str:
        """Why a record may not be edited any more, or empty while it may."""
        if state not in self.locked:
            return ""
        return f"{number}{self.label(state)}，内容不能再改。确需更正的，请先写明原因重新打开。"


def _stay(*states: str) -> tuple[tuple[str, str], ...]:
    return tuple((state, state) for state in states)


def _to(target: str, *sources: str) -> tuple[tuple[str, str], ...]:
    return tuple((source, target) for source in sources)


_WORKING = ("open", "in_progress", "reopened")
_UNDER_CHECK = ("checked", "signed", "published")

RECTIFICATION = Flow(
    ledger="rectifications",
    states=(
        ("open", "待整改"),
        ("in_progress", "整改中"),
        ("applied", "已申请销号"),
        ("checked", "已审核"),
        ("signed", "已签字"),
        ("published", "公示中"),
        ("closed", "已销号"),
        ("reopened", "反弹重开"),
    ),
    initial="open",
    locked=("closed",),
    usual=(
        ("open", "assign"),
        *((state, "apply-close") for state in ("in_progress", "reopened")),
        ("applied", "check"),
        *((state, "close") for state in _UNDER_CHECK),
    ),
    steps=(
        Step("assign", "交办", _to("in_progress", *_WORKING)),
        Step("settle-now", "立行立改", _to("closed", *_WORKING)),
        Step("apply-close", "申请销号", _to("applied", *_WORKING)),
        Step("check", "审核", _to("checked", "applied")),
        Step("return", "退回", _to("in_progress", "applied", *_UNDER_CHECK)),
        Step("sign", "签字", _to("signed", "checked")),
        Step("publish", "公示", _to("published", "checked", "signed")),
        Step("satisfy", "满意度测评", _stay(*_UNDER_CHECK)),
        Step("close", "销号", _to("closed", *_UNDER_CHECK)),
        Step("reopen", "重新打开", _to("reopened", "closed")),
        Step("pause", "挂账", _stay(*_WORKING)),
        Step("resume", "恢复", _stay(*_WORKING)),
    ),
)

_HANDLED = ("accepted", "handling", "reopened")
_ANSWERED = ("replied", "review", "reviewed", "recheck", "rechecked")

PETITION = Flow(
    ledger="petitions",
    states=(
        ("registered", "已登记"),
        ("forwarded", "已转送"),
        ("returned_to_upper", "已退回上级"),
        ("accepted", "已受理"),
        ("not_accepted", "不予受理"),
        ("handling", "办理中"),
        ("replied", "已答复"),
        ("review", "复查中"),
        ("reviewed", "已复查"),
        ("recheck", "复核中"),
        ("rechecked", "已复核"),
        ("closed", "已办结"),
        ("archived", "已归档"),
        ("reopened", "重新办理"),
    ),
    initial="registered",
    locked=("closed", "archived"),
    usual=(
        *((state, "accept") for state in ("registered", "reopened")),
        ("accepted", "assign"),
        ("handling", "reply"),
        *((state, "finish") for state in ("replied", "reviewed", "rechecked")),
        *((state, "archive") for state in ("forwarded", "returned_to_upper", "not_accepted", "closed")),
    ),
    steps=(
        Step("forward", "转送", _to("forwarded", "registered")),
        Step("return", "退回上级", _to("returned_to_upper", "registered")),
        Step("accept", "受理", _to("accepted", "registered", "reopened")),
        Step("decline", "不予受理", _to("not_accepted", "registered", "reopened")),
        Step("assign", "交承办", _to("handling", *_HANDLED)),
        Step("extend", "延期", _stay("accepted", "handling")),
        Step("reply", "答复", _to("replied", *_HANDLED)),
        Step("serve", "送达", _stay("replied", "reviewed", "rechecked")),
        Step("review", "复查", (("replied", "review"), ("review", "reviewed"))),
        Step("recheck", "复核", (("reviewed", "recheck"), ("recheck", "rechecked"))),
        Step("finish", "办结", _to("closed", "replied", "reviewed", "rechecked")),
        Step("archive", "归档", _to("archived", "forwarded", "returned_to_upper", "not_accepted", "closed")),
        Step(
            "reopen",
            "重新办理",
            _to("reopened", "forwarded", "returned_to_upper", "not_accepted", "closed", "archived"),
        ),
        Step("pause", "挂账", _stay("registered", "forwarded", *_HANDLED, *_ANSWERED)),
        Step("resume", "恢复", _stay("registered", "forwarded", *_HANDLED, *_ANSWERED)),
    ),
)

REASONED = ("return", "reopen", "pause")
"""The steps that are refused without a reason."""

FLOWS: dict[str, Flow] = {flow.ledger: flow for flow in (RECTIFICATION, PETITION)}
"""The ledgers that have a life of their own, by machine name."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A gate of a ledger without a flow: it is asked when a save brings `column` to one of `values`, or, with none
    given, to any value at all.
    """

    action: str
    label: str
    column: str
    values: tuple[str, ...] = ()

    def fires(self, before: object, after: object) -> bool:
        """Whether a change of the column's value asks the gate."""
        if after is None or after == before:
            return False
        return not self.values or (after in self.values and before not in self.values)

    def stands(self, value: object) -> bool:
        """Whether a record with that value stands where the gate guards."""
        return value is not None and (not self.values or value in self.values)


TRIGGERS: dict[str, tuple[Trigger, ...]] = {
    "opinions": (Trigger("feedback", "反馈", "feedback_on"), Trigger("feedback", "反馈", "handling_stage", ("反馈",))),
    "demands": (Trigger("solve", "解决", "status", ("已解决",)), Trigger("solve", "解决", "solved_on")),
    "projects": (
        Trigger("complete", "竣工", "stage", ("竣工", "验收", "交付")),
        Trigger("complete", "竣工", "completed_on"),
        Trigger("complete", "竣工", "status", ("完成",)),
        Trigger("accept", "验收", "stage", ("验收", "交付")),
        Trigger("accept", "验收", "accepted_on"),
        Trigger("hand-over", "交付", "stage", ("交付",)),
    ),
    "debts": (Trigger("repay", "偿还", "repaid_amount"), Trigger("repay", "偿还", "repaid_on")),
    "backlog_cases": (
        Trigger("resolve", "化解", "status", ("已化解", "依法终结", "导入法定程序")),
        Trigger("resolve", "化解", "finished_on"),
    ),
    "welfare_cases": (
        Trigger("approve", "审批", "approval", ("同意",)),
        Trigger("approve", "审批", "status", ("已享受",)),
    ),
}
"""When the gates of the other ledgers are asked, by whatever door the value came."""


def guarded(ledger: str, after: Mapping[str, object]) -> tuple[str, ...]:
    """The gates a record has passed where it stands, each once, in the order of the work."""
    passed = (t.action for t in TRIGGERS.get(ledger, ()) if t.stands(after.get(t.column)))
    return tuple(dict.fromkeys(passed))


def triggered(ledger: str, before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """The gates a save must pass, each once, in the order of the work."""
    fired = (t.action for t in TRIGGERS.get(ledger, ()) if t.fires(before.get(t.column), after.get(t.column)))
    return tuple(dict.fromkeys(fired))
