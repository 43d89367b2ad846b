"""The gates of a petition, by the rules it stands under (2005 or 2022)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules.clocks import CLOCKS, MAX_EXTENSION_DAYS, RuleSet, due, pausing_refusal
from app.rules.gates import Check, Gates, ask, dated, missing, same_person, written

if TYPE_CHECKING:
    from datetime import date

    from app.rules.calendar import WorkCalendar
    from app.rules.clocks import Due
    from app.rules.refusal import Missing

ACCUSATION = "检举控告"
DISCIPLINE_ROUTES = ("转纪检", "报请")
STATUTORY_ROUTES = ("诉讼复议", "仲裁", "党员申诉", "行政复议裁决", "查处违法")
"""Routes ① to ⑤ of Article 31 (2022); only the sixth, 信访处理, has the 60 days."""

ELSEWHERE, ENDED, STATUTORY, NOT_OURS = "已由其他机关受理", "已复核终结", "应走法定途径", "不属本机关职权"
DECLINE_REASONS: dict[str, dict[RuleSet, str]] = {
    ELSEWHERE: {RuleSet.NEW: "第十九条"},
    ENDED: {RuleSet.OLD: "第三十五条", RuleSet.NEW: "第三十六条"},
    STATUTORY: {RuleSet.NEW: "第三十一条"},
    NOT_OURS: {RuleSet.NEW: "第二十三条"},
}
"""The lawful reasons for 不予受理, each with its article where one is known."""


def decline_citation(reason: str, rule_set: RuleSet) -> str:
    """The article a reason for not accepting rests on, as cited; empty where none is known."""
    article = DECLINE_REASONS.get(reason, {}).get(rule_set, "")
    return rule_set.cited + article if article else ""


@dataclass(frozen=True, slots=True)
class PetitionSnapshot:
    """A petition as the gates see it: what it holds, overlaid with what the action brings. Days are calendar days.

    `accused` are the units complained of; `internal_units` the villages and own stations. `paper_on` is the day of
    the paper being served. `window_due` is the last day to ask for review or re-review, None when no paper was
    served. `objection_due` is the end of T4.
    `finish_due` is the last day of the sixty days as they stand, None where they do not run.
    `clock_id` is the clock of an order that rules the deadline, empty when none does; `running` all that run now.
    """

    number: str
    today: date
    rule_set: RuleSet
    state: str = "registered"
    received_on: date | None = None
    received_from_upper_on: date | None = None
    petition_category: str = ""
    route: str = ""
    forwarded_on: date | None = None
    forwarded_to: str = ""
    accused: tuple[str, ...] = ()
    internal_units: tuple[str, ...] = ()
    returned_on: date | None = None
    return_consented: bool = False
    objection_due: date | None = None
    accepted_on: date | None = None
    is_final: bool = False
    has_new_facts: bool = False
    declined_on: date | None = None
    declined_reason: str = ""
    statutory_route: str = ""
    responsible_org: str = ""
    extension_days: int = 0
    extension_approver: str = ""
    extension_reason: str = ""
    extension_notified_on: date | None = None
    is_extended: bool = False
    extended_on: date | None = None
    finish_due: date | None = None
    reopened_on: date | None = None
    replied_on: date | None = None
    result: str = ""
    paper_on: date | None = None
    served_on: date | None = None
    service_method: str = ""
    window_due: date | None = None
    asked_on: date | None = None
    answered_on: date | None = None
    outcome: str = ""
    finished_on: date | None = None
    archived_on: date | None = None
    reason: str = ""
    clock_id: str = ""
    running: tuple[str, ...] = ()
    is_paused: bool = False
    paused_on: date | None = None
    resumed_on: date | None = None
    approver: str = ""


def review_window(served_on: date | None, calendar: WorkCalendar) -> Due | None:
    """Until when a petitioner may ask for review or re-review (T7, T9): 30 days from the service; None without it."""
    if served_on is None:
        return None
    return due(start=served_on, length=CLOCKS["T7"].length, calendar=calendar, start_label="送达日 ")


# ---- forward and return ----------------------------------------------------------------------------------------------


def _forwarded_to(s: PetitionSnapshot) -> Missing | None:
    return written("forwarded_to", s.number, "转送去向", s.forwarded_to)


def _forwarded_on(s: PetitionSnapshot) -> Missing | None:
    return _after_receipt(s, "forwarded_on", "转送日期", s.forwarded_on)


def _after_receipt(s: PetitionSnapshot, check: str, label: str, day: date | None) -> Missing | None:
    return dated(check, s.number, label, day, today=s.today, not_before=("收到日期", s.received_on))


def not_internal(s: PetitionSnapshot) -> Missing | None:
    """Handing to a village or the town's own station is no 转送."""
    if not any(same_person(s.forwarded_to, unit) for unit in s.internal_units):
        return None
    finding = f"要转给的{s.forwarded_to}是本镇的承办单位，交给它办不算转送，时限照常计算"
    return missing("internal_unit", s.number, finding, "请改用「交承办」")


