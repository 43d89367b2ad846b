"""Papers that are Word documents to be worked on: by name, by the form they belong to, written and put on record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.paper import word, word_forms
from app.paper.forms.opinion_form import OpinionForm
from app.paper.forms.questionnaire import Questionnaire
from app.rules import numbering
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import form_opinions as opinions
from app.services import forms, leaving, lookout, office, printing
from app.services.changes import ChangeKind, Changes
from app.services.form_source import Source
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.paper.forms.sheet import FormContent
    from app.paper.word import WordDocument
    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.ask import Ask
    from db.unit import UnitOfWork

SUFFIX = ".docx"


@dataclass(frozen=True, slots=True)
class WordPaper:
    """A paper in Word: its names, the printed forms whose previews offer it, the ledgers whose records it is made of,
    how it is read and made into a document, and its empty sheet (none for what only tells what came of it).
    """

    name: str
    label: str
    forms: tuple[str, ...]
    ledgers: tuple[str, ...]
    read: Callable[[Source], Any]
    make: Callable[..., WordDocument]
    empty: Callable[..., FormContent] | None = None


ALL: tuple[WordPaper, ...] = (
    WordPaper("questionnaire", "调查问卷", ("questionnaire",), ("questionnaires",), opinions.questionnaire,
              word_forms.blank_questionnaire, Questionnaire),
    WordPaper("survey_result", "调查问卷统计结果", ("questionnaire",), ("questionnaires",), opinions.survey_result,
              word_forms.survey_result),
    WordPaper("opinion_form", "征求意见表", ("opinion_form",), ("form_issues", "opinions"), opinions.opinion_form,
              word_forms.blank_opinion_form, OpinionForm),
    WordPaper("opinion_summary", "意见汇总表", ("opinion_form", "symposium"), ("form_issues", "consultations"),
              opinions.summary, word_forms.opinion_summary),
)  # fmt: skip
"""The papers in the order they are offered."""
OF_A_LIST = ALL[-1]
"""The one that is also made of a list of opinions."""


def find(name: str) -> WordPaper:
    """The paper of that machine name or label; raises Refused (usage) naming all."""
    for paper in ALL:
        if name.strip() in (paper.name, paper.label):
            return paper
    sentence = f"「{name}」没有 Word 的，没有生成文件。可以存为 Word 的有：{'、'.join(one.label for one in ALL)}。"
    raise Refused(sentence, field="form", exit_code=Exit.USAGE)


def of_form(form: str, number: str) -> tuple[WordPaper, ...]:
    """The papers that the preview of a form offers for the record of that number; without one, those to hand out."""
    offered = tuple(one for one in ALL if form in one.forms)
    if not number:
        return tuple(one for one in offered if one.empty is not None)
    parsed = numbering.parse(number)
    prefix = parsed.prefix if parsed is not None else ""
    named = {name for one in offered for name in one.ledgers if registry.find(name).prefix == prefix}
    return tuple(one for one in offered if not named or named & set(one.ledgers))


@dataclass(frozen=True, slots=True)
class Written:
    """A document ready to be written: what it holds, what it is called, and the record it speaks of."""

    document: WordDocument
    title: str
    ledger: str
    uuid: str = ""
    purpose: str = ""


@needs(Right.PRINT)
def write(
    desk: Desk,
    *,
    paper: str,
    number: str,
    out: Path,
    profile: str = "internal",
    blank: bool = False,
    looked: bool = False,
) -> str:
    """Write the paper of a record as .docx, whole or not at all, and put it on record; its title. Raises Refused."""
    chosen, shown_for = find(paper), printing.profile_of(profile)
    made = desk.read(lambda unit: _read(unit, chosen, number, shown_for, actor=desk.actor, blank=blank, looked=looked))
    return _put(desk, made, out)


@needs(Right.EXPORT)
def write_opinions(
    desk: Desk, *, ask: Ask, out: Path, profile: str = "internal", purpose: str = "", looked: bool = False
) -> str:
    """Write a list of opinions as 意见汇总表; it leaves as every list does, for a purpose. Raises Refused."""
    shown_for = printing.profile_of(profile)
    made = desk.read(lambda unit: _read_opinions(unit, desk.actor, ask, shown_for, purpose, looked=looked))
    return _put(desk, made, out)


def _put(desk: Desk, made: Written, out: Path) -> str:
    printing.write_whole(out, lambda stream: word.write(made.document, stream))
    if not desk.read_only:
        desk.write(lambda unit: record(unit, actor=desk.actor, made=made))
    return made.title


def _read(
    unit: UnitOfWork, paper: WordPaper, number: str, profile: str, *, actor: Actor, blank: bool, looked: bool
) -> Written:
    today = unit.clock.today()
    if blank:
        if paper.empty is None:
            sentence = f"{paper.label}是按记录汇总的，没有空白的，没有生成文件。请去掉“空白”再试。"
            raise Refused(sentence, field="blank", exit_code=Exit.USAGE)
        blank_note = printing.head_note(unit)
        empty = replace(paper.empty(office=office.name(unit), number=number), profile_note=blank_note)
        return Written(paper.make(empty, made_on=today), f"{paper.label} {number or '空白'}", paper.ledgers[0])
    found = forms.record_for(unit, name=paper.label, ledgers=paper.ledgers, number=number)
    with unit.seeing(restricted=registry.find(found.ledger).is_restricted(found.values)):
        content = paper.read(Source(unit, found, profile, number))
    content = replace(content, profile_note=printing.head_note(unit, profile))
    if profile == "public" and not looked:
        lookout.refuse_names(unit, texts=[(found.number, repr(content))])
    return Written(paper.make(content, made_on=today), f"{paper.label} {found.number}", found.ledger, found.uuid)


def _read_opinions(unit: UnitOfWork, actor: Actor, ask: Ask, profile: str, purpose: str, *, looked: bool) -> Written:
    given = leaving.allow(unit, actor=actor, ask=ask, profile=profile, purpose=purpose)
    ledger = registry.find(opinions.OPINIONS)
    with unit.seeing(restricted=False):
        found = list(unit.reading.records(ledger, unit.reading.ids(ask)).values())
        content = opinions.summary_of(unit, found, subject="", profile=profile)
    content = replace(content, profile_note=printing.head_note(unit, profile))
    if profile == "public" and not looked:
        lookout.refuse_names(unit, texts=[(row[0], "".join(row)) for row in content.rows])
    document = word_forms.opinion_summary(content, made_on=unit.clock.today())
    return Written(document, f"意见汇总表 {len(found)} 条", ledger.name, purpose=given)


@needs(Right.PRINT)
def record(unit: UnitOfWork, *, actor: Actor, made: Written) -> Changes:
    """Write in the history that a paper was saved as a Word document, beside its record when it is that of one."""
    words = f"存为 Word：{made.title}"
    unit.audit(
        operator=actor.name, action=ChangeKind.PRINTED.value, description=words, ledger=made.ledger, uuid=made.uuid,
        reason=made.purpose,
    )  # fmt: skip
    return Changes(words, ChangeKind.PRINTED, made.ledger)
