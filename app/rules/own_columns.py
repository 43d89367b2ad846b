"""What an office may do with the columns of a ledger: names that can be told apart, what must stay on the form, what
an own column may be.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from app.rules.refusal import Refused
from app.rules.width import quote
from db.declare import ChangedBy, Kind
from db.layout import KINDS, MOST_OWN, OwnColumn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from db.declare import Column, Ledger
    from db.layout import Layout

LONGEST_NAME = 20
MOST_CHOICES, LONGEST_CHOICE = 60, 30
NARROWEST, WIDEST = 8.0, 160.0
"""Millimetres on paper."""
RESERVED = ("编号", "代码", "序号", "次序", "行号", "项次", "提示", "问题编号", "没有导入的原因")
"""What tables and sheets call columns that are no ledger's."""
NOT_DONE = "没有改动"
_NAME = re.compile(r"[^\W\d_][\w（）()、·.％%-]*")
ASKED: dict[str, tuple[str, ...]] = {
    "rectifications": (
        "registered_on", "description", "due_kind", "due_on", "responsible_org", "measures_text", "completion_text",
        "evidence", "completed_on", "source", "satisfaction", "notice_from", "notice_to", "notice_place",
    ),
    "petitions": (
        "received_on", "received_from_upper_on", "petition_category", "route", "rule_set", "forwarded_to",
        "accused_org", "is_anonymous", "notice_exempt_reason", "is_on_the_spot", "responsible_org", "result",
        "service_method", "case_owner_leader", "due_on", "statutory_route", "outcome", "order_date",
    ),
    "opinions": ("raised_on", "adoption", "adoption_reason", "feedback_on", "handling_stage"),
    "demands": ("raised_on", "result", "solved_on", "status"),
    "projects": ("started_on", "completed_on", "accepted_on", "acceptance_result", "stage", "status"),
    "debts": ("principal", "repaid_amount", "repaid_on", "sign_off"),
    "backlog_cases": (
        "listed_on", "case_owner_leader", "responsible_org", "responsible_person", "case_plan", "status",
        "finished_on", "close_out_approver",
    ),
    "welfare_cases": ("applied_on", "noticed_on", "approved_on", "approval", "status"),
}  # fmt: skip
"""The columns that gates and clocks of a ledger look at: what they ask for must be there to be filled in."""


def why_shown(ledger: Ledger, column: Column) -> str:
    """Why a column must stay on the form; empty when it may be hidden."""
    clock = ledger.deadline
    clocks = (clock.due, clock.rolled, clock.finished, clock.paused) if clock else ()
    asked = (*ASKED.get(ledger.name, ()), ledger.flow.column if ledger.flow else "", *ledger.unique)
    restricted = ledger.restricted_when[0] if ledger.restricted_when else ""
    if column.key in (ledger.main_date, ledger.matter, *ledger.needs):
        return "不填它，记录就存不上"
    if column.complete:
        return "它是★列，完整的记录要有它，待补也按它查"
    if column.key in clocks:
        return "时限从它算起，或算到它为止"
    if column.key in (*asked, restricted):
        return "办理和登记时要查它"
    if column.changed_by in (ChangedBy.ACTION, ChangedBy.ONCE):
        return "它记的是办理步骤或登记时的原话"
    return ""


def clean_name(text: str) -> str:
    """A name of a column as it is kept; raises Refused for one that sheets and commands could not tell apart."""
    name = "".join(unicodedata.normalize("NFC", text).split())
    if not name:
        sentence = f"列名是空的，{NOT_DONE}。请写上列名。"
        raise Refused(sentence, field="label")
    if len(name) > LONGEST_NAME:
        sentence = f"列名{quote(name)}有{len(name)}个字，最多{LONGEST_NAME}个，{NOT_DONE}。请写短一些。"
        raise Refused(sentence, field="label")
    if not _NAME.fullmatch(name):
        sentence = f"列名{quote(name)}里有不能用的符号，{NOT_DONE}。列名以汉字或字母开头，可以有数字、顿号和括号。"
        raise Refused(sentence, field="label")
    return name


def refuse_layout(ledger: Ledger, layout: Layout) -> None:
    """Raise Refused for a layout that a declared ledger cannot have, whatever it holds."""
    refuse_unlike(ledger, layout)
    refuse_too_many(ledger, layout)
    refuse_hiding(ledger, layout.hidden)
    labels = dict(_names(ledger, layout))
    for key, width in layout.widths.items():
        refuse_width(labels[key], key, width)
    for one in layout.own:
        refuse_choices(one)


