from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.calendar import WorkCalendar
from app.rules.close_out import (
    FIVE_CHECKS,
    RECTIFICATION_GATES,
    CloseOutSnapshot,
    EvidenceSnapshot,
    MeasureSnapshot,
    ReviewKind,
    SignedSheet,
    Tally,
    close_out_checklist,
    rectification_gate,
    review_kind,
    settle_by,
)
from app.rules.flows import RECTIFICATION
from app.rules.gates import ask
from app.rules.holiday_seed import seed_rows

NUMBER = "整改〔2014〕12号"
PHOTO = EvidenceSnapshot("照片1.jpg", date(2014, 3, 20))
SHEET = SignedSheet("刘镇长", "镇长", date(2014, 3, 27), "卷3第12页")
READY = CloseOutSnapshot(
    number=NUMBER,
    today=date(2014, 3, 31),
    found_on=date(2014, 3, 10),
    due_kind="限期",
    due_on=date(2014, 3, 28),
    responsible_org="城建办",
    measures=(MeasureSnapshot("修路", True, date(2014, 3, 18)),),
    completion_text="路已修好",
    evidence=(PHOTO,),
    completed_on=date(2014, 3, 20),
    from_people=True,
    feedback="满意",
    applied_on=date(2014, 3, 21),
    applicant="王伟",
    applied_by="wangwei",
    checked_on=date(2014, 3, 25),
    checker="李静",
    checked_by="lijing",
)


def checks(action: str, snapshot: CloseOutSnapshot) -> list[str]:
    return [one.check for one in rectification_gate(action, snapshot)]


def sentences(action: str, snapshot: CloseOutSnapshot) -> list[str]:
    return [one.sentence for one in rectification_gate(action, snapshot)]


def test_ready_item_is_struck_off() -> None:
    assert rectification_gate("close", READY) == ()


def test_every_action_of_the_flow_has_its_gate() -> None:
    assert set(RECTIFICATION_GATES) == {step.action for step in RECTIFICATION.steps}


BROKEN: dict[str, tuple[CloseOutSnapshot, str]] = {
    "measures": (
        replace(READY, measures=(MeasureSnapshot("修路", False), MeasureSnapshot("清淤", True))),
        "整改〔2014〕12号还有1条整改措施没有完成（修路）。请先把措施办完，在措施表里改为「已完成」并填完成日期。",
    ),
    "evidence": (
        replace(READY, evidence=()),
        "整改〔2014〕12号没有佐证材料。请附上佐证并填发生日期，或写明纸质件的卷号、页码。",
    ),
    "completed_on": (replace(READY, completed_on=None), "整改〔2014〕12号没有填完成日期。请补填完成日期。"),
    "feedback": (
        replace(READY, feedback="未评价"),
        "整改〔2014〕12号来自群众，还没有群众反馈。请回访反映人，填写满意度或测评人数。",
    ),
    "second_person": (
        replace(READY, checker="", checked_by=""),
        "整改〔2014〕12号没有第二人审核。请由另一位操作员审核，或录入领导签字的纸质审核表。",
    ),
}


@pytest.mark.parametrize("check", list(BROKEN))
def test_each_of_the_five_checks_holds_the_gate(check: str) -> None:
    snapshot, sentence = BROKEN[check]
    assert checks("close", snapshot) == [check]
    assert sentences("close", snapshot) == [sentence]


@pytest.mark.parametrize(("place", "check"), list(enumerate(BROKEN)))
def test_with_its_check_removed_the_gate_would_open(place: int, check: str) -> None:
    left = [one for index, one in enumerate(RECTIFICATION_GATES["close"]) if index != place]
    assert ask(left, BROKEN[check][0]) == ()


@pytest.mark.parametrize("check", list(BROKEN))
def test_settling_at_once_waives_none_of_the_five(check: str) -> None:
    at_once = replace(BROKEN[check][0], settle_by=date(2014, 3, 20))
    assert check in checks("settle-now", at_once)


def test_all_gaps_are_named_at_once() -> None:
    assert checks("close", CloseOutSnapshot(NUMBER, date(2014, 3, 31), from_people=True)) == list(BROKEN)


