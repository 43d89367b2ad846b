"""户: the households of the villages, the base of every coverage figure."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger, Mask

MEMBERS = Child(
    "members",
    "家庭成员",
    (
        common.villager_name("name", "姓名"),
        Column("relation", "与户主关系"),
        common.sex(),
        Column("born_on", "出生日期", Kind.FUZZY_DATE, sensitive=True),
        common.id_number(),
        Column("health", "健康状况", sensitive=True),
        Column("is_party_member", "党员", Kind.FLAG),
    ),
)

LEDGER = Ledger(
    name="households",
    label="户",
    tab="base",
    prefix="户",
    matter="head_name",
    base=True,
    title="户名册",
    intro="各村组的户在这里登记一次，走访不漏户、联户、慰问都按它核对。",
    columns=(
        Column(
            "place",
            "村(组)",
            Kind.PLACE,
            complete=True,
            width=36,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
            synonyms=("村", "村组", "所在村"),
        ),
        Column(
            "household_no",
            "户号",
            width=26,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("户编号", "门牌号"),
        ),
        replace(common.matter("head_name", "户主", "户主姓名", "姓名", width=30, kind=Kind.TEXT), mask=Mask.NAME),
        replace(
            common.choice("kind", "家庭类型", "一般", "低保", "五保", "残疾", "军烈属", "党员户", "其他", width=26),
            sensitive=True,
            open_choice=True,
            default="一般",
            synonyms=("户类型", "种类"),
        ),
        replace(common.count("population", "人口", "人", "家庭人口", width=20), primary=True, in_table=True),
        Column(
            "labour_count", "劳动力", Kind.COUNT, width=20, primary=True, in_table=True, counter="人", totalled=True
        ),
        Column("address", "住址", width=52, searchable=True, primary=True, in_table=True, mask=Mask.ADDRESS),
        common.phone(),
        common.id_number(),
        Column("bank_account", "银行账号", sensitive=True, mask=Mask.BANK_ACCOUNT),
        Column("ended_on", "迁出或并户日期", Kind.DATE),
    ),
    children=(MEMBERS, Child("aliases", "户主别名", (common.villager_name("alias", "名称"),))),
)
