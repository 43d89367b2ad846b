"""Drawing up a report: the skeleton filled from the ledgers, the clerk's own words in their places, and the annex.

What the ledgers do not say is left as a marked gap; a sentence is never written on the strength of an empty ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.figures.catalogue import mark
from app.figures.model import Lens
from app.paper.report import Block as PaperBlock
from app.paper.report import Drawing, Grid, Paragraph, Report, Run, Style, runs_of
from app.paper.tree import Align, TableColumn
from app.rules import han, templates, wording
from app.rules.rights import Right
from app.rules.wording import Style as Wording
from app.services import dashboard, office, report_words
from app.services import report_skeletons as skeletons
from app.services.permitted import needs
from app.services.report_items import Item
from app.services.report_lists import BY_NAME, SETS_BY_NAME
from app.services.report_source import Source, Terms
from app.services.report_tables import TABLES, Made, statistics
from app.services.report_terms import TERMS
from db.values import FuzzyCount, Money, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from app.paper.chart import ChartBlock
    from app.services.changes import Actor
    from app.services.figures import Figure
    from app.services.report_skeletons import Skeleton
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

GAP = "〔此处待补：{}〕"
NOTHING_YET = "台账里还没有这方面的记录"
HEADINGS = {1: Style.FIRST, 2: Style.SECOND}
ANNEX_TITLE = "附表：数据来源"
ANNEX_NOTE = "表中每个数都由台账逐条得出，按代码可查到它的每一条记录；带“余”“多”的是约数。"
ANNEX_MORE = "附表（续）：由单条记录直接引用的数"
ANNEX_MORE_NOTE = "各数即这一条记录里登记的数，内容不同、单位不同的不相加。"


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph as the window shows it: where its words come from, and what changed under the clerk's own words.

    `template` is what she edits, `drawn` how the ledgers would have it now; `rows` names the row set it speaks of.
    """

    key: str
    paragraph: Paragraph
    kind: str
    """drawn, edited, added, own, gap."""
    template: str = ""
    drawn: str = ""
    changed: str = ""
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """A report drawn up: the paper, its paragraphs by key, and every item used, by code."""

    name: str
    which: str
    terms: Terms
    skeleton: Skeleton
    report: Report
    shown: dict[str, Shown]
    items: dict[str, Item]

    @property
    def texts(self) -> dict[str, str]:
        """What each field says, by code: to refresh an edited document."""
        return {run.code: run.text for block in self.report.blocks for run in runs_of(block) if run.code}

    @property
    def gaps(self) -> tuple[str, ...]:
        """The places still to be filled."""
        return tuple(run.text for block in self.report.body for run in runs_of(block) if run.is_gap)


@needs(Right.READ)
def compose(
    unit: UnitOfWork, *, report: str, as_of: date | None = None, campaign: str = "", actor: Actor | None = None
) -> Composed:
    """Draw up a report as of a day (the file's own today), for a campaign (the one that runs); raises Refused.

    `report` is a machine name or label.
    """
    skeleton = skeletons.of(unit, report)
    terms = _terms(unit, skeleton, as_of or unit.clock.today(), campaign)
    return _Composer(Source(unit, terms), skeleton).compose()


def instance(unit: UnitOfWork, *, report: str, as_of: date | None = None, campaign: str = "") -> str:
    """Which report the clerk's own words are kept for."""
    skeleton = skeletons.of(unit, report)
    return _Composer(Source(unit, _terms(unit, skeleton, as_of or unit.clock.today(), campaign)), skeleton).which


def lens_of(composed: Composed) -> Lens:
    """What the report was looked at by: its figures open their rows through it."""
    terms = composed.terms
    return Lens(terms.as_of, terms.campaign, since=terms.since)


def plain_code(code: str) -> str:
    """The code of the figure behind a field that is rounded, or the second of its name."""
    return code.partition("#")[0].rstrip("~")


