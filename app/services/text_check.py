"""数字打架: the figures of a text held against the ledgers: which agree, which differ, and which nobody knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.figures.reckon import UNIT_TOTALS, UNNAMED
from app.figures.words import WORDS
from app.rules import figure_text, wording
from app.rules.figure_text import Said, Sense
from app.rules.refusal import Refused
from app.services import checking, figures
from app.services.looking import WHOLE
from db.values import FuzzyCount, Money, Quantity, plain, round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from app.figures.model import Lens
    from app.services.figures import Figure
    from db.unit import UnitOfWork
    from db.values import Value

MOST_BYTES = 20_000_000
MOST_UNPACKED = 300_000_000
MOST_CHARACTERS = 400_000
_ALIKE = (
    {"次", "场", "场次"}, {"人", "名", "位"}, {"件", "起"}, {"个", "项", "处", "家", "座", "所"},
    {"份", "套", "册", "本", "张"}, {"条", "项"}, {"课时", "学时"},
)  # fmt: skip
"""Counters that different offices use for the same thing; 人 and 人次, 户 and 户次 are never alike."""
_NEAR = 24
"""How many characters before a number its own name is looked for first."""
_TIE = 4
"""Matches so close in worth are taken for equally good."""
_ENOUGH = 6
_PART = re.compile(r"其中[^，。；、）)]{0,14}$")
"""What stands before a number that is only a part of the one told before: 集中学习15次（其中3月份6次）."""
_STOP = {"其他", "未填", "是", "否", UNIT_TOTALS}
_TEN = Decimal(10)
"""A last digit worth so much was rounded: 3.4万元; a whole number of plain things was not."""
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Checked:
    """One figure of the text: its words and place, the figure of the ledgers it speaks of (empty: none was found), what
    both say, whether they agree (None: cannot be told), and the finding in words.
    """

    quote: str
    start: int
    end: int
    code: str
    name: str
    said: Decimal
    counter: str
    ledger: Value
    ledger_text: str
    agrees: bool | None
    finding: str


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a document, and where a report of ours put a figure itself: (start, end, code of the field)."""

    words: str
    fields: tuple[tuple[int, int, str], ...] = ()

    def field_at(self, place: int) -> str:
        """The code of the field a place lies in, empty for words that somebody wrote."""
        return next((code for start, end, code in self.fields if start <= place < end), "")


QUOTED = "由一条记录直接引用，不是指标；刷新报告时随记录更新"


def check(unit: UnitOfWork, *, text: str | Text, lens: Lens = WHOLE) -> tuple[Checked, ...]:
    """Hold every figure of a text against the ledgers as of a day; raises Refused for a text of a whole shelf.

    A figure in a field of our own report is held against the figure of that field, any other by the words around it.
    """
    paper = Text(text) if isinstance(text, str) else text
    text = paper.words
    if len(text) > MOST_CHARACTERS:
        sentence = f"这段文字有{len(text)}个字，太长了，一次最多核对{MOST_CHARACTERS}个字。请分几次核对。"
        raise Refused(sentence, field="text")
    known = [_Candidate(one) for one in figures.all_figures(unit, lens=lens)]
    by_code = {one.figure.code: one.figure for one in known}
    villages = _villages(unit)
    return tuple(
        _of_field(said, code, by_code) if (code := paper.field_at(said.start)) else _checked(said, known, villages)
        for said in figure_text.figures_of(text)
    )


def _of_field(said: Said, field: str, known: Mapping[str, Figure]) -> Checked:
    figure = known.get(field.partition("#")[0].rstrip("~"))
    if figure is None:
        return _unmatched(said, QUOTED)
    return _answer(said, figure, is_same=None if figure.value is None else agrees(said, figure.value))


def _villages(unit: UnitOfWork) -> tuple[str, ...]:
    names = (str(one.values.get("name") or "") for one in checking.standing(unit, "places"))
    return tuple(name for name in names if len(name) > 1)


# ---- which figure a text speaks of -----------------------------------------------------------------------------------


