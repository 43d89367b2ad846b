"""The archive on paper: what a year filed, what is due, what has expired, what goes; the classes; the box's sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.paper.forms import archive_stamps
from app.paper.forms.archive_stamps import ArchiveStamps
from app.paper.forms.sheet import draw_form
from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow
from app.rules import retention
from app.rules.refusal import Exit, Refused
from app.rules.retention import TERMS, Retention
from app.rules.rights import Right
from app.services import appraising, archiving, filed_items, impact_paper, office, printing, settings
from app.services.archiving import DESTROY
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import BinaryIO

    from app.paper.tree import Printed
    from app.services.archiving import Item
    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.unit import UnitOfWork

CENTER = Align.CENTER
LIST = (
    TableColumn("序号", 10, CENTER), TableColumn("档号", 52, CENTER), TableColumn("文号", 38, CENTER),
    TableColumn("责任者", 28), TableColumn("题名", 60), TableColumn("日期", 20, CENTER),
    TableColumn("密级", 12, CENTER),
    TableColumn("页数", 12, CENTER), TableColumn("保管期限", 18, CENTER), TableColumn("备注", 22),
)  # fmt: skip
VOLUME = (
    TableColumn("顺序号", 14, CENTER), TableColumn("文号", 38, CENTER), TableColumn("责任者", 36),
    TableColumn("题名", 90), TableColumn("日期", 24, CENTER), TableColumn("页号", 22, CENTER), TableColumn("备注", 30),
)  # fmt: skip
DUE = (
    TableColumn("序号", 10, CENTER), TableColumn("台账", 28), TableColumn("编号", 36, CENTER), TableColumn("题名", 96),
    TableColumn("日期", 22, CENTER), TableColumn("保管期限", 20, CENTER), TableColumn("备注", 40),
)  # fmt: skip
EXPIRED = (
    TableColumn("序号", 10, CENTER), TableColumn("档号", 52, CENTER), TableColumn("题名", 70),
    TableColumn("日期", 20, CENTER), TableColumn("页数", 12, CENTER), TableColumn("保管期限", 18, CENTER),
    TableColumn("期满年度", 18, CENTER), TableColumn("鉴定意见", 24, CENTER), TableColumn("理由", 40),
)  # fmt: skip
SCOPE = (
    TableColumn("序号", 12, CENTER), TableColumn("归档范围（台账）", 60), TableColumn("装的是什么", 130),
    TableColumn("保管期限", 30, CENTER),
)  # fmt: skip
SHEET = (TableColumn("项目", 44, CENTER), TableColumn("内容", 200))
STAMPS = ("stamps", archive_stamps.NAME)
"""The paper that is no table."""
FILERS = ("整理人", "检查人", "移交人", "接收人")
APPRAISERS = ("鉴定人", "鉴定小组组长", "监销人", "分管领导")


@needs(Right.PRINT)
def paper(unit: UnitOfWork, *, actor: Actor, kind: str, year: int, term: str = "") -> LedgerPaper:
    """One of the papers of a year, of one term where one is named; none of the restricted class stands on any.

    Raises Refused (usage) for a paper there is not.
    """
    wanted = _term(term)
    for name, label, make in _PAPERS:
        if kind in (name, label):
            with unit.seeing(restricted=False):
                return make(unit, actor, year, wanted)
    sentence = f"没有「{kind}」这种归档用纸，没有打印。可以写：{'、'.join(label for _name, label in kinds())}。"
    raise Refused(sentence, field="kind", exit_code=Exit.USAGE)


def _term(text: str) -> str:
    """The term of that name (30年, 30, D30), empty for all; raises Refused (usage)."""
    return retention.of(text).value if text.strip() else ""


def kinds() -> tuple[tuple[str, str], ...]:
    """The papers there are, by machine name and label."""
    return (*((name, label) for name, label, _make in _PAPERS), STAMPS)


def _paper(
    unit: UnitOfWork, title: str, columns: tuple[TableColumn, ...], rows: Iterable[tuple[str, ...]], *,
    period: str = "", signatures: tuple[str, ...] = FILERS, blank_rows: int = 0,
) -> LedgerPaper:  # fmt: skip
    today, own = unit.clock.today(), office.name(unit)
    return LedgerPaper(
        title=f"{own}{title}", office=own, reported_on=FuzzyDate(today).text(), columns=columns,
        rows=[TableRow(cells) for cells in rows], period=period, signatures=signatures, blank_rows=blank_rows,
        profile_note=printing.head_note(unit), made_on=today,
    )  # fmt: skip


def _items(unit: UnitOfWork, actor: Actor, year: int, term: str) -> list[Item]:
    return [one for one in archiving.items(unit, actor=actor, year=year) if term in ("", one.term)]


def _fonds(unit: UnitOfWork, year: int, term: str, found: list[Item]) -> str:
    fonds, pages = settings.value(unit, "fonds_no"), sum(one.pages or 0 for one in found)
    told = [f"全宗号 {fonds}"] if fonds else []
    told += [f"{year}年度", *([term] if term else []), f"共{len(found)}件"] + ([f"{pages}页"] if pages else [])
    return "　".join(told)


def _list(unit: UnitOfWork, actor: Actor, year: int, term: str) -> LedgerPaper:
    found = _items(unit, actor, year, term)
    rows = (
        (str(place), one.code, one.document_no, one.author, one.title, one.day, one.secrecy,
         str(one.pages or ""), one.term.value, one.remark)
        for place, one in enumerate(found, start=1)
    )  # fmt: skip
    return _paper(unit, "归档文件目录", LIST, rows, period=_fonds(unit, year, term, found))


def _volume(unit: UnitOfWork, actor: Actor, year: int, term: str) -> LedgerPaper:
    found, page, rows = _items(unit, actor, year, term), 1, list[tuple[str, ...]]()
    for place, one in enumerate(found, start=1):
        at = "" if not one.pages else (f"{page}" if one.pages == 1 else f"{page}—{page + one.pages - 1}")
        page += one.pages or 0
        rows.append((str(place), one.document_no, one.author, one.title, one.day, at, one.remark))
    return _paper(unit, "卷内目录", VOLUME, rows, period=_fonds(unit, year, term, found))


def _reference(unit: UnitOfWork, actor: Actor, year: int, term: str) -> LedgerPaper:
    found = _items(unit, actor, year, term)
    by_term = "，".join(
        f"{one} {sum(1 for item in found if item.term is one)}件" for one in TERMS if any(i.term is one for i in found)
    )
    unpaged = sum(1 for one in found if one.pages is None)
    rows = (
        ("本盒（卷）情况说明", f"共{len(found)}件{f'：{by_term}' if by_term else ''}。"),
        ("件号起止", f"{found[0].code} 至 {found[-1].code}" if found else ""),
        ("页数", f"{sum(one.pages or 0 for one in found)}页{f'，其中{unpaged}件没有登记页数' if unpaged else ''}"),
        ("缺损、修改、补充、移出、销毁情况", _changed(unit, year, term, found)),
        ("整理人、整理日期", ""),
        ("检查人、检查日期", ""),
    )
    return _paper(unit, "备考表", SHEET, rows, period=_fonds(unit, year, term, found), signatures=())


def _changed(unit: UnitOfWork, year: int, term: str, found: list[Item]) -> str:
    """What was taken out and what was destroyed: why a 件号 is not there."""
    out = [one for one in archiving.filed(unit, year=year, is_withdrawn=True) if term in ("", one.term)]
    gone = [one for one in found if one.outcome == archiving.DESTROYED]
    told = (("移出", out), ("已销毁", gone))
    return (
        "".join(f"{what}{len(some)}件：{'、'.join(one.code for one in some)}。" for what, some in told if some) or "无"
    )


def _due(unit: UnitOfWork, actor: Actor, year: int, term: str) -> LedgerPaper:
    found = [one for one in archiving.due(unit, actor=actor, year=year, all_terms=True) if term in ("", one.term)]
    rows = (
        (str(place), one.label, one.number, one.title, f"{one.day:%Y%m%d}", one.term.value, one.note)
        for place, one in enumerate(found, start=1)
    )
    filed = sum(1 for one in found if one.term is not Retention.NONE)
    return _paper(unit, "待归档清单", DUE, rows, period=f"{year}年度　应归档{filed}件，不归档{len(found) - filed}件")


def _expired(unit: UnitOfWork, actor: Actor, year: int, term: str) -> LedgerPaper:
    found = [one for one in appraising.expired(unit, actor=actor, year=year) if term in ("", one.term)]
    return _paper(
        unit, "到期鉴定清单", EXPIRED, _expired_rows(found), period=f"截至{year}年初保管期满　共{len(found)}件",
        signatures=APPRAISERS,
    )  # fmt: skip


def _expired_rows(found: list[Item]) -> Iterable[tuple[str, ...]]:
    for place, one in enumerate(found, start=1):
        yield (
            str(place), one.code, one.title, one.day, str(one.pages or ""), one.term.value, str(one.kept_until or ""),
            one.outcome, one.appraisal_note,
        )  # fmt: skip


def _destroying(unit: UnitOfWork, actor: Actor, year: int, term: str) -> LedgerPaper:
    known = appraising.expired(unit, actor=actor, year=year)
    found = [one for one in known if one.outcome == DESTROY and term in ("", one.term)]
    return _paper(
        unit, "档案销毁清册", EXPIRED, _expired_rows(found), period=f"{year}年鉴定同意销毁　共{len(found)}件",
        signatures=APPRAISERS,
    )  # fmt: skip


def _classes(unit: UnitOfWork, _actor: Actor, _year: int, term: str) -> LedgerPaper:
    found = [(name, kept) for name, kept in archiving.classes(unit).items() if term in ("", kept)]
    rows = (
        (str(place), registry.find(name).label, registry.find(name).intro, kept.value)
        for place, (name, kept) in enumerate(found, start=1)
    )
    return _paper(
        unit, "文件材料归档范围和保管期限表", SCOPE, rows, period="报县级档案主管部门审查后执行",
        signatures=("制表人", "审核人", "分管领导"),
    )  # fmt: skip


_PAPERS: tuple[tuple[str, str, Callable[[UnitOfWork, Actor, int, str], LedgerPaper]], ...] = (
    ("list", "归档文件目录", _list),
    ("volume", "卷内目录", _volume),
    ("reference", "备考表", _reference),
    ("due", "待归档清单", _due),
    ("expired", "到期鉴定清单", _expired),
    ("destroying", "档案销毁清册", _destroying),
    ("classes", "归档范围和保管期限表", _classes),
    ("impact", impact_paper.TITLE, lambda unit, _actor, _year, _term: impact_paper.paper(unit)),
)


@needs(Right.PRINT)
def stamps(unit: UnitOfWork, *, actor: Actor, year: int, term: str = "") -> ArchiveStamps:
    """The 归档章 of what a year filed; raises Refused when it filed nothing."""
    with unit.seeing(restricted=False):
        found = [one for one in _items(unit, actor, year, _term(term)) if one.outcome != archiving.DESTROYED]
    if not found:
        sentence = f"{year}年度还没有归档的文件，没有归档章可打印。请先归档。"
        raise Refused(sentence, field="year")
    fonds = settings.value(unit, "fonds_no")
    cells = tuple(
        (fonds, str(one.year), one.unit_code, one.term.value, f"{one.item_no:04d}", str(one.pages or ""))
        for one in found
    )
    return ArchiveStamps(office=office.name(unit), stamps=cells)


def draw_stamps(content: ArchiveStamps, stream: BinaryIO) -> Printed:
    """Draw the stamps as a PDF."""
    return draw_form(archive_stamps.draw, content, stream, title=archive_stamps.NAME, office=content.office)


@needs(Right.PRINT)
def print_paper(desk: Desk, *, kind: str, year: int, out: Path, term: str = "") -> Printed:
    """Print one of the papers into a PDF, whole or not at all, and write it in the history; raises Refused."""
    if kind in STAMPS:
        content = desk.read(lambda unit: stamps(unit, actor=desk.actor, year=year, term=term))
        title, printed = STAMPS[1], printing.write_whole(out, lambda stream: draw_stamps(content, stream))
    else:
        made = desk.read(lambda unit: paper(unit, actor=desk.actor, kind=kind, year=year, term=term))
        title, printed = made.title, printing.write_pdf(made, out)
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, actor=desk.actor, title=title, year=year, pages=printed.pages))
    return printed


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, title: str, year: int, pages: int) -> Changes:
    """Write in the history that a paper of the archive was printed."""
    words = f"打印 {title}（{year}年度）{pages} 页"
    unit.audit(operator=actor.name, action=ChangeKind.PRINTED.value, description=words, ledger=filed_items.ITEMS)
    return Changes(words, ChangeKind.PRINTED)
