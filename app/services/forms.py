"""The forms of one record: by name, by ledger, and printed into a file, filled or blank for the pen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from app.ledgers import registry
from app.paper.forms import (
    acceptance_notice,
    assignment_slip,
    attendance_sheet,
    case_handover,
    case_plan,
    close_out_request,
    contact_cards,
    decline_notice,
    extension_notice,
    handling_opinion,
    meeting_minutes,
    monday_list,
    recheck_visit,
    supervision_slip,
    visit_diary,
    visit_registration,
)
from app.paper.forms.sheet import FormContent, draw_form
from app.rules import numbering
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import checking, lookout, office, printing, records
from app.services import form_petitions as petitions
from app.services import form_records as kept
from app.services.changes import ChangeKind
from app.services.form_source import Source
from app.services.permitted import needs
from db.ask import Filter

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path
    from typing import BinaryIO

    from app.paper.canvas import PageWriter
    from app.paper.tree import Printed
    from app.services.desk import Desk
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

Content = TypeVar("Content", bound=FormContent)


@dataclass(frozen=True, slots=True)
class Form(Generic[Content]):
    """A form: its names, the ledger whose records it prints, how its content is read and drawn, and its empty sheet."""

    name: str
    label: str
    ledger: str
    read: Callable[[Source], Content]
    draw: Callable[[Content, PageWriter], None]
    empty: Callable[..., Content]
    also: tuple[str, ...] = ()
    """Other ledgers whose records it prints, told apart by the prefix of their numbers."""


def _blank_decline(**head: str) -> decline_notice.DeclineNotice:
    return decline_notice.DeclineNotice(reasons=petitions.blank_reasons(), **head)


_ALL: tuple[Form[Any], ...] = (
    Form("close_out_request", "销号申请(审核)表", "rectifications", kept.close_out,
         close_out_request.draw, close_out_request.CloseOutRequest),
    Form("supervision_slip", "督办单", "issued_papers", kept.slip,
         supervision_slip.draw, supervision_slip.SupervisionSlip),
    Form("acceptance_notice", "受理告知书", "petitions", petitions.acceptance,
         acceptance_notice.draw, acceptance_notice.AcceptanceNotice),
    Form("decline_notice", "不予受理告知书", "petitions", petitions.decline, decline_notice.draw, _blank_decline),
    Form("extension_notice", "延期告知书", "petitions", petitions.extension,
         extension_notice.draw, extension_notice.ExtensionNotice),
    Form("handling_opinion", "处理意见书", "petitions", petitions.opinion,
         handling_opinion.draw, handling_opinion.HandlingOpinion),
    Form("visit_registration", "来访登记表", "petitions", petitions.registration,
         visit_registration.draw, visit_registration.VisitRegistration),
    Form("assignment_slip", "交办单", "petitions", petitions.assignment,
         assignment_slip.draw, assignment_slip.AssignmentSlip),
    Form("case_plan", "一案一策表", "backlog_cases", petitions.plan, case_plan.draw, case_plan.CasePlan),
    Form("case_handover", "包案移交单", "backlog_cases", petitions.handover,
         case_handover.draw, case_handover.CaseHandover, also=("petitions",)),
    Form("recheck_visit", "复核回访表", "inspections", kept.recheck, recheck_visit.draw, recheck_visit.RecheckVisit),
    Form("monday_list", "周一工作清单", "people", kept.monday, monday_list.draw, monday_list.MondayList),
    Form("visit_diary", "走访日记", "visits", kept.diary, visit_diary.draw, visit_diary.VisitDiary),
    Form("attendance_sheet", "签到表", "learning_sessions", kept.attendance,
         attendance_sheet.draw, attendance_sheet.AttendanceSheet),
    Form("contact_cards", "联系卡", "household_links", kept.cards, contact_cards.draw, contact_cards.ContactCards),
    Form("meeting_minutes", "会议记录", "meetings", kept.minutes,
         meeting_minutes.draw, meeting_minutes.MeetingMinutes),
)  # fmt: skip

LISTS = ("monday_list", "case_handover")
"""Forms that list many records: the restricted class (检举控告) is on none of them."""

FORMS: dict[str, Form[Any]] = {form.name: form for form in _ALL}
"""The forms by machine name, in the order they are offered."""


def of(ledger: str) -> tuple[Form[Any], ...]:
    """The forms a record of that ledger can be printed on."""
    return tuple(form for form in _ALL if ledger in (form.ledger, *form.also))


def find(name: str) -> Form[Any]:
    """The form of that machine name or label; raises Refused (usage) naming all."""
    for form in _ALL:
        if name.strip() in (form.name, form.label):
            return form
    sentence = f"没有叫「{name}」的表单。可用的有：{'、'.join(form.label for form in _ALL)}。"
    raise Refused(sentence, field="form", exit_code=Exit.USAGE)


@needs(Right.PRINT)
def print_form(
    desk: Desk,
    *,
    form: str,
    number: str,
    out: Path,
    profile: str = "internal",
    blank: bool = False,
    looked: bool = False,
) -> Printed:
    """Print a record on a form into a PDF, whole or not at all, and write it in the history.

    A blank one holds nothing but office and number, and needs no record. Raises Refused, also for public paper that
    names villagers until they were `looked` at.
    """
    chosen, profile = find(form), printing.profile_of(profile)
    sheet = desk.read(lambda unit: read_sheet(unit, chosen, number, profile, blank=blank, looked=looked))
    printed = printing.write_whole(out, sheet.draw)
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, desk.actor.name, chosen, sheet.title))
    return printed


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A form with what it holds: `title` is what the history and the file call it."""

    form: Form[Any]
    content: FormContent
    title: str
    made_on: date

    def draw(self, stream: BinaryIO) -> Printed:
        """Draw the sheet as a PDF of its own."""
        return draw_form(
            self.form.draw, self.content, stream, title=self.title, office=self.content.office, made_on=self.made_on
        )


