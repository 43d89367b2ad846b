"""Questionnaires and opinion forms as Word documents, in the words of the printed ones, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper import word
from app.paper.forms import opinion_form, questionnaire
from app.paper.forms.sheet import FormContent
from app.paper.tree import Align
from app.paper.word import Cell, Face, Paragraph, Row, Table, WordDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from app.paper.forms.opinion_form import OpinionForm
    from app.paper.forms.questionnaire import Question, Questionnaire
    from app.paper.word import Block

RESULT_TITLE, SUMMARY_TITLE = "调查问卷统计结果", "征求意见汇总表"
TEXT_SIZE, INFO_SIZE = 12.0, 10.5
OPEN_ROOM, IDENTITY_HEIGHT = 42.0, 11.0
FORM_ROOM = 168.0
"""Millimetres of a sheet that the fields of an opinion form share."""
_CENTER, _LEFT = Align.CENTER, Align.LEFT
RESULT_COLUMNS = (
    ("题号", 12, _CENTER), ("题目", 58, _LEFT), ("选项", 44, _LEFT), ("票数", 16, _CENTER), ("比例", 19, _CENTER),
    ("名次", 14, _CENTER),
)  # fmt: skip
SUMMARY_COLUMNS = (
    ("序号", 11, _CENTER), ("编号", 34, _CENTER), ("日期", 29, _CENTER), ("方式", 18, _CENTER),
    ("对象类别", 18, _CENTER), ("原始意见", 60, _LEFT), ("梳理后意见", 40, _LEFT), ("类别", 18, _CENTER),
    ("承办单位", 20, _CENTER), ("采纳情况", 17, _CENTER), ("反馈日期", 29, _CENTER),
)  # fmt: skip
"""The 意见汇总表; the rows are given without row numbers."""


@dataclass(frozen=True, slots=True)
class OptionResult:
    """An option with its votes, its share in words (empty without a base), and its place among the others."""

    option: str
    chosen: str
    share: str
    rank: str


@dataclass(frozen=True, slots=True)
class SurveyResult(FormContent):
    """What came of a survey: how many sheets, who answered, each question with its options, the open answers."""

    title: str = ""
    issued_on: str = ""
    audience: str = ""
    counts: tuple[tuple[str, str], ...] = ()
    """发放数, 回收数, 有效数, 回收率, 有效率, each with its words."""
    respondents: str = ""
    questions: tuple[tuple[str, tuple[OptionResult, ...]], ...] = ()
    answers: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class OpinionSummary(FormContent):
    """The opinions of a round in the order of `SUMMARY_COLUMNS` without row numbers."""

    subject: str = ""
    held_on: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


# ---- papers to hand out ----------------------------------------------------------------------------------------------


def blank_questionnaire(content: Questionnaire, *, made_on: date | None = None) -> WordDocument:
    """The survey: a row for each question with its options, and room for the open one."""
    questions = questionnaire.questions_of(content)
    rows = [_question(place, one) for place, one in enumerate(questions, start=1)]
    open_words = f"{len(questions) + 1}．{questionnaire.OPEN_QUESTION}\n"
    rows.append(Row((Cell((word.Run(open_words, Face.HEI),), is_top=True),), OPEN_ROOM))
    title = questionnaire.title_of(content)
    blocks = (
        *_head(content, title, *questionnaire.head_of(content)),
        Paragraph(questionnaire.ADDRESS, Face.KAI, TEXT_SIZE, leading=20, after=6),
        Table((1,), tuple(rows), TEXT_SIZE, Face.FANG),
        _note(questionnaire.foot_of(content)),
    )
    return _document(content, title, blocks, made_on)


def _question(place: int, question: Question) -> Row:
    asked = word.Run(questionnaire.question_words(place, question), Face.HEI)
    options = "".join(f"\n　□ {option}" for option in questionnaire.lettered(question.options))
    return Row((Cell((asked, word.Run(options))),))


def blank_opinion_form(content: OpinionForm, *, made_on: date | None = None) -> WordDocument:
    """The sheet with a field for each kind of problem; what was written on one that came back stands in its fields."""
    names = opinion_form.fields_of(content)
    each = FORM_ROOM / (len(names) + 0.6)
    rows = [_field(opinion_form.IDENTITY_LABEL, opinion_form.ticks_of(content), IDENTITY_HEIGHT)]
    rows += [_field(name, opinion_form.voice_in(content, name), each) for name in names]
    rows.append(_field(opinion_form.OTHERS_LABEL, opinion_form.voice_in(content, ""), each * 0.6))
    title = opinion_form.title_of(content)
    blocks = (
        *_head(content, title, *opinion_form.head_of(content)),
        Paragraph(opinion_form.ADDRESS, Face.KAI, TEXT_SIZE, leading=20, after=6),
        Table((24, 141), tuple(rows), TEXT_SIZE, Face.FANG),
        _note(opinion_form.foot_of(content)),
    )
    return _document(content, title, blocks, made_on)


def _field(label: str, text: str, height: float) -> Row:
    return Row((Cell(label, _CENTER, face=Face.HEI, size=INFO_SIZE), Cell(text, is_top=height > 20)), height)


# ---- what came of them -----------------------------------------------------------------------------------------------


def survey_result(content: SurveyResult, *, made_on: date | None = None) -> WordDocument:
    """How many sheets came back, each question with votes, shares and places, and the open answers as they stand."""
    title = f"{content.title}{RESULT_TITLE}" if content.title else f"{content.office}{RESULT_TITLE}"
    counts = tuple((label, 20.0, _CENTER) for label, _words in content.counts)
    blocks: list[Block] = [
        *_head(content, title, f"问卷编号：{content.number}", f"发放日期：{content.issued_on}"),
        *(_said(*one) for one in (("调查对象", content.audience), ("对象构成", content.respondents)) if one[1]),
        word.table(counts, [tuple(words for _label, words in content.counts)]),
        _heading("各题结果"),
        _questions(content),
    ]
    if content.answers:
        rows = [(str(place), text) for place, text in enumerate(content.answers, start=1)]
        blocks += [_heading("开放意见"), word.table((("序号", 12, _CENTER), ("意见内容", 151, _LEFT)), rows)]
    if content.summary:
        blocks += [_heading("主要结果"), Paragraph(content.summary, size=TEXT_SIZE, leading=22)]
    return _document(content, title, tuple(blocks), made_on)


def _questions(content: SurveyResult) -> Table:
    head = Row(tuple(Cell(label, _CENTER, face=Face.HEI) for label, _w, _a in RESULT_COLUMNS), 8, is_head=True)
    rows = [
        row for place, (text, options) in enumerate(content.questions, start=1) for row in _result(place, text, options)
    ]
    widths = tuple(float(width) for _label, width, _align in RESULT_COLUMNS)
    return Table(widths, (head, *(rows or [Row((Cell("无", _CENTER, across=len(widths)),))])))


def _result(place: int, text: str, options: Sequence[OptionResult]) -> Iterator[Row]:
    for index, one in enumerate(options or (OptionResult("", "", "", ""),)):
        own = (Cell(one.option), *(Cell(words, _CENTER) for words in (one.chosen, one.share, one.rank)))
        first = (Cell(str(place), _CENTER, down=max(len(options), 1)), Cell(text, down=max(len(options), 1)))
        yield Row((*(first if index == 0 else ()), *own), 7)


def opinion_summary(content: OpinionSummary, *, made_on: date | None = None) -> WordDocument:
    """The opinions one below the other as they were spoken, with what was made of them, on sheets across."""
    title = f"{content.office}{SUMMARY_TITLE}"
    right = f"共 {len(content.rows)} 条" + (f"　日期：{content.held_on}" if content.held_on else "")
    rows = [(str(place), *row) for place, row in enumerate(content.rows, start=1)]
    empty = ("无", *("" for _ in SUMMARY_COLUMNS[1:]))
    blocks = (
        *_head(content, title, content.subject, right),
        word.table(SUMMARY_COLUMNS, rows or [empty], size=9),
        _note("汇总人：________________　　审核人：________________　　　　年　　月　　日"),
    )
    return _document(content, title, blocks, made_on, across=True)


# ---- what they share -------------------------------------------------------------------------------------------------


def _head(content: FormContent, title: str, left: str, right: str) -> Iterator[Block]:
    if content.profile_note:
        yield Paragraph(f"【{content.profile_note}】", Face.SONG, INFO_SIZE, Align.RIGHT, indent=0, leading=0)
    yield word.title(title, after=6)
    yield Paragraph(f"{left}\t{right}", Face.SONG, INFO_SIZE, _LEFT, indent=0, leading=18, has_right=True)


def _said(label: str, text: str) -> Paragraph:
    return Paragraph(f"{label}：{text}", Face.SONG, INFO_SIZE, _LEFT, indent=0, leading=18)


def _heading(text: str) -> Paragraph:
    return Paragraph(text, Face.HEI, TEXT_SIZE, _LEFT, indent=0, leading=24, before=6, keeps_next=True)


def _note(text: str) -> Paragraph:
    return Paragraph(text, Face.SONG, INFO_SIZE, _LEFT, indent=0, leading=18, before=6)


def _document(
    content: FormContent, title: str, blocks: tuple[Block, ...], made_on: date | None, *, across: bool = False
) -> WordDocument:
    return WordDocument(
        blocks, title=title, author=content.office, made_on=made_on, across=across, margins=word.TABLE_MARGINS
    )
