from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import links, rechecks
from tests import factories
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk

CLOSED_ON = date(2014, 3, 1)
DRAWN_ON = date(2014, 3, 31)


@pytest.fixture
def closed(desk: Desk) -> list[Changes]:
    """Three items struck off on 1 March 2014; the day is 31 March, thirty days later."""
    desk.store.clock.fixed = CLOSED_ON
    desk.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    made = [close(desk, f"第{n}盏路灯不亮") for n in (1, 2, 3)]
    desk.store.clock.fixed = DRAWN_ON
    return made


def close(desk: Desk, matter: str) -> Changes:
    item = factories.add(
        desk, "rectifications", f"问题描述={matter}", "登记日期=2014-02-20", "整改时限=2014-03-20", "整改措施=换灯",
        "佐证材料=2014年第1卷第3页", "责任单位=村建办",
    )  # fmt: skip
    do(desk, item, "apply-close", "完成情况=已换新", "完成日期=2014-02-28")
    do(desk, item, "check")
    return do(desk, item, "close")


def draw(desk: Desk, seed: int = 7) -> Changes:
    return desk.write(lambda unit: rechecks.draw(unit, actor=desk.actor, seed=seed))


def settle(desk: Desk, made: Changes, number: str, *, keeps: bool, **more: object) -> Changes:
    given: dict[str, object] = {"visitor": "李干事", "visited_on": DRAWN_ON, "words": "灯都亮着", **more}
    return desk.write(
        lambda unit: rechecks.settle(
            unit,
            actor=desk.actor,
            inspection_id=made.ids[0],
            number=number,
            keeps=keeps,
            **given,  # type: ignore[arg-type]
        )
    )


def test_the_same_seed_draws_the_same_sample_from_any_order() -> None:
    numbers = [f"整改〔2014〕{n}号" for n in range(1, 31)]
    first = rechecks.sample(numbers, percent=10, seed=20140331)
    assert len(first) == 3
    assert set(first) <= set(numbers)
    assert rechecks.sample(numbers[::-1], percent=10, seed=20140331) == first
    assert any(rechecks.sample(numbers, percent=10, seed=seed) != first for seed in range(5))


@pytest.mark.parametrize(
    ("listed", "percent", "drawn"), [(1, 10, 1), (10, 10, 1), (11, 10, 2), (7, 100, 7), (0, 10, 0)]
)
def test_a_share_of_an_item_counts_as_a_whole_one(listed: int, percent: int, drawn: int) -> None:
    assert len(rechecks.sample([f"{n}" for n in range(listed)], percent=percent, seed=1)) == drawn


def test_only_items_closed_long_enough_are_drawn_and_once(desk: Desk, closed: list[Changes]) -> None:
    desk.store.clock.fixed = date(2014, 3, 30)
    with pytest.raises(Refused, match="没有销号满期"):
        draw(desk)
    desk.store.clock.fixed = DRAWN_ON
    desk.write(lambda unit: unit.put_setting("recheck_percent", "40"))
    made = draw(desk)
    assert made.description == "抽取回头看样本 督导〔2014〕1号（3项抽2项）"
    assert len(desk.read(rechecks.pool)) == 1
    record = factories.read(desk, "inspections", made.ids[0])
    assert (record.values["sample_seed"], record.values["sample_size"].value) == ("7（40%）", 2)  # type: ignore[union-attr]
    assert record.values["sample_base"] == "、".join(item.number for item in closed)
    assert rechecks.is_repeatable(record)
    assert record.values["finding_count"] is None


def test_the_visit_sheet_says_what_to_look_at(desk: Desk, closed: list[Changes]) -> None:
    desk.write(lambda unit: unit.put_setting("recheck_percent", "100"))
    made = draw(desk)
    sheet = desk.read(lambda unit: rechecks.visit_sheet(unit, inspection_id=made.ids[0]))
    assert [(line.number, line.close_out_no) for line in sheet] == [
        (item.number, f"销〔2014〕{n}号") for n, item in enumerate(closed, 1)
    ]
    first = sheet[0]
    assert (first.description, first.measures, first.completion) == ("第1盏路灯不亮", "换灯", "已换新")
    assert (first.completed_on, first.closed_on) == (date(2014, 2, 28), CLOSED_ON)


def test_a_good_visit_keeps_the_closing(desk: Desk, closed: list[Changes]) -> None:
    desk.write(lambda unit: unit.put_setting("recheck_percent", "100"))
    made = draw(desk)
    settle(desk, made, closed[0].number, keeps=True)
    assert factories.read(desk, "rectifications", closed[0].ids[0]).values["status"] == "closed"
    rows = factories.read(desk, "inspections", made.ids[0]).children["samples"]
    assert [row.values["result"] for row in rows] == ["维持销号", None, None]
    with pytest.raises(Refused, match="已经登记为「维持销号」"):
        settle(desk, made, closed[0].number, keeps=True)


def test_a_bad_visit_reopens_through_the_gate_or_writes_nothing(desk: Desk, closed: list[Changes]) -> None:
    desk.write(lambda unit: unit.put_setting("recheck_percent", "100"))
    made = draw(desk)
    with pytest.raises(Refused, match="新的整改时限"):
        settle(desk, made, closed[0].number, keeps=False, words="灯又灭了")
    assert factories.read(desk, "inspections", made.ids[0]).children["samples"][0].values["result"] is None
    settle(desk, made, closed[0].number, keeps=False, words="灯又灭了", new_due_on=date(2014, 4, 20))
    record = factories.read(desk, "rectifications", closed[0].ids[0])
    assert (record.values["status"], record.values["due_on"]) == ("reopened", date(2014, 4, 20))
    assert record.values["reopen_reason"] == "回头看抽查（督导〔2014〕1号）：灯又灭了"
    walked = desk.read(lambda unit: links.of(unit, ledger="rectifications", record_id=record.id))
    assert [link.words for link in walked] == ["相关", "检查发现"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"visited_on": date(2014, 4, 1)}, "不在抽取之日"),
        ({"visited_on": date(2014, 3, 30)}, "不在抽取之日"),
        ({"words": " "}, "没有写回访情况"),
    ],
)
def test_a_result_out_of_order_is_refused(
    desk: Desk, closed: list[Changes], more: dict[str, object], words: str
) -> None:
    desk.write(lambda unit: unit.put_setting("recheck_percent", "100"))
    made = draw(desk)
    with pytest.raises(Refused, match=words):
        settle(desk, made, closed[0].number, keeps=True, **more)
    with pytest.raises(Refused, match="不在督导〔2014〕1号抽取的样本里"):
        settle(desk, made, "整改〔2014〕99号", keeps=True)


def test_a_share_that_makes_no_sense_is_refused(desk: Desk, closed: list[Changes]) -> None:
    desk.write(lambda unit: unit.put_setting("recheck_percent", "0"))
    with pytest.raises(Refused, match="须在1%到100%之间"):
        draw(desk)
    assert len(closed) == 3