class _Candidate:
    """A figure with the words by which a text may speak of it."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        name, _, group = figure.name.partition("·")
        self.group = tuple(part for part in group.split("·") if part) if group else ()
        self.is_usable = not (set(self.group) & _STOP or any(part.startswith(UNNAMED) for part in self.group))
        self.phrases = (name, *WORDS.get(figure.code, ())) if not self.group else ()

    @property
    def counter(self) -> str:
        """The counter a text gives it: that of a quantity is its unit."""
        value = self.figure.value
        return value.unit if isinstance(value, Quantity) else self.figure.counter

    def worth(self, said: Said) -> int:
        """How well the words around a number name this figure; 0 when they do not."""
        exactly = said.counter == self.counter
        if not self.is_usable or not (exactly or _alike(said.counter, self.counter)):
            return 0
        best = (
            self._group_worth(said) if self.group else max((_worth(phrase, said) for phrase in self.phrases), default=0)
        )
        return best + (3 if exactly else 0) if best else 0

    def _group_worth(self, said: Said) -> int:
        parts = [part for part in self.group if part != self.counter]
        worths = [_worth(part, said) for part in parts if len(part) > 1]
        return min(worths) - 1 if worths and all(worths) else 0


def _alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in _ALIKE)


def _worth(phrase: str, said: Said) -> int:
    """A phrase right before a number, or right after its counter, names it; far away it does so less."""
    before, after = _squeezed(said.before), _squeezed(said.after)
    at = before.rfind(phrase)
    if at >= 0:
        gap = len(before) - at - len(phrase)
        return max(
            4 * len(phrase) + 6 - min(gap, _NEAR) // 2 - 6 * figure_text.counted_in(before[at + len(phrase) :]), 1
        )
    at = after[: _NEAR // 2].find(phrase)
    if at >= 0 and not figure_text.figures_of(after[:at]):
        return max(4 * len(phrase) + 5 - at, 1)
    return 0


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def _checked(said: Said, known: Iterable[_Candidate], villages: tuple[str, ...]) -> Checked:
    near = _squeezed(said.before)[-_NEAR:]
    village = next((name for name in villages if name in near), "")
    ranked = sorted(((one.worth(said), one) for one in known), key=lambda pair: -pair[0])
    best = ranked[0][0] if ranked else 0
    if best < _ENOUGH:
        return _unmatched(said, "台账里没有找到对应的指标，请自己核对")
    if village:
        return _unmatched(said, f"写的像是{village}一处的数，请在报表里选这个村核对")
    alike = [one.figure for worth, one in ranked if worth >= best - _TIE]
    for figure in alike:
        if agrees(said, figure.value):
            return _answer(said, figure, is_same=True)
    figure = alike[0]
    if figure.value is not None and _PART.search(_squeezed(said.before)):
        return _unmatched(said, "写的像是其中一部分的数，请自己核对")
    return _answer(said, figure, is_same=None if figure.value is None else False)


def _unmatched(said: Said, finding: str) -> Checked:
    return Checked(said.quote, said.start, said.end, "", "", said.number, said.counter, None, "", None, finding)


def _answer(said: Said, figure: Figure, *, is_same: bool | None) -> Checked:
    finding = {True: "一致", None: "台账里还没有这个数"}.get(is_same) or _difference(said, figure)
    ledger = (figure.value, figure.text)
    where = (said.quote, said.start, said.end, figure.code, figure.name)
    return Checked(*where, said.number, said.counter, *ledger, is_same, finding)


# ---- whether it agrees -----------------------------------------------------------------------------------------------


def number_of(value: Value) -> Decimal | None:
    """A value as a text would give it: money in 元, rates in per cent."""
    match value:
        case Money():
            return value.yuan
        case Quantity():
            return value.value
        case FuzzyCount():
            return Decimal(value.value)
        case Decimal():
            return value
        case int():
            return Decimal(value)
    return None


def agrees(said: Said, value: Value) -> bool:
    """Whether what a text says is true of a value: rounded as the text rounds; 余 and 多 only above the round value."""
    number = number_of(value)
    if number is None:
        return False
    if isinstance(value, FuzzyCount) and value.is_floor:
        return said.sense in (Sense.ABOVE, Sense.AT_LEAST) and said.number == number
    match said.sense:
        case Sense.EXACT:
            is_rounded = said.counter == "%" or said.step >= _TEN
            return (_rounded(number, said.step) if is_rounded else number) == said.number
        case Sense.ABOVE:
            return said.number < number < said.number + figure_text.round_step(said.number / said.step) * said.step
        case Sense.AT_LEAST:
            return number >= said.number
        case Sense.BELOW:
            return said.number * (1 - _TENTH) <= number <= said.number
        case Sense.ABOUT:
            return abs(number - said.number) <= said.number * _TENTH
        case Sense.RANGE:
            return said.upper is not None and said.number <= number <= said.upper


def _rounded(number: Decimal, step: Decimal) -> Decimal:
    return round_half_up(number / step) * step


def _difference(said: Said, figure: Figure) -> str:
    number = number_of(figure.value) or Decimal(0)
    gap = said.number - number
    amount: Value = Money.from_yuan(abs(gap)) if isinstance(figure.value, Money) else abs(gap)
    words = f"{plain(abs(gap))}个百分点" if said.counter == "%" else wording.worded(amount, said.counter)
    if not gap or said.sense is not Sense.EXACT:
        return f"不一致：台账是{figure.text}"
    return f"不一致：台账是{figure.text}，文中{'多' if gap > 0 else '少'}{words}"


# ---- files -----------------------------------------------------------------------------------------------------------


def read_text(path: Path) -> Text:
    """The words of a docx or a text file; raises Refused for what is neither, too large or unreadable."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except (OSError, ValueError) as error:
        raise Refused(f"「{path.name}」打不开，没有核对。请看看文件是否还在。", field="file") from error
    if size > MOST_BYTES:
        raise Refused(f"「{path.name}」有{size // 1_000_000}兆，太大了，没有核对。请把正文另存一份再试。", field="file")
    if path.suffix.lower() == ".docx":
        return _docx_text(path)
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return Text(text)
    raise Refused(f"「{path.name}」不是文字文件，没有核对。请打开 docx 或 txt 文件。", field="file")