@pytest.mark.parametrize(
    ("evidence", "part"),
    [
        (EvidenceSnapshot("旧照.jpg", date(2014, 3, 9)), "「旧照.jpg」发生在2014-03-09，早于问题列账日期2014-03-10"),
        (EvidenceSnapshot("照片.jpg", None), "「照片.jpg」没有填发生日期"),
        (EvidenceSnapshot("照片.jpg", date(2014, 4, 1)), "「照片.jpg」发生日期2014-04-01在今天之后"),
        (EvidenceSnapshot("前.jpg", date(2014, 3, 12), is_before=True), "「前.jpg」是整改前的材料"),
    ],
)
def test_evidence_that_proves_nothing(evidence: EvidenceSnapshot, part: str) -> None:
    found = rectification_gate("close", replace(READY, evidence=(evidence,)))
    assert [one.check for one in found] == ["evidence"]
    assert part in found[0].sentence


def test_one_good_piece_of_evidence_is_enough() -> None:
    old = EvidenceSnapshot("前.jpg", date(2014, 3, 1), is_before=True)
    assert rectification_gate("close", replace(READY, evidence=(old, PHOTO))) == ()


def test_evidence_of_the_very_day_counts() -> None:
    assert rectification_gate("close", replace(READY, evidence=(EvidenceSnapshot("a", date(2014, 3, 10)),))) == ()


@pytest.mark.parametrize(("reference", "gaps"), [("整改卷3第12页", []), ("已存档", ["evidence"])])
def test_paper_on_file_must_say_where(reference: str, gaps: list[str]) -> None:
    assert checks("close", replace(READY, evidence=(), paper_reference=reference)) == gaps


@pytest.mark.parametrize("day", [date(2014, 3, 9), date(2014, 4, 1)])
def test_completion_lies_between_problem_and_today(day: date) -> None:
    assert checks("close", replace(READY, completed_on=day)) == ["completed_on"]


def test_item_not_from_the_people_needs_no_feedback() -> None:
    assert checks("close", replace(READY, from_people=False, feedback="")) == []


def test_ballots_are_feedback() -> None:
    assert checks("close", replace(READY, feedback="", tally=Tally(12, 10, 2, 0))) == []


def test_ongoing_measure_is_not_asked_to_end() -> None:
    measures = (MeasureSnapshot("修路", True), MeasureSnapshot("日常保洁", False, is_ongoing=True))
    assert checks("close", replace(READY, measures=measures)) == []


def test_item_without_measures_says_what_was_done() -> None:
    assert checks("close", replace(READY, measures=(), completion_text="", measures_text="")) == ["measures"]
    assert checks("close", replace(READY, measures=())) == []


def test_measure_done_in_the_future_is_no_measure_done() -> None:
    assert checks("close", replace(READY, measures=(MeasureSnapshot("修路", True, date(2014, 4, 2)),))) == ["measures"]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, ReviewKind.OPERATOR),
        ({"checked_by": "wangwei"}, None),
        ({"checker": "王 伟"}, None),
        ({"applied_by": ""}, None),
        ({"checked_by": "wangwei", "allow_self_review": True}, ReviewKind.SELF_REVIEW),
        ({"checked_by": "wangwei", "signed_sheet": SHEET}, ReviewKind.SIGNED_SHEET),
        ({"checked_by": "wangwei", "signed_sheet": replace(SHEET, signer="王伟")}, None),
    ],
)
def test_who_the_second_person_is(changes: dict[str, Any], kind: ReviewKind | None) -> None:
    assert review_kind(replace(READY, **changes)) is kind


@pytest.mark.parametrize(
    ("sheet", "part"),
    [
        (replace(SHEET, signer=""), "没有填签字人"),
        (replace(SHEET, signer="王伟"), "签字人王伟就是申请销号的经办人"),
        (replace(SHEET, paper_reference="已存档"), "没有扫描件，也没有写明纸质件存放在哪一卷哪一页"),
        (replace(SHEET, signed_on=None), "没有填签字日期"),
        (replace(SHEET, signed_on=date(2014, 3, 9)), "签字日期2014-03-09早于问题列账日期2014-03-10"),
    ],
)
def test_sheet_that_vouches_for_nothing(sheet: SignedSheet, part: str) -> None:
    found = rectification_gate("close", replace(READY, checker="", checked_by="", signed_sheet=sheet))
    assert [one.check for one in found] == ["second_person"]
    assert part in found[0].sentence


