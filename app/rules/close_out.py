"""The gates of a rectification item, from assignment to striking off and back; the five checks are never waived."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.rules.gates import Check, Gates, ask, dated, missing, names_a_place, same_person, written

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.rules.calendar import WorkCalendar
    from app.rules.refusal import Missing

    Before = tuple[str, date | None]
    """A day that another must not lie before, with its label."""

LONG_TERM = "长期坚持"
AT_ONCE = "立行立改"
SETTLE_NOW_WORKDAYS = 3
FROM_PEOPLE = ("群众提", "信访", "12345")
"""Sources whose items ask the people before they are struck off."""


class ReviewKind(StrEnum):
    """Who the second person was."""

    OPERATOR = "operator"
    SIGNED_SHEET = "signed_sheet"
    SELF_REVIEW = "self_review"

    @property
    def label(self) -> str:
        """How history and figures name it."""
        return {"operator": "他人审核", "signed_sheet": "经办人代录", "self_review": "自审"}[self.value]


@dataclass(frozen=True, slots=True)
class MeasureSnapshot:
    """One measure of the plan; an ongoing one (长期坚持) is not asked to be finished."""

    text: str
    is_done: bool
    done_on: date | None = None
    is_ongoing: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceSnapshot:
    """One piece of evidence: the day it happened apart from the moment it was filed; before-pictures prove nothing."""

    name: str
    happened_on: date | None
    filed_at: datetime | None = None
    sha256: str = ""
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """A sheet signed by hand and entered by the clerk (经办人代录)."""

    signer: str
    post: str = ""
    signed_on: date | None = None
    paper_reference: str = ""
    has_scan: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """People asked whether they are content, by answer."""

    rated: int = 0
    satisfied: int = 0
    basically: int = 0
    dissatisfied: int = 0


@dataclass(frozen=True, slots=True)
class CloseOutSnapshot:
    """A rectification item as the gate sees it: what it holds, overlaid with what the action brings.

    Days are calendar days; `applied_by` and `checked_by` are operators, `applicant` and `checker` the names written.
    `round_words` is True when this round of application has new words or new evidence since it was sent back.
    """

    number: str
    today: date
    found_on: date | None = None
    description: str = ""
    due_kind: str = ""
    due_on: date | None = None
    responsible_org: str = ""
    measures_text: str = ""
    completion_text: str = ""
    measures: tuple[MeasureSnapshot, ...] = ()
    evidence: tuple[EvidenceSnapshot, ...] = ()
    paper_reference: str = ""
    completed_on: date | None = None
    from_people: bool = False
    feedback: str = ""
    tally: Tally = Tally()
    applied_on: date | None = None
    applicant: str = ""
    applied_by: str = ""
    checked_on: date | None = None
    checker: str = ""
    checked_by: str = ""
    signed_sheet: SignedSheet | None = None
    notice_from: date | None = None
    notice_to: date | None = None
    notice_place: str = ""
    needs_signature: bool = False
    needs_publication: bool = False
    needs_satisfaction: bool = False
    allow_self_review: bool = False
    round_no: int = 1
    round_changed: bool = True
    reason: str = ""
    new_due_on: date | None = None
    settle_by: date | None = None
    is_paused: bool = False
    paused_on: date | None = None
    resumed_on: date | None = None
    approver: str = ""
    assigned_on: date | None = None
    closed_on: date | None = None


def settle_by(found_on: date, calendar: WorkCalendar) -> date:
    """The last day on which a problem may be settled in one form: three working days after it was found."""
    return calendar.add_workdays(found_on, SETTLE_NOW_WORKDAYS)


def review_kind(s: CloseOutSnapshot) -> ReviewKind | None:
    """Who vouches for the item beside the applicant; None when nobody does."""
    if s.signed_sheet is not None and _sheet_gap(s) is None:
        return ReviewKind.SIGNED_SHEET
    is_another = bool(s.checked_by and s.applied_by) and not same_person(s.checked_by, s.applied_by)
    if is_another and not same_person(s.checker, s.applicant):
        return ReviewKind.OPERATOR
    return ReviewKind.SELF_REVIEW if s.allow_self_review else None


# ---- the five checks -------------------------------------------------------------------------------------------------


def measures_done(s: CloseOutSnapshot) -> Missing | None:
    """Every measure is done; an item without measures of its own says what was done."""
    undone = [measure.text or "未写内容的措施" for measure in s.measures if not (measure.is_done or measure.is_ongoing)]
    if undone:
        shown = "、".join(undone[:3]) + ("等" if len(undone) > 3 else "")
        finding = f"还有{len(undone)}条整改措施没有完成（{shown}）"
        return missing("measures", s.number, finding, "请先把措施办完，在措施表里改为「已完成」并填完成日期")
    late = next((m for m in s.measures if m.done_on and m.done_on > s.today), None)
    if late:
        return missing("measures", s.number, f"的措施「{late.text}」完成日期在今天之后", "请核对措施的完成日期")
    if not s.measures and not (s.completion_text.strip() or s.measures_text.strip()):
        return missing("measures", s.number, "没有写整改措施和完成情况", "请写明做了什么")
    return None


def evidence_attached(s: CloseOutSnapshot) -> Missing | None:
    """There is proof: a file whose day it happened is neither before the problem nor after today, or paper on file."""
    if any(_evidence_gap(s, one) == "" for one in s.evidence) or names_a_place(s.paper_reference):
        return None
    gaps = [f"「{one.name}」{gap}" for one in s.evidence if (gap := _evidence_gap(s, one))]
    if gaps:
        remedy = "请补上整改以后的佐证，或更正佐证的发生日期"
        return missing("evidence", s.number, f"的佐证不能证明已整改：{'，'.join(gaps[:3])}", remedy)
    return missing("evidence", s.number, "没有佐证材料", "请附上佐证并填发生日期，或写明纸质件的卷号、页码")


def _evidence_gap(s: CloseOutSnapshot, one: EvidenceSnapshot) -> str:
    if one.is_before:
        return "是整改前的材料"
    if one.happened_on is None:
        return "没有填发生日期"
    if s.found_on is not None and one.happened_on < s.found_on:
        return f"发生在{one.happened_on}，早于问题列账日期{s.found_on}"
    return f"发生日期{one.happened_on}在今天之后" if one.happened_on > s.today else ""


def completion_dated(s: CloseOutSnapshot) -> Missing | None:
    """The completion date is given, not before the problem and not after today."""
    found = ("问题列账日期", s.found_on)
    return dated("completed_on", s.number, "完成日期", s.completed_on, today=s.today, not_before=found)


def feedback_given(s: CloseOutSnapshot) -> Missing | None:
    """The people were asked, where the item came from them."""
    if not s.from_people or s.tally.rated or s.feedback.strip() not in ("", "未评价"):
        return None
    return missing("feedback", s.number, "来自群众，还没有群众反馈", "请回访反映人，填写满意度或测评人数")


def second_person(s: CloseOutSnapshot) -> Missing | None:
    """Somebody other than the applicant vouches for it: another operator, or the signer of the paper sheet."""
    if review_kind(s) is not None:
        return None
    if s.signed_sheet is not None:
        return _sheet_gap(s)
    return missing("second_person", s.number, "没有第二人审核", "请由另一位操作员审核，或录入领导签字的纸质审核表")


def _sheet_gap(s: CloseOutSnapshot) -> Missing | None:
    sheet = s.signed_sheet
    if sheet is None or not sheet.signer.strip():
        return missing("second_person", s.number, "没有填签字人", "请填写在纸质审核表上签字的人")
    if same_person(sheet.signer, s.applicant):
        remedy = "请由经办人以外的人审核签字"
        return missing("second_person", s.number, f"的签字人{sheet.signer}就是申请销号的经办人", remedy)
    if not sheet.has_scan and not names_a_place(sheet.paper_reference):
        remedy = "请附上扫描件，或在「纸质件」里写明卷号、页码"
        return missing("second_person", s.number, "的签字审核表没有扫描件，也没有写明纸质件存放在哪一卷哪一页", remedy)
    found = ("问题列账日期", s.found_on)
    return dated("second_person", s.number, "签字日期", sheet.signed_on, today=s.today, not_before=found)


FIVE_CHECKS: tuple[Check[CloseOutSnapshot], ...] = (
    measures_done,
    evidence_attached,
    completion_dated,
    feedback_given,
    second_person,
)

# ---- the other checks ------------------------------------------------------------------------------------------------


def _assignee(s: CloseOutSnapshot) -> Missing | None:
    return written("responsible_org", s.number, "责任单位", s.responsible_org)


def _given(check: str, s: CloseOutSnapshot, label: str, day: date | None, not_before: Before) -> Missing | None:
    """Hold a day of the step itself, today where none is given: not still to come, not before what it follows."""
    return None if day is None else dated(check, s.number, label, day, today=s.today, not_before=not_before)


def _assigned_on(s: CloseOutSnapshot) -> Missing | None:
    return _given("assigned_on", s, "交办日期", s.assigned_on, ("问题列账日期", s.found_on))


def _applied_on(s: CloseOutSnapshot) -> Missing | None:
    return _given("applied_on", s, "申请日期", s.applied_on, ("完成日期", s.completed_on))


def _checked_on(s: CloseOutSnapshot) -> Missing | None:
    return _given("checked_on", s, "审核日期", s.checked_on, ("申请日期", s.applied_on))


def _closed_on(s: CloseOutSnapshot) -> Missing | None:
    return _given("closed_on", s, "销号日期", s.closed_on, ("审核日期", s.checked_on))


def _not_paused(s: CloseOutSnapshot) -> Missing | None:
    """What is stopped is taken up first: the deadline has yet to move by the days it was stopped."""
    if not s.is_paused:
        return None
    return missing("paused", s.number, "还在挂账", "请先办理恢复，时限按停下的天数顺延以后再办")


def due_fits_kind(s: CloseOutSnapshot) -> Missing | None:
    """长期坚持 carries no false date; 限期 has one."""
    if s.due_kind == LONG_TERM and s.due_on is not None:
        return missing("due_on", s.number, "是长期坚持事项，却填了整改时限", "请去掉整改时限，或把时限类型改为限期")
    if s.due_kind not in (LONG_TERM, AT_ONCE) and s.due_on is None:
        return missing("due_on", s.number, "没有填整改时限", "请填到具体哪一天，或把时限类型改为长期坚持")
    return None


def _applicant(s: CloseOutSnapshot) -> Missing | None:
    if s.applicant.strip() or s.applied_by.strip():
        return None
    return missing("applicant", s.number, "没有填申请销号的经办人", "请填写经办人")


def _round_renewed(s: CloseOutSnapshot) -> Missing | None:
    if s.round_no <= 1 or s.round_changed:
        return None
    finding = f"第{s.round_no}次申请销号，完成情况和佐证都与上次一样"
    return missing("round", s.number, finding, "请写明退回以后又做了什么，或补充新的佐证")


def _signature(s: CloseOutSnapshot) -> Missing | None:
    if not s.needs_signature or s.signed_sheet is not None:
        return None
    return missing("signature", s.number, "还没有领导签字", "请录入签字人、签字日期和纸质件")


def _sheet(s: CloseOutSnapshot) -> Missing | None:
    return _sheet_gap(s)


def _publication(s: CloseOutSnapshot) -> Missing | None:
    if not s.needs_publication:
        return None
    gap = _notice(s)
    if gap is None and s.notice_to is not None and s.notice_to >= (s.closed_on or s.today):
        return missing("publication", s.number, f"的公示要到{s.notice_to}才结束", "请在公示结束后再销号")
    return gap


def _notice(s: CloseOutSnapshot) -> Missing | None:
    if s.notice_from is None or s.notice_to is None:
        return missing("publication", s.number, "没有填公示起止日期", "请填写公示开始、公示结束日期")
    if s.notice_to < s.notice_from:
        return missing("publication", s.number, "的公示结束日期早于开始日期", "请核对公示起止日期")
    return written("publication", s.number, "公示地点", s.notice_place)


def _satisfaction(s: CloseOutSnapshot) -> Missing | None:
    return _tally(s) if s.needs_satisfaction else None


def _tally(s: CloseOutSnapshot) -> Missing | None:
    tally = s.tally
    answers = tally.satisfied + tally.basically + tally.dissatisfied
    if not tally.rated:
        return missing("satisfaction", s.number, "没有满意度测评人数", "请填写参评人数和各档人数")
    if answers != tally.rated:
        finding = f"的满意度各档合计{answers}人，与参评{tally.rated}人不符"
        return missing("satisfaction", s.number, finding, "请核对满意、基本满意、不满意人数")
    return None


def _reason(s: CloseOutSnapshot) -> Missing | None:
    return written("reason", s.number, "原因", s.reason)


def _new_deadline(s: CloseOutSnapshot) -> Missing | None:
    if s.due_kind == LONG_TERM:
        return due_fits_kind(replace(s, due_on=s.new_due_on))
    if s.new_due_on is None:
        return missing("new_due_on", s.number, "没有填新的整改时限", "请填写重新整改的时限")
    if s.new_due_on < s.today:
        return missing("new_due_on", s.number, f"的新时限{s.new_due_on}已经过去", "请填今天或以后的日期")
    return None


def _within_three_days(s: CloseOutSnapshot) -> Missing | None:
    if s.settle_by is None:
        return missing("settle_now", s.number, "没有填列账日期，不知道是不是三个工作日内办完的", "请补填列账日期")
    if s.completed_on is None or s.completed_on <= s.settle_by:
        return None
    finding = f"完成日期{s.completed_on}超过了列账后三个工作日（{s.settle_by}）"
    return missing("settle_now", s.number, finding, "请改走申请、审核、销号")


def _what_was_done(s: CloseOutSnapshot) -> Missing | None:
    return written("completion_text", s.number, "完成情况", s.completion_text)


def _may_pause(s: CloseOutSnapshot) -> Missing | None:
    if s.is_paused:
        return missing("pause", s.number, "已经挂账，还没有恢复", "请先办理恢复")
    return dated("pause", s.number, "挂账日期", s.paused_on, today=s.today)


def _approver(s: CloseOutSnapshot) -> Missing | None:
    return written("approver", s.number, "批准人", s.approver)


def _may_resume(s: CloseOutSnapshot) -> Missing | None:
    if not s.is_paused:
        return missing("resume", s.number, "没有挂账", "不用办理恢复")
    paused = ("挂账日期", s.paused_on)
    return dated("resume", s.number, "恢复日期", s.resumed_on, today=s.today, not_before=paused)


RECTIFICATION_GATES: Gates[CloseOutSnapshot] = {
    "assign": (_assignee, due_fits_kind, _assigned_on),
    "settle-now": (_not_paused, _what_was_done, *FIVE_CHECKS, _within_three_days),
    "apply-close": (
        _not_paused, _applicant, measures_done, evidence_attached, completion_dated, _applied_on, _round_renewed
    ),
    "check": (second_person, measures_done, evidence_attached, completion_dated, _checked_on),
    "return": (_reason,),
    "sign": (_sheet,),
    "publish": (_notice,),
    "satisfy": (_tally,),
    "close": (*FIVE_CHECKS, _closed_on, _signature, _publication, _satisfaction),
    "reopen": (_reason, _new_deadline),
    "pause": (_approver, _reason, _may_pause),
    "resume": (_may_resume,),
}  # fmt: skip
"""What each action of a rectification item asks, in the order the clerk reads it."""


def rectification_gate(action: str, snapshot: CloseOutSnapshot) -> tuple[Missing, ...]:
    """Everything that an action still lacks; raises KeyError for an action there is not."""
    return ask(RECTIFICATION_GATES[action], snapshot)


def close_out_checklist(s: CloseOutSnapshot) -> tuple[tuple[str, bool], ...]:
    """The five checks, and what the campaign or the item asks beside them, as a live list: (label, passed)."""
    labels = ("措施完成", "佐证材料", "完成日期", "群众反馈", "第二人审核")
    five = zip(labels, FIVE_CHECKS, strict=True)
    more = (
        ("领导签字", _signature, s.needs_signature),
        ("公示期满", _publication, s.needs_publication),
        ("满意度测评", _satisfaction, s.needs_satisfaction),
    )
    asked = (*five, *((label, check) for label, check, is_asked in more if is_asked))
    return tuple((label, check(s) is None) for label, check in asked)
