"""调查问卷: questionnaires with their questions, options and tallies."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.computed import share
from db.declare import ChangedBy, Child, Column, Kind, Ledger

OPTIONS = Child(
    "options",
    "题目选项",
    (
        Column("question_no", "题号", Kind.COUNT, counter="题"),
        Column("question", "题目", Kind.LONG, searchable=True),
        Column("question_kind", "题型", Kind.CHOICE, choices=("单选", "多选", "开放"), default="单选"),
        Column("option", "选项", searchable=True),
        Column("chosen", "票数", Kind.COUNT, counter="份", totalled=True),
        Column("answered", "答题份数", Kind.COUNT, counter="份", help="答了这道题的份数，多选题按它算比例"),
    ),
)

ANSWERS = Child("open_answers", "开放意见", (Column("text", "意见内容", Kind.LONG, searchable=True),))

_RATE = Column("rate", "率", Kind.NUMBER, counter="%", changed_by=ChangedBy.SYSTEM)

LEDGER = Ledger(
    name="questionnaires",
    label="调查问卷",
    tab="opinions",
    prefix="问卷",
    matter="title",
    main_date="issued_on",
    title="调查问卷统计表",
    intro="问卷发了多少、收回多少、有效多少，每道题每个选项选了多少。",
    columns=(
        common.main_date("issued_on", "发放日期", "日期", "调查日期"),
        common.matter("title", "问卷名称", "名称", width=56, kind=Kind.TEXT),
        replace(common.count("issued", "发放数", "份", "发放", width=16), complete=True, primary=True, in_table=True),
        replace(common.count("returned", "回收数", "份", "回收", width=16), complete=True, primary=True, in_table=True),
        replace(common.count("valid", "有效数", "份", "有效", width=16), complete=True, primary=True, in_table=True),
        replace(
            _RATE,
            key="return_rate",
            label="回收率",
            width=16,
            in_table=True,
            computed=share(("returned",), "issued"),
            help="回收数÷发放数",
        ),
        replace(
            _RATE,
            key="valid_rate",
            label="有效率",
            width=16,
            in_table=True,
            computed=share(("valid",), "returned"),
            help="有效数÷回收数",
        ),
        Column("invalid_reason", "无效原因", width=24, searchable=True, primary=True),
        Column("audience", "调查对象", width=22, searchable=True, primary=True, synonyms=("对象构成",)),
        Column("organisation", "组织单位", Kind.ORGANISATION, searchable=True, primary=True),
        Column("summary", "主要结果", Kind.LONG, searchable=True, primary=True),
        replace(common.REMARK, width=14),
    ),
    children=(common.RESPONDENTS, OPTIONS, ANSWERS),
)
