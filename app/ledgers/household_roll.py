"""户口花名册: what villages hand in, one row a person; its rows become places, households, members and people."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger, Mask

LEDGER = Ledger(
    name="household_roll",
    label="户口花名册",
    tab="base",
    prefix="户口",
    matter="name",
    base=True,
    title="户口花名册",
    intro="一行一个人：村、组、户、家庭成员和人员一次导入；户主可以每行都写，也可以合并单元格或只写第一行。",
    columns=(
        Column(
            "village", "村", complete=True, primary=True, synonyms=("村名", "行政村", "所在村", "村(社区)", "村委会")
        ),
        Column("villager_group", "组", primary=True, synonyms=("村民小组", "小组", "组别", "所在组", "社", "村组")),
        Column("household_no", "户号", primary=True, synonyms=("户编号", "门牌号", "户口簿号", "户口本号")),
        Column("head_name", "户主姓名", primary=True, mask=Mask.NAME, synonyms=("户主",)),
        replace(
            common.villager_name("name", "姓名", "家庭成员", "家庭成员姓名", "成员姓名", "人员姓名"),
            complete=True,
            primary=True,
        ),
        Column("relation", "与户主关系", primary=True, synonyms=("关系", "家庭关系", "与户主的关系")),
        common.sex(),
        Column("born_on", "出生日期", Kind.FUZZY_DATE, sensitive=True, synonyms=("出生年月", "出生年月日", "生日")),
        common.id_number(),
        common.phone("phone", "联系电话", "户主电话", "手机号码", "手机号"),
        Column("address", "住址", mask=Mask.ADDRESS, synonyms=("家庭住址", "户籍地址", "地址")),
        Column("household_kind", "家庭类型", synonyms=("户类型", "户属性", "种类")),
        Column("health", "健康状况", sensitive=True),
        Column("is_party_member", "党员", Kind.FLAG, synonyms=("是否党员",)),
    ),
)
