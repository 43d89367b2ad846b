"""制度建设: rules made, amended and repealed."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger

CHECKS = Child(
    "checks",
    "执行检查",
    (
        Column("checked_on", "检查日期", Kind.DATE, default=common.TODAY),
        Column("checker", "检查人", Kind.PERSON),
        Column("text", "检查情况", Kind.LONG, searchable=True),
    ),
    printed_in="check_text",
)

LEDGER = Ledger(
    name="institutions",
    label="制度建设",
    retention="永久",
    tab="rectification",
    prefix="制度",
    matter="name",
    main_date="issued_on",
    title="制度建设台账",
    intro="新建、修订、废止了哪些制度，谁负责执行，执行得怎样。",
    columns=(
        common.matter("name", "名称", "制度名称", width=52, kind=Kind.TEXT),
        common.choice("kind", "种类", "新建", "修订", "废止", width=15),
        Column("document_no", "文号", width=26, searchable=True, primary=True, in_table=True),
        Column("meeting", "审议会议", width=22, searchable=True, primary=True),
        common.main_date("issued_on", "印发日", "印发日期", "日期"),
        Column("effective_on", "生效日", Kind.DATE, width=18, primary=True, in_table=True, synonyms=("生效日期",)),
        replace(common.RESPONSIBLE_ORG, complete=False, width=22),
        Column("check_text", "执行检查", Kind.LONG, width=26, searchable=True, primary=True, section=common.RESULT),
        Column("replaced_by", "替代制度", searchable=True, help="修订、废止后由哪项制度代替"),
        replace(common.REMARK, width=14),
    ),
    children=(CHECKS,),
)
