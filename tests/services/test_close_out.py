from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import attachments, entry, history, operators, records, settings, transitions, undo
from app.services.listing import Ask, Filter, State
from tests import desks, factories
from tests.desks import TODAY
from tests.figures.looking import figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork

SHEET = ("签字人=王镇长", "签字人职务=镇长", "签字日期=2014-03-20", "纸质件=2014年第3卷第12页")


@pytest.fixture
def item(day: Desk) -> Changes:
    """An item found on 1 March with one measure done and evidence of 18 March."""
    row = {"措施内容": "更换灯具", "完成状态": "已完成", "完成日期": "2014-03-18"}
    made = factories.add(
        day, "rectifications", "登记日期=2014-03-01", "责任单位=村建办", "整改时限=2014-03-25", "问题来源=群众提",
        "满意度=满意", children={"measures": [row]},
    )  # fmt: skip
    day.write(
        lambda unit: attachments.attach(
            unit, actor=day.actor, ledger="rectifications", record_id=made.ids[0], name="路灯.png", data=b"x",
            happened_on=date(2014, 3, 18),
        )
    )  # fmt: skip
    return made


def do(desk: Desk, made: Changes, action: str, *texts: str, reason: str = "") -> Changes:
    """Take a step, as an operator of that desk."""

    def work(unit: UnitOfWork) -> Changes:
        ledger = registry.find(made.ledger)
        values = entry.read_values(unit, ledger=ledger, texts=entry.pairs(texts))
        return transitions.do(
            unit, actor=desk.actor, ledger=ledger.name, record_id=made.ids[0], action=action, values=values,
            reason=reason,
        )  # fmt: skip

    return desk.write(work)


@pytest.fixture
def second(day: Desk) -> Iterator[Desk]:
    """Another operator at the same ledgers."""
    day.write(lambda unit: operators.add(unit, actor=day.actor, name="李审核"))
    opened = desks.beside(day, user="李审核")
    opened.store.clock.fixed = TODAY
    yield opened
    opened.close()


def test_an_item_is_struck_off_by_two_people_with_a_number(day: Desk, second: Desk, item: Changes) -> None:
    do(day, item, "assign")
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18")
    do(second, item, "check", "审核意见=情况属实")
    assert do(second, item, "close").status == "closed"
    values = factories.read(day, "rectifications", item.ids[0]).values
    assert (values["close_out_no"], values["closed_on"], values["review_kind"]) == ("销〔2014〕1号", TODAY, "他人审核")


def test_the_applicant_cannot_check_his_own_application(day: Desk, item: Changes) -> None:
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18")
    with pytest.raises(Refused, match="第二人") as caught:
        do(day, item, "check")
    assert [one.check for one in caught.value.missing] == ["second_person"]


def test_a_signed_sheet_stands_for_the_second_person(day: Desk, item: Changes) -> None:
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18", "经办人=张某")
    do(day, item, "check", *SHEET)
    do(day, item, "close")
    values = factories.read(day, "rectifications", item.ids[0]).values
    assert values["review_kind"] == "经办人代录"
    assert values["close_out_approver"].name == "王镇长"  # type: ignore[union-attr]


def test_an_office_of_one_closes_as_self_review_when_switched_on(day: Desk, item: Changes) -> None:
    day.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18")
    do(day, item, "check")
    do(day, item, "close")
    assert factories.read(day, "rectifications", item.ids[0]).values["review_kind"] == "自审"


def test_an_item_without_proof_is_refused_naming_each_check(day: Desk) -> None:
    made = factories.add(day, "rectifications", "登记日期=2014-03-01", "责任单位=村建办", "整改时限=2014-03-25")
    with pytest.raises(Refused) as caught:
        do(day, made, "apply-close")
    assert {one.check for one in caught.value.missing} >= {"measures", "evidence", "completed_on"}
    assert factories.read(day, "rectifications", made.ids[0]).values["status"] == "open"


def test_evidence_from_before_the_problem_proves_nothing(day: Desk) -> None:
    made = factories.add(
        day, "rectifications", "登记日期=2014-03-10", "责任单位=村建办", "整改时限=2014-03-25", "整改措施=换灯"
    )
    day.write(
        lambda unit: attachments.attach(
            unit, actor=day.actor, ledger="rectifications", record_id=made.ids[0], name="旧.png", data=b"x",
            happened_on=date(2014, 3, 1),
        )
    )  # fmt: skip
    with pytest.raises(Refused, match="早于问题列账日期"):
        do(day, made, "apply-close", "完成情况=已换", "完成日期=2014-03-18")


