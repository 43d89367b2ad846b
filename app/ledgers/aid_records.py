"""慰问帮扶: visits with money or goods, and hours served in a community."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger, Mask

LEDGER = Ledger(
    name="aid_records",
    label="慰问帮扶",
    tab="liaison",
    prefix="慰问",
    matter="household",
    main_date="aided_on",
    title="慰问帮扶台账",
    intro="慰问了哪一户、给了多少钱物、谁给的、谁签收；在职党员到社区服务记小时。",
    by_place=True,
    columns=(
        common.main_date("aided_on", "日期", "慰问日期", width=20),
        replace(common.PLACE, width=20, primary=True, in_table=True, section="基本情况"),
        replace(
            common.matter("household", "户", "户主", "慰问对象", "姓名", width=20, kind=Kind.HOUSEHOLD), mask=Mask.NAME
        ),
        Column(
            "giver",
            "慰问人",
            Kind.PERSON,
            complete=True,
            width=18,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
        ),
        Column("giver_org", "慰问单位", Kind.ORGANISATION, width=24, searchable=True, primary=True, carry=True),
        replace(
            common.money("amount", "款额", "金额", "慰问金", width=18),
            complete=True,
            primary=True,
            in_table=True,
            excused_by=("goods", "service_hours"),
        ),
        Column("goods", "物资", width=30, searchable=True, primary=True, in_table=True, synonyms=("款额/物资",)),
        replace(common.money("goods_value", "物资折款"), primary=True),
        Column("source", "来源", width=18, searchable=True, primary=True, synonyms=("资金来源",)),
        Column("sign_off", "签收", width=18, help="留空由收到的人用笔签字"),
        Column(
            "service_hours",
            "服务时数",
            Kind.NUMBER,
            width=15,
            primary=True,
            in_table=True,
            counter="小时",
            totalled=True,
        ),
        Column("text", "情况", Kind.LONG, searchable=True),
        replace(common.REMARK, width=14),
    ),
)
