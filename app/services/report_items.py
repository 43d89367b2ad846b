"""The vocabulary of what a report tells beside indicators: figures of records, lists of names, rows one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from app.rules import wording
from app.services.checking import day, reference, text
from app.services.report_source import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from app.services.report_source import Source
    from db.ask import Record
    from db.values import Value

MOST_NAMED = 20
"""So many names are written out; of more the first and how many there are."""


@dataclass(frozen=True, slots=True)
class Item:
    """Words that come from the ledgers: refreshed by `code`, opened by it or by the records they come from.

    `is_figure` puts it into the annex; `definition` says what was counted.
    """

    text: str
    code: str
    name: str
    definition: str = ""
    ledger: str = ""
    ids: tuple[int, ...] = ()
    is_figure: bool = True


Part: TypeAlias = "str | Item"
Parts: TypeAlias = "tuple[Part, ...]"


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that a sentence may name: by `name`, explained by `label`, told from the records behind `code`."""

    name: str
    label: str
    code: str
    tell: Callable[[Source], Parts]


@dataclass(frozen=True, slots=True)
class RowSet:
    """Records a report tells one by one: those behind `code`, each with the fields its paragraph may name."""

    name: str
    label: str
    code: str
    fields: Mapping[str, tuple[str, Callable[[Source, Record], Parts]]] = field(default_factory=dict)
    order: Callable[[Source, Record], int] | None = None
    """Their place among one another; by their days when there is none."""

    def rows(self, source: Source) -> tuple[Record, ...]:
        """The records in the order they are told."""
        found = source.records(self.code, WHOLE)
        order = self.order
        return found if order is None else tuple(sorted(found, key=lambda record: order(source, record)))


def listed(
    name: str,
    label: str,
    code: str,
    names: Callable[[Source], Iterable[str]],
    unit: str = "",
    *,
    most: int = MOST_NAMED,
) -> Listed:
    """A list of names, told as 甲、乙、丙 and, when there are many, with how many there are; told as one field."""

    def tell(source: Source) -> Parts:
        found = [one for one in dict.fromkeys(names(source)) if one]
        return (Item(joined(found, unit, most), f"名单.{name}", label, is_figure=False, ledger=_ledger(source, code),
                     ids=tuple(record.id for record in source.records(code))),) if found else ()  # fmt: skip

    return Listed(name, label, code, tell)


def told(name: str, label: str, code: str, words: Callable[[Source], str]) -> Listed:
    """A sentence told from the records behind a figure: plain words, kept as they were written once in a document."""

    def tell(source: Source) -> Parts:
        sentence = words(source)
        return (sentence,) if sentence else ()

    return Listed(name, label, code, tell)


def _ledger(source: Source, code: str) -> str:
    found = source.figure(code)
    return found.ledger if found else ""


def joined(names: Sequence[str], unit: str = "", most: int = MOST_NAMED) -> str:
    """Names in a row: 甲、乙、丙; with a unit the count after them (甲、乙、丙3个村); of many the first.

    Names in book marks stand side by side without a comma.
    """
    shown = "、".join(names[:most]).replace("》、《", "》《")
    if len(names) > most:
        return f"{shown}等{len(names)}{unit or '项'}"
    return f"{shown}{len(names)}{unit}" if unit and len(names) > 1 else shown


def bare(words: str) -> str:
    """Words without the full stop at their end, to stand inside a sentence."""
    return " ".join(words.split()).rstrip("。；，、 ")


def names_of(records: Iterable[Record], key: str) -> list[str]:
    """The different values of a column in the records, in order."""
    return [one for one in dict.fromkeys(text(record.values, key) for record in records) if one]


def month_day(on: date | None) -> str:
    """A day of the year told: 3月9日."""
    return f"{on.month}月{on.day}日" if on else ""


def span(first: date, last: date) -> str:
    """Several days without what they share: 3月18日至20日."""
    return wording.period_text(first, last).partition("年")[2]


def value_text(value: Value, counter: str = "") -> str:
    """A value of a record as running text; empty when there is none."""
    return "" if value is None else wording.worded(value, counter)


def figure(record: Record, name: str, words: str, definition: str) -> Item:
    """A figure that one record holds: opened by it, known by its number and what it says."""
    return Item(words, f"{record.number}.{name}", name, definition, record.ledger, (record.id,))


def village(source: Source, record_values: Mapping[str, Value], key: str = "place") -> str:
    """The village a place lies in; empty for the town itself."""
    spot = source.villages.of(reference(record_values, key))
    if spot.record is not None and not source.villages.is_village(spot.village_id):
        return ""
    return spot.village


def dated(rows: Sequence[Mapping[str, Value]], day_key: str, text_key: str, *, most: int = 3) -> str:
    """The last rows of a child that tell what happened: 3月10日，……；3月27日，……"""
    lines = []
    for row in [row for row in rows if text(row, text_key)][-most:]:
        on = month_day(day(row, day_key))
        lines.append(f"{on}，{bare(text(row, text_key))}" if on else bare(text(row, text_key)))
    return "；".join(lines)
