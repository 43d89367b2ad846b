"""Figures that an office adds for itself: a ledger, conditions, count or sum, a counter; kept in the file, no code."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from app.figures import catalogue as shipped
from app.figures.catalogue import Catalogue
from app.figures.model import Count, Distinct, Indicator, Source, Sum
from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import listing
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.declare import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.figures.model import Measure
    from app.services.changes import Actor
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

SETTING = "own_indicators"
FAMILY = "Z"
"""The letter of their codes; no shipped figure begins with it."""
COUNT, SUM, DISTINCT = "count", "sum", "distinct"
MEASURES = {COUNT: "数记录", SUM: "某一栏相加", DISTINCT: "某一栏有几个不同的"}
SUMMED = (Kind.COUNT, Kind.MONEY, Kind.NUMBER)
MOST = 60
_SIGNS = (">=", "<=", "!=", "~", "=")


@dataclass(frozen=True, slots=True)
class Own:
    """A figure of the office's own as it is kept; conditions are texts as the command line takes them (列=值)."""

    code: str
    name: str
    counter: str
    ledger: str
    filters: tuple[str, ...] = ()
    measure: str = COUNT
    column: str = ""
    by: str = ""

    @property
    def mark(self) -> str:
        """The code as the office reads it: 自定1."""
        return shipped.mark(self.code)


def is_own(indicator: Indicator) -> bool:
    """Whether the office added this figure itself."""
    return indicator.code.startswith(FAMILY)


def listed(unit: UnitOfWork) -> tuple[Own, ...]:
    """The office's own figures in the order of their codes."""
    return _kept(unit)[1]


def catalogue(unit: UnitOfWork) -> Catalogue:
    """All figures of this file: those shipped, and the office's own."""
    return unit.once("figures.catalogue", lambda: _catalogue(unit))


def _catalogue(unit: UnitOfWork) -> Catalogue:
    own = listed(unit)
    if not own:
        return shipped.SHIPPED
    return Catalogue((*shipped.INDICATORS, *(_indicator(unit, one) for one in own)))


def _kept(unit: UnitOfWork) -> tuple[int, tuple[Own, ...]]:
    """The number the next code gets, and what is kept."""
    data = json.loads(unit.setting(SETTING) or '{"next": 1, "figures": []}')
    return int(data["next"]), tuple(Own(**{**one, "filters": tuple(one["filters"])}) for one in data["figures"])


def _keep(unit: UnitOfWork, following: int, own: Sequence[Own]) -> None:
    data = {"next": following, "figures": [asdict(one) for one in own]}
    unit.put_setting(SETTING, json.dumps(data, ensure_ascii=False))
    unit.forget("figures.catalogue")


# ---- adding and taking away ------------------------------------------------------------------------------------------


@needs(Right.OFFICE)
def add(
    unit: UnitOfWork,
    *,
    actor: Actor,
    name: str,
    counter: str,
    ledger: str,
    filters: Sequence[str] = (),
    measure: str = COUNT,
    column: str = "",
    by: str = "",
) -> Changes:
    """Add a figure of the office's own; its code is the uuid of the answer.

    Raises Refused for a name that is taken, a ledger or column that is not there, a condition nobody understands, and
    a column that cannot be added up.
    """
    following, own = _kept(unit)
    made = _checked(unit, Own(f"{FAMILY}{following}", name, counter, ledger, tuple(filters), measure, column, by))
    if len(own) >= MOST:
        raise Refused(f"自定指标最多{MOST}个，没有增加。请先删去不用的。")
    _keep(unit, following + 1, (*own, made))
    words = f"增加自定指标 {made.mark} {made.name}"
    unit.audit(
        operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, old={}, new={made.code: asdict(made)}
    )
    return Changes(words, ChangeKind.SETTINGS, number=made.code)


@needs(Right.OFFICE)
def remove(unit: UnitOfWork, *, actor: Actor, code: str) -> Changes:
    """Take a figure of the office's own away; no record is touched. Raises Refused for a code that is none."""
    following, own = _kept(unit)
    gone = next((one for one in own if code.strip() in (one.code, one.mark, one.name)), None)
    if gone is None:
        sentence = f"没有代码为「{code}」的自定指标，没有改动。程序自带的指标不能删。"
        raise Refused(sentence, field="code", exit_code=Exit.USAGE)
    _keep(unit, following, [one for one in own if one is not gone])
    words = f"删去自定指标 {gone.mark} {gone.name}"
    unit.audit(
        operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, old={gone.code: asdict(gone)}, new={}
    )
    return Changes(words, ChangeKind.SETTINGS, number=gone.code)