def not_to_accused(s: PetitionSnapshot) -> Missing | None:
    """A matter never goes to the unit complained of; accusations only to the discipline bodies."""
    if any(same_person(s.forwarded_to, unit) for unit in s.accused):
        finding = f"反映的就是{s.forwarded_to}，不能转给被反映的单位"
        return missing("accused", s.number, finding, "请转给它的上级或纪检监察机关")
    if s.petition_category == ACCUSATION and s.route not in DISCIPLINE_ROUTES:
        return missing("accused", s.number, "是检举控告，只能转纪检监察机关或报请领导", "请把办理方式改为转纪检或报请")
    return None


def _objection(s: PetitionSnapshot) -> Missing | None:
    if s.received_from_upper_on is None:
        return missing("objection", s.number, "不是上级转来的，不能退回上级", "请办理转送、受理或不予受理")
    if s.rule_set is not RuleSet.NEW:
        finding = "适用《信访条例》，没有五个工作日内提出异议退回的规定"
        return missing("objection", s.number, finding, "请与转办机关协商，或办理受理、不予受理")
    received = ("收到转办日期", s.received_from_upper_on)
    gap = dated("objection", s.number, "退回日期", s.returned_on, today=s.today, not_before=received)
    if gap is None and s.returned_on and s.objection_due and s.returned_on > s.objection_due:
        finding = f"已过提出异议的期限{s.objection_due}（《信访工作条例》第二十三条第三款，5个工作日）"
        return missing("objection", s.number, finding, "请受理，或与转办机关另行协商")
    return gap


def _consented(s: PetitionSnapshot) -> Missing | None:
    if s.return_consented:
        return None
    return missing("consent", s.number, "还没有经转办机关同意", "请在转办机关同意后再退回材料，并勾选已同意")


def _reason(s: PetitionSnapshot) -> Missing | None:
    return written("reason", s.number, "原因", s.reason)


# ---- accept, decline, assign, extend ---------------------------------------------------------------------------------


def _accepted_on(s: PetitionSnapshot) -> Missing | None:
    if s.reopened_on is None:
        return _after_receipt(s, "accepted_on", "受理日期", s.accepted_on)
    again = ("重新办理日期", s.reopened_on)
    return dated("accepted_on", s.number, "受理日期", s.accepted_on, today=s.today, not_before=again)


def not_final(s: PetitionSnapshot) -> Missing | None:
    """After the re-review the same facts and reasons are not taken up again (三级终结)."""
    if not s.is_final or s.has_new_facts:
        return None
    finding = f"已经复核，三级终结（{decline_citation(ENDED, s.rule_set)}），同一事实和理由不再受理"
    return missing("final", s.number, finding, "有新的事实和理由的，请写明后再办；没有的请做好解释疏导")


def _declined_on(s: PetitionSnapshot) -> Missing | None:
    return _after_receipt(s, "declined_on", "不予受理日期", s.declined_on)


def lawful_decline(s: PetitionSnapshot) -> Missing | None:
    """不予受理 has one of the lawful reasons; a statutory route names which."""
    if s.declined_reason not in DECLINE_REASONS:
        reasons = "、".join(DECLINE_REASONS)
        return missing("declined_reason", s.number, "不予受理要有法定理由", f"请从这些理由中选一条：{reasons}")
    if s.declined_reason == STATUTORY and s.statutory_route not in STATUTORY_ROUTES:
        remedy = f"请选择一条：{'、'.join(STATUTORY_ROUTES)}"
        return missing("statutory_route", s.number, "以应走法定途径为由不予受理，没有写明是哪条途径", remedy)
    return None


def _assignee(s: PetitionSnapshot) -> Missing | None:
    return written("responsible_org", s.number, "承办单位", s.responsible_org)


def _not_to_accused_unit(s: PetitionSnapshot) -> Missing | None:
    if not any(same_person(s.responsible_org, unit) for unit in s.accused):
        return None
    finding = f"反映的就是{s.responsible_org}，不能交给被反映的单位办"
    return missing("accused", s.number, finding, "请换一个承办单位")


