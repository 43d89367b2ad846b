"""信访: petitions, backlog cases, sensitive periods, receptions and supervision orders."""

from __future__ import annotations

from app.figures import days
from app.figures.model import (
    AllOf,
    AnyOf,
    By,
    Condition,
    Distinct,
    HasRow,
    Indicator,
    InTime,
    Late,
    Matched,
    Not,
    NotBy,
    PerRecord,
    Ratio,
    Source,
    Sum,
    Until,
    Worked,
    empty,
    filled,
    one_of,
    ticked,
)
from db.ask import Filter

DUE = ("due_on_rolled", "due_on")
PETITIONS = Source("petitions")
_STOOD = (By("finished_on"), NotBy("ended_on"))
"""An ending that had come by the day looked at and was taken back only later, if ever."""
FINISHED = AnyOf((By("finished_on"), HasRow("endings", _STOOD)))
IN_TIME = AnyOf(
    (
        AllOf((By("finished_on"), InTime("finished_on", DUE))),
        HasRow("endings", (*_STOOD, InTime("finished_on", ("due_on_rolled",)))),
    )
)
HAD_DAY = AnyOf(
    (
        AllOf((By("finished_on"), AnyOf(tuple(map(filled, DUE))))),
        HasRow("endings", (*_STOOD, filled("due_on_rolled"))),
    )
)
"""What law or order sets no day for (建议意见, the statutory routes) is neither in time nor late."""
_GONE = AnyOf((By("forwarded_on"), By("returned_to_upper_on"), By("declined_on")))
"""It went to another body, or was not accepted: its deadline runs no more."""
_PAUSED = HasRow("pauses", (By("paused_on"), NotBy("resumed_on")))
LOGS = Source("reception_logs")
BACKLOG = Source("backlog_cases")
ROTA = days.ROTA
_PEACE = AnyOf((one_of("outcome", "已解决", "息诉罢访", "案结事了"), ticked("is_settled")))
SETTLED = AnyOf((AllOf((By("finished_on"), _PEACE)), HasRow("endings", (*_STOOD, _PEACE))))


def _petitions(*where: Condition) -> Source:
    return Source("petitions", where)


VISITING = _petitions(Filter("channel", value="来访"))

