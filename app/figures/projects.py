"""惠民实事: projects, funding, progress, benefit, quantities, old debts and welfare."""

from __future__ import annotations

from app.figures.model import (
    AllOf,
    AnyOf,
    Balance,
    By,
    Condition,
    Distinct,
    Indicator,
    NotBy,
    PerRecord,
    Ratio,
    Source,
    Sum,
    Until,
    filled,
    ticked,
)
from db.ask import Filter, Op
from db.values import Money

PROJECTS = Source("projects")
DEBTS = Source("debts")
REPAID = By("repaid_on")
CLEARED = (REPAID, Filter("balance", Op.UNTIL, Money(0)))
STARTED = AnyOf((By("started_on"), By("completed_on")))
_APPROVED = Until("approved_on")
GRANTED = AnyOf((
    AllOf((Filter("status", value="已享受"), _APPROVED, NotBy("ended_on"))),
    AllOf((Filter("status", value="已完成"), _APPROVED, Until("ended_on"))),
    AllOf((Filter("status", value="已停止"), _APPROVED, filled("ended_on"), NotBy("ended_on"))),
))  # fmt: skip
"""What a household had on the day, though it was stopped since."""
QUANTITIES = Source("projects", child="quantities")
_OVERLAP = ("is_benefit_overlapping", "有项目受益对象重叠，没有去重")


def _projects(*where: Condition) -> Source:
    return Source("projects", where)


INDICATORS: tuple[Indicator, ...] = (
    Indicator("P1.projects", "惠民实事", "项", "惠民实事项目台账的项目数。", PROJECTS),
    Indicator(
        "P1.sub_projects", "惠民实事子项目", "个", "各项目的子项目数。", Source("projects", child="sub_projects")
    ),
    Indicator("P1.kinds", "惠民实事按类别", "项", "项目数，按类别分列。", PROJECTS, by=("kind",)),
    Indicator(
        "P1.historical",
        "历史补录的实事",
        "项",
        "启用台账之前已经竣工、照纸质台账补录的项目；惠民实事的其他各项都不含。",
        Source("projects", historical=True),
    ),
    Indicator(
        "P2.planned",
        "计划资金",
        "元",
        "资金表的计划数相加，定额补助按标准×数量×年数；没有资金表的项目取计划投资。",
        PROJECTS,
        PerRecord("fundings", key="planned", product=("rate", "unit_count", "year_count"), otherwise="planned_amount"),
    ),
    Indicator(
        "P2.received",
        "到位资金",
        "元",
        "资金表的到位数相加，到位日期在截至日之后的不算。",
        Source("projects", child="fundings", child_where=(Until("received_on"),)),
        Sum("received"),
    ),
    Indicator("P2.spent", "完成资金", "元", "资金表的支付数相加。", Source("projects", child="fundings"), Sum("spent")),
    Indicator(
        "P2.sources",
        "计划资金按来源",
        "元",
        "资金表的计划数，按资金来源分列。",
        Source("projects", child="fundings"),
        Sum("planned"),
        by=("source",),
    ),
    Indicator(
        "P2.received_rate", "资金到位率", "%", "到位资金÷计划资金。", PROJECTS, Ratio("P2.received", "P2.planned")
    ),
    Indicator("P2.spent_rate", "投资完成率", "%", "完成资金÷计划资金。", PROJECTS, Ratio("P2.spent", "P2.planned")),
    Indicator(
        "P3.started", "已开工项目", "项", "填了开工日期（或实际竣工日期）、截至日已开工的项目。", _projects(STARTED)
    ),
    Indicator(
        "P3.completed", "已竣工项目", "项", "填了实际竣工日期、截至日已竣工的项目。", _projects(By("completed_on"))
    ),
    Indicator(
        "P3.start_rate", "开工率", "%", "已开工项目÷惠民实事项目。", PROJECTS, Ratio("P3.started", "P1.projects")
    ),
    Indicator(
        "P3.completion_rate", "竣工率", "%", "已竣工项目÷惠民实事项目。", PROJECTS, Ratio("P3.completed", "P1.projects")
    ),
    Indicator("P4.places", "受益村", "个", "各项目受益村数相加。", PROJECTS, Sum("benef_places"), caution=_OVERLAP),
    Indicator(
        "P4.households", "受益户", "户", "各项目受益户数相加。", PROJECTS, Sum("benef_households"), caution=_OVERLAP
    ),
    Indicator("P4.persons", "受益人", "人", "各项目受益人数相加。", PROJECTS, Sum("benef_persons"), caution=_OVERLAP),
    Indicator(
        "P5.planned",
        "计划实物量",
        "",
        "各项工程的计划数量，按内容和单位分列；内容不同、单位不同的不相加。",
        QUANTITIES,
        Sum("planned"),
        by=("item", "planned_unit"),
    ),
    Indicator(
        "P5.done",
        "完成实物量",
        "",
        "各项工程的完成数量，按内容和单位分列；内容不同、单位不同的不相加。",
        QUANTITIES,
        Sum("done"),
        by=("item", "done_unit"),
    ),
    Indicator("P6", "协调项目", "个", "标为协调项目的项目。", _projects(ticked("is_coordinated"))),
    Indicator("G3.entries", "清退欠账", "笔", "欠账清退台账的笔数。", DEBTS),
    Indicator("G3.amount", "欠账金额", "元", "各笔欠账本金相加。", DEBTS, Sum("principal")),
    Indicator("G3.repaid", "已还欠账", "笔", "填了偿还日、截至日已经还清（余额为0）的笔数。", Source("debts", CLEARED)),
    Indicator(
        "G3.repaid_amount",
        "已还欠账金额",
        "元",
        "截至日已经偿还的偿还额相加。",
        Source("debts", (REPAID,)),
        Sum("repaid_amount"),
    ),
    Indicator(
        "G3.outstanding",
        "欠账余额",
        "元",
        "各笔本金减去截至日已还的钱，再相加。",
        DEBTS,
        Balance("principal", "repaid_amount", REPAID),
    ),
    Indicator(
        "G3.historical",
        "历史补录的欠账",
        "笔",
        "启用台账之前已经还清、照纸质台账补录的欠账；欠账清退的其他各项都不含。",
        Source("debts", historical=True),
    ),
    Indicator(
        "P7",
        "民生保障",
        "户",
        "民生保障台账的户数，按种类分列。",
        Source("welfare_cases"),
        Distinct("household"),
        by=("aid_kind",),
    ),
    Indicator(
        "P7.granted",
        "已落实民生保障",
        "户",
        "截至日已享受或已完成的民生保障户数，按种类分列；截至日已经停止的不算。",
        Source("welfare_cases", (GRANTED,)),
        Distinct("household"),
        by=("aid_kind",),
    ),
    Indicator(
        "P7.planned",
        "计划落实民生保障",
        "户",
        "状态为计划的民生保障户数，按种类分列。",
        Source("welfare_cases", (Filter("status", value="计划"),)),
        Distinct("household"),
        by=("aid_kind",),
    ),
)
