"""笔记心得: notes, essays, research papers and speeches handed in by each person, and who checked them."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="study_outputs",
    label="笔记心得",
    tab="learning",
    prefix="心得",
    matter="person",
    main_date="submitted_on",
    title="笔记心得登记表",
    intro="谁交了笔记、心得，写的什么题目，谁检查的；没交的人列在未交名单里。",
    columns=(
        common.main_date("submitted_on", "交稿日", "交稿日期", "日期", kind=Kind.DATE),
        common.matter("person", "姓名", "人", "作者", width=18, kind=Kind.PERSON),
        Column("organisation", "单位", Kind.ORGANISATION, width=26, searchable=True, primary=True, in_table=True),
        replace(
            common.choice("kind", "种类", "笔记", "心得", "调研文章", "发言", width=16),
            default="心得",
            carry=True,
            also_said=(
                ("学习笔记", "笔记"),
                ("读书笔记", "笔记"),
                ("心得体会", "心得"),
                ("学习心得", "心得"),
                ("学习体会", "心得"),
                ("体会文章", "心得"),
                ("发言材料", "发言"),
            ),
        ),
        Column("title", "题目", width=44, searchable=True, primary=True, in_table=True),
        Column("word_count", "字数", Kind.COUNT, width=14, primary=True, counter="字"),
        Column("checker", "检查人", Kind.PERSON, width=16, searchable=True, primary=True, carry=True),
        Column("checked_on", "检查日", Kind.DATE, width=18, primary=True, in_table=True, synonyms=("检查日期",)),
        Column(
            "grade",
            "评价",
            Kind.CHOICE,
            choices=("优", "良", "中", "退回重写"),
            open_choice=True,
            width=18,
            primary=True,
            in_table=True,
        ),
        Column("session_no", "学习活动编号", searchable=True),
    ),
)
