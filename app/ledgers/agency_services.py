"""便民代办: the one-stop hall: window, applicant, matter, papers, promised day, done day, rating."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Deadline, Kind, Ledger

LEDGER = Ledger(
    name="agency_services",
    label="便民代办",
    tab="liaison",
    prefix="代办",
    matter="item",
    main_date="received_on",
    title="便民服务代办台账",
    intro="便民服务大厅每件代办：谁来办、办什么、答应哪天办好、哪天办好了。",
    by_place=True,
    deadline=Deadline(stopped=("已办结", "退件")),
    columns=(
        common.main_date("received_on", "日期", "受理日期", kind=Kind.DATE),
        Column(
            "window",
            "窗口",
            complete=True,
            width=20,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
            synonyms=("受理窗口",),
        ),
        replace(
            common.villager_name("applicant", "申请人", "姓名", "办事人", width=18),
            complete=True,
            primary=True,
            in_table=True,
        ),
        replace(common.PLACE, width=18, primary=True, section="基本情况"),
        common.matter("item", "事项", "办理事项", width=36),
        Column("papers", "材料", Kind.LONG, width=26, searchable=True, primary=True, synonyms=("所交材料",)),
        Column("agent", "代办人", Kind.PERSON, width=16, searchable=True, primary=True, carry=True),
        replace(common.DUE_ON, label="承诺办结日", complete=True, synonyms=("承诺时限", "时限")),
        common.DUE_ON_ROLLED,
        Column(
            "finished_on",
            "办结日",
            Kind.DATE,
            width=18,
            primary=True,
            in_table=True,
            section=common.HANDLING,
            synonyms=("办结日期",),
        ),
        Column(
            "status",
            "状态",
            Kind.CHOICE,
            choices=("办理中", "已办结", "退件"),
            default="办理中",
            primary=True,
            in_table=True,
            section=common.HANDLING,
        ),
        Column(
            "rating",
            "评价",
            Kind.CHOICE,
            choices=("满意", "基本满意", "不满意", "未评价"),
            width=16,
            primary=True,
            section=common.RESULT,
            synonyms=("满意度",),
        ),
        common.phone(),
        replace(common.REMARK, width=14),
    ),
)
