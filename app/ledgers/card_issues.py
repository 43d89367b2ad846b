"""联系卡发放: contact cards handed out, by place and day."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="card_issues",
    label="联系卡发放",
    retention="不归档",
    tab="liaison",
    prefix="联卡",
    matter="cadre",
    main_date="issued_on",
    title="便民联系卡发放登记表",
    intro="联系卡什么时候、在哪里、由谁发了多少张。",
    by_place=True,
    columns=(
        common.main_date("issued_on", "日期", "发放日期", width=24),
        replace(
            common.PLACE,
            label="地点",
            complete=True,
            width=34,
            primary=True,
            in_table=True,
            section="基本情况",
            synonyms=("村(组)", "村", "村组", "发放地点"),
        ),
        common.matter("cadre", "发放人", "联系干部", "姓名", width=28, kind=Kind.PERSON),
        Column(
            "cadre_org", "单位", Kind.ORGANISATION, width=34, searchable=True, primary=True, in_table=True, carry=True
        ),
        replace(
            common.count("quantity", "张数", "张", "数量", "发放数", width=20),
            complete=True,
            primary=True,
            in_table=True,
        ),
        replace(common.count("household_count", "户数", "户", width=20), primary=True, in_table=True),
        Column(
            "card_kind",
            "卡的种类",
            Kind.CHOICE,
            choices=("联系卡", "登记卡", "明白卡"),
            open_choice=True,
            width=22,
            default="联系卡",
            primary=True,
        ),
    ),
)
