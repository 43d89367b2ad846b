"""Columns and children that several ledgers share, written once: taken as they are, or with `dataclasses.replace`."""

from __future__ import annotations

from db.declare import COMMON, HISTORICAL, ChangedBy, Child, Column, Kind, Mask

TODAY = "今天"
DUTY = "责任"
HANDLING = "办理"
RESULT = "结果"
NOTICE = "公示"
CLOSE_OUT = "销号"

REMARK = COMMON[-1]
PLACE = next(column for column in COMMON if column.key == "place")
CAMPAIGN = next(column for column in COMMON if column.key == "campaign")


def main_date(key: str, label: str, *synonyms: str, width: float = 18, kind: Kind = Kind.FUZZY_DATE) -> Column:
    """The date a ledger is numbered and counted by; it may be known to the month only, and begins as today."""
    return Column(
        key, label, kind, complete=True, width=width, primary=True, in_table=True, default=TODAY, synonyms=synonyms
    )


def matter(
    key: str,
    label: str,
    *synonyms: str,
    width: float = 44,
    kind: Kind = Kind.LONG,
    changed_by: ChangedBy = ChangedBy.FORM,
) -> Column:
    """What a record is about: the column that a record cannot be saved without."""
    return Column(
        key,
        label,
        kind,
        complete=True,
        width=width,
        searchable=True,
        primary=True,
        in_table=True,
        changed_by=changed_by,
        synonyms=synonyms,
    )


def villager_name(key: str, label: str, *synonyms: str, width: float = 16) -> Column:
    """A private person's name as written on the day; public paper masks it."""
    return Column(key, label, width=width, searchable=True, mask=Mask.NAME, synonyms=synonyms, limit=100)


def phone(key: str = "phone", label: str = "联系电话", *synonyms: str) -> Column:
    """A telephone number: personal, masked in public."""
    return Column(key, label, sensitive=True, mask=Mask.PHONE, synonyms=(*synonyms, "电话", "手机"), limit=60)


def id_number(key: str = "id_number") -> Column:
    """An identity card number: optional, personal, masked in public."""
    return Column(
        key, "身份证号", sensitive=True, mask=Mask.ID_NUMBER, synonyms=("身份证号码", "公民身份号码"), limit=30
    )


def sex(key: str = "sex") -> Column:
    """Whether a person is a man or a woman."""
    return Column(key, "性别", Kind.CHOICE, choices=("男", "女"))


def choice(key: str, label: str, *choices: str, width: float = 0, complete: bool = True) -> Column:
    """A kind that sorts a ledger: among the first fields, in the table and on paper when it has a width."""
    return Column(key, label, Kind.CHOICE, complete=complete, choices=choices, width=width, primary=True, in_table=True)


def count(key: str, label: str, counter: str, *synonyms: str, width: float = 0, section: str = "基本情况") -> Column:
    """A count that adds up, in its counter; it may be a floor (100余)."""
    return Column(
        key, label, Kind.COUNT, width=width, counter=counter, totalled=True, section=section, synonyms=synonyms
    )


def money(key: str, label: str, *synonyms: str, width: float = 0, section: str = "基本情况") -> Column:
    """An amount that adds up, entered in yuan or 万元."""
    return Column(key, label, Kind.MONEY, width=width, totalled=True, section=section, synonyms=synonyms)


RESPONSIBLE_ORG = Column(
    "responsible_org",
    "责任单位",
    Kind.ORGANISATION,
    complete=True,
    width=18,
    searchable=True,
    primary=True,
    in_table=True,
    section=DUTY,
    synonyms=("承办单位", "责任部门", "承办部门"),
)
RESPONSIBLE_PERSON = Column(
    "responsible_person", "责任人", Kind.PERSON, complete=True, width=14, searchable=True, primary=True, section=DUTY
)
LEAD_LEADER = Column(
    "lead_leader",
    "责任领导",
    Kind.PERSON,
    complete=True,
    width=14,
    searchable=True,
    primary=True,
    section=DUTY,
    synonyms=("牵头领导", "分管领导"),
)
CO_ORGS = Column("co_orgs", "配合单位", searchable=True, section=DUTY, synonyms=("协办单位",))
DUE_ON = Column("due_on", "办理时限", Kind.DATE, width=18, primary=True, in_table=True, section=HANDLING)
DUE_ON_ROLLED = Column(
    "due_on_rolled",
    "顺延后时限",
    Kind.DATE,
    section=HANDLING,
    changed_by=ChangedBy.SYSTEM,
    help="时限遇休息日、节假日，顺延到其后第一个工作日",
)
SATISFACTION = Column(
    "satisfaction",
    "满意度",
    Kind.CHOICE,
    choices=("满意", "基本满意", "不满意", "未评价"),
    width=14,
    section=RESULT,
    synonyms=("群众满意度", "是否满意"),
)
RECORDER = Column("recorder", "记录人", Kind.PERSON, searchable=True, section="其他")
EVIDENCE = Column(
    "evidence",
    "佐证材料",
    searchable=True,
    section=RESULT,
    synonyms=("佐证", "证明材料"),
    help="纸质材料的卷号、页码；照片和扫描件放在附件里",
)
BACKFILLED = Column(
    HISTORICAL,
    "历史补录",
    Kind.FLAG,
    section="其他",
    changed_by=ChangedBy.ACTION,
    help="启用本台账之前已经办完、照纸质台账补录的，由“历史补录”导入时打上；统计时单列",
)
PROGRESS_TEXT = Column("progress_text", "办理情况", Kind.LONG, width=34, searchable=True, section=HANDLING)
IS_SUMMARY = Column(
    "is_summary",
    "单位汇总",
    Kind.FLAG,
    section="单位汇总",
    synonyms=("汇总数",),
    help="只报总数、没有逐次登记的单位，在这里打勾并填总数；逐次登记过的不要再报总数",
)
REPORT_ORG = Column(
    "report_org", "填报单位", Kind.ORGANISATION, searchable=True, section="单位汇总", synonyms=("报送单位",)
)

