"""Every row of the sample in the order of entry: those written in its files, and those that follow from them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services.sample_data import Row, Texts, day_of, document, rows, table
from app.services.sample_people import SEED, TOWN_BRANCH, Township, group_name
from db.declare import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SPRING_SESSIONS = "2014年全国两会"
LINKED_HOUSEHOLDS = 5
"""One cadre, five households."""

BASE = ("sensitive_periods", "lecturer_rota", "form_issues")
LEDGERS_IN_ORDER = (
    "teams", "documents", "meetings", "study_plans", "special_actions", "learning_sessions", "study_outputs",
    "consultations", "visits", "opinions", "questionnaires", "appraisals", "research_reports",
    "duty_rota", "petitions", "backlog_cases", "reception_logs", "projects", "debts", "welfare_cases",
    "pair_links", "card_issues", "contact_points", "demands", "aid_records", "agency_services", "publicity",
    "commitments", "issues", "rectifications", "inspections", "issued_papers", "institutions", "checklists",
    "self_examinations", "unit_reports",
)  # fmt: skip
"""The ledgers whose rows stand in files of their own; on one day they are entered in this order."""

_MET = {"结果": "已走到", "人次": "1"}
_VILLAGER_LABELS = {"opinions": "姓名", "petitions": "信访人姓名", "demands": "诉求人", "agency_services": "申请人"}
_VILLAGER_KINDS = ("群众", "党员", "老干部", "服务对象")
_WELFARE_KINDS = ("低保", "五保")


def every_row() -> Iterator[Row]:
    """All rows of the sample, base registers first, each ledger in the order of its file."""
    written = {name: list(rows(name)) for name in (*BASE, *LEDGERS_IN_ORDER)}
    town = Township()
    _introduce(town, written)
    town.settle()
    yield from town.place_rows()
    yield from town.organisation_rows()
    yield from town.household_rows()
    yield from town.people_rows()
    yield from _supervisors(town, written["teams"])
    yield from town.post_rows()
    for name in BASE:
        yield from written[name]
    yield from _material_issues(town)
    yield from _zero_reports(town)
    links = _LinkBook(town, written["visits"])
    for name in LEDGERS_IN_ORDER:
        for row in written[name]:
            yield _completed(town, links, row)
    yield from links.rows()


def _introduce(town: Township, written: dict[str, list[Row]]) -> None:
    """Tell the township of every villager that a ledger names, so that the household register has him."""
    for name, found in written.items():
        ledger = registry.find(name)
        labels = [column.label for column in ledger.columns if column.kind is Kind.HOUSEHOLD]
        for row in found:
            place = row.text("村(组)") or row.text("村组")
            speaker = _speaker(row)
            for villager in filter(None, (*(row.text(label) for label in labels), speaker)):
                is_member = row.text("对象类别") in ("党员", "老干部")
                kind = row.text("种类") if row.text("状态") == "已享受" else ""
                town.meet(place, villager, kind=kind if kind in _WELFARE_KINDS else "", is_party_member=is_member)
            if row.text("外出"):
                town.meet(place, row.text("外出"))
    for line in document("teams"):
        for member in line.get("成员", ()):
            if member.get("角色") == "义务监督员" and "村" in member:
                town.meet(member["村"], member["姓名"])


def _speaker(row: Row) -> str:
    """The villager a row names in words, when it says of which village he is."""
    name = row.text(_VILLAGER_LABELS.get(row.ledger, ""))
    is_villager = row.ledger != "opinions" or row.text("对象类别") in _VILLAGER_KINDS
    return name if is_villager and row.text("村(组)") and row.text("匿名") != "是" else ""


def _completed(town: Township, links: _LinkBook, row: Row) -> Row:
    """A row with what follows from the registers: rosters, households, telephone numbers."""
    if row.ledger == "learning_sessions":
        return _with_roster(row)
    if row.ledger == "visits":
        return links.with_results(row)
    if row.ledger == "opinions" and _speaker(row):
        return replace(row, texts={**row.texts, "户": _speaker(row)})
    if row.ledger == "teams":
        return _with_phones(town, row)
    return row


def _with_roster(row: Row) -> Row:
    """A sitting with the whole roster of the town's cadres: present but for those named under 未到."""
    away = {line["姓名"]: line for line in row.children.get("未到", ())}
    if row.text("学习形式") == "专题党课":
        return row
    present = [{"姓名": line["姓名"], "单位": line["单位"], "到会情况": "到"} for line in table("people")]
    roster = [{**line, **away.get(line["姓名"], {})} for line in present]
    children = {name: found for name, found in row.children.items() if name != "未到"}
    return replace(row, children={**children, "签到": roster})


def _with_phones(town: Township, row: Row) -> Row:
    members = [
        {"电话": town.phone(), **{head: text for head, text in line.items() if head != "村"}}
        for line in row.children.get("成员", ())
    ]
    return replace(row, children={**row.children, "成员": members} if members else row.children)


def _supervisors(town: Township, teams: Iterable[Row]) -> Iterator[Row]:
    """Voluntary supervisors who are no cadres stand among the people too."""
    for team in teams:
        for member in team.children.get("成员", ()):
            if member.get("角色") == "义务监督员" and "村" in member:
                village = member["村"]
                if town.villagers[village][member["姓名"]].is_party_member:
                    continue
                texts = {"姓名": member["姓名"], "类别": "义务监督员", "村(组)": village, "户": member["姓名"]}
                yield Row("people", texts | {"联系电话": town.phone()})