def test_a_returned_round_is_kept_and_the_next_must_be_new(day: Desk, item: Changes) -> None:
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18")
    with pytest.raises(Refused, match="原因"):
        do(day, item, "return")
    do(day, item, "return", reason="佐证材料不足")
    record = factories.read(day, "rectifications", item.ids[0])
    (kept,) = record.children["close_out_rounds"]
    assert (kept.values["round_result"], kept.values["round_reason"]) == ("退回", "佐证材料不足")
    assert (record.values["status"], record.values["applied_on"]) == ("in_progress", None)


def test_reopening_keeps_the_old_closing_and_sets_a_new_deadline(day: Desk, item: Changes) -> None:
    day.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18")
    do(day, item, "check")
    do(day, item, "close")
    with pytest.raises(Refused, match="时限"):
        do(day, item, "reopen", reason="路灯又坏了")
    do(day, item, "reopen", "整改时限=2014-04-20", reason="路灯又坏了")
    record = factories.read(day, "rectifications", item.ids[0])
    (kept,) = record.children["close_out_rounds"]
    assert (kept.values["close_out_no"], record.values["close_out_no"]) == ("销〔2014〕1号", None)
    assert (record.values["status"], record.values["due_on"]) == ("reopened", date(2014, 4, 20))
    assert record.values["responsible_org"].name == "村建办"  # type: ignore[union-attr]
    assert (record.values["reopen_reason"], record.values["applied_on"]) == ("路灯又坏了", None)
    count = day.read(lambda unit: unit.reading.count(Ask("rectifications", (Filter.state(State.RELAPSED),))))
    assert count == 1


def test_a_step_is_not_undone_but_taken_back_by_the_lawful_way(day: Desk, item: Changes) -> None:
    do(day, item, "assign")
    with pytest.raises(Refused, match="不能撤销"):
        day.write(lambda unit: undo.undo(unit, actor=day.actor))


def test_a_closed_item_is_neither_edited_nor_voided(day: Desk, item: Changes) -> None:
    day.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18")
    do(day, item, "check")
    closed = do(day, item, "close")
    with pytest.raises(Refused, match="重新打开"):
        day.write(
            lambda unit: records.edit(
                unit, actor=day.actor, ledger="rectifications", record_id=item.ids[0], version=closed.version,
                values={"target": "改"},
            )
        )  # fmt: skip
    with pytest.raises(Refused, match="重新打开"):
        day.write(
            lambda unit: records.void(
                unit, actor=day.actor, ledger="rectifications", record_id=item.ids[0], reason="不要了"
            )
        )


def test_a_pause_takes_the_item_out_of_overdue_and_moves_the_deadline(day: Desk, item: Changes) -> None:
    def overdue() -> int:
        return day.read(lambda unit: unit.reading.count(Ask("rectifications", (Filter.state(State.OVERDUE),))))

    assert overdue() == 1
    do(day, item, "pause", "销号审批人=王镇长", reason="等上级资金")
    assert overdue() == 0
    day.store.clock.fixed = date(2014, 4, 10)
    do(day, item, "resume")
    assert factories.read(day, "rectifications", item.ids[0]).values["due_on"] == date(2014, 4, 4)


def test_what_is_to_be_put_right_at_once_falls_due_after_three_working_days(day: Desk) -> None:
    made = factories.add(day, "rectifications", "登记日期=2014-03-21", "责任单位=村建办", "时限类型=立行立改")
    do(day, made, "assign")
    assert factories.read(day, "rectifications", made.ids[0]).values["due_on"] == date(2014, 3, 26)
    ask = Ask("rectifications", (Filter.state(State.OVERDUE),))
    assert day.read(lambda unit: unit.reading.count(ask)) == figure(day, "R6").value == 1
    own = factories.add(
        day, "rectifications", "登记日期=2014-03-21", "责任单位=村建办", "时限类型=立行立改", "整改时限=2014-04-10"
    )
    do(day, own, "assign")
    assert factories.read(day, "rectifications", own.ids[0]).values["due_on"] == date(2014, 4, 10)


def test_what_is_paused_is_resumed_before_it_is_applied_for(day: Desk, item: Changes) -> None:
    do(day, item, "pause", "销号审批人=王镇长", reason="等上级资金")
    for action, more in (("apply-close", ()), ("settle-now", ("签字人=王镇长",))):
        with pytest.raises(Refused, match="还在挂账"):
            do(day, item, action, "完成情况=灯具已换新", "完成日期=2014-03-18", *more)
    do(day, item, "resume")
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18")