INDICATORS: tuple[Indicator, ...] = (
    Indicator("X1.received", "信访登记", "件", "信访台账登记的件数。", PETITIONS),
    Indicator("X1.accepted", "信访受理", "件", "填了受理日期、截至日已受理的信访事项。", _petitions(By("accepted_on"))),
    Indicator("X1.finished", "信访办结", "件", "填了办结日期、截至日已办结的信访事项。", _petitions(FINISHED)),
    Indicator(
        "X1.in_time_rate",
        "按期办结率",
        "%",
        "按期办结的÷有办结时限的办结信访；没有时限的不算。",
        PETITIONS,
        Ratio("X1.in_time", "X1.with_day"),
    ),
    Indicator(
        "X1.in_time",
        "按期办结",
        "件",
        "办结日期不晚于顺延后时限的信访事项。",
        _petitions(FINISHED, HAD_DAY, IN_TIME),
    ),
    Indicator(
        "X1.finish_rate",
        "到期办结率",
        "%",
        "办结的÷办结的和已到期的。",
        PETITIONS,
        Ratio("X1.finished", "X1.fallen_due"),
    ),
    Indicator(
        "X1.fallen_due",
        "办结和已到期的信访",
        "件",
        "截至日已办结或时限已过的信访事项；没到期又没办结的、转走退回和不予受理的、挂账的不算。",
        _petitions(AnyOf((FINISHED, AllOf((Late(DUE), Not(_GONE), Not(_PAUSED)))))),
    ),
    Indicator(
        "X1.settled",
        "信访化解",
        "起",
        "截至日已办结、办理结局为已解决、息诉罢访、案结事了或已息访的信访事项。",
        _petitions(SETTLED),
    ),
    Indicator(
        "X1.batches",
        "来访批次",
        "批次",
        "来访的信访事项逐次来访的批次相加，没有逐次登记的算1批次。",
        VISITING,
        PerRecord("petition_visits", (Until("visited_on"),)),
    ),
    Indicator(
        "X1.person_times",
        "来访人次",
        "人次",
        "来访的信访事项逐次来访的人数相加，没有逐次登记的取人数。",
        VISITING,
        PerRecord("petition_visits", (Until("visited_on"),), key="visitor_count", otherwise="visitor_count"),
    ),
    Indicator("X1.collective", "集体访", "件", "标为集体访的信访事项。", _petitions(ticked("is_collective"))),
    Indicator("X1.repeat", "重复访", "件", "标为重复访的信访事项。", _petitions(ticked("is_repeat"))),
    Indicator("X1.channels", "信访按形式", "件", "登记的信访事项，按信访形式分列。", PETITIONS, by=("channel",)),
    Indicator("X1.categories", "信访按细类", "件", "登记的信访事项，按问题细类分列。", PETITIONS, by=("category",)),
    Indicator(
        "X1.content_rate",
        "信访满意率",
        "%",
        "满意和基本满意÷作了评价的信访事项。",
        PETITIONS,
        Ratio("X1.content", "X1.rated"),
    ),
    Indicator(
        "X1.content",
        "满意和基本满意的信访",
        "件",
        "满意度为满意、基本满意的信访事项。",
        _petitions(one_of("satisfaction", "满意", "基本满意")),
    ),
    Indicator(
        "X1.rated",
        "作了评价的信访",
        "件",
        "满意度为满意、基本满意、不满意的信访事项。",
        _petitions(one_of("satisfaction", "满意", "基本满意", "不满意")),
    ),
    Indicator(
        "X1.historical",
        "历史补录的信访",
        "件",
        "启用台账之前已经办结、照纸质台账补录的信访事项；信访的其他各项都不含。",
        Source("petitions", historical=True),
    ),
    Indicator(
        "X1.with_day",
        "有时限的信访办结",
        "件",
        "截至日已办结、有办结时限的信访事项。",
        _petitions(FINISHED, HAD_DAY),
    ),
    Indicator("X2.listed", "积案排查", "件", "积案化解台账排查出的件数。", BACKLOG),
    Indicator(
        "X2.settled",
        "积案化解",
        "件",
        "化解结果为已化解、化解日期不晚于截至日的积案。",
        Source("backlog_cases", (Filter("status", value="已化解"), Until("finished_on"))),
    ),
    Indicator("X2.rate", "积案化解率", "%", "化解的÷排查出的。", BACKLOG, Ratio("X2.settled", "X2.listed")),
    Indicator(
        "X2.lacking",
        "一案一策不全",
        "件",
        "包案领导、责任单位、责任人、化解措施缺一项的积案。",
        Source(
            "backlog_cases",
            (
                AnyOf(
                    tuple(
                        empty(key)
                        for key in ("case_owner_leader", "responsible_org", "responsible_person", "case_plan")
                    )
                ),
            ),
        ),
    ),
    Indicator(
        "X2.historical",
        "历史补录的积案",
        "件",
        "启用台账之前已经化解、照纸质台账补录的积案；积案的其他各项都不含。",
        Source("backlog_cases", historical=True),
    ),
    Indicator(
        "X3.incidents",
        "进京赴省上访",
        "起",
        "敏感期内零报告确认的起数相加；每个单位每天都确认了才是未发生，否则写有几天未报。"
        "报数单位逐个单位核对；都由镇里统一报的，按镇里每天一行核对。",
        Source("zero_reports"),
        Worked(days.INCIDENTS),
    ),
    Indicator(
        "X3.person_times",
        "进京赴省上访人次",
        "人次",
        "敏感期内零报告确认的人次相加，核对办法同上。",
        Source("zero_reports"),
        Worked(days.PERSON_TIMES),
    ),
    Indicator("X4.days", "领导接访", "天", "接访日志有记录的天数，一天几条算一天。", LOGS, Distinct("held_on")),
    Indicator("X4.batches", "接访批次", "批次", "接访日志的来访批次相加。", LOGS, Sum("visit_count")),
    Indicator("X4.person_times", "接访人次", "人次", "接访日志的人次相加。", LOGS, Sum("person_times")),
    Indicator(
        "X4.duty_days", "接访值班", "天", "值班排班中排了接访的天数，一天几条算一天。", ROTA, Distinct("duty_on")
    ),
    Indicator(
        "X4.unlogged",
        "值班没有接访日志",
        "天",
        "排了接访、当天没有接访日志的天数；为0是值班无缺。",
        Source("duty_rota", (*ROTA.where, Not(Matched("duty_on", LOGS, "held_on")))),
        Distinct("duty_on"),
    ),
    Indicator(
        "X4.unmanned",
        "该接访没有排班",
        "天",
        "从活动开始（没有活动时从第一次排班）到截至日，按办理规则的接访安排应当接访、没有排接访的天数；"
        "接访安排没有设定的是周二，设为每天的是每个工作日。",
        ROTA,
        Worked(days.unmanned),
    ),
    Indicator(
        "X5",
        "督办",
        "件",
        "信访事项下截至日已发出的督办。",
        Source("petitions", child="supervision_orders", child_where=(Until("ordered_on"),)),
    ),
)
