"""迎检包: what an outline files under its headings, read from the ledgers as it stands and bound into one PDF."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.paper import pack, pdf_pages
from app.paper.canvas import A4_UPRIGHT, MM, PageWriter
from app.paper.fonts import Role
from app.paper.forms.listing import draw_list
from app.paper.forms.pictures import Picture, upright
from app.paper.forms.sheet import FormContent, Sheet, baseline, draw_form
from app.paper.pack import Pack, PackHeading, Piece
from app.paper.pdf_pages import Unreadable
from app.paper.tree import Align, Cancelled, TableColumn
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import (
    attachments,
    checking,
    drawing,
    form_sets,
    forms,
    inspection_outlines,
    leaving,
    listing,
    office,
    printing,
)
from app.services.changes import ChangeKind, Changes
from app.services.inspection_outlines import ALL, CHOSEN
from app.services.permitted import needs
from db.ask import Ask
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path
    from typing import BinaryIO

    from app.apart import Apart
    from app.paper.tree import Printed
    from app.services.attachments import Attachment
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.inspection_outlines import Heading, HeadingFile, Outline
    from db.unit import UnitOfWork

    Progress = Callable[[int, int], bool]
    """Hears what is done of how much; False stops."""

PURPOSE = "检查考核"
"""What a pack is for when nothing else is said; the history keeps it."""
NOT_PUBLIC = "公示版不装入附件，附件里可能有群众的姓名和证件。"
FILE_LIST = "附件目录"
_LIST_COLUMNS = (
    TableColumn("序号", 10, Align.CENTER),
    TableColumn("记录编号", 34, Align.CENTER),
    TableColumn("附件", 48),
    TableColumn("说明", 36),
    TableColumn("装入情况", 38),
)
_KIND = "这种文件不能装入，请另附原件"


@dataclass(frozen=True, slots=True)
class Options:
    """How a pack is bound: for whom, whether the names on public paper were looked at, what for."""

    profile: str = "internal"
    looked: bool = False
    purpose: str = PURPOSE


@dataclass(frozen=True, slots=True)
class Listed:
    """A ledger that went into the pack: how many rows and pages of it."""

    ledger: str
    rows: int
    pages: int


@dataclass(frozen=True, slots=True)
class Bound:
    """What came out: the paper, the ledgers in it, how many files were bound in, what was not with the sentence."""

    printed: Printed
    ledgers: tuple[Listed, ...]
    files: int
    left_out: tuple[str, ...]
    empty: tuple[str, ...]
    """The headings that have nothing, by number and title."""


@dataclass
class _File:
    """A file on its way in: of which record (empty: of the heading itself), and its bytes when they are wanted."""

    number: str
    name: str
    caption: str
    size: int
    rotation: int
    data: Callable[[], bytes]
    outcome: str = ""


# ---- what an outline holds now ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """A heading with how many records and files it has now, as they would go into the pack."""

    number: str
    heading: Heading
    rows: int
    files: int


@needs(Right.READ)
def counted(unit: UnitOfWork, *, actor: Actor, outline: Outline) -> tuple[Counted, ...]:
    """Every heading with what would be bound under it; the restricted class is in no count."""
    numbers = inspection_outlines.numbers(outline.headings)
    with unit.seeing(restricted=False):
        return tuple(
            Counted(number, one, _rows(unit, one), len(list(_files(unit, one))))
            for number, one in zip(numbers, outline.headings, strict=True)
        )


def ask_of(unit: UnitOfWork, one: Heading) -> Ask:
    """The list of a heading; raises Refused for a condition that can no longer be read."""
    ledger = registry.find(one.ledger)
    try:
        filters = tuple(listing.condition(unit, ledger=ledger, text=text) for text in one.where)
    except Refused as refused:
        sentence = f"提纲里「{one.title}」的筛选条件现在用不了：{refused.sentence}"
        raise Refused(sentence, field="where", exit_code=refused.exit_code) from refused
    return Ask(ledger.name, filters=filters, search=one.search, sort=(("number", False),))


def _rows(unit: UnitOfWork, one: Heading) -> int:
    return unit.reading.count(ask_of(unit, one)) if one.ledger else 0


@needs(Right.READ)
def files_of(unit: UnitOfWork, *, actor: Actor, heading: Heading) -> tuple[tuple[str, Attachment], ...]:
    """The files of the records of a heading, each with the record's number: what may be chosen."""
    with unit.seeing(restricted=False):
        return tuple(_of_records(unit, heading)) if heading.ledger else ()


