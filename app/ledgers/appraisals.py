"""民主评议: secret ballots on a body or a leader; only tallies are kept, never who chose what."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.computed import share
from db.declare import ChangedBy, Child, Column, Kind, Ledger

ITEM = Column(
    "item",
    "评议项目",
    Kind.CHOICE,
    choices=("总体", "整改成效"),
    vocabulary="appraisal_items",
    open_choice=True,
    default="总体",
)
GROUP = Column(
    "assessor_group",
    "参评人类别",
    Kind.CHOICE,
    choices=("领导干部", "党员代表", "群众代表", "服务对象"),
    vocabulary="assessor_groups",
    open_choice=True,
)


def _tally(width: float) -> tuple[Column, ...]:
    return (
        common.count("issued", "发出票", "票", "发出", "发放", width=width, section="票数"),
        common.count("returned", "收回票", "票", "收回", "回收", width=width, section="票数"),
        common.count("valid", "有效票", "票", "有效", width=width, section="票数"),
        common.count("invalid", "无效票", "票", "无效", "废票", width=width, section="票数"),
        common.count("good", "好", "票", "满意", "优秀", width=width, section="票数"),
        common.count("fairly_good", "较好", "票", "比较满意", "合格", width=width, section="票数"),
        common.count("average", "一般", "票", "基本满意", "基本合格", width=width, section="票数"),
        common.count("poor", "差", "票", "不满意", "不合格", width=width, section="票数"),
        common.count("abstained", "弃权", "票", "不了解", width=width, section="票数"),
    )


_FIRST = ("issued", "returned", "valid", "good", "fairly_good", "average", "poor")
_RATE = Column("rate", "率", Kind.NUMBER, counter="%", section="票数", changed_by=ChangedBy.SYSTEM)

LEDGER = Ledger(
    name="appraisals",
    label="民主评议",
    retention="30年",
    tab="opinions",
    prefix="评议",
    matter="name",
    main_date="held_on",
    title="民主评议票数统计表",
    intro="对班子、干部的无记名评议，只记票数；比例按有效票算，算法印在表下。",
    columns=(
        common.main_date("held_on", "日期", "评议日期", width=17, kind=Kind.DATE),
        common.matter("name", "评议活动", "活动名称", "名称", width=30, kind=Kind.TEXT),
        Column(
            "subject",
            "对象",
            complete=True,
            width=20,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("评议对象", "被评议人"),
        ),
        Column(
            "subject_kind", "对象类别", Kind.CHOICE, choices=("领导班子", "领导干部", "党支部", "单位"), in_table=True
        ),
        replace(ITEM, width=16, primary=True, in_table=True),
        replace(GROUP, width=16, in_table=True, help="不分类别的留空；分类别、分项目的票数写在票数明细里"),
        # The same ballots stand in the row of each item: nothing to be added up.
        *(replace(column, primary=column.key in _FIRST, totalled=False) for column in _tally(9)),
        replace(_RATE, key="good_rate", label="好率", width=12, computed=share(("good",), "valid"), help="好÷有效票"),
        replace(
            _RATE,
            key="good_or_fair_rate",
            label="好+较好率",
            width=14,
            in_table=True,
            computed=share(("good", "fairly_good"), "valid"),
            help="（好＋较好）÷有效票",
        ),
        Column("organisation", "组织单位", Kind.ORGANISATION, searchable=True),
        Column("grades", "等次名称", help="与好、较好、一般、差不同时写明，如满意、基本满意、不满意"),
        common.EVIDENCE,
        replace(common.REMARK, width=10),
    ),
    children=(Child("ballots", "票数明细", (ITEM, GROUP, *_tally(0))),),
)
