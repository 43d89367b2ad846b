"""Every form with its empty content, drawn and read back."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.paper.canvas import A4_ACROSS, A4_UPRIGHT
from app.paper.forms import (
    acceptance_notice,
    aid_receipt,
    archive_list,
    assignment_slip,
    attendance_sheet,
    ballot,
    case_handover,
    case_plan,
    close_out_request,
    contact_cards,
    criticism_summary,
    deadline_slip,
    decline_notice,
    extension_notice,
    forward_slip,
    handling_opinion,
    household_survey,
    life_meeting,
    makeup_record,
    material_receipt,
    meeting_minutes,
    monday_list,
    opinion_form,
    petition_notice,
    project_board,
    public_notice,
    questionnaire,
    reception_day,
    recheck_visit,
    rectification_order,
    rota_month,
    study_file,
    supervision_slip,
    symposium,
    talk_record,
    team_roster,
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
    "慰问签收": (aid_receipt.draw, aid_receipt.AidReceipt),
    "归档": (archive_list.draw, archive_list.ArchiveList),
    "评议票": (ballot.draw, ballot.Ballot),
    "批评汇总": (criticism_summary.draw, criticism_summary.CriticismSummary),
    "时限": (deadline_slip.draw, deadline_slip.DeadlineSlip),
    "转办": (forward_slip.draw, forward_slip.ForwardSlip),
    "核查": (household_survey.draw, household_survey.HouseholdSurvey),
    "生活会": (life_meeting.draw, life_meeting.LifeMeeting),
    "补学": (makeup_record.draw, makeup_record.MakeupRecord),
    "资料签收": (material_receipt.draw, material_receipt.MaterialReceipt),
    "意见表": (opinion_form.draw, opinion_form.OpinionForm),
    "告知": (petition_notice.draw, petition_notice.PetitionNotice),
    "公示牌": (project_board.draw, project_board.ProjectBoard),
    "公示": (public_notice.draw, public_notice.PublicNotice),
    "问卷": (questionnaire.draw, questionnaire.Questionnaire),
    "接访": (reception_day.draw, reception_day.ReceptionDay),
    "整改通知": (rectification_order.draw, rectification_order.RectificationOrder),
    "排班": (rota_month.draw, rota_month.RotaMonth),
    "学习档案": (study_file.draw, study_file.StudyFile),
    "座谈": (symposium.draw, symposium.Symposium),
    "谈心": (talk_record.draw, talk_record.TalkRecord),
    "名册": (team_roster.draw, team_roster.TeamRoster),
}
SIZES = {"排班": A4_ACROSS, "公示牌": A4_ACROSS}
"""The paper of those that do not stand upright."""


def pdf(form: str, **given: Any) -> tuple[bytes, Printed]:  # noqa: ANN401
    draw, content = DRAWN[form]
    filled = content(**{"office": OFFICE, "number": NUMBER, **given})
    out = BytesIO()
    printed = draw_form(draw, filled, out, title="样表", office=OFFICE, size=SIZES.get(form, A4_UPRIGHT))
    return out.getvalue(), printed


def text(data: bytes) -> str:
    """All characters of the PDF, without spaces and line ends."""
    return "".join(poppler("pdftotext", data).split())
