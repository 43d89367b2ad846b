"""联户结对: which cadre is linked to which household, since when, first met when, and with what outcome."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger, Mask

OUTCOMES = Child(
    "outcomes",
    "帮扶成效",
    (
        Column("outcome_on", "年度", Kind.FUZZY_DATE),
        Column("income_before", "帮扶前年收入", Kind.MONEY, sensitive=True),
        Column("income_after", "帮扶后年收入", Kind.MONEY, sensitive=True),
        Column("skills", "掌握技能", searchable=True),
        Column("movement", "进出情况", Kind.CHOICE, choices=("在帮扶", "新纳入", "退出"), default="在帮扶"),
        Column("text", "说明", Kind.LONG, searchable=True),
    ),
    printed_in="outcome_text",
)

LEDGER = Ledger(
    name="household_links",
    label="联户结对",
    tab="liaison",
    prefix="联户",
    matter="household",
    main_date="started_on",
    lasts_until="ended_on",
    title="干部联户台账",
    intro="哪个干部联系哪几户、什么时候入户见的面、帮了什么；一联几户自动核对。",
    by_place=True,
    columns=(
        Column(
            "cadre",
            "联系干部",
            Kind.PERSON,
            complete=True,
            width=16,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
            synonyms=("干部", "联户干部"),
        ),
        Column("cadre_org", "单位", Kind.ORGANISATION, width=20, searchable=True, primary=True, carry=True),
        Column("cadre_title", "职务", width=16, carry=True),
        Column("cadre_phone", "电话", limit=60, synonyms=("联系干部电话",)),
        Column(
            "team", "联户小组", width=18, searchable=True, primary=True, in_table=True, carry=True, synonyms=("小组",)
        ),
        replace(
            common.PLACE,
            label="村组",
            complete=True,
            width=20,
            primary=True,
            in_table=True,
            section="联系户",
            synonyms=("村(组)", "村", "所在村"),
        ),
        replace(
            common.matter("household", "户主", "户", "联系户", "姓名", width=16, kind=Kind.HOUSEHOLD),
            section="联系户",
            mask=Mask.NAME,
        ),
        Column("population", "人口", Kind.COUNT, width=10, counter="人", section="联系户"),
        replace(common.phone("household_phone"), section="联系户", synonyms=("户主电话",)),
        Column(
            "household_kind",
            "家庭类型",
            Kind.CHOICE,
            open_choice=True,
            width=15,
            sensitive=True,
            primary=True,
            section="联系户",
            choices=("一般", "低保", "五保", "残疾", "军烈属", "党员户"),
        ),
        replace(common.main_date("started_on", "结对日期", "起", "日期"), section="结对"),
        Column(
            "first_met_on",
            "首次见面",
            Kind.DATE,
            width=18,
            primary=True,
            in_table=True,
            section="结对",
            synonyms=("入户见面日期", "首次见面日期"),
        ),
        Column("ended_on", "解除日期", Kind.FUZZY_DATE, section="结对", synonyms=("止",)),
        Column("end_reason", "解除原因", searchable=True, section="结对", synonyms=("原因",)),
        Column("visit_count", "走访次数", Kind.COUNT, counter="次", totalled=True, section="帮扶"),
        Column("last_visited_on", "最近走访", Kind.DATE, section="帮扶"),
        Column("matter_count", "反映问题", Kind.COUNT, counter="条", totalled=True, section="帮扶"),
        replace(common.PROGRESS_TEXT, width=0, section="帮扶"),
        Column("aid_text", "帮扶措施", Kind.LONG, width=24, searchable=True, primary=True, section="帮扶"),
        common.money("aid_amount", "资金物资", "帮扶资金", section="帮扶"),
        Column("outcome_text", "帮扶成效", Kind.LONG, searchable=True, section="帮扶", synonyms=("年收入",)),
        replace(common.SATISFACTION, section="帮扶"),
        replace(common.REMARK, width=12),
    ),
    children=(OUTCOMES,),
)