def test_an_item_is_not_struck_off_on_a_day_to_come_nor_before_its_check(
    day: Desk, second: Desk, item: Changes
) -> None:
    for applied in ("2014-04-01", "2014-03-17"):
        with pytest.raises(Refused, match="的申请日期"):
            do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18", f"申请日期={applied}")
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18", "申请日期=2014-03-20")
    for checked in ("2014-04-01", "2014-03-19"):
        with pytest.raises(Refused, match="的审核日期"):
            do(second, item, "check", f"审核日期={checked}")
    do(second, item, "check", "审核日期=2014-03-21")
    for closed in ("2015-01-05", "2014-03-20"):
        with pytest.raises(Refused, match="的销号日期"):
            do(second, item, "close", f"销号日期={closed}")
    do(second, item, "close", "销号日期=2014-03-21")
    assert factories.read(day, "rectifications", item.ids[0]).values["close_out_no"] == "销〔2014〕1号"


def test_what_goes_on_for_good_is_reopened_without_a_deadline_and_assigned(day: Desk) -> None:
    made = factories.add(
        day, "rectifications", "登记日期=2014-03-01", "责任单位=村建办", "时限类型=长期坚持", "整改措施=常抓",
        "佐证材料=第3卷第2页",
    )  # fmt: skip
    day.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    do(day, made, "apply-close", "完成情况=已建制度", "完成日期=2014-03-18")
    do(day, made, "check")
    do(day, made, "close")
    with pytest.raises(Refused, match="是长期坚持事项，却填了整改时限"):
        do(day, made, "reopen", "整改时限=2014-04-20", reason="又松了")
    do(day, made, "reopen", reason="又松了")
    assert do(day, made, "assign").status == "in_progress"


def test_only_lawful_steps_are_offered(day: Desk, item: Changes) -> None:
    record = factories.read(day, "rectifications", item.ids[0])
    steps = day.read(lambda unit: transitions.offered(unit, actor=day.actor, ledger="rectifications", record=record))
    assert [step.action for step in steps] == ["assign", "settle-now", "apply-close", "pause"]
    with pytest.raises(Refused, match="不能销号"):
        do(day, item, "close")


def test_proof_filed_before_the_return_of_the_same_day_is_not_new(day: Desk, item: Changes) -> None:
    words = ("完成情况=灯具已换新", "完成日期=2014-03-18")
    do(day, item, "apply-close", *words)
    do(day, item, "return", reason="佐证材料不足")
    with pytest.raises(Refused, match="与上次一样"):
        do(day, item, "apply-close", *words)
    day.write(
        lambda unit: attachments.attach(
            unit,
            actor=day.actor,
            ledger="rectifications",
            record_id=item.ids[0],
            name="新.png",
            data=b"y",
            happened_on=date(2014, 3, 20),
        )
    )
    assert do(day, item, "apply-close", *words).status == "applied"


def test_the_history_says_who_vouched(day: Desk, item: Changes) -> None:
    do(day, item, "apply-close", "完成情况=灯具已换新", "完成日期=2014-03-18", "经办人=张某")
    do(day, item, "check", *SHEET)
    do(day, item, "sign", *SHEET)
    do(day, item, "close")
    lines = day.read(lambda unit: history.of(unit, ledger="rectifications", uuid=item.uuid))
    assert [line.description for line in lines[:4]] == [
        f"{step} {item.number}"
        for step in ("销号（经办人代录）", "签字（经办人代录）", "审核（经办人代录）", "申请销号")
    ]


def test_a_voided_item_takes_no_step(day: Desk, item: Changes) -> None:
    day.write(
        lambda unit: records.void(unit, actor=day.actor, ledger="rectifications", record_id=item.ids[0], reason="重复")
    )
    with pytest.raises(Refused, match="已经作废"):
        do(day, item, "assign")


def test_a_return_may_choose_a_reason_of_the_offices_own_list(day: Desk) -> None:
    def usual() -> tuple[str, ...]:
        return day.read(lambda unit: transitions.usual_reasons(unit, ledger="rectifications", action="return"))

    assert usual() == ("措施没有全部落实", "佐证材料不足", "整改效果不明显", "群众不认可", "填写不规范")
    day.write(lambda unit: settings.change(unit, actor=day.actor, values={"退回的常用原因": "照片看不清、没有签字"}))
    assert usual() == ("照片看不清", "没有签字")