def _of_records(unit: UnitOfWork, one: Heading) -> Iterator[tuple[str, Attachment]]:
    table = unit.schema.attachments
    with_files = sa.select(table.c.record_id).where(table.c.ledger == one.ledger, table.c.voided_at.is_(None))
    having = set(unit.connection.execute(with_files).scalars())
    if not having:
        return
    for record in checking.all_of(unit, ask_of(unit, one)):
        if record.id in having:
            for file in attachments.of(unit, ledger=one.ledger, record_id=record.id):
                yield record.number, file


def _files(unit: UnitOfWork, one: Heading) -> Iterator[_File]:
    for own in one.files:
        yield _File("", own.name, "", own.size, 0, _own_bytes(unit, own))
    if one.ledger and one.attachments in (ALL, CHOSEN):
        for number, file in _of_records(unit, one):
            if one.attachments == ALL or file.uuid in one.picked:
                yield _File(number, file.name, file.caption, file.size, file.rotation, _bytes(unit, file))


def _own_bytes(unit: UnitOfWork, own: HeadingFile) -> Callable[[], bytes]:
    return lambda: inspection_outlines.file_of(unit, own)


def _bytes(unit: UnitOfWork, file: Attachment) -> Callable[[], bytes]:
    return lambda: attachments.content(unit, sha256=file.sha256)


# ---- binding ---------------------------------------------------------------------------------------------------------


@needs(Right.PRINT)
def draw(
    unit: UnitOfWork,
    *,
    actor: Actor,
    outline: Outline,
    out: BinaryIO,
    options: Options = Options(),
    progress: Progress | None = None,
) -> Bound:
    """Bind the pack into one PDF; raises Refused for a purpose that is not known, for names public paper would show,
    and when the clerk stopped it.
    """
    purpose = leaving.purpose_of(options.purpose or PURPOSE)
    try:
        with unit.seeing(restricted=False), pdf_pages.reader() as reader:
            return _Binding(unit, actor, outline, options, purpose, progress, reader).bind(out)
    except Cancelled as cancelled:
        sentence = f"已按您的要求停止，迎检包「{outline.name}」没有生成，没有留下文件。"
        raise Refused(sentence, field="stopped") from cancelled


