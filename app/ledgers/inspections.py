"""督导检查: room by room, notebook by notebook; what was found and what became of it."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.computed import typed_else_rows
from db.declare import Child, Column, Kind, Ledger

FINDINGS = Child(
    "findings",
    "发现问题",
    (
        Column("text", "问题", Kind.LONG, searchable=True),
        Column("organisation", "所在单位", Kind.ORGANISATION),
        Column("handling", "处理", Kind.CHOICE, choices=("现场整改", "限期整改", "转入整改台账"), default="限期整改"),
        Column("rectification_no", "转入编号", searchable=True),
        Column("revisited_on", "回访日期", Kind.DATE),
        Column("revisit_text", "回访情况", searchable=True),
    ),
    printed_in="finding_text",
)

SAMPLES = Child(
    "samples",
    "抽查项目",
    (
        Column("record_no", "编号", searchable=True),
        Column("text", "内容", Kind.LONG),
        Column("visited_on", "回访日期", Kind.DATE),
        Column("visitor", "回访人", Kind.PERSON, searchable=True),
        Column("visit_text", "回访情况", Kind.LONG, searchable=True),
        Column("result", "结果", Kind.CHOICE, choices=("维持销号", "反弹重开")),
    ),
)

LEDGER = Ledger(
    name="inspections",
    label="督导检查",
    retention="30年",
    tab="rectification",
    prefix="督导",
    matter="target",
    main_date="inspected_on",
    title="督导检查台账",
    intro="哪个组检查了谁、查了多少处多少本、发现什么、当场改了没有、后来回访怎样。",
    columns=(
        common.main_date("inspected_on", "日期", "检查日期"),
        Column(
            "team",
            "检查组",
            complete=True,
            width=20,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
            synonyms=("组", "督导组"),
        ),
        common.matter("target", "对象", "检查对象", "被检查单位", width=25, kind=Kind.TEXT),
        Column(
            "method",
            "方式",
            Kind.CHOICE,
            open_choice=True,
            width=16,
            primary=True,
            in_table=True,
            choices=("实地查看", "查阅资料", "随机抽查", "明察暗访", "电话抽查", "座谈"),
            synonyms=("检查方式",),
        ),
        replace(
            common.count("checked_count", "检查处(本)数", "处", "检查处/本数", "检查数", width=16),
            primary=True,
            totalled=False,
        ),
        Column("finding_text", "发现问题", Kind.LONG, width=38, searchable=True, primary=True, in_table=True),
        replace(
            common.count("finding_count", "问题数", "项", "发现问题数", width=13),
            primary=True,
            in_table=True,
            computed=typed_else_rows("findings", "finding_count"),
        ),
        Column("fixed_on_spot", "现场整改", Kind.LONG, width=22, searchable=True, primary=True, section=common.RESULT),
        Column("rectification_no", "转入编号", width=22, searchable=True, primary=True, section=common.RESULT),
        Column("follow_up", "回访", Kind.LONG, width=16, searchable=True, primary=True, section=common.RESULT),
        Column("inspectors", "检查人员", searchable=True, carry=True, names_people=True),
        Column("sample_base", "抽查名单", Kind.LONG, section="抽查", help="从哪份名单里抽"),
        Column("sample_size", "抽查数量", Kind.COUNT, counter="个", section="抽查"),
        Column("sample_seed", "抽签号", section="抽查", help="同一名单、同一抽签号，抽出的结果相同"),
        replace(common.REMARK, width=12),
    ),
    children=(FINDINGS, SAMPLES),
)
