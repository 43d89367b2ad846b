"""The tables of reports: the three lists of rectification as views of the same rows, projects, units, statistics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.paper.tree import Align, TableColumn
from app.rules import wording
from app.services import presenting, report_units
from app.services.checking import day, text
from app.services.report_items import Item, bare, figure, village
from app.services.report_source import WHOLE
from db.values import FuzzyCount, Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from app.services.figures import Figure
    from app.services.report_items import Part
    from app.services.report_source import Source
    from db.ask import Record

MIDDLE = Align.CENTER
UNITS_ACROSS = 6
"""So many indicators stand beside one another in the table of units."""


@dataclass(frozen=True, slots=True)
class Made:
    """A table as it was made: its columns, its rows cell by cell, a note under it, and which rows are totals."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Part, ...], ...]
    note: str = ""
    caption: str = ""
    strong: tuple[int, ...] = ()


def _columns(*given: tuple[str, float] | tuple[str, float, Align]) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(*one) for one in given)


# ---- 整改: three views of the same rows ------------------------------------------------------------------------------


def _items(source: Source) -> tuple[Record, ...]:
    return source.records("R1.total", WHOLE)


def _state(record: Record) -> str:
    ledger = registry.find(record.ledger)
    return presenting.cell(ledger, ledger.column("status"), record.values.get("status"))


def _day_text(record: Record, key: str) -> str:
    on = day(record.values, key)
    return f"{on.year}.{on.month}.{on.day}" if on else ""


def _problems(source: Source) -> Iterator[Made]:
    """问题清单: what is wrong, of which kind, where from, whose."""
    rows = tuple(
        (str(place), one.number, bare(text(one.values, "description")), text(one.values, "category"),
         text(one.values, "source"), text(one.values, "subject") or village(source, one.values))
        for place, one in enumerate(_items(source), start=1)
    )  # fmt: skip
    columns = _columns(("序号", 10, MIDDLE), ("编号", 36, MIDDLE), ("问题", 54), ("类别", 20, MIDDLE),
                       ("来源", 18, MIDDLE), ("整改对象", 22, MIDDLE))  # fmt: skip
    yield Made(columns, rows)


def _tasks(source: Source) -> Iterator[Made]:
    """任务清单: the same rows with aim, measures, deadline and how far each is."""
    rows = tuple(
        (str(place), one.number, _aim(one), _measures(one), _due(one), _state(one))
        for place, one in enumerate(_items(source), start=1)
    )
    columns = _columns(("序号", 10, MIDDLE), ("编号", 36, MIDDLE), ("整改目标", 32), ("整改措施", 44),
                       ("时限", 20, MIDDLE), ("状态", 18, MIDDLE))  # fmt: skip
    yield Made(columns, rows)


def _aim(record: Record) -> str:
    return bare(text(record.values, "target")) or bare(text(record.values, "description"))


def _measures(record: Record) -> str:
    rows = [row.values for row in record.children.get("measures", ())]
    lines = [
        f"{place}. {bare(text(row, 'text'))}（{text(row, 'status') or '未填'}）"
        for place, row in enumerate(rows, start=1)
    ]
    own = bare(text(record.values, "measures_text"))
    return "\n".join([*([own] if own else []), *lines])


def _due(record: Record) -> str:
    return _day_text(record, "due_on") or text(record.values, "due_kind")


def _duties(source: Source) -> Iterator[Made]:
    """责任清单: the same rows with who answers for each, and the number it was struck off under."""
    rows = tuple(
        (str(place), one.number, text(one.values, "lead_leader"), text(one.values, "responsible_org"),
         text(one.values, "responsible_person"), text(one.values, "co_orgs"), _due(one), _ended(one))
        for place, one in enumerate(_items(source), start=1)
    )  # fmt: skip
    columns = _columns(("序号", 9, MIDDLE), ("编号", 30, MIDDLE), ("责任领导", 17, MIDDLE), ("责任单位", 26),
                       ("责任人", 16, MIDDLE), ("配合单位", 24), ("时限", 18, MIDDLE),
                       ("销号", 26, MIDDLE))  # fmt: skip
    yield Made(columns, rows)


def _ended(record: Record) -> str:
    return text(record.values, "close_out_no") or _state(record)


# ---- 惠民实事 --------------------------------------------------------------------------------------------------------


def _projects(source: Source) -> Iterator[Made]:
    rows = tuple(
        _project(source, place, one) for place, one in enumerate(source.records("P1.projects", WHOLE), start=1)
    )
    columns = _columns(("序号", 9, MIDDLE), ("项目名称", 36), ("计划投资", 19, MIDDLE), ("到位", 18, MIDDLE),
                       ("支付", 18, MIDDLE), ("进度", 16, MIDDLE), ("完成比例", 15, MIDDLE),
                       ("计划竣工", 20, MIDDLE))  # fmt: skip
    yield Made(columns, rows, note="单位：万元。到位、支付由资金表相加得出；项目的受益对象可能重叠，不相加。")


def _project(source: Source, place: int, record: Record) -> tuple[Part, ...]:
    values = record.values
    money = {key: values.get(key) for key in ("planned_amount", "received_amount", "spent_amount")}
    cells = [
        figure(record, f"表.{label}", value.wan_text(), f"项目的{label}，万元。") if isinstance(value, Money) else ""
        for label, value in zip(("计划投资", "到位", "支付"), money.values(), strict=True)
    ]
    percent = values.get("percent")
    done = (
        figure(record, "表.完成比例", wording.worded(percent, "%"), "项目的完成比例。") if percent is not None else ""
    )
    return (
        str(place),
        text(values, "name"),
        *cells,
        text(values, "stage"),
        done,
        _day_text(record, "planned_completed_on"),
    )


