"""授课轮值: which member of the committee teaches when, and what was taught."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="lecturer_rota",
    label="授课轮值",
    tab="base",
    prefix="授课",
    matter="lecturer",
    main_date="planned_on",
    base=True,
    title="授课轮值表",
    intro="班子成员轮流授课的安排和完成情况。",
    columns=(
        common.main_date("planned_on", "日期", "安排日期", "授课日期", width=24, kind=Kind.DATE),
        common.matter("lecturer", "授课人", "主讲人", "姓名", width=26, kind=Kind.PERSON),
        Column("title", "职务", width=30, primary=True, in_table=True),
        Column("topic", "授课题目", width=56, searchable=True, primary=True, in_table=True, synonyms=("主题",)),
        Column("audience", "听课范围", width=26, searchable=True, primary=True),
        Column("held_on", "实际授课日期", Kind.DATE, width=24, primary=True, in_table=True),
        Column("session_no", "学习活动编号", primary=True, searchable=True),
        Column("substitute_reason", "换人原因", width=18, primary=True, in_table=True, searchable=True),
        replace(common.CAMPAIGN, section="基本情况"),
    ),
)