@dataclass
class _Binding:
    """One pack on its way: what is bound, what is left out and why."""

    unit: UnitOfWork
    actor: Actor
    outline: Outline
    options: Options
    purpose: str
    progress: Progress | None
    reader: Apart
    ledgers: list[Listed] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    files: int = 0
    done: tuple[int, int] = (0, 1)

    def bind(self, out: BinaryIO) -> Bound:
        numbers = inspection_outlines.numbers(self.outline.headings)
        total = 2 * len(numbers)
        headings: list[PackHeading] = []
        for done, (number, one) in enumerate(zip(numbers, self.outline.headings, strict=True)):
            self._tell(done, total)
            pieces = tuple(self._pieces(f"{number}{one.title}", one))
            headings.append(PackHeading(number, one.title, one.level, pieces, self._note(one)))
        today = self.unit.clock.today()
        whole = Pack(
            title=self.outline.title,
            office=office.name(self.unit),
            day=FuzzyDate(today).text(),
            made_on=today,
            headings=tuple(headings),
            head_note=printing.head_note(self.unit, self.options.profile),
            marks=(f"用途：{self.purpose}　装订人：{self.actor.name}",),
        )
        printed = pack.draw_pack(whole, out, progress=self._second_half(total))
        return Bound(printed, tuple(self.ledgers), self.files, tuple(self.left_out), tuple(_empty(headings)))

    def _tell(self, done: int, total: int) -> None:
        self.done = (done, total)
        if not self._goes_on():
            raise Cancelled

    def _goes_on(self) -> bool:
        return self.progress is None or self.progress(*self.done)

    def _second_half(self, total: int) -> Progress:
        def told(done: int, of: int) -> bool:
            return self.progress is None or self.progress(total // 2 + done * (total // 2) // max(1, of), total)

        return told

    def _note(self, one: Heading) -> str:
        parts = [one.note] if one.note else []
        if self.options.profile == "public" and (one.files or one.attachments in (ALL, CHOSEN)):
            parts.append(NOT_PUBLIC)
        return "　".join(parts)

    # ---- pieces ------------------------------------------------------------------------------------------------------

    def _pieces(self, path: str, one: Heading) -> Iterator[Piece]:
        if one.ledger and (rows := _rows(self.unit, one)):
            yield self._ledger(one, rows)
            for name in one.forms:
                yield from self._forms(path, one, name)
        if self.options.profile != "public":
            yield from self._attached(path, list(_files(self.unit, one)))

    def _ledger(self, one: Heading, rows: int) -> Piece:
        ask, ledger = ask_of(self.unit, one), registry.find(one.ledger)
        chosen = printing.PrintOptions(profile=self.options.profile, looked=self.options.looked, purpose=self.purpose)
        paper = printing.ledger_paper(self.unit, ask=ask, options=chosen, actor=self.actor)
        pdf, printed = drawing.draw(replace(paper, numbered=False), lambda _page: self._goes_on())
        self.ledgers.append(Listed(ledger.name, rows, printed.pages))
        return Piece(f"{ledger.label}（{rows}条）", pdf_pages.read(pdf))

    def _forms(self, path: str, one: Heading, name: str) -> Iterator[Piece]:
        form, made = forms.find(name), BytesIO()
        try:
            done = form_sets.draw(
                self.unit, actor=self.actor, form=form.name, ask=ask_of(self.unit, one), out=made,
                profile=self.options.profile, looked=self.options.looked, numbered=False,
            )  # fmt: skip
        except Refused as refused:
            if refused.field == "looked":
                raise
            self.left_out.append(f"{path}：{refused.sentence}")
            return
        if done.skipped:
            self.left_out.append(f"{path}：{'、'.join(done.skipped)}不能打印{form.label}，没有装入。")
        yield Piece(f"{form.label}（{done.count}份）", pdf_pages.read(made.getvalue()))

    # ---- files -------------------------------------------------------------------------------------------------------

    def _attached(self, path: str, found: list[_File]) -> Iterator[Piece]:
        if not found:
            return
        pieces = [piece for file in found if (piece := self._one(file)) is not None]
        for file in found:
            if not file.outcome.startswith("装入"):
                of = f"{file.number}的" if file.number else ""
                self.left_out.append(f"{path}：{of}附件「{file.name}」没有装入，{file.outcome}。")
        yield Piece(f"{FILE_LIST}（{len(found)}件）", self._file_list(path, found))
        yield from pieces

    def _one(self, file: _File) -> Piece | None:
        """A file as it is bound in; None, with the reason in its outcome, where it cannot be."""
        caption = "　".join(filter(None, (file.number, file.name)))
        try:
            source, is_own = self._source(file, caption)
        except (Unreadable, Refused) as wrong:
            said = str(wrong) if isinstance(wrong, Unreadable) else wrong.sentence.rstrip("。")
            file.outcome = said if said == _KIND else f"{said}，请另附原件"
            return None
        self.files += 1
        file.outcome = f"装入{len(source.pages)}页"
        return Piece(caption, source, is_own=is_own, caption=caption)

    def _source(self, file: _File, caption: str) -> tuple[pdf_pages.Source, bool]:
        lower = file.name.lower()
        if lower.endswith(".pdf"):
            return pdf_pages.read_apart(self.reader, file.data(), go_on=self._goes_on), False
        if lower.endswith((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")):
            return _picture_page(file, caption, self.unit.clock.today()), False
        raise Unreadable(_KIND)

    def _file_list(self, path: str, found: list[_File]) -> pdf_pages.Source:
        rows = [
            (
                str(place),
                file.number or "（提纲所附）",
                file.name,
                file.caption,
                file.outcome,
            )
            for place, file in enumerate(found, start=1)
        ]
        content = FormContent(office=office.name(self.unit), profile_note=printing.head_note(self.unit))
        made = BytesIO()

        def drawn(_content: FormContent, writer: PageWriter) -> None:
            sheet = Sheet(writer, content, FILE_LIST)
            sheet.title(f"{path}　{FILE_LIST}")
            draw_list(sheet, _LIST_COLUMNS, rows)
            sheet.finish()

        draw_form(
            drawn,
            content,
            made,
            title=FILE_LIST,
            office=content.office,
            made_on=self.unit.clock.today(),
            numbered=False,
        )
        return pdf_pages.read(made.getvalue())


def _empty(headings: list[PackHeading]) -> Iterator[str]:
    for at, one in enumerate(headings):
        has_below = at + 1 < len(headings) and headings[at + 1].level > one.level
        if not one.pieces and not has_below:
            yield one.words


def _picture_page(file: _File, caption: str, today: date) -> pdf_pages.Source:
    """A picture alone on a sheet, its words below it; raises Unreadable."""
    room = (A4_UPRIGHT[0] - 30 * MM, A4_UPRIGHT[1] - 60 * MM)
    found = upright(Picture(file.name, file.data(), file.caption, file.rotation), room)
    if found is None:
        raise Unreadable("图片打不开")
    data, (wide, high) = found
    out = BytesIO()
    writer = PageWriter(out, title=file.name, author="", size=A4_UPRIGHT, made_on=today)
    x, y = (writer.width - wide) / 2, 30 * MM + (room[1] - high) / 2
    writer.picture(data, x, y, wide, high)
    pen = writer.pen(Role.KAI, 12.0)
    words = file.caption or caption
    for at, line in enumerate(pen.even_lines(pen.tidy(words), room[0])[:2]):
        writer.centred(pen, writer.width / 2, baseline(pen, y - 3 * MM - at * pen.leading), line)
    writer.end_page()
    writer.close(lambda _page, _pages: None)
    return pdf_pages.read(out.getvalue())


# ---- printing --------------------------------------------------------------------------------------------------------


@needs(Right.PRINT)
def print_pack(
    desk: Desk,
    *,
    name: str,
    out: Path,
    options: Options = Options(),
    progress: Progress | None = None,
) -> Bound:
    """Bind the pack of that name into a PDF file, whole or not at all, and write it in the history; raises Refused."""

    def read(unit: UnitOfWork) -> Bound:
        outline = inspection_outlines.find(unit, name=name)
        return printing.write_whole(
            out,
            lambda stream: draw(
                unit, actor=desk.actor, outline=outline, out=stream, options=options, progress=progress
            ),
        )

    bound = desk.read(read)
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, actor=desk.actor, name=name, bound=bound, options=options))
    return bound


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, name: str, bound: Bound, options: Options) -> Changes:
    """Write in the history that a pack was printed and what for, and that each of its ledgers was."""
    purpose = leaving.purpose_of(options.purpose or PURPOSE)
    for one in bound.ledgers:
        printing.record_print(
            unit, actor=actor, ledger=one.ledger, pages=one.pages, profile=options.profile, purpose=purpose
        )
    label = printing.PROFILES[options.profile]
    words = f"打印 迎检包「{name}」（{label}）{bound.printed.pages} 页，附件 {bound.files} 件"
    unit.audit(operator=actor.name, action=ChangeKind.PRINTED.value, description=words, reason=purpose)
    return Changes(words, ChangeKind.PRINTED)
