"""联户走访: household links, pairs, visits, cards, demands, aid, publicity, commitments and agency service."""

from __future__ import annotations

from app.figures.model import (
    AllOf,
    AnyOf,
    Balance,
    By,
    Condition,
    Distinct,
    Indicator,
    InTime,
    Net,
    Not,
    NotBy,
    Ratio,
    Source,
    Sum,
    Until,
    empty,
    filled,
    one_of,
    ticked,
)
from db.ask import Filter

CARD = "联系卡"


def _links(*where: Condition) -> Source:
    return Source("household_links", (NotBy("ended_on"), *where))


def _moved(*words: str) -> Source:
    where = (one_of("movement", *words), Until("outcome_on"))
    return Source("household_links", child="outcomes", child_where=where)


LINKS = _links()
PAIRS = Source("pair_links", (NotBy("ended_on"),))
IN, OUT = "新纳入", "退出"
MET = By("first_met_on")
REASONABLE = Not(Filter("reasonableness", value="不合理"))
DEMANDS = Source("demands")
SOLVED = AllOf((Filter("status", value="已解决"), Until("solved_on")))
VISITS = Source("visits")
PROMISES = Source("commitments")
AID = Source("aid_records")
HAD_AID = Source("aid_records", (AnyOf((filled("amount"), filled("goods"))),))
SERVICES = Source("agency_services")
SERVED = Source("agency_services", (By("finished_on"),))
_PROMISED_BY = ("due_on_rolled", "due_on")
PROMISED = (By("finished_on"), AnyOf(tuple(map(filled, _PROMISED_BY))))
"""Without a promised day a service is neither in time nor late."""
BEFORE, AFTER = "income_before", "income_after"
COMPARED = Source("household_links", child="outcomes", child_where=(filled(BEFORE), filled(AFTER), Until("outcome_on")))
"""An income without the other of the same row is of another population: it changes nothing."""

