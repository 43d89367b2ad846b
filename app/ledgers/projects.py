"""惠民实事项目: livelihood projects with sub-projects, villages, quantities, funding lines and milestones."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

from app.ledgers import common
from app.ledgers.computed import exact, rows_sum, typed_else_sum
from db.declare import ChangedBy, Child, Column, Deadline, Kind, Ledger
from db.values import Money

if TYPE_CHECKING:
    from app.ledgers.computed import Children, Values

MONEY = "资金"
BENEFIT = "受益"
KINDS = (
    "道路",
    "水利",
    "文化",
    "村级阵地",
    "街面整治",
    "绿化",
    "党建服务",
    "危房改造",
    "养老",
    "土地整治",
    "低保",
    "其他",
)
SOURCES = ("中央", "省", "市", "县", "镇", "村集体", "自筹", "社会捐助", "部门帮扶", "一事一议奖补")
STAGES = ("前期", "招投标", "在建", "主体完工", "竣工", "验收", "交付")


def planned_of(funding: Values, _children: Children) -> Money | None:
    """What a funding line plans when no amount was given: rate × units × years (a missing count is one).

    None for a count that is a floor (10余): what is only known in part is no sum.
    """
    each, counts = funding.get("rate"), (funding.get("unit_count"), funding.get("year_count"))
    known = [exact(count) for count in counts if count is not None]
    if not isinstance(each, Money) or None in known:
        return None
    return Money(each.fen * prod(count for count in known if count is not None))


SUB_PROJECTS = Child(
    "sub_projects",
    "子项目",
    (
        Column("name", "子项目名称", searchable=True),
        Column("place", "地点", Kind.PLACE, searchable=True),
        Column("content", "建设内容", Kind.LONG, searchable=True),
        Column("stage", "形象进度", Kind.CHOICE, choices=STAGES),
        Column("started_on", "开工日期", Kind.FUZZY_DATE),
        Column("completed_on", "竣工日期", Kind.FUZZY_DATE),
        Column("blocker", "问题", Kind.LONG, searchable=True),
    ),
    printed_in="content",
)

PLACES = Child(
    "places",
    "建设地点",
    (Column("place", "村(组)", Kind.PLACE, searchable=True), Column("note", "说明")),
    printed_in="place",
)

QUANTITIES = Child(
    "quantities",
    "实物量",
    (
        Column("item", "内容", searchable=True),
        Column("sub_project", "子项目"),
        Column("place", "村(组)", Kind.PLACE),
        Column("planned", "计划数量", Kind.QUANTITY, totalled=True, told="计划{}"),
        Column("done", "完成数量", Kind.QUANTITY, totalled=True, told="完成{}"),
    ),
    printed_in="content",
)

FUNDINGS = Child(
    "fundings",
    "资金",
    (
        Column("source", "资金来源", Kind.CHOICE, choices=SOURCES, open_choice=True),
        Column("purpose", "用途", searchable=True),
        Column("planned", "计划", Kind.MONEY, totalled=True, computed=planned_of, help="不填的按标准×数量×年数算"),
        Column("received", "到位", Kind.MONEY, totalled=True),
        Column("received_on", "到位日期", Kind.DATE),
        Column("spent", "支付", Kind.MONEY, totalled=True, synonyms=("完成投资",)),
        Column("rate", "补助标准", Kind.MONEY, help="每个单位每年的补助，如每队每年5000元"),
        Column("unit_count", "补助数量", Kind.COUNT, counter="个"),
        Column("year_count", "补助年数", Kind.COUNT, counter="年"),
    ),
    printed_in="funding_text",
)

MILESTONES = Child(
    "milestones",
    "节点",
    (
        Column(
            "step",
            "节点",
            Kind.CHOICE,
            choices=("支部提议", "两委商议", "党员大会审议", "村民会议决议", "决议公开", "实施结果公开", *STAGES),
            open_choice=True,
        ),
        Column("reached_on", "日期", Kind.DATE),
        Column("sub_project", "子项目"),
        Column("text", "说明", Kind.LONG, searchable=True),
    ),
)

_ROLES = (
    replace(common.LEAD_LEADER, width=11),
    replace(common.RESPONSIBLE_ORG, width=10),
    replace(common.RESPONSIBLE_PERSON, complete=False, width=0, primary=False),
    Column("builder", "施工单位", searchable=True, section=common.DUTY),
    Column("supervisor", "监理单位", searchable=True, section=common.DUTY, synonyms=("监理",)),
)

_MONEY = (
    replace(
        common.money("planned_amount", "计划投资", "总投资", "预算", width=12, section=MONEY),
        complete=True,
        primary=True,
        in_table=True,
        computed=typed_else_sum("planned_amount", "fundings", "planned"),
        help="不填的按资金表各行计划数相加",
    ),
    Column(
        "funding_text",
        "资金来源",
        Kind.LONG,
        complete=True,
        width=31,
        searchable=True,
        section=MONEY,
        help="来源不止一项时在下面的资金表里一项一行",
    ),
    replace(
        common.money("received_amount", "到位资金", width=11, section=MONEY),
        changed_by=ChangedBy.SYSTEM,
        computed=rows_sum("fundings", "received"),
        help="由资金表各行到位数相加得出",
    ),
    replace(
        common.money("spent_amount", "完成投资", "支付", width=0, section=MONEY),
        changed_by=ChangedBy.SYSTEM,
        computed=rows_sum("fundings", "spent"),
        help="由资金表各行支付数相加得出",
    ),
)

_PROGRESS = (
    Column("started_on", "开工日期", Kind.FUZZY_DATE, section=common.HANDLING),
    Column(
        "planned_completed_on",
        "计划竣工",
        Kind.DATE,
        complete=True,
        width=14,
        primary=True,
        in_table=True,
        section=common.HANDLING,
        synonyms=("计划竣工日期", "完成时限"),
    ),
    common.DUE_ON_ROLLED,
    Column(
        "completed_on", "实际竣工", Kind.DATE, width=14, section=common.HANDLING, synonyms=("竣工日期", "实际竣工日期")
    ),
    Column("stage", "形象进度", Kind.CHOICE, choices=STAGES, width=9, primary=True, section=common.HANDLING),
    Column("percent", "完成比例", Kind.NUMBER, counter="%", section=common.HANDLING),
    replace(common.PROGRESS_TEXT, label="进度情况", width=0),
    Column(
        "blocker", "需协调问题", Kind.LONG, searchable=True, section=common.HANDLING, synonyms=("当前问题", "需协调")
    ),
    Column("is_coordinated", "协调项目", Kind.FLAG, section=common.HANDLING, help="由领导出面协调争取的项目"),
    Column(
        "status",
        "状态",
        Kind.CHOICE,
        complete=True,
        choices=("正常", "滞后", "停工", "完成"),
        default="正常",
        width=8,
        primary=True,
        in_table=True,
        section=common.HANDLING,
    ),
)

_RESULT = (
    common.count("benef_places", "受益村", "个", section=BENEFIT),
    common.count("benef_households", "受益户", "户", "受益户数", section=BENEFIT),
    common.count("benef_persons", "受益人", "人", "受益人数", "受益人口", section=BENEFIT),
    Column("is_benefit_overlapping", "受益有重叠", Kind.FLAG, section=BENEFIT, help="与别的项目受益户、受益人有重复"),
    Column("accepted_on", "验收日期", Kind.DATE, section=common.RESULT),
    Column("acceptance_result", "验收结论", searchable=True, section=common.RESULT),
    Column("publicized_text", "公示情况", Kind.LONG, searchable=True, section=common.NOTICE, synonyms=("公示",)),
    replace(common.SATISFACTION, width=0),
    common.EVIDENCE,
)

LEDGER = Ledger(
    name="projects",
    label="惠民实事项目",
    retention="永久",
    tab="projects",
    prefix="实事",
    matter="name",
    main_date="listed_on",
    title="惠民实事项目台账",
    intro="每件实事的内容、地点、资金、进度、受益和公示；不同单位的数量从不相加。",
    deadline=Deadline(due="planned_completed_on", finished="completed_on", stopped=("完成",)),
    columns=(
        replace(common.main_date("listed_on", "立项日期", "日期", "登记日期"), width=0, in_table=False),
        common.matter("name", "项目名称", "名称", width=20, kind=Kind.TEXT),
        Column("kind", "类别", Kind.CHOICE, choices=KINDS, open_choice=True, primary=True, synonyms=("项目类别",)),
        Column(
            "content",
            "建设内容及规模",
            Kind.LONG,
            complete=True,
            width=39,
            searchable=True,
            primary=True,
            synonyms=("建设内容", "项目内容"),
        ),
        replace(
            common.PLACE,
            label="建设地点",
            complete=True,
            width=20,
            primary=True,
            in_table=True,
            section="基本情况",
            synonyms=("建设地点(村)", "村(组)", "村", "村组", "地点"),
        ),
        *_ROLES,
        *_MONEY,
        *_PROGRESS,
        *_RESULT,
        common.BACKFILLED,
        replace(common.REMARK, width=7),
    ),
    children=(
        SUB_PROJECTS,
        PLACES,
        QUANTITIES,
        FUNDINGS,
        MILESTONES,
        common.PROGRESS,
        replace(common.PUBLIC_NOTICES, printed_in="publicized_text"),
    ),
)
