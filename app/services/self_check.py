"""故障自检: file, machine and program looked over in one go, in words a clerk can read out on the telephone."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.paper import fonts
from app.paper.check_sheet import CheckSheet
from app.rules.rights import Right
from app.services import anchors, backups, kept_backups, office, timekeeping, verifying
from app.services.faults import BEHIND
from app.services.permitted import needs
from app.services.verifying import Checked
from db import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.services.desk import Desk
    from db.unit import UnitOfWork

LOW_SPACE = 500 * 1024 * 1024
LOW_TIMES = 3
"""Space is low below so many bytes, or so many times the ledger."""
BACKUP_AGE = timedelta(days=7)
MB = 1024 * 1024
MARKS = {True: "✓ 正常", False: "！ 注意"}
TITLE = "故障自检单"


@dataclass(frozen=True, slots=True)
class Report:
    """What the self-check found, with what it is about: where, when, and the anchor to be read out."""

    lines: tuple[Checked, ...]
    office: str
    made_at: datetime
    anchor: str

    @property
    def ok(self) -> bool:
        """Whether nothing needs a look."""
        return all(line.ok for line in self.lines)


@needs(Right.READ)
def run(
    desk: Desk,
    *,
    printers: Sequence[str] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Report:
    """Look everything over; `printers` are the names the system knows, None where nobody can tell.

    Raises Refused for a file that cannot be read at all, and what `progress` raises.
    """
    found = verifying.run(desk, progress=progress)
    if progress is not None:
        progress("字体和电脑", 0, 0)
    found += surroundings(desk, printers=printers)
    name, made_at, anchor = desk.read(lambda unit: (office.name(unit), unit.clock.now(), anchors.of(unit).text))
    return Report(found, name, made_at, anchor)


@needs(Right.READ)
def surroundings(desk: Desk, *, printers: Sequence[str] | None = None) -> tuple[Checked, ...]:
    """What lies around the file: faces, printers, space, backup, clock, how it is saved; raises Refused."""
    seen = () if not desk.store.behind else (Checked("seen", "本机记得的历史", ok=False, sentence=BEHIND),)
    known = () if printers is None else (_printers(printers),)
    if desk.store.is_server:  # the disk and the backups are the county's
        return (*seen, _faces(), *known, *desk.read(lambda unit: (_clock(unit), *_server(unit))))
    inside = desk.read(lambda unit: (_clock(unit), _safety(unit, is_only_read=desk.read_only), _library(unit)))
    return (*seen, _faces(), *known, _space(desk.path), _backup(desk), *inside)


def _faces() -> Checked:
    folder = fonts.resources() / "fonts"
    wrong = [name for digest, name in _listed(folder / "SHA256SUMS") if _digest(folder / name) != digest]
    if wrong:
        sentence = f"程序自带的字体缺少或被改动：{'、'.join(wrong)}，打印会缺字。请重新安装程序，台账不受影响。"
        return Checked("fonts", "字体", ok=False, sentence=sentence)
    return Checked("fonts", "字体", ok=True, sentence="程序自带的字体齐全，没有改动。")


def _listed(sums: Path) -> list[tuple[str, str]]:
    try:
        pairs = (line.split(maxsplit=1) for line in sums.read_text("utf-8").splitlines() if line.strip())
        return [(digest, name.strip().lstrip("*")) for digest, name in pairs]
    except OSError:
        return [("", "SHA256SUMS")]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return "missing"


def _printers(names: Sequence[str]) -> Checked:
    words = (
        f"找到打印机 {len(names)} 台：{'、'.join(names)}。"
        if names
        else "没有找到打印机；打印时会存为 PDF，不影响登记。"
    )
    return Checked("printers", "打印机", ok=True, sentence=words)


def _space(path: Path) -> Checked:
    free, size = shutil.disk_usage(path.parent).free, path.stat().st_size
    words = f"台账所在的磁盘还剩 {_size(free)}，台账现在 {_size(size)}。"
    if free < max(LOW_SPACE, LOW_TIMES * size):
        words += "空间不多了，请清理磁盘，或把台账移到空间大的盘上。"
        return Checked("space", "磁盘空间", ok=False, sentence=words)
    return Checked("space", "磁盘空间", ok=True, sentence=words)


def _size(count: int) -> str:
    return f"{count / 1024 / MB:.1f} GB" if count >= 1024 * MB else f"{max(1, count // MB)} MB"


def _clock(unit: UnitOfWork) -> Checked:
    warning = timekeeping.clock_warning(unit)
    well = f"电脑时间 {unit.clock.now():%Y-%m-%d %H:%M}，不早于台账里最后一次操作。"
    return Checked("clock", "电脑时间", ok=not warning, sentence=warning or well)


def _backup(desk: Desk) -> Checked:
    is_sample, now = desk.read(lambda unit: (office.is_sample(unit), unit.clock.now()))
    if is_sample:
        return Checked("backup", "备份", ok=True, sentence="这是示例台账，不用备份。")
    made_at = kept_backups.last_verified(backups.source(desk))
    if made_at is None:
        sentence = "这份台账还没有备份过。请现在用“文件 → 备份”做一份，存到U盘上。"
        return Checked("backup", "备份", ok=False, sentence=sentence)
    words = f"最近一次核对过的备份是 {made_at:%Y-%m-%d %H:%M} 做的。"
    if now - made_at > BACKUP_AGE:
        return Checked("backup", "备份", ok=False, sentence=f"{words}已超过 7 天，请再备份一次，存到U盘上。")
    return Checked("backup", "备份", ok=True, sentence=words)


def _safety(unit: UnitOfWork, *, is_only_read: bool) -> Checked:
    live = verify.live(unit.connection)
    if is_only_read:
        return Checked("journal", "保存方式", ok=True, sentence="台账现在只供查看，不写入。")
    if live.is_safe:
        return Checked("journal", "保存方式", ok=True, sentence="每存一条都写到磁盘上，断电也不丢已保存的记录。")
    sentence = "现在的保存方式不是程序设定的。请关闭程序再打开；仍然这样时请报告。"
    return Checked("journal", "保存方式", ok=False, sentence=sentence)


def _library(unit: UnitOfWork) -> Checked:
    live = verify.live(unit.connection)
    words = f"存储部件版本 {live.version}。"
    older = "" if live.is_current else "版本较旧，请升级本程序；现在用较慢而安全的方式保存。"
    return Checked("library", "程序部件", ok=live.is_current, sentence=words + older)


def _server(unit: UnitOfWork) -> Iterator[Checked]:
    live = verify.live(unit.connection)
    well = "每存一条都由服务器写到磁盘上，断电也不丢已保存的记录。"
    badly = "服务器没有设成每存一条都写到磁盘上，断电会丢刚保存的记录。请告诉县里的管理员。"
    yield Checked("journal", "保存方式", ok=live.is_safe, sentence=well if live.is_safe else badly)
    older = "" if live.is_current else "版本太旧，请告诉县里的管理员升级。"
    yield Checked("library", "服务器", ok=live.is_current, sentence=f"服务器软件版本 {live.version}。{older}")


# ---- for the telephone -------------------------------------------------------------------------------------------


def as_text(report: Report) -> str:
    """The report as lines to be copied into a message; no personal data."""
    head = f"{TITLE}\n{report.office}　{report.made_at:%Y-%m-%d %H:%M}　{report.anchor}"
    return "\n".join((head, *(f"{MARKS[one.ok]}　{one.label}：{one.plain}" for one in report.lines)))


def sheet(report: Report) -> CheckSheet:
    """The report as one sheet of paper; no personal data."""
    # What is to be done is said once: the sheet shall stay one sheet.
    rows = tuple((one.label, MARKS[one.ok], one.plain.replace(verifying.KEEP, "")) for one in report.lines)
    advice = verifying.KEEP if any(verifying.KEEP in one.plain for one in report.lines) else ""
    made_at = f"{report.made_at:%Y-%m-%d %H:%M}"
    return CheckSheet(TITLE, report.office, made_at, report.made_at.date(), report.anchor, rows, advice)
