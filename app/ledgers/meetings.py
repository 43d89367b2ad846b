"""会议: what was on the agenda, what was decided, who does it by when."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger

AGENDA = Child(
    "agenda",
    "议程",
    (
        Column("topic", "议题", Kind.LONG, searchable=True),
        Column("reporter", "汇报人", Kind.PERSON),
        Column("discussion", "讨论情况", Kind.LONG, searchable=True),
    ),
    printed_in="topic",
)

RESOLUTIONS = Child(
    "resolutions",
    "议定事项",
    (
        Column("text", "事项", Kind.LONG, searchable=True),
        Column("responsible_person", "责任人", Kind.PERSON),
        Column("due_on", "时限", Kind.DATE),
        Column("done_on", "完成日期", Kind.DATE),
    ),
    printed_in="resolution_text",
)

LEDGER = Ledger(
    name="meetings",
    label="会议",
    retention="30年",
    tab="office",
    prefix="会议",
    matter="topic",
    main_date="held_on",
    title="会议登记簿",
    intro="开了什么会、谁到了、议了什么、定了什么、谁来办、什么时候办完。",
    columns=(
        common.main_date("held_on", "日期", "时间", "会议时间", "会议日期"),
        Column("start_at", "开始时间", Kind.TIME),
        replace(
            common.choice(
                "kind",
                "种类",
                "动员会",
                "党委会",
                "党政联席会",
                "推进会",
                "学习会",
                "总结会",
                "联席会议",
                "其他",
                width=20,
            ),
            open_choice=True,
            synonyms=("会议种类",),
        ),
        Column("venue", "地点", complete=True, width=22, searchable=True, primary=True, in_table=True, carry=True),
        Column(
            "host",
            "主持",
            Kind.PERSON,
            complete=True,
            width=16,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
            synonyms=("主持人",),
        ),
        replace(common.count("expected", "应到", "人", width=11), primary=True),
        replace(common.count("attended", "实到", "人", "参加人数", width=11), primary=True, in_table=True),
        replace(common.count("on_leave", "请假", "人", width=11), primary=True),
        common.matter("topic", "议题", "会议议题", "主题", width=40),
        Column("resolution_text", "议定事项", Kind.LONG, width=36, searchable=True, primary=True),
        Column("organisation", "召开单位", Kind.ORGANISATION, searchable=True, primary=True, carry=True),
        replace(common.RECORDER, width=15, primary=True, section="基本情况"),
        Column("audience", "参加范围", searchable=True),
        replace(common.REMARK, width=14),
    ),
    children=(AGENDA, RESOLUTIONS),
)
