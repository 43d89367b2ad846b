"""整改销号: items, close-out, relapse, overdue, special actions, institutions, inspections, self-examination."""

from __future__ import annotations

from dataclasses import replace

from app.figures.model import (
    AllOf,
    AnyOf,
    By,
    Condition,
    Distinct,
    HasRow,
    Indicator,
    Late,
    Not,
    NotBy,
    Ratio,
    Source,
    Sum,
    Until,
    filled,
    one_of,
)
from db.ask import Filter

CLOSED = AnyOf((By("closed_on"), HasRow("close_out_rounds", (By("closed_on"), NotBy("round_ended_on")))))
"""Struck off on the day looked at: by its close-out that stands, or by one that was reopened only later."""
_BY_HIMSELF = Filter("review_kind", value="自审")
SELF_REVIEWED = AnyOf(
    (
        AllOf((By("closed_on"), _BY_HIMSELF)),
        HasRow("close_out_rounds", (By("closed_on"), NotBy("round_ended_on"), _BY_HIMSELF)),
    )
)
REOPENED = AnyOf(
    (By("reopened_on"), HasRow("close_out_rounds", (Filter("round_result", value="反弹重开"), By("round_ended_on"))))
)
"""Reopened by the day looked at, though it may have been reopened once more since."""
_STOOD = NotBy("round_ended_on")
"""The round that ended only after the day looked at: on that day it stood, with its deadline and its completion."""
_DUE = ("due_on_rolled", "due_on")
COMPLETED = AnyOf((By("completed_on"), CLOSED, HasRow("close_out_rounds", (By("completed_on"), _STOOD))))
LATE = AnyOf(
    (
        AllOf((Late(_DUE), Not(HasRow("close_out_rounds", (filled("due_on"), _STOOD))))),
        HasRow("close_out_rounds", (Late(_DUE), _STOOD)),
    )
)
"""The deadline that stood on the day looked at was past: a new one, given when the item was reopened, is none of it."""
LONG_TERM = Filter("due_kind", value="长期坚持")
MEETING = one_of("kind", "民主生活会", "组织生活会")
PAUSED = HasRow("pauses", (By("paused_on"), NotBy("resumed_on")))
_ONGOING = (Not(LONG_TERM),)


def _items(*where: Condition) -> Source:
    return Source("rectifications", where)


def _examined(kind: str) -> Source:
    return Source("self_examinations", (Filter("kind", value=kind),))


def _institutions(kind: str) -> Source:
    return Source("institutions", (Filter("kind", value=kind),))


ITEMS = _items()
ACTIONS = Source("special_actions")

