"""积案化解: old cases, each with a plan, a case-owning leader, a responsible unit and a responsible person."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Child, Column, Deadline, Kind, Ledger

PLAN = "化解"

TREATMENTS = Child(
    "treatments",
    "历次处理",
    (
        Column("treated_on", "日期", Kind.FUZZY_DATE),
        Column("organisation", "处理单位", Kind.ORGANISATION),
        Column("text", "处理情况", Kind.LONG, searchable=True),
    ),
    printed_in="past_handling",
)

_PLAN = (
    Column(
        "case_plan",
        "化解措施",
        Kind.LONG,
        complete=True,
        width=24,
        searchable=True,
        primary=True,
        section=PLAN,
        synonyms=("一案一策", "化解方案", "化解措施(一案一策)"),
    ),
    Column("stabilisation", "稳控措施", Kind.LONG, searchable=True, section=PLAN),
    Column("stabilisation_person", "稳控责任人", Kind.PERSON, searchable=True, section=PLAN),
    replace(common.DUE_ON, label="化解时限", complete=True, width=17, section=PLAN, synonyms=("时限",)),
    common.DUE_ON_ROLLED,
    Column("extension_text", "延期情况", searchable=True, section=PLAN),
    replace(common.PROGRESS_TEXT, label="进展", width=24, section=PLAN, synonyms=("化解进展",)),
    Column(
        "status",
        "化解结果",
        Kind.CHOICE,
        choices=("正在化解", "已化解", "依法终结", "导入法定程序", "反弹"),
        default="正在化解",
        width=14,
        primary=True,
        in_table=True,
        section=common.RESULT,
        synonyms=("状态", "化解状态"),
    ),
    Column("finished_on", "化解日期", Kind.DATE, width=17, section=common.RESULT),
    Column("outcome_words", "结案说法", Kind.CHOICE, choices=("案结事了", "息诉罢访"), section=common.RESULT),
    Column("has_promise", "息访承诺", Kind.FLAG, section=common.RESULT),
    Column("has_hearing", "听证", Kind.FLAG, section=common.RESULT),
    common.money("aid_amount", "救助金额", section=common.RESULT),
    Column("close_out_approver", "销案审批人", Kind.PERSON, searchable=True, section=common.RESULT),
    Column("close_out_on", "销案日期", Kind.DATE, section=common.RESULT),
)

LEDGER = Ledger(
    name="backlog_cases",
    label="积案化解",
    retention="30年",
    tab="petitions",
    prefix="积案",
    matter="name",
    main_date="listed_on",
    title="信访积案化解台账",
    intro="一案一策：包案领导、责任单位、责任人和化解措施缺一不可，缺了就标出来。",
    by_place=True,
    deadline=Deadline(stopped=("已化解", "依法终结", "导入法定程序")),
    columns=(
        replace(common.main_date("listed_on", "排查日期", "登记日期", "日期"), width=0),
        common.matter("name", "案件名称", "名称", width=26, kind=Kind.TEXT),
        replace(
            common.villager_name("petitioner", "信访人", "信访人(代表)", "代表", width=14), primary=True, in_table=True
        ),
        common.count("visitor_count", "人数", "人"),
        replace(common.PETITION_TOPIC, label="问题类别", synonyms=("类别",)),
        Column("first_petition_on", "首次信访时间", Kind.FUZZY_DATE),
        Column("facts", "基本案情", Kind.LONG, complete=True, width=28, searchable=True, primary=True),
        Column("dispute", "争议焦点", Kind.LONG, searchable=True),
        Column("past_handling", "历次处理情况", Kind.LONG, searchable=True),
        Column("cause", "积案原因", Kind.LONG, searchable=True),
        Column(
            "case_owner_leader",
            "包案领导",
            Kind.PERSON,
            complete=True,
            width=14,
            searchable=True,
            primary=True,
            in_table=True,
            section=common.DUTY,
        ),
        Column("leader_title", "职务", section=common.DUTY, synonyms=("包案领导职务",)),
        replace(common.RESPONSIBLE_ORG, width=16),
        replace(common.RESPONSIBLE_PERSON, in_table=True),
        *_PLAN,
        Column("follow_up", "回访情况", Kind.LONG, searchable=True, section=common.RESULT, synonyms=("回访",)),
        replace(common.PLACE, primary=True, section="基本情况"),
        common.BACKFILLED,
        replace(common.REMARK, width=10),
    ),
    children=(TREATMENTS, common.HANDOVERS, common.PROGRESS, replace(common.FOLLOW_UPS, printed_in="follow_up")),
)
