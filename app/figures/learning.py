"""学习教育: sessions, hours, attendance, essays, materials and study plans."""

from __future__ import annotations

from app.figures.model import (
    AnyOf,
    By,
    Count,
    Distinct,
    Indicator,
    Lasts,
    Named,
    Not,
    NotBy,
    Ratio,
    Source,
    Sum,
    filled,
    one_of,
    ticked,
)
from db.ask import Filter

SESSIONS = Source("learning_sessions")
ATTENDED = Source("learning_sessions", child="attendance", child_where=(Filter("state", value="到"),))
MADE_UP = Source("learning_sessions", child="attendance", child_where=(By("makeup_on"),))
FILMS = Source("learning_sessions", (AnyOf((Filter("form", value="观看影片"), filled("film_title"))),))
ESSAYS = Source("study_outputs", (Filter("kind", value="心得"),))
ISSUED = Source("material_issues")
RECEIVED = Source("material_issues", child="receipts")
PLANS = Source("study_plans", (Lasts("ended_on"),), dated=("submitted_on", "started_on"))

MEMBERS = (ticked("is_party_member"), NotBy("left_on"))
ROSTER = (ticked("is_on_roster"), NotBy("left_on"))
REPORTING = (ticked("is_reporting"), NotBy("ended_on"))
_TAUGHT = Named(ATTENDED, "person")
_HAS_COPY = AnyOf((Named(RECEIVED, "person"), Named(ISSUED, "recipient")))


def _held(form: str) -> Source:
    return Source("learning_sessions", (Filter("form", value=form),))


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "L1",
        "集中学习",
        "次",
        "学习形式为集中学习的活动次数，一天以上的算一次。",
        _held("集中学习"),
        Count("session_count"),
    ),
    Indicator("L2", "集中学习课时", "课时", "集中学习各次课时相加。", _held("集中学习"), Sum("class_hours")),
    Indicator("L2.total", "全部学习课时", "课时", "各种形式的学习活动课时相加。", SESSIONS, Sum("class_hours")),
    Indicator(
        "L3.party_lectures", "专题党课", "场", "学习形式为专题党课的场次。", _held("专题党课"), Count("session_count")
    ),
    Indicator("L3.guidance", "专题辅导", "场", "学习形式为专题辅导的场次。", _held("专题辅导"), Count("session_count")),
    Indicator("L3.talks", "报告会", "场", "学习形式为报告会的场次。", _held("报告会"), Count("session_count")),
    Indicator(
        "L3.forms",
        "学习活动",
        "次",
        "各种形式的学习活动次数，按形式分列。",
        SESSIONS,
        Count("session_count"),
        by=("form",),
    ),
    Indicator(
        "L4.attendances", "参学人次", "人次", "各次学习实到人数相加，一人来几次算几次。", SESSIONS, Sum("attended")
    ),
    Indicator("L4.persons", "参学人数", "人", "签到表上到会的人，一人只算一个。", ATTENDED, Distinct("person")),
    Indicator(
        "L5", "学习覆盖率", "%", "参学名单上签到到过会的人÷参学名单人数。", SESSIONS, Ratio("L5.reached", "L5.roster")
    ),
    Indicator("L5.roster", "参学名单", "人", "人员名册中列入参学名单、在任的人数。", Source("people", ROSTER)),
    Indicator(
        "L5.reached", "名单内参学", "人", "参学名单上至少签到到会一次的人数。", Source("people", (*ROSTER, _TAUGHT))
    ),
    Indicator(
        "L5.untrained",
        "未参学人员",
        "人",
        "参学名单上没有到过会、也没有补学的人。",
        Source("people", (*ROSTER, Not(AnyOf((_TAUGHT, Named(MADE_UP, "person")))))),
    ),
    Indicator(
        "L6.notes", "学习笔记", "本", "交来的笔记本数。", Source("study_outputs", (Filter("kind", value="笔记"),))
    ),
    Indicator("L6.essays", "心得体会", "篇", "交来的心得体会篇数。", ESSAYS),
    Indicator(
        "L6.owed",
        "心得未交",
        "人",
        "参学名单上至截至日没有交过心得体会的人（未交名单）。",
        Source("people", (*ROSTER, Not(Named(ESSAYS, "person")))),
    ),
    Indicator(
        "L7",
        "资料发放",
        "份",
        "各种资料发放数，按资料和单位分列；册、张、本各写各的，不合成一个数。",
        ISSUED,
        Sum("quantity"),
        by=("item", "counter_unit"),
    ),
    Indicator(
        "L7.receivers",
        "领到资料",
        "人次",
        "领取签收表上的领取人，每种资料一人只算一个，按资料分列。",
        RECEIVED,
        Distinct("person"),
        by=("item",),
    ),
    Indicator(
        "L7.coverage", "资料人手一册", "%", "领到过资料的党员÷党员人数。", ISSUED, Ratio("L7.members", "L7.all_members")
    ),
    Indicator(
        "L7.members",
        "领到资料的党员",
        "人",
        "在领取签收表上或作为领取人领到过资料的党员。",
        Source("people", (*MEMBERS, _HAS_COPY)),
    ),
    Indicator("L7.all_members", "党员", "人", "人员名册中的党员，不含已离任或离开的。", Source("people", MEMBERS)),
    Indicator(
        "L7.without", "没有领到资料的党员", "人", "没有领取记录的党员。", Source("people", (*MEMBERS, Not(_HAS_COPY)))
    ),
    Indicator(
        "L8.films",
        "观看教育片",
        "部",
        "影片名称不同的教育片部数，书名号有无不算不同。",
        FILMS,
        Distinct("film_title", is_title=True),
    ),
    Indicator("L8.showings", "组织观影", "场", "观看影片的场次。", FILMS, Count("session_count")),
    Indicator("L9", "补学", "人次", "签到表上填了补学日期的人次。", MADE_UP),
    Indicator("L10.due", "学习计划应报", "个", "单位名册中列为报数单位的个数。", Source("organisations", REPORTING)),
    Indicator(
        "L10.submitted",
        "学习计划已报",
        "个",
        "报数单位中已有学习计划的个数；看一个活动或环节时，它开始以前就到期的计划不算，不看活动时截至日已到期的不算。",
        Source("organisations", (*REPORTING, Named(PLANS, "organisation"))),
    ),
    Indicator(
        "L10.missing",
        "学习计划未报",
        "个",
        "报数单位中没有上述学习计划的个数。",
        Source("organisations", (*REPORTING, Not(Named(PLANS, "organisation")))),
    ),
    Indicator(
        "L11.checked",
        "笔记心得检查",
        "份",
        "填了检查日、检查日不晚于截至日的笔记心得份数。",
        Source("study_outputs", (By("checked_on"), one_of("kind", "笔记", "心得"))),
    ),
    Indicator("L12", "班子成员授课", "次", "授课轮值表中已经授课的次数。", Source("lecturer_rota", (By("held_on"),))),
)
