"""征求意见: rounds, visits, forms, opinions, adoption and contact points."""

from __future__ import annotations

from app.figures.model import (
    AnyOf,
    By,
    Condition,
    Count,
    Distinct,
    HasRow,
    Indicator,
    Named,
    Not,
    NotBy,
    PerRecord,
    Ratio,
    Source,
    Sum,
    filled,
    one_of,
    ticked,
)
from db.ask import Filter

ROUNDS = Source("consultations")
OPINIONS = Source("opinions")
VISITED = Source("visits", (AnyOf((filled("household"), HasRow("results"), ticked("is_summary"))),))
REACHED = Filter("state", value="已走到")
SWEPT = Source("visits", child="results", child_where=(REACHED,))
FORMS = Source("form_issues", (one_of("kind", "调查问卷", "征求意见表"),))
BALLOT_FORMS = Source("form_issues", (Filter("kind", value="民主评议表"),))
QUESTIONNAIRES = Source("questionnaires")
BALLOTS = Source("appraisals", (Filter("item", value="总体"),))
ADOPTED = one_of("adoption", "采纳", "部分采纳")
CONTACTS = Source("contact_points", (NotBy("ended_on"),))
COLLECTING = Source("teams", (Filter("kind", value="收集意见小组"), NotBy("ended_on")))
BRANCHES = (Filter("kind", value="党支部"), NotBy("ended_on"))
RATED = one_of("satisfaction", "满意", "基本满意", "不满意")
CONTENT = one_of("satisfaction", "满意", "基本满意")


def _round(*methods: str) -> Source:
    return Source("consultations", (one_of("method", *methods),))


def _opinions(*where: Condition) -> Source:
    return Source("opinions", where)


def _points(kind: str, *where: Condition) -> Source:
    return Source("places", (Filter("kind", value=kind), NotBy("ended_on"), *where))


_COVERED = Named(CONTACTS, "contact_point")


