"""承诺公示: what cadres and branches promise, publish and are assessed on."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Deadline, Kind, Ledger

LEDGER = Ledger(
    name="commitments",
    label="承诺公示",
    tab="liaison",
    prefix="承诺",
    matter="text",
    main_date="promised_on",
    title="承诺公示台账",
    intro="谁承诺了什么、公示了没有、到期兑现没有、群众怎么评。",
    deadline=Deadline(finished="kept_on", stopped=("已兑现",)),
    columns=(
        replace(common.main_date("promised_on", "承诺日期", "日期"), width=17),
        Column(
            "promiser",
            "承诺人",
            Kind.PERSON,
            complete=True,
            width=17,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("姓名",),
        ),
        Column("post", "岗位", width=20, searchable=True, primary=True, synonyms=("职务",)),
        Column("organisation", "单位", Kind.ORGANISATION, searchable=True, primary=True, in_table=True),
        common.matter("text", "内容", "承诺内容", width=44),
        replace(common.NOTICE_COLUMNS[0], width=17),
        replace(common.NOTICE_COLUMNS[1], width=17),
        *common.NOTICE_COLUMNS[2:],
        replace(common.DUE_ON, label="兑现时限", complete=True, width=17, synonyms=("时限",)),
        common.DUE_ON_ROLLED,
        Column(
            "status",
            "兑现情况",
            Kind.CHOICE,
            choices=("未兑现", "部分兑现", "已兑现"),
            default="未兑现",
            width=16,
            primary=True,
            in_table=True,
            section=common.RESULT,
        ),
        Column("kept_on", "兑现日期", Kind.DATE, primary=True, section=common.RESULT),
        Column("kept_text", "兑现说明", Kind.LONG, searchable=True, section=common.RESULT),
        replace(common.count("assessor_count", "评议人数", "人", width=15, section=common.RESULT), primary=True),
        Column(
            "assessment",
            "结果",
            Kind.CHOICE,
            choices=("好", "较好", "一般", "差"),
            vocabulary="grades",
            open_choice=True,
            width=15,
            primary=True,
            in_table=True,
            section=common.RESULT,
            synonyms=("评议结果",),
        ),
        replace(common.REMARK, width=14),
    ),
)
