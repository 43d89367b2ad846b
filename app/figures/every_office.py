"""The same figures for many offices at once: what one of them asks of a table is asked for all in one statement."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.figures import reckon
from app.figures.frame import Frame
from app.figures.model import Behind, Distinct, Outcome, Ratio
from app.ledgers import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    import sqlalchemy as sa

    from app.figures.frame import Kept
    from app.figures.model import Indicator, Source

ONE_BY_ONE = "各单位分别去重，再相加"


@dataclass
class Alike:
    """Offices that look by the same day, campaign and right, so that the same statements serve them all.

    `ask` answers a statement for all of them: the rows by office. `turn_to` lets the connection see one of them alone.
    """

    ask: Callable[[sa.Select[Any]], Mapping[int, list[tuple[Any, ...]]]]
    turn_to: Callable[[int], None]
    _answers: dict[int, tuple[sa.Select[Any], Mapping[int, list[tuple[Any, ...]]] | None]] = field(default_factory=dict)

    def know(self, query: sa.Select[Any]) -> None:
        """Take a statement that each of them will ask."""
        self._answers.setdefault(id(query), (query, None))

    def rows(self, query: sa.Executable, office: int) -> list[tuple[Any, ...]] | None:
        """One office's rows of a statement that all of them ask; None for one that is its own."""
        held = self._answers.get(id(query))
        if held is None:
            return None
        known, answer = held
        if answer is None:
            answer = self.ask(known)
            self._answers[id(known)] = (known, answer)
        return answer[office]


class OfficeFrame(Frame):
    """The look of one office among others that look alike.

    What rows name is asked for where it stands instead of being read first: it is another in each office.
    """

    def __init__(self, look: Frame, office: int, alike: Alike) -> None:
        """Take the look of an office as its own program has it."""
        super().__init__(look.reading, look.as_of, look.calendar, look.within, receptions=look.receptions)
        self._office, self._alike = office, alike

    def built(self, key: Hashable, indicators: Iterable[Indicator], make: Callable[[], Kept]) -> Kept:
        """A statement of all."""
        made = super().built(key, indicators, make)
        query: Any = getattr(made, "query", made)
        self._alike.know(query)
        return made

    def rows(self, query: sa.Executable) -> list[Any]:
        """The rows of a query in this office."""
        known = self._alike.rows(query, self._office)
        if known is not None:
            return known
        self._alike.turn_to(self._office)
        return super().rows(query)

    def expect(self, indicators: Iterable[Indicator]) -> None:
        """Nothing is read beforehand."""

    def names(self, source: Source, key: str) -> list[int | str] | None:
        """Asked where it stands."""
        return None


def likeness(look: Frame) -> Hashable:
    """What two looks must have in common for the same statements to serve both."""
    reading = look.reading
    return look.as_of, look.within, reading.near_days, reading.sight.sees_restricted


def ungrouped(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """The indicators without their groups: the numbers alone, but where the rows name their own 量词."""
    return tuple(one if _names_counters(one) else replace(one, by=()) for one in indicators)


def _names_counters(indicator: Indicator) -> bool:
    source, key = indicator.source, getattr(indicator.measure, "key", "")
    declared = registry.find(source.ledger)
    holder = declared.child(source.child) if source.child else declared
    return bool(key and indicator.by) and any(
        column.key == key and column.counter_in == indicator.by[-1] for column in holder.columns
    )


# ---- the whole of them -----------------------------------------------------------------------------------------------


def together(indicators: Sequence[Indicator], offices: Sequence[Mapping[str, Outcome]]) -> dict[str, Outcome]:
    """What the figures of several offices come to: numbers are added, and rates are made of the sums."""
    by_code = {one.code: one for one in indicators}
    found = {
        one.code: _added(one, [each[one.code] for each in offices])
        for one in indicators
        if not isinstance(one.measure, Ratio)
    }
    for one in indicators:
        if isinstance(one.measure, Ratio):
            found[one.code] = _rate(one.measure, by_code, found, offices)
    return {one.code: found[one.code] for one in indicators}


def _added(indicator: Indicator, parts: Sequence[Outcome]) -> Outcome:
    value = None
    for part in parts:
        value = reckon.added(value, part.value)
    without = sum(part.value is None for part in parts)
    details = (
        *((f"{without}个单位没有数",) if without else ()),
        *((ONE_BY_ONE,) if isinstance(indicator.measure, Distinct) and len(parts) > 1 else ()),
    )
    totals = tuple(total for part in parts if part.behind for total in part.behind.totals)
    groups = [group for part in parts for group in part.parts] if _names_counters(indicator) else []
    text = "、".join(reckon.by_counter(indicator, groups))
    return Outcome(value, text, details, behind=Behind(totals=totals), has_rows=any(part.has_rows for part in parts))


def _rate(
    measure: Ratio,
    by_code: Mapping[str, Indicator],
    found: Mapping[str, Outcome],
    offices: Sequence[Mapping[str, Outcome]],
) -> Outcome:
    """A rate of the sums; none where an office has only one of the two, for they are then of different populations."""
    pairs = [(each[measure.over], each[measure.under]) for each in offices]
    whole = reckon.ratio(measure, by_code, found)
    for over, under in pairs:
        why = reckon.why_no_rate(over, under)
        if why not in ("", reckon.BASELESS) and (over.value is not None or under.value is not None):
            return reckon.without_rate(whole, why)
    return whole
