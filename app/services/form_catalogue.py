"""All forms in the order they are offered: what each is called, what it prints, how it is read and drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from app.paper.canvas import A3_ACROSS, A4_ACROSS, A4_UPRIGHT
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
from app.paper.forms.sheet import FormContent
from app.services import form_office as bureau
from app.services import form_opinions as opinions
from app.services import form_petitions as petitions
from app.services import form_public as public
from app.services import form_reception as reception
from app.services import form_records as kept
from app.services import form_study as study

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.paper.canvas import PageWriter
    from app.services.form_source import Source
    from db.ask import Record

Content = TypeVar("Content", bound=FormContent)
UPRIGHT: Mapping[str, tuple[float, float]] = {"A4": A4_UPRIGHT}
ACROSS: Mapping[str, tuple[float, float]] = {"A4": A4_ACROSS, "A3": A3_ACROSS}


@dataclass(frozen=True, slots=True)
class Form(Generic[Content]):
    """A form: its names, the ledger whose records it prints, how its content is read and drawn, and its empty sheet.

    `also` are further ledgers whose records it prints, `papers` its sizes of paper, the usual one first. `find` gives
    the record that stands for a month or a year the clerk wrote instead of a number, None when he wrote neither.
    What `is_public` is always masked. What `is_unsigned` is filled in by people who do not say who they are. `kind`
    is what the register of papers calls a numbered sheet.
    """

    name: str
    label: str
    ledger: str
    read: Callable[[Source], Content]
    draw: Callable[[Content, PageWriter], None]
    empty: Callable[..., Content]
    also: tuple[str, ...] = ()
    papers: Mapping[str, tuple[float, float]] = field(default_factory=lambda: UPRIGHT)
    find: Callable[..., Record | None] | None = None
    kind: str = "签字表"
    is_public: bool = False
    is_unsigned: bool = False

    @property
    def ledgers(self) -> tuple[str, ...]:
        """Every ledger whose records it prints."""
        return (self.ledger, *self.also)

    @property
    def size(self) -> tuple[float, float]:
        """Its usual paper, in points."""
        return next(iter(self.papers.values()))


def _blank_decline(**head: str) -> decline_notice.DeclineNotice:
    return decline_notice.DeclineNotice(reasons=petitions.blank_reasons(), **head)


ALL: tuple[Form[Any], ...] = (
    Form("close_out_request", "销号申请(审核)表", "rectifications", kept.close_out,
         close_out_request.draw, close_out_request.CloseOutRequest),
    Form("supervision_slip", "督办单", "issued_papers", kept.slip,
         supervision_slip.draw, supervision_slip.SupervisionSlip, kind="督办单"),
    Form("acceptance_notice", "受理告知书", "petitions", petitions.acceptance,
         acceptance_notice.draw, acceptance_notice.AcceptanceNotice, kind="告知书"),
    Form("decline_notice", "不予受理告知书", "petitions", petitions.decline, decline_notice.draw, _blank_decline,
         kind="告知书"),
    Form("extension_notice", "延期告知书", "petitions", petitions.extension,
         extension_notice.draw, extension_notice.ExtensionNotice, kind="告知书"),
    Form("handling_opinion", "处理意见书", "petitions", petitions.opinion,
         handling_opinion.draw, handling_opinion.HandlingOpinion, kind="意见书"),
    Form("visit_registration", "来访登记表", "petitions", petitions.registration,
         visit_registration.draw, visit_registration.VisitRegistration),
    Form("petition_notice", "信访事项告知书", "petitions", reception.notice,
         petition_notice.draw, petition_notice.PetitionNotice, kind="告知书"),
    Form("assignment_slip", "交办单", "petitions", petitions.assignment,
         assignment_slip.draw, assignment_slip.AssignmentSlip, kind="交办单"),
    Form("forward_slip", "转办单", "petitions", reception.forward,
         forward_slip.draw, forward_slip.ForwardSlip, kind="交办单"),
    Form("deadline_slip", "时限计算单", "petitions", reception.deadline_slip,
         deadline_slip.draw, deadline_slip.DeadlineSlip, also=("rectifications",)),
    Form("reception_day", "接访日志", "reception_logs", reception.reception_day,
         reception_day.draw, reception_day.ReceptionDay),
    Form("rota_month", "接访排班表", "duty_rota", reception.rota_month,
         rota_month.draw, rota_month.RotaMonth, papers=ACROSS, find=partial(
             reception.in_month, ledger="duty_rota", key="duty_on")),
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
    Form("rectification_order", "整改通知单", "inspections", public.order,
         rectification_order.draw, rectification_order.RectificationOrder, also=("rectifications",)),
    Form("makeup_record", "补学记录", "learning_sessions", study.makeup,
         makeup_record.draw, makeup_record.MakeupRecord),
    Form("material_receipt", "资料发放签收表", "material_issues", study.material,
         material_receipt.draw, material_receipt.MaterialReceipt),
    Form("study_file", "个人学习档案", "people", study.study_file, study_file.draw, study_file.StudyFile),
    Form("opinion_form", "征求意见表", "form_issues", opinions.opinion_form,
         opinion_form.draw, opinion_form.OpinionForm, also=("opinions",), is_unsigned=True),
    Form("questionnaire", "调查问卷", "questionnaires", opinions.questionnaire,
         questionnaire.draw, questionnaire.Questionnaire, is_unsigned=True),
    Form("ballot", "民主评议票", "appraisals", opinions.ballot, ballot.draw, ballot.Ballot, is_unsigned=True),
    Form("symposium", "座谈会记录", "consultations", opinions.symposium, symposium.draw, symposium.Symposium),
    Form("household_survey", "入户核查表", "welfare_cases", public.survey,
         household_survey.draw, household_survey.HouseholdSurvey),
    Form("public_notice", "公示", "welfare_cases", public.public_notice, public_notice.draw, public_notice.PublicNotice,
         also=("rectifications", "commitments", "projects"), is_public=True),
    Form("project_board", "项目公示牌", "projects", public.project_board,
         project_board.draw, project_board.ProjectBoard, papers=ACROSS, is_public=True),
    Form("team_roster", "机构名册", "teams", bureau.roster, team_roster.draw, team_roster.TeamRoster, find=partial(
        bureau.in_year, ledger="teams", key="founded_on")),
    Form("archive_list", "归档文件目录", "documents", bureau.archive_list,
         archive_list.draw, archive_list.ArchiveList, find=partial(
             bureau.in_year, ledger="documents", key="dealt_on")),
    Form("talk_record", "谈心谈话记录", "self_examinations", bureau.talk, talk_record.draw, talk_record.TalkRecord),
    Form("life_meeting", "民主生活会记录", "self_examinations", bureau.life_meeting,
         life_meeting.draw, life_meeting.LifeMeeting),
    Form("criticism_summary", "批评意见汇总表", "self_examinations", bureau.criticism,
         criticism_summary.draw, criticism_summary.CriticismSummary, find=partial(
             bureau.in_year, ledger="self_examinations", key="held_on")),
    Form("aid_receipt", "慰问签收表", "aid_records", public.aid, aid_receipt.draw, aid_receipt.AidReceipt, find=partial(
        reception.in_month, ledger="aid_records", key="aided_on")),
)  # fmt: skip
