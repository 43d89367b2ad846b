"""发出单据: supervision slips, notices and numbered sheets that went out, and whether they came back."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Deadline, Kind, Ledger

LEDGER = Ledger(
    name="issued_papers",
    label="发出单据",
    retention="不归档",
    tab="base",
    prefix="单据",
    matter="title",
    main_date="issued_on",
    title="发出单据登记簿",
    intro="督办单、告知书、编号的签字表发给了谁、该什么时候回来、回来没有。",
    deadline=Deadline(finished="returned_on", only_due=True),
    columns=(
        common.main_date("issued_on", "发出日期", "日期", kind=Kind.DATE),
        replace(
            common.choice("kind", "种类", "督办单", "告知书", "交办单", "签字表", "意见书", "其他", width=20),
            open_choice=True,
        ),
        Column("paper_no", "单据号", complete=True, width=24, searchable=True, primary=True, in_table=True),
        common.matter("title", "事由", "名称", width=44),
        Column("record_no", "所涉编号", width=24, searchable=True, primary=True),
        Column("recipient_org", "送往单位", Kind.ORGANISATION, width=22, searchable=True, primary=True, in_table=True),
        Column("recipient", "收件人", Kind.PERSON, width=16, searchable=True, primary=True),
        replace(common.DUE_ON, label="应回日期", in_table=True),
        common.DUE_ON_ROLLED,
        Column(
            "colour",
            "颜色",
            Kind.CHOICE,
            choices=("蓝", "黄", "红"),
            primary=True,
            help="蓝是临期，黄是缓慢，红是逾期",
        ),
        Column("escalated_to", "上报领导", Kind.PERSON, searchable=True),
        Column("escalated_on", "上报日期", Kind.DATE),
        Column("returned_on", "收回日期", Kind.DATE, width=18, primary=True, in_table=True),
        Column("result", "回复情况", Kind.LONG, searchable=True, primary=True),
        replace(common.REMARK, width=12),
    ),
)
