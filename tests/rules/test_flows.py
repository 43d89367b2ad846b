from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.rules.flows import FLOWS, PETITION, RECTIFICATION, Flow, triggered
from app.rules.refusal import Refused

BOTH = (RECTIFICATION, PETITION)


def test_rectification_has_the_actions_of_the_command_line() -> None:
    assert {step.action for step in RECTIFICATION.steps} == {
        "assign",
        "apply-close",
        "check",
        "return",
        "sign",
        "publish",
        "satisfy",
        "close",
        "settle-now",
        "reopen",
        "pause",
        "resume",
    }


def test_petition_has_the_actions_of_the_command_line() -> None:
    asked = {"forward", "accept", "decline", "extend", "reply", "serve", "review", "recheck", "finish", "archive"}
    assert asked | {"reopen", "pause", "resume"} <= {step.action for step in PETITION.steps}


@pytest.mark.parametrize("flow", BOTH)
def test_steps_lead_only_between_known_states(flow: Flow) -> None:
    known = {state for state, _ in flow.states}
    assert {state for step in flow.steps for lead in step.leads for state in lead} <= known


@pytest.mark.parametrize("flow", BOTH)
def test_every_state_can_be_reached(flow: Flow) -> None:
    reached = {flow.initial}
    for _ in flow.states:
        reached |= {target for step in flow.steps for source, target in step.leads if source in reached}
    assert reached == {state for state, _ in flow.states}


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        ("open", ["交办", "立行立改", "申请销号", "挂账", "恢复"]),
        ("applied", ["审核", "退回"]),
        ("checked", ["退回", "签字", "公示", "满意度测评", "销号"]),
        ("published", ["退回", "满意度测评", "销号"]),
        ("closed", ["重新打开"]),
    ],
)
def test_what_may_be_done_with_an_item(state: str, labels: list[str]) -> None:
    assert [step.label for step in RECTIFICATION.allowed(state)] == labels


@pytest.mark.parametrize(
    ("state", "action", "target"),
    [
        ("registered", "accept", "accepted"),
        ("registered", "forward", "forwarded"),
        ("accepted", "extend", "accepted"),
        ("accepted", "reply", "replied"),
        ("replied", "serve", "replied"),
        ("replied", "review", "review"),
        ("review", "review", "reviewed"),
        ("reviewed", "recheck", "recheck"),
        ("recheck", "recheck", "rechecked"),
        ("rechecked", "finish", "closed"),
        ("closed", "archive", "archived"),
        ("archived", "reopen", "reopened"),
        ("registered", "受理", "accepted"),
    ],
)
def test_life_of_a_petition(state: str, action: str, target: str) -> None:
    assert PETITION.next_state("信访〔2014〕3号", state, action) == target


def test_unlawful_action_names_record_state_and_remedy() -> None:
    with pytest.raises(Refused) as caught:
        RECTIFICATION.next_state("整改〔2014〕12号", "applied", "close")
    assert caught.value.sentence == "整改〔2014〕12号现在是「已申请销号」，不能销号。现在可以办的有：审核、退回。"


def test_unknown_action_lists_what_there_is() -> None:
    with pytest.raises(Refused, match="没有「批准」这个操作。可用的操作有：交办（assign）"):
        RECTIFICATION.step("批准")


def test_closed_record_is_locked() -> None:
    assert RECTIFICATION.locked_sentence("整改〔2014〕12号", "closed") == (
        "整改〔2014〕12号已销号，内容不能再改。确需更正的，请先写明原因重新打开。"
    )
    assert RECTIFICATION.locked_sentence("整改〔2014〕12号", "open") == ""


@pytest.mark.parametrize("flow", BOTH)
def test_an_archive_or_closing_is_left_only_by_reopening(flow: Flow) -> None:
    outside = {
        step.action
        for step in flow.steps
        for source, target in step.leads
        if source in flow.locked and target not in flow.locked
    }
    assert outside == {"reopen"}


def test_flows_are_found_by_ledger() -> None:
    assert set(FLOWS) == {"rectifications", "petitions"}


@pytest.mark.parametrize(
    ("ledger", "before", "after", "gates"),
    [
        ("opinions", {}, {"feedback_on": "2014-03-05"}, ("feedback",)),
        ("opinions", {"feedback_on": "x"}, {"feedback_on": "x"}, ()),
        ("demands", {"status": "办理中"}, {"status": "已解决", "solved_on": "x"}, ("solve",)),
        ("projects", {"stage": "在建"}, {"stage": "竣工"}, ("complete",)),
        ("projects", {"stage": "竣工"}, {"stage": "验收"}, ("accept",)),
        ("projects", {"stage": "在建"}, {"stage": "交付"}, ("complete", "accept", "hand-over")),
        ("debts", {}, {"repaid_amount": 5}, ("repay",)),
        ("backlog_cases", {"status": "正在化解"}, {"status": "已化解"}, ("resolve",)),
        ("backlog_cases", {"status": "正在化解"}, {"status": "反弹"}, ()),
        ("welfare_cases", {}, {"approval": "同意"}, ("approve",)),
        ("welfare_cases", {}, {"approval": "不同意"}, ()),
        ("visits", {}, {"status": "已解决"}, ()),
    ],
)
def test_gates_asked_by_a_save(
    ledger: str, before: dict[str, object], after: dict[str, object], gates: tuple[str, ...]
) -> None:
    assert triggered(ledger, before, after) == gates


class ItemMachine(RuleBasedStateMachine):
    """Walk the lawful actions at random: struck off always comes after a check or in one form."""

    @initialize()
    def begin(self) -> None:
        self.state, self.checked, self.settled = RECTIFICATION.initial, False, False

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        step = data.draw(st.sampled_from(RECTIFICATION.allowed(self.state)))
        self.state = RECTIFICATION.next_state("整改〔2014〕1号", self.state, step.action)
        self.checked = step.action == "check" or (self.checked and self.state not in ("in_progress", "reopened"))
        self.settled = step.action == "settle-now"

    @invariant()
    def closed_only_after_a_check(self) -> None:
        assert self.state != "closed" or self.checked or self.settled


TestItemMachine = ItemMachine.TestCase
TestItemMachine.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
