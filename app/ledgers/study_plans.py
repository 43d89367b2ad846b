"""学习计划: what a unit means to study, in rules such as "every Wednesday, twice a month", against what was held."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger

RULES = Child(
    "rules",
    "学习安排",
    (
        Column("cycle", "周期", Kind.CHOICE, choices=("每天", "每周", "每月", "一次"), default="每周"),
        Column("weekday", "周几", Kind.CHOICE, choices=("周一", "周二", "周三", "周四", "周五", "周六", "周日")),
        Column("times", "次数", Kind.COUNT, counter="次", help="每个周期几次", told="{}次"),
        Column("class_hours", "每次课时", Kind.NUMBER, counter="课时", told="每次{}课时"),
        Column("form", "学习形式"),
        Column("topic", "学习内容", Kind.LONG, searchable=True),
        Column("started_on", "从何时起", Kind.DATE, told="{}起"),
        Column("ended_on", "到何时止", Kind.DATE, told="{}止"),
    ),
    printed_in="rule_text",
)

LEDGER = Ledger(
    name="study_plans",
    label="学习计划",
    tab="learning",
    prefix="学计",
    matter="name",
    main_date="started_on",
    title="学习计划台账",
    intro="各单位报来的学习计划，照周几、每次几课时推算应学次数，与实际学习核对。",
    columns=(
        Column(
            "organisation",
            "单位",
            Kind.ORGANISATION,
            complete=True,
            width=30,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("报送单位",),
        ),
        common.matter("name", "名称", "计划名称", width=40, kind=Kind.TEXT),
        common.main_date("started_on", "开始日期", "起", "起止", width=20),
        Column(
            "ended_on", "结束日期", Kind.DATE, complete=True, width=20, primary=True, in_table=True, synonyms=("止",)
        ),
        Column(
            "rule_text",
            "学习安排",
            Kind.LONG,
            complete=True,
            width=44,
            searchable=True,
            primary=True,
            synonyms=("规则", "规则(周几/次/课时)"),
        ),
        Column(
            "planned_sessions",
            "计划次数",
            Kind.COUNT,
            width=14,
            primary=True,
            in_table=True,
            counter="次",
            totalled=True,
        ),
        Column("planned_hours", "计划课时", Kind.NUMBER, primary=True, counter="课时", totalled=True),
        Column("approver", "审定人", Kind.PERSON, width=16, searchable=True, primary=True),
        Column("submitted_on", "报送日期", Kind.DATE, width=18, primary=True, in_table=True),
        replace(common.REMARK, width=12),
    ),
    children=(RULES,),
)