def _material_issues(town: Township) -> Iterator[Row]:
    """Each material to each branch, with every member's receipt: 人手一册."""
    branches = [TOWN_BRANCH, *(f"{line['村']}党支部" for line in town.villages)]
    for item in table("materials"):
        for branch in branches:
            members = town.members(branch)
            receiver = "许静" if branch == TOWN_BRANCH else _secretary(town, branch)
            texts = {**item, "数量": str(len(members)), "领取支部": branch, "领取人": receiver}
            if branch != TOWN_BRANCH:
                texts["村(组)"] = branch.removesuffix("党支部")
            receipts = [{"领取人": name, "数量": "1", "领取日期": item["日期"], "已签收": "是"} for name in members]
            yield Row("material_issues", texts, {"领取签收": receipts})


def _secretary(town: Township, branch: str) -> str:
    return next(line["书记"] for line in town.villages if f"{line['村']}党支部" == branch)


def _zero_reports(town: Township) -> Iterator[Row]:
    """One confirmed line a day from each village while the spring sessions sat (3 to 13 March 2014)."""
    random = Random(SEED)  # noqa: S311 - not a secret, only always the same
    period = next(line for line in table("sensitive_periods") if line["名称"] == SPRING_SESSIONS)
    day, last = day_of(period["开始日期"]), day_of(period["结束日期"])
    while day <= last:
        for line in town.villages:
            yield Row(
                "zero_reports",
                {
                    "日期": day.isoformat(),
                    "敏感期": SPRING_SESSIONS,
                    "单位": f"{line['村']}村委会",
                    "村(组)": line["村"],
                    "起数": "0",
                    "人次": "0",
                    "报告人": line["书记"] if day.weekday() < 5 else line["主任"],
                    "报告时间": f"{random.choice((15, 16, 16, 17))}:{random.randrange(60):02d}",
                    "确认": "是",
                },
            )
        day += timedelta(days=1)


class _LinkBook:
    """Which cadre is linked to which five households, and on which day he first met each."""

    def __init__(self, town: Township, visits: list[Row]) -> None:
        """Choose each cadre's households: those he visited by name, then others of his village."""
        self._town = town
        self._lines = table("household_links")
        self._visits: dict[str, list[Row]] = defaultdict(list)
        for visit in visits:
            self._visits[visit.text("走访人员")].append(visit)
        self._households: dict[str, list[str]] = {}
        for line in self._lines:
            self._households[line["联系干部"]] = self._named(line)
        taken = {name for found in self._households.values() for name in found}
        for line in self._lines:
            chosen = self._households[line["联系干部"]]
            others = (one.name for one in town.villagers[line["村组"]].values() if one.kind != "党员户")
            chosen += [name for name in others if name not in taken][: LINKED_HOUSEHOLDS - len(chosen)]
            taken.update(chosen)

    def _named(self, line: Texts) -> list[str]:
        visits = self._visits[line["联系干部"]]
        names = [name for visit in visits for name in (visit.text("走访对象"), visit.text("外出")) if name]
        return list(dict.fromkeys(names))[:LINKED_HOUSEHOLDS]

    def _results(self, row: Row) -> list[Texts]:
        """House by house: all five on a cadre's first visit, the one named on a later visit."""
        cadre, village = row.text("走访人员"), self._town.village(row.text("村(组)"))
        is_first = self._visits[cadre][0].texts is row.texts
        names = self._households[cadre] if is_first else [row.text("走访对象")]
        return [
            self._at_home(village, name)
            | ({"结果": "外出", "人次": "0", "情况": "没在家，改日补见"} if name == row.text("外出") else _MET)
            for name in names
        ]

    def _at_home(self, village: str, name: str) -> Texts:
        return {"村(组)": group_name(village, self._town.villagers[village][name]), "户主": name}

    def with_results(self, row: Row) -> Row:
        """A visit with its results house by house, and the person-times they add up to."""
        results = self._results(row)
        met = sum(line["结果"] == "已走到" for line in results)
        texts = {head: text for head, text in row.texts.items() if head != "外出"}
        return replace(row, texts={**texts, "走访人次": str(met)}, children={**row.children, "逐户结果": results})

    def rows(self) -> Iterator[Row]:
        """Five links a cadre, each with the day he first met the household and how often he went."""
        for line in self._lines:
            for index, name in enumerate(self._households[line["联系干部"]]):
                days = [visit.text("走访时间") for visit in self._visits[line["联系干部"]] if self._met(visit, name)]
                one = self._town.villagers[line["村组"]][name]
                texts = {
                    **line,
                    "户主": name,
                    "人口": str(one.size),
                    "家庭类型": one.kind,
                    "首次见面": days[0],
                    "最近走访": days[-1],
                    "走访次数": str(len(days)),
                }
                if index:
                    texts.pop("帮扶措施", None)
                yield Row("household_links", texts)

    def _met(self, visit: Row, name: str) -> bool:
        return any(line["户主"] == name and line["结果"] == "已走到" for line in self._results(visit))
