"""征求活动: rounds in which opinions were asked for, and totals from units that report only totals."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger

METHODS = (
    "座谈会",
    "民情恳谈会",
    "入户走访",
    "个别访谈",
    "调查问卷",
    "征求意见表",
    "民主评议",
    "现场办公",
    "意见箱",
    "热线",
    "网络",
)
ALSO_SAID = (
    ("座谈", "座谈会"), ("恳谈会", "民情恳谈会"), ("民情恳谈", "民情恳谈会"),
    ("走访", "入户走访"), ("入户", "入户走访"), ("入户访谈", "入户走访"), ("上门走访", "入户走访"),
    ("访谈", "个别访谈"), ("个别谈话", "个别访谈"), ("个别座谈", "个别访谈"),
    ("问卷", "调查问卷"), ("问卷调查", "调查问卷"), ("意见表", "征求意见表"), ("发放征求意见表", "征求意见表"),
    ("设意见箱", "意见箱"), ("热线电话", "热线"), ("网上征求", "网络"), ("网上", "网络"),
)  # fmt: skip

PARTICIPANTS = Child(
    "participants",
    "参加人",
    (
        common.villager_name("name", "姓名"),
        Column("occupation", "身份职业"),
        Column("organisation", "单位", Kind.ORGANISATION),
        Column("speech", "发言要点", Kind.LONG, searchable=True),
    ),
)

LEDGER = Ledger(
    name="consultations",
    label="征求活动",
    tab="opinions",
    prefix="征求",
    matter="topic",
    main_date="held_on",
    title="征求意见活动台账",
    intro="座谈会、恳谈会、走访、访谈等一场一行；只报总数的单位填单位汇总，不重复计算。",
    by_place=True,
    columns=(
        common.main_date("held_on", "日期", "时间", "活动日期"),
        Column(
            "method",
            "方式",
            Kind.CHOICE,
            complete=True,
            choices=METHODS,
            vocabulary="consultation_methods",
            open_choice=True,
            also_said=ALSO_SAID,
            default="座谈会",
            width=20,
            primary=True,
            in_table=True,
            carry=True,
            synonyms=("征求方式",),
        ),
        common.matter("topic", "主题", "内容", "名称", width=38),
        Column("venue", "地点", complete=True, width=24, searchable=True, primary=True),
        replace(common.PLACE, width=18, primary=True, in_table=True, section="基本情况"),
        Column("host", "主持人", Kind.PERSON, width=16, searchable=True, primary=True, in_table=True),
        Column("invited", "邀请范围", width=24, searchable=True, primary=True, synonyms=("参会人员", "对象类别")),
        replace(
            common.count("participants_count", "参加人次", "人次", "参加人数", "人次", width=16),
            complete=True,
            primary=True,
            in_table=True,
        ),
        replace(common.count("household_count", "走访户数", "户", "户数"), primary=True),
        replace(common.count("opinion_count", "收集意见", "条", "意见条数", width=16), primary=True, in_table=True),
        Column("content", "情况", Kind.LONG, searchable=True, primary=True),
        Column("feedback_plan", "反馈计划", Kind.LONG, searchable=True),
        Column("organisation", "组织单位", Kind.ORGANISATION, searchable=True, primary=True, carry=True),
        common.RECORDER,
        common.EVIDENCE,
        common.IS_SUMMARY,
        common.REPORT_ORG,
        common.count("round_count", "场次", "场", section="单位汇总"),
        replace(common.REMARK, width=14),
    ),
    children=(PARTICIPANTS,),
)
