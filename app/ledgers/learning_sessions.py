"""学习活动: one row a session, with class hours, roster, make-ups and what was studied."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.computed import rows_else_typed, typed_else_rows
from db.declare import Child, Column, Kind, Ledger

FORMS = (
    "集中学习",
    "中心组学习",
    "专题党课",
    "专题辅导",
    "报告会",
    "座谈交流",
    "观看影片",
    "现场观摩",
    "参观学习",
    "自学",
    "远程教育",
    "轮训",
    "测试",
)

ALSO_SAID = (
    ("党课", "专题党课"), ("上党课", "专题党课"), ("讲党课", "专题党课"),
    ("集体学习", "集中学习"),
    ("中心组", "中心组学习"), ("理论中心组学习", "中心组学习"), ("党委中心组学习", "中心组学习"),
    ("辅导", "专题辅导"), ("专题辅导报告", "专题辅导"),
    ("观影", "观看影片"), ("看电影", "观看影片"), ("看电教片", "观看影片"), ("观看电教片", "观看影片"),
    ("观看教育片", "观看影片"), ("收看教育片", "观看影片"), ("观看专题片", "观看影片"),
    ("座谈", "座谈交流"), ("观摩", "现场观摩"), ("参观", "参观学习"), ("远教", "远程教育"),
)  # fmt: skip

ATTENDANCE = Child(
    "attendance",
    "签到",
    (
        Column("person", "姓名", Kind.PERSON, searchable=True),
        Column("organisation", "单位", Kind.ORGANISATION),
        Column("state", "到会情况", Kind.CHOICE, choices=("到", "请假", "缺席"), default="到"),
        Column("reason", "请假原因"),
        Column("makeup_on", "补学日期", Kind.DATE),
        Column(
            "makeup_method", "补学方式", Kind.CHOICE, choices=("自学", "补课", "送学上门", "观看录像"), open_choice=True
        ),
    ),
)

SPEECHES = Child(
    "speeches",
    "讨论发言",
    (
        Column("person", "发言人", Kind.PERSON, searchable=True),
        Column("title", "发言题目", searchable=True),
        Column("text", "发言摘要", Kind.LONG, searchable=True),
    ),
    printed_in="content",
)

MATERIALS = Child(
    "materials",
    "学习材料",
    (Column("title", "材料名称", searchable=True), Column("pages", "页码章节")),
    printed_in="topic",
)

LEDGER = Ledger(
    name="learning_sessions",
    label="学习活动",
    tab="learning",
    prefix="学习",
    matter="topic",
    main_date="held_on",
    title="学习活动台账",
    intro="登记每一次学习：什么时候、在哪里、谁主持、学了什么、谁到了、谁补了课。",
    columns=(
        replace(common.main_date("held_on", "日期", "学习日期", "学习时间", "时间"), until="ended_on"),
        Column("ended_on", "结束日期", Kind.DATE, help="连学几天的填最后一天"),
        Column("start_at", "开始时间", Kind.TIME, synonyms=("起止时间",)),
        Column("end_at", "结束时间", Kind.TIME),
        Column("session_no", "期次"),
        replace(
            common.choice("form", "学习形式", *FORMS, width=18),
            vocabulary="learning_forms",
            open_choice=True,
            also_said=ALSO_SAID,
            default="集中学习",
            synonyms=("形式",),
        ),
        common.matter("topic", "主题", "学习主题", "学习内容", "学习题目", width=34),
        Column("content", "学习内容摘要", Kind.LONG, width=34, searchable=True, primary=True, synonyms=("内容摘要",)),
        Column("film_title", "影片名称", searchable=True, help="观看影片时填；同一部片放几场只算一部"),
        Column(
            "venue",
            "地点",
            complete=True,
            width=18,
            searchable=True,
            primary=True,
            in_table=True,
            carry=True,
            synonyms=("学习地点",),
        ),
        Column("host", "主持人", Kind.PERSON, complete=True, width=14, searchable=True, primary=True, carry=True),
        Column("lecturer", "主讲人", Kind.PERSON, width=14, searchable=True, primary=True),
        Column("lecturer_org", "主讲人单位", Kind.ORGANISATION, searchable=True),
        Column("lecturer_rank", "主讲人职级", synonyms=("主讲人职务",)),
        Column("organisation", "组织单位", Kind.ORGANISATION, searchable=True, carry=True),
        Column("audience", "参加范围", width=0, searchable=True, primary=True, carry=True, synonyms=("参加人员",)),
        Column(
            "class_hours",
            "课时",
            Kind.NUMBER,
            complete=True,
            width=12,
            primary=True,
            in_table=True,
            counter="课时",
            totalled=True,
            synonyms=("学时",),
            help="半天4课时，全天8课时，可记半个课时",
        ),
        replace(
            common.count("expected", "应到", "人", "应到人数", width=11, section="到会"),
            primary=True,
            computed=typed_else_rows("attendance", "expected"),
        ),
        replace(
            common.count("attended", "实到", "人", "实到人数", "参学人次", width=11, section="到会"),
            complete=True,
            primary=True,
            in_table=True,
            computed=rows_else_typed("attendance", "attended", state=("state", "到")),
            help="填了签到名单的，按名单里的人数算",
        ),
        replace(
            common.count("on_leave", "请假", "人", "请假人数", width=11, section="到会"),
            computed=rows_else_typed("attendance", "on_leave", state=("state", "请假")),
        ),
        replace(
            common.count("absent", "缺席", "人", "缺席人数", width=11, section="到会"),
            computed=rows_else_typed("attendance", "absent", state=("state", "缺席")),
        ),
        common.count("essay_count", "心得体会", "篇", "心得篇数", section="其他"),
        common.RECORDER,
        replace(common.EVIDENCE, section="其他"),
        common.IS_SUMMARY,
        common.REPORT_ORG,
        common.count("session_count", "场次", "次", "次数", section="单位汇总"),
        replace(common.REMARK, width=12),
    ),
    children=(ATTENDANCE, SPEECHES, MATERIALS),
)