def read_sheet(
    unit: UnitOfWork, form: Form[Any], number: str, profile: str, *, blank: bool = False, looked: bool = False
) -> FilledSheet:
    """Fill a form from the record of that number, or leave it blank; raises Refused."""
    today = unit.clock.today()
    if blank:
        empty = form.empty(office=office.name(unit), number=number)
        return FilledSheet(form, empty, f"{form.label} {number or '空白'}".strip(), today)
    with unit.seeing(restricted=unit.sees_restricted and form.name not in LISTS):
        record = _record(unit, form, number)
    is_restricted = registry.find(record.ledger).is_restricted(record.values)
    with unit.seeing(restricted=is_restricted):
        # What a sheet tells of other records is seen by all who see the sheet.
        filled = form.read(Source(unit, record, profile))
    content = replace(filled, profile_note=printing.profile_note(profile))
    if profile == "public" and not looked:
        lookout.refuse_names(unit, texts=[(record.number, repr(content))])
    return FilledSheet(form, content, f"{form.label} {record.number}", today)


def _record(unit: UnitOfWork, form: Form[Any], number: str) -> Record:
    """The record by its number, a person also by name; raises Refused for a voided one."""
    ledger = _ledger_of(form, number)
    named = checking.standing(unit, ledger.name, Filter(ledger.matter, value=number.strip())) if ledger.base else ()
    found = named[0] if named else records.find(unit, ledger=ledger, number=number)
    if found.voided_at is not None:
        sentence = f"{found.number}（{ledger.label}）已经作废，没有打印{form.label}。需要时请先恢复它。"
        raise Refused(sentence, field="number")
    return records.get(unit, ledger=ledger.name, record_id=found.id)


def _ledger_of(form: Form[Any], number: str) -> Ledger:
    parsed = numbering.parse(number)
    others = (registry.find(name) for name in form.also)
    return next((one for one in others if parsed and parsed.prefix == one.prefix), registry.find(form.ledger))


def record_print(unit: UnitOfWork, operator: str, form: Form[Any], title: str) -> None:
    """Write in the history that a form was printed."""
    unit.audit(operator=operator, action=ChangeKind.PRINTED.value, description=f"打印 {title}", ledger=form.ledger)
