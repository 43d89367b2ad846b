"""The sample file, and every ledger and form of it on paper, in a folder of the clerk's choice."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import checking, forms, office, printing, report_files, sample, supervision
from app.services.desk import open_desk
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.form_catalogue import Form
    from db.ask import Record
    from db.unit import UnitOfWork

FILE = "demo.minqing"
_SIDE_FILES = ("-wal", "-shm", ".lock", ".holder")


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made: the sample file, and the printed ledgers in the order of the tabs, then the forms."""

    path: Path
    printed: tuple[Path, ...]


def build(folder: Path) -> Demo:
    """Make the folder, the sample file in it and a PDF of every ledger and form; an older sample there is built anew.

    Raises Refused, touching nothing, when a file of that name is a real ledger.
    """
    path = folder / FILE
    if path.exists():
        _clear_old_sample(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = f"文件夹「{folder.name}」建不了，没有生成样例。请换一个可以写入的位置。"
        raise Refused(sentence, field="out") from error
    with closing(sample.create(path)) as desk:
        sample.build(desk)
        return Demo(path, (*print_all(desk, folder), *print_forms(desk, folder), *print_reports(desk, folder)))


def _clear_old_sample(path: Path) -> None:
    with closing(open_desk(path)) as desk:
        is_sample = desk.read(office.is_sample)
    if not is_sample:
        sentence = f"「{path.name}」是一份正式台账，不是样例，没有覆盖它。请换一个文件夹生成样例。"
        raise Refused(sentence, field="out")
    path.unlink()
    for suffix in _SIDE_FILES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def print_all(desk: Desk, folder: Path) -> list[Path]:
    """Print all 37 ledgers, named by their place and label: 01-学习计划.pdf."""
    printed = []
    for place, ledger in enumerate(registry.LEDGERS, start=1):
        out = folder / f"{place:02d}-{ledger.label}.pdf"
        printing.print_ledger(desk, out=out, ask=Ask(ledger.name))
        printed.append(out)
    return printed


def print_forms(desk: Desk, folder: Path) -> list[Path]:
    """Print each form once, on the fullest record that lawfully has it, blank where none has.

    They are named by form and number: 表-督办单-单据〔2014〕6号.pdf.
    """
    return [_print_form(desk, folder, form) for form in forms.FORMS.values()]


def print_reports(desk: Desk, folder: Path) -> list[Path]:
    """Write each report in each of its formats: 报告-回头看自查报告.docx."""
    written = []
    for name, label, formats in report_files.listed():
        for ending in formats:
            out = folder / f"报告-{label}.{ending}"
            report_files.give(desk, report=name, out=out)
            written.append(out)
    return written


def _print_form(desk: Desk, folder: Path, form: Form[Any]) -> Path:
    for number in desk.read(lambda unit: tuple(_examples(unit, form))):
        out = folder / f"表-{form.label}-{number}.pdf"
        try:
            forms.print_form(desk, form=form.name, number=number, out=out)
        except Refused:
            # Not every record has every form: an accepted petition has no notice that it was declined.
            continue
        return out
    out = folder / f"表-{form.label}-空白.pdf"
    forms.print_form(desk, form=form.name, number="", out=out, blank=True)
    return out


def _examples(unit: UnitOfWork, form: Form[Any]) -> Iterator[str]:
    """The records a form may be shown on, the fullest first; a person with the most work first.

    What is printed for a month or a year shows the last month of the sample, or all its year.
    """
    today = unit.clock.today()
    if form.find is not None:
        yield f"{today:%Y}"
        yield f"{today:%Y-%m}"
    if form.name == "monday_list":
        yield from (one.person for one in sorted(supervision.mondays(unit), key=lambda one: -len(one.tasks)))
    found = checking.standing(unit, form.ledger, children=True)
    yield from (record.number for record in sorted(found, key=_fullness, reverse=True))


def _fullness(record: Record) -> int:
    filled = sum(value not in (None, "", False) for value in record.values.values())
    return filled + sum(map(len, record.children.values()))
