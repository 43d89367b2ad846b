from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import figures, history, operators, records, settings, supervision
from app.services.listing import Ask, Filter, State
from db import audit
from tests import factories
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk

THREE = ("needs_signature", "needs_publication", "needs_satisfaction")


def change(desk: Desk, reason: str = "", **values: str) -> Changes:
    return desk.write(lambda unit: settings.change(unit, actor=desk.actor, values=values, reason=reason))


def test_each_changed_rule_is_a_row_of_the_history_with_old_and_new(day: Desk) -> None:
    change(day, "县里统一", collective_threshold="8", near_days="3", allow_self_review="要")
    found = day.read(settings.history)
    assert [(line.operator, line.description, line.reason) for line in found] == [
        ("管理员", "办理规则：一人办公可以自审 不要 → 要", "县里统一"),
        ("管理员", "办理规则：集体访人数 5 人 → 8 人", "县里统一"),
    ]
    where = day.store.schema.audit.c.action == "settings"
    events = day.read(lambda unit: audit.events(unit.connection, unit.schema, where, limit=9))
    assert [(event.entry.old, event.entry.new) for event in events] == [
        ({"allow_self_review": "0"}, {"allow_self_review": "1"}),
        ({"collective_threshold": "5"}, {"collective_threshold": "8"}),
    ]


def test_a_wrong_value_among_several_changes_none(day: Desk) -> None:
    with pytest.raises(Refused, match="抽查比例"):
        change(day, collective_threshold="8", recheck_percent="200")
    assert day.read(lambda unit: settings.number(unit, "collective_threshold")) == 5
    assert day.read(settings.history) == ()


def test_only_an_office_of_one_reviews_itself(day: Desk) -> None:
    change(day, allow_self_review="要")
    assert day.read(settings.may_review_himself)
    day.write(lambda unit: operators.add(unit, actor=day.actor, name="只看的", role="查看"))
    assert day.read(settings.may_review_himself)
    day.write(lambda unit: operators.add(unit, actor=day.actor, name="李审核"))
    assert not day.read(settings.may_review_himself)
    change(day, allow_self_review="不要")
    with pytest.raises(Refused, match="本单位有2位操作人可以互相审核，不能改为自审"):
        change(day, allow_self_review="要")


def test_the_days_before_a_deadline_change_what_is_near(day: Desk) -> None:
    factories.add(day, "rectifications", "登记日期=2014-03-20", "整改时限=2014-04-08")

    def near() -> int:
        return day.read(lambda unit: unit.reading.count(Ask("rectifications", (Filter.state(State.NEAR),))))

    assert near() == 0
    change(day, near_days="8")
    assert near() == 1


def test_a_slip_is_answered_within_the_days_of_the_office(day: Desk) -> None:
    change(day, slip_answer_days="9")
    factories.add(day, "rectifications", "登记日期=2014-03-20", "整改时限=2014-03-25", "责任人=张某")
    (slip,) = day.read(supervision.slips)
    made = day.write(lambda unit: supervision.issue(unit, actor=day.actor, slip=slip))
    assert factories.read(day, "issued_papers", made.ids[0]).values["due_on"] == date(2014, 4, 9)


# ---- switches of a campaign and of an item ---------------------------------------------------------------------------


def ready(desk: Desk, *texts: str) -> Changes:
    """An item that passes the five checks and was checked by the operator himself."""
    made = factories.add(
        desk, "rectifications", "登记日期=2014-03-20", "责任单位=村建办", "整改时限=2014-04-25", "佐证材料=第3卷第12页",
        *texts,
    )  # fmt: skip
    do(desk, made, "apply-close", "完成情况=灯已换新", "完成日期=2014-03-28", "经办人=张某")
    do(desk, made, "check")
    return made


def lacking(desk: Desk, made: Changes) -> list[str]:
    try:
        do(desk, made, "close")
    except Refused as refusal:
        return [one.check for one in refusal.missing]
    return []


@pytest.fixture
def alone(day: Desk) -> Desk:
    change(day, allow_self_review="要")
    return day


@pytest.mark.parametrize(
    ("office", "campaign", "item", "is_asked"),
    [
        ("不要", "按办理规则", "按活动", False),
        ("要", "按办理规则", "按活动", True),
        ("要", "不要", "按活动", False),
        ("不要", "要", "按活动", True),
        ("不要", "要", "不要", False),
        ("不要", "不要", "要", True),
        ("要", "不要", "要", True),
    ],
)
def test_the_item_prevails_over_its_campaign_and_that_over_the_office(
    alone: Desk, office: str, campaign: str, item: str, is_asked: bool
) -> None:
    change(alone, **dict.fromkeys(THREE, office))
    labels = ("销号要领导签字", "销号要公示", "销号要满意度测评")
    factories.add(alone, "campaigns", "活动名称=专题教育", *(f"{label}={campaign}" for label in labels))
    made = ready(alone, "所属活动=专题教育", *(f"{label}={item}" for label in labels))
    assert lacking(alone, made) == (["signature", "publication", "satisfaction"] if is_asked else [])


def test_each_switch_asks_for_its_own_step_alone(alone: Desk) -> None:
    for label, check in (
        ("销号要领导签字", "signature"),
        ("销号要公示", "publication"),
        ("销号要满意度测评", "satisfaction"),
    ):
        assert lacking(alone, ready(alone, f"{label}=要")) == [check]


def test_an_item_without_a_campaign_goes_by_the_one_that_ran_when_it_was_listed(alone: Desk) -> None:
    factories.add(alone, "campaigns", "活动名称=早先的", "开始日期=2013-06-01", "结束日期=2014-01-31", "销号要公示=要")
    assert lacking(alone, ready(alone)) == []
    factories.add(alone, "campaigns", "活动名称=现在的", "开始日期=2014-02-01", "销号要公示=要")
    factories.add(alone, "campaigns", "活动名称=会战", "类型=专项攻坚", "开始日期=2014-03-01", "销号要公示=不要")
    assert lacking(alone, ready(alone)) == ["publication"]


def test_switching_a_campaign_and_an_item_is_in_their_history(alone: Desk) -> None:
    campaign = factories.add(alone, "campaigns", "活动名称=专题教育")
    item = factories.add(alone, "rectifications", "登记日期=2014-03-20")
    for made, label, old in ((campaign, "销号要公示", "按办理规则"), (item, "销号要公示", "按活动")):
        record = factories.read(alone, made.ledger, made.ids[0])
        alone.write(
            lambda unit, made=made, record=record: records.edit(
                unit, actor=alone.actor, ledger=made.ledger, record_id=made.ids[0], version=record.version,
                values={"needs_publication": "要"},
            )
        )  # fmt: skip
        line = alone.read(
            lambda unit, made=made, record=record: history.of(unit, ledger=made.ledger, uuid=record.uuid)
        )[0]
        assert [(c.label, c.old, c.new) for c in line.changes] == [(label, old, "要")]


def test_closings_by_oneself_are_counted_apart(alone: Desk) -> None:
    do(alone, ready(alone), "close")
    factories.add(alone, "rectifications", "登记日期=2014-03-20")
    found = alone.read(lambda unit: figures.as_json(unit, as_of="", campaign=""))
    shown = {one["code"]: one["value"] for one in found}
    assert (shown["R1.closed"], shown["R1.self_reviewed"]) == (1, 1)
