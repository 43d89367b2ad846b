"""Re-check after closing: a sample drawn with a recorded seed, a visit sheet, and a result that keeps or reopens."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.backfill import is_historical
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import attachments, links, records, settings, transitions
from app.services.changes import ChangeKind
from app.services.checking import day, standing, text
from app.services.permitted import needs
from db.ask import ChildRow, Filter
from db.values import FuzzyCount, Reference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.services.changes import Actor, Changes
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

PERCENT = "recheck_percent"
BACKFILLED = "recheck_backfilled"
RECTIFICATIONS, INSPECTIONS = "rectifications", "inspections"
SEPARATOR = "、"
KEPT, REOPENED = "维持销号", "反弹重开"
TARGET = "销号事项回头看抽查"


@dataclass(frozen=True, slots=True)
class VisitLine:
    """What the visitor takes along for one drawn item; the result is left for the pen."""

    number: str
    description: str
    place: str
    source: str
    measures: str
    completion: str
    responsible_org: str
    responsible_person: str
    completed_on: date | None
    closed_on: date | None
    close_out_no: str
    evidence: tuple[str, ...]


def sample(numbers: Sequence[str], *, percent: int, seed: int) -> tuple[str, ...]:
    """The drawn numbers in the order of the list: the same list, share and seed always draw the same.

    At least one is drawn from a list that is not empty; a share of an item counts as a whole one.
    """
    ordered = sorted(numbers)
    size = min(len(ordered), -(-len(ordered) * percent // 100))
    drawn = set(random.Random(seed).sample(ordered, size))  # noqa: S311 - repeatable before inspectors, not secret
    return tuple(number for number in ordered if number in drawn)


def pool(unit: UnitOfWork) -> tuple[Record, ...]:
    """The closed items whose days after closing have passed and which were not drawn since, by number; those closed
    on paper before only where the office asks for them.
    """
    before = unit.clock.today() - timedelta(days=settings.number(unit, "recheck_after_days"))
    drawn = _drawn(unit)
    closed = standing(unit, RECTIFICATIONS, Filter("status", value="closed"))
    if not settings.is_on(unit, BACKFILLED):
        closed = tuple(item for item in closed if not is_historical(item.values))
    return tuple(item for item in closed if _is_ripe(item, before, drawn.get(item.number)))


def _is_ripe(item: Record, before: date, last_drawn: date | None) -> bool:
    closed_on = day(item.values, "closed_on")
    return closed_on is not None and closed_on <= before and (last_drawn is None or last_drawn < closed_on)


def _drawn(unit: UnitOfWork) -> dict[str, date]:
    """When each item was last drawn, by its number."""
    found: dict[str, date] = {}
    for draw_made in draws(unit):
        on = day(draw_made.values, "inspected_on")
        for row in draw_made.children.get("samples", ()):
            number = text(row.values, "record_no")
            if on is not None and on >= found.get(number, on):
                found[number] = on
    return found


@needs(Right.SUPERVISE)
def draw(unit: UnitOfWork, *, actor: Actor, seed: int, team: str = "") -> Changes:
    """Draw the sample and keep it as an inspection with its list, share and seed; links lead to each drawn item.

    Raises Refused when no closed item is due for a re-check, or for a share outside 1 to 100.
    """
    ripe, percent = pool(unit), percent_of(unit)
    if not 1 <= percent <= 100:
        sentence = f"抽查比例是{percent}%，须在1%到100%之间；没有抽取。请在“工具—办理规则”里改正。"
        raise Refused(sentence, field=PERCENT)
    if not ripe:
        sentence = "没有销号满期、还没抽查过的事项，没有抽取。请到期后再抽。"
        raise Refused(sentence)
    numbers = [item.number for item in ripe]
    drawn = set(sample(numbers, percent=percent, seed=seed))
    chosen = [item for item in ripe if item.number in drawn]
    values: dict[str, Value] = {
        "inspected_on": unit.clock.today(),
        "team": team or None,
        "target": TARGET,
        "method": "随机抽查",
        "checked_count": FuzzyCount(len(chosen)),
        "sample_base": SEPARATOR.join(sorted(numbers)),
        "sample_size": FuzzyCount(len(chosen)),
        "sample_seed": f"{seed}（{percent}%）",
    }
    rows = [ChildRow({"record_no": item.number, "text": text(item.values, "description")}) for item in chosen]
    made = records.add(unit, actor=actor, ledger=INSPECTIONS, values=values, children={"samples": rows})
    for item in chosen:
        links.add(unit, actor=actor, kind="related", start=(INSPECTIONS, made.ids[0]), end=(RECTIFICATIONS, item.id))
    return replace(made, description=f"抽取回头看样本 {made.number}（{len(ripe)}项抽{len(chosen)}项）")


def percent_of(unit: UnitOfWork) -> int:
    """How many of a hundred ripe items are drawn."""
    return settings.number(unit, PERCENT)


def draws(unit: UnitOfWork) -> tuple[Record, ...]:
    """The samples drawn so far with their lists, the newest first."""
    return standing(unit, INSPECTIONS, Filter("target", value=TARGET), children=True)[::-1]


def is_repeatable(record: Record) -> bool:
    """Whether drawing again from the recorded list, share and seed gives the recorded sample."""
    seed, _, percent = text(record.values, "sample_seed").removesuffix("%）").partition("（")
    numbers = text(record.values, "sample_base").split(SEPARATOR)
    kept = {text(row.values, "record_no") for row in record.children.get("samples", ())}
    return set(sample(numbers, percent=int(percent), seed=int(seed))) == kept


def visit_sheet(unit: UnitOfWork, *, inspection_id: int) -> tuple[VisitLine, ...]:
    """What is printed for the visit, a line a drawn item."""
    made = records.get(unit, ledger=INSPECTIONS, record_id=inspection_id)
    numbers = [text(row.values, "record_no") for row in made.children.get("samples", ())]
    return tuple(_visit_line(unit, _item(unit, number)) for number in numbers)


def _item(unit: UnitOfWork, number: str) -> Record:
    return records.find(unit, ledger=registry.find(RECTIFICATIONS), number=number)


def _visit_line(unit: UnitOfWork, item: Record) -> VisitLine:
    values = item.values
    measures = [text(row.values, "text") for row in item.children.get("measures", ())]
    files = attachments.of(unit, ledger=item.ledger, record_id=item.id)
    return VisitLine(
        number=item.number,
        description=text(values, "description"),
        place=text(values, "place"),
        source=text(values, "source"),
        measures="；".join(filter(None, (text(values, "measures_text"), *measures))),
        completion=text(values, "completion_text"),
        responsible_org=text(values, "responsible_org"),
        responsible_person=text(values, "responsible_person"),
        completed_on=day(values, "completed_on"),
        closed_on=day(values, "closed_on"),
        close_out_no=text(values, "close_out_no"),
        evidence=tuple(file.name for file in files),
    )


@needs(Right.ENTER)
def settle(
    unit: UnitOfWork,
    *,
    actor: Actor,
    inspection_id: int,
    number: str,
    keeps: bool,
    visitor: str,
    visited_on: date,
    words: str,
    new_due_on: date | None = None,
) -> Changes:
    """Enter what the visit found: the closing stands, or the item is reopened through its own step with a new deadline.

    Raises Refused for an item not drawn or already settled, a day out of order, no words, or what reopening lacks.
    """
    made = records.get(unit, ledger=INSPECTIONS, record_id=inspection_id)
    _refuse_bad_result(unit, made, number, visited_on, words)
    result: dict[str, Value] = {
        "visited_on": visited_on,
        "visitor": Reference(visitor) if visitor else None,
        "visit_text": words,
        "result": KEPT if keeps else REOPENED,
    }
    rows = [
        replace(row, values={**row.values, **result}) if text(row.values, "record_no") == number else row
        for row in made.children["samples"]
    ]
    changes = records.edit(
        unit, actor=actor, ledger=INSPECTIONS, record_id=made.id, version=made.version, values={},
        children={"samples": rows}, reason=f"{number} 回头看：{KEPT if keeps else REOPENED}",
    )  # fmt: skip
    if keeps:
        return changes
    item = _item(unit, number)
    reopened = transitions.do(
        unit, actor=actor, ledger=RECTIFICATIONS, record_id=item.id, action="reopen",
        values={"due_on": new_due_on}, reason=f"回头看抽查（{made.number}）：{words}",
    )  # fmt: skip
    links.add(unit, actor=actor, kind="finding", start=(INSPECTIONS, made.id), end=(RECTIFICATIONS, item.id))
    return replace(reopened, kind=ChangeKind.MOVED)


def _refuse_bad_result(unit: UnitOfWork, made: Record, number: str, visited_on: date, words: str) -> None:
    row = next((row for row in made.children.get("samples", ()) if text(row.values, "record_no") == number), None)
    drawn_on = day(made.values, "inspected_on")
    if row is None:
        sentence = f"{number}不在{made.number}抽取的样本里，没有登记。请核对编号。"
    elif text(row.values, "result"):
        sentence = f"{number}的抽查结果已经登记为「{text(row.values, 'result')}」，没有改动。"
    elif visited_on > unit.clock.today() or (drawn_on is not None and visited_on < drawn_on):
        sentence = f"{number}的回访日期{visited_on}不在抽取之日（{drawn_on}）和今天之间，没有登记。请核对日期。"
    elif not words.strip():
        sentence = f"{number}没有写回访情况，没有登记。请写明看到了什么、群众怎么说。"
    else:
        return
    raise Refused(sentence, field="samples")
