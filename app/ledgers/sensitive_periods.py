"""敏感期: named periods in which every unit reports each day that nobody went over its head."""

from __future__ import annotations

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="sensitive_periods",
    label="敏感期",
    tab="base",
    prefix="敏感",
    matter="name",
    main_date="started_on",
    base=True,
    unique=("name",),
    title="敏感时期名册",
    intro="两会等敏感时期的起止日期，零报告按它一天一天核对。",
    columns=(
        common.matter("name", "名称", "敏感期", width=90, kind=Kind.TEXT),
        common.main_date("started_on", "开始日期", "起", width=40, kind=Kind.DATE),
        Column(
            "ended_on", "结束日期", Kind.DATE, complete=True, width=40, primary=True, in_table=True, synonyms=("止",)
        ),
        Column("basis", "依据", width=30, searchable=True, primary=True, in_table=True),
    ),
)
