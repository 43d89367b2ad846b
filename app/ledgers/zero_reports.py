"""零报告: one confirmed line a day and unit during a sensitive period, with 0 written as 0."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="zero_reports",
    label="零报告",
    tab="petitions",
    prefix="零报",
    matter="organisation",
    main_date="reported_for",
    unique=("sensitive_period", "organisation", "reported_for"),
    title="敏感时期零报告登记表",
    intro="敏感时期每天每个单位一行，没有发生也要报；每天都确认了才印“未发生”。",
    columns=(
        common.main_date("reported_for", "日期", "报告所属日期", width=22, kind=Kind.DATE),
        Column(
            "sensitive_period",
            "敏感期",
            complete=True,
            width=40,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
        ),
        common.matter("organisation", "单位", "报告单位", width=34, kind=Kind.ORGANISATION),
        replace(
            common.count("incident_count", "起数", "起", "起", width=14),
            complete=True,
            primary=True,
            in_table=True,
            default="0",
        ),
        replace(
            common.count("person_times", "人次", "人次", width=14),
            complete=True,
            primary=True,
            in_table=True,
            default="0",
        ),
        Column("reporter", "报告人", Kind.PERSON, width=18, searchable=True, primary=True, carry=True),
        Column("reported_at", "报告时间", Kind.TIME, width=18, primary=True, in_table=True),
        Column("is_confirmed", "确认", Kind.FLAG, width=14, primary=True, in_table=True),
        Column("text", "情况", Kind.LONG, width=24, searchable=True, primary=True),
    ),
)
