"""The figures of all offices of a county's server side by side, and what they come to together."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.figures import every_office, reckon
from app.figures.catalogue import SHIPPED, mark
from app.figures.every_office import Alike, OfficeFrame
from app.figures.model import Worked
from app.ledgers import registry
from app.rules import dates
from app.rules.calendar import WorkCalendar
from app.rules.refusal import Exit, Refused
from app.services import county, figures, import_files, looking, operators
from app.services.looking import WHOLE
from app.sheets.writer import CellKind, OutColumn, OutSheet
from db.clock import Clock
from db.opened import MOVED_TO
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
    from pathlib import Path

    from app.figures.frame import Frame
    from app.figures.model import Indicator, Lens, Outcome
    from app.services.figures import Figure
    from db.postgres.county import EveryOffice

    Looks = dict[Hashable, list[tuple[int, Frame]]]

NO_LEDGER = "还没有建台账"
CARRIED = "台账已搬到别处"
TOGETHER = "合计"
TITLE = "各单位汇总表"
_WHOLE = every_office.ungrouped(SHIPPED.indicators)
_NO_CALENDAR = WorkCalendar(())
_BY_CODE = {one.code: one for one in _WHOLE}


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """The figures of one office; without any, `standing` says why."""

    name: str
    figures: tuple[Figure, ...] = ()
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A table of offices by indicators, and the figures of all that have any together: numbers are added, rates are of
    the sums. `notes` say what holds for the table as a whole.
    """

    indicators: tuple[Indicator, ...]
    offices: tuple[OfficeFigures, ...]
    total: tuple[Figure, ...]
    notes: tuple[str, ...]


def consolidated(
    text: str, *, user: str = "", password: str = "", codes: Sequence[str] = (), lens: Lens = WHOLE
) -> Consolidated:
    """The figures of all offices at a server for one who reads for the county, as each office's own program has them.

    `codes` are the figures wanted, all when none is named; an office's own figures are not among them. Restricted
    records count where the operator `user` of that office (else its first) sees them, as when its ledgers are opened.
    Raises Refused: a sign-in of one office, an unknown code, a campaign that no office has, what `open_desk` refuses.
    """
    wanted = _wanted(codes)
    with county.sentences():
        from db.postgres import county as server  # late: a file never pays for the driver

        address = county.address_of(text, password)
        if address.office:
            sentence = "各单位汇总看的是全县，请去掉地址里的 office；要看一个单位的数，请用 figures。"
            raise Refused(sentence, exit_code=Exit.USAGE)
        store = server.CountyStore(address, county.LEDGERS)
        with closing(store), store.read() as every, registry.using(store.schema.ledgers):
            return _Table(every, wanted).made(user, lens)


def _wanted(codes: Sequence[str]) -> tuple[Indicator, ...]:
    if not codes:
        return _WHOLE
    found = [SHIPPED.find(code) for code in codes]
    for code, (_, group) in zip(codes, found, strict=True):
        if group:
            sentence = f"「{code}」是分列的一类，各单位汇总只到指标。请写「{code.partition('.')[0]}」一类的代码。"
            raise Refused(sentence, field="code", exit_code=Exit.USAGE)
    return tuple(_BY_CODE[one.code] for one, _ in found)


