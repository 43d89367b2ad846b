"""Many forms in one job: every 督办单 of the week, the same form for every record of a list."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from app.paper.forms.sheet import draw_set
from app.paper.tree import Cancelled
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import checking, forms, leaving, office, printing
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any, BinaryIO

    from app.paper.forms.sheet import FormContent
    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.form_catalogue import Form
    from db.ask import Ask
    from db.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class PrintedSet:
    """What came out: the paper, how many forms are in it, and the numbers of the records that cannot have this form."""

    printed: Printed
    count: int
    skipped: tuple[str, ...]


@needs(Right.PRINT)
def print_set(
    desk: Desk,
    *,
    form: str,
    ask: Ask,
    out: Path,
    profile: str = "internal",
    looked: bool = False,
    progress: Callable[[int, int], bool] | None = None,
) -> PrintedSet:
    """Print one form for every record of a list into one PDF, whole or not at all; one history row for the set.

    Raises Refused as `draw` does.
    """

    def read(unit: UnitOfWork) -> PrintedSet:
        return printing.write_whole(
            out,
            lambda stream: draw(
                unit,
                actor=desk.actor,
                form=form,
                ask=ask,
                out=stream,
                profile=profile,
                looked=looked,
                progress=progress,
            ),
        )

    made = desk.read(read)
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, actor=desk.actor, form=form, count=made.count))
    return made


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, form: str, count: int) -> Changes:
    """Write in the history that a set of forms was printed."""
    chosen = forms.find(form)
    title = f"{chosen.label} {count} 份"
    forms.record_print(unit, actor=actor, form=chosen, title=title)
    return Changes(f"打印 {title}", ChangeKind.PRINTED, chosen.ledger)


@needs(Right.PRINT)
def draw(
    unit: UnitOfWork,
    *,
    actor: Actor,
    form: str,
    ask: Ask,
    out: BinaryIO,
    profile: str = "internal",
    looked: bool = False,
    progress: Callable[[int, int], bool] | None = None,
    numbered: bool = True,
) -> PrintedSet:
    """Draw one form for every record of a list into one PDF; not `numbered` where it is bound into a whole.

    Records that cannot lawfully have the form are left out and named. `progress` hears (done, of how many) and stops
    the work by returning False. Raises Refused when no record can have the form, and when the clerk stopped it.
    """
    chosen = forms.find(form)
    leaving.refuse_restricted(unit, ask=ask)
    try:
        with unit.seeing(restricted=False):
            made = _Set(unit, actor, chosen, ask, printing.profile_of(profile), looked=looked, numbered=numbered)
            return made.draw(out, progress)
    except Cancelled as cancelled:
        sentence = f"已按您的要求停止，{chosen.label}没有打印，没有留下文件。"
        raise Refused(sentence, field="stopped") from cancelled


class _Set:
    """The forms of a list, read one after the other while they are drawn, so that only one is held."""

    def __init__(
        self,
        unit: UnitOfWork,
        actor: Actor,
        form: Form[Any],
        ask: Ask,
        profile: str,
        *,
        looked: bool,
        numbered: bool = True,
    ) -> None:
        self._numbered = numbered
        self._unit, self._actor, self._form, self._profile, self._looked = unit, actor, form, profile, looked
        self._numbers = [record.number for record in checking.all_of(unit, ask)]
        self._skipped: list[str] = []
        self._done = 0

    def draw(self, out: BinaryIO, progress: Callable[[int, int], bool] | None) -> PrintedSet:
        sheets = self._sheets()
        first = next(sheets, None)
        if first is None:
            sentence = f"所选的记录都不能打印{self._form.label}，没有打印。请核对所选的记录。"
            raise Refused(sentence, field="form")
        printed = draw_set(
            self._form.draw, chain((first,), sheets), out, title=self._form.label, office=office.name(self._unit),
            made_on=self._unit.clock.today(), progress=lambda done: self._told(done, progress), size=self._form.size,
            numbered=self._numbered,
        )  # fmt: skip
        return PrintedSet(printed, self._done, tuple(self._skipped))

    def _told(self, done: int, progress: Callable[[int, int], bool] | None) -> bool:
        self._done = done
        return progress is None or progress(done + len(self._skipped), len(self._numbers))

    def _sheets(self) -> Iterator[tuple[str, FormContent]]:
        seen: set[FormContent] = set()
        for number in self._numbers:
            try:
                sheet = forms.read_sheet(
                    self._unit, self._form, number, self._profile, actor=self._actor, looked=self._looked
                )
            except Refused as refused:
                if refused.field == "looked":
                    raise
                self._skipped.append(number)
                continue
            if self._form.find is not None and sheet.content in seen:
                # A month or a year is printed once, however many of its records are in the list.
                continue
            seen.add(sheet.content)
            yield sheet.title, sheet.content
