"""信访事项: the register of petitions with the dates its statutory clocks run from."""

from __future__ import annotations

from dataclasses import replace

from app.ledgers import common
from app.ledgers.computed import paused
from app.rules.flows import PETITION
from db.declare import ChangedBy, Child, Column, Deadline, Flow, Kind, Ledger, Mask

BASIC = "基本情况"
PETITIONER = "信访人"
ACCEPTANCE = "受理告知"
REPLY = "答复送达"
REVIEW = "复查复核"

FLOW = Flow(states=PETITION.states, initial=PETITION.initial, finished=PETITION.locked)

STOPPED = ("forwarded", "returned_to_upper", "not_accepted", "closed", "archived")
LEVELS = ("村", "镇", "县", "市", "省", "京")
CHANNELS = ("来访", "来信", "来电", "网上", "上级转送", "交办", "领导批示", "下访", "12345转办")
CHANNELS_ALSO_SAID = (
    ("走访", "来访"), ("上访", "来访"), ("来人", "来访"), ("来人来访", "来访"), ("书信", "来信"), ("写信", "来信"),
    ("电话", "来电"), ("来电话", "来电"), ("网络", "网上"), ("网上信访", "网上"), ("上级交办", "交办"),
    ("12345", "12345转办"), ("12345热线", "12345转办"),
)  # fmt: skip
ROUTES = ("自办", "转送", "交办", "转政法", "转纪检", "报请")
OUTCOMES = ("已解决", "部分解决", "解释疏导", "不予支持", "息诉罢访", "案结事了", "转法定途径")


def _step(
    key: str, label: str, kind: Kind = Kind.DATE, section: str = ACCEPTANCE, choices: tuple[str, ...] = ()
) -> Column:
    return Column(
        key,
        label,
        kind,
        choices=choices,
        section=section,
        searchable=kind in (Kind.TEXT, Kind.LONG),
        changed_by=ChangedBy.ACTION,
    )


_WHO = (
    replace(
        common.villager_name("petitioner_name", "信访人姓名", "姓名", "信访人", "来访人", "来访人姓名", width=14),
        complete=True,
        primary=True,
        in_table=True,
        section=PETITIONER,
        excused_by=("is_anonymous",),
    ),
    Column("is_anonymous", "匿名", Kind.FLAG, section=PETITIONER),
    Column(
        "petitioner_kind",
        "信访人类型",
        Kind.CHOICE,
        choices=("公民", "法人", "其他组织"),
        default="公民",
        section=PETITIONER,
    ),
    replace(common.sex("petitioner_sex"), section=PETITIONER),
    Column("petitioner_age", "年龄", Kind.COUNT, counter="岁", section=PETITIONER),
    Column("petitioner_ethnicity", "民族", section=PETITIONER, limit=20),
    replace(common.id_number("petitioner_id_number"), section=PETITIONER),
    replace(common.phone("petitioner_phone", "联系电话", "联系方式"), section=PETITIONER, primary=True),
    Column(
        "address",
        "住址",
        searchable=True,
        section=PETITIONER,
        mask=Mask.ADDRESS,
        synonyms=("住址/单位", "单位和住址", "住址单位"),
    ),
    replace(common.PLACE, width=13, primary=True, section=PETITIONER),
    Column("visitor_count", "人数", Kind.COUNT, counter="人", totalled=True, width=9, section=PETITIONER, default="1"),
    Column("representative_count", "代表人数", Kind.COUNT, counter="人", section=PETITIONER),
    Column("is_repeat", "重复访", Kind.FLAG, section=PETITIONER, synonyms=("重复", "重复信访")),
    Column("is_first", "初访", Kind.FLAG, section=PETITIONER, synonyms=("是否初访",)),
    Column("is_collective", "集体访", Kind.FLAG, section=PETITIONER, synonyms=("集体",)),
    Column("is_skip_level", "越级访", Kind.FLAG, section=PETITIONER, synonyms=("越级",)),
    Column("visit_level", "到访层级", Kind.CHOICE, choices=LEVELS, default="镇", section=PETITIONER),
    Column("duplicate_of", "重复件编号", searchable=True, section=PETITIONER, synonyms=("初件编号",)),
)

