"""台账工作交接: when the clerk changes, what is open and where everything lies, as one list both sign."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.paper.forms.desk_handover import TITLE, DeskHandover, draw
from app.paper.forms.sheet import draw_form
from app.rules import reading
from app.rules.elapsed import size_text
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import (
    archiving,
    backups,
    closed_years,
    drafts,
    freezing,
    kept_backups,
    office,
    operators,
    package_known,
    papers_out,
    printing,
    year_end,
)
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db import keys
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.year_end import OpenItem
    from db.copies import LedgerFile
    from db.unit import UnitOfWork

KEY = "handover_places"
PLACES: dict[str, str] = {
    "recovery_code": "恢复码单",
    "outside_copy": "U盘、移动硬盘",
    "paper_files": "纸质台账和卷宗",
    "other": "其他交代",
}
"""What only the clerk can say: by machine name the words."""
APART = "限制查阅的件不在此列，由指定的人单独移交"
LONGEST = 200
_NAMED = 8
"""So many papers and reports are named on the list; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What is open, as the operator sees it, and what lies where, as (what, where)."""

    items: tuple[OpenItem, ...]
    places: tuple[tuple[str, str], ...]

    @property
    def by_ledger(self) -> tuple[tuple[str, tuple[OpenItem, ...]], ...]:
        """The open matters ledger by ledger."""
        return tuple((label, tuple(found)) for label, found in groupby(self.items, key=lambda one: one.ledger_label))


def said_places(unit: UnitOfWork) -> dict[str, str]:
    """What the clerk wrote down of where things lie."""
    kept: dict[str, str] = json.loads(unit.setting(KEY) or "{}")
    return {key: kept.get(key, "") for key in PLACES}


@needs(Right.ENTER)
def keep_places(unit: UnitOfWork, *, actor: Actor, places: Mapping[str, str]) -> Changes:
    """Write down where things lie that the program cannot know; raises Refused for what is too long."""
    cleaned = {key: reading.clean_text(places.get(key, "")) for key in PLACES}
    for key, text in cleaned.items():
        if len(text) > LONGEST:
            sentence = f"「{PLACES[key]}」最多写{LONGEST}个字，没有保存。"
            raise Refused(sentence, field=key)
    before = said_places(unit)
    unit.put_setting(KEY, json.dumps({k: v for k, v in cleaned.items() if v}, ensure_ascii=False))
    words = "记下交接材料存放的地方"
    unit.audit(
        operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, old=dict(before), new=dict(cleaned)
    )
    return Changes(words, ChangeKind.SETTINGS)


@needs(Right.READ)
def of(desk: Desk) -> Handover:
    """What there is to hand over, as the operator at the desk sees it; raises Refused for a fault of the file."""
    return _found(desk, restricted=desk.actor.sees_restricted)


def _found(desk: Desk, *, restricted: bool) -> Handover:
    copies = tuple(_backups(backups.source(desk))) if not desk.store.is_server else ()

    def read(unit: UnitOfWork) -> Handover:
        with unit.seeing(restricted=restricted):
            places = (*_files(unit, desk), *copies, *_secrets(unit, desk), *_papers(unit, desk.actor))
            return Handover(year_end.open_items(unit), places)

    return desk.read(read)


def _files(unit: UnitOfWork, desk: Desk) -> Iterator[tuple[str, str]]:
    people = operators.everyone(unit)
    if desk.store.is_server:
        yield "台账", f"在县级服务器 {desk.store.place_name}，登录的口令向县里的管理员领取，由他统一备份"
    else:
        size = size_text(desk.path.stat().st_size)
        sealed = "已加密，用操作人的口令打开" if desk.store.key is not None else "没有加密"
        yield "台账文件", f"{desk.path.name}，{size}，{sealed}；在文件夹 {desk.path.parent}"
    yield "操作人", "、".join(f"{one.name}（{one.words}）" for one in people)
    closed = closed_years.closed(unit)
    yield "已结转的年度", "、".join(one.words for one in closed.values()) or "还没有结转过"


def _backups(file: LedgerFile) -> Iterator[tuple[str, str]]:
    place = kept_backups.folder(file)
    kept, known = kept_backups.listed(place), kept_backups.state(file)
    newest = f"共{len(kept)}份，最近一份 {kept[0].made_at:%Y-%m-%d %H:%M}" if kept else "还没有自动备份"
    yield "自动备份", f"{newest}；在文件夹 {place}"
    outside = f"，最近一次拷出 {known.outside_at[:10]}" if known.outside_at else ""
    yield "第二处备份", f"{known.second}{outside}" if known.second else f"没有设第二处{outside}"


def _secrets(unit: UnitOfWork, desk: Desk) -> Iterator[tuple[str, str]]:
    said = said_places(unit)
    if desk.store.key is not None:
        beside = keys.key_path(desk.path)
        yield "钥匙文件", f"{beside.name}，和台账文件放在一起；丢了要用备份里的那一份"
        yield "口令", "只有操作人自己知道，不写在纸上；接收人由管理人员登记为操作人，自己定口令"
        yield PLACES["recovery_code"], said["recovery_code"] or "（请写明放在哪里）"
    yield PLACES["outside_copy"], said["outside_copy"] or "（请写明放在哪里）"


def _papers(unit: UnitOfWork, actor: Actor) -> Iterator[tuple[str, str]]:
    said = said_places(unit)
    yield PLACES["paper_files"], said["paper_files"] or "（请写明放在哪里）"
    out = [row.names for row in papers_out.not_back(unit, unit.clock.today())]
    yield "发出没有收回的单据", _counted(out, "张", lambda one: f"{one[0]} {one[1]}".strip())
    yield "归档", _archived(unit)
    reports = freezing.listed(unit, actor=actor)
    yield (
        "冻结的报数",
        _counted(reports, "次", lambda one: f"{one.name}（截至{FuzzyDate(one.as_of).text()}{_to(one)}）"),
    )
    yield "上报包", _sent(unit)
    merged = {one.label: one.serial for one in package_known.listed(unit)}
    if merged:
        yield "并入的上报包", "、".join(f"{label}到第{serial}号" for label, serial in merged.items())
    if waiting := drafts.count(unit, actor=actor):
        yield "没有写完的草稿", f"{waiting}份，在“编辑 → 草稿”里，交接前请写完或丢弃"
    yield PLACES["other"], said["other"] or "无"


def _to(report: freezing.Report) -> str:
    return f"，报{report.reported_to}" if report.reported_to else ""


def _counted(found: Any, counter: str, told: Callable[[Any], str]) -> str:  # noqa: ANN401 - rows of any kind
    if not found:
        return "无"
    named = "、".join(told(one) for one in found[:_NAMED])
    return f"{len(found)}{counter}：{named}{'等' if len(found) > _NAMED else ''}"


def _archived(unit: UnitOfWork) -> str:
    years = Counter(one.year for one in archiving.filed(unit))
    told = "、".join(f"{year}年{count}件" for year, count in sorted(years.items()))
    return f"已归档：{told}；归档文件目录在“工具 → 归档”里" if told else "没有归过档"


def _sent(unit: UnitOfWork) -> str:
    table = unit.schema.packages.sent
    query = sa.select(table.c.serial, table.c.sent_to, table.c.sent_at).order_by(table.c.serial.desc()).limit(1)
    last = unit.connection.execute(query).first()
    return f"最近一次是第{last.serial}号，报{last.sent_to}，{last.sent_at:%Y-%m-%d}" if last else "没有报过"


# ---- paper -----------------------------------------------------------------------------------------------------------


def content(unit: UnitOfWork, found: Handover, *, from_clerk: str, to_clerk: str) -> DeskHandover:
    """The list as a sheet of paper; it has nothing of the restricted class, and says so whether there is any or not."""
    lists = tuple((f"{label}（{len(items)}件）", tuple(map(_cells, items))) for label, items in found.by_ledger)
    return DeskHandover(
        office=office.name(unit),
        profile_note=printing.head_note(unit),
        from_clerk=from_clerk,
        to_clerk=to_clerk,
        handed_on=FuzzyDate(unit.clock.today()).text(),
        summary=f"共{len(found.items)}件（{APART}）",
        open_lists=lists,
        places=found.places,
    )


def _cells(one: OpenItem) -> tuple[str, ...]:
    number = f"{one.number}（结转）" if one.is_carried else one.number
    due = f"{one.due_on.year}.{one.due_on.month}.{one.due_on.day}" if one.due_on else ""
    return number, one.matter, one.state, due, one.responsible


@needs(Right.PRINT)
def paper(desk: Desk, *, from_clerk: str = "", to_clerk: str = "") -> DeskHandover:
    """What the list says, ready to be drawn; nobody named hands over: the operator at the desk does."""
    found, clerk = _found(desk, restricted=False), from_clerk or desk.actor.name
    return desk.read(lambda unit: content(unit, found, from_clerk=clerk, to_clerk=to_clerk))


@needs(Right.PRINT)
def print_out(desk: Desk, *, out: Path, from_clerk: str = "", to_clerk: str = "") -> Printed:
    """Print the list into a PDF, whole or not at all, and write it in the history; raises Refused."""
    made = paper(desk, from_clerk=from_clerk, to_clerk=to_clerk)
    day = desk.store.clock.today()
    printed = printing.write_whole(
        out, lambda stream: draw_form(draw, made, stream, title=TITLE, office=made.office, made_on=day)
    )
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, actor=desk.actor, pages=printed.pages))
    return printed


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, pages: int) -> Changes:
    """Write in the history that the list was printed."""
    words = f"打印 {TITLE} {pages} 页"
    unit.audit(operator=actor.name, action=ChangeKind.PRINTED.value, description=words)
    return Changes(words, ChangeKind.PRINTED)


@needs(Right.READ)
def as_json(desk: Desk) -> dict[str, Any]:
    """The list as the command line prints it."""
    found = of(desk)
    rows = [
        {
            "ledger": one.ledger, "number": one.number, "matter": one.matter, "state": one.state or None,
            "due_on": one.due_on.isoformat() if one.due_on else None, "responsible": one.responsible or None,
            "carried": one.is_carried,
        }
        for one in found.items
    ]  # fmt: skip
    return {"places": dict(found.places), "rows": rows, "total": len(rows)}
