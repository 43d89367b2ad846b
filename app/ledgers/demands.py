"""群众诉求: what villagers ask for, whether it is reasonable, and when it was solved; never opinions."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Deadline, Kind, Ledger, Mask

LEDGER = Ledger(
    name="demands",
    label="群众诉求",
    tab="liaison",
    prefix="诉求",
    matter="text",
    main_date="raised_on",
    title="群众诉求办理台账",
    intro="群众要办的具体事，一件一行，合理的限期办；与意见建议分开统计。",
    by_place=True,
    deadline=Deadline(finished="solved_on", stopped=("已解决", "解释说明")),
    columns=(
        common.main_date("raised_on", "日期", "提出日期", "时间"),
        replace(
            common.villager_name("petitioner", "诉求人", "姓名", "反映人", width=16),
            complete=True,
            primary=True,
            in_table=True,
        ),
        replace(common.PLACE, width=16, primary=True, in_table=True, section="基本情况"),
        Column("household", "户", Kind.HOUSEHOLD, searchable=True, mask=Mask.NAME),
        common.phone(),
        common.matter("text", "内容", "诉求内容", "诉求", width=42),
        Column(
            "reasonableness",
            "合理性",
            Kind.CHOICE,
            complete=True,
            choices=("合理", "部分合理", "不合理"),
            width=15,
            primary=True,
            in_table=True,
        ),
        replace(common.RESPONSIBLE_ORG, label="承办", synonyms=("承办单位", "责任单位")),
        replace(common.RESPONSIBLE_PERSON, complete=False, width=0),
        replace(common.DUE_ON, label="时限", width=17, synonyms=("办理时限",)),
        common.DUE_ON_ROLLED,
        Column(
            "result",
            "结果",
            Kind.LONG,
            width=28,
            searchable=True,
            primary=True,
            section=common.RESULT,
            synonyms=("办理结果",),
        ),
        Column(
            "status",
            "状态",
            Kind.CHOICE,
            choices=("办理中", "已解决", "解释说明"),
            default="办理中",
            primary=True,
            in_table=True,
            section=common.RESULT,
        ),
        Column("solved_on", "解决日", Kind.DATE, width=17, primary=True, section=common.RESULT, synonyms=("解决日期",)),
        Column("reply", "答复", Kind.LONG, searchable=True, section=common.RESULT, synonyms=("答复情况",)),
        Column("replied_on", "答复日期", Kind.DATE, section=common.RESULT),
        common.SATISFACTION,
        common.BACKFILLED,
        replace(common.REMARK, width=14),
    ),
)