INDICATORS: tuple[Indicator, ...] = (
    Indicator("H1", "党员结对", "对", "截至日没有解除的党员结对。", PAIRS),
    Indicator(
        "H1.givers", "结对帮扶党员", "名", "截至日有结对的帮扶党员，一人只算一个。", PAIRS, Distinct("first_party")
    ),
    Indicator(
        "H1.takers", "受帮扶党员", "名", "截至日有结对的受帮扶党员，一人只算一个。", PAIRS, Distinct("second_party")
    ),
    Indicator("H2.cadres", "联户干部", "名", "截至日有联系户的干部，一人只算一个。", LINKS, Distinct("cadre")),
    Indicator("H2.households", "联系户", "户", "截至日有干部联系的户，一户只算一个。", LINKS, Distinct("household")),
    Indicator("H2.links", "联户关系", "个", "截至日没有解除的联户，一名干部联系一户算一个。", LINKS),
    Indicator(
        "H2.teams", "联户小组", "个", "截至日没有解除的联户中填写的联户小组，一组只算一个。", LINKS, Distinct("team")
    ),
    Indicator("H2.met", "已入户见面", "个", "截至日没有解除、首次见面不晚于截至日的联户。", _links(MET)),
    Indicator(
        "H2.unmet", "未入户见面", "个", "截至日没有解除、还没有首次见面的联户；为0是已全部入户见面。", _links(Not(MET))
    ),
    Indicator(
        "H2.unmet_cadres", "还有户未见面的干部", "名", "还有联系户没有见面的干部。", _links(Not(MET)), Distinct("cadre")
    ),
    Indicator("H2.met_rate", "入户见面率", "%", "已入户见面的联户÷联户关系。", LINKS, Ratio("H2.met", "H2.links")),
    Indicator(
        "H3",
        "联系卡发放",
        "张",
        "联系卡张数相加，不含登记卡、明白卡。",
        Source("card_issues", (AnyOf((Filter("card_kind", value=CARD), empty("card_kind"))),)),
        Sum("quantity"),
    ),
    Indicator("H4", "调研报告", "篇", "调研报告篇数。", Source("research_reports")),
    Indicator(
        "H4.handwritten",
        "手写调研报告",
        "篇",
        "手写的调研报告篇数。",
        Source("research_reports", (ticked("is_handwritten"),)),
    ),
    Indicator(
        "H5", "解决群众诉求", "件", "合理或部分合理、状态为已解决的群众诉求。", Source("demands", (REASONABLE, SOLVED))
    ),
    Indicator("H5.raised", "群众诉求", "件", "群众诉求台账的件数；与意见建议不是一回事，不相除。", DEMANDS),
    Indicator(
        "H5.historical",
        "历史补录的诉求",
        "件",
        "启用台账之前已经解决、照纸质台账补录的群众诉求；诉求的其他各项都不含。",
        Source("demands", historical=True),
    ),
    Indicator("H6", "宣传发动", "人次", "宣传发动的受众人次相加。", Source("publicity"), Sum("person_times")),
    Indicator("H6.items", "宣传报道", "篇", "宣传发动的篇数，按媒介分列。", Source("publicity"), by=("medium",)),
    Indicator("H7", "住村", "天", "走访日记的住村天数相加。", VISITS, Sum("stay_days")),
    Indicator("H7.nights", "住村夜数", "夜", "走访日记的住村夜数相加。", VISITS, Sum("stay_nights")),
    Indicator("H8.promised", "承诺", "件", "承诺公示的件数。", PROMISES),
    Indicator(
        "H8.kept",
        "兑现承诺",
        "件",
        "兑现情况为已兑现的承诺。",
        Source("commitments", (Filter("status", value="已兑现"), Until("kept_on"))),
    ),
    Indicator("H8.rate", "承诺兑现率", "%", "兑现的承诺÷承诺。", PROMISES, Ratio("H8.kept", "H8.promised")),
    Indicator("H9.visits", "慰问", "户次", "有款额或物资的慰问户次。", HAD_AID),
    Indicator("H9.amount", "慰问金", "元", "慰问款额相加，不含物资折款。", AID, Sum("amount")),
    Indicator("H9.goods", "慰问物资折款", "元", "慰问物资折款相加。", AID, Sum("goods_value")),
    Indicator("H9.hours", "服务时数", "小时", "在职党员服务时数相加。", AID, Sum("service_hours")),
    Indicator("H10.received", "代办受理", "件", "便民代办受理的件数。", SERVICES),
    Indicator("H10.finished", "代办办结", "件", "填了办结日、截至日已办结的代办件。", SERVED),
    Indicator(
        "H10.in_time",
        "代办按期办结",
        "件",
        "办结日不晚于承诺办结日的代办件。",
        Source("agency_services", (*PROMISED, InTime("finished_on", _PROMISED_BY))),
    ),
    Indicator(
        "H10.rate",
        "代办按期办结率",
        "%",
        "按期办结的代办件÷有承诺办结日的办结代办件；没有写承诺办结日的不算。",
        SERVICES,
        Ratio("H10.in_time", "H10.promised"),
    ),
    Indicator(
        "H10.promised",
        "有承诺日的代办办结",
        "件",
        "填了承诺办结日、截至日已办结的代办件。",
        Source("agency_services", PROMISED),
    ),
    Indicator("H11.joined", "新纳入帮扶", "户次", "帮扶成效中进出情况为新纳入的，一户一年度一行。", _moved(IN)),
    Indicator("H11.left", "退出帮扶", "户次", "帮扶成效中进出情况为退出的，一户一年度一行。", _moved(OUT)),
    Indicator("H11.net", "帮扶户净增", "户次", "新纳入减退出。", _moved(IN, OUT), Net("movement", IN, OUT)),
    Indicator(
        "H11.compared",
        "可比收入的帮扶户",
        "户次",
        "帮扶成效中帮扶前、帮扶后年收入都填了的，一户一年度一行。",
        COMPARED,
    ),
    Indicator(
        "H11.income_before", "帮扶前年收入合计", "元", "可比收入的各户各年度帮扶前年收入相加。", COMPARED, Sum(BEFORE)
    ),
    Indicator(
        "H11.income_after", "帮扶后年收入合计", "元", "可比收入的各户各年度帮扶后年收入相加。", COMPARED, Sum(AFTER)
    ),
    Indicator(
        "H11.change",
        "帮扶户收入增减",
        "元",
        "可比收入的各户各年度帮扶后年收入减帮扶前年收入，逐行相加；减少的是负数。",
        COMPARED,
        Balance(AFTER, BEFORE, filled(BEFORE)),
    ),
    Indicator(
        "H11.change_rate",
        "帮扶户收入增幅",
        "%",
        "帮扶户收入增减÷帮扶前年收入合计。",
        COMPARED,
        Ratio("H11.change", "H11.income_before"),
    ),
)