def _extension_article(s: PetitionSnapshot) -> str:
    return CLOCKS["T6"].citation(s.rule_set)


def extended_once(s: PetitionSnapshot) -> Missing | None:
    """The finish is extended once only."""
    if not s.is_extended:
        return None
    return missing("extended", s.number, f"已经延期一次（{_extension_article(s)}），不能再延", "请在延期后的时限内办结")


def extended_within_limit(s: PetitionSnapshot) -> Missing | None:
    """An extension is 1 to 30 days long."""
    if 1 <= s.extension_days <= MAX_EXTENSION_DAYS:
        return None
    span = f"1到{MAX_EXTENSION_DAYS}日（{_extension_article(s)}）"
    finding = f"要延期{s.extension_days}日，超出了{span}" if s.extension_days else f"没有写延期几日，可以延{span}"
    return missing("extension_days", s.number, finding, f"请填1到{MAX_EXTENSION_DAYS}之间的天数")


def extended_in_time(s: PetitionSnapshot) -> Missing | None:
    """Only the sixty days are extended, and only while they run."""
    if s.finish_due is None:
        finding = f"没有{CLOCKS['T5'].length}日的办结时限（{_extension_article(s)}），不用延期"
        return missing("extended_on", s.number, finding, "写明期限的交办件、工单，请与交办机关商定新的时限")
    accepted = ("受理日期", s.accepted_on)
    gap = dated("extended_on", s.number, "延期批准日期", s.extended_on, today=s.today, not_before=accepted)
    if gap is None and s.extended_on and s.extended_on > s.finish_due and not s.is_extended:
        finding = f"的办结时限{s.finish_due}在批准延期（{s.extended_on}）以前已经过了"
        return missing("extended_on", s.number, finding, "过了时限不能再延，请抓紧办结")
    return gap


def _extension_approver(s: PetitionSnapshot) -> Missing | None:
    return written("extension_approver", s.number, "延期批准人", s.extension_approver)


def _extension_reason(s: PetitionSnapshot) -> Missing | None:
    return written("extension_reason", s.number, "延期理由", s.extension_reason)


def _extension_told(s: PetitionSnapshot) -> Missing | None:
    accepted = ("受理日期", s.accepted_on)
    label = "延期告知信访人的日期"
    return dated("extension_notified_on", s.number, label, s.extension_notified_on, today=s.today, not_before=accepted)


def within_sixty_days(
    number: str, rule_set: RuleSet, due_on: date | None, finish: Due | None, *, since: str = "受理之日"
) -> Missing | None:
    """The deadline of what is accepted is that of the rules, or an earlier one; only an extension puts it off."""
    if finish is None or (due_on is not None and due_on <= finish.due_on):
        return None
    finding = f"的办结时限{due_on}晚于" if due_on else "没有填办结时限，"
    finding += f"法定时限{finish.due_on}（{CLOCKS['T5'].citation(rule_set)}，自{since}起{CLOCKS['T5'].length}日）"
    return missing("due_on", number, finding, f"请填{finish.due_on}或更早的日子；确需更多时间的，请办理「延期」")


# ---- reply, serve, review, finish ------------------------------------------------------------------------------------


def _replied_on(s: PetitionSnapshot) -> Missing | None:
    start = ("受理日期", s.accepted_on) if s.accepted_on else ("收到日期", s.received_on)
    return dated("replied_on", s.number, "答复日期", s.replied_on, today=s.today, not_before=start)


def _result(s: PetitionSnapshot) -> Missing | None:
    return written("result", s.number, "办理结果", s.result)


def _served_on(s: PetitionSnapshot) -> Missing | None:
    return dated("served_on", s.number, "送达日期", s.served_on, today=s.today, not_before=("文书日期", s.paper_on))


def _service_method(s: PetitionSnapshot) -> Missing | None:
    return written("service_method", s.number, "送达方式", s.service_method)


def in_window(s: PetitionSnapshot) -> Missing | None:
    """Review is asked within 30 days of the service; without a service day the window has not begun."""
    if s.state in ("review", "recheck"):
        return None
    word, clock = ("复核", "T9") if s.state == "reviewed" else ("复查", "T7")
    if s.served_on is None:
        finding = f"没有登记上一份意见的送达日期，申请{word}的期限还没有起算"
        return missing("served_on", s.number, finding, "请先办理送达，填写送达日期和方式")
    gap = dated(
        "asked_on", s.number, f"{word}申请收到日期", s.asked_on, today=s.today, not_before=("送达日期", s.served_on)
    )
    if gap is None and s.asked_on and s.window_due and s.asked_on > s.window_due:
        citation = CLOCKS[clock].citation(s.rule_set)
        finding = f"申请{word}的期限到{s.window_due}为止（{citation}，收到意见之日起30日）"
        return missing("window", s.number, f"{finding}，现在已过期", "请告知信访人，并做好解释")
    return gap