def _contact_points(code: str, kind: str) -> tuple[Indicator, ...]:
    """How many places of a kind have a contact, how many there are, and who has none."""
    return (
        Indicator(
            f"O14.{code}_rate",
            f"{kind}联系点覆盖率",
            "%",
            f"有人联系的{kind}÷名册中的{kind}。",
            CONTACTS,
            Ratio(f"O14.{code}_covered", f"O14.{code}_all"),
        ),
        Indicator(
            f"O14.{code}_covered",
            f"有人联系的{kind}",
            "个",
            f"有联系人、至今没有结束的{kind}。",
            _points(kind, _COVERED),
        ),
        Indicator(f"O14.{code}_all", f"名册中的{kind}", "个", f"村组名册中没有撤并的{kind}。", _points(kind)),
        Indicator(
            f"O14.{code}_uncovered",
            f"没有联系人的{kind}",
            "个",
            f"没有人联系的{kind}；为0才是全覆盖。",
            _points(kind, Not(_COVERED)),
        ),
    )


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "O1", "座谈会", "场次", "征求方式为座谈会的场次，不含民情恳谈会。", _round("座谈会"), Count("round_count")
    ),
    Indicator("O2", "民情恳谈会", "场次", "征求方式为民情恳谈会的场次。", _round("民情恳谈会"), Count("round_count")),
    Indicator(
        "O3.households",
        "走访农户",
        "户",
        "走访日记的走访对象和逐户结果中已走到的户，一户只算一个。",
        VISITED,
        Distinct("household", "household_count", SWEPT),
    ),
    Indicator(
        "O3.visits",
        "走访户次",
        "户次",
        "每条走访日记算1户次，逐户登记了结果的按已走到的户数算。",
        VISITED,
        PerRecord("results", (REACHED,), summary="household_times"),
    ),
    Indicator("O3.person_times", "走访人次", "人次", "走访日记的走访人次相加。", Source("visits"), Sum("person_times")),
    Indicator(
        "O3.swept",
        "逐户走到",
        "户",
        "逐户结果为已走到的户，一户只算一个。",
        SWEPT,
        Distinct("household"),
    ),
    Indicator(
        "O3.unreached",
        "没有走到",
        "户次",
        "逐户结果为未走到、外出、拒访的户次，按结果分列。",
        Source("visits", child="results", child_where=(one_of("state", "未走到", "外出", "拒访"),)),
        by=("state",),
    ),
    Indicator(
        "O3.handled",
        "走访问题处理",
        "次",
        "走访日记中处理方式为当场解决、登记造册的走访，一条算一次，按处理方式分列。",
        Source("visits", (one_of("handling", "当场解决", "登记造册"),)),
        by=("handling",),
    ),
    Indicator(
        "O4",
        "问卷、意见表发放",
        "份",
        "调查问卷和征求意见表发放数相加，按种类分列。",
        FORMS,
        Sum("issued"),
        by=("kind",),
    ),
    Indicator("O5.returned", "问卷、意见表回收", "份", "调查问卷和征求意见表回收数相加。", FORMS, Sum("returned")),
    Indicator("O5.valid", "有效问卷、意见表", "份", "调查问卷和征求意见表有效数相加。", FORMS, Sum("valid")),
    Indicator("O5.return_rate", "回收率", "%", "回收数÷发放数。", FORMS, Ratio("O5.returned", "O4")),
    Indicator("O5.valid_rate", "有效率", "%", "有效数÷回收数。", FORMS, Ratio("O5.valid", "O5.returned")),
    Indicator("O6", "民主评议表", "份", "民主评议表发放数相加。", BALLOT_FORMS, Sum("issued")),
    Indicator("O6.returned", "民主评议表回收", "份", "民主评议表回收数相加。", BALLOT_FORMS, Sum("returned")),
    Indicator("O7", "征求意见", "人次", "各次征求活动参加人次相加。", ROUNDS, Sum("participants_count")),
    Indicator(
        "O7.methods",
        "征求活动",
        "场次",
        "各种方式的征求活动场次，按方式分列。",
        ROUNDS,
        Count("round_count"),
        by=("method",),
    ),
    Indicator("O8.opinions", "意见建议", "条", "登记的意见建议条数，归并以后仍按原来的条数。", OPINIONS),
    Indicator("O8.prominent", "突出问题", "项", "标为突出问题的意见。", _opinions(ticked("is_prominent"))),
    Indicator("O8.issues", "梳理问题", "件", "问题清单中的问题。", Source("issues")),
    Indicator("O8.topics", "意见主题", "个", "意见建议涉及的主题数。", OPINIONS, Distinct("topic")),
    Indicator("O8.methods", "意见来源", "条", "意见建议条数，按征求方式分列。", OPINIONS, by=("method",)),
    Indicator("O8.replied", "已反馈意见", "条", "反馈日期不晚于截至日的意见。", _opinions(By("feedback_on"))),
    Indicator("O9", "采纳意见", "条", "采纳情况为采纳或部分采纳的意见。", _opinions(ADOPTED)),
    Indicator(
        "O9.rate", "采纳率", "%", "采纳和部分采纳的意见÷已定采纳情况的意见。", OPINIONS, Ratio("O9", "O9.decided")
    ),
    Indicator("O9.decided", "已定采纳情况的意见", "条", "填了采纳情况的意见。", _opinions(filled("adoption"))),
    Indicator(
        "O10",
        "个别访谈",
        "人",
        "个别访谈的参加人次相加，没有填的每条算1人。",
        _round("个别访谈"),
        Sum("participants_count", missing=1),
    ),
    Indicator("O11", "意见按类别", "条", "意见建议条数，按类别（四风）分列。", OPINIONS, by=("category",)),
    Indicator("O12", "意见按主题", "条", "意见建议条数，按主题分列。", OPINIONS, by=("topic",)),
    Indicator(
        "O13", "意见办理满意率", "%", "满意和基本满意÷作了评价的意见。", OPINIONS, Ratio("O13.content", "O13.rated")
    ),
    Indicator("O13.content", "满意和基本满意的意见", "条", "满意度为满意、基本满意的意见。", _opinions(CONTENT)),
    Indicator("O13.rated", "作了评价的意见", "条", "满意度为满意、基本满意、不满意的意见。", _opinions(RATED)),
    Indicator(
        "O14.points",
        "联系点",
        "个",
        "有人联系、至今没有结束的联系点，一处只算一个。",
        CONTACTS,
        Distinct("contact_point"),
    ),
    Indicator(
        "O14.links", "联系点联系", "个", "领导和部门的联系，一人联系一处算一个，按类型分列。", CONTACTS, by=("kind",)
    ),
    Indicator(
        "O14.holders",
        "联系领导",
        "名",
        "有联系点的领导，按职级分列。",
        CONTACTS,
        Distinct("holder"),
        by=("holder_rank",),
    ),
    Indicator("O14.departments", "联系部门", "个", "有联系点的部门。", CONTACTS, Distinct("holder_org")),
    *_contact_points("village", "村"),
    *_contact_points("community", "社区"),
    *_contact_points("enterprise", "企业"),
    Indicator("O15.issued", "调查问卷发放", "份", "调查问卷台账的发放数相加。", QUESTIONNAIRES, Sum("issued")),
    Indicator("O15.returned", "调查问卷回收", "份", "调查问卷台账的回收数相加。", QUESTIONNAIRES, Sum("returned")),
    Indicator("O15.valid", "有效调查问卷", "份", "调查问卷台账的有效数相加。", QUESTIONNAIRES, Sum("valid")),
    Indicator(
        "O15.return_rate",
        "调查问卷回收率",
        "%",
        "调查问卷回收数÷发放数。",
        QUESTIONNAIRES,
        Ratio("O15.returned", "O15.issued"),
    ),
    Indicator(
        "O15.valid_rate",
        "调查问卷有效率",
        "%",
        "调查问卷有效数÷回收数。",
        QUESTIONNAIRES,
        Ratio("O15.valid", "O15.returned"),
    ),
    Indicator("O16.teams", "收集意见小组", "个", "机构名册中没有撤销的收集意见小组。", COLLECTING),
    Indicator("O16.branches", "党支部", "个", "单位名册中没有撤销的党支部。", Source("organisations", BRANCHES)),
    Indicator(
        "O16.without",
        "没有收集意见小组的党支部",
        "个",
        "没有收集意见小组由它负责的党支部；为0是无缺小组。",
        Source("organisations", (*BRANCHES, Not(Named(COLLECTING, "charge_org")))),
    ),
    Indicator(
        "O17.good_rate",
        "民主评议好率",
        "%",
        "评议总体项目的好票÷有效票，先加后除。",
        BALLOTS,
        Ratio("O17.good", "O17.valid"),
    ),
    Indicator("O17.good", "民主评议好票", "票", "评议总体项目的好票相加。", BALLOTS, Sum("good")),
    Indicator("O17.valid", "民主评议有效票", "票", "评议总体项目的有效票相加。", BALLOTS, Sum("valid")),
)
