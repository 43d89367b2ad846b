"""Every way a save reaches the file, each as one repeatable action: it answers with the step of its history rows."""

from __future__ import annotations

import uuid as uuids
from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import (
    attachments,
    batches,
    closed_years,
    entry,
    erasing,
    import_batches,
    import_plan,
    importing,
    links,
    office,
    package_file,
    package_merge,
    packages,
    records,
    redacting,
    transitions,
    undo,
    year_end,
)
from app.services.desk import new_desk, open_desk
from app.sheets.book import Book, Sheet
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.sheets.book import Cell
    from db.unit import UnitOfWork

    Act = Callable[[Desk], str]

ITEMS = (1, 2, 3, 4, 5)
"""The ids of the items that `prepare` enters into a fresh file."""
RECTIFICATIONS = "rectifications"
YEAR = 2014
"""The year that the items are numbered in."""
IMPORTED = 120
"""Rows of a sheet: enough that a kill lands among them."""
PICTURE = bytes(range(256)) * 2400
"""600 KB: three pieces of an attachment."""


PASSPHRASE = "村口那棵老槐树下"
"""Opens the encrypted ledgers of these tests."""


TODAY = date(2014, 5, 9)
"""The day it stays in all processes of a test: what may be undone ends at midnight."""


def open_ledger(path: Path) -> Desk:
    """The first operator at a ledger of these tests: an encrypted one has its keys beside it."""
    desk = open_desk(path, passphrase=PASSPHRASE if path.with_name(f"{path.name}.key").exists() else "")
    desk.store.clock.fixed = TODAY
    return desk


def prepare(desk: Desk) -> None:
    """Enter what the actions work on: five items with a unit and a deadline, one with a change to undo, an opinion."""
    desk.store.clock.fixed = TODAY
    for _ in ITEMS:
        factories.add(desk, RECTIFICATIONS, "登记日期=2014-03-01", "责任单位=村建办", "整改时限=2014-04-25")
    factories.add(desk, "opinions")
    edit(desk)


def _step(desk: Desk, work: Callable[[UnitOfWork], object]) -> str:
    def stepped(unit: UnitOfWork) -> str:
        work(unit)
        return unit.step

    return desk.write(stepped)


def add(desk: Desk) -> str:
    """A new item with two measures."""
    ledger = registry.find(RECTIFICATIONS)
    typed = entry.pairs([factories.MATTERS[RECTIFICATIONS], "责任单位=村建办"])

    def work(unit: UnitOfWork) -> Changes:
        child = ledger.child("measures")
        rows = [
            entry.read_child(unit, ledger=ledger, child=child, texts={"措施内容": text}) for text in ("换灯", "布线")
        ]
        values = entry.read_values(unit, ledger=ledger, texts=typed)
        return records.add(unit, actor=desk.actor, ledger=ledger.name, values=values, children={child.name: rows})

    return _step(desk, work)


def edit(desk: Desk) -> str:
    """An item changed in its own columns and its measures."""
    ledger = registry.find(RECTIFICATIONS)

    def work(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger=ledger.name, record_id=ITEMS[0])
        text = f"改了{old.version}次"
        child = ledger.child("measures")
        row = entry.read_child(unit, ledger=ledger, child=child, texts={"措施内容": text})
        values = entry.read_values(unit, ledger=ledger, texts={"备注": text})
        return records.edit(
            unit, actor=desk.actor, ledger=ledger.name, record_id=old.id, version=old.version, values=values,
            children={child.name: [row]},
        )  # fmt: skip

    return _step(desk, work)


def transition(desk: Desk) -> str:
    """A step of an item's life: handed out again."""
    return _step(
        desk,
        lambda unit: transitions.do(
            unit, actor=desk.actor, ledger=RECTIFICATIONS, record_id=ITEMS[1], action="assign", reason="换人"
        ),
    )


