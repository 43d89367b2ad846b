"""户口花名册: villages, groups, households, members and people from one sheet with a row a person."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import household_roll, registry
from app.rules import place_names
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import import_keeping, import_plan, presenting, records, registers
from app.services.changes import ChangeKind, Changes
from app.services.import_names import Names, Unknown
from app.services.import_preview import Seen
from app.services.import_rows import Failure, RowReader
from app.services.import_seen import SHOWN, SHOWN_WRONG, WHOLE_ROW, Fate, SeenRow
from app.services.importing import TOLD_EVERY, Duplicates, Imported, Outcome
from app.services.permitted import needs
from app.sheets.layout import RowKind
from db.ask import ChildRow
from db.declare import Kind
from db.mapping import stored
from db.values import FuzzyCount, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from app.services.changes import Actor
    from app.services.import_plan import Plan
    from app.services.import_rows import ReadRow
    from app.sheets.book import Cell
    from db.ask import Record
    from db.declare import Column
    from db.unit import UnitOfWork
    from db.values import Value

HOUSEHOLDS, PEOPLE, MEMBERS = "households", "people", "members"
HEADS = ("户主", "本人", "户主本人", "本人或户主")
"""What stands for the head of a household in the column 与户主关系."""
_OF_MEMBER = ("name", "relation", "sex", "born_on", "id_number", "health", "is_party_member")
_OF_PERSON = ("name", "sex", "born_on", "id_number", "phone", "address", "is_party_member")
_GOES_DOWN = ("village", "villager_group")
_OF_HOUSEHOLD = ("household_no", "head_name")


def is_roll(plan: Plan) -> bool:
    """Whether a plan takes in a roll of households, not the rows of one ledger."""
    return plan.ledger == household_roll.LEDGER.name


@dataclass(slots=True)
class Family:
    """The rows of one household, in the order of the sheet."""

    village: str
    group: str
    number: str
    head: str
    rows: list[ReadRow] = field(default_factory=list)

    @property
    def right(self) -> Family:
        """The household with those of its rows that can be read."""
        return Family(self.village, self.group, self.number, self.head, [row for row in self.rows if not row.failure])


def families(rows: Iterable[ReadRow]) -> Iterator[Family]:
    """The rows by household: a new one begins where village, group, 户号 or 户主 change, or a 户主 stands in a row.

    Village, group, number and head may stand in every row, in merged cells, or in the first row alone.
    """
    present: Family | None = None
    for row in rows:
        told = {key: str(row.values.get(key) or "") for key in (*_GOES_DOWN, "household_no", "head_name")}
        before = present or Family("", "", "", "")
        village = told["village"] or before.village
        group = told["villager_group"] or (before.group if village == before.village else "")
        is_head = str(row.values.get("relation") or "") in HEADS
        head = told["head_name"] or (str(row.values.get("name") or "") if is_head else "")
        stays = (village, group) == (before.village, before.group) and _same_household(
            before, told["household_no"], head
        )
        if present is None or not stays:
            if present is not None:
                yield present
            present = Family(village, group, told["household_no"], head or str(row.values.get("name") or ""))
        present.rows.append(row)
    if present is not None:
        yield present


def _same_household(before: Family, number: str, head: str) -> bool:
    if number and before.number:
        return number == before.number and (not head or head == before.head)
    return not number and (not head or head == before.head)


@needs(Right.ENTER)
def run(
    unit: UnitOfWork,
    *,
    actor: Actor,
    plan: Plan,
    file_name: str = "",
    duplicates: Duplicates = Duplicates.SKIP,
    progress: Callable[[int], bool] | None = None,
) -> Imported:
    """Take a roll in as one batch; the rows of a household that are right come in though others of it are not.

    A person the household has already is skipped or updated; `plan.creates` says whether villages, groups and people
    that no register has are entered. Raises Refused when `progress` says stop; then nothing is written.
    """
    roll = _Roll(unit, actor, plan, duplicates)
    for family in families(roll.rows(progress)):
        roll.take(family)
    import_plan.remember(unit, plan=plan, ledger=household_roll.LEDGER)
    return roll.finish(file_name)


class _Reading:
    """Rows of a roll as values; those that cannot be read are kept aside."""

    def __init__(self, unit: UnitOfWork, plan: Plan, names: Names) -> None:
        self._unit, self._plan, self.names = unit, plan, names
        self._reader = RowReader(unit, plan)
        self.blank = 0
        self.failed: list[ReadRow] = []
        self._goes_down = [at for at, target in enumerate(plan.targets) if target.key in _GOES_DOWN]
        self._of_household = [at for at, target in enumerate(plan.targets) if target.key in _OF_HOUSEHOLD]

    def rows(self, progress: Callable[[int], bool] | None) -> Iterator[ReadRow]:
        """Every person's row, those too that cannot be read: a household begins there all the same. What stands only in
        the first row of a household is filled into the cells below, so that a row that fails can come in alone.
        """
        above: tuple[Cell, ...] = ()
        for count, row in enumerate(self._plan.rows(), start=1):
            if progress is not None and count % TOLD_EVERY == 0 and not progress(count):
                sentence = "已按您的要求停止导入，没有写入任何一行。"
                raise Refused(sentence, field="stopped")
            if row.kind is not RowKind.DATA:
                self.blank += 1
                continue
            read = self._reader.read(row)
            if read.failure is None and not read.values.get("name"):
                read.values["name"] = str(read.values.get("head_name") or "")
            if read.failure is None and not read.values["name"]:
                reason = "姓名：没有写姓名，这一行没有存。"
                read.problems[WHOLE_ROW] = reason
                read.failure = Failure(row.number, "姓名", "", reason, row.cells, self._plan.sheet_of(row))
            above = self._filled(read, above)
            if read.failure is not None:
                read.failure = replace(read.failure, cells=above)
                self.failed.append(read)
            yield read

    def _filled(self, read: ReadRow, above: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells of a row with village and group from above, and with number and head where a household goes on."""
        cells = list(read.sheet.cells)
        begins = str(read.values.get("relation") or "") in HEADS
        goes_on = not begins and all(cells[at] is None for at in self._of_household)
        for at in (*self._goes_down, *(self._of_household if goes_on else ())):
            if cells[at] is None and above:
                cells[at] = above[at]
        return tuple(cells)

    def place_of(self, family: Family, *, enters: bool) -> Reference | None:
        """The group, or else the village, of a household; entered in the register only with `enters`."""
        if not family.village and not family.group:
            return None
        joint = place_names.split(family.group) if not family.village else None
        village, group = joint or (family.village, family.group)
        name = place_names.group_name(village, group) if group else village
        known = self._known(village, group)
        if known is not None:
            return known
        return (self.names.enter_place(self._unit, name, village, group) if enters else None) or Reference(name)

    def _known(self, village: str, group: str) -> Reference | None:
        of = registers.resolve(self._unit, kind=Kind.PLACE, name=village)
        if of.id is None or not group:
            return of if of.id is not None else None
        for wanted in (place_names.group_name(of.name, group), place_names.group_label(group), group):
            if (known := registers.group_of(self._unit, village=of, name=wanted)) is not None:
                return known
        return None


