from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry

if TYPE_CHECKING:
    from db.declare import Ledger

# The lists of the office, as its own papers name the columns; ★ marks what a complete record has.
OFFICE_LISTS = {
    "petitions": (
        "登记日期★ 来访时间 信访形式★ 信访人姓名★ 性别 民族 身份证号"
        " 联系电话 住址 村(组) 人数 代表人数 是否初访 重复 集体 越级"
        " 问题类别★ 反映的主要问题★ 诉求 事实和理由 问题发生地"
        " 接待人★ 包案领导 责任单位★ 责任人 办理方式 受理日期 告知日期"
        " 办结时限★ 办理情况 办理结果★ 答复日期 送达日期 是否息访 满意度 备注"
    ),
    "reception_logs": (
        "日期★ 值班领导★ 来访批次 人次 来访人 反映问题 答复意见 当场办结 转办单位 办结情况 领导签字 记录人"
    ),
    "duty_rota": (
        "种类(接访/机关值班/村干部轮班)★ 日期★ 班次 带班领导★ 值班人 电话 代班 原因 职务 接访地点 形式 公示日期"
    ),
    "backlog_cases": (
        "案件名称★ 信访人 人数 问题类别 首次信访时间 基本案情★ 争议焦点"
        " 历次处理情况 积案原因 包案领导★ 职务 责任单位★ 责任人★"
        " 化解措施★ 稳控措施 稳控责任人 化解时限★ 进展 化解结果"
        " 化解日期 息访承诺 听证 救助金额 回访 销案审批人 备注"
    ),
    "rectifications": (
        "问题来源★ 问题描述★ 类别★ 层级 共性/个性 整改目标 整改措施★"
        " 牵头领导 责任领导★ 责任单位★ 配合单位 责任人★ 整改时限★"
        " 整改进展 整改状态★ 完成日期 成效 制度成果 群众满意度 佐证材料 销号情况★ 备注"
    ),
    "learning_sessions": (
        "期次 日期★ 起止时间 地点★ 学习形式★ 主题★ 主持人★ 主讲人"
        " 参加范围 应到 实到★ 请假 缺席 课时★ 学习内容摘要 心得体会"
        " 记录人 佐证"
    ),
    "opinions": (
        "日期★ 方式★ 场次 对象类别 姓名 联系方式 原始意见★ 梳理后意见"
        " 类别★ 主题 意见对象 承办单位★ 责任人 采纳情况★ 办理结果"
        " 办结日期 反馈日期★ 反馈方式 反馈人 满意度 转入整改编号 备注"
    ),
    "questionnaires": "问卷名称 发放数 回收数 有效数 无效原因 对象构成 回收率 有效率",
    "appraisals": (
        "评议活动 日期 对象 评议项目 参评人类别 发出票 收回票 有效票 无效票 好 较好 一般 差 弃权 好率 好+较好率"
    ),
    "visits": "走访时间 对象 走访人员 记录人 家庭基本情况 实际困难 诉求与建议 体会 后续计划",
    "household_links": (
        "联系干部★ 单位 职务 电话 村组★ 户主★ 人口 联系电话 家庭类型"
        " 结对日期 解除日期 原因 走访次数 最近走访 反映问题 办理情况"
        " 帮扶措施 资金物资 满意度"
    ),
    "card_issues": "日期 地点 张数",
    "consultations": "日期 方式 主题 地点 参会人员 主持人 记录人 反馈计划",
    "projects": (
        "项目名称★ 类别 建设内容及规模★ 建设地点★ 责任领导★ 责任单位★"
        " 责任人 施工单位 监理 计划投资★ 资金来源★ 到位资金 完成投资"
        " 支付 开工日期 计划竣工★ 实际竣工 形象进度 受益村 受益户"
        " 受益人 验收日期 验收结论 公示 满意度 当前问题 需协调 状态★"
    ),
    "study_plans": "单位★ 名称★ 起★ 止★ 规则(周几/次/课时)★ 审定人 报送日期",
    "study_outputs": "人★ 种类(笔记/心得/调研文章/发言)★ 题目 交稿日 字数 检查人 检查日 评价",
    "material_issues": "资料★ 种类 数量★ 单位 领取人/支部★ 日期★ 签收",
    "research_reports": "题目★ 作者★ 职务 调研点 起 止 手写 字数 问题数 建议数 转化去向",
    "zero_reports": "敏感期★ 单位★ 日期★ 起★ 人次★ 报告人 报告时间 确认",
    "debts": ("债权人★ 欠款单位★ 事由★ 凭证号 形成年份★ 本金★ 查实人 偿还日 偿还额 资金来源 领款人签收 余额"),
    "welfare_cases": ("户★ 种类(低保/五保/危房/临时救助)★ 申请日★ 入户核查 民主评议 公示 审批 标准 起 止 原因"),
    "pair_links": "甲★ 单位 乙★ 村组 起★ 止 原因 帮扶内容 成效",
    "contact_points": "领导/部门★ 职级 联系点★ 类型(村/社区/企业/后进)★ 起 止 到点次数",
    "demands": "日期★ 诉求人 户 内容★ 合理性★ 承办★ 时限 结果 解决日 答复 满意度",
    "aid_records": "日期★ 户★ 慰问人★ 款额★ 物资 来源 签收 服务时数",
    "agency_services": "日期★ 窗口★ 申请人★ 事项★ 材料 承诺办结日★ 办结日 评价",
    "publicity": "日期★ 媒介★ 题目★ 期号 受众人次 稿件",
    "commitments": "承诺人★ 岗位 内容★ 公示起 公示止 兑现时限★ 兑现情况 评议人数 结果",
    "special_actions": "名称★ 牵头领导★ 牵头单位★ 成员单位 起 止 依据 任务 关联 结果",
    "institutions": "名称★ 种类(新建/修订/废止)★ 文号 审议会议 印发日 生效日 责任单位 执行检查",
    "inspections": "日期★ 组★ 对象★ 方式 检查处/本数 发现问题 现场整改 转入编号 回访",
    "checklists": "标准★ 对象★ 项目★ 结果(已/部分/未)★ 佐证 核查人 日期★",
    "self_examinations": (
        "种类(谈心谈话/对照检查材料/民主生活会/组织生活会/述职)★"
        " 日期★ 人★ 对象 主持 稿次 审阅意见 结果 批评意见 转入编号"
    ),
    "teams": "名称★ 种类★ 成立文号 组长★ 副组长 成员 负责单位",
    "documents": ("收/发★ 文号★ 来文/主送单位★ 题名★ 密级(公开/内部) 份数 收发日期★ 拟办 批示 承办 时限 办结 归档号"),
    "meetings": "种类★ 时间★ 地点★ 主持★ 应到 实到 请假 议题★ 议定事项 记录人",
    "unit_reports": "单位★ 指标★ 截至日★ 数值★ 约数 报告人 登记人",
}