def _checked(unit: UnitOfWork, made: Own) -> Own:
    declared, name, counter = registry.find(made.ledger), made.name.strip(), made.counter.strip()
    if not name or not counter:
        raise Refused("自定指标要有名称和量词（例如 次、户、元），没有增加。", field="counter" if name else "name")
    if any(name == one.name for one in catalogue(unit).indicators):
        raise Refused(f"已经有叫「{name}」的指标，没有增加。请换一个名称。", field="name")
    kind = next((key for key, label in MEASURES.items() if made.measure in (key, label)), "")
    if not kind:
        raise Refused(f"没有「{made.measure}」这种算法。可用的有：{'、'.join(MEASURES.values())}。", field="measure")
    column = _measured(declared, kind, made.column)
    by = listing.column_of(declared, made.by).key if made.by else ""
    filters = tuple(_spelt(unit, declared, text.strip()) for text in made.filters if text.strip())
    return replace(
        made, name=name, counter=counter, ledger=declared.name, filters=filters, measure=kind, column=column, by=by
    )


def _measured(ledger: Ledger, kind: str, name: str) -> str:
    if kind == COUNT:
        return ""
    if not name.strip():
        raise Refused("请写明是哪一栏，没有增加。", field="column")
    column = listing.column_of(ledger, name.strip())
    if kind == SUM and column.kind not in SUMMED:
        summed = "、".join(one.label for one in summable(ledger)) or "（没有）"
        sentence = f"「{column.label}」不是数，不能相加，没有增加。{ledger.label}能相加的栏有：{summed}。"
        raise Refused(sentence, field="column")
    return column.key


def summable(ledger: Ledger) -> tuple[Column, ...]:
    """The columns of a ledger that can be added up."""
    return tuple(column for column in ledger.columns if column.kind in SUMMED)


def _spelt(unit: UnitOfWork, ledger: Ledger, text: str) -> str:
    """A condition with the machine name of its column, so that it holds when the label is changed."""
    found = listing.condition(unit, ledger=ledger, text=text)
    sign = next((sign for sign in _SIGNS if sign in text), "")
    return f"{found.key}{sign}{text.partition(sign)[2].strip()}" if found.key and sign else text


# ---- as an indicator -------------------------------------------------------------------------------------------------


def _indicator(unit: UnitOfWork, own: Own) -> Indicator:
    ledger = registry.find(own.ledger)
    where = tuple(listing.condition(unit, ledger=ledger, text=text) for text in own.filters)
    measures: dict[str, Measure] = {COUNT: Count(), SUM: Sum(own.column), DISTINCT: Distinct(own.column, is_title=True)}
    return Indicator(
        own.code, own.name, own.counter, definition(own), Source(ledger.name, where), measures[own.measure],
        by=(own.by,) if own.by else (),
    )  # fmt: skip


def definition(own: Own) -> str:
    """The sentence that defines a figure of the office's own, made from what was chosen."""
    ledger = registry.find(own.ledger)
    chosen = "、".join(_told(ledger, text) for text in own.filters)
    what = {
        COUNT: "的记录数",
        SUM: f"的{_label(ledger, own.column)}相加",
        DISTINCT: f"有几个不同的{_label(ledger, own.column)}",
    }[own.measure]
    by = f"，按{_label(ledger, own.by)}分列" if own.by else ""
    return f"{ledger.label}中{f'符合“{chosen}”' if chosen else '全部记录'}{what}{by}（本单位自定）。"


def _label(ledger: Ledger, key: str) -> str:
    return ledger.column(key).label if key else ""


def _told(ledger: Ledger, text: str) -> str:
    sign = next((sign for sign in _SIGNS if sign in text), "")
    key, _, value = text.partition(sign) if sign else (text, "", "")
    column = ledger.find(key)
    return f"{column.label}{sign}{value}" if column is not None and sign else text


def as_json(unit: UnitOfWork) -> list[dict[str, Any]]:
    """The office's own figures as the command line prints them."""
    return [{**asdict(one), "filters": list(one.filters), "definition": definition(one)} for one in listed(unit)]
