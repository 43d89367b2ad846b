"""The papers of an erasure: the sheet that is signed before it, and the slip that says afterwards what was reached and
what is out of reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import erasing, kept_backups, office, printing, records
from app.services.changes import ChangeKind, Changes
from app.services.erasing import DONE, EVERYWHERE, LEFT, SCOPES
from app.services.permitted import needs
from db import audit
from db.opened import SCRUB
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.erasing import Asked, Order, Plan
    from db.unit import UnitOfWork

COLUMNS = (TableColumn("项目", 44, Align.CENTER), TableColumn("内容", 200))
OUT = (ChangeKind.PRINTED, ChangeKind.EXPORTED, ChangeKind.FILE_READ)
LISTED = 8
FILES_STAY = "附件里面的字不能逐字删除；要删的附件请在申请里整件选上。"
NOT_YET = "台账文件还没有重写，旧内容还在文件的空处；关掉别的窗口再打开一次台账就会重写，重写以后请再打印本单。"
DISK = "硬盘和优盘上被替下的旧内容由设备自己管理，程序已把台账文件重写一遍，设备层面的残留不在本单保证之内。"

AT_SERVER = "服务器上被替下的旧内容由服务器自己陆续清理，设备层面的残留不在本单保证之内。"


@needs(Right.ERASE)
def sheet(unit: UnitOfWork, *, actor: Actor, asked: Asked) -> LedgerPaper:
    """删除个人信息审批单, signed before anything is done: what is to go, on what ground, and what cannot be reached.

    The words stand on it: without them nobody knows what he signs. Raises Refused as the erasure would.
    """
    plan = erasing.plan(unit, actor=actor, asked=asked)
    if plan.hindrance:
        raise Refused(plan.hindrance, field="ground")
    rows = [
        ("记录", plan.number),
        ("要删除的字词", "；".join(erasing.words_of(asked.words))),
        ("所在栏目", _listed(f"{label} {count}处" for label, count in plan.fields) or "只在历史里"),
        ("历史里", f"{plan.history} 条"),
        ("范围", SCOPES[asked.scope]),
        *(_also(plan, asked)),
        ("依据", asked.ground),
        ("原因", asked.reason),
        ("删除不到的", "；".join(_beyond(unit, plan.packages))),
        ("审批意见", ""),
    ]
    return _paper(unit, "删除个人信息审批单", rows, ("申请人", "审核人", "批准人", "批准日期"), actor=actor.name)


def _also(plan: Plan, asked: Asked) -> Iterator[tuple[str, str]]:
    """The other records that are reached, or that are not."""
    if plan.named_by:
        yield "写着这个名字的记录", _listed(f"{one.number}（{one.label}）" for one in plan.named_by)
    if plan.elsewhere:
        head = "一并删除的其他记录" if asked.scope == EVERYWHERE else "其他记录里也有，不在本次之列"
        yield head, _listed(f"{one.number}（{one.label}）{one.count}处" for one in plan.elsewhere)
    if asked.files:
        names = dict(plan.files)
        yield "整件删除的附件", "；".join(names.get(uuid, "") for uuid in asked.files)


def _listed(words: Iterable[str]) -> str:
    found = list(words)
    more = f" 等{len(found)}处" if len(found) > LISTED else ""
    return "；".join(found[:LISTED]) + more


@needs(Right.ERASE)
def slip(unit: UnitOfWork, *, actor: Actor, number: str) -> LedgerPaper:
    """删除个人信息告知单: who asked and consented, what was reached, and what is out of reach, by receipt and printing.

    No word that went stands on it. Raises Refused for an order that was not carried out.
    """
    order = erasing.find(unit, actor=actor, number=number)
    if order.state != DONE or order.settled_at is None:
        sentence = f"{order.number} 还没有删除（{order.label}），没有打印告知单。"
        raise Refused(sentence, field="number")
    packages = erasing.packages_with(unit, order.ledger, before=order.settled_at)
    rows = [
        ("删除编号", order.number),
        ("记录", order.record_number),
        ("范围", SCOPES[order.scope]),
        ("依据和原因", f"{order.ground}；{order.reason}"),
        ("经办和批准", _consent(order)),
        ("已删除", "；".join(f"{kind} {count} 处" for kind, count in order.counts.items() if kind != LEFT)),
        (
            "历史",
            "每一条历史和它的校验值都还在，删去的字词改为〔已删除〕；删去后的样子和这次删除都记在历史里，可以随时核验。",
        ),
        ("删除不到的", "；".join((*_stays(order), *_beyond(unit, packages), *_went_out(unit, order)))),
        ("说明", f"{FILES_STAY}{_disk(unit)}"),
    ]
    return _paper(unit, "删除个人信息告知单", rows, ("经办人", "批准人", "送达日期", "签收人"), actor=actor.name)


def _disk(unit: UnitOfWork) -> str:
    if unit.is_at_server:
        return AT_SERVER
    return DISK if unit.setting(SCRUB) is None else NOT_YET


def _stays(order: Order) -> Iterator[str]:
    if order.counts.get(LEFT):
        yield f"操作人姓名和单位设置里还有 {order.counts[LEFT]} 处，不在删除之列"


def _consent(order: Order) -> str:
    if order.signed_by and order.signed_on is not None:
        return (
            f"{order.settled_by}经办；{order.signed_by} {order.signed_on:%Y-%m-%d} 签字，审批单扫描件存在记录的附件里"
        )
    asked = f"{order.asked_by} {order.asked_at:%Y-%m-%d %H:%M} 申请"
    return f"{asked}；{order.settled_by} {order.settled_at:%Y-%m-%d %H:%M} 批准"


def _beyond(unit: UnitOfWork, packages: tuple[str, ...]) -> Iterator[str]:
    """What no erasure reaches: backups on this computer and elsewhere, and packages that are with others."""
    first = audit.hash_at(unit.connection, unit.schema, 1)
    kept = kept_backups.listed(kept_backups.folder_of(first)) if first else ()
    if kept:
        first_day, last_day = (f"{one.made_at:%Y-%m-%d}" for one in (kept[-1], kept[0]))
        yield f"本机自动备份 {len(kept)} 份（{first_day} 至 {last_day}），随轮换陆续删去"
    if unit.is_at_server:
        yield "县里给服务器做的备份，请县里的管理员按期删去"
    yield "拷到别处的备份和升级前的旧文件，请由保管的人销毁或限制使用"
    yield f"已经{_listed(packages)}，请通知收到的单位一并删除" if packages else "没有报出过含这本台账的上报包"


def _went_out(unit: UnitOfWork, order: Order) -> Iterator[str]:
    """What of the record, or of its ledger as a list, was printed or exported: paper and workbooks are with others."""
    rows = unit.schema.audit
    kinds = tuple(kind.value for kind in OUT)
    left = rows.c.action.in_(kinds) & (rows.c.ledger == order.ledger)
    own = unit.schema.table(order.ledger)
    uuid = unit.connection.execute(_uuid_of(own, order.record_id)).scalar_one()
    events = [one for one in unit.events(left & rows.c.uuid.in_((uuid, ""))) if one.at <= (order.settled_at or one.at)]
    if events:
        told = _listed(f"{one.at:%Y-%m-%d} {one.entry.description}" for one in events)
        yield f"此前打印、导出的：{told}"


def _uuid_of(table: sa.Table, record_id: int) -> sa.Select[tuple[str]]:
    return table.select().with_only_columns(table.c.uuid).where(table.c.id == record_id)


def _paper(
    unit: UnitOfWork, title: str, rows: list[tuple[str, str]], signatures: tuple[str, ...], *, actor: str
) -> LedgerPaper:
    today, own = unit.clock.today(), office.name(unit)
    return LedgerPaper(
        title=f"{own}{title}", office=own, reported_on=FuzzyDate(today).text(), columns=COLUMNS,
        rows=[TableRow(cells) for cells in rows], signatures=signatures, profile_note=printing.head_note(unit),
        marks=(f"打印：{actor} {unit.clock.now():%Y-%m-%d %H:%M}",), made_on=today,
    )  # fmt: skip


@needs(Right.ERASE)
def print_sheet(desk: Desk, *, asked: Asked, out: Path) -> Printed:
    """Print the sheet to be signed into a PDF and write it in the history; raises Refused."""
    made = desk.read(lambda unit: sheet(unit, actor=desk.actor, asked=asked))
    printed = printing.write_pdf(made, out)

    def work(unit: UnitOfWork) -> Changes:
        record = records.get(unit, ledger=asked.ledger, record_id=asked.record_id)
        return record_print(unit, actor=desk.actor, title=f"删除个人信息审批单（{record.number}）", pages=printed.pages)

    desk.write(work)
    return printed


@needs(Right.ERASE)
def print_slip(desk: Desk, *, number: str, out: Path) -> Printed:
    """Print the slip of an erasure into a PDF and write it in the history; raises Refused."""
    made = desk.read(lambda unit: slip(unit, actor=desk.actor, number=number))
    printed = printing.write_pdf(made, out)
    if not desk.read_only:
        title = f"删除个人信息告知单（{number}）"
        desk.write(lambda unit: record_print(unit, actor=desk.actor, title=title, pages=printed.pages))
    return printed


@needs(Right.ERASE)
def record_print(unit: UnitOfWork, *, actor: Actor, title: str, pages: int) -> Changes:
    """Write in the history that a paper of an erasure was printed."""
    words = f"打印 {title}{pages} 页"
    unit.audit(operator=actor.name, action=ChangeKind.PRINTED.value, description=words, ledger=audit.ERASURES)
    return Changes(words, ChangeKind.PRINTED)
