"""Many forms in one job: every 督办单 of the week, the same form for every record of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.forms.sheet import draw_set
from app.paper.tree import Cancelled
from app.rules.refusal import Refused
from app.services import checking, forms, office, printing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any, BinaryIO

    from app.paper.forms.sheet import FormContent
    from app.paper.tree import Printed
    from app.services.desk import Desk
    from app.services.forms import Form
    from db.ask import Ask
    from db.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class PrintedSet:
    """What came out: the paper, how many forms are in it, and the numbers of the records that cannot have this form."""

    printed: Printed
    count: int
    skipped: tuple[str, ...]


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

    Records that cannot lawfully have the form are left out and named. `progress` hears (done, of how many) and stops
    the work by returning False. Raises Refused when no record can have the form, and when the clerk stopped it.
    """
    chosen, profile = forms.find(form), printing.profile_of(profile)
    made = desk.read(lambda unit: _Set(unit, chosen, ask, profile, looked=looked).print(out, progress))
    if not desk.read_only:
        title = f"{chosen.label} {made.count} 份"
        desk.write(lambda unit: forms.record_print(unit, desk.actor.name, chosen, title))
    return made


class _Set:
    """The forms of a list, read one after the other while they are drawn, so that only one is held."""

    def __init__(self, unit: UnitOfWork, form: Form[Any], ask: Ask, profile: str, *, looked: bool) -> None:
        self._unit, self._form, self._profile, self._looked = unit, form, profile, looked
        self._numbers = [record.number for record in checking.all_of(unit, ask)]
        self._skipped: list[str] = []
        self._done = 0

    def print(self, out: Path, progress: Callable[[int, int], bool] | None) -> PrintedSet:
        sheets = self._sheets()
        first = next(sheets, None)
        if first is None:
            sentence = f"所选的记录都不能打印{self._form.label}，没有打印。请核对所选的记录。"
            raise Refused(sentence, field="form")
        try:
            printed = printing.write_whole(out, lambda stream: self._draw(first, sheets, stream, progress))
        except Cancelled as cancelled:
            sentence = f"已按您的要求停止，{self._form.label}没有打印，没有留下文件。"
            raise Refused(sentence) from cancelled
        return PrintedSet(printed, self._done, tuple(self._skipped))

    def _draw(
        self,
        first: tuple[str, FormContent],
        others: Iterator[tuple[str, FormContent]],
        stream: BinaryIO,
        progress: Callable[[int, int], bool] | None,
    ) -> Printed:
        def all_sheets() -> Iterator[tuple[str, FormContent]]:
            yield first
            yield from others

        return draw_set(
            self._form.draw, all_sheets(), stream, title=self._form.label, office=office.name(self._unit),
            made_on=self._unit.clock.today(), progress=lambda done: self._told(done, progress),
        )  # fmt: skip

    def _told(self, done: int, progress: Callable[[int, int], bool] | None) -> bool:
        self._done = done
        return progress is None or progress(done + len(self._skipped), len(self._numbers))

    def _sheets(self) -> Iterator[tuple[str, FormContent]]:
        for number in self._numbers:
            try:
                sheet = forms.read_sheet(self._unit, self._form, number, self._profile, looked=self._looked)
            except Refused as refused:
                if refused.field == "looked":
                    raise
                self._skipped.append(number)
                continue
            yield sheet.title, sheet.content
