"""Every form with its empty content, drawn and read back."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

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
from tests.paper.pages import poppler

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.paper.tree import Printed

OFFICE, NUMBER = "青山镇", "样〔2014〕8号"

DRAWN: dict[str, tuple[Callable[..., None], type[FormContent]]] = {
    "销号": (close_out_request.draw, close_out_request.CloseOutRequest),
    "督办": (supervision_slip.draw, supervision_slip.SupervisionSlip),
    "受理": (acceptance_notice.draw, acceptance_notice.AcceptanceNotice),
    "不予受理": (decline_notice.draw, decline_notice.DeclineNotice),
    "延期": (extension_notice.draw, extension_notice.ExtensionNotice),
    "意见": (handling_opinion.draw, handling_opinion.HandlingOpinion),
    "来访": (visit_registration.draw, visit_registration.VisitRegistration),
    "交办": (assignment_slip.draw, assignment_slip.AssignmentSlip),
    "一案一策": (case_plan.draw, case_plan.CasePlan),
    "移交": (case_handover.draw, case_handover.CaseHandover),
    "回访": (recheck_visit.draw, recheck_visit.RecheckVisit),
    "周一": (monday_list.draw, monday_list.MondayList),
    "日记": (visit_diary.draw, visit_diary.VisitDiary),
    "签到": (attendance_sheet.draw, attendance_sheet.AttendanceSheet),
    "联系卡": (contact_cards.draw, contact_cards.ContactCards),
    "会议": (meeting_minutes.draw, meeting_minutes.MeetingMinutes),
}


def pdf(form: str, **given: Any) -> tuple[bytes, Printed]:  # noqa: ANN401
    draw, content = DRAWN[form]
    filled = content(**{"office": OFFICE, "number": NUMBER, **given})
    out = BytesIO()
    printed = draw_form(draw, filled, out, title="样表", office=OFFICE)
    return out.getvalue(), printed


def text(data: bytes) -> str:
    """All characters of the PDF, without spaces and line ends."""
    return "".join(poppler("pdftotext", data).split())
