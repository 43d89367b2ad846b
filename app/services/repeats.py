"""重复信访: earlier petitions offered at three levels and confirmed by the clerk, never automatic; 集体访."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import checking, links, records, settings
from app.services.checking import day, reference, text
from app.services.permitted import needs
from app.services.villages import Villages
from db.ask import Filter
from db.values import FuzzyCount, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from app.services.changes import Actor, Changes
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

    Values = Mapping[str, Value]

PETITIONS = "petitions"
MOST_REPRESENTATIVES = 5
GRAM = 2
ALIKE = 0.5
"""Two texts are alike from this share of common character pairs on (Dice: twice the common over all)."""
OFFERED = 10


class Level(IntEnum):
    """How sure a repeat is: the same name and ID number, the same name and telephone, or like words in one village."""

    IDENTITY = 1
    PHONE = 2
    TEXT = 3

    @property
    def label(self) -> str:
        """What the clerk reads beside the offer."""
        return {1: "姓名和身份证号相同", 2: "姓名和电话相同", 3: "同村、内容相近"}[self.value]


@dataclass(frozen=True, slots=True)
class Offer:
    """An earlier petition that may be the same matter; `likeness` is the share of common character pairs, 0 to 1."""

    level: Level
    record_id: int
    number: str
    received_on: date | None
    matter: str
    likeness: float


def likeness(one: str, other: str) -> float:
    """How alike two texts are by their shared character pairs, 0 to 1; signs and spaces count for nothing."""
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _pairs(words: str) -> set[str]:
    plain = "".join(char for char in words if char.isalnum())
    return {plain[at : at + GRAM] for at in range(len(plain) - GRAM + 1)}


def offered(unit: UnitOfWork, *, values: Values, own_id: int = 0) -> tuple[Offer, ...]:
    """Earlier petitions that may be the same, the surest first; `values` are those of the entry, saved or not.

    Nothing is marked: that is the clerk's to confirm.
    """
    offers: dict[int, Offer] = {}
    for level, candidates in ((Level.IDENTITY, _by_identity), (Level.PHONE, _by_phone), (Level.TEXT, _by_text)):
        for record in candidates(unit, values):
            alike = likeness(_words(values), _words(record.values))
            is_meant = level is not Level.TEXT or alike >= ALIKE
            if is_meant and record.id != own_id and _is_earlier(record, values):
                offers.setdefault(record.id, _offer(record, level, alike))
    ordered = sorted(offers.values(), key=lambda offer: (offer.level, -offer.likeness, -offer.record_id))
    return tuple(ordered[:OFFERED])


def _is_earlier(record: Record, values: Values) -> bool:
    received, before = day(values, "received_on"), day(record.values, "received_on")
    return received is None or before is None or before <= received


def _offer(record: Record, level: Level, alike: float) -> Offer:
    received = day(record.values, "received_on")
    return Offer(level, record.id, record.number, received, checking.matter(record), alike)


def _words(values: Values) -> str:
    return f"{text(values, 'summary')} {text(values, 'claim')}"


def _by_identity(unit: UnitOfWork, values: Values) -> Iterator[Record]:
    return _by_name_and(unit, values, "petitioner_id_number", _as_identity)


def _by_phone(unit: UnitOfWork, values: Values) -> Iterator[Record]:
    return _by_name_and(unit, values, "petitioner_phone", _as_phone)


def _as_identity(written: str) -> str:
    return "".join(written.split()).upper()


def _as_phone(written: str) -> str:
    return "".join(char for char in written if char.isdigit())


def _by_name_and(unit: UnitOfWork, values: Values, key: str, plain: Callable[[str], str]) -> Iterator[Record]:
    name, wanted = text(values, "petitioner_name"), plain(text(values, key))
    if name and wanted:
        for record in _where(unit, {"petitioner_name": name}):
            if plain(text(record.values, key)) == wanted:
                yield record


def _by_text(unit: UnitOfWork, values: Values) -> Iterator[Record]:
    """The petitions of the same village, by the register of places or by the name alone where it has no entry."""
    spot = Villages(unit).of(reference(values, "place"))
    if spot.village and _words(values).strip():
        yield from _where(unit, {"place": Reference(spot.village)})
        if spot.village_id:
            yield from _where(unit, {"place": Reference(spot.village, spot.village_id)})


def _where(unit: UnitOfWork, cells: dict[str, Value]) -> tuple[Record, ...]:
    filters = (Filter(key, value=value) for key, value in cells.items())
    return checking.standing(unit, PETITIONS, *filters)


# ---- what the clerk confirms -----------------------------------------------------------------------------------------


@needs(Right.ENTER)
def confirm(unit: UnitOfWork, *, actor: Actor, petition_id: int, earlier_id: int) -> Changes:
    """Mark a petition as a repeat of an earlier one and link the two.

    Raises Refused for itself, for one received later, and when they are linked as repeats already.
    """
    petition = records.get(unit, ledger=PETITIONS, record_id=petition_id)
    earlier = records.get(unit, ledger=PETITIONS, record_id=earlier_id)
    if petition_id == earlier_id or not _is_earlier(earlier, petition.values):
        sentence = f"{petition.number}不能标为{earlier.number}的重复件：初件要收到在先。没有改动，请核对。"
        raise Refused(sentence, field="duplicate_of")
    values: dict[str, Value] = {"is_repeat": True, "is_first": None, "duplicate_of": earlier.number}
    changes = records.edit(
        unit, actor=actor, ledger=PETITIONS, record_id=petition.id, version=petition.version, values=values,
        reason=f"与{earlier.number}重复",
    )  # fmt: skip
    links.add(unit, actor=actor, kind="related", start=(PETITIONS, petition.id), end=(PETITIONS, earlier.id))
    return replace(changes, description=f"{petition.number} 标为 {earlier.number} 的重复件")


def collective_threshold(unit: UnitOfWork) -> int:
    """From how many people on a visit is a collective one: five, unless the office set another number."""
    return settings.number(unit, "collective_threshold")


def visit_hints(unit: UnitOfWork, *, values: Values) -> tuple[str, ...]:
    """What the form suggests of a visit by its numbers: collective, too many representatives; nothing is blocked."""
    visitors, spoke = _count(values, "visitor_count"), _count(values, "representative_count")
    threshold, hints = collective_threshold(unit), []
    if visitors >= threshold and not values.get("is_collective"):
        hints.append(f"来访{visitors}人，达到集体访的{threshold}人，是否勾选集体访？")
    if spoke > MOST_REPRESENTATIVES:
        hints.append(f"多人走访应推选代表，代表不超过{MOST_REPRESENTATIVES}人，现在填了{spoke}人，请核对。")
    return tuple(hints)


def _count(values: Values, key: str) -> int:
    value = values.get(key)
    return value.value if isinstance(value, FuzzyCount) else 0
