"""学习计划 against 学习活动: which rules of which plans are behind, as a list that opens the plan."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from app.rules.calendar import WorkCalendar
from app.rules.recurring import DAILY, times_come
from app.services import all_checks, sample_data
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk


def behind(desk: Desk) -> list[tuple[str, ...]]:
    (found,) = desk.read(lambda unit: all_checks.find(unit, name="study_behind"))
    return [row.names for row in found.rows]


def plan(desk: Desk, org: str, *rules: dict[str, str]) -> None:
    texts = (f"单位={org}", "名称=学习计划", "开始日期=2014-03-10", "结束日期=2014-06-30", "学习安排=每周一次")
    factories.add(desk, "study_plans", *texts, children={"rules": rules})


def session(desk: Desk, on: str, *texts: str) -> None:
    factories.add(desk, "learning_sessions", f"日期={on}", "学习形式=集中学习", *texts)


WEEKLY = {"周期": "每周", "周几": "周三", "学习形式": "集中学习"}


def test_a_unit_is_asked_for_what_its_plan_says(day: Desk) -> None:
    factories.add(day, "organisations", "名称=清一村委会", "种类=村")
    plan(day, "清一村委会", WEEKLY, {"周期": "每天", "学习形式": "自学"})
    assert behind(day) == [("清一村委会", "每周三集中学习", "应学3次", "已学0次")]
    session(day, "2014-03-12", "组织单位=清一村委会")
    session(day, "2014-03-20", "组织单位=清一村委会")  # made up on another day
    session(day, "2014-03-05", "组织单位=清一村委会")  # before the plan began
    assert behind(day) == [("清一村委会", "每周三集中学习", "应学3次", "已学2次")]
    factories.add(
        day, "learning_sessions", "日期=2014-03-31", "学习形式=集中学习", "单位汇总=是", "填报单位=清一村委会", "场次=1"
    )
    assert behind(day) == []


def test_another_form_is_not_what_was_planned(day: Desk) -> None:
    factories.add(day, "organisations", "名称=清一村委会", "种类=村")
    plan(day, "清一村委会", {**WEEKLY, "学习形式": "专题辅导"}, {"周期": "每月", "次数": "2"})
    for on in ("2014-03-12", "2014-03-19", "2014-03-26"):
        session(day, on, "组织单位=清一村委会")
    assert behind(day) == [("清一村委会", "每周三专题辅导", "应学3次", "已学0次")]


def test_what_an_office_of_the_town_organised_is_of_the_towns_plan_and_a_villages_is_its_own(day: Desk) -> None:
    factories.add(day, "organisations", "名称=清河镇党委", "种类=党委政府")
    factories.add(day, "organisations", "名称=文化站", "种类=站所")
    factories.add(day, "organisations", "名称=清二村委会", "种类=村")
    plan(day, "清河镇党委", WEEKLY)
    session(day, "2014-03-12", "组织单位=文化站")
    session(day, "2014-03-19")
    session(day, "2014-03-26", "组织单位=清二村委会")
    assert behind(day) == [("清河镇党委", "每周三集中学习", "应学3次", "已学2次")]


def test_the_plans_of_the_sample_count_what_their_rules_ask_for() -> None:
    plans = json.loads((sample_data.FOLDER / "study_plans.json").read_text(encoding="utf-8"))
    for one in plans:
        last, asked = date.fromisoformat(one["结束日期"]), 0
        for rule in one["学习安排"]:
            first = date.fromisoformat(rule.get("从何时起", one["开始日期"]))
            if rule["周期"] != DAILY:
                asked += times_come(
                    rule["周期"], first, last, until=last, calendar=WorkCalendar(()), weekday=rule.get("周几", ""),
                    times=int(rule["次数"]),
                )  # fmt: skip
        # A month that has begun may be counted whole, a week at an end left out.
        assert abs(int(one["计划次数"]) - asked) <= 2, one["单位"]
