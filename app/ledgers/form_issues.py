"""表卷发放: questionnaires, opinion forms and appraisal sheets handed out, returned and found valid."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.computed import share
from db.declare import ChangedBy, Column, Kind, Ledger

LEDGER = Ledger(
    name="form_issues",
    label="表卷发放",
    tab="base",
    prefix="表卷",
    matter="title",
    main_date="issued_on",
    base=True,
    title="表卷发放回收登记表",
    intro="调查问卷、征求意见表、民主评议表发了多少、收回多少、有效多少。",
    columns=(
        common.main_date("issued_on", "发放日期", "日期", "发放时间", width=22),
        common.choice("kind", "种类", "调查问卷", "征求意见表", "民主评议表", "测评表", "其他", width=24),
        common.matter("title", "名称", "表卷名称", width=46, kind=Kind.TEXT),
        Column("audience", "发放对象", complete=True, width=34, searchable=True, primary=True, in_table=True),
        Column("counter_unit", "量词", Kind.CHOICE, choices=("份", "套"), default="份", width=12, primary=True),
        replace(
            common.count("issued", "发放数", "份", "发放", "发出", width=17),
            complete=True,
            primary=True,
            in_table=True,
            counter_in="counter_unit",
        ),
        replace(
            common.count("returned", "回收数", "份", "回收", "收回", width=17),
            primary=True,
            in_table=True,
            counter_in="counter_unit",
        ),
        replace(
            common.count("valid", "有效数", "份", "有效", width=17),
            primary=True,
            in_table=True,
            counter_in="counter_unit",
        ),
        Column(
            "return_rate",
            "回收率",
            Kind.NUMBER,
            width=15,
            counter="%",
            changed_by=ChangedBy.SYSTEM,
            computed=share(("returned",), "issued"),
        ),
        Column("invalid_reason", "无效原因", searchable=True, primary=True),
        Column("returned_on", "回收日期", Kind.DATE, primary=True),
        Column("organisation", "发放单位", Kind.ORGANISATION, searchable=True, primary=True),
        Column("place", "村(组)", Kind.PLACE, searchable=True, carry=True),
        Column("round_name", "轮次", searchable=True),
        replace(common.CAMPAIGN, section="基本情况"),
    ),
    children=(common.RESPONDENTS,),
)
