"""The clocks T1 to T13 of a whole life, under the rules of 2005 and of 2022: days, articles and sentences by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.services import deadlines, settings
from tests import factories
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.deadlines import Line
    from app.services.desk import Desk

OLD, NEW = "《信访条例》", "《信访工作条例》"
Expected = dict[str, tuple[str, str, str, str]]
"""By clock: plain day, rolled day, article, how its sentence begins."""


def lines(desk: Desk, made: Changes) -> dict[str, Line]:
    found = desk.read(lambda unit: deadlines.of(unit, ledger="petitions", record_id=made.ids[0]))
    return {line.clock_id: line for line in found}


def held(found: dict[str, Line], expected: Expected) -> None:
    assert list(found) == list(expected)
    for clock, (plain, rolled, article, begins) in expected.items():
        line = found[clock]
        assert (line.due_on.isoformat(), line.due_on_rolled.isoformat(), line.citation) == (plain, rolled, article), (
            clock
        )
        assert line.explanation.startswith(begins), line.explanation


def life(desk: Desk, year: int, days: tuple[str, ...], hearing: int, *texts: str) -> dict[str, Line]:
    """A petition received, accepted, replied, served, asked again, answered, served, and asked once more."""
    desk.store.clock.fixed = date(year, 3, 31)
    received, accepted, replied, served, asked, answered, served_again, asked_again = (f"{year}-{one}" for one in days)
    made = factories.add(desk, "petitions", f"来访时间={received}", "信访人姓名=孟某", "责任单位=村建办", *texts)
    do(desk, made, "accept", f"受理日期={accepted}")
    do(desk, made, "reply", f"答复日期={replied}", "办理结果=不予支持")
    do(desk, made, "serve", f"送达日期={served}", "送达方式=当面")
    do(desk, made, "review", f"复查申请收到日期={asked}")
    do(desk, made, "review", f"复查答复日期={answered}")
    do(desk, made, "serve", f"复查意见送达日期={served_again}", "送达方式=当面")
    do(desk, made, "recheck", f"复核申请收到日期={asked_again}", f"听证天数={hearing}")
    return lines(desk, made)


def test_a_whole_life_under_the_rules_of_2005(desk: Desk) -> None:
    days = ("03-10", "03-10", "03-11", "03-12", "03-15", "03-20", "03-21", "03-24")
    held(
        life(desk, 2014, days, 10),
        {
            "T2": ("2014-03-25", "2014-03-25", f"{OLD}第二十二条", "来访时间 2014-03-10 起 15 日（起始日不计）"),
            "T5": ("2014-05-09", "2014-05-09", f"{OLD}第三十三条", "受理日期 2014-03-10 起 60 日"),
            "T7": ("2014-04-11", "2014-04-11", f"{OLD}第三十四条", "送达日期 2014-03-12 起 30 日"),
            "T8": ("2014-04-14", "2014-04-14", f"{OLD}第三十四条", "复查申请收到日期 2014-03-15 起 30 日"),
            "T9": ("2014-04-20", "2014-04-21", f"{OLD}第三十五条", "复查意见送达日期 2014-03-21 起 30 日"),
            "T10": (
                "2014-05-03", "2014-05-04", f"{OLD}第三十五条",
                "复核申请收到日期 2014-03-24 起 30 日（起始日不计），加听证 10 日＝2014-05-03（劳动节）→",
            ),
        },
    )  # fmt: skip


def test_a_whole_life_under_the_rules_of_2022(desk: Desk) -> None:
    days = ("03-02", "03-02", "03-03", "03-04", "03-05", "03-06", "03-09", "03-10")
    held(
        life(desk, 2026, days, 5, "问题类别=申诉求决", "法定途径=信访处理"),
        {
            "T2": ("2026-03-17", "2026-03-17", f"{NEW}第二十三条第二款", "来访时间 2026-03-02 起 15 日"),
            "T5": ("2026-05-01", "2026-05-06", f"{NEW}第三十四条", "受理日期 2026-03-02 起 60 日"),
            "T7": ("2026-04-03", "2026-04-03", f"{NEW}第三十五条", "送达日期 2026-03-04 起 30 日"),
            "T8": ("2026-04-04", "2026-04-07", f"{NEW}第三十五条", "复查申请收到日期 2026-03-05 起 30 日"),
            "T9": ("2026-04-08", "2026-04-08", f"{NEW}第三十六条", "复查意见送达日期 2026-03-09 起 30 日"),
            "T10": (
                "2026-04-14", "2026-04-14", f"{NEW}第三十六条",
                "复核申请收到日期 2026-03-10 起 30 日（起始日不计），加听证 5 日＝2026-04-14",
            ),
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("today", "received", "expected"),
    [
        (
            date(2014, 3, 31), "2014-03-20",
            {
                "T1": ("2014-04-04", "2014-04-04", f"{OLD}第二十一条", "来访时间 2014-03-20 起 15 日"),
                "T3": ("2014-04-04", "2014-04-04", f"{OLD}第二十一条", "收到转办日期 2014-03-20 起 15 日"),
            },
        ),
        (
            date(2026, 3, 31), "2026-03-02",
            {
                "T1": ("2026-03-17", "2026-03-17", f"{NEW}第二十二条", "来访时间 2026-03-02 起 15 日"),
                "T3": ("2026-03-17", "2026-03-17", f"{NEW}第二十三条第三款", "收到转办日期 2026-03-02 起 15 日"),
                "T4": (
                    "2026-03-09", "2026-03-09", f"{NEW}第二十三条第三款",
                    "收到转办日期 2026-03-02 起 5 个工作日（起始日不计，其间休息 2 日）",
                ),
            },
        ),
    ],
    ids=["2005", "2022"],
)  # fmt: skip
def test_what_comes_from_above_and_goes_on(desk: Desk, today: date, received: str, expected: Expected) -> None:
    desk.store.clock.fixed = today
    made = factories.add(
        desk, "petitions", f"来访时间={received}", f"收到转办日期={received}", "信访人姓名=孟某", "办理方式=转送"
    )
    held(lines(desk, made), expected)


def test_the_rules_may_be_set_against_the_day_of_receipt(desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    made = factories.add(desk, "petitions", "来访时间=2014-03-20", "信访人姓名=孟某", "适用条例=2022")
    assert lines(desk, made)["T2"].citation == f"{NEW}第二十三条第二款"


def test_an_extension_an_order_and_the_simple_procedure_under_the_rules_of_2022(desk: Desk) -> None:
    desk.store.clock.fixed = date(2026, 3, 31)
    desk.write(lambda unit: settings.change(unit, actor=desk.actor, values={"simple_procedure": "要"}))
    made = factories.add(
        desk, "petitions", "来访时间=2026-03-02", "信访人姓名=孟某", "问题类别=申诉求决", "告知日期=2026-03-02"
    )
    do(desk, made, "accept", "受理日期=2026-03-02")
    do(desk, made, "extend", "延期天数=30", "延期批准人=王镇长", "延期理由=需测量", "延期告知日期=2026-03-30")
    held(
        lines(desk, made),
        {
            "T2": ("2026-03-17", "2026-03-17", f"{NEW}第二十三条第二款", "来访时间 2026-03-02 起 15 日"),
            "T6": (
                "2026-05-31", "2026-06-01", f"{NEW}第三十四条",
                "受理日期 2026-03-02 起 60 日（起始日不计），加延长 30 日＝2026-05-31（周日）→ 顺延至 2026-06-01",
            ),
            "T12a": ("2026-03-05", "2026-03-05", "", "来访时间 2026-03-02 起 3 个工作日"),
            "T12": ("2026-03-16", "2026-03-16", "", "受理日期 2026-03-02 起 10 个工作日"),
        },
    )  # fmt: skip
    ordered = factories.add(
        desk,
        "petitions",
        "来访时间=2026-03-27",
        "匿名=是",
        "信访形式=交办",
        "办结时限=2026-04-18",
        "告知日期=2026-03-27",
    )
    found = {key: line for key, line in lines(desk, ordered).items() if key == "T11"}
    held(found, {"T11": ("2026-04-18", "2026-04-18", f"{NEW}第二十二条", "交办函写明 2026-04-18")})
