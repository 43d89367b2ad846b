"""文件简报: papers received and issued, bulletins with their issue numbers, instructions and filing."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Deadline, Kind, Ledger

LEDGER = Ledger(
    name="documents",
    label="文件简报",
    retention="30年",
    tab="office",
    prefix="文件",
    matter="title",
    main_date="dealt_on",
    title="文件收发登记簿",
    intro="收文、发文、简报的登记、批示、承办和归档；本软件不得处理涉密信息。",
    deadline=Deadline(stopped=("已办结", "已归档")),
    columns=(
        common.main_date("dealt_on", "收发日期", "日期", "收文日期", "发文日期", width=17),
        replace(common.choice("direction", "收/发", "收文", "发文", width=12), default="收文", synonyms=("收发",)),
        replace(
            common.choice("kind", "文种", "通知", "方案", "意见", "报告", "请示", "简报", "函", "其他"),
            complete=False,
            open_choice=True,
        ),
        Column(
            "document_no",
            "文号",
            complete=True,
            width=24,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("发文字号",),
        ),
        Column("issue_number", "期号", searchable=True, help="简报填第几期"),
        Column(
            "counterpart_org",
            "来文/主送单位",
            Kind.ORGANISATION,
            complete=True,
            width=22,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("来文单位", "主送单位"),
        ),
        common.matter("title", "题名", "标题", "文件名称", width=42, kind=Kind.TEXT),
        Column(
            "secrecy",
            "密级",
            Kind.CHOICE,
            complete=True,
            choices=("公开", "内部"),
            default="公开",
            width=11,
            help="本软件不得处理涉密文件",
        ),
        replace(common.count("copies", "份数", "份", width=10), primary=True),
        Column(
            "proposal",
            "拟办",
            Kind.LONG,
            width=20,
            searchable=True,
            primary=True,
            section=common.HANDLING,
            synonyms=("拟办意见",),
        ),
        Column(
            "instruction",
            "批示",
            Kind.LONG,
            width=20,
            searchable=True,
            primary=True,
            section=common.HANDLING,
            synonyms=("领导批示",),
        ),
        replace(
            common.RESPONSIBLE_ORG,
            label="承办",
            complete=False,
            width=16,
            primary=True,
            in_table=False,
            section=common.HANDLING,
            synonyms=("承办单位", "责任单位"),
        ),
        replace(common.DUE_ON, label="时限", width=0, synonyms=("办理时限",)),
        common.DUE_ON_ROLLED,
        Column(
            "status", "状态", Kind.CHOICE, choices=("待办", "已办结", "已归档"), in_table=True, section=common.HANDLING
        ),
        Column("finished_on", "办结", Kind.DATE, section=common.HANDLING, synonyms=("办结日期",)),
        Column(
            "archive_no", "归档号", width=14, searchable=True, primary=True, section=common.HANDLING, synonyms=("档号",)
        ),
        Column("retention", "保管期限", Kind.CHOICE, choices=("永久", "30年", "10年"), section=common.HANDLING),
        replace(common.REMARK, width=10),
    ),
)