class _Roll(_Reading):
    def __init__(self, unit: UnitOfWork, actor: Actor, plan: Plan, duplicates: Duplicates) -> None:
        super().__init__(unit, plan, Names(actor, plan.creates))
        self._actor, self._duplicates = actor, duplicates
        self._uuid = uuids.uuid4().hex
        self._counts = dict.fromkeys(Outcome, 0)
        self._kept: list[import_keeping.Kept] = []
        self._ids: list[int] = []
        self._with_people = any(kind is Kind.PERSON for kind, _name in plan.creates)

    def take(self, family: Family) -> None:
        """Enter a household or what is new in it; each row is told what became of it."""
        family = family.right
        if not family.rows:
            return
        place = self.place_of(family, enters=True)
        try:
            old = None if self._duplicates is Duplicates.NEW else find_household(self._unit, place, family)
            outcomes, changes = self._enter(family, place, old)
        except Refused as refusal:
            for read in family.rows:
                row = read.sheet
                sheet = self._plan.sheet_of(row)
                read.failure = Failure(row.number, "", family.head, refusal.sentence, row.cells, sheet)
                self.failed.append(read)
            return
        for read, outcome in zip(family.rows, outcomes, strict=True):
            self._counts[outcome] += 1
            if changes is not None and outcome in (Outcome.ADDED, Outcome.UPDATED):
                self._kept.append(import_keeping.Kept(read.sheet, outcome.value, changes.uuid, changes.version))
        self._ids += changes.ids if changes is not None else ()

    def _enter(
        self, family: Family, place: Reference | None, old: Record | None
    ) -> tuple[list[Outcome], Changes | None]:
        members = list(old.children.get(MEMBERS, ())) if old else []
        outcomes = [self._lay_in(members, read) for read in family.rows]
        known = tuple(old.children.get(MEMBERS, ())) if old else ()
        values = self._household(family, place, old, len(members))
        if old is None:
            changes = records.add(
                self._unit, actor=self._actor, ledger=HOUSEHOLDS, values=values, children={MEMBERS: members}
            )
        elif tuple(members) == known:
            return outcomes, None
        else:
            changes = records.edit(
                self._unit, actor=self._actor, ledger=HOUSEHOLDS, record_id=old.id, version=old.version,
                values=values, children={MEMBERS: members}, reason="导入更新",
            )  # fmt: skip
        if self._with_people:
            self._enter_people(family, place, Reference(family.head, changes.ids[0]))
        return outcomes, changes

    def _lay_in(self, members: list[ChildRow], read: ReadRow) -> Outcome:
        """One person among the members of the household."""
        values = {key: read.values[key] for key in _OF_MEMBER if read.values.get(key) is not None}
        at = next((place for place, row in enumerate(members) if _is_same_person(row.values, values)), None)
        if at is None:
            members.append(ChildRow(values))
            return Outcome.ADDED
        same = all(stored(members[at].values.get(key)) == stored(value) for key, value in values.items())
        if same or self._duplicates is not Duplicates.UPDATE:
            return Outcome.SKIPPED
        members[at] = ChildRow({**members[at].values, **values}, members[at].uuid, members[at].id)
        return Outcome.UPDATED

    def _household(self, family: Family, place: Reference | None, old: Record | None, count: int) -> dict[str, Value]:
        """What the rows say of the household itself; of one that stands only what it lacks."""
        of_head = next((r for r in family.rows if r.values.get("name") == family.head), family.rows[0]).values
        said: dict[str, Value] = {
            "place": place,
            "household_no": family.number or None,
            "head_name": family.head,
            "kind": next((r.values["household_kind"] for r in family.rows if r.values.get("household_kind")), None),
            "address": of_head.get("address"),
            "phone": of_head.get("phone"),
            "id_number": of_head.get("id_number") if of_head.get("name") == family.head else None,
        }
        if old is not None:
            said = {key: value for key, value in said.items() if old.values.get(key) in (None, "")}
            if old.values.get("population") not in (None, FuzzyCount(len(old.children.get(MEMBERS, ())))):
                return {key: value for key, value in said.items() if value is not None}
        said["population"] = FuzzyCount(count)
        return {key: value for key, value in said.items() if value is not None}

    def _enter_people(self, family: Family, place: Reference | None, household: Reference) -> None:
        for read in family.rows:
            values = {key: read.values[key] for key in _OF_PERSON if read.values.get(key) is not None}
            if find_person(self._unit, values, household) is None:
                kind = "党员" if read.values.get("is_party_member") else "群众"
                values |= {"household": household, "kind": kind}
                if place is not None:
                    values["place"] = place
                records.add(self._unit, actor=self._actor, ledger=PEOPLE, values=values)

    def finish(self, file_name: str) -> Imported:
        """Write the batch with its rows and its line in the history."""
        self._counts[Outcome.BLANK] = self.blank
        failed = tuple(read.failure for read in sorted(self.failed, key=_place) if read.failure is not None)
        self._counts[Outcome.FAILED] = len(failed)
        counts = {outcome.value: count for outcome, count in self._counts.items()}
        words = f"导入户口花名册 新增{counts['added']}人、更新{counts['updated']}人"
        import_keeping.keep(
            self._unit, actor=self._actor, plan=self._plan, batch=self._uuid, ledger=HOUSEHOLDS, file_name=file_name,
            counts=counts, rows=self._kept, words=words,
        )  # fmt: skip
        changes = Changes(words, ChangeKind.IMPORTED, HOUSEHOLDS, tuple(self._ids), uuid=self._uuid)
        return Imported(
            self._uuid, sum(counts.values()), counts["added"], counts["updated"], counts["skipped"], counts["blank"],
            failed, changes,
        )  # fmt: skip