def _docx_text(path: Path) -> Text:
    from zipfile import BadZipFile, ZipFile

    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with ZipFile(path) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise Refused(f"「{path.name}」解开以后太大，没有核对。请把正文另存一份再试。", field="file")
        document = Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        sentence = f"「{path.name}」不是完好的 docx 文件，没有核对。请用 WPS 打开另存一份再试。"
        raise Refused(sentence, field="file") from error
    words, fields, at = [], [], 0
    for piece, field in _pieces(document.element.body):
        if field:
            fields.append((at, at + len(piece), field))
        words.append(piece)
        at += len(piece)
    return Text("".join(words), tuple(fields))


def _pieces(body: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - python-docx has no types
    """The words of paragraphs and of the cells of tables, in their order, each with the field it stands in."""
    for block in body:
        match _name(block):
            case "p":
                yield from _words(block)
                yield "\n", ""
            case "tbl":
                for row in _within(block, "tr"):
                    yield from _of_row(row)
            case "sdt" | "sdtContent":
                yield from _pieces(block)


def _of_row(row: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """The cells of a row apart by tabs, a merged one once, paragraphs of a cell on lines of their own."""
    for place, cell in enumerate(_within(row, "tc")):
        yield "\t" if place else "", ""
        yield from list(_pieces(cell))[:-1]
    yield "\n", ""


def _within(element: Any, name: str) -> Iterator[Any]:  # noqa: ANN401
    """The rows of a table or the cells of a row, those in content controls too."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent"):
            yield from _within(child, name)


def _name(node: Any) -> str:  # noqa: ANN401
    return str(node.tag).rpartition("}")[2]


def as_json(unit: UnitOfWork, *, text: str | Text, lens: Lens = WHOLE) -> list[dict[str, Any]]:
    """The check as the command line prints it; `agrees` is null where it cannot be told."""
    return [
        {
            "quote": one.quote,
            "code": one.code or None,
            "said": _json(one.said, one.counter),
            "ledger": None if one.ledger is None else _json(number_of(one.ledger) or Decimal(0), one.counter),
            "agrees": one.agrees,
        }
        for one in check(unit, text=text, lens=lens)
    ]


def _json(number: Decimal, counter: str) -> int | float | str:
    if counter == "元":
        return f"{number:.2f}"
    return int(number) if number == int(number) else float(number)


def _words(element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """The words of a paragraph, those in content controls with the control's tag: a report's figures."""
    marks = {"tab": "\t", "br": "\n", "cr": "\n"}
    for node in _seen(element):
        kind = _name(node)
        if kind == "t":
            yield node.text or "", _tag_of(node)
        elif kind == "p" and node is not element:  # of a box that stands in the paragraph
            yield "\n", ""
        elif kind in marks and _name(node.getparent()) != "tabs":
            yield marks[kind], ""


_NOT_SEEN = ("Fallback", "moveFrom", "del")
"""What a program shows that cannot show the rest, and what was moved away or struck out."""


def _seen(element: Any) -> Iterator[Any]:  # noqa: ANN401
    yield element
    for child in element:
        if _name(child) not in _NOT_SEEN:
            yield from _seen(child)


def _tag_of(node: Any) -> str:  # noqa: ANN401
    control = next((one for one in node.iterancestors() if str(one.tag).endswith("}sdt")), None)
    tag = None if control is None else next((one for one in control.iter() if str(one.tag).endswith("}tag")), None)
    return "" if tag is None else next((str(value) for name, value in tag.items() if name.endswith("}val")), "")
