"""Numbered sheets of paper: a number for each that goes out, put on the register of papers, to come back signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.paper.forms.ballot import Ballot
from app.paper.forms.sheet import draw_set
from app.rules import numbering
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import forms, printing, records, settings, supervision
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any, BinaryIO

    from app.paper.forms.sheet import FormContent
    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.form_catalogue import Form
    from app.services.forms import FilledSheet
    from db.unit import UnitOfWork
    from db.values import Value

PREFIX, SERIES = "表", "paper"
MOST = 2000
"""So many sheets at a time; more are printed in several goes."""
UNSIGNED_KIND = "其他"


@dataclass(frozen=True, slots=True)
class Numbered:
    """What came out: the paper, and the numbers of its sheets."""

    printed: Printed
    numbers: tuple[str, ...]


@needs(Right.ENTER)
def print_numbered(
    desk: Desk,
    *,
    form: str,
    number: str,
    out: Path,
    copies: int = 1,
    profile: str = "internal",
    blank: bool = False,
    looked: bool = False,
    paper: str = "",
) -> Numbered:
    """Print so many numbered sheets of a form into one PDF and put them on the register of papers out.

    Nothing is registered when nothing could be printed. Raises Refused.
    """
    if not 1 <= copies <= MOST:
        sentence = f"一次可以打印1到{MOST}份编号的表，没有打印。请改写份数。"
        raise Refused(sentence, field="copies", exit_code=Exit.USAGE)
    chosen, profile = forms.find(form), printing.profile_of(profile)
    size = forms.size_of(chosen, paper)

    def work(unit: UnitOfWork) -> Numbered:
        filled = forms.read_sheet(unit, chosen, number, profile, actor=desk.actor, blank=blank, looked=looked)
        numbers = issue(
            unit, actor=desk.actor, form=chosen, about=filled, record_no="" if blank else number, copies=copies
        )
        sheets = _sheets(replace(filled, size=size), numbers)
        title = f"{filled.title} {numbers[0]}起 {copies} 份"
        forms.record_print(unit, actor=desk.actor, form=chosen, title=title, uuid=filled.uuid)
        return Numbered(printing.write_whole(out, lambda stream: _draw(sheets, stream)), numbers)

    return desk.write(work)


@needs(Right.ENTER)
def issue(
    unit: UnitOfWork, *, actor: Actor, form: Form[Any], about: FilledSheet, record_no: str, copies: int
) -> tuple[str, ...]:
    """Take so many numbers 表〔year〕n号 and register them, to come back within the office's days.

    Sheets that people fill in unsigned are one line for all of them: single ballots are counted, never traced.
    """
    if about.is_restricted:
        sentence = f"{record_no}限制查阅，不打印编号的表：单据登记人人可见。请直接打印不编号的。"
        raise Refused(sentence)
    today = unit.clock.today()
    serials = [unit.take_serial(SERIES, today.year) for _ in range(copies)]
    numbers = tuple(numbering.text(PREFIX, today.year, serial) for serial in serials)
    listed = (_span(numbers),) if form.is_unsigned else numbers
    due_on = today + timedelta(days=settings.number(unit, "slip_answer_days"))
    for paper_no in listed:
        values: dict[str, Value] = {
            "issued_on": today,
            "kind": UNSIGNED_KIND if form.is_unsigned else form.kind,
            "paper_no": paper_no,
            "title": f"{about.title}（{copies}份）" if form.is_unsigned else about.title,
            "record_no": record_no or None,
            "due_on": due_on,
        }
        records.add(unit, actor=actor, ledger=supervision.PAPERS, values=values)
    return numbers


def _span(numbers: tuple[str, ...]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}至{numbers[-1].rpartition('〕')[2]}"


def _sheets(filled: FilledSheet, numbers: tuple[str, ...]) -> FilledSheet | tuple[FilledSheet, ...]:
    """A sheet for each number; ballots stand several a page and are one sheet with all of them."""
    if isinstance(filled.content, Ballot):
        return replace(filled, content=replace(filled.content, papers=numbers))
    return tuple(replace(filled, content=replace(filled.content, paper_no=number)) for number in numbers)


def _draw(sheets: FilledSheet | tuple[FilledSheet, ...], stream: BinaryIO) -> Printed:
    if not isinstance(sheets, tuple):
        return sheets.draw(stream)
    first = sheets[0]
    return draw_set(
        first.form.draw, _named(sheets), stream, title=first.title, office=first.content.office, made_on=first.made_on,
        size=first.size,
    )  # fmt: skip


def _named(sheets: tuple[FilledSheet, ...]) -> Iterator[tuple[str, FormContent]]:
    for sheet in sheets:
        yield f"{sheet.form.label} {sheet.content.paper_no}", sheet.content