def _place(read: ReadRow) -> tuple[int, int]:
    return read.sheet.part, read.sheet.number


def _is_same_person(held: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    if held.get("id_number") and values.get("id_number"):
        return held["id_number"] == values["id_number"]
    return held.get("name") == values.get("name")


def find_household(unit: UnitOfWork, place: Reference | None, family: Family) -> Record | None:
    """The household of that number or head in that place; None when there is none, or several. One that has another
    number is another, though its head is called the same.
    """
    ledger, table = registry.find(HOUSEHOLDS), unit.schema.table(HOUSEHOLDS)
    where: list[sa.ColumnElement[bool]] = [table.c.voided_at.is_(None)]
    if place is not None:
        where.append(table.c.place_id == place.id if place.id is not None else table.c.place == place.name)
    by: list[sa.ColumnElement[bool]] = [table.c.head_name == family.head]
    if family.number:
        by = [table.c.household_no == family.number, by[0] & table.c.household_no.is_(None)]
    for one in by:
        found = unit.connection.execute(sa.select(table.c.id).where(*where, one).limit(2)).scalars().all()
        if len(found) == 1:
            return unit.reading.one(ledger, id=found[0])
    return None


def find_person(unit: UnitOfWork, values: dict[str, Value], household: Reference) -> int | None:
    """The person of that identity number, or of that name in the household."""
    table = unit.schema.table(PEOPLE)
    query = sa.select(table.c.id).where(table.c.voided_at.is_(None)).limit(1)
    if values.get("id_number"):
        known = unit.connection.execute(query.where(table.c.id_number == values["id_number"])).scalar()
        if known is not None:
            return int(known)
    at_home = query.where(table.c.name == values["name"], table.c.household_id == household.id)
    found = unit.connection.execute(at_home).scalar()
    return None if found is None else int(found)


# ---- the preview -----------------------------------------------------------------------------------------------------


def look(unit: UnitOfWork, *, plan: Plan, progress: Callable[[int], bool] | None = None) -> Seen:
    """What a roll would do, row by row, and the villages and groups that no register has; nothing is written."""
    reading = _Reading(unit, plan, Names())
    columns = import_plan.columns_of(unit, ledger=household_roll.LEDGER)
    rows: list[SeenRow] = []
    counts = dict.fromkeys(Fate, 0)
    unknown: dict[str, int] = {}
    found = 0
    for whole in families(reading.rows(progress)):
        family = whole.right
        if not family.rows:
            continue
        place = reading.place_of(family, enters=False)
        if place is not None and place.id is None:
            unknown[place.name] = unknown.get(place.name, 0) + len(family.rows)
        old = find_household(unit, place, family)
        found += old is None
        held = [row.values for row in old.children.get(MEMBERS, ())] if old else []
        for read in family.rows:
            is_known = any(_is_same_person(values, read.values) for values in held)
            fate = Fate.KNOWN if is_known else Fate.NEW
            counts[fate] += 1
            rows.append(_seen(plan, columns, read, fate))
    wrong = [_seen(plan, columns, read, Fate.WRONG) for read in reading.failed]
    counts[Fate.WRONG], counts[Fate.BLANK] = len(wrong), reading.blank
    shown = sorted((*rows[:SHOWN], *wrong[:SHOWN_WRONG]), key=lambda one: (one.sheet, one.row))
    told = tuple(Unknown(Kind.PLACE, name, count) for name, count in unknown.items())
    people = (Unknown(Kind.PERSON, "", counts[Fate.NEW]),) if counts[Fate.NEW] else ()
    return Seen(tuple(shown), counts, lines=(f"其中新的户 {found} 户。",), unknown=told + people)


def _seen(plan: Plan, columns: dict[str, Column], read: ReadRow, fate: Fate) -> SeenRow:
    cells = []
    for place, target in enumerate(plan.targets):
        cell = read.sheet.cells[place] if place < len(read.sheet.cells) else None
        raw = "" if cell is None else str(cell)
        column = columns.get(target.key)
        value = read.values.get(column.key) if column else None
        is_told = column is not None and place not in read.problems
        cells.append(presenting.cell(household_roll.LEDGER, column, value) if is_told and column else raw)
    return SeenRow(read.sheet.number, tuple(cells), fate, read.problems, sheet=plan.sheet_of(read.sheet))