CASES = [(ledger, word) for ledger, words in OFFICE_LISTS.items() for word in words.split()]
CHOICES = re.compile(r"(?<=.)\(([^()]+/[^()]+)\)")


@pytest.mark.parametrize(("ledger", "word"), CASES)
def test_a_column_of_the_office_list_is_declared_with_its_star_and_choices(ledger: str, word: str) -> None:
    declared = registry.find(ledger)
    label = CHOICES.sub("", word.removesuffix("★"))
    column = declared.find(label)
    assert column is not None
    if word.endswith("★"):
        assert column.complete
    choices = CHOICES.search(word)
    if choices and column.choices:
        assert set(choices[1].split("/")) <= set(column.choices)


SAID_BY_ONE_SIGN = {"户", "人", "好", "差"}
"""What one sign says by itself; 甲, 乙, 起 and 止 stand for something only on the sheet they are printed on."""


@pytest.mark.parametrize("ledger", registry.LEDGERS + registry.BASE, ids=lambda ledger: ledger.name)
def test_a_label_is_understood_by_itself(ledger: Ledger) -> None:
    columns = [*ledger.columns, *(column for child in ledger.children for column in child.columns)]
    labels = {column.label for column in columns}
    assert not {label for label in labels if len(label) == 1} - SAID_BY_ONE_SIGN
    assert "原因" not in {column.label for column in ledger.columns}


def test_every_ledger_has_its_office_list() -> None:
    assert set(OFFICE_LISTS) == {ledger.name for ledger in registry.LEDGERS}


