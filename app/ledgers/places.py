"""村组: towns, villages, groups, communities, enterprises and grids, with aliases and former names."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger

LEDGER = Ledger(
    name="places",
    label="村组",
    tab="base",
    prefix="地名",
    matter="name",
    base=True,
    unique=("name", "parent"),
    title="村组名册",
    intro="村、组、社区、企业、网格的名称只在这里登记一次，别名和曾用名都认得。",
    columns=(
        common.matter("name", "名称", "村名", "村组", "村", width=40, kind=Kind.TEXT),
        replace(
            common.choice("kind", "种类", "镇", "村", "组", "社区", "企业", "网格", "其他", width=20), default="村"
        ),
        Column("parent", "上级", Kind.PLACE, width=36, primary=True, in_table=True, synonyms=("所属村", "隶属")),
        Column("full_name", "全称", searchable=True, width=48, primary=True, synonyms=("规范名称",)),
        replace(common.count("group_count", "组数", "个", "村民小组数", width=22), primary=True, in_table=True),
        replace(common.count("household_count", "户数", "户", width=22), primary=True, in_table=True),
        replace(common.count("population", "人口", "人", width=22), primary=True, in_table=True),
        Column("leader", "负责人", Kind.PERSON, searchable=True, primary=True, synonyms=("村支书", "组长")),
        common.phone(),
        Column("branch", "党支部", Kind.ORGANISATION, searchable=True),
        Column("is_education_base", "教育实践基地", Kind.FLAG),
        Column("is_service_hall", "便民服务厅", Kind.FLAG),
        Column("ended_on", "撤并日期", Kind.DATE),
    ),
    children=(
        Child(
            "aliases",
            "别名曾用名",
            (
                Column("alias", "名称", searchable=True),
                Column("alias_kind", "种类", Kind.CHOICE, choices=("别名", "曾用名", "简称"), default="别名"),
                Column("until_on", "用到何时", Kind.FUZZY_DATE),
            ),
        ),
    ),
)
