"""走访日记: who visited whom, what they said, what was solved on the spot and what was put on the list."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Kind, Ledger, Mask

RESULTS = Child(
    "results",
    "逐户结果",
    (
        Column("place", "村(组)", Kind.PLACE, searchable=True),
        Column("household", "户主", Kind.HOUSEHOLD, searchable=True, mask=Mask.NAME),
        Column("state", "结果", Kind.CHOICE, choices=("已走到", "未走到", "外出", "拒访"), default="已走到"),
        Column("person_times", "人次", Kind.COUNT, counter="人次", totalled=True),
        Column("note", "情况", Kind.LONG, searchable=True),
    ),
)

LEDGER = Ledger(
    name="visits",
    label="走访日记",
    tab="liaison",
    prefix="走访",
    matter="text",
    main_date="visited_on",
    title="民情日记（走访台账）",
    intro="走访了哪一户、说了什么、当场解决了什么、登记造册了什么；逐户结果用来查漏。",
    by_place=True,
    columns=(
        common.main_date("visited_on", "走访时间", "日期", "走访日期", "时间"),
        replace(common.PLACE, width=18, primary=True, in_table=True, section="基本情况"),
        Column(
            "household",
            "走访对象",
            Kind.HOUSEHOLD,
            width=18,
            searchable=True,
            primary=True,
            in_table=True,
            mask=Mask.NAME,
            synonyms=("对象", "户主", "走访户", "户"),
        ),
        Column("interviewee_age", "年龄", Kind.COUNT, counter="岁"),
        Column(
            "cadre",
            "走访人员",
            Kind.PERSON,
            complete=True,
            width=18,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
            synonyms=("走访人", "联系干部"),
        ),
        Column("companions", "同行人员", searchable=True, carry=True, names_people=True),
        common.matter("text", "走访内容", "反映问题", "诉求与建议", "事由", width=44),
        Column("family_text", "家庭基本情况", Kind.LONG, sensitive=True),
        Column("difficulty", "实际困难", Kind.LONG, width=26, sensitive=True, primary=True),
        Column(
            "handling",
            "处理方式",
            Kind.CHOICE,
            choices=("无诉求", "当场解决", "登记造册"),
            width=16,
            primary=True,
            in_table=True,
            section=common.RESULT,
        ),
        Column("result", "处理结果", Kind.LONG, width=28, searchable=True, primary=True, section=common.RESULT),
        Column("thoughts", "体会", Kind.LONG, searchable=True, section=common.RESULT),
        Column("next_step", "后续计划", Kind.LONG, searchable=True, section=common.RESULT),
        replace(common.count("person_times", "走访人次", "人次", "人次", width=14), primary=True, in_table=True),
        Column("stay_days", "住村天数", Kind.NUMBER, counter="天", totalled=True, primary=True, section="住村"),
        Column("stay_nights", "住村夜数", Kind.COUNT, counter="夜", totalled=True, section="住村"),
        common.RECORDER,
        common.IS_SUMMARY,
        common.REPORT_ORG,
        common.count("household_times", "走访户次", "户次", "户次", section="单位汇总"),
        common.count("household_count", "走访户数", "户", "户数", section="单位汇总"),
        replace(common.REMARK, width=14),
    ),
    children=(RESULTS,),
)
