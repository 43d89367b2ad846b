"""The forms: by name, by ledger, and printed into a file, filled from a record or blank for the pen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.paper.forms.sheet import draw_form
from app.rules import numbering
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import checking, lookout, office, printing, records
from app.services.changes import ChangeKind
from app.services.form_catalogue import ALL
from app.services.form_source import Source
from app.services.permitted import needs
from db.ask import Filter

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from typing import BinaryIO

    from app.paper.forms.sheet import FormContent
    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.form_catalogue import Form
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

LISTS = ("monday_list", "case_handover")
"""Forms that list many records: the restricted class (检举控告) is on none of them."""

FORMS: dict[str, Form[Any]] = {form.name: form for form in ALL}
"""The forms by machine name, in the order they are offered."""


def of(ledger: str) -> tuple[Form[Any], ...]:
    """The forms a record of that ledger can be printed on."""
    return tuple(form for form in ALL if ledger in form.ledgers)


def find(name: str) -> Form[Any]:
    """The form of that machine name or label; raises Refused (usage) naming all."""
    for form in ALL:
        if name.strip() in (form.name, form.label):
            return form
    sentence = f"没有叫「{name}」的表单。可用的有：{'、'.join(form.label for form in ALL)}。"
    raise Refused(sentence, field="form", exit_code=Exit.USAGE)


@needs(Right.PRINT)
def print_form(
    desk: Desk,
    *,
    form: str,
    number: str,
    out: Path,
    profile: str = "internal",
    blank: bool = False,
    looked: bool = False,
    paper: str = "",
) -> Printed:
    """Print a record on a form into a PDF, whole or not at all, and write it in the history.

    A blank one holds nothing but office and number, and needs no record. `paper` is A4 or A3 where the form has both.
    Raises Refused, also for public paper that names villagers until they were `looked` at.
    """
    chosen, profile = find(form), printing.profile_of(profile)
    size, actor = size_of(chosen, paper), desk.actor
    sheet = desk.read(lambda unit: read_sheet(unit, chosen, number, profile, actor=actor, blank=blank, looked=looked))
    sheet = replace(sheet, size=size)
    printed = printing.write_whole(out, sheet.draw)
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, actor=desk.actor, form=chosen, title=sheet.title, uuid=sheet.uuid))
    return printed


def size_of(form: Form[Any], paper: str) -> tuple[float, float]:
    """The size of that paper in points, the form's usual one when none is named; raises Refused (usage)."""
    if not paper:
        return form.size
    if paper not in form.papers:
        sentence = f"{form.label}没有{paper}的，没有打印。可用的有：{'、'.join(form.papers)}。"
        raise Refused(sentence, field="paper", exit_code=Exit.USAGE)
    return form.papers[paper]


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A form with what it holds: `title` is what the history and the file call it, `size` its paper in points."""

    form: Form[Any]
    content: FormContent
    title: str
    made_on: date
    size: tuple[float, float]
    uuid: str = ""
    """The record's, under which the history keeps that it was printed; a blank sheet has none."""
    is_restricted: bool = False

    def draw(self, stream: BinaryIO) -> Printed:
        """Draw the sheet as a PDF of its own."""
        return draw_form(
            self.form.draw, self.content, stream, title=self.title, office=self.content.office, made_on=self.made_on,
            size=self.size,
        )  # fmt: skip


@needs(Right.PRINT)
def read_sheet(
    unit: UnitOfWork,
    form: Form[Any],
    number: str,
    profile: str,
    *,
    actor: Actor,
    blank: bool = False,
    looked: bool = False,
) -> FilledSheet:
    """Fill a form from the record of that number, or leave it blank; raises Refused."""
    today = unit.clock.today()
    if blank:
        empty = replace(form.empty(office=office.name(unit), number=number), profile_note=printing.head_note(unit))
        return FilledSheet(form, empty, f"{form.label} {number or '空白'}".strip(), today, form.size)
    shown_for = "public" if form.is_public else profile
    with unit.seeing(restricted=unit.sees_restricted and form.name not in LISTS):
        record = _record(unit, form, number)
    is_restricted = registry.find(record.ledger).is_restricted(record.values)
    with unit.seeing(restricted=is_restricted):
        # What a sheet tells of other records is seen by all who see the sheet.
        content = form.read(Source(unit, record, shown_for, number))
    # A form that is always public needs no word of it.
    note = printing.head_note(unit, "internal" if form.is_public else profile)
    content = replace(content, profile_note=note)
    if shown_for == "public" and not looked:
        lookout.refuse_names(unit, texts=[(record.number, repr(content))])
    title = f"{form.label} {content.number or number}"
    return FilledSheet(form, content, title, today, form.size, record.uuid, is_restricted)


def _record(unit: UnitOfWork, form: Form[Any], number: str) -> Record:
    """The record by its number, a person also by name, or the one a month or a year stands for.

    Raises Refused for a voided one.
    """
    meant = form.find(unit, asked=number) if form.find else None
    if meant is not None:
        return records.get(unit, ledger=meant.ledger, record_id=meant.id)
    return record_for(unit, name=form.label, ledgers=form.ledgers, number=number)


def record_for(unit: UnitOfWork, *, name: str, ledgers: tuple[str, ...], number: str) -> Record:
    """The record of that number, or of that title in a base register, for the paper `name` of these ledgers.

    Raises Refused for one that is not there and for a voided one.
    """
    ledger = _ledger(ledgers, number)
    named = checking.standing(unit, ledger.name, Filter(ledger.matter, value=number.strip())) if ledger.base else ()
    found = named[0] if named else records.find(unit, ledger=ledger, number=number)
    if found.voided_at is not None:
        sentence = f"{found.number}（{ledger.label}）已经作废，没有打印{name}。需要时请先恢复它。"
        raise Refused(sentence, field="number")
    return records.get(unit, ledger=ledger.name, record_id=found.id)


def _ledger(names: tuple[str, ...], number: str) -> Ledger:
    """The ledger of a number among those a form prints, by its prefix."""
    parsed = numbering.parse(number)
    ledgers = [registry.find(name) for name in names]
    return next((one for one in ledgers if parsed and parsed.prefix == one.prefix), ledgers[0])


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, form: Form[Any], title: str, uuid: str = "") -> None:
    """Write in the history that a form was printed, beside its record when it is that of one."""
    words = f"打印 {title}"
    unit.audit(operator=actor.name, action=ChangeKind.PRINTED.value, description=words, ledger=form.ledger, uuid=uuid)
