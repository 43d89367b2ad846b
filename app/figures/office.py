"""办公: documents, bulletins, meetings, teams and voluntary supervisors."""

from __future__ import annotations

from app.figures.model import AnyOf, Distinct, Indicator, Not, NotBy, Source, Until, one_of
from db.ask import Filter

BULLETIN = Filter("kind", value="简报")
_SUPERVISORS = "义务监督员"


def _teams(*kinds: str) -> Source:
    return Source("teams", (one_of("kind", *kinds), NotBy("ended_on")))


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "D1",
        "文件",
        "份",
        "文件简报台账的文件份数，不含简报，按收发分列。",
        Source("documents", (Not(BULLETIN),)),
        by=("direction",),
    ),
    Indicator("D2", "简报", "期", "文件简报台账中文种为简报的期数。", Source("documents", (BULLETIN,))),
    Indicator("D3", "会议", "次", "会议台账的会议次数，按种类分列。", Source("meetings"), by=("kind",)),
    Indicator("G1.supervision", "督导组", "个", "机构名册中没有撤销的督导组。", _teams("督导组")),
    Indicator("G1.working", "工作组", "个", "机构名册中没有撤销的工作组和行动小组。", _teams("工作组", "行动小组")),
    Indicator(
        "G1.kinds",
        "机构",
        "个",
        "机构名册中没有撤销的机构，按种类分列。",
        Source("teams", (NotBy("ended_on"),)),
        by=("kind",),
    ),
    Indicator(
        "G2",
        "义务监督员",
        "名",
        "机构名册中角色为义务监督员、或在义务监督员队伍里的成员，按人员类别分列。",
        Source(
            "teams",
            (NotBy("ended_on"),),
            child="members",
            child_where=(
                AnyOf((Filter("role", value=_SUPERVISORS), Filter("kind", value=_SUPERVISORS))),
                Until("started_on"),
                NotBy("ended_on"),
            ),
        ),
        Distinct("person"),
        by=("member_kind",),
    ),
)