# ---- 座谈会 ----------------------------------------------------------------------------------------------------------


def _symposium_opinions(source: Source) -> Iterator[Made]:
    """What was said at the symposia, in the words spoken, with what came of it; no names."""
    rows = tuple(
        (str(place), text(one.values, "topic"), bare(text(one.values, "verbatim_text")),
         text(one.values, "adoption") or "未定", bare(text(one.values, "result")))
        for place, one in enumerate(source.records("O8.methods.座谈会", WHOLE), start=1)
    )  # fmt: skip
    columns = _columns(
        ("序号", 10, MIDDLE), ("主题", 20, MIDDLE), ("原话", 62), ("采纳情况", 18, MIDDLE), ("办理结果", 46)
    )
    yield Made(columns, rows, note="意见按原话登记，不署姓名。")


# ---- 各单位 ----------------------------------------------------------------------------------------------------------


def _units(source: Source) -> Iterator[Made]:
    """Units down, indicators across, so many a table; a floor keeps its 余, and so does a total with a floor in it.

    A unit that keeps rows for an indicator is given by its rows, every other by what it sent in: never by both.
    """
    latest, units = report_units.latest(source), report_units.due(source)
    indicators = list(dict.fromkeys(indicator for _, indicator in latest))
    for start in range(0, len(indicators), UNITS_ACROSS):
        chosen = indicators[start : start + UNITS_ACROSS]
        kept = {one: report_units.kept(source, one) for one in chosen}
        named = units | {label: label for one in chosen for label in kept[one] if label not in units}
        columns = _columns(("序号", 10, MIDDLE), ("单位", 34), *((_label(source, one), 20, MIDDLE) for one in chosen))
        rows: list[tuple[Part, ...]] = [
            (str(place), name, *(kept[one].get(unit) or _reported(latest.get((unit, one))) for one in chosen))
            for place, (unit, name) in enumerate(named.items(), start=1)
        ]
        rows.append(("", "合计", *(_sum(source, latest, one, kept[one]) for one in chosen)))
        yield Made(columns, tuple(rows), note=_units_note(kept.values()), strong=(len(rows) - 1,))


def _units_note(kept: Iterable[dict[str, Item]]) -> str:
    by_rows = "台账里有明细的单位按明细算，其余按报来的数。" if any(kept) else ""
    return f"{by_rows}未报的空着，不当作0；带“余”“多”的是约数，合计也只作约数。"


def _label(source: Source, indicator: str) -> str:
    found = source.figure(indicator)
    return found.name if found else indicator


def _reported(record: Record | None) -> Part:
    value = record.values.get("value") if record else None
    if record is None or not isinstance(value, FuzzyCount):
        return ""
    words = wording.worded(value, text(record.values, "counter_unit"))
    return figure(
        record, "数值", words, f"{text(record.values, 'organisation')}报来的数，截至{_day_text(record, 'as_of')}。"
    )


def _sum(source: Source, latest: dict[tuple[str, str], Record], indicator: str, kept: dict[str, Item]) -> Part:
    found = source.figure(indicator)
    if kept and found is not None:
        return _stated(found)
    rows = [record for (_, named), record in latest.items() if named == indicator]
    values = [value for one in rows if isinstance(value := one.values.get("value"), FuzzyCount)]
    counters = {text(one.values, "counter_unit") for one in rows}
    if not values or len(counters) > 1:
        return ""
    total = FuzzyCount(sum(one.value for one in values), any(one.is_floor for one in values))
    ids = tuple(one.id for one in rows)
    words = wording.worded(total, counters.pop())
    return Item(words, f"合计.{indicator}", f"{indicator}合计", "各单位最近一次报来的数相加。", "unit_reports", ids)


# ---- statistics ------------------------------------------------------------------------------------------------------


def statistics(source: Source, codes: Sequence[str]) -> Made:
    """Figures in two blocks side by side; rates carry a mark and their base in the note."""
    known = [figure for code in codes if (figure := source.figure(code)) is not None]
    notes = [f"{one.name}：{one.detail}" for one in known if one.counter == "%" and one.value is not None]
    half = (len(known) + 1) // 2
    cells = [(one.name, _stated(one)) for one in known]
    rows = tuple((*cells[at], *(cells[half + at] if half + at < len(cells) else ("", ""))) for at in range(half))
    columns = _columns(("项目", 46), ("数", 26, MIDDLE), ("项目", 46), ("数", 26, MIDDLE))
    return Made(columns, rows, note="；".join(notes))


def _stated(found: Figure) -> Item:
    """A figure in a table, in the words of every other place: no data is a dash, never a nought."""
    return Item(found.text, found.code, found.name, found.definition, found.ledger)


TABLES: dict[str, tuple[str, Callable[[Source], Iterator[Made]]]] = {
    "问题清单": ("整改事项：问题、类别、来源、对象", _problems),
    "任务清单": ("整改事项：目标、措施、时限、状态", _tasks),
    "责任清单": ("整改事项：责任领导、单位、人、销号", _duties),
    "实事进展": ("惠民实事：投资、到位、进度", _projects),
    "座谈意见": ("座谈会上的原话和办理结果", _symposium_opinions),
    "单位汇总": ("各单位报来的数，一单位一行", _units),
}
"""Name: what it shows, and how it is made; a table may fall into several."""