def attach(desk: Desk) -> str:
    """A new file of three pieces."""

    def work(unit: UnitOfWork) -> Changes:
        data = unit.step.encode() + PICTURE
        return attachments.attach(
            unit, actor=desk.actor, ledger=RECTIFICATIONS, record_id=ITEMS[2], name="照片.jpg", data=data,
            happened_on=date(2014, 3, 18),
        )  # fmt: skip

    return _step(desk, work)


def link(desk: Desk) -> str:
    """A link made, or taken back when it stands."""

    def work(unit: UnitOfWork) -> Changes:
        standing = links.of(unit, ledger=RECTIFICATIONS, record_id=ITEMS[3])
        if standing:
            return links.remove(unit, actor=desk.actor, link_id=standing[0].id)
        ends = ((RECTIFICATIONS, ITEMS[3]), ("opinions", 1))
        return links.add(unit, actor=desk.actor, kind="related", start=ends[0], end=ends[1])

    return _step(desk, work)


def void(desk: Desk) -> str:
    """An item voided, or standing again when it is."""

    def work(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger=RECTIFICATIONS, record_id=ITEMS[4])
        if old.voided_at is not None:
            return records.restore(unit, actor=desk.actor, ledger=RECTIFICATIONS, record_id=old.id)
        return records.void(unit, actor=desk.actor, ledger=RECTIFICATIONS, record_id=old.id, reason="重复登记")

    return _step(desk, work)


def undo_redo(desk: Desk) -> str:
    """The last change undone, or done again when it was undone."""

    def work(unit: UnitOfWork) -> Changes:
        turn = undo.redo if undo.next_label(unit, actor=desk.actor, redo=True) else undo.undo
        return turn(unit, actor=desk.actor)

    return _step(desk, work)


def batch(desk: Desk) -> str:
    """One change for four items."""

    def work(unit: UnitOfWork) -> object:
        ids = ITEMS[:4]
        version = records.get(unit, ledger=RECTIFICATIONS, record_id=ids[0]).version
        values = entry.read_values(unit, ledger=registry.find(RECTIFICATIONS), texts={"备注": f"批量{version}"})
        return batches.edit(unit, actor=desk.actor, ledger=RECTIFICATIONS, ids=ids, values=values, reason="统一备注")

    return _step(desk, work)


def correct(desk: Desk) -> str:
    """Spoken words mended with a reason."""

    def work(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger="opinions", record_id=1)
        return records.correct(
            unit, actor=desk.actor, ledger="opinions", record_id=1, key="verbatim_text",
            value=f"垃圾池满了{old.version}天", reason="听错",
        )  # fmt: skip

    return _step(desk, work)


def settings(desk: Desk) -> str:
    """A setting of the office with its history row."""

    def work(unit: UnitOfWork) -> Changes:
        is_hidden = "debts" in office.hidden_ledgers(unit)
        return office.hide_ledger(unit, actor=desk.actor, ledger="debts", hidden=not is_hidden)

    return _step(desk, work)


def take_in(desk: Desk) -> str:
    """A sheet of new items imported."""
    name = uuids.uuid4().hex
    rows: list[list[Cell]] = [["问题描述", "登记日期"], *([f"{name} 第{n}盏灯", "2014-03-01"] for n in range(IMPORTED))]
    book = Book((Sheet("批量", rows),))

    def work(unit: UnitOfWork) -> object:
        plan = import_plan.guess(unit, ledger=registry.find(RECTIFICATIONS), book=book)
        return importing.run(unit, actor=desk.actor, plan=plan, file_name="批量.xlsx")

    return _step(desk, work)


def withdraw(desk: Desk) -> str:
    """The newest import taken back, or a new one when none stands."""
    batches = desk.read(lambda unit: import_batches.listed(unit, actor=desk.actor))
    standing = [one.uuid for one in batches if not one.is_taken_back]
    if not standing:
        return take_in(desk)
    return _step(desk, lambda unit: importing.withdraw(unit, actor=desk.actor, batch=standing[0]))


