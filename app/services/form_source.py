"""A record as the forms read it: every value as paper text, masked by the profile; every day as 2014年3月9日."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

from app.ledgers import registry
from app.paper.forms.pictures import Picture
from app.rules import masking, wording
from app.rules.backfill import marked
from app.rules.refusal import Refused
from app.services import attachments, checking, office, presenting
from db.declare import Mask
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from db.ask import ChildRow, Record
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork


@dataclass(frozen=True)
class Source:
    """A record with the ledger it is of and the profile it is printed for.

    `asked` is what the clerk wrote for a number: a month or a year means all of it, not the one record found by it.
    """

    unit: UnitOfWork
    record: Record
    profile: str = masking.Profile.INTERNAL
    asked: str = ""

    @property
    def ledger(self) -> Ledger:
        """The record's ledger."""
        return registry.find(self.record.ledger)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The private persons the record names, so that public paper hides them in its prose too."""
        own = [self.record.values.get(column.key) for column in self.ledger.columns if column.mask is Mask.NAME]
        for child in self.ledger.children:
            keys = [column.key for column in child.columns if column.mask is Mask.NAME]
            own += [row.values.get(key) for row in self.rows(child.name) for key in keys]
        return tuple(filter(None, (checking.text({"name": name}, "name") for name in own)))

    @property
    def head(self) -> dict[str, str]:
        """What every form has: the office and the number of the record."""
        return {"office": office.name(self.unit), "number": marked(self.record.number, self.record.values)}

    def of(self, record: Record) -> Source:
        """Another record, read for the same profile."""
        return replace(self, record=record)

    def refuse(self, sentence: str) -> NoReturn:
        """Say why this record cannot have the form; raises Refused."""
        raise Refused(f"{self.record.number}{sentence}", field="form")

    def number(self, key: str) -> str:
        """A count as its bare figure; empty when nothing was counted."""
        value = getattr(self.record.values.get(key), "value", None)
        return "" if value is None else str(value)

    def text(self, key: str) -> str:
        """A column as paper text, a day in words and several as a period; empty when there is nothing."""
        column = self.ledger.column(key)
        last, first = presenting.last_day(column, self.record), checking.day(self.record.values, key)
        if last is not None and first is not None:
            return wording.period_text(first, last)
        return self._shown(column, self.record.values.get(key))

    def prose(self, text: str) -> str:
        """Text from elsewhere, hidden as this record's own prose is."""
        if self.profile == masking.Profile.INTERNAL:
            return text
        return masking.masked_prose(text, names=self.names if self.profile == masking.Profile.PUBLIC else ())

    def day(self, key: str) -> date | None:
        """A column as a day."""
        return checking.day(self.record.values, key)

    def rows(self, child: str) -> tuple[ChildRow, ...]:
        """The rows of a child."""
        return self.record.children.get(child, ())

    def cells(self, child: str, *keys: str) -> tuple[tuple[str, ...], ...]:
        """The rows of a child as paper text, the columns in this order."""
        declared = self.ledger.child(child)
        return tuple(tuple(self._of(declared, row, key) for key in keys) for row in self.rows(child))

    def lines(self, key: str, child: str) -> str:
        """A column and below it the rows of a child as phrases, one a line."""
        declared = self.ledger.child(child)
        phrases = (self.prose(presenting.child_line(declared, row, say_day=day_text)) for row in self.rows(child))
        return "\n".join(filter(None, (self.text(key), *phrases)))

    def _of(self, child: Child, row: ChildRow, key: str) -> str:
        column = next(column for column in child.columns if column.key == key)
        return self._shown(column, row.values.get(key))

    def _shown(self, column: Column, value: object) -> str:
        if value is False:
            return ""
        shown = day_text(value) or presenting.cell(self.ledger, column, value)  # type: ignore[arg-type]
        return masking.masked(column, shown, self.profile, names=self.names)

    def pictures(self, mark: str) -> tuple[Picture, ...]:
        """The pictures of the record with that mark (整改前, 整改后), two at most; public paper has none."""
        if self.profile == masking.Profile.PUBLIC:
            return ()
        found = attachments.of(self.unit, ledger=self.record.ledger, record_id=self.record.id)
        marked = [file for file in found if file.mark == mark and file.is_picture]
        return tuple(self._picture(file) for file in marked[:PICTURES])

    def _picture(self, file: attachments.Attachment) -> Picture:
        try:
            data = attachments.content(self.unit, sha256=file.sha256)
        except Refused:
            # A damaged file leaves its framed name; the rest of the form is still wanted.
            data = b""
        return Picture(file.name, data, file.caption, file.rotation)

    def files(self) -> Iterator[str]:
        """The record's files by name, each with the paper volume and page it lies at."""
        for file in attachments.of(self.unit, ledger=self.record.ledger, record_id=self.record.id):
            where = "".join((file.volume and f"第{file.volume}卷", file.page and f"第{file.page}页"))
            yield self.prose(file.name) + (f"（{where}）" if where else "")


PICTURES = 2
"""So many pictures stand side by side in a box."""


def day_text(value: object) -> str:
    """A day as 2014年3月9日, a vague one in its own words; empty for what is no day."""
    if isinstance(value, FuzzyDate):
        return value.text()
    year = getattr(value, "year", 0)
    return f"{year}年{value.month}月{value.day}日" if year else ""  # type: ignore[attr-defined]


def joined(*parts: str, mark: str = "　") -> str:
    """The parts that are not empty, one after the other."""
    return mark.join(filter(None, parts))