def reading(unit: UnitOfWork, *, composed: Composed, text: str, key: str = "") -> str:
    """How a text with fields would read in this report, in the place of a paragraph; raises Refused."""
    row_set, number = composed.shown[key].rows if key in composed.shown else "", key.partition("/")[2].partition("/")[0]
    skeletons.check(unit, text, rows=row_set)
    composer = _Composer(Source(unit, composed.terms), composed.skeleton)
    found = SETS_BY_NAME[row_set].rows(composer.source) if row_set else ()
    row = next((_Row(row_set, one, at) for at, one in enumerate(found, start=1) if one.number == number), None)
    return composer.told(text, row)


@dataclass(frozen=True, slots=True)
class Offered:
    """A field that may be put into a text: its name, what it is, and what it says now where that is known."""

    name: str
    label: str
    text: str = ""


def offered(unit: UnitOfWork, *, composed: Composed, row_set: str = "") -> tuple[Offered, ...]:
    """All fields, those of the row first, then words, lists and figures."""
    source = Source(unit, composed.terms)
    own = SETS_BY_NAME[row_set].fields if row_set else {}
    return (
        *(Offered(f".{name}", label) for name, (label, _) in own.items()),
        *(Offered(name, label, tell(source)) for name, (label, tell) in TERMS.items()),
        *(Offered(one.name, one.label) for one in BY_NAME.values()),
        *(Offered(one.code, one.name, one.text) for one in source.figures.values()),
    )


def _terms(unit: UnitOfWork, skeleton: Skeleton, as_of: date, campaign: str) -> Terms:
    """What the report looks at: a campaign's report at its campaign, a year's at that year alone."""
    if skeleton.per == "year":
        return Terms(as_of, campaign, as_of.replace(month=1, day=1))
    if skeleton.per == "campaign" and not campaign:
        running = Source(unit, Terms(as_of)).campaign
        return Terms(as_of, running.number if running else "")
    return Terms(as_of, campaign)


