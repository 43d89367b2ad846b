"""机构名册: leading groups, offices, supervision and action teams, collecting teams, voluntary supervisors."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.computed import typed_else_rows
from db.declare import Child, Column, Kind, Ledger

MEMBERS = Child(
    "members",
    "成员",
    (
        Column("person", "姓名", Kind.PERSON, searchable=True),
        Column(
            "role",
            "角色",
            Kind.CHOICE,
            choices=("组长", "副组长", "成员", "联络员", "义务监督员"),
            open_choice=True,
            default="成员",
        ),
        Column("member_kind", "人员类别", searchable=True, help="如党代表、人大代表、老党员、群众代表"),
        Column("organisation", "单位", Kind.ORGANISATION, searchable=True),
        common.phone("phone", "电话"),
        Column("started_on", "开始日期", Kind.FUZZY_DATE, synonyms=("起",)),
        Column("ended_on", "结束日期", Kind.FUZZY_DATE, synonyms=("止",)),
    ),
    printed_in="member_text",
)

REPORTS = Child(
    "reports",
    "反映情况",
    (
        Column("reported_on", "日期", Kind.DATE, default=common.TODAY),
        Column("person", "反映人", Kind.PERSON),
        Column("text", "反映内容", Kind.LONG, searchable=True),
        Column("handling", "处理情况", Kind.LONG, searchable=True),
    ),
)

LEDGER = Ledger(
    name="teams",
    label="机构名册",
    retention="30年",
    tab="office",
    prefix="机构",
    matter="name",
    main_date="founded_on",
    lasts_until="ended_on",
    title="机构人员名册",
    intro="领导小组、办公室、督导组、行动小组、收集意见小组、义务监督员，人员、电话、起止。",
    columns=(
        common.matter("name", "名称", "机构名称", width=36, kind=Kind.TEXT),
        replace(
            common.choice(
                "kind",
                "种类",
                "领导小组",
                "办公室",
                "督导组",
                "工作组",
                "行动小组",
                "收集意见小组",
                "联户小组",
                "义务监督员",
                "其他",
                width=20,
            ),
            vocabulary="team_kinds",
            open_choice=True,
        ),
        Column("document_no", "成立文号", width=24, searchable=True, primary=True),
        common.main_date("founded_on", "成立日期", "日期"),
        Column("leader", "组长", Kind.PERSON, complete=True, width=16, searchable=True, primary=True, in_table=True),
        Column("deputies", "副组长", width=20, searchable=True, primary=True, in_table=True, names_people=True),
        Column("member_text", "成员", Kind.LONG, width=44, searchable=True, primary=True, names_people=True),
        replace(
            common.count("member_count", "人数", "人", "成员数"),
            primary=True,
            in_table=True,
            computed=typed_else_rows("members", "member_count"),
        ),
        Column(
            "charge_org",
            "负责单位",
            Kind.ORGANISATION,
            width=24,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("负责支部",),
        ),
        Column("charge_text", "负责范围", Kind.LONG, searchable=True, primary=True),
        common.ended_on("撤销日期"),
        replace(common.REMARK, width=14),
    ),
    children=(MEMBERS, REPORTS),
)
