"""党员结对: party member to party member, one to one."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="pair_links",
    label="党员结对",
    tab="liaison",
    prefix="结对",
    matter="first_party",
    main_date="started_on",
    lasts_until="ended_on",
    title="党员结对帮扶台账",
    intro="机关党员与农村党员一对一结对，帮什么、成效怎样。",
    by_place=True,
    columns=(
        common.matter("first_party", "帮扶党员", "甲", "甲方", "姓名", width=18, kind=Kind.PERSON),
        Column(
            "first_org",
            "单位",
            Kind.ORGANISATION,
            width=28,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("甲方单位",),
        ),
        Column(
            "second_party",
            "受帮扶党员",
            Kind.PERSON,
            complete=True,
            width=22,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("乙", "乙方", "结对党员"),
        ),
        replace(
            common.PLACE,
            label="村组",
            width=22,
            primary=True,
            in_table=True,
            section="基本情况",
            synonyms=("村(组)", "村", "所在村"),
        ),
        common.main_date("started_on", "结对日期", "起", "日期", "起始日期"),
        Column(
            "ended_on", "解除日期", Kind.FUZZY_DATE, width=18, primary=True, in_table=True, synonyms=("止", "终止日期")
        ),
        Column("end_reason", "解除原因", width=18, searchable=True, primary=True, synonyms=("原因",)),
        Column("aid_text", "帮扶内容", Kind.LONG, width=32, searchable=True, primary=True, in_table=True),
        Column("effect", "成效", Kind.LONG, width=28, searchable=True, primary=True),
        replace(common.REMARK, width=14),
    ),
)
