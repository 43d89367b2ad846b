"""单位报数: totals that villages and offices phone or send in, by indicator and day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.ledgers import common
from db.declare import ChangedBy, Column, Kind, Ledger
from db.values import FuzzyCount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.values import Value


def is_floor(values: Mapping[str, Value], _children: Mapping[str, Sequence[Mapping[str, Value]]]) -> Value:
    """Whether the reported value is a floor (4200余); None without a value."""
    value = values.get("value")
    return value.is_floor if isinstance(value, FuzzyCount) else None


LEDGER = Ledger(
    name="unit_reports",
    label="单位报数",
    tab="office",
    prefix="报数",
    matter="indicator",
    main_date="as_of",
    unique=("organisation", "indicator", "as_of"),
    title="单位报数登记表",
    intro="各单位电话或书面报来的总数；只有没有明细的单位才计入汇总，绝不重复。",
    columns=(
        Column(
            "organisation",
            "单位",
            Kind.ORGANISATION,
            complete=True,
            width=40,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
            synonyms=("填报单位",),
        ),
        common.matter("indicator", "指标", "指标名称", width=46, kind=Kind.TEXT),
        common.main_date("as_of", "截至日", "截至日期", "日期", width=24, kind=Kind.DATE),
        Column(
            "value",
            "数值",
            Kind.COUNT,
            complete=True,
            width=24,
            primary=True,
            in_table=True,
            synonyms=("数量",),
            help="约数写成 4200余",
            counter_in="counter_unit",
        ),
        Column("counter_unit", "量词", width=14, primary=True, in_table=True),
        Column("is_floor", "约数", Kind.FLAG, width=12, in_table=True, changed_by=ChangedBy.SYSTEM, computed=is_floor),
        Column("reporter", "报告人", Kind.PERSON, width=18, searchable=True, primary=True, in_table=True),
        Column("registrar", "登记人", Kind.PERSON, width=18, searchable=True, primary=True, carry=True),
        Column("report_method", "报送方式", Kind.CHOICE, choices=("电话", "书面", "网络"), primary=True),
        replace(common.REMARK, width=16),
    ),
)
