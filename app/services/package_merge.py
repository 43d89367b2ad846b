"""并入: a package's records taken into this ledger in one transaction, each compared with what is here; what is not
clear is asked, what a gate refuses is held, and what was merged before changes nothing.
"""

from __future__ import annotations

import json
import uuid as uuids
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import (
    closed_years,
    gatekeeping,
    guarding,
    operators,
    package_beside,
    package_compare,
    package_conflicts,
    package_content,
    package_file,
    package_gates,
    package_known,
    package_outcome,
    package_reading,
    package_receipt,
    records,
)  # fmt: skip
from app.services.changes import ChangeKind
from app.services.package_content import REGISTERS, VOIDED
from app.services.package_outcome import CHANGED, CONFLICTS, HELD, KNOWN, LABELS, NEW, VOID, Merged, Tally
from app.services.permitted import needs
from db import audit, bulk
from db.unit import NewRow, NumberTaken, Told, unkept_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.services.changes import Actor
    from app.services.package_compare import Difference
    from app.services.package_conflicts import Choices
    from app.services.package_content import Content, Said
    from app.services.package_file import Package
    from app.services.package_known import Base, Known
    from app.services.package_reading import Row
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

    Progress = Callable[[int, int], bool]
    """Hears records done and in all; False stops."""

PIECE = 600
"""So many records are compared and written together."""
INCOMPLETE = 0
"""Stands for the version of a record of which something could not be taken yet: the next package tries again."""


@needs(Right.MERGE)
def merge(
    unit: UnitOfWork,
    *,
    actor: Actor,
    package: Package,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> Merged:
    """Take a package in, in the caller's transaction: all of it or nothing. Conflicts without a choice stay open, with
    what is here left as it is. Raises Refused for a package that is not for this office or not as it was written.
    """
    package_file.refuse_misdirected(unit, package)
    if package.manifest.get("restricted") and not actor.sees_restricted:
        may = "、".join(operators.granted(unit)) or "（还没有指定）"
        sentence = f"「{package.name}」里有检举控告件，限制查阅，要由指定的人并入；台账没有改动。请交给：{may}。"
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)
    with unit.seeing(restricted=True):
        return _Merging(unit, actor, package, progress).all(choices or {})


@dataclass
class _New:
    """A record that comes in."""

    row: Row
    content: Content
    values: dict[str, Any]
    children: dict[str, Any]