@pytest.mark.parametrize("ledger", registry.LEDGERS, ids=lambda ledger: ledger.name)
def test_every_ledger_has_the_columns_common_to_all(ledger: Ledger) -> None:
    for key in (
        "campaign",
        "place",
        "source_number",
        "upper_number",
        "follow_up_on",
        "follow_up_note",
        "starred",
        "remark",
    ):
        assert ledger.column(key)


@pytest.mark.parametrize(
    ("ledger", "child", "keys"),
    [
        ("rectifications", "measures", {"text", "due_on", "status", "done_on"}),
        ("rectifications", "progress", {"progress_on", "text", "percent"}),
        ("rectifications", "close_out_rounds", {"round_no", "applied_on", "checked_on", "signed_on", "round_reason"}),
        ("learning_sessions", "attendance", {"person", "state", "makeup_on", "makeup_method"}),
        ("learning_sessions", "speeches", {"person", "text"}),
        ("study_plans", "rules", {"cycle", "weekday", "times", "class_hours"}),
        ("material_issues", "receipts", {"person", "quantity", "is_signed"}),
        ("questionnaires", "options", {"question", "option", "chosen", "answered"}),
        ("appraisals", "ballots", {"item", "assessor_group", "issued", "valid", "good", "poor", "abstained"}),
        ("petitions", "petition_visits", {"visited_on", "visitor_count", "visit_level"}),
        ("petitions", "visitors", {"visitor_name", "is_representative"}),
        ("petitions", "reviews", {"review_level", "asked_on", "has_hearing", "due_on"}),
        ("petitions", "supervision_orders", {"order_no", "ordered_on", "order_method"}),
        ("projects", "sub_projects", {"name", "place", "content"}),
        ("projects", "places", {"place"}),
        ("projects", "quantities", {"planned", "done", "place"}),
        ("projects", "milestones", {"step", "reached_on"}),
        (
            "projects",
            "fundings",
            {"source", "purpose", "planned", "received", "received_on", "spent", "rate", "unit_count", "year_count"},
        ),
        ("visits", "results", {"place", "household", "state", "person_times"}),
        ("household_links", "outcomes", {"outcome_on", "income_before", "income_after", "skills", "movement"}),
        ("backlog_cases", "handovers", {"from_leader", "to_leader", "handed_on"}),
        ("self_examinations", "drafts", {"draft_no", "reviewer", "opinion", "result"}),
        ("self_examinations", "criticisms", {"critic", "criticised", "text", "rectification_no"}),
        ("teams", "members", {"person", "role", "organisation", "phone", "started_on", "ended_on"}),
        ("teams", "reports", {"reported_on", "text"}),
        ("meetings", "agenda", {"topic"}),
        ("meetings", "resolutions", {"text", "responsible_person", "due_on"}),
        ("inspections", "findings", {"text", "handling", "rectification_no"}),
        ("places", "aliases", {"alias", "alias_kind"}),
        ("campaigns", "stages", {"name", "started_on", "ended_on"}),
    ],
)
def test_rows_of_a_record_have_their_columns(ledger: str, child: str, keys: set[str]) -> None:
    assert keys <= {column.key for column in registry.find(ledger).child(child).columns}


@pytest.mark.parametrize(
    ("ledger", "key", "words"),
    [
        ("petitions", "visit_level", ("村", "镇", "县", "市", "省", "京")),
        ("petitions", "petition_category", ("建议意见", "检举控告", "申诉求决")),
        ("opinions", "adoption", ("采纳", "部分采纳", "留作参考", "不采纳", "解释说明")),
        ("rectifications", "due_kind", ("立行立改", "限期", "长期坚持")),
        ("projects", "status", ("正常", "滞后", "停工", "完成")),
        ("places", "kind", ("镇", "村", "组", "社区", "企业", "网格", "其他")),
        ("documents", "secrecy", ("公开", "内部")),
        ("inspections", "method", ("实地查看", "查阅资料", "随机抽查", "明察暗访", "电话抽查", "座谈")),
    ],
)
def test_choices_are_the_words_of_the_office(ledger: str, key: str, words: tuple[str, ...]) -> None:
    assert registry.find(ledger).column(key).choices == words