def village_folder(folder: Path) -> Path:
    """Where the ledger lies of the village that reports to the ledger of a folder."""
    return folder.with_name(f"{folder.name}-village")


def merge(desk: Desk) -> str:
    """What a village has newly entered, packed and merged; the village's own file lies in a folder of its own."""
    folder = village_folder(desk.path.parent)
    folder.mkdir(exist_ok=True)
    path, out = folder / "清一村.minqing", folder / f"{uuids.uuid4().hex}.mqpkg"
    with closing(open_desk(path) if path.exists() else new_desk(path, office_name="清一村")) as village:
        take_in(village)
        office_name = desk.read(office.name)
        packages.pack(village, out=out, wanted=packages.Wanted(office_name))
    package = package_file.open_package(out)
    step = _step(desk, lambda unit: package_merge.merge(unit, actor=desk.actor, package=package))
    out.unlink()
    return step


def year(desk: Desk) -> str:
    """The year of the items closed in the next, or opened again when it is closed."""
    shut = desk.read(closed_years.closed)

    def work(unit: UnitOfWork) -> Changes:
        if YEAR in shut:
            return year_end.reopen(unit, actor=desk.actor, year=YEAR, reason="漏登")
        return year_end.close(unit, actor=desk.actor, year=YEAR)

    with _standing_in(desk, date(YEAR + 1, 1, 6)):
        return _step(desk, work)


@contextmanager
def _standing_in(desk: Desk, day: date) -> Iterator[None]:
    before, desk.store.clock.fixed = desk.store.clock.fixed, day
    try:
        yield
    finally:
        desk.store.clock.fixed = before


def erase(desk: Desk) -> str:
    """Words written into an item and taken out of it and its history again."""
    words = uuids.uuid4().hex
    ledger = registry.find(RECTIFICATIONS)

    def write(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger=ledger.name, record_id=ITEMS[0])
        values = entry.read_values(unit, ledger=ledger, texts={"备注": f"问过{words}"})
        return records.edit(
            unit, actor=desk.actor, ledger=ledger.name, record_id=old.id, version=old.version, values=values
        )

    _step(desk, write)
    asked = erasing.Asked(ledger.name, ITEMS[0], (words,), erasing.GROUNDS[0], "不再需要")
    today = desk.store.clock.today()
    sheet = erasing.Sheet("审批单.png", words.encode() * 9, "王镇长", today)
    step = _step(desk, lambda unit: erasing.erase_signed_in(unit, actor=desk.actor, asked=asked, sheet=sheet))
    redacting.finish(desk)
    return step


PATHS: dict[str, Act] = {
    "add": add,
    "edit": edit,
    "transition": transition,
    "attach": attach,
    "link": link,
    "void": void,
    "undo": undo_redo,
    "batch": batch,
    "correct": correct,
    "settings": settings,
    "import": take_in,
    "withdraw": withdraw,
}
KILLED = PATHS | {"merge": merge, "year": year, "erase": erase}
"""With what also writes files of its own or the whole file anew; killed, but no call of it is made to fail."""
LABELS = {
    "add": "登记", "edit": "修改", "transition": "办理", "attach": "附件", "link": "关联", "void": "作废和恢复",
    "undo": "撤销和重做", "batch": "批量", "correct": "更正", "settings": "设置",
    "import": "导入", "withdraw": "撤回导入", "merge": "并入上报包",
    "year": "年度结转", "erase": "删除个人信息",
}  # fmt: skip


def steps_in(desk: Desk) -> set[str]:
    """The steps whose history stands in the file."""
    with desk.store.read() as unit:
        return set(unit.connection.exec_driver_sql("SELECT DISTINCT step FROM audit").scalars())


def leftovers(path: Path) -> list[str]:
    """Names beside a ledger that no closed desk leaves: half files, copies, journals."""
    lasting = (path.name, f".{path.name}.lock", f"{path.name}.key")
    return sorted(other.name for other in path.parent.iterdir() if other.name not in lasting)
