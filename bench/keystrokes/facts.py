"""What both sides start from (the same registers, the same earlier rows) and what is to be entered: invented people."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import entry, office, records, transitions
from app.services.desk import new_desk
from bench.data import GIVEN, SURNAMES
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.services.desk import Desk
    from db.values import Value

Earlier = tuple[str, tuple[str, ...], dict[str, list[dict[str, str]]]]
"""A record that was there before: its ledger, its 栏目=内容, its child rows."""
Closed = tuple[int, "tuple[tuple[str, Mapping[str, Value]], ...]"]
"""An item that was struck off before: its id, and its steps with what each wrote."""
ITEMS = "rectifications"
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


PEOPLE = tuple(SURNAMES[at % 20] + GIVEN[(5 * at + at // 20) % 12] for at in range(40))
"""The cadres of the office, in the order of its roster."""
UNITS = ("党政办公室", "村镇建设办公室", "社会事务办公室", "财政所")


def start(
    path: Path,
    earlier: tuple[Earlier, ...] = (),
    *,
    closed: Closed | None = None,
    pins: dict[str, tuple[str, ...]] | None = None,
) -> None:
    """Make a ledger with the registers and the records that were there before.

    `closed` is a rectification item that was struck off (all items are assigned then); `pins` are the fields by ledger
    that the operator lets go over to the next record.
    """
    with closing(new_desk(path, office_name=OFFICE)) as desk:
        for ledger, field, names in (
            ("places", "名称", VILLAGES), ("people", "姓名", PEOPLE), ("organisations", "名称", UNITS)
        ):  # fmt: skip
            for name in names:
                add(desk, ledger, f"{field}={name}")
        for ledger, texts, children in earlier:
            add(desk, ledger, *texts, children=children)
        for name, keys in (pins or {}).items():
            desk.write(partial(office.carry_fields, actor=desk.actor, ledger=name, keys=keys))
        if closed is not None:
            for record in desk.read(lambda unit: unit.reading.page(Ask(ITEMS))).rows:
                _do(desk, record.id, "assign")
            for action, values in closed[1]:
                _do(desk, closed[0], action, values)


def _do(desk: Desk, record_id: int, action: str, values: Mapping[str, Value] | None = None) -> None:
    step = partial(transitions.do, actor=desk.actor, ledger=ITEMS, record_id=record_id, action=action, values=values)
    desk.write(step)


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
