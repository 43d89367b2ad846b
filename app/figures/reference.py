"""The page of the documents that lists every figure, made from the declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.figures.catalogue import INDICATORS, MARKS
from app.figures.model import Balance, Count, Distinct, Net, PerRecord, Ratio, Sum, Worked
from app.ledgers import registry

if TYPE_CHECKING:
    from app.figures.model import Indicator

FAMILIES = {
    "L": "学习教育", "O": "征求意见", "R": "整改销号", "S": "查摆批评", "X": "信访", "P": "惠民实事", "G": "欠账和机构",
    "H": "联户走访", "D": "文件会议",
}  # fmt: skip


def page() -> str:
    """All families with their tables."""
    parts: list[str] = []
    for letter, label in FAMILIES.items():
        own = [one for one in INDICATORS if one.code[0] == letter]
        lines = [
            f"## {label}（{letter}）",
            "",
            "| 代码 | 屏上和纸上 | 指标 | 量词 | 定义 | 台账 | 怎样算 |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [_line(one) for one in own]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _line(one: Indicator) -> str:
    ledger = registry.find(one.source.ledger)
    child = f"·{ledger.child(one.source.child).label}" if one.source.child else ""
    cells = (
        f"`{one.code}`",
        MARKS[one.code],
        one.name,
        one.counter,
        one.definition,
        f"{ledger.label}{child}",
        _how(one),
    )
    return f"| {' | '.join(cells)} |"


def _how(one: Indicator) -> str:
    match one.measure:
        case Count():
            return "数行"
        case Sum(key=key):
            return f"{_label(one, key)}相加"
        case Distinct(key=key):
            return f"{_label(one, key)}有几个不同的"
        case PerRecord(child=child):
            return f"每条记录的{registry.find(one.source.ledger).child(child).label}"
        case Balance(key=key, paid=paid):
            return f"{_label(one, key)}减{_label(one, paid)}"
        case Net(plus=plus, minus=minus):
            return f"{plus}减{minus}"
        case Ratio(over=over, under=under):
            return f"`{over}` ÷ `{under}`"
        case Worked():
            return "逐日核对"


def _label(one: Indicator, key: str) -> str:
    ledger = registry.find(one.source.ledger)
    columns = (*(ledger.child(one.source.child).columns if one.source.child else ()), *ledger.columns)
    return next(column.label for column in columns if column.key == key)
