"""调研报告: research reports, one per leader, some handwritten, and what became of them."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="research_reports",
    label="调研报告",
    tab="opinions",
    prefix="调研",
    matter="title",
    main_date="finished_on",
    title="调研报告登记表",
    intro="领导干部每人一篇的调研报告：去了哪里、写了什么、提了几条、用到了哪里。",
    columns=(
        common.main_date("finished_on", "完成日期", "日期", "交稿日期"),
        common.matter("title", "题目", "报告题目", width=46, kind=Kind.TEXT),
        Column(
            "author",
            "作者",
            Kind.PERSON,
            complete=True,
            width=16,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("调研人",),
        ),
        Column("author_title", "职务", width=22, primary=True, in_table=True),
        Column("research_places", "调研点", width=26, searchable=True, primary=True, in_table=True),
        *common.span("调研开始", "调研结束", width=0),
        Column("is_handwritten", "手写", Kind.FLAG, width=10, primary=True, in_table=True),
        replace(common.count("word_count", "字数", "字", width=14), primary=True, totalled=False),
        replace(common.count("problem_count", "问题数", "个", width=14), primary=True, in_table=True),
        replace(common.count("suggestion_count", "建议数", "条", width=14), primary=True, in_table=True),
        Column("used_for", "转化去向", Kind.LONG, width=20, searchable=True, primary=True, synonyms=("转化情况",)),
        replace(common.REMARK, width=14),
    ),
)
