"""任职: who held which post from when to when, so that paper shows the post of the day."""

from __future__ import annotations

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="posts",
    label="任职",
    tab="base",
    prefix="任职",
    matter="person",
    base=True,
    title="任职名册",
    intro="谁在什么时候任什么职务；打印时用当天的职务。",
    columns=(
        common.matter("person", "姓名", "人员", width=28, kind=Kind.PERSON),
        Column("organisation", "单位", Kind.ORGANISATION, width=50, searchable=True, primary=True, in_table=True),
        Column("title", "职务", width=46, searchable=True, primary=True, in_table=True),
        Column("rank", "职级", width=26, primary=True, in_table=True),
        Column("started_on", "任职日期", Kind.FUZZY_DATE, width=26, primary=True, in_table=True, synonyms=("起",)),
        Column("ended_on", "免职日期", Kind.FUZZY_DATE, width=26, primary=True, in_table=True, synonyms=("止",)),
        Column("is_committee_member", "班子成员", Kind.FLAG, primary=True),
    ),
)