def test_scan_stands_for_the_paper_reference() -> None:
    sheet = replace(SHEET, paper_reference="", has_scan=True)
    assert checks("sign", replace(READY, signed_sheet=sheet)) == []


def test_ways_of_review_are_named() -> None:
    assert [kind.label for kind in ReviewKind] == ["他人审核", "经办人代录", "自审"]


def test_applying_needs_no_second_person_yet() -> None:
    assert checks("apply-close", replace(READY, checker="", checked_by="", feedback="")) == []


def test_applying_needs_somebody_who_applies() -> None:
    assert checks("apply-close", replace(READY, applicant="", applied_by="")) == ["applicant"]


def test_new_round_needs_new_words_or_evidence() -> None:
    again = replace(READY, round_no=2, round_changed=False)
    assert sentences("apply-close", again) == [
        "整改〔2014〕12号第2次申请销号，完成情况和佐证都与上次一样。请写明退回以后又做了什么，或补充新的佐证。"
    ]
    assert checks("apply-close", replace(again, round_changed=True)) == []


def test_applicant_does_not_check_himself() -> None:
    assert checks("check", replace(READY, checked_by="wangwei", checker="王伟")) == ["second_person"]


def test_returning_needs_a_reason() -> None:
    assert checks("return", READY) == ["reason"]
    assert checks("return", replace(READY, reason="佐证材料不足")) == []


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, ["reason", "new_due_on"]),
        ({"reason": "路面又坏了"}, ["new_due_on"]),
        ({"reason": "路面又坏了", "new_due_on": date(2014, 3, 30)}, ["new_due_on"]),
        ({"reason": "路面又坏了", "new_due_on": date(2014, 4, 30)}, []),
    ],
)
def test_reopening_needs_a_reason_and_a_new_deadline(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("reopen", replace(READY, **changes)) == gaps


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"responsible_org": ""}, ["responsible_org"]),
        ({"due_on": None}, ["due_on"]),
        ({"due_kind": "立行立改", "due_on": None}, []),
        ({"due_kind": "长期坚持", "due_on": None}, []),
        ({"due_kind": "长期坚持"}, ["due_on"]),
    ],
)
def test_assigning_needs_a_unit_and_an_honest_deadline(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("assign", replace(READY, **changes)) == gaps


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({"needs_signature": True}, ["signature"]),
        ({"needs_signature": True, "signed_sheet": SHEET}, []),
        ({"needs_publication": True}, ["publication"]),
        ({"needs_satisfaction": True}, ["satisfaction"]),
        ({"needs_satisfaction": True, "tally": Tally(12, 10, 1, 0)}, ["satisfaction"]),
        ({"needs_satisfaction": True, "tally": Tally(12, 10, 1, 1)}, []),
    ],
)
def test_switches_add_their_steps(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("close", replace(READY, **changes)) == gaps


@pytest.mark.parametrize(
    ("start", "end", "place", "gaps"),
    [
        (date(2014, 3, 20), date(2014, 3, 27), "村务公开栏", []),
        (date(2014, 3, 20), date(2014, 3, 31), "村务公开栏", ["publication"]),
        (date(2014, 3, 27), date(2014, 3, 20), "村务公开栏", ["publication"]),
        (date(2014, 3, 20), date(2014, 3, 27), "", ["publication"]),
    ],
)
def test_publication_has_run_its_time(start: date, end: date, place: str, gaps: list[str]) -> None:
    posted = replace(READY, needs_publication=True, notice_from=start, notice_to=end, notice_place=place)
    assert checks("close", posted) == gaps


def test_posting_a_notice_does_not_wait_for_its_end() -> None:
    posted = replace(READY, notice_from=date(2014, 3, 28), notice_to=date(2014, 4, 4), notice_place="公开栏")
    assert checks("publish", posted) == []


def test_three_working_days_run_over_a_weekend() -> None:
    assert settle_by(date(2014, 3, 13), WorkCalendar(seed_rows())) == date(2014, 3, 18)


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({"settle_by": date(2014, 3, 20)}, []),
        ({"settle_by": date(2014, 3, 19)}, ["settle_now"]),
        ({"settle_by": None}, ["settle_now"]),
        ({"settle_by": date(2014, 3, 20), "completion_text": ""}, ["completion_text"]),
    ],
)
def test_settling_at_once_is_within_three_working_days(changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks("settle-now", replace(READY, **changes)) == gaps


@pytest.mark.parametrize(
    ("action", "changes", "gaps"),
    [
        ("pause", {"approver": "刘镇长", "reason": "等资金", "paused_on": date(2014, 3, 31)}, []),
        ("pause", {"paused_on": date(2014, 3, 31)}, ["approver", "reason"]),
        ("pause", {"approver": "刘镇长", "reason": "等资金", "is_paused": True}, ["pause"]),
        ("resume", {}, ["resume"]),
        ("resume", {"is_paused": True, "paused_on": date(2014, 3, 3), "resumed_on": date(2014, 3, 9)}, []),
        ("resume", {"is_paused": True, "paused_on": date(2014, 3, 3), "resumed_on": date(2014, 3, 2)}, ["resume"]),
    ],
)
def test_pausing_and_resuming(action: str, changes: dict[str, Any], gaps: list[str]) -> None:
    assert checks(action, replace(READY, **changes)) == gaps


def test_checklist_shows_the_five_checks() -> None:
    assert close_out_checklist(replace(READY, evidence=(), feedback="")) == (
        ("措施完成", True),
        ("佐证材料", False),
        ("完成日期", True),
        ("群众反馈", False),
        ("第二人审核", True),
    )


DAYS = st.none() | st.dates(date(2014, 3, 1), date(2014, 4, 10))


@settings(max_examples=200, deadline=None)
@given(
    done=st.booleans(),
    happened=DAYS,
    completed=DAYS,
    feedback=st.sampled_from(["", "满意", "未评价"]),
    checked_by=st.sampled_from(["", "wangwei", "lijing"]),
)
def test_gate_opens_only_when_all_five_hold(
    done: bool, happened: date | None, completed: date | None, feedback: str, checked_by: str
) -> None:
    snapshot = replace(
        READY,
        measures=(MeasureSnapshot("修路", done),),
        evidence=(EvidenceSnapshot("a", happened),),
        completed_on=completed,
        feedback=feedback,
        checked_by=checked_by,
    )
    first, last = date(2014, 3, 10), date(2014, 3, 31)
    holds = (
        done
        and happened is not None
        and first <= happened <= last
        and completed is not None
        and first <= completed <= last
        and feedback == "满意"
        and checked_by == "lijing"
    )
    assert (rectification_gate("close", snapshot) == ()) is holds
    assert len(FIVE_CHECKS) == 5


POSTED = replace(READY, notice_from=date(2014, 3, 20), notice_to=date(2014, 3, 27), notice_place="村务公开栏")
AT_ONCE = replace(READY, settle_by=date(2014, 3, 20))
PAUSING = replace(READY, approver="刘镇长", reason="等资金", paused_on=date(2014, 3, 31))
PAUSED = replace(READY, is_paused=True, paused_on=date(2014, 3, 3), resumed_on=date(2014, 3, 9))
REOPENING = replace(READY, reason="路面又坏了", new_due_on=date(2014, 4, 30))
FIVE: dict[str, dict[str, Any]] = {
    "measures_done": {"measures": (MeasureSnapshot("修路", False),)},
    "evidence_attached": {"evidence": ()},
    "completion_dated": {"completed_on": None},
    "feedback_given": {"feedback": ""},
    "second_person": {"checked_by": "wangwei"},
}
WITHOUT: dict[str, tuple[CloseOutSnapshot, dict[str, dict[str, Any]]]] = {
    "assign": (
        READY,
        {
            "_assignee": {"responsible_org": ""},
            "due_fits_kind": {"due_on": None},
            "_assigned_on": {"assigned_on": date(2014, 4, 1)},
        },
    ),
    "settle-now": (
        AT_ONCE,
        {
            "_not_paused": {"is_paused": True},
            "_what_was_done": {"completion_text": ""},
            **FIVE,
            "_within_three_days": {"settle_by": None},
        },
    ),
    "apply-close": (
        READY,
        {
            "_not_paused": {"is_paused": True},
            "_applied_on": {"applied_on": date(2014, 3, 19)},
            "_applicant": {"applicant": "", "applied_by": ""},
            "_round_renewed": {"round_no": 2, "round_changed": False},
            **{name: FIVE[name] for name in ("measures_done", "evidence_attached", "completion_dated")},
        },
    ),
    "check": (
        READY,
        {
            "_checked_on": {"checked_on": date(2014, 3, 20)},
            **{
                name: FIVE[name]
                for name in ("second_person", "measures_done", "evidence_attached", "completion_dated")
            },
        },
    ),
    "return": (replace(READY, reason="佐证不足"), {"_reason": {"reason": ""}}),
    "sign": (replace(READY, signed_sheet=SHEET), {"_sheet": {"signed_sheet": None}}),
    "publish": (POSTED, {"_notice": {"notice_place": ""}}),
    "satisfy": (replace(READY, tally=Tally(12, 10, 1, 1)), {"_tally": {"tally": Tally(12, 10, 1, 0)}}),
    "close": (
        READY,
        {
            **FIVE,
            "_closed_on": {"closed_on": date(2014, 4, 1)},
            "_signature": {"needs_signature": True},
            "_publication": {"needs_publication": True},
            "_satisfaction": {"needs_satisfaction": True},
        },
    ),
    "reopen": (REOPENING, {"_reason": {"reason": ""}, "_new_deadline": {"new_due_on": None}}),
    "pause": (PAUSING, {"_approver": {"approver": ""}, "_reason": {"reason": ""}, "_may_pause": {"is_paused": True}}),
    "resume": (PAUSED, {"_may_resume": {"is_paused": False}}),
}  # fmt: skip
"""For each step a record that may take it, and for each check of its gate what that check alone holds back."""


def test_every_check_of_every_gate_is_held_against_its_absence() -> None:
    named = {action: {check.__name__ for check in gate} for action, gate in RECTIFICATION_GATES.items()}
    assert {action: set(broken) for action, (_ready, broken) in WITHOUT.items()} == named


@pytest.mark.parametrize(
    ("action", "name"), [(action, name) for action, (_ready, broken) in WITHOUT.items() for name in broken]
)
def test_without_its_check_a_gate_lets_through_what_it_holds_back(action: str, name: str) -> None:
    ready, broken = WITHOUT[action]
    gate, held = RECTIFICATION_GATES[action], replace(ready, **broken[name])
    assert ask(gate, ready) == ()
    assert len(ask(gate, held)) == 1
    assert ask([check for check in gate if check.__name__ != name], held) == ()


def test_the_checklist_names_what_the_campaign_or_the_item_asks_beside_the_five() -> None:
    asked = replace(POSTED, needs_signature=True, needs_publication=True, needs_satisfaction=True)
    assert close_out_checklist(asked)[5:] == (("领导签字", False), ("公示期满", True), ("满意度测评", False))


@pytest.mark.parametrize(
    ("closed_on", "gaps"),
    [
        (date(2014, 3, 25), []),
        (date(2014, 3, 24), ["closed_on"]),
        (date(2014, 4, 1), ["closed_on"]),
        (None, []),
    ],
)
def test_an_item_is_struck_off_after_its_check_and_not_in_the_future(closed_on: date | None, gaps: list[str]) -> None:
    assert checks("close", replace(READY, closed_on=closed_on)) == gaps


def test_striking_off_on_an_earlier_day_waits_for_the_end_of_the_publication_too() -> None:
    posted = replace(POSTED, needs_publication=True)
    assert checks("close", replace(posted, closed_on=date(2014, 3, 27))) == ["publication"]
    assert checks("close", replace(posted, closed_on=date(2014, 3, 28))) == []


def test_what_goes_on_for_good_is_taken_up_again_without_a_deadline() -> None:
    ongoing = replace(REOPENING, due_kind="长期坚持", due_on=None, new_due_on=None)
    assert checks("reopen", ongoing) == []
    assert checks("reopen", replace(ongoing, new_due_on=date(2014, 4, 30))) == ["due_on"]
