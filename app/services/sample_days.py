"""On which day the sample's clerks knew what: rows come in on their own day, outcomes on the day of the outcome."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import dates
from app.rules.refusal import Refused
from app.services.sample_data import TODAY, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.sample_data import Row, Texts

ENTERED_ON = "登记于"
"""The head of the column that says on which day a row was entered when that is not its main date."""

BASE_DAYS = {
    "places": date(2014, 2, 17),
    "organisations": date(2014, 2, 17),
    "households": date(2014, 2, 18),
    "people": date(2014, 2, 19),
    "posts": date(2014, 2, 20),
    "sensitive_periods": date(2014, 2, 24),
}
_LEADERS = {"负责人": date(2014, 2, 20), "党支部": date(2014, 2, 20)}
FIXED: dict[str, dict[str, date]] = {"places": _LEADERS, "organisations": {"负责人": date(2014, 2, 20)}}
"""Labels of a register that wait for another register to be entered."""

LATER: dict[str, dict[str, tuple[str, ...]]] = {
    "study_outputs": {"检查日": ("检查人", "检查日", "评价")},
    "lecturer_rota": {"实际授课日期": ("实际授课日期", "学习活动编号", "换人原因")},
    "form_issues": {"回收日期": ("回收数", "有效数", "无效原因", "回收日期", "对象构成")},
    "issued_papers": {"收回日期": ("收回日期", "回复情况")},
    "opinions": {
        "备案日期": ("备案日期",),
        "交办日期": ("交办日期",),
        "反馈日期": (
            "采纳情况", "不采纳理由", "办理结果", "办结日期", "反馈日期", "反馈方式", "反馈人", "满意度",
            "流转环节", "转入整改编号",
        ),
    },
    "backlog_cases": {
        "化解日期": ("化解结果", "化解日期", "结案说法", "息访承诺", "销案审批人", "销案日期", "救助金额"),
    },
    "debts": {"偿还日": ("偿还日", "偿还额", "资金来源", "领款人签收")},
    "welfare_cases": {
        "入户核查": ("入户核查", "核查情况"),
        "民主评议": ("民主评议", "评议结果"),
        "公示": ("公示", "公示结束", "公示地点", "公示异议"),
        "审批": ("审批", "审批意见", "标准", "标准单位", "保障人数", "保障开始", "状态"),
    },
    "household_links": {"首次见面": ("首次见面",), "最近走访": ("最近走访", "走访次数", "帮扶措施")},
    "demands": {"解决日": ("结果", "状态", "解决日", "答复", "答复日期", "满意度")},
    "agency_services": {"办结日": ("办结日", "状态", "评价")},
    "commitments": {"兑现日期": ("兑现情况", "兑现日期", "兑现说明", "评议人数", "结果")},
    "documents": {"办结": ("状态", "办结", "归档号")},
    "petitions": {
        "告知日期": ("告知日期", "告知内容", "当场告知"),
        "处理日期": ("办理结果", "处理结局", "三到位一处理", "是否息访", "满意度", "调解和解", "帮扶救助"),
    },
    "rectifications": {"回访日期": ("满意度", "成效", "佐证材料")},
    "inspections": {"回访日期": ("回访", "转入编号")},
}  # fmt: skip
"""For each ledger: the date that, once it has come, brings the columns known from that day on."""

CHILD_ROWS = {
    "进展": "日期",
    "来访批次": "来访日期",
    "回访": "回访日期",
    "执行检查": "检查日期",
    "反映情况": "日期",
    "历次处理": "",
    "节点": "日期",
    "公示记录": "公示开始",
    "批评意见": "",
    "督办": "督办日期",
    "转交办": "转交办时间",
}
"""Children whose rows come in on their own day."""

CHILD_CELLS = {
    "签到": ("补学日期", ("补学日期", "补学方式")),
    "措施": ("完成日期", ("完成日期", "完成状态")),
    "稿次": ("审阅日期", ("审阅人", "审阅意见", "结果", "审阅日期")),
    "议定事项": ("完成日期", ("完成日期",)),
    "发现问题": ("回访日期", ("回访日期", "回访情况")),
    "资金": ("到位日期", ("到位", "到位日期", "支付")),
}
"""Children whose rows get some of their cells on a later day."""

HELPERS = (ENTERED_ON, "处理日期", "回访日期")
"""Heads that only say when: no ledger has a column of that name."""


def _read(text: str) -> date | None:
    try:
        return dates.read_fuzzy_date(text, today=TODAY).start
    except Refused:
        return None


def first_day(row: Row) -> date:
    """The day on which a row is entered."""
    if row.text(ENTERED_ON):
        return day_of(row.text(ENTERED_ON))
    if row.ledger in BASE_DAYS:
        return BASE_DAYS[row.ledger]
    ledger = registry.find(row.ledger)
    found = _read(row.text(ledger.column(ledger.main_date).label))
    if found is None:
        message = f"{row.ledger}: {row.texts}"
        raise ValueError(message)
    return found


def _dates_of(row: Row) -> Iterator[date]:
    yield from (day for label, day in FIXED.get(row.ledger, {}).items() if row.text(label))
    for label in LATER.get(row.ledger, {}):
        day = _read(row.text(label))
        if day is not None:
            yield day
    for name, lines in row.children.items():
        for head in (CHILD_ROWS.get(name, ""), CHILD_CELLS.get(name, ("", ()))[0]):
            yield from (day for line in lines if (day := _read(line.get(head, ""))) is not None)


def later_days(row: Row) -> list[date]:
    """The days after the first on which something of a row becomes known, up to the sample's own today."""
    start = first_day(row)
    return sorted({day for day in _dates_of(row) if start < day <= TODAY})


def visible_texts(row: Row, day: date) -> Texts:
    """What of a row's own columns is known on a day."""
    hidden = {label for label, when in FIXED.get(row.ledger, {}).items() if when > day}
    for label, labels in LATER.get(row.ledger, {}).items():
        when = _read(row.text(label))
        if when is not None and when > max(day, first_day(row)):
            hidden.update(labels)
    return {head: text for head, text in row.texts.items() if head not in hidden and head not in HELPERS}


def visible_children(row: Row, name: str, day: date) -> list[tuple[int, Texts]]:
    """The rows of a child that are known on a day, each with its place in the data."""
    found = []
    for index, line in enumerate(row.children.get(name, ())):
        when = _read(line.get(CHILD_ROWS.get(name, ""), ""))
        if when is not None and when > day:
            continue
        head, cells = CHILD_CELLS.get(name, ("", ()))
        since = _read(line.get(head, ""))
        hidden = cells if since is not None and since > day else ()
        found.append((index, {label: text for label, text in line.items() if label not in hidden}))
    return found
