"""联系点: villages, communities and enterprises that leaders and departments have taken on."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="contact_points",
    label="联系点",
    tab="liaison",
    prefix="联点",
    matter="contact_point",
    main_date="started_on",
    lasts_until="ended_on",
    title="领导干部联系点台账",
    intro="哪位领导、哪个部门联系哪个村、社区、企业；没有人联系的列出来，列空了才是全覆盖。",
    columns=(
        replace(common.choice("holder_kind", "联系人类别", "领导", "部门", width=18), default="领导", in_table=False),
        Column(
            "holder",
            "领导",
            Kind.PERSON,
            complete=True,
            excused_by=("holder_org",),
            width=18,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("联系领导", "领导/部门", "姓名"),
        ),
        Column(
            "holder_org",
            "部门",
            Kind.ORGANISATION,
            width=26,
            searchable=True,
            primary=True,
            in_table=True,
            synonyms=("单位", "联系部门"),
        ),
        Column(
            "holder_rank",
            "职级",
            Kind.CHOICE,
            width=22,
            primary=True,
            in_table=True,
            open_choice=True,
            choices=("县级", "乡科级正职", "乡科级副职", "一般干部"),
        ),
        common.matter("contact_point", "联系点", "联系点名称", width=30, kind=Kind.PLACE),
        replace(
            common.choice("kind", "类型", "村", "社区", "企业", "后进", width=16),
            default="村",
            synonyms=("联系点类型",),
        ),
        common.main_date("started_on", "开始日期", "起", "起止", "日期"),
        common.ended_on(width=18),
        replace(common.count("visit_count", "到点次数", "次", width=16), primary=True, in_table=True),
        Column("text", "联系内容", Kind.LONG, searchable=True, primary=True),
    ),
)