_WHAT = (
    Column(
        "petition_category",
        "问题类别",
        Kind.CHOICE,
        complete=True,
        choices=("建议意见", "检举控告", "申诉求决"),
        primary=True,
        width=12,
        synonyms=("信访类别", "类别"),
    ),
    common.PETITION_TOPIC,
    common.matter("summary", "反映的主要问题", "反映问题", "主要问题", "事由", "信访内容", width=31),
    Column("verbatim_text", "信访人原话", Kind.LONG, searchable=True, changed_by=ChangedBy.ONCE),
    Column("claim", "诉求", Kind.LONG, searchable=True),
    Column("facts", "事实和理由", Kind.LONG, searchable=True),
    Column("event_place", "问题发生地", Kind.PLACE, searchable=True),
    Column("accused_org", "被反映单位", Kind.ORGANISATION, help="检举控告和反映单位的事项，不能转给被反映的单位"),
    Column("has_new_facts", "有新事实", Kind.FLAG, help="三级终结以后再来，有新的事实和理由的"),
    Column("is_urgent", "重大紧急", Kind.FLAG),
    Column("reported_to", "报告对象", searchable=True),
    Column("reported_on", "报告日期", Kind.DATE),
    Column("reported_at", "报告时刻", Kind.TIME),
    Column("misconduct", "行为事实", Kind.LONG, searchable=True, help="只写发生了什么，不下结论"),
)

_DUTY = (
    Column(
        "receiver",
        "接待人",
        Kind.PERSON,
        complete=True,
        width=14,
        searchable=True,
        primary=True,
        carry=True,
        section=common.DUTY,
        synonyms=("接访人", "接待人姓名"),
    ),
    Column("first_receiver", "首办责任人", Kind.PERSON, searchable=True, section=common.DUTY),
    Column("case_owner_leader", "包案领导", Kind.PERSON, searchable=True, section=common.DUTY),
    replace(common.RESPONSIBLE_ORG, width=16),
    Column("lead_org", "牵头单位", Kind.ORGANISATION, searchable=True, section=common.DUTY),
    common.CO_ORGS,
    replace(common.RESPONSIBLE_PERSON, complete=False, width=0, primary=False),
    Column("recusal", "回避情况", searchable=True, section=common.DUTY),
    Column(
        "route",
        "办理方式",
        Kind.CHOICE,
        choices=ROUTES,
        primary=True,
        section=common.DUTY,
    ),
)

_ACCEPTANCE = (
    Column("received_from_upper_on", "收到转办日期", Kind.DATE, section=ACCEPTANCE),
    Column("upper_org", "转办机关", Kind.ORGANISATION, searchable=True, section=ACCEPTANCE),
    Column("upper_document_no", "转办文号", searchable=True, section=ACCEPTANCE),
    Column("order_date", "工单日期", Kind.DATE, section=ACCEPTANCE, help="12345等热线工单派下来的日期"),
    Column(
        "order_days",
        "工单期限",
        Kind.COUNT,
        counter="个工作日",
        section=ACCEPTANCE,
        help="工单上写的是几个工作日的，填在这里，办结时限由程序推算；写明日期的，直接填办结时限",
    ),
    _step("forwarded_on", "转送日期"),
    _step("forwarded_to", "转送去向", Kind.ORGANISATION),
    _step("returned_to_upper_on", "退回上级日期"),
    _step("return_reason", "退回理由", Kind.LONG),
    _step("is_return_consented", "转办机关同意退回", Kind.FLAG),
    replace(_step("accepted_on", "受理日期"), synonyms=("受理时间",)),
    _step("declined_on", "不予受理日期"),
    _step(
        "declined_reason",
        "不予受理理由",
        Kind.CHOICE,
        choices=("已由其他机关受理", "已复核终结", "应走法定途径", "不属本机关职权"),
    ),
    Column("notified_on", "告知日期", Kind.DATE, section=ACCEPTANCE, synonyms=("告知时间",)),
    Column(
        "notice_kind",
        "告知内容",
        Kind.CHOICE,
        choices=("受理告知", "转送告知", "不予受理告知", "途径告知"),
        section=ACCEPTANCE,
    ),
    Column("is_on_the_spot", "当场告知", Kind.FLAG, section=ACCEPTANCE),
    Column(
        "notice_exempt_reason", "免予告知原因", section=ACCEPTANCE, searchable=True, help="姓名、住址不清的可不告知"
    ),
    Column(
        "statutory_route",
        "法定途径",
        Kind.CHOICE,
        choices=("诉讼复议", "仲裁", "党员申诉", "行政复议裁决", "查处违法", "信访处理"),
        section=ACCEPTANCE,
        help="申诉求决类按六条途径分流；走信访处理的才有六十日办理期限",
    ),
    Column(
        "rule_set", "适用条例", Kind.CHOICE, choices=("2005", "2022"), section=ACCEPTANCE, help="不填的按收到日期认定"
    ),
)

