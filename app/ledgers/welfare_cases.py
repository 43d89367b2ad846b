"""民生保障: subsistence allowance, five guarantees and unsafe houses, case by household from application to end."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger, Mask

STEPS = "程序"

LEDGER = Ledger(
    name="welfare_cases",
    label="民生保障",
    retention="30年",
    tab="projects",
    prefix="保障",
    matter="household",
    main_date="applied_on",
    lasts_until="ended_on",
    title="民生保障台账",
    intro="低保、五保、危房、临时救助一户一案：申请、入户核查、民主评议、公示、审批，一步不少。",
    by_place=True,
    ongoing=("status", ("计划", "申请中")),
    columns=(
        common.main_date("applied_on", "申请日", "申请日期", "日期", kind=Kind.DATE, width=17),
        replace(common.PLACE, width=18, primary=True, in_table=True, section="基本情况"),
        replace(
            common.matter("household", "户", "户主", "姓名", "申请人", width=18, kind=Kind.HOUSEHOLD), mask=Mask.NAME
        ),
        replace(
            common.choice("aid_kind", "种类", "低保", "五保", "危房", "临时救助", width=16),
            sensitive=True,
            synonyms=("保障类别",),
        ),
        Column("reason", "申请原因", Kind.LONG, width=26, sensitive=True, primary=True, synonyms=("申请理由",)),
        Column("surveyed_on", "入户核查", Kind.DATE, width=17, primary=True, section=STEPS, synonyms=("入户核查日期",)),
        Column("survey_text", "核查情况", Kind.LONG, sensitive=True, section=STEPS),
        Column(
            "appraised_on", "民主评议", Kind.DATE, width=17, primary=True, section=STEPS, synonyms=("民主评议日期",)
        ),
        Column("appraisal_text", "评议结果", sensitive=True, section=STEPS),
        Column("noticed_on", "公示", Kind.DATE, width=17, primary=True, section=STEPS, synonyms=("公示日期",)),
        *common.NOTICE_COLUMNS[1:],
        Column(
            "approved_on",
            "审批",
            Kind.DATE,
            width=17,
            primary=True,
            in_table=True,
            section=STEPS,
            synonyms=("审批日期",),
        ),
        Column(
            "approval", "审批意见", Kind.CHOICE, choices=("同意", "不同意", "退回补充"), in_table=True, section=STEPS
        ),
        # By the month, the household or the time: such sums are of different units, and do not add up.
        replace(
            common.money("standard", "标准", "补助标准", width=16, section="保障"),
            sensitive=True,
            primary=True,
            totalled=False,
        ),
        Column(
            "standard_unit",
            "标准单位",
            Kind.CHOICE,
            choices=("元/月", "元/年", "元/户", "元/次"),
            section="保障",
            default="元/月",
        ),
        Column("insured_count", "保障人数", Kind.COUNT, counter="人", totalled=True, section="保障"),
        Column(
            "started_on",
            "保障开始",
            Kind.FUZZY_DATE,
            width=16,
            primary=True,
            in_table=True,
            section="保障",
            synonyms=("起", "开始日期", "起始日期"),
        ),
        Column(
            "ended_on",
            "保障结束",
            Kind.FUZZY_DATE,
            width=16,
            primary=True,
            section="保障",
            synonyms=("止", "结束日期", "终止日期"),
        ),
        Column("end_reason", "停发原因", sensitive=True, section="保障", synonyms=("原因", "调整原因")),
        Column(
            "status",
            "状态",
            Kind.CHOICE,
            choices=("计划", "申请中", "已享受", "已完成", "未批准", "已停止"),
            default="申请中",
            in_table=True,
            section="保障",
        ),
        replace(common.phone(), section="基本情况"),
        replace(common.id_number(), section="基本情况"),
        replace(common.REMARK, width=0),
    ),
    children=(
        Child(
            "adjustments",
            "标准调整",
            (
                Column("adjusted_on", "调整日期", Kind.DATE),
                Column("standard", "新标准", Kind.MONEY, sensitive=True),
                Column("reason", "调整原因", sensitive=True),
            ),
        ),
    ),
)
