"""What the papers that ask for opinions say: opinion forms, questionnaires, ballots, symposia."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.paper.forms.ballot import GRADES, ITEMS, Ballot
from app.paper.forms.opinion_form import FIELDS, OpinionForm
from app.paper.forms.questionnaire import Question, Questionnaire
from app.paper.forms.symposium import Symposium
from app.services import checking, entry, office
from db.ask import Filter

if TYPE_CHECKING:
    from app.services.form_source import Source
    from db.unit import UnitOfWork

_TALKS = ("座谈会", "民情恳谈会", "个别访谈", "现场办公")
_ANYTHING = "其他"


def fields(unit: UnitOfWork) -> tuple[str, ...]:
    """The kinds of problem the campaign asks about."""
    column = entry.with_words(unit, registry.find("rectifications").column("category"))
    return tuple(choice for choice in column.choices if choice != _ANYTHING) or FIELDS


def opinion_form(source: Source) -> OpinionForm:
    """The sheet of a round; raises Refused for another kind of paper handed out."""
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
    )


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