_HANDLING = (
    replace(common.DUE_ON, label="办结时限", complete=True, width=17, synonyms=("办理时限", "时限", "限办日期")),
    common.DUE_ON_ROLLED,
    _step("extended_on", "延期批准日期", section=common.HANDLING),
    replace(_step("extension_days", "延期天数", Kind.COUNT, common.HANDLING), counter="日"),
    _step("extended_due_on", "延期后时限", section=common.HANDLING),
    _step("extension_approver", "延期批准人", Kind.PERSON, section=common.HANDLING),
    _step("extension_reason", "延期理由", Kind.LONG, section=common.HANDLING),
    _step("extension_notified_on", "延期告知日期", section=common.HANDLING),
    Column("is_paused", "挂账中", Kind.FLAG, section=common.HANDLING, changed_by=ChangedBy.SYSTEM, computed=paused),
    replace(common.PROGRESS_TEXT, width=0),
    Column(
        "result",
        "办理结果",
        Kind.LONG,
        complete=True,
        width=24,
        searchable=True,
        section=common.HANDLING,
        synonyms=("处理结果", "处理意见", "结果", "办理情况/结果"),
    ),
    Column(
        "disposition",
        "三到位一处理",
        Kind.CHOICE,
        section=common.HANDLING,
        choices=("解决问题到位", "思想教育到位", "帮扶救助到位", "依法处理"),
    ),
    Column(
        "suggestion_adoption", "建议采纳", Kind.CHOICE, choices=("采纳", "部分采纳", "不采纳"), section=common.HANDLING
    ),
    Column("mediation", "调解和解", Kind.CHOICE, choices=("无", "调解协议", "和解协议"), section=common.HANDLING),
    Column("aid_text", "帮扶救助", Kind.LONG, searchable=True, section=common.HANDLING),
)

_REPLY = (
    _step("replied_on", "答复日期", section=REPLY),
    _step("decision", "处理意见类型", Kind.CHOICE, REPLY, ("支持", "解释说明", "不予支持")),
    _step("reply_document_no", "处理意见书文号", Kind.TEXT, REPLY),
    _step("reply_served_on", "送达日期", section=REPLY),
    _step("service_method", "送达方式", Kind.CHOICE, REPLY, ("当面", "邮寄", "留置", "公告", "短信")),
)

_REVIEW = (
    _step("review_received_on", "复查申请收到日期", section=REVIEW),
    _step("review_replied_on", "复查答复日期", section=REVIEW),
    _step("review_served_on", "复查意见送达日期", section=REVIEW),
    _step("recheck_received_on", "复核申请收到日期", section=REVIEW),
    _step("recheck_replied_on", "复核答复日期", section=REVIEW),
    _step("recheck_served_on", "复核意见送达日期", section=REVIEW),
    replace(_step("hearing_days", "听证天数", Kind.COUNT, REVIEW), counter="天"),
    _step("is_final", "三级终结", Kind.FLAG, REVIEW),
)

_RESULT = (
    Column(
        "status",
        "办理状态",
        Kind.CHOICE,
        choices=tuple(state for state, _ in FLOW.states),
        width=13,
        in_table=True,
        section=common.RESULT,
        changed_by=ChangedBy.ACTION,
        synonyms=("状态",),
    ),
    Column("outcome", "处理结局", Kind.CHOICE, choices=OUTCOMES, section=common.RESULT, synonyms=("化解结果",)),
    Column("is_settled", "是否息访", Kind.FLAG, section=common.RESULT, synonyms=("息诉罢访", "息访")),
    replace(common.SATISFACTION, width=0),
    replace(_step("finished_on", "办结日期", section=common.RESULT), width=17, synonyms=("办结时间",)),
    _step("archived_on", "归档日期", section=common.RESULT),
    _step("archive_code", "档号", Kind.TEXT, common.RESULT),
    _step("reopened_on", "重新办理日期", section=common.RESULT),
    _step("reopen_reason", "重新办理原因", Kind.LONG, common.RESULT),
    Column("official_system_no", "信访系统编号", searchable=True, section="其他"),
    Column("entered_on", "录入系统日期", Kind.DATE, section="其他"),
    common.BACKFILLED,
)

VISITS = Child(
    "petition_visits",
    "来访批次",
    (
        Column("visited_on", "来访日期", Kind.DATE, default=common.TODAY),
        Column("visitor_count", "人数", Kind.COUNT, counter="人", totalled=True),
        Column("visit_level", "到访层级", Kind.CHOICE, choices=LEVELS, default="镇"),
        Column("visited_org", "到访地点", searchable=True),
        Column("is_collective", "集体访", Kind.FLAG),
        Column("receiver", "接待人", Kind.PERSON),
        Column("text", "情况", Kind.LONG, searchable=True),
    ),
)

