"""人员: everyone the office names often: cadres, party members, supervisors, villagers."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger, Mask

LEDGER = Ledger(
    name="people",
    label="人员",
    tab="base",
    prefix="人员",
    matter="name",
    base=True,
    title="人员名册",
    intro="干部、党员、群众代表在这里登记一次，各台账按姓名或拼音首字母选用。",
    columns=(
        common.matter("name", "姓名", width=24, kind=Kind.TEXT),
        replace(common.sex(), width=12, primary=True),
        replace(
            common.choice("kind", "类别", "干部", "党员", "群众", "义务监督员", "其他", width=20),
            open_choice=True,
            synonyms=("人员类别", "身份"),
        ),
        Column(
            "organisation",
            "单位",
            Kind.ORGANISATION,
            width=40,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
        ),
        Column("title", "职务", width=30, searchable=True, primary=True, in_table=True, synonyms=("现任职务",)),
        Column(
            "rank",
            "职级",
            Kind.CHOICE,
            open_choice=True,
            width=20,
            primary=True,
            choices=("县级", "乡科级正职", "乡科级副职", "一般干部", "村干部"),
        ),
        Column(
            "branch", "党支部", Kind.ORGANISATION, width=30, searchable=True, primary=True, in_table=True, carry=True
        ),
        Column("is_party_member", "党员", Kind.FLAG, width=12, primary=True, in_table=True, synonyms=("是否党员",)),
        Column(
            "is_on_roster",
            "列入参学名单",
            Kind.FLAG,
            width=16,
            primary=True,
            in_table=True,
            help="算学习覆盖率、未交名单和资料人手一册时的应到人员",
        ),
        Column(
            "place", "村(组)", Kind.PLACE, searchable=True, primary=True, carry=True, synonyms=("村", "村组", "所在村")
        ),
        Column("household", "户", Kind.HOUSEHOLD),
        Column("born_on", "出生日期", Kind.FUZZY_DATE, sensitive=True),
        common.phone(),
        common.id_number(),
        Column("address", "住址", searchable=True, mask=Mask.ADDRESS),
        Column("joined_party_on", "入党日期", Kind.FUZZY_DATE),
        Column("left_on", "离任或离开日期", Kind.DATE),
    ),
    children=(Child("aliases", "别名曾用名", (Column("alias", "名称", searchable=True),)),),
)
