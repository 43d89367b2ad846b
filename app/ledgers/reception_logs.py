"""接访日志: one line a duty day, also when nobody came."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="reception_logs",
    label="接访日志",
    tab="petitions",
    prefix="接访",
    matter="leader",
    main_date="held_on",
    title="领导干部接访日志",
    intro="值班一天记一行，没有来访也要记；与值班排班核对，缺记的日子列出来。",
    columns=(
        common.main_date("held_on", "日期", "接访日期", kind=Kind.DATE),
        common.matter("leader", "值班领导", "接访领导", "姓名", width=17, kind=Kind.PERSON),
        replace(
            common.count("visit_count", "来访批次", "批次", "批次", width=13), primary=True, in_table=True, default="0"
        ),
        replace(
            common.count("person_times", "人次", "人次", "来访人次", width=12), primary=True, in_table=True, default="0"
        ),
        replace(common.villager_name("visitors", "来访人", width=20), primary=True, in_table=True, limit=0),
        Column("text", "反映问题", Kind.LONG, width=40, searchable=True, primary=True, in_table=True),
        Column("reply", "答复意见", Kind.LONG, width=32, searchable=True, primary=True),
        Column("is_settled_on_spot", "当场办结", Kind.FLAG, width=12, primary=True),
        Column("forwarded_to", "转办单位", Kind.ORGANISATION, width=18, searchable=True, primary=True),
        Column("result", "办结情况", Kind.LONG, searchable=True, primary=True, in_table=True),
        Column("signature", "领导签字", width=18, help="留空由领导用笔签字"),
        Column("petition_no", "信访编号", searchable=True),
        Column("venue", "接访地点", searchable=True, carry=True),
        common.RECORDER,
        replace(common.REMARK, width=12),
    ),
)
