"""What the papers of study say: make-ups, receipts of material, and one person's file."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.paper.forms.makeup_record import Absentee, MakeupRecord
from app.paper.forms.material_receipt import MaterialReceipt
from app.paper.forms.study_file import StudyFile
from app.services import checking
from app.services.form_source import Source, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.ask import ChildRow, Record

PRESENT = "到"


def makeup(source: Source) -> MakeupRecord:
    """A box for each who was away; raises Refused for a sitting nobody missed."""
    rows = source.cells("attendance", "state", "person", "organisation", "reason", "makeup_on", "makeup_method")
    away = tuple(
        Absentee(name, unit, reason or state, on, how)
        for state, name, unit, reason, on, how in rows
        if state != PRESENT
    )
    if not away:
        source.refuse("没有人缺课，没有补学记录可打。需要时请打印空白表。")
    materials = (joined(title, pages) for title, pages in source.cells("materials", "title", "pages"))
    return MakeupRecord(
        **source.head,
        topic=source.text("topic"),
        held_on=source.text("held_on"),
        kind=source.text("form"),
        class_hours=source.text("class_hours"),
        materials="；".join(materials),
        absentees=away,
    )


def material(source: Source) -> MaterialReceipt:
    """The receipts of one issue of material; without names on record the rows are left for the pen."""
    return MaterialReceipt(
        **source.head,
        item=source.text("item"),
        kind=source.text("kind"),
        issued_on=source.text("issued_on"),
        branch=source.text("branch"),
        recipient=source.text("recipient"),
        quantity=source.number("quantity"),
        unit=source.text("counter_unit"),
        people=source.cells("receipts", "person", "quantity"),  # type: ignore[arg-type]
    )


def study_file(source: Source) -> StudyFile:
    """The sittings and papers of a person of the register, by day."""
    name = source.text("name")
    sittings = sorted(_sittings(source), key=lambda pair: str(checking.day(pair[0].record.values, "held_on")))
    papers = [source.of(one) for one in checking.standing(source.unit, "study_outputs") if _is_of(source, one)]
    if not sittings and not papers:
        source.refuse(f"（{name}）没有参学记录，也没有笔记心得，没有打印。需要时请打印空白表。")
    papers.sort(key=lambda one: str(one.day("submitted_on")))
    days = [day for one, _ in sittings if (day := one.day("held_on"))]
    return StudyFile(
        **source.head,
        person=name,
        sex=source.text("sex"),
        organisation=source.text("organisation"),
        post=source.text("title"),
        branch=source.text("branch"),
        joined_on=source.text("joined_party_on"),
        period=f"{min(days).year}年{min(days).month}月至{max(days).year}年{max(days).month}月" if days else "",
        summary=_summary(sittings, papers),
        sittings=tuple(_sitting(one, row) for one, row in sittings),
        outputs=tuple(
            tuple(one.text(key) for key in ("kind", "title", "submitted_on", "word_count", "grade")) for one in papers
        ),
    )


def _is_of(source: Source, row: Record | ChildRow) -> bool:
    """Whether a row names the person of the register: by the entry, under whatever name; without one by the name."""
    named = checking.reference(row.values, "person")
    if named is None:
        return False
    return named.id == source.record.id if named.id else named.name == checking.text(source.record.values, "name")


def _sittings(source: Source) -> Iterator[tuple[Source, ChildRow]]:
    for record in checking.standing(source.unit, "learning_sessions", children=True):
        for row in record.children.get("attendance", ()):
            if _is_of(source, row):
                yield source.of(record), row


def _sitting(one: Source, row: ChildRow) -> tuple[str, ...]:
    cells = one.cells("attendance", "state", "makeup_on", "makeup_method")
    state, makeup_on, how = cells[one.rows("attendance").index(row)]
    return (
        one.text("held_on"),
        one.text("form"),
        one.text("topic"),
        one.text("class_hours"),
        state,
        joined(makeup_on, how, mark="\n"),
    )


def _summary(sittings: list[tuple[Source, ChildRow]], papers: list[Source]) -> tuple[str, str, str, str, str]:
    """Sittings due and kept, class hours kept or made up, make-ups, essays."""
    kept = [one for one, row in sittings if row.values.get("state") == PRESENT]
    made = [one for one, row in sittings if row.values.get("state") != PRESENT and row.values.get("makeup_on")]
    hours = sum((Decimal(str(one.record.values.get("class_hours") or 0)) for one in (*kept, *made)), Decimal(0))
    essays = sum(one.text("kind") == "心得" for one in papers)
    return str(len(sittings)), str(len(kept)), f"{hours.normalize():f}", str(len(made)), str(essays)
