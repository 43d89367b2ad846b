"""值班排班: who is on duty on which day, for receptions, the office and the villages, with swaps and reasons."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="duty_rota",
    label="值班排班",
    retention="不归档",
    tab="petitions",
    prefix="值班",
    matter="leader",
    main_date="duty_on",
    title="值班排班表",
    intro="接访、机关值班、村干部轮班的排班和代班，可以按月打印上墙。",
    columns=(
        common.main_date("duty_on", "日期", "值班日期", width=22, kind=Kind.DATE),
        replace(common.choice("kind", "种类", "接访", "机关值班", "村干部轮班", width=22), default="接访", carry=True),
        Column(
            "shift",
            "班次",
            Kind.CHOICE,
            choices=("全天", "上午", "下午", "夜间"),
            default="全天",
            width=16,
            primary=True,
            in_table=True,
            carry=True,
        ),
        common.matter("leader", "带班领导", "接访领导", "值班领导", width=20, kind=Kind.PERSON),
        Column("leader_title", "职务", width=24, primary=True),
        Column(
            "staff",
            "值班人",
            width=28,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("陪同人员", "值班人员"),
            names_people=True,
        ),
        replace(common.phone("phone", "电话"), width=24, primary=True, sensitive=False),
        Column("reception_mode", "形式", Kind.CHOICE, choices=("定点接访", "重点约访", "带案下访"), primary=True),
        Column("venue", "接访地点", width=22, searchable=True, primary=True, carry=True),
        Column(
            "substitute",
            "代班",
            Kind.PERSON,
            width=16,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("代班人",),
        ),
        Column("substitute_reason", "代班原因", searchable=True, primary=True, synonyms=("原因",)),
        Column("notice_on", "公示日期", Kind.DATE),
        replace(common.REMARK, width=16),
    ),
)
