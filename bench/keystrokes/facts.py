"""What both sides start from (the same registers, the same earlier rows) and what is to be entered: invented people."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import entry, records
from app.services.desk import new_desk

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk

Earlier = tuple[str, tuple[str, ...], dict[str, list[dict[str, str]]]]
"""A record that was there before: its ledger, its 栏目=内容, its child rows."""
OFFICE = "清河镇"
VILLAGES = ("清一村", "清二村", "石桥村", "柳树村", "上河村", "下河村", "南坪村", "北坪村", "大塘村", "小塘村")
OPINIONS = (
    ("石桥村", "桥头路面坑洼雨天没法走"),
    ("石桥村", "路灯坏了半年没人修"),
    ("柳树村", "垃圾池满了没人清运"),
    ("柳树村", "灌溉水渠漏水"),
    ("柳树村", "低保评定要公开"),
    ("南坪村", "村医常常不在"),
    ("南坪村", "班车一天只有一趟"),
    ("大塘村", "自来水发黄"),
    ("大塘村", "办证跑了三趟"),
    ("大塘村", "广场晚上太吵"),
)


def start(path: Path, earlier: tuple[Earlier, ...] = ()) -> None:
    """Make a ledger with the registers, and the records that were there before."""
    with closing(new_desk(path, office_name=OFFICE)) as desk:
        for name in VILLAGES:
            add(desk, "places", f"名称={name}")
        for ledger, texts, children in earlier:
            add(desk, ledger, *texts, children=children)


def add(desk: Desk, ledger: str, *texts: str, children: dict[str, list[dict[str, str]]] | None = None) -> None:
    """Enter a record through the services, from 栏目=内容."""
    declared = registry.find(ledger)

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        rows = {
            name: [entry.read_child(unit, ledger=declared, child=declared.child(name), texts=row) for row in given]
            for name, given in (children or {}).items()
        }
        values = entry.read_values(unit, ledger=declared, texts=entry.pairs(texts))
        return records.add(unit, actor=desk.actor, ledger=ledger, values=values, children=rows)

    desk.write(work)
