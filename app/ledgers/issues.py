"""问题清单: problems made of opinions; several opinions make one, and one leads to rectification items."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common, rectifications
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="issues",
    label="问题清单",
    tab="opinions",
    prefix="问题",
    matter="description",
    main_date="listed_on",
    title="问题清单",
    intro="把意见梳理成问题：哪几条意见、归哪一类、是谁的问题、转成哪几项整改。",
    by_place=True,
    columns=(
        common.main_date("listed_on", "列入日期", "日期", "梳理日期"),
        rectifications.LEDGER.column("source"),
        common.matter("description", "问题描述", "问题", "问题内容", width=46),
        rectifications.LEDGER.column("category"),
        replace(rectifications.LEDGER.column("subject_kind"), width=18, primary=True),
        replace(rectifications.LEDGER.column("subject"), width=20, primary=True, in_table=True),
        replace(rectifications.LEDGER.column("scope"), width=14, primary=True),
        Column(
            "opinion_count",
            "原始意见条数",
            Kind.COUNT,
            width=16,
            primary=True,
            in_table=True,
            counter="条",
            help="由几条原始意见梳理而成",
        ),
        replace(common.RESPONSIBLE_ORG, width=22),
        replace(common.LEAD_LEADER, complete=False, width=16),
        replace(common.PLACE, primary=True, section="基本情况"),
    ),
)