class _Table:
    """The table while it is made."""

    def __init__(self, every: EveryOffice, wanted: tuple[Indicator, ...]) -> None:
        """Take the look at all offices, and the figures to be shown."""
        self.every, self.wanted = every, wanted
        self.reckoned = tuple(reckon.with_parts(_WHOLE, wanted))
        self.by_day = any(isinstance(one.measure, Worked) for one in self.reckoned)
        """Whether a figure goes through the calendar, which is another in each office."""
        self.standing: dict[int, str] = {}
        self.hides = 0

    def made(self, user: str, lens: Lens) -> Consolidated:
        """The whole table."""
        looks = self._looks(user, lens)
        found = {office: outcomes for alike in looks.values() for office, outcomes in self._outcomes(alike)}
        frames = {office: frame for alike in looks.values() for office, frame in alike}
        offices = tuple(
            OfficeFigures(name, self._figures(frames[office], found[office]) if office in found else (),
                          self.standing.get(office, ""))
            for office, name in self.every.offices
        )  # fmt: skip
        whole: tuple[Figure, ...] = ()
        if found:
            last = max(frames.values(), key=lambda frame: frame.as_of)
            whole = self._figures(last, every_office.together(self.reckoned, list(found.values())))
        return Consolidated(self.wanted, offices, whole, tuple(self._notes(len(found), lens)))

    def _looks(self, user: str, lens: Lens) -> Looks:
        """The look of each office that has ledgers, those together that look alike."""
        looks: Looks = defaultdict(list)
        refusal: Refused | None = None
        for office, _name in self.every.offices:
            try:
                look = self._look(office, user, lens)
            except Refused as refused:
                refusal, self.standing[office] = refused, refused.sentence
            else:
                if look is not None:
                    looks[every_office.likeness(look)].append((office, look))
        if refusal is not None and not looks:
            raise refusal
        return looks

    def _look(self, office: int, user: str, lens: Lens) -> Frame | None:
        unit = self.every.at(office)
        if unit.setting(MOVED_TO) is not None:
            self.standing[office] = CARRIED
            return None
        if not operators.everyone(unit):
            self.standing[office] = NO_LEDGER
            return None
        unit.sees_restricted = operators.find(unit, name=user).sees_restricted
        self.hides += not unit.sees_restricted
        return looking.frame(unit, lens, calendar=None if self.by_day else _NO_CALENDAR)

    def _outcomes(self, looks: Sequence[tuple[int, Frame]]) -> Iterator[tuple[int, dict[str, Outcome]]]:
        offices = [office for office, _ in looks]
        alike = Alike(lambda query: self.every.rows(query, offices), self.every.turn_to)
        for office, look in looks:
            yield office, reckon.reckon(OfficeFrame(look, office, alike), self.reckoned)

    def _figures(self, frame: Frame, found: dict[str, Outcome]) -> tuple[Figure, ...]:
        return tuple(figures.figures_of(frame, one, found, _BY_CODE)[0] for one in self.wanted)

    def _notes(self, counted: int, lens: Lens) -> Iterator[str]:
        if narrowed := looking.described(lens):
            yield f"只算{narrowed}"
        if self.standing:
            yield f"共{len(self.every.offices)}个单位，{counted}个有数，{len(self.standing)}个没有"
        if self.hides:
            yield f"{self.hides}个单位的数{figures.WITHOUT_RESTRICTED}"


# ---- as the command line gives it ------------------------------------------------------------------------------------


def day_of(text: str) -> Any:  # noqa: ANN401 - a day or none
    """The day that was asked for, None for each office's own today; raises Refused."""
    return dates.read_date(text, today=Clock().today()) if text.strip() else None


def as_json(found: Consolidated) -> dict[str, Any]:
    """The table as the command line prints it with --json."""
    offices = [
        {"office": one.name, "standing": one.standing or None, "figures": [figures.figure_json(f) for f in one.figures]}
        for one in found.offices
    ]
    return {"offices": offices, "total": [figures.figure_json(one) for one in found.total], "notes": list(found.notes)}


def as_lines(found: Consolidated) -> list[dict[str, str]]:
    """The table to be read: an indicator a line."""
    heads = {one.name: one.name for one in found.offices}
    lines = [{"": "指标", **heads, TOGETHER: TOGETHER}]
    for at, one in enumerate(found.indicators):
        own = {office.name: office.figures[at].text if office.figures else office.standing for office in found.offices}
        lines.append({"": f"{mark(one.code)} {one.name}", **own, TOGETHER: found.total[at].text if found.total else ""})
    return lines


def export(found: Consolidated, out: Path) -> int:
    """Write the table as a workbook, an office a line; how many lines it has. Raises Refused."""
    columns = (
        OutColumn("单位", CellKind.TEXT, 36),
        *(OutColumn(f"{mark(one.code)} {one.name}", CellKind.TEXT, 26) for one in found.indicators),
    )
    rows = list(_lines(found))
    days = dict.fromkeys(FuzzyDate(one.figures[0].as_of).text() for one in found.offices if one.figures)
    title = f"{TITLE}（截至{'、'.join(days)}）" if days else TITLE
    import_files.write_sheets(out, [OutSheet(TITLE, title, columns, rows, footer=found.notes)])
    return len(rows)


def _lines(found: Consolidated) -> Iterable[tuple[str, ...]]:
    for one in found.offices:
        said = (one.standing, *("" for _ in found.indicators[1:]))
        yield one.name, *(figure.shown for figure in one.figures or ()), *(() if one.figures else said)
    yield TOGETHER, *(figure.shown for figure in found.total)
