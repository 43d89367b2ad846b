"""资料发放: books, leaflets and notebooks handed out, per item and person."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger

RECEIPTS = Child(
    "receipts",
    "领取签收",
    (
        Column("person", "领取人", Kind.PERSON, searchable=True),
        Column("quantity", "数量", Kind.COUNT, counter="册", totalled=True),
        Column("received_on", "领取日期", Kind.DATE),
        Column("is_signed", "已签收", Kind.FLAG),
    ),
)

LEDGER = Ledger(
    name="material_issues",
    label="资料发放",
    retention="不归档",
    tab="learning",
    prefix="资料",
    matter="item",
    main_date="issued_on",
    title="学习资料发放登记表",
    intro="什么资料、发给谁、发了多少；对照名册看是不是人手一册。",
    columns=(
        common.main_date("issued_on", "日期", "发放日期", kind=Kind.DATE, width=20),
        common.matter("item", "资料", "资料名称", "名称", width=46, kind=Kind.TEXT),
        replace(
            common.choice("kind", "种类", "书籍", "读本", "折页", "明白纸", "笔记本", "光盘", "其他", width=18),
            complete=False,
            open_choice=True,
        ),
        replace(
            common.count("quantity", "数量", "册", "发放数量", width=18),
            complete=True,
            primary=True,
            in_table=True,
            counter_in="counter_unit",
        ),
        Column(
            "counter_unit",
            "单位",
            Kind.CHOICE,
            choices=("册", "张", "本", "份", "套"),
            open_choice=True,
            default="册",
            width=14,
            primary=True,
            in_table=True,
            synonyms=("量词",),
        ),
        Column(
            "recipient",
            "领取人",
            Kind.PERSON,
            width=22,
            searchable=True,
            primary=True,
            in_table=True,
        ),
        Column(
            "branch",
            "领取支部",
            Kind.ORGANISATION,
            complete=True,
            excused_by=("recipient",),
            width=36,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("领取人/支部", "支部", "领取单位"),
        ),
        Column("sign_off", "签收", width=24, help="留空由领取人用笔签字"),
    ),
    children=(RECEIPTS,),
)