VISITORS = Child(
    "visitors",
    "同访人",
    (
        common.villager_name("visitor_name", "姓名"),
        Column("is_representative", "代表", Kind.FLAG),
        common.phone(),
        common.id_number(),
        Column("address", "住址", mask=Mask.ADDRESS),
    ),
)

REVIEWS = Child(
    "reviews",
    "复查复核情况",
    (
        Column("review_level", "级别", Kind.CHOICE, choices=("复查", "复核")),
        Column("asked_on", "申请日期", Kind.DATE),
        Column("is_accepted", "是否受理", Kind.FLAG),
        Column("claim", "申请事项", Kind.LONG, searchable=True),
        Column("reasons", "事实和理由", Kind.LONG, searchable=True),
        Column("review_org", "复查复核机关", Kind.ORGANISATION),
        Column("lead_leader", "牵头领导", Kind.PERSON),
        Column("has_hearing", "是否听证", Kind.FLAG),
        Column("due_on", "到期日期", Kind.DATE),
        Column("opinion", "复查复核意见", Kind.LONG, searchable=True),
        Column("replied_on", "答复日期", Kind.DATE),
    ),
)

SUPERVISIONS = Child(
    "supervision_orders",
    "督办",
    (
        Column("order_no", "督办单号", searchable=True),
        Column("ordered_on", "督办日期", Kind.DATE, default=common.TODAY),
        Column("order_method", "督办形式", Kind.CHOICE, choices=("书面", "电话", "实地", "会议"), open_choice=True),
        Column("participants", "参加人员", names_people=True),
        Column("place_text", "地点"),
        Column("met_with", "见面对象", names_people=True),
        Column("text", "督办情况", Kind.LONG, searchable=True),
        Column("due_on", "督办时限", Kind.DATE),
        Column("answered_on", "反馈日期", Kind.DATE),
    ),
)

TRANSFERS = Child(
    "transfers",
    "转交办",
    (
        Column("transferred_on", "转交办时间", Kind.DATE),
        Column("destination", "去向", Kind.ORGANISATION),
        Column("method", "办理方式", Kind.CHOICE, choices=("转送", "交办", "转政法", "转纪检", "报请")),
        Column("due_on", "指定期限", Kind.DATE),
        Column("receipt_state", "接收状态", Kind.CHOICE, choices=("待接收", "已接收", "已退回")),
        Column("received_on", "接收时间", Kind.DATE),
    ),
)

ENDINGS = Child(
    "endings",
    "以前的办结",
    (
        _step("finished_on", "办结日期", section=common.RESULT),
        _step("due_on_rolled", "当时的时限", section=common.RESULT),
        _step("outcome", "处理结局", Kind.TEXT, common.RESULT),
        _step("is_settled", "是否息访", Kind.FLAG, common.RESULT),
        _step("ended_on", "重新办理日期", section=common.RESULT),
        _step("reason", "重新办理原因", Kind.LONG, common.RESULT),
    ),
)
"""How a petition ended before it was taken up again: the figures of an earlier day still count it as finished."""

LEDGER = Ledger(
    name="petitions",
    label="信访事项",
    retention="30年",
    tab="petitions",
    prefix="信访",
    matter="summary",
    main_date="received_on",
    needs=("petitioner_name", "is_anonymous"),
    restricted_when=("petition_category", "检举控告"),
    title="信访台账",
    intro="登记每一件来访来信来电，受理、告知、办理、答复、复查复核各有期限，到期前提醒。",
    deadline=Deadline(stopped=STOPPED, paused="is_paused"),
    flow=FLOW,
    by_place=True,
    columns=(
        common.main_date(
            "received_on", "来访时间", "收到日期", "来访日期", "信访日期", "日期", "时间", width=17, kind=Kind.DATE
        ),
        Column("received_at", "来访时刻", Kind.TIME),
        Column("registered_on", "登记日期", Kind.DATE, complete=True, default=common.TODAY, synonyms=("登记时间",)),
        Column(
            "channel",
            "信访形式",
            Kind.CHOICE,
            complete=True,
            choices=CHANNELS,
            open_choice=True,
            also_said=CHANNELS_ALSO_SAID,
            width=12,
            primary=True,
            in_table=True,
            default="来访",
            synonyms=("形式", "来源", "信访方式"),
        ),
        *_WHO,
        *_WHAT,
        *_DUTY,
        *_ACCEPTANCE,
        *_HANDLING,
        *_REPLY,
        *_REVIEW,
        *_RESULT,
        replace(common.REMARK, width=9),
    ),
    children=(
        VISITS,
        VISITORS,
        TRANSFERS,
        common.PROGRESS,
        REVIEWS,
        SUPERVISIONS,
        common.PAUSES,
        common.HANDOVERS,
        common.FOLLOW_UPS,
        ENDINGS,
    ),
)
