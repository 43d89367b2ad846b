"""达标核查: a standard's items checked village by village or team by team."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="checklists",
    label="达标核查",
    tab="rectification",
    prefix="达标",
    matter="item",
    main_date="checked_on",
    title="达标核查表",
    intro="一项标准一个村一行，已达标、部分达标、未达标，凭什么，谁核的。",
    by_place=True,
    columns=(
        Column(
            "standard",
            "标准",
            Kind.CHOICE,
            complete=True,
            open_choice=True,
            vocabulary="checklist_standards",
            choices=("回头看",),
            width=30,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
        ),
        replace(common.PLACE, label="村(组)", width=24, primary=True, in_table=True, section="基本情况"),
        Column(
            "subject",
            "对象",
            complete=True,
            excused_by=("place",),
            width=24,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("对象(村/组)", "核查对象"),
        ),
        replace(
            common.matter("item", "项目", "核查项目", width=46, kind=Kind.CHOICE),
            choices=("学习教育", "听取意见", "整改落实", "建章立制"),
            vocabulary="look_back_questions",
            open_choice=True,
        ),
        Column(
            "result",
            "结果",
            Kind.CHOICE,
            complete=True,
            choices=("已", "部分", "未"),
            width=14,
            primary=True,
            in_table=True,
            synonyms=("核查结果",),
        ),
        replace(common.EVIDENCE, width=24, primary=True, section="基本情况"),
        Column("checker", "核查人", Kind.PERSON, width=18, searchable=True, primary=True, in_table=True, carry=True),
        common.main_date("checked_on", "日期", "核查日期"),
        replace(common.REMARK, width=14),
    ),
)