def refuse_unlike(ledger: Ledger, layout: Layout) -> None:
    """Raise Refused for a name that two columns of the ledger would bear, or that something else bears."""
    shipped = {column.key: column for column in ledger.columns}
    names: dict[str, str] = {}
    reserved = {*RESERVED, f"{ledger.label}编号", *(child.label for child in ledger.children)}
    for key, name in _names(ledger, layout):
        if name in reserved or name in shipped:
            sentence = f"「{name}」在表里另有用处，不能作列名，{NOT_DONE}。请换一个名称。"
            raise Refused(sentence, field=key)
        if name in names:
            was_removed = any(one.removed and one.label == name for one in layout.own)
            advice = "停用的列里有它，请恢复那一列，或换一个名称。" if was_removed else "请换一个名称。"
            sentence = f"{ledger.label}已经有「{name}」这一列，{NOT_DONE}。{advice}"
            raise Refused(sentence, field=key)
        names[name] = key
    for key, column in shipped.items():
        # What a column was called before still names it in sheets and commands.
        if names.get(column.label, key) != key:
            sentence = f"「{column.label}」是这本台账另一列的原名，不能给别的列，{NOT_DONE}。请换一个名称。"
            raise Refused(sentence, field=names[column.label])


def _names(ledger: Ledger, layout: Layout) -> Iterator[tuple[str, str]]:
    for column in ledger.columns:
        yield column.key, layout.labels.get(column.key, column.label)
    for one in layout.own:
        yield one.key, one.label


def refuse_too_many(ledger: Ledger, layout: Layout) -> None:
    """Raise Refused when more own columns are in use than a ledger may have."""
    if len(layout.in_use()) > MOST_OWN:
        sentence = f"{ledger.label}已经有{MOST_OWN}个自设的列，不能再加，{NOT_DONE}。请先停用不再用的列，内容会保留。"
        raise Refused(sentence, field="own")


def refuse_hiding(ledger: Ledger, hidden: Collection[str]) -> None:
    """Raise Refused for a hidden column that the form cannot do without."""
    for column in ledger.columns:
        reason = why_shown(ledger, column) if column.key in hidden else ""
        if reason:
            advice = "它可以改名、换位置，也可以不印在纸上。"
            sentence = f"「{column.label}」不能从屏幕上隐藏：{reason}；{NOT_DONE}。{advice}"
            raise Refused(sentence, field=column.key)


def refuse_width(name: str, key: str, width: float) -> None:
    """Raise Refused for a width that paper has no use for; 0 keeps a column off it."""
    if width and not NARROWEST <= width <= WIDEST:
        sentence = f"「{name}」的纸面宽度要在{NARROWEST:g}到{WIDEST:g}毫米之间，{NOT_DONE}。"
        raise Refused(sentence, field=key)


def refuse_choices(one: OwnColumn) -> None:
    """Raise Refused for a choice without choices, or with some that cannot be told apart."""
    if one.kind is not Kind.CHOICE:
        return
    if not one.choices:
        sentence = f"「{one.label}」是选项，还没有写可选的内容，{NOT_DONE}。请写上，用顿号或逗号隔开。"
        raise Refused(sentence, field=one.key)
    long = next((choice for choice in one.choices if len(choice) > LONGEST_CHOICE), "")
    if long or len(one.choices) > MOST_CHOICES:
        most = f"每个选项最多{LONGEST_CHOICE}个字" if long else f"最多{MOST_CHOICES}个选项"
        sentence = f"「{one.label}」的选项太多或太长：{most}，{NOT_DONE}。"
        raise Refused(sentence, field=one.key)


def read_choices(text: str) -> tuple[str, ...]:
    """Choices as typed, between 、 or commas or one a line, each once."""
    pieces = re.split(r"[、,，;；\n]+", unicodedata.normalize("NFC", text))
    return tuple(dict.fromkeys(" ".join(piece.split()) for piece in pieces if piece.strip()))


def kind_of(text: str) -> Kind:
    """The kind an own column is said to have, by its word or machine name; raises Refused naming all."""
    wanted = text.strip()
    for kind, word in KINDS.items():
        if wanted in (word, kind.value):
            return kind
    sentence = f"没有{quote(wanted)}这种列，{NOT_DONE}。可用的有：{'、'.join(KINDS.values())}。"
    raise Refused(sentence, field="kind")
