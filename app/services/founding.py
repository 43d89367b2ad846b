"""新建台账 in one go: a file, or an office at a county's server, and all that the first-run wizard was told, through
the services there are for each.

What cannot be brought in is told and left for later; the ledger is made all the same.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import place_names
from app.rules.refusal import BUG, Refused
from app.services import (
    backups,
    county,
    entry,
    faults,
    import_taking,
    kept_backups,
    logbook,
    office,
    operators,
    records,
)
from app.services.desk import new_desk
from app.services.importing import Duplicates
from db import copies, keys, seen
from db.errors import StoreError
from db.places import data_folder
from db.store import refuse_name
from db.values import FuzzyCount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.import_plan import Plan
    from app.services.importing import Imported
    from db.opened import Opened
    from db.unit import UnitOfWork
    from db.values import Value

    Progress = Callable[[int, int], None]

LEVELS: dict[str, frozenset[str]] = {
    "乡镇、街道": frozenset(),
    "村、社区": frozenset(
        {"backlog_cases", "zero_reports", "duty_rota", "contact_points", "research_reports", "special_actions",
         "inspections", "unit_reports"}
    ),
    "县（区）直部门、站所": frozenset(
        {"household_links", "pair_links", "visits", "card_issues", "aid_records", "welfare_cases", "zero_reports"}
    ),
    "县（区）": frozenset({"household_links", "pair_links", "visits", "card_issues", "agency_services"}),
}  # fmt: skip
"""The kinds of office, each with the ledgers that such an office seldom keeps: they are hidden unless it says so."""
MOST_GROUPS = 100


@dataclass(frozen=True, slots=True)
class Village:
    """A village as it was typed, with the number of its groups, which may be blank."""

    name: str
    groups: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One who works for the office, as he was typed."""

    name: str
    title: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was looked at and is to be taken in."""

    plan: Plan
    file_name: str
    duplicates: Duplicates = Duplicates.SKIP


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that was told before the ledger is made; only place and office are needed.

    `place` is where the new file is to lie, or an office at a server that holds nothing yet. `hidden` are machine names
    of ledgers the office does not keep, `sheets` are taken in in their order. Of a file alone: `second` is where copies
    of the backups go, and an empty passphrase makes one that is not encrypted.
    """

    place: Path | Opened
    office: str
    campaign: str = ""
    passphrase: str = ""
    operator: str = operators.FIRST
    hidden: frozenset[str] = frozenset()
    villages: tuple[Village, ...] = ()
    people: tuple[Person, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    second: Path | None = None


@dataclass(slots=True)
class Founded:
    """The open ledger, what was brought in, and what was not, each a sentence."""

    desk: Desk
    done: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def check(*, office_name: str, operator: str, place: Path | None) -> None:
    """Raise Refused, `field` being office, name or place, for what a ledger cannot be founded with; None: no file."""
    office.check_name(office_name)
    operators.clean_name(operator or operators.FIRST)
    try:
        if place is not None:
            refuse_name(place)
    except StoreError as error:
        raise Refused(faults.refusal(error).sentence, field="place") from error


def found(wanted: Wanted, *, progress: Progress | None = None) -> Founded:
    """Make the ledger and put into it what was told; what fails is a sentence of the answer.

    Raises Refused, and makes nothing, when the ledger itself cannot be made; and what `progress` raises: then a file
    that was made is taken away again, while at a server what was entered stays, as all that is saved there.
    """
    desk = _made(wanted)
    made = Founded(desk)
    try:
        steps = list(_steps(wanted, made))
        for place, step in enumerate(steps, start=1):
            step()
            if progress is not None:
                progress(place, len(steps))
    except BaseException:
        if not desk.store.is_server:
            _take_away(desk)
        raise
    return made


def _made(wanted: Wanted) -> Desk:
    """The ledger with nothing in it but what each begins with."""
    if not isinstance(wanted.place, Path):
        return county.set_up(
            wanted.place, office_name=wanted.office, campaign=wanted.campaign, operator=wanted.operator
        )  # fmt: skip
    if wanted.place.parent == data_folder():
        wanted.place.parent.mkdir(parents=True, exist_ok=True)
    return new_desk(
        wanted.place, office_name=wanted.office, campaign=wanted.campaign, operator=wanted.operator,
        passphrase=wanted.passphrase,
    )  # fmt: skip


def _steps(wanted: Wanted, made: Founded) -> Iterator[Callable[[], None]]:
    if wanted.hidden:
        yield lambda: _hide(wanted, made)
    if wanted.villages:  # before the sheets, so that the people of one find theirs
        yield lambda: _enter_villages(wanted, made)
    for sheet in wanted.sheets:
        yield partial(_take_in, made, sheet)
    if wanted.people:
        yield lambda: _enter_people(wanted, made)
    if wanted.second is not None:
        yield lambda: _copy_to(wanted, made)


def _tried(made: Founded, what: str, later: str, work: Callable[[], object]) -> bool:
    """Do one thing; whatever keeps it from being done is told, with the place where it can be done later."""
    try:
        work()
    except Refused as refusal:
        made.troubles.append(f"{what}：{refusal.sentence}可以以后到“{later}”里补上。")
    except Exception as error:
        logbook.bug(error)
        made.troubles.append(f"{what}：{BUG}可以以后到“{later}”里补上。")
    else:
        return True
    return False


def _hide(wanted: Wanted, made: Founded) -> None:
    def work(unit: UnitOfWork) -> None:
        for one in registry.LEDGERS:
            if one.name in wanted.hidden:
                office.hide_ledger(unit, actor=made.desk.actor, ledger=one.name, hidden=True)

    _tried(made, "不用的台账没有隐藏", "工具 → 隐藏或显示台账", lambda: made.desk.write(work))


def _take_in(made: Founded, sheet: Sheet) -> None:
    desk, label = made.desk, registry.importable(sheet.plan.ledger).label
    later = "办公 → 村组（人员）→ 导入表格"

    def work(unit: UnitOfWork) -> Imported:
        return import_taking.run(
            unit, actor=desk.actor, plan=sheet.plan, file_name=sheet.file_name, duplicates=sheet.duplicates
        )

    def take() -> None:
        imported = desk.write(work)
        made.done.append(f"{label} {imported.added} 条")
        made.troubles.extend(_left_out(imported, sheet, later))

    _tried(made, f"「{sheet.file_name}」没有带进来", later, take)


def _left_out(imported: Imported, sheet: Sheet, later: str) -> Iterator[str]:
    if imported.failed:
        first = imported.failed[0]
        yield (
            f"「{sheet.file_name}」有 {len(imported.failed)} 行没有带进来（第{first.row}行：{first.reason}）"
            f"改好以后可以到“{later}”里再导一次。"
        )


def _enter_villages(wanted: Wanted, made: Founded) -> None:
    entered = 0
    for village in wanted.villages:
        enter = partial(made.desk.write, partial(_enter_village, actor=made.desk.actor, village=village))
        entered += _tried(made, f"村「{village.name}」没有登记", "办公 → 村组", enter)
    made.done.append(f"村 {entered} 个")


def _enter_village(unit: UnitOfWork, *, actor: Actor, village: Village) -> None:
    """A village and its groups, 清一一组 to 清一五组, together or not at all."""
    values = _add(unit, actor, "places", {"名称": village.name, "种类": "村", "组数": village.groups})
    groups = values.get("group_count")
    for number in range(1, min(groups.value, MOST_GROUPS) + 1 if isinstance(groups, FuzzyCount) else 1):
        name = place_names.group_name(village.name, str(number))
        _add(unit, actor, "places", {"名称": name, "种类": "组", "上级": village.name})


def _enter_people(wanted: Wanted, made: Founded) -> None:
    entered = 0
    for person in wanted.people:
        texts = {"姓名": person.name, "类别": "干部", "职务": person.title, "联系电话": person.phone}
        enter = partial(made.desk.write, partial(_add, actor=made.desk.actor, ledger="people", texts=texts))
        entered += _tried(made, f"「{person.name}」没有登记", "办公 → 人员", enter)
    made.done.append(f"人员 {entered} 名")


def _add(unit: UnitOfWork, actor: Actor, ledger: str, texts: dict[str, str]) -> dict[str, Value]:
    declared = registry.find(ledger)
    values = entry.read_values(unit, ledger=declared, texts={label: text for label, text in texts.items() if text})
    records.add(unit, actor=actor, ledger=ledger, values=values)
    return values


def _copy_to(wanted: Wanted, made: Founded) -> None:
    file = backups.source(made.desk)
    _tried(
        made, "第二备份位置没有设好", "工具 → 备份设置",
        lambda: kept_backups.set_second_place(file, place=wanted.second),
    )  # fmt: skip


def scratch(campaign: str = "") -> Desk:
    """An empty ledger in a folder of its own, against which a sheet is looked at before there is a ledger; nothing is
    ever written there. Let it go by `throw_away`. Raises Refused.
    """
    folder = Path(tempfile.mkdtemp(prefix="minqing-"))
    try:
        return new_desk(folder / "看表.minqing", office_name="看表", campaign=campaign)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def throw_away(desk: Desk) -> None:
    """Throw a scratch ledger away with its folder."""
    _take_away(desk)
    shutil.rmtree(desk.path.parent, ignore_errors=True)


def _take_away(desk: Desk) -> None:
    """Take a ledger away that was just made and that the clerk wants no more."""
    path, spare = desk.path, keys.spare_path(keys.identity(desk.path)) if desk.store.key else None
    desk.close()
    copies.discard(path)
    seen.forget(path)
    for made in (keys.key_path(path), spare):
        if made is not None:
            made.unlink(missing_ok=True)