def _answered_on(s: PetitionSnapshot) -> Missing | None:
    if s.state not in ("review", "recheck"):
        return None
    word = "复核" if s.state == "recheck" else "复查"
    asked = (f"{word}申请收到日期", s.asked_on)
    return dated("answered_on", s.number, f"{word}答复日期", s.answered_on, today=s.today, not_before=asked)


def _outcome(s: PetitionSnapshot) -> Missing | None:
    remedy = "答复了不等于解决了，请选择处理结局，如已解决、解释疏导"
    return None if s.outcome else missing("outcome", s.number, "没有填处理结局", remedy)


def _finished_on(s: PetitionSnapshot) -> Missing | None:
    replied = ("答复日期", s.replied_on)
    return dated("finished_on", s.number, "办结日期", s.finished_on, today=s.today, not_before=replied)


def not_paused(s: PetitionSnapshot) -> Missing | None:
    """What is stopped is taken up first: the deadline has yet to move by the days it was stopped."""
    if not s.is_paused:
        return None
    return missing("paused", s.number, "还在挂账", "请先办理恢复，时限按停下的天数顺延以后再办")


def _archived_on(s: PetitionSnapshot) -> Missing | None:
    finished = ("办结日期", s.finished_on)
    return dated("archived_on", s.number, "归档日期", s.archived_on, today=s.today, not_before=finished)


# ---- pause -----------------------------------------------------------------------------------------------------------


def pausable(s: PetitionSnapshot) -> Missing | None:
    """Only assigned deadlines (T11) and work orders (T13) stop; the statutory clocks never do."""
    if s.clock_id and not pausing_refusal(CLOCKS[s.clock_id], s.rule_set):
        return None
    asked = (CLOCKS[name] for name in s.running or (s.clock_id or "T5",))
    refusals = "".join(pausing_refusal(clock, s.rule_set) for clock in asked)
    return missing("pause", s.number, f"不能挂账：{refusals.rstrip('。')}", "挂账只适用于写明期限的交办件和热线工单")


def _paused_on(s: PetitionSnapshot) -> Missing | None:
    if s.is_paused:
        return missing("pause", s.number, "已经挂账，还没有恢复", "请先办理恢复")
    return dated("paused_on", s.number, "挂账日期", s.paused_on, today=s.today)


def _approver(s: PetitionSnapshot) -> Missing | None:
    return written("approver", s.number, "批准人", s.approver)


def _resumed_on(s: PetitionSnapshot) -> Missing | None:
    if not s.is_paused:
        return missing("resume", s.number, "没有挂账", "不用办理恢复")
    paused = ("挂账日期", s.paused_on)
    return dated("resumed_on", s.number, "恢复日期", s.resumed_on, today=s.today, not_before=paused)


_REVIEW: tuple[Check[PetitionSnapshot], ...] = (in_window, _answered_on)

PETITION_GATES: Gates[PetitionSnapshot] = {
    "forward": (_forwarded_to, _forwarded_on, not_internal, not_to_accused),
    "return": (_objection, _reason, _consented),
    "accept": (_accepted_on, not_final),
    "decline": (_declined_on, lawful_decline),
    "assign": (_assignee, _not_to_accused_unit),
    "extend": (
        extended_once,
        extended_within_limit,
        extended_in_time,
        _extension_approver,
        _extension_reason,
        _extension_told,
    ),
    "reply": (_replied_on, _result),
    "serve": (_served_on, _service_method),
    "review": _REVIEW,
    "recheck": _REVIEW,
    "finish": (not_paused, _finished_on, _result, _outcome),
    "archive": (_archived_on,),
    "reopen": (_reason, not_final),
    "pause": (pausable, _approver, _reason, _paused_on),
    "resume": (_resumed_on,),
}
"""What each action of a petition asks, in the order the clerk reads it."""


def petition_gate(action: str, snapshot: PetitionSnapshot) -> tuple[Missing, ...]:
    """Everything that an action still lacks; raises KeyError for an action there is not."""
    return ask(PETITION_GATES[action], snapshot)
