"""查摆批评: talks, self-examination papers with their drafts, meetings with criticisms, reports on duty."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.computed import typed_else_rows
from db.declare import Child, Column, Kind, Ledger

DRAFTS = Child(
    "drafts",
    "稿次",
    (
        Column("draft_no", "第几稿", Kind.COUNT, counter="稿", told="第{}稿"),
        Column("submitted_on", "交稿日期", Kind.DATE),
        Column("reviewer", "审阅人", Kind.PERSON),
        Column("opinion", "审阅意见", Kind.LONG, searchable=True),
        Column("result", "结果", Kind.CHOICE, choices=("退回修改", "通过")),
        Column("reviewed_on", "审阅日期", Kind.DATE),
    ),
    printed_in="review_opinion",
)

CRITICISMS = Child(
    "criticisms",
    "批评意见",
    (
        Column("critic", "批评人", Kind.PERSON, searchable=True),
        Column("criticised", "被批评人", Kind.PERSON, searchable=True),
        Column("is_self", "自我批评", Kind.FLAG),
        Column("text", "批评意见", Kind.LONG, searchable=True),
        Column("attitude", "态度", Kind.CHOICE, choices=("接受", "说明")),
        Column("rectification_no", "转入编号", searchable=True),
    ),
    printed_in="criticism_text",
)

LEDGER = Ledger(
    name="self_examinations",
    label="查摆批评",
    tab="rectification",
    prefix="查摆",
    matter="person",
    main_date="held_on",
    title="查摆问题、开展批评台账",
    intro="谈心谈话、对照检查材料、民主生活会、组织生活会、述职，一次一行，批评意见一条一行。",
    columns=(
        common.choice("kind", "种类", "谈心谈话", "对照检查材料", "民主生活会", "组织生活会", "述职", width=18),
        common.main_date("held_on", "日期", "时间"),
        common.matter("person", "人", "姓名", "谈话人", "述职人", width=18, kind=Kind.PERSON),
        Column(
            "counterpart",
            "对象",
            Kind.PERSON,
            width=18,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("谈话对象",),
        ),
        Column("organisation", "单位", Kind.ORGANISATION, searchable=True, primary=True, synonyms=("支部",)),
        Column("host", "主持", Kind.PERSON, width=14, searchable=True, primary=True, synonyms=("主持人",)),
        Column("venue", "地点", searchable=True),
        Column("draft_no", "稿次", Kind.COUNT, width=12, primary=True, in_table=True, counter="稿"),
        Column("review_opinion", "审阅意见", Kind.LONG, width=22, searchable=True, primary=True),
        Column("result", "结果", Kind.LONG, width=20, searchable=True, primary=True, in_table=True),
        Column("criticism_text", "批评意见", Kind.LONG, width=26, searchable=True, primary=True),
        replace(
            common.count("criticism_count", "批评意见条数", "条", "批评意见(条)", width=16),
            primary=True,
            in_table=True,
            computed=typed_else_rows("criticisms", "criticism_count"),
        ),
        Column("text", "内容", Kind.LONG, searchable=True, primary=True, synonyms=("谈话内容",)),
        Column("rectification_no", "转入编号", width=22, searchable=True),
        Column("appraisal_no", "评议编号", searchable=True, help="述职评议的票数记在民主评议里"),
        replace(common.REMARK, width=14),
    ),
    children=(DRAFTS, CRITICISMS),
)
