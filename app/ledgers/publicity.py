"""宣传发动: what was published through which medium, and how many it reached."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="publicity",
    label="宣传发动",
    tab="liaison",
    prefix="宣传",
    matter="title",
    main_date="published_on",
    title="宣传发动台账",
    intro="简报、广播、标语、网络、入户宣传，发了什么、到了多少人次。",
    columns=(
        common.main_date("published_on", "日期", "刊发日期", width=22),
        Column(
            "medium",
            "媒介",
            Kind.CHOICE,
            complete=True,
            open_choice=True,
            width=24,
            primary=True,
            in_table=True,
            choices=("简报", "广播", "电视", "报纸", "网络", "标语", "宣传栏", "明白纸", "会议", "入户宣传"),
            synonyms=("宣传方式",),
        ),
        common.matter("title", "题目", "标题", "内容", width=60, kind=Kind.TEXT),
        Column("issue_number", "期号", width=18, searchable=True, primary=True, in_table=True, synonyms=("期数",)),
        replace(common.count("person_times", "受众人次", "人次", "人次", width=20), primary=True, in_table=True),
        replace(common.count("copies", "份数", "份", width=16), primary=True),
        Column("organisation", "刊发单位", Kind.ORGANISATION, width=28, searchable=True, primary=True, in_table=True),
        Column("text", "稿件", Kind.LONG, searchable=True, primary=True),
        Column("author", "撰稿人", Kind.PERSON, searchable=True, primary=True),
    ),
)
