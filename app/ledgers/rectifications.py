"""整改台账: every problem from the day it is listed to the day it is struck off."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.computed import paused
from app.rules.flows import RECTIFICATION
from db.declare import ChangedBy, Child, Column, Deadline, Flow, Kind, Ledger

FLOW = Flow(states=RECTIFICATION.states, initial=RECTIFICATION.initial, finished=RECTIFICATION.locked)


def _step(key: str, label: str, kind: Kind = Kind.TEXT, *, counter: str = "") -> Column:
    return Column(
        key,
        label,
        kind,
        searchable=kind in (Kind.TEXT, Kind.LONG),
        section=common.CLOSE_OUT,
        changed_by=ChangedBy.ACTION,
        counter=counter,
    )


def _asks(key: str, label: str) -> Column:
    """Whether this item must pass this before it is struck off, whatever its campaign says."""
    return Column(
        key, label, Kind.CHOICE, choices=common.ITEM_ASKS, default=common.ITEM_ASKS[0], section=common.CLOSE_OUT,
        help="“按活动”就是按所属活动的规定",
    )  # fmt: skip


CLOSE_OUT_STEPS = (
    _step("applied_on", "申请日期", Kind.DATE),
    _step("applicant_org", "申请单位", Kind.ORGANISATION),
    _step("applicant", "经办人", Kind.PERSON),
    _step("applied_by", "申请录入人"),
    _step("completion_text", "完成情况", Kind.LONG),
    _step("checked_on", "审核日期", Kind.DATE),
    _step("checker", "审核人", Kind.PERSON),
    _step("checked_by", "审核录入人"),
    _step("check_opinion", "审核意见", Kind.LONG),
    _step("signed_on", "签字日期", Kind.DATE),
    _step("signed_by", "签字人", Kind.PERSON),
    _step("signed_post", "签字人职务"),
    _step("signed_paper", "纸质件"),
    _step("notice_from", "公示开始", Kind.DATE),
    _step("notice_to", "公示结束", Kind.DATE),
    _step("notice_place", "公示地点"),
    _step("objections", "公示异议", Kind.LONG),
    _step("rated_count", "参评人数", Kind.COUNT, counter="人"),
    _step("satisfied_count", "满意人数", Kind.COUNT, counter="人"),
    _step("basically_count", "基本满意人数", Kind.COUNT, counter="人"),
    _step("dissatisfied_count", "不满意人数", Kind.COUNT, counter="人"),
)
"""One round of the close-out. The record holds the present round; a round that ended moves to `close_out_rounds`,
with the deadline and the completion it had: what was late on a day stays late on that day."""

CLOSING = (
    replace(_step("closed_on", "销号日期", Kind.DATE), complete=True, width=17, in_table=True, synonyms=("销号时间",)),
    replace(_step("close_out_no", "销号编号"), complete=True, width=21, synonyms=("销号情况", "销号号")),
    replace(_step("close_out_approver", "销号审批人", Kind.PERSON), complete=True),
    _step("review_kind", "审核方式"),
)

ROUNDS = Child(
    "close_out_rounds",
    "销号轮次",
    (
        _step("round_no", "轮次", Kind.COUNT, counter="轮"),
        *CLOSE_OUT_STEPS,
        *(replace(column, complete=False, width=0, in_table=False) for column in CLOSING),
        _step("round_result", "本轮结果"),
        _step("round_reason", "退回或重开原因", Kind.LONG),
        _step("round_ended_on", "本轮结束日期", Kind.DATE),
        _step("due_on", "本轮整改时限", Kind.DATE),
        _step("due_on_rolled", "本轮顺延后时限", Kind.DATE),
        _step("completed_on", "本轮完成日期", Kind.DATE),
    ),
)

LEDGER = Ledger(
    name="rectifications",
    label="整改台账",
    retention="30年",
    tab="rectification",
    prefix="整改",
    matter="description",
    main_date="registered_on",
    title="整改台账",
    intro="把每个问题从列账、整改、验收一直管到销号，谁负责、什么时候完成、凭什么销号，一行看清。",
    deadline=Deadline(finished="completed_on", stopped=("closed",), paused="is_paused"),
    flow=FLOW,
    by_place=True,
    columns=(
        replace(common.main_date("registered_on", "登记日期", "列账日期", "检查日期", "日期"), width=0),
        Column(
            "source",
            "问题来源",
            Kind.CHOICE,
            complete=True,
            choices=(
                "群众提",
                "自己找",
                "上级点",
                "互相帮",
                "督导组转",
                "民主生活会",
                "巡察",
                "审计",
                "信访",
                "12345",
                "其他",
            ),
            vocabulary="rectification_sources",
            open_choice=True,
            also_said=(
                ("群众提出", "群众提"),
                ("群众反映", "群众提"),
                ("自己查", "自己找"),
                ("自查", "自己找"),
                ("自查自纠", "自己找"),
                ("上级点明", "上级点"),
                ("上级指出", "上级点"),
                ("相互帮", "互相帮"),
                ("互相提", "互相帮"),
            ),
            width=14,
            primary=True,
            synonyms=("来源",),
        ),
        common.matter("description", "问题描述", "问题内容", "存在的问题", "具体表现", "问题", width=30),
        Column(
            "verbatim_text", "问题原文", Kind.LONG, searchable=True, changed_by=ChangedBy.ONCE, help="来源材料里的原话"
        ),
        common.CATEGORY,
        Column(
            "subject_kind",
            "层级",
            Kind.CHOICE,
            choices=("领导班子", "班子成员", "支部", "党员个人", "单位"),
            vocabulary="subject_kinds",
            open_choice=True,
        ),
        Column("subject", "整改对象", searchable=True, synonyms=("被检查单位",)),
        Column("scope", "共性个性", Kind.CHOICE, choices=("共性", "个性"), synonyms=("共性/个性",)),
        replace(common.PLACE, primary=True, section="基本情况"),
        Column("target", "整改目标", Kind.LONG, searchable=True, section=common.HANDLING, synonyms=("整改标准",)),
        Column(
            "measures_text",
            "整改措施",
            Kind.LONG,
            complete=True,
            width=33,
            searchable=True,
            primary=True,
            section=common.HANDLING,
            help="措施较多时在下面的措施表里一条一行，各填时限",
        ),
        common.LEAD_LEADER,
        replace(common.RESPONSIBLE_ORG, width=17),
        common.CO_ORGS,
        common.RESPONSIBLE_PERSON,
        Column(
            "due_kind",
            "时限类型",
            Kind.CHOICE,
            choices=("立行立改", "限期", "长期坚持"),
            also_said=(
                ("立即整改", "立行立改"),
                ("马上整改", "立行立改"),
                ("限期整改", "限期"),
                ("长期整改", "长期坚持"),
                ("长期", "长期坚持"),
            ),
            default="限期",
            primary=True,
            section=common.HANDLING,
        ),
        replace(
            common.DUE_ON,
            label="整改时限",
            complete=True,
            excused_when=("due_kind", "长期坚持"),
            synonyms=("完成时限", "时限"),
        ),
        common.DUE_ON_ROLLED,
        replace(common.PROGRESS_TEXT, label="整改进展", width=0, synonyms=("整改情况",)),
        Column("assigned_on", "交办日期", Kind.DATE, section=common.HANDLING, changed_by=ChangedBy.ACTION),
        Column(
            "status",
            "整改状态",
            Kind.CHOICE,
            complete=True,
            choices=tuple(state for state, _ in FLOW.states),
            width=14,
            in_table=True,
            section=common.HANDLING,
            changed_by=ChangedBy.ACTION,
            synonyms=("状态",),
        ),
        Column(
            "completed_on",
            "完成日期",
            Kind.DATE,
            section=common.HANDLING,
            changed_by=ChangedBy.ACTION,
            synonyms=("整改到位时间",),
        ),
        Column("effect", "成效", Kind.LONG, searchable=True, section=common.RESULT, synonyms=("整改成效", "制度成果")),
        replace(common.SATISFACTION, width=0),
        common.EVIDENCE,
        *(_asks(key, label) for key, label in common.CLOSE_OUT_ASKS),
        *CLOSE_OUT_STEPS,
        *CLOSING,
        _step("reopened_on", "重开日期", Kind.DATE),
        _step("reopen_reason", "重开原因", Kind.LONG),
        _step("settled_now_on", "当场整改日期", Kind.DATE),
        Column("is_paused", "挂账中", Kind.FLAG, section=common.HANDLING, changed_by=ChangedBy.SYSTEM, computed=paused),
        common.BACKFILLED,
        replace(common.REMARK, width=12),
    ),
    children=(common.measures("measures_text"), common.PROGRESS, ROUNDS, common.PAUSES),
)