class _Merging:
    """One package on its way in."""

    def __init__(self, unit: UnitOfWork, actor: Actor, package: Package, progress: Progress | None) -> None:
        self._unit, self._actor, self._package, self._progress = unit, actor, package, progress
        self._known: Known = package_known.of(unit, package)
        self._reader = package_reading.Reader(unit, package)
        self._beside = package_beside.Beside(unit, actor, package.name)
        self._uuid = uuids.uuid4().hex
        self._tally = Tally()
        self._rows: dict[str, dict[str, Any]] = {}
        self._conflicts: list[dict[str, Any]] = []
        self._held: dict[str, dict[str, Any]] = {}
        self._entered: set[str] = set()
        self._before: dict[str, tuple[int, Said]] = {}
        self._open = package_conflicts.open_values(unit, office=package.office_uuid)
        self._is_forked = self._known.is_forked

    def all(self, choices: Choices) -> Merged:
        """Read the package to its end, write what it brings, settle what was chosen."""
        bulk.defer_references(self._unit.connection)
        done, total = 0, sum(self._package.manifest["counts"].values())
        for ledger, rows in self._pieces():
            self._take(ledger, rows)
            done += len(rows)
            if self._progress is not None and not self._progress(done, total):
                sentence = "已按您的要求停止并入，台账没有改动。"
                raise Refused(sentence, field="stopped")
        self._beside.refuse_unless_whole()
        self._leave_incomplete(self._beside.link_up())
        return self._finish(choices)

    def _leave_incomplete(self, pending: Mapping[str, set[str]]) -> None:
        """Links whose other end is not here wait for another package; those that waited already are no news."""
        for uuid, keys in pending.items():
            row = self._rows[uuid]
            row["version"], row["said"] = INCOMPLETE, {k: v for k, v in row["said"].items() if k not in keys}
            if self._before.get(uuid) == (INCOMPLETE, row["said"]):
                del self._rows[uuid]

    # ---- the frames --------------------------------------------------------------------------------------------------

    def _pieces(self) -> Iterator[tuple[Ledger, list[Row]]]:
        """The records of the package in pieces of one ledger; the registers are matched first, all together."""
        first: dict[str, list[Row]] = {name: [] for name in REGISTERS}
        waiting: list[Row] = []
        ledger: Ledger | None = None
        is_matched = False
        for kind, data in self._package.frames():
            if kind == package_file.BYTES:
                if not is_matched:
                    yield from self._matched(first)
                    is_matched = True
                if ledger is not None and waiting:  # the records first: they say which files are wanted
                    yield ledger, waiting
                    waiting = []
                self._beside.take(data)
                continue
            name, rows = self._records(kind, data)
            if name in first and not is_matched:
                first[name] += rows
                continue
            if not is_matched:
                yield from self._matched(first)
                is_matched = True
            if ledger is not None and (name != ledger.name or len(waiting) + len(rows) > PIECE):
                yield ledger, waiting
                waiting = []
            ledger = self._unit.schema.ledgers[name]
            waiting += rows
        if not is_matched:
            yield from self._matched(first)
        if ledger is not None and waiting:
            yield ledger, waiting

    def _records(self, kind: bytes, data: bytes) -> tuple[str, list[Row]]:
        try:
            told = json.loads(data)
            if kind != package_file.RECORDS or told["ledger"] not in self._unit.schema.ledgers:
                raise ValueError
            rows: list[Row] = told["rows"]
            for row in rows:
                NumberTaken(str(row["number"]), int(row["year"]), int(row["serial"]))
                if not isinstance(row["uuid"], str) or not row["uuid"] or not isinstance(row["version"], int):
                    raise TypeError
                if not isinstance(row["content"], dict) or not isinstance(row["voided"], str | None):
                    raise TypeError
        except (ValueError, KeyError, TypeError) as error:
            raise package_file.damaged(self._package.name) from error
        return str(told["ledger"]), rows

    def _matched(self, first: dict[str, list[Row]]) -> Iterator[tuple[Ledger, list[Row]]]:
        """Find or make the entries of the registers; those that are here are left to be compared as any record is."""
        ledgers = self._unit.schema.ledgers
        bases = {name: self._known.bases(self._unit, [row["uuid"] for row in rows]) for name, rows in first.items()}
        fresh: dict[str, list[Row]] = {}
        for name, rows in first.items():
            here, alike = package_reading.match(
                self._unit, self._reader, ledger=ledgers[name], rows=rows, bases=bases[name]
            )
            for row in rows:
                if row["uuid"] in alike:
                    self._stands_for(ledgers[name], row, bases[name].get(row["uuid"]), alike[row["uuid"]])
            fresh[name] = package_reading.unmatched(rows, here, alike)
            first[name] = [row for row in rows if row["uuid"] in here]
        for name, rows in fresh.items():
            known = bases[name]
            fresh[name] = [row for row in rows if self._coming_in(ledgers[name], row, known.get(row["uuid"]))]
            start = self._unit.next_id(ledgers[name])
            for place, row in enumerate(fresh[name]):
                self._reader.stands(name, row["uuid"], start + place)
        for name, rows in fresh.items():
            self._insert(ledgers[name], [self._new(ledgers[name], row) for row in rows])
        for name, rows in first.items():
            for start in range(0, len(rows), PIECE):
                yield ledgers[name], rows[start : start + PIECE]

    def _stands_for(self, ledger: Ledger, row: Row, base: Base | None, record_id: int) -> None:
        self._tally.add(ledger, KNOWN)
        if base is None or base.stands_for != record_id or not base.is_standing:
            self._remember(ledger, row, {}, stands_for=record_id)

    # ---- records -----------------------------------------------------------------------------------------------------

    def _take(self, ledger: Ledger, rows: Sequence[Row]) -> None:
        """Take a piece in: what is known and unchanged is passed over, the rest compared with what is here."""
        bases = self._known.bases(self._unit, [row["uuid"] for row in rows])
        is_older = self._known.is_older(ledger.name)
        left = [row for row in rows if not self._is_known(ledger, row, bases.get(row["uuid"]), is_older=is_older)]
        here = self._unit.reading.by_uuid(ledger, [row["uuid"] for row in left])
        contents = package_content.contents(self._unit, ledger, list(here.values()))
        gone = [one.uuid for one in here.values() if one.voided_at is not None]
        erased = audit.erased_of(self._unit.connection, self._unit.schema, gone) if gone else set()
        fresh: list[_New] = []
        for row in left:
            base = bases.get(row["uuid"])
            if row["uuid"] in erased:
                self._tally.add(ledger, KNOWN)
            elif row["uuid"] in here:
                self._compare(ledger, row, base, here[row["uuid"]], contents[row["uuid"]])
            elif (new := self._coming_in(ledger, row, base)) is not None:
                fresh.append(new)
                if ledger.unique or package_gates.is_asked(ledger, fresh[-1].values):
                    self._insert(ledger, fresh)  # the next one may repeat it, or its gate is asked of what stands
                    fresh = []
        self._insert(ledger, fresh)

    def _is_known(self, ledger: Ledger, row: Row, base: Base | None, *, is_older: bool) -> bool:
        """Whether a record has nothing new to say; counted so."""
        if base is None or not base.is_standing or base.version == INCOMPLETE or self._is_forked:
            return False
        beside = package_content.said(package_content.beside(row["content"]))
        same = base.version == row["version"] and package_content.beside(base.said) == beside
        if not same and not is_older:
            return False
        self._tally.add(ledger, VOID if VOIDED in base.said and set(base.said) == {VOIDED} else KNOWN)
        return True

    def _coming_in(self, ledger: Ledger, row: Row, base: Base | None) -> _New | None:
        """A record that is not here, if it comes in now: a voided one does not, nor what a gate refuses."""
        if row["voided"] is not None:
            self._tally.add(ledger, VOID)
            if base is None or not base.is_standing:
                self._remember(ledger, row, {VOIDED: True})
            return None
        new = self._new(ledger, row)
        try:
            gaps = records.check(ledger, new.values)
            if gaps:
                raise Refused(gaps[0].sentence, missing=gaps)
            closed_years.refuse_entry(self._unit, ledger, int(row["year"]), new.values)
            guarding.refuse_repeated(self._unit, ledger, new.values)
            gatekeeping.ask(
                self._unit, ledger=ledger, number=row["number"], before={}, after=new.values, children=new.children,
                has_files=package_beside.has_files(new.content),
            )  # fmt: skip
        except Refused as refusal:
            self._hold(ledger, row, new.content, refusal)
            return None
        return new

    def _new(self, ledger: Ledger, row: Row) -> _New:
        content = self._reader.content(ledger, row)
        try:
            values, children = unkept_values(ledger, content)
        except (ValueError, TypeError, KeyError, IndexError, ArithmeticError, AttributeError) as error:
            raise package_file.damaged(self._package.name) from error
        return _New(row, content, values, {name: rows for name, rows in children.items() if rows})

    def _insert(self, ledger: Ledger, fresh: Sequence[_New]) -> None:
        """Write new records with their files; one whose life is over is held against its last gate where it stands."""
        if not fresh:
            return
        if not package_gates.is_asked(ledger, fresh[-1].values):
            self._write(ledger, fresh)
            return
        self._write(ledger, fresh[:-1])
        last = fresh[-1]
        try:
            with self._unit.connection.begin_nested(), self._beside.held_back():
                self._write(ledger, [last])
                package_gates.refuse_unfinished(
                    self._unit, ledger=ledger, uuid=last.row["uuid"],
                    allow_self_review=bool(self._package.manifest.get("allow_self_review")),
                )  # fmt: skip
        except Refused as refusal:
            self._entered.discard(last.row["uuid"])
            self._rows.pop(last.row["uuid"], None)
            self._tally.by_ledger[ledger.name][NEW] -= 1
            self._hold(ledger, last.row, last.content, refusal)

    def _write(self, ledger: Ledger, fresh: Sequence[_New]) -> None:
        if not fresh:
            return
        rows = [
            NewRow(
                one.row["uuid"], self._number(one.row), one.values, _missing(ledger, one), one.children,
                self._reader.stamps(one.row),
            )
            for one in fresh
        ]  # fmt: skip
        written = self._unit.insert_many(ledger, rows, operator=self._actor.name)
        self._unit.audit_many(
            operator=self._actor.name, action=ChangeKind.ADDED.value, ledger=ledger.name,
            changes=[Told(one.uuid, f"并入 {one.number}", records.kept(ledger, one)) for one in written],
        )  # fmt: skip
        for one, record in zip(fresh, written, strict=True):
            self._entered.add(record.uuid)
            self._tally.add(ledger, NEW)
            self._remember(ledger, one.row, package_compare.marks(ledger, one.content))
        self._beside.bring(ledger, [(record, one.content) for one, record in zip(fresh, written, strict=True)])

    def _number(self, row: Row) -> NumberTaken:
        """The number a record has at its office, after the office's label: no two can be alike."""
        text = f"{self._known.label}{package_known.BETWEEN}{row['number']}"
        return NumberTaken(text, int(row["year"]), int(row["serial"]))

    def _hold(self, ledger: Ledger, row: Row, content: Content, refusal: Refused) -> None:
        self._tally.add(ledger, HELD)
        self._held[row["uuid"]] = {
            "record_uuid": row["uuid"], "batch_uuid": self._uuid, "ledger": ledger.name,
            "number": self._number(row).text, "sentence": refusal.sentence,
            "restricted": ledger.is_restricted(content),
        }  # fmt: skip

    def _remember(self, ledger: Ledger, row: Row, said: Said, *, stands_for: int | None = None) -> None:
        self._rows[row["uuid"]] = {
            "batch_uuid": self._uuid, "record_uuid": row["uuid"], "ledger": ledger.name, "version": self._version(row),
            "stands_for": stands_for, "said": said,
        }  # fmt: skip

    def _version(self, row: Row) -> int:
        """A record's version at its office; of one whose own columns have no place here yet, none."""
        is_short = any(row["uuid"] in whose for whose in self._reader.lost.values())
        return INCOMPLETE if is_short else int(row["version"])

    # ---- what is here ------------------------------------------------------------------------------------------------

    def _compare(self, ledger: Ledger, row: Row, base: Base | None, mine: Record, ours: Content) -> None:
        """Take over what only they changed; open a conflict for what both did."""
        theirs = package_compare.compared(ledger, self._reader.content(ledger, row))
        was = base.said if base is not None and base.is_standing else None
        if base is not None and was is not None:
            self._before[row["uuid"]] = (base.version, was)
        comes_back = base is not None and not base.is_standing and VOIDED in ours and VOIDED not in theirs
        if comes_back:
            ours = {key: value for key, value in ours.items() if key != VOIDED}
        ours = package_compare.compared(ledger, ours)
        found = package_compare.difference(theirs, ours, was, is_forked=self._is_forked)
        if comes_back:
            found.changed[VOIDED] = None
        try:
            with self._unit.connection.begin_nested(), self._beside.held_back():
                self._apply(ledger, row, mine, found.changed)
        except Refused as refusal:
            self._hold(ledger, row, theirs, refusal)
            return
        fresh = self._dispute(ledger, row, mine, theirs, found)
        self._tally.add(ledger, CONFLICTS if found.conflicts else CHANGED if found.changed else KNOWN)
        said = package_compare.marks(ledger, theirs)
        if found.conflicts.keys() == {VOIDED} and VOIDED not in theirs and was is not None:
            said = was  # what they changed since is not taken while it is voided here
        is_same = base is not None and was == said and base.version == self._version(row)
        self._entered.add(row["uuid"])
        if fresh or found.changed or not is_same:
            self._remember(ledger, row, said)

    def _apply(self, ledger: Ledger, row: Row, mine: Record, changed: Content) -> None:
        if not changed:
            return
        closed_years.refuse_change(self._unit, ledger, mine)
        if VOIDED in changed:
            mine = self._void(ledger, row, mine, voided=bool(changed[VOIDED]))
        own = {key: value for key, value in changed.items() if not key.startswith("@")}
        if own:
            package_conflicts.lay_over(self._unit, actor=self._actor, ledger=ledger, record=mine, values=own)
            after = self._unit.reading.one(ledger, uuid=mine.uuid)
            if after is not None and package_gates.is_asked(ledger, after.values):
                self._beside.change(ledger, mine, changed)
                package_gates.refuse_unfinished(
                    self._unit, ledger=ledger, uuid=mine.uuid,
                    allow_self_review=bool(self._package.manifest.get("allow_self_review")),
                )  # fmt: skip
                return
        self._beside.change(ledger, mine, changed)

    def _void(self, ledger: Ledger, row: Row, mine: Record, *, voided: bool) -> Record:
        reason = f"{self._known.label}已作废：{row['voided']}"
        return package_conflicts.set_voided(
            self._unit, actor=self._actor, ledger=ledger, record=mine, reason=reason if voided else None
        )

    def _dispute(self, ledger: Ledger, row: Row, mine: Record, theirs: Content, found: Difference) -> bool:
        """Open the conflicts that are not open already; whether there are any."""
        by = self._reader.stamps(row)
        is_fresh = False
        for key, value in found.conflicts.items():
            told: Any = value
            if key == VOIDED and value is None:
                told = {"content": theirs, "said": package_compare.marks(ledger, theirs)}
            text = audit.canonical(told)
            if self._open.get((mine.uuid, key)) == text:
                continue
            is_fresh = True
            self._conflicts.append(
                {
                    "batch_uuid": self._uuid, "record_uuid": mine.uuid, "key": key, "ledger": ledger.name,
                    "theirs": text, "theirs_by": by.updated_by, "theirs_at": by.updated_at, "choice": "",
                    "settled_by": "",
                }
            )  # fmt: skip
        return is_fresh

    # ---- the end -----------------------------------------------------------------------------------------------------

    def _finish(self, choices: Choices) -> Merged:
        tables, connection = self._unit.schema.packages, self._unit.connection
        changes_held = package_gates.changes_held(self._unit, office=self._package.office_uuid, held=self._held)
        is_new = bool(self._rows or self._conflicts or changes_held or self._known.again is None)
        batch = self._uuid if is_new or self._known.again is None else self._known.again.uuid
        if is_new:
            self._write_batch()
            if self._rows:
                rows = [{**row, "said": audit.canonical(row["said"])} for row in self._rows.values()]
                connection.execute(tables.rows.insert(), rows)
            package_conflicts.open_all(self._unit, self._conflicts)
            package_gates.keep_held(
                self._unit, office=self._package.office_uuid, held=self._held, entered=self._entered
            )
        settled = package_conflicts.settle_chosen(
            self._unit, actor=self._actor, choices=choices, office=self._package.office_uuid
        )
        (told,) = (one for one in package_known.listed(self._unit, office=self._known.uuid) if one.uuid == batch)
        ledgers = {name: dict(counts) for name, counts in self._tally.by_ledger.items()}
        return Merged(
            batch, self._known.label, self._package.serial, self._tally.total(), ledgers,
            package_conflicts.listed(self._unit, actor=self._actor, office=self._package.office_uuid),
            tuple(package_outcome.held(one) for one in self._held.values()), self._warnings(), told.receipt,
            is_new or bool(settled),
        )  # fmt: skip

    def _write_batch(self) -> None:
        tables, connection = self._unit.schema.packages, self._unit.connection
        if self._known.is_new:
            office = {"uuid": self._known.uuid, "name": self._package.office, "label": self._known.label}
            connection.execute(tables.offices.insert().values(office))
        total = self._tally.total()
        said = "、".join(f"{LABELS[key]}{count}" for key, count in total.items() if count) or "没有记录"
        words = f"并入 {self._known.label} 第{self._package.serial}号上报包：{said}"
        self._unit.audit(
            operator=self._actor.name, action=ChangeKind.IMPORTED.value, description=words, uuid=self._uuid, new=total
        )
        seq, hash_text = audit.head(self._unit.connection, self._unit.schema)
        ledgers = {name: dict(counts) for name, counts in self._tally.by_ledger.items()}
        receipt = package_receipt.drawn_up(
            self._unit, merged_by=self._actor.name, package=self._package, total=total, ledgers=ledgers,
            disputes=self._conflicts, held=list(self._held.values()),
        )  # fmt: skip
        connection.execute(
            tables.batches.insert().values(
                uuid=self._uuid, office_uuid=self._known.uuid, serial=self._package.serial,
                package_uuid=self._package.uuid, digest=self._package.digest, file_name=self._package.name,
                operator=self._actor.name, step=self._unit.step, merged_at=self._unit.clock.now(), seq=seq,
                hash=hash_text, receipt=json.dumps(receipt, ensure_ascii=False),
                counts=json.dumps({"total": total, "ledgers": {**{name: {} for name in self._carried()}, **ledgers}}),
            )
        )  # fmt: skip

    def _carried(self) -> list[str]:
        return list(self._package.manifest["counts"])

    def _warnings(self) -> tuple[str, ...]:
        told = []
        if self._is_forked:
            told.append(
                f"{self._known.label}的历史与上次并入时接不上：那边可能用旧备份恢复过，或台账被改写过。"
                "凡与上次不同的都列为冲突，请与该单位核对后再选。"
            )
        for (name, words), whose in self._reader.lost.items():
            label = registry.find(name).label
            told.append(
                f"{label}里{self._known.label}自己加的「{words}」，本单位没有这一列，{len(whose)} 条的内容没有并入。"
                "要收的话，请先在列设置里加上同名的列，再并入一次。"
            )
        return tuple(told)


def _missing(ledger: Ledger, new: _New) -> int:
    return len(records.missing_stars(ledger, new.values, new.children))