INDICATORS: tuple[Indicator, ...] = (
    Indicator("R1.total", "整改事项", "项", "整改台账的事项数，历史补录的另计。", ITEMS),
    Indicator(
        "R1.completed",
        "完成整改",
        "项",
        "填了完成日期或已销号的事项，不含历史补录。",
        _items(COMPLETED),
    ),
    Indicator(
        "R1.closed",
        "整改销号",
        "项",
        "经审核批准销号、截至日没有重开的事项，不含历史补录。",
        _items(CLOSED),
    ),
    Indicator(
        "R1.closings",
        "整改销号（按销号日期）",
        "项",
        "经审核批准销号、截至日没有重开的事项，归入销号的那一天；不含历史补录。",
        replace(_items(CLOSED), dated=("closed_on",)),
    ),
    Indicator(
        "R1.self_reviewed",
        "自审销号",
        "项",
        "一人办公、自己审核自己的销号，含在整改销号里，这里另计；不含历史补录。",
        _items(SELF_REVIEWED),
    ),
    Indicator(
        "R1.rate",
        "销号率",
        "%",
        "已销号的事项÷整改事项，都不含长期坚持和历史补录。",
        ITEMS,
        Ratio("R1.closed_base", "R1.base"),
    ),
    Indicator(
        "R1.completion_rate",
        "整改完成率",
        "%",
        "完成整改的事项÷整改事项，都不含长期坚持和历史补录。",
        ITEMS,
        Ratio("R1.completed_base", "R1.base"),
    ),
    Indicator("R1.base", "计入比例的整改事项", "项", "不含长期坚持和历史补录的整改事项。", _items(*_ONGOING)),
    Indicator(
        "R1.closed_base", "计入比例的销号", "项", "不含长期坚持和历史补录的已销号事项。", _items(*_ONGOING, CLOSED)
    ),
    Indicator(
        "R1.completed_base",
        "计入比例的完成",
        "项",
        "不含长期坚持和历史补录的完成整改事项。",
        _items(*_ONGOING, COMPLETED),
    ),
    Indicator("R1.long_term", "长期坚持", "项", "时限类型为长期坚持的事项，不进比例。", _items(LONG_TERM)),
    Indicator(
        "R1.historical",
        "历史补录",
        "项",
        "启用台账之前已经销号、照纸质台账补录的事项；整改的其他各项都不含。重新打开的从那天起不在这里。",
        Source("rectifications", historical=True),
    ),
    Indicator("R1.open", "未销号事项", "项", "截至日还没有销号的事项，不含历史补录。", _items(Not(CLOSED))),
    Indicator("R1.categories", "整改事项按类别", "项", "整改事项，按类别（四风）分列。", ITEMS, by=("category",)),
    Indicator("R1.sources", "整改事项按来源", "项", "整改事项，按问题来源分列。", ITEMS, by=("source",)),
    Indicator(
        "R2",
        "立行立改",
        "项",
        "时限类型为立行立改的事项，不含历史补录。",
        _items(Filter("due_kind", value="立行立改")),
    ),
    Indicator(
        "R2.limited",
        "限期整改",
        "项",
        "时限类型为限期的事项，不含历史补录。",
        _items(Filter("due_kind", value="限期")),
    ),
    Indicator("R3.made", "新建制度", "项", "制度建设台账中种类为新建的制度。", _institutions("新建")),
    Indicator("R3.revised", "修订制度", "项", "制度建设台账中种类为修订的制度。", _institutions("修订")),
    Indicator("R3.repealed", "废止制度", "项", "制度建设台账中种类为废止的制度。", _institutions("废止")),
    Indicator("R4.inspections", "督导检查", "次", "督导检查的次数。", Source("inspections")),
    Indicator(
        "R4.findings", "督导发现问题", "项", "各次督导检查的问题数相加。", Source("inspections"), Sum("finding_count")
    ),
    Indicator("R5", "整改反弹", "项", "销号后重新打开过的事项，包括又销号的。", _items(REOPENED)),
    Indicator(
        "R5.standing",
        "反弹未销号",
        "项",
        "销号后重新打开、截至日还没有再销号的事项。",
        _items(REOPENED, Not(CLOSED)),
    ),
    Indicator(
        "R6",
        "整改超期",
        "项",
        "截至日那天的顺延后时限在截至日之前、那天没有完成的事项；挂账的、已销号的不算。",
        _items(LATE, Not(COMPLETED), Not(PAUSED)),
    ),
    Indicator("R7", "专项行动", "个", "专项行动台账中的专项行动。", ACTIONS),
    Indicator(
        "R7.ended",
        "已结束的专项行动",
        "个",
        "状态为已结束的专项行动。",
        Source("special_actions", (AllOf((Filter("status", value="已结束"), Until("ended_on"))),)),
    ),
    Indicator("R8", "达标核查", "项", "达标核查的结果数，按结果分列。", Source("checklists"), by=("result",)),
    Indicator("S1", "谈心谈话", "人次", "谈心谈话的记录数，一次一人算1人次。", _examined("谈心谈话")),
    Indicator(
        "S2",
        "对照检查材料",
        "份",
        "写了对照检查材料的人数，同一人改几稿只算一份。",
        _examined("对照检查材料"),
        Distinct("person"),
    ),
    Indicator(
        "S3",
        "批评意见",
        "条",
        "各次查摆批评记录的批评意见条数相加。",
        Source("self_examinations", (AnyOf((filled("criticism_count"), MEETING)),)),
        Sum("criticism_count"),
    ),
    Indicator(
        "S4",
        "民主生活会、组织生活会",
        "次",
        "民主生活会和组织生活会的记录数。",
        Source("self_examinations", (MEETING,)),
    ),
)