class _Composer:
    """Fills one skeleton."""

    def __init__(self, source: Source, skeleton: Skeleton) -> None:
        self.source, self.skeleton = source, skeleton
        campaign = source.campaign
        self.which = report_words.instance(skeleton.per, campaign.id if campaign else None, source.as_of.year)
        self.kept = report_words.kept(source.unit, report=skeleton.name, which=self.which)
        self.items: dict[str, Item] = {}
        self.shown: dict[str, Shown] = {}
        self._row_of: dict[str, _Row] = {}

    def compose(self) -> Composed:
        source, skeleton = self.source, self.skeleton
        title = self._line(skeleton.title)
        body: list[PaperBlock] = []
        if skeleton.addressee:
            body.append(self._keep(self._drawn("addressee", skeleton.addressee, Style.FLUSH)))
        for block in skeleton.blocks:
            body += self._blocks(block)
        body, enclosed = _parted(body)
        report = Report(
            title=title,
            body=tuple(body),
            office=source.office,
            signed=source.office if skeleton.signed else "",
            day=wording.date_text(source.as_of),
            annex=(*enclosed, *(self._annex() if skeleton.annex else ())),
            under_title=self._line(skeleton.under),
            across=skeleton.across,
            made_on=source.unit.clock.today(),
            head_note=office.paper_mark(source.unit),
            origin=(
                ("report", skeleton.name),
                ("as_of", source.as_of.isoformat()),
                ("campaign", source.terms.campaign),
            ),
        )
        return Composed(skeleton.name, self.which, source.terms, skeleton, report, self.shown, self.items)

    # ---- blocks ------------------------------------------------------------------------------------------------------

    def _blocks(self, block: skeletons.Block) -> Iterator[PaperBlock]:
        match block.kind:
            case "each":
                yield from self._each(block)
            case "table":
                yield from (self._grid(block, made) for made in TABLES[block.name][1](self.source))
            case "figures":
                yield self._grid(block, statistics(self.source, block.codes))
            case "drawing":
                yield Drawing(block.name, self._chart(block.name), block.key)
            case _:
                yield from self._paragraphs(block)
        if block.kind != "each":
            yield from self._added(block.key)

    def _paragraphs(self, block: skeletons.Block) -> Iterator[PaperBlock]:
        style = HEADINGS.get(block.level, Style.BODY)
        drawn = self._drawn(block.key, block.text, style, gap=block.gap, kind=block.kind)
        if not (block.is_optional and drawn.kind == "gap" and block.key not in self.kept.own):
            yield from self._with_own(drawn)

    def _with_own(self, drawn: Shown) -> Iterator[PaperBlock]:
        """The paragraph as drawn, or the clerk's words in its place with what the ledgers changed since."""
        own = self.kept.own.get(drawn.key)
        if own is None:
            last = self.kept.last.get(drawn.key)
            is_new = last is not None and last != drawn.paragraph.text
            changed = f"上次出稿时写的是：{last}" if is_new else ""
            yield self._keep(replace(drawn, changed=changed))
            return
        if not own.text:
            self.shown[drawn.key] = replace(drawn, kind="edited", template="", paragraph=Paragraph((), key=drawn.key))
            return
        runs = self._runs(own.text, row=self._row_of.get(drawn.key))
        is_new = bool(own.base) and own.base != drawn.drawn and drawn.kind != "own"
        changed = f"台账已有变化，按台账现在应写：{drawn.drawn}" if is_new else ""
        paragraph = Paragraph(runs, drawn.paragraph.style, drawn.key)
        kind = "own" if drawn.kind == "own" else "edited"
        yield self._keep(replace(drawn, paragraph=paragraph, kind=kind, template=own.text, changed=changed))

    def _added(self, key: str) -> Iterator[PaperBlock]:
        for one in self.kept.after(key):
            words = self.kept.own[one].text
            paragraph = Paragraph(self._runs(words), Style.BODY, one)
            yield self._keep(Shown(one, paragraph, "added", template=words))

    def _each(self, block: skeletons.Block) -> Iterator[PaperBlock]:
        rows = SETS_BY_NAME[block.name].rows(self.source)
        if not rows:
            yield self._keep(self._gap(block.key, block.gap, Style.BODY))
        for place, record in enumerate(rows, start=1):
            key = f"{block.key}/{record.number}"
            row = _Row(block.name, record, place)
            self._row_of[key] = row
            lines = block.text.split("\n")
            for at, line in enumerate(lines):
                own_key = key if at == len(lines) - 1 else f"{key}/{at}"
                self._row_of[own_key] = row
                style = Style.SECOND if at < len(lines) - 1 else Style.BODY
                yield from self._with_own(self._drawn(own_key, line, style, gap=block.gap, row=row))
            yield from self._added(key)
        yield from self._added(block.key)

    def _drawn(
        self, key: str, text: str, style: Style, *, gap: str = "", kind: str = "text", row: _Row | None = None
    ) -> Shown:
        """A paragraph as the ledgers have it; a gap where they lack what it cannot do without."""
        if kind == "own":
            return replace(self._gap(key, gap, style), kind="own")
        filled = templates.fill(templates.parse(text), self._answer(row), self._ask(row))
        if (filled.lacking or not _tells(filled.parts, text)) and (gap or style is Style.BODY):
            shown = self._gap(key, gap, style)
            return replace(shown, template=text, rows=row.name if row else "")
        runs = self._settled(filled.parts)
        paragraph = Paragraph(runs, style, key)
        return Shown(key, paragraph, "drawn", text, paragraph.text, rows=row.name if row else "")

    def _gap(self, key: str, gap: str, style: Style) -> Shown:
        words = GAP.format(gap or NOTHING_YET)
        return Shown(key, Paragraph((Run(words, is_gap=True),), style, key), "gap", "", words)

    def _keep(self, shown: Shown) -> Paragraph:
        self.shown[shown.key] = shown
        return shown.paragraph

    def told(self, text: str, row: _Row | None) -> str:
        """How a text reads, its lines kept."""
        return Paragraph(self._runs(text, row)).text

    def _line(self, text: str) -> str:
        return Paragraph(self._runs(text)).text

    # ---- runs --------------------------------------------------------------------------------------------------------

    def _runs(self, text: str, row: _Row | None = None) -> tuple[Run, ...]:
        """The clerk's words with their fields; one that has nothing to say is a gap of its own."""
        filled = templates.fill(templates.parse(text), self._answer(row, gaps=True), self._ask(row))
        return self._settled(filled.parts)

    def _settled(self, parts: Iterable[object]) -> tuple[Run, ...]:
        """The parts as runs, neighbouring words in one, doubled marks dropped; items are noted for the annex."""
        runs: list[Run] = []
        for part in _flat(parts):
            run = self._run(part)
            if runs and not runs[-1].code and not run.code and not run.is_gap and not runs[-1].is_gap:
                before, after = templates.joint(runs[-1].text, run.text)
                runs[-1] = Run(before + after)
            elif runs:
                before, after = templates.joint(runs[-1].text, run.text)
                if not runs[-1].code:
                    runs[-1] = replace(runs[-1], text=before)
                runs.append(run if run.code else replace(run, text=after))
            else:
                runs.append(run)
        return tuple(run for run in runs if run.text)

    def _run(self, part: object) -> Run:
        if isinstance(part, Run):
            return part
        if not isinstance(part, Item):
            return Run(str(part))
        code, count = part.code, 2
        while code in self.items and self.items[code].text != part.text:
            code, count = f"{part.code}#{count}", count + 1
        self.items[code] = replace(part, code=code)
        return Run(part.text, code, part.name)

    # ---- what the fields say -----------------------------------------------------------------------------------------

    def _answer(self, row: _Row | None, *, gaps: bool = False) -> Callable[[templates.Field], object | None]:
        def answer(field: templates.Field) -> object | None:
            found = self._found(field, row)
            if found is None and gaps:
                return Run(GAP.format(f"{self._name(field.name)}还没有数据"), is_gap=True)
            return found

        return answer

    def _name(self, name: str) -> str:
        found = self.source.figure(name)
        return found.name if found else name

    def _found(self, field: templates.Field, row: _Row | None) -> object | None:
        name = field.name
        if name.startswith(".") and row is not None:
            return row.told(self.source, name[1:]) or None
        if name in TERMS:
            return TERMS[name][1](self.source) or None
        if name in BY_NAME:
            return BY_NAME[name].tell(self.source) or None
        found = self.source.figure(name)
        return None if found is None else self._figure(found, field)

    def _figure(self, found: Figure, field: templates.Field) -> Item | None:
        if found.value is None and not _says(found):
            return None
        if not field.may_be_zero and _number(found.value) == 0 and found.text[:1] == "0":
            return None
        about = field.is_about and wording.worded(found.value, found.counter, style=Wording.ABOUT)
        mark = "~" if field.is_about else ""
        return Item(about or found.text, f"{found.code}{mark}", found.name, found.definition, found.ledger)

    def _ask(self, row: _Row | None) -> Callable[[templates.Asked], bool]:
        def ask(asked: templates.Asked) -> bool:
            found = self._holds(asked, row)
            return not found if asked.is_denied else found

        return ask

    def _holds(self, asked: templates.Asked, row: _Row | None) -> bool:
        found = self.source.figure(asked.name) if not asked.name.startswith(".") else None
        if found is not None:
            own = _number(found.value)
            if not asked.op:
                return bool(own)
            other = self.source.figure(asked.than)
            than = _number(other.value) if other else _decimal(asked.than)
            return own is not None and than is not None and _compared(own, asked.op, than)
        words = "".join(
            part.text if isinstance(part, Item) else str(part)
            for part in _flat([self._found(templates.Field(asked.name), row) or ""])
        )
        return words == asked.than if asked.op == "=" else bool(words)

    # ---- tables ------------------------------------------------------------------------------------------------------

    def _grid(self, block: skeletons.Block, made: Made) -> Grid:
        rows = tuple(tuple(self._run(cell) for cell in row) for row in made.rows)
        return Grid(
            made.columns, rows, made.caption or block.caption, made.note, block.key, block.starts_page, made.strong
        )

    def _chart(self, name: str) -> ChartBlock | None:
        terms = self.source.terms
        lens = Lens(terms.as_of, terms.campaign, since=terms.since)
        found = dashboard.charts(self.source.unit, keys=[name], lens=lens)
        return dashboard.on_paper(found[0]) if found and not found[0].is_empty else None

    def _annex(self) -> Iterator[PaperBlock]:
        """Every figure used: code, name, value, definition, as of when, and how many rows stand behind it."""
        columns = (
            TableColumn("代码", 30), TableColumn("名称", 26), TableColumn("数", 22, Align.CENTER),
            TableColumn("怎样得出", 52), TableColumn("记录", 14, Align.CENTER),
        )  # fmt: skip
        used = [item for item in self.items.values() if item.is_figure and not item.code.endswith("~")]
        counted = [item for item in used if not _of_one_record(item)]
        note = f"截至{wording.date_text(self.source.as_of)}。{ANNEX_NOTE}"
        yield Grid(columns, tuple(map(self._source_row, counted)), ANNEX_TITLE, note, "annex")
        quoted = self._quoted([item for item in used if _of_one_record(item)])
        if quoted:
            two = (TableColumn("记录", 30), TableColumn("直接引用的数", 126))
            yield Grid(two, quoted, ANNEX_MORE, ANNEX_MORE_NOTE, "annex.records")

    def _quoted(self, items: Iterable[Item]) -> tuple[tuple[Run, ...], ...]:
        """What single records say, a record to a row: its number, and each figure with its name."""
        rows: dict[str, list[Item]] = {}
        for item in items:
            rows.setdefault(item.code.rpartition("号.")[0] + "号", []).append(item)
        return tuple(
            (Run(number), Run("；".join(f"{one.name}{one.text}" for one in own), f"附.{number}", f"{number}引用的数"))
            for number, own in rows.items()
        )

    def _source_row(self, item: Item) -> tuple[Run, ...]:
        count = len(item.ids) or self.source.count(item.code)
        return (
            Run(mark(item.code)),
            Run(item.name),
            Run(item.text, item.code, item.name),
            Run(item.definition),
            Run(f"{count}条", f"{item.code}.rows", f"{item.name}的记录数"),
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """The record a paragraph is about, and its place among them."""

    name: str
    record: Record
    place: int

    def told(self, source: Source, field: str) -> object:
        """What a field of the row says."""
        if field in ("序", "序汉"):
            return str(self.place) if field == "序" else han.numeral(self.place)
        return SETS_BY_NAME[self.name].fields[field][1](source, self.record)


def _parted(blocks: list[PaperBlock]) -> tuple[list[PaperBlock], list[PaperBlock]]:
    """What is signed, and the tables on pages of their own that follow the signature."""
    enclosed: list[PaperBlock] = [block for block in blocks if isinstance(block, Grid) and block.starts_page]
    return [block for block in blocks if block not in enclosed], enclosed


def _of_one_record(item: Item) -> bool:
    """Whether a figure is what one record says, known by its number: 实事〔2014〕1号.计划投资."""
    return len(item.ids) == 1 and "号." in item.code


def _tells(parts: Iterable[object], text: str) -> bool:
    """Whether anything of the ledgers came into a text that asks for something: bare connecting words tell nothing."""
    asked = [name for name in templates.names(templates.parse(text)) if name not in TERMS]
    return not asked or any(isinstance(part, tuple | Item) for part in parts)


def _flat(parts: Iterable[object]) -> Iterator[object]:
    for part in parts:
        if isinstance(part, tuple):
            yield from _flat(part)
        elif part:
            yield part


def _says(found: Figure) -> bool:
    """Whether a figure without a number still says something: 有3天未报."""
    return found.text not in ("", wording.NO_BASE)


def _number(value: Value) -> float | None:
    match value:
        case FuzzyCount():
            return float(value.value)
        case Money():
            return float(value.yuan)
        case Quantity():
            return float(value.value)
        case None | str():
            return None
    return float(value)  # type: ignore[arg-type]


def _decimal(words: str) -> float | None:
    try:
        return float(words)
    except ValueError:
        return None


def _compared(own: float, op: str, than: float) -> bool:
    return own == than if op == "=" else own > than if op == ">" else own < than
