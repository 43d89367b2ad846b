"""专项行动: drives that run beside the campaign; the items, petitions and debts they own are linked to them."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="special_actions",
    label="专项行动",
    retention="30年",
    tab="rectification",
    prefix="专项",
    matter="name",
    main_date="started_on",
    lasts_until="ended_on",
    title="专项行动台账",
    intro="每个专项行动谁牵头、干什么、有什么结果；查了没有问题也要写明“查无问题”。",
    columns=(
        Column(
            "name",
            "名称",
            Kind.CHOICE,
            complete=True,
            choices=("正风肃纪", "信访积案化解", "住村联户"),
            open_choice=True,
            vocabulary="special_action_names",
            width=26,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("专项行动", "行动名称"),
        ),
        replace(common.LEAD_LEADER, label="牵头领导", width=17, in_table=True, synonyms=("责任领导",)),
        Column(
            "lead_org",
            "牵头单位",
            Kind.ORGANISATION,
            complete=True,
            width=22,
            searchable=True,
            primary=True,
            in_table=True,
            section=common.DUTY,
        ),
        replace(common.CO_ORGS, label="成员单位", width=24, primary=True, synonyms=("配合单位",)),
        common.main_date("started_on", "开始日期", "起", "起止", "日期"),
        common.ended_on(width=17),
        Column("basis", "依据", width=22, searchable=True, primary=True),
        Column("tasks", "任务", Kind.LONG, width=34, searchable=True, primary=True, synonyms=("主要任务",)),
        Column("related_text", "关联", Kind.LONG, searchable=True, synonyms=("关联事项",)),
        replace(common.PROGRESS_TEXT, label="进展", width=0),
        Column(
            "status", "状态", Kind.CHOICE, choices=("进行中", "已结束"), default="进行中", in_table=True, primary=True
        ),
        Column(
            "result_kind",
            "结果类型",
            Kind.CHOICE,
            choices=("查有问题", "查无问题"),
            primary=True,
            section=common.RESULT,
        ),
        Column(
            "result", "结果", Kind.LONG, width=26, searchable=True, primary=True, in_table=True, section=common.RESULT
        ),
        replace(common.REMARK, width=12),
    ),
    children=(common.PROGRESS,),
)
