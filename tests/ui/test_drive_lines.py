from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate

from app.ui.checks_page import ChecksPage
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def page(operation: Operation, qtbot: QtBot) -> ChecksPage:
    """The check lists of a file whose today is 31 March 2014."""
    made = ChecksPage(operation)
    qtbot.addWidget(made)
    return made


def show(page: ChecksPage, settled: Callable[[], None]) -> None:
    page.show()
    settled()


def test_a_running_drive_says_its_day_and_what_is_left(
    page: ChecksPage, day_desk: Desk, settled: Callable[[], None]
) -> None:
    factories.add(day_desk, "campaigns", "活动名称=百日攻坚", "类型=专项攻坚", "开始日期=2014-03-01")
    factories.add(
        day_desk, "backlog_cases", "案件名称=征地旧案", "排查日期=2014-02-20", "化解结果=已化解", "化解日期=2014-03-10",
        "销案审批人=王镇长",
    )  # fmt: skip
    for name in ("宅基地旧案", "林权旧案"):
        factories.add(day_desk, "backlog_cases", f"案件名称={name}", "排查日期=2014-02-20")
    show(page, settled)
    assert page.drives.isVisible()
    assert page.drives.text() == "百日攻坚 第31天／共100天，已化解 1 件，还剩 2 件，到 2014-06-08 止"
    page.day.setDate(QDate(2014, 3, 9))
    page.refresh()
    settled()
    assert page.drives.text() == "百日攻坚 第9天／共100天，已化解 0 件，还剩 3 件，到 2014-06-08 止"


@pytest.mark.parametrize(
    "campaign",
    [
        ("活动名称=百日攻坚", "类型=专项攻坚", "开始日期=2014-04-01"),
        ("活动名称=百日攻坚", "类型=专项攻坚", "开始日期=2014-01-01", "结束日期=2014-03-30"),
        ("活动名称=攻坚宣传活动", "开始日期=2014-02-01"),
    ],
    ids=["not begun", "ended", "no drive"],
)
def test_nothing_stands_there_when_no_drive_runs(
    page: ChecksPage, day_desk: Desk, settled: Callable[[], None], campaign: tuple[str, ...]
) -> None:
    factories.add(day_desk, "campaigns", *campaign)
    show(page, settled)
    assert not page.drives.isVisible()
    assert page.drives.text() == ""


def test_two_drives_take_a_line_each_up_to_their_last_day(
    page: ChecksPage, day_desk: Desk, settled: Callable[[], None]
) -> None:
    factories.add(day_desk, "campaigns", "活动名称=百日攻坚", "类型=专项攻坚", "开始日期=2014-03-01")
    factories.add(
        day_desk, "campaigns", "活动名称=三月会战", "类型=专项攻坚", "开始日期=2014-03-01", "结束日期=2014-03-31"
    )
    show(page, settled)
    assert page.drives.text().splitlines() == [
        "百日攻坚 第31天／共100天，已化解 0 件，还剩 0 件，到 2014-06-08 止",
        "三月会战 第31天／共31天，已化解 0 件，还剩 0 件，到 2014-03-31 止",
    ]
