"""活动: education campaigns with their batches, stages and words; ledgers outlive them."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.presets import LABELS
from db.declare import Child, Column, Kind, Ledger

DRIVE = "专项攻坚"
"""The kind of a drive such as 百日攻坚: its days are counted, with what it cleared and what is left."""


def _asks(key: str, label: str) -> Column:
    """Whether the items of the campaign must pass this before they are struck off."""
    return Column(key, label, Kind.CHOICE, choices=common.CAMPAIGN_ASKS, default=common.CAMPAIGN_ASKS[0],
                  section="销号规则", help="“按办理规则”就是按“工具—办理规则”里的设定；单个事项还可以另定")  # fmt: skip


STAGES = Child(
    "stages",
    "环节",
    (
        Column("name", "环节名称", searchable=True),
        Column("started_on", "开始日期", Kind.DATE),
        Column("ended_on", "结束日期", Kind.DATE),
        Column("tasks", "主要任务", Kind.LONG, searchable=True),
    ),
)

WORDS = Child(
    "words",
    "用语",
    (
        Column("vocabulary", "用在哪一项", help="与预设里的名称相同，如问题类别"),
        Column("word", "用语"),
        Column("is_dropped", "不再使用", Kind.FLAG),
    ),
)

LEDGER = Ledger(
    name="campaigns",
    label="活动",
    tab="base",
    prefix="活动",
    matter="name",
    main_date="started_on",
    base=True,
    unique=("name",),
    title="活动名册",
    intro="教育实践活动、子活动（如百日攻坚）的起止、环节和用语；台账不随活动结束而消失。",
    columns=(
        common.matter("name", "活动名称", "名称", width=60, kind=Kind.TEXT),
        Column("short_name", "简称", width=26, primary=True, in_table=True, searchable=True),
        Column("preset", "预设", Kind.CHOICE, width=26, primary=True, choices=LABELS),
        Column(
            "kind",
            "类型",
            Kind.CHOICE,
            primary=True,
            in_table=True,
            choices=("活动", DRIVE),
            default="活动",
            help="专项攻坚（如百日攻坚）会显示第几天、化解了几件、还剩几件",
        ),
        common.main_date("started_on", "开始日期", "启动日期", width=24, kind=Kind.DATE),
        Column("ended_on", "结束日期", Kind.DATE, width=24, primary=True, in_table=True),
        Column("parent", "上级活动", Kind.CAMPAIGN, width=30, primary=True, in_table=True),
        Column("batch", "批次", width=20, primary=True, in_table=True),
        Column("slogan", "总要求", searchable=True, primary=True),
        Column("basis", "依据", Kind.LONG, searchable=True, primary=True),
        replace(common.LEAD_LEADER, complete=False, width=0),
        Column("office", "活动办", Kind.ORGANISATION, searchable=True),
        Column("look_back_on", "回头看日期", Kind.DATE),
        *(_asks(key, label) for key, label in common.CLOSE_OUT_ASKS),
    ),
    children=(STAGES, WORDS),
)
