"""单位: offices, departments, branches, villages' committees and enterprises, with the body above each."""

from __future__ import annotations

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger

LEDGER = Ledger(
    name="organisations",
    label="单位",
    tab="base",
    prefix="单位",
    matter="name",
    base=True,
    unique=("name",),
    title="单位名册",
    intro="责任单位、承办单位、党支部的名称只在这里登记一次，简称和旧称都认得。",
    columns=(
        common.matter("name", "名称", "单位名称", "单位", width=54, kind=Kind.TEXT),
        Column("short_name", "简称", width=30, searchable=True, primary=True, in_table=True),
        common.choice(
            "kind", "种类", "党委政府", "部门", "站所", "村", "社区", "党支部", "企业", "上级机关", "其他", width=22
        ),
        Column("parent", "上级单位", Kind.ORGANISATION, width=46, primary=True, in_table=True, synonyms=("隶属",)),
        Column("place", "村(组)", Kind.PLACE, searchable=True, primary=True, in_table=True, width=22, synonyms=("村",)),
        Column("leader", "负责人", Kind.PERSON, width=20, searchable=True, primary=True, in_table=True),
        Column(
            "is_reporting", "报数单位", Kind.FLAG, width=16, primary=True, help="应按时报数、报计划、报零报告的单位"
        ),
        common.phone(),
        Column("ended_on", "撤销日期", Kind.DATE),
    ),
    children=(
        Child(
            "aliases",
            "别名旧称",
            (Column("alias", "名称", searchable=True), Column("until_on", "用到何时", Kind.FUZZY_DATE)),
        ),
    ),
)
