"""What the papers that ask for opinions say: opinion forms, questionnaires, ballots, symposia."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.paper.forms.ballot import GRADES, ITEMS, Ballot
from app.paper.forms.opinion_form import FIELDS, OpinionForm
from app.paper.forms.questionnaire import Question, Questionnaire
from app.paper.forms.symposium import Symposium
from app.paper.word_forms import OpinionSummary, OptionResult, SurveyResult
from app.services import checking, entry, links, office, tallies
from app.services.form_source import Source
from db.ask import Filter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.services.tallies import OptionShare
    from db.ask import ChildRow, Record
    from db.unit import UnitOfWork

_TALKS = ("座谈会", "民情恳谈会", "个别访谈", "现场办公")
_ANYTHING = "其他"
OPINIONS = "opinions"


def fields(unit: UnitOfWork) -> tuple[str, ...]:
    """The kinds of problem the campaign asks about."""
    column = entry.with_words(unit, registry.find("rectifications").column("category"))
    return tuple(choice for choice in column.choices if choice != _ANYTHING) or FIELDS


def opinion_form(source: Source) -> OpinionForm:
    """The sheet of a round, or one that came back with the opinion on it; raises Refused for another kind of paper."""
    if source.record.ledger == "opinions":
        return _came_back(source)
    kind = source.text("kind")
    if kind != "征求意见表":
        source.refuse(f"是{kind or '别的表卷'}，不是征求意见表，没有打印。")
    return OpinionForm(
        **source.head,
        title=source.text("title"),
        organisation=source.text("organisation"),
        audience=source.text("audience"),
        issued_on=source.text("issued_on"),
        return_by=source.text("returned_on"),
        fields=fields(source.unit),
        identity="",
        voices=(),
    )


def _came_back(source: Source) -> OpinionForm:
    """A sheet with the words of one opinion in the field of its kind, and no name."""
    return OpinionForm(
        **source.head,
        title="",
        organisation="",
        audience="",
        issued_on=source.text("raised_on"),
        return_by="",
        fields=fields(source.unit),
        identity=source.text("speaker_kind"),
        voices=((source.text("category"), source.text("verbatim_text")),),
    )


def summary(source: Source) -> OpinionSummary:
    """The opinions of a round or a meeting: those linked to it, and those that name it (number or title)."""
    same = [source.record.number, source.text(source.ledger.matter)]
    unit = source.unit
    found = {one.id: one for words in same if words for one in checking.standing(unit, OPINIONS, _named(words))}
    linked = links.of(unit, ledger=source.record.ledger, record_id=source.record.id)
    ids = [one.record_id for one in linked if one.ledger == OPINIONS and one.record_id not in found]
    found |= unit.reading.records(registry.find(OPINIONS), ids)
    records = [one for one in found.values() if one.voided_at is None]
    day = next((source.text(key) for key in ("held_on", "issued_on") if source.ledger.find(key)), "")
    subject = f"{source.text(source.ledger.matter)}　{source.record.number}"
    return summary_of(unit, records, subject=subject, day=day, profile=source.profile)


def _named(words: str) -> Filter:
    return Filter("consultation", value=words)


def summary_of(
    unit: UnitOfWork, found: Iterable[Record], *, subject: str, profile: str, day: str = ""
) -> OpinionSummary:
    """Opinions as rows of the 意见汇总表, in the order of their numbers."""
    ordered = sorted(found, key=lambda one: (one.year, one.serial))
    rows = tuple(_summed_up(Source(unit, record, profile)) for record in ordered)
    return OpinionSummary(office=office.name(unit), number="", subject=subject, held_on=day, rows=rows)


def _summed_up(source: Source) -> tuple[str, ...]:
    return (source.record.number, *(source.text(key) for key in SUMMED_UP))


SUMMED_UP = (
    "raised_on", "method", "speaker_kind", "verbatim_text", "consolidated_text", "category", "responsible_org",
    "adoption", "feedback_on",
)  # fmt: skip
"""The columns of an opinion that the 意见汇总表 tells, after its number."""


def survey_result(source: Source) -> SurveyResult:
    """What came of a survey: counts, composition, each question with its options by their votes, the open answers."""
    same = ("issued", "returned", "valid", "return_rate", "valid_rate")
    people = source.cells("respondents", "respondent_kind", "person_count")
    return SurveyResult(
        **source.head,
        title=source.text("title"),
        issued_on=source.text("issued_on"),
        audience=source.text("audience"),
        counts=tuple((source.ledger.column(key).label, source.text(key) or "—") for key in same),
        respondents="、".join(f"{kind}{count}" for kind, count in people),
        questions=tuple(_questions_told(source)),
        answers=tuple(text for (text,) in source.cells("open_answers", "text")),
        summary=source.text("summary"),
    )


def _questions_told(source: Source) -> Iterator[tuple[str, tuple[OptionResult, ...]]]:
    asked: dict[tuple[str, str], list[ChildRow]] = {}
    for row in source.rows("options"):
        if checking.text(row.values, "question_kind") != "开放":
            key = (str(row.values.get("question_no")), checking.text(row.values, "question"))
            asked.setdefault(key, []).append(row)
    for (_number, text), rows in asked.items():
        told = tallies.shares(source.record.values, [row.values for row in rows])
        yield source.prose(text), tuple(_option(one) for one in told)


def _option(one: OptionShare) -> OptionResult:
    share = "" if one.percent is None else f"{one.percent}%"
    return OptionResult(one.option, str(one.chosen), share, str(one.rank))


def questionnaire(source: Source) -> Questionnaire:
    """The questions of a survey in their order, each with its options, never with what was answered."""
    questions: dict[str, tuple[str, list[str]]] = {}
    rows = source.cells("options", "question_no", "question", "question_kind", "option")
    for number, question, kind, option in rows:
        told = questions.setdefault(f"{number} {question}", (kind, []))
        if option:
            told[1].append(option)
    return Questionnaire(
        **source.head,
        title=source.text("title"),
        organisation=source.text("organisation"),
        issued_on=source.text("issued_on"),
        questions=tuple(
            Question(key.partition(" ")[2], kind == "多选", tuple(options))
            for key, (kind, options) in questions.items()
            if kind != "开放"
        ),
    )


def ballot(source: Source) -> Ballot:
    """The ballot of a vote: every item that is voted on at that meeting about that subject; no result is printed."""
    name, subject = source.text("name"), source.text("subject")
    same = checking.standing(source.unit, source.record.ledger, Filter("name", value=source.record.values.get("name")))
    items = [one.text("item") for one in map(source.of, same) if one.text("subject") == subject]
    grades = tuple(filter(None, re.split(r"[、，,；;/\s]+", source.text("grades")))) or GRADES
    return Ballot(
        office=office.name(source.unit),
        number=source.record.number,
        title=name,
        subject=subject,
        held_on=source.text("held_on"),
        items=tuple(dict.fromkeys(filter(None, items))) or ITEMS,
        grades=grades,
    )


def symposium(source: Source) -> Symposium:
    """The record of a symposium, forum or interview; raises Refused for a round without people at a table."""
    method = source.text("method")
    if method and method not in _TALKS:
        source.refuse(f"的方式是{method}，没有座谈会记录可打。")
    same = ("topic", "method", "held_on", "venue", "host", "recorder", "invited")
    return Symposium(
        **source.head,
        **{key: source.text(key) for key in same},
        persons=source.number("participants_count"),
        opinions=source.number("opinion_count"),
        voices=source.cells("participants", "name", "occupation", "organisation", "speech"),  # type: ignore[arg-type]
        course=source.text("content"),
        feedback=source.text("feedback_plan"),
    )