PROGRESS = Child(
    "progress",
    "进展",
    (
        Column("progress_on", "日期", Kind.DATE, default=TODAY),
        Column("text", "进展情况", Kind.LONG, searchable=True),
        Column("percent", "完成比例", Kind.NUMBER, counter="%"),
        Column("recorder", "登记人", Kind.PERSON),
    ),
    printed_in="progress_text",
)
PAUSES = Child(
    "pauses",
    "中止",
    (
        Column("paused_on", "中止日期", Kind.DATE, changed_by=ChangedBy.ACTION),
        Column("pause_reason", "中止原因", Kind.LONG, searchable=True, changed_by=ChangedBy.ACTION),
        Column("resumed_on", "恢复日期", Kind.DATE, changed_by=ChangedBy.ACTION),
        Column("approver", "批准人", Kind.PERSON, changed_by=ChangedBy.ACTION),
    ),
)
NOTICE_COLUMNS = (
    Column("notice_from", "公示开始", Kind.DATE, section=NOTICE, synonyms=("公示起", "公示日期", "公示起止")),
    Column("notice_to", "公示结束", Kind.DATE, section=NOTICE, synonyms=("公示止",)),
    Column("notice_place", "公示地点", searchable=True, section=NOTICE, synonyms=("公示方式",)),
    Column("objections", "公示异议", Kind.LONG, searchable=True, section=NOTICE, synonyms=("有无异议",)),
)
CLOSE_OUT_ASKS = (
    ("needs_signature", "销号要领导签字"),
    ("needs_publication", "销号要公示"),
    ("needs_satisfaction", "销号要满意度测评"),
)
"""What a campaign, or a single item, may ask for beside the five checks of the close-out."""
CAMPAIGN_ASKS = ("按办理规则", "要", "不要")
ITEM_ASKS = ("按活动", "要", "不要")
HANDOVERS = Child(
    "handovers",
    "包案交接",
    (
        Column("handed_on", "交接日期", Kind.DATE, default=TODAY),
        Column("from_leader", "原包案领导", Kind.PERSON),
        Column("to_leader", "新包案领导", Kind.PERSON),
        Column("reason", "原因", searchable=True),
    ),
)
PUBLIC_NOTICES = Child("public_notices", "公示记录", NOTICE_COLUMNS)


def measures(printed_in: str) -> Child:
    """Measures, each with its own due date and status, written in the parent's printed column."""
    return Child(
        "measures",
        "措施",
        (
            Column("text", "措施内容", Kind.LONG, searchable=True),
            Column("responsible_person", "责任人", Kind.PERSON),
            Column("due_on", "完成时限", Kind.DATE),
            Column(
                "status", "完成状态", Kind.CHOICE, choices=("未开始", "进行中", "已完成", "长期坚持"), default="未开始"
            ),
            Column("done_on", "完成日期", Kind.DATE),
        ),
        printed_in=printed_in,
    )


def span(
    label_from: str = "开始日期", label_to: str = "结束日期", *, width: float = 0, section: str = "基本情况"
) -> tuple[Column, Column]:
    """The first and the last day of something whose first day is not the date it is counted by."""
    return (
        Column(
            "started_on", label_from, Kind.FUZZY_DATE, width=width, section=section, synonyms=("起", "起始日期", "起止")
        ),
        ended_on(label_to, width=width, section=section),
    )


def ended_on(label: str = "结束日期", *, width: float = 0, section: str = "基本情况") -> Column:
    """The last day of something that has a duration."""
    return Column("ended_on", label, Kind.FUZZY_DATE, width=width, section=section, synonyms=("止", "终止日期"))


FOLLOW_UPS = Child(
    "follow_ups",
    "回访",
    (
        Column("followed_on", "回访日期", Kind.DATE, default=TODAY),
        Column("follower", "回访人", Kind.PERSON),
        Column("text", "回访情况", Kind.LONG, searchable=True),
    ),
)
RESPONDENTS = Child(
    "respondents",
    "对象构成",
    (
        Column("respondent_kind", "对象类别", searchable=True),
        Column("person_count", "人数", Kind.COUNT, counter="人", totalled=True),
    ),
)
CATEGORY = Column(
    "category",
    "类别",
    Kind.CHOICE,
    complete=True,
    choices=("政治", "思想", "作风", "纪律", "服务群众", "其他"),
    vocabulary="issue_categories",
    open_choice=True,
    width=14,
    primary=True,
    in_table=True,
    synonyms=("四风类别", "问题类别", "意见类别"),
)
PETITION_TOPIC = Column(
    "category",
    "问题细类",
    Kind.CHOICE,
    choices=("农村土地", "征地拆迁", "村务财务", "民生保障", "环境保护", "邻里纠纷", "劳动社保", "涉法涉诉", "其他"),
    vocabulary="petition_topics",
    open_choice=True,
)
