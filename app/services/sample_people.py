"""Who lives and works in the sample township: villages, households, party members, all invented and always the same."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from app.rules.identity import check_digit
from app.services.sample_data import Row, Texts, document, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TOWN = "清河镇"
TOWN_BRANCH = "清河镇机关党支部"
SEED = 20140331
AREA = "990123"
"""The area code of every identity number: no place in the country has a code that begins with 99."""
PHONES = "1540000"
"""The first digits of every telephone number: no operator was ever given numbers that begin with 154."""
GROUPS = "一二三四五六七八九十"
_RARE_KINDS = ("低保",) * 4 + ("残疾",) * 2 + ("军烈属", "五保")
_RARE_IN = 100
_SIZES = (2, 2, 3, 3, 3, 4, 4, 5, 6)


def identity_number(born: date, serial: int) -> str:
    """An 18-digit identity number with a true check digit (GB 11643); an odd serial is a man's."""
    body = f"{AREA}{born:%Y%m%d}{serial:03d}"
    return body + check_digit(body)


@dataclass(slots=True)
class Villager:
    """A head of household that some ledger names, or one made up to fill the register."""

    name: str
    group: int = 0
    kind: str = ""
    is_party_member: bool = False
    sex: str = "男"
    size: int = 0


def group_name(village: str, one: Villager) -> str:
    """The group a villager lives in, as the register names it: 清一三组."""
    return f"{village}{GROUPS[one.group - 1]}组"


@dataclass(slots=True)
class Township:
    """The people of the township, always the same ones."""

    villages: list[Texts] = field(default_factory=lambda: table("villages"))
    villagers: dict[str, dict[str, Villager]] = field(default_factory=lambda: defaultdict(dict))
    _random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - not a secret, only always the same
    _phones: int = 0

    def phone(self) -> str:
        """The next telephone number of the range."""
        self._phones += 1
        return f"{PHONES}{self._phones:04d}"

    def village(self, place: str) -> str:
        """The village of a place written as 清一 or 清一三组."""
        return next((line["村"] for line in self.villages if place.startswith(line["村"])), "")

    def meet(self, place: str, name: str, *, kind: str = "", is_party_member: bool = False) -> None:
        """Note that a ledger names this villager, so that the register has his household."""
        known = self.villagers[self.village(place)].setdefault(name, Villager(name))
        if place[-1:] == "组":
            known.group = GROUPS.index(place[-2]) + 1
        known.kind = kind or known.kind
        known.is_party_member |= is_party_member

    def settle(self) -> None:
        """Fill every village up to its households, and its branch up to its members."""
        taken = {name for known in self.villagers.values() for name in known}
        for line in self.villages:
            known = self.villagers[line["村"]]
            for post in ("书记", "主任", "委员"):
                known.setdefault(line[post], Villager(line[post])).is_party_member = True
                taken.add(line[post])
            for name, sex in self._names(line["姓氏"].split(), taken):
                if len(known) == int(line["户数"]):
                    break
                known[name] = Villager(name, sex=sex)
            self._enrol(line, known)

    def _names(self, surnames: list[str], taken: set[str]) -> Iterator[tuple[str, str]]:
        given = {sex: names.split() for sex, names in document("names").items()}
        while True:
            sex = "女" if self._random.random() < 0.15 else "男"
            name = self._random.choice(surnames) + self._random.choice(given[sex])
            if name not in taken:
                taken.add(name)
                yield name, sex

    def _enrol(self, line: Texts, known: dict[str, Villager]) -> None:
        """Make party members of made-up villagers until the branch is complete, then give every household its kind."""
        missing = int(line["党员数"]) - sum(one.is_party_member for one in known.values())
        others = [one for one in known.values() if not one.is_party_member and not one.kind and one.group == 0]
        for one in self._random.sample(others, missing):
            one.is_party_member = True
        for one in known.values():
            rare = self._random.randrange(_RARE_IN)
            usual = _RARE_KINDS[rare] if rare < len(_RARE_KINDS) else "一般"
            one.kind = "党员户" if one.is_party_member else one.kind or usual
            one.group = one.group or self._random.randrange(int(line["组数"])) + 1
            one.size = 1 if one.kind == "五保" else self._random.choice(_SIZES)

    def household_rows(self) -> Iterator[Row]:
        """The household register, village by village and group by group."""
        for line in self.villages:
            numbers: dict[int, int] = defaultdict(int)
            for one in sorted(self.villagers[line["村"]].values(), key=lambda villager: villager.group):
                numbers[one.group] += 1
                yield Row("households", self._household(line["村"], one, numbers[one.group]))

    def _household(self, village: str, one: Villager, number: int) -> Texts:
        texts = {
            "村(组)": group_name(village, one),
            "户号": f"{one.group:02d}-{number:03d}",
            "户主": one.name,
            "家庭类型": one.kind,
            "人口": str(one.size),
            "劳动力": str(0 if one.kind == "五保" else min(one.size, self._random.choice((1, 2, 2, 2, 3)))),
        }
        return texts | ({"联系电话": self.phone()} if self._random.random() < 0.7 else {})

    def place_rows(self) -> Iterator[Row]:
        """The town, its villages with their aliases, and the groups of each."""
        yield Row("places", {"名称": TOWN, "种类": "镇", "负责人": "梁国栋"})
        for line in table("organisations"):
            if line["种类"] == "企业":
                yield Row("places", {"名称": line["名称"], "种类": "企业", "上级": TOWN})
        for line in self.villages:
            yield self._village_row(line)
            for index in range(int(line["组数"])):
                yield Row("places", {"名称": f"{line['村']}{GROUPS[index]}组", "种类": "组", "上级": line["村"]})

    def _village_row(self, line: Texts) -> Row:
        texts = {
            "名称": line["村"],
            "种类": "村",
            "上级": TOWN,
            "全称": f"{TOWN}{line['别名'].split('、')[0]}",
            "组数": line["组数"],
            "户数": line["户数"],
            "人口": str(int(line["户数"]) * 7 // 2),
            "负责人": line["书记"],
            "联系电话": self.phone(),
            "党支部": f"{line['村']}党支部",
            "教育实践基地": line.get("基地", "否"),
            "便民服务厅": line.get("便民服务厅", "否"),
        }
        aliases = [{"名称": alias, "种类": "别名"} for alias in line["别名"].split("、")]
        return Row("places", texts, {"别名曾用名": aliases})

    def organisation_rows(self) -> Iterator[Row]:
        """Offices and stations from their file, the branches, the village committees."""
        for line in table("organisations"):
            alias = line.pop("别名", "")
            yield Row("organisations", line, {"别名旧称": [{"名称": alias}]} if alias else {})
        yield Row(
            "organisations",
            {"名称": TOWN_BRANCH, "种类": "党支部", "上级单位": "清河镇党委", "负责人": "许静"},
        )
        for line in self.villages:
            village = line["村"]
            shared = {"上级单位": "清河镇党委", "村(组)": village, "负责人": line["书记"]}
            yield Row("organisations", {"名称": f"{village}党支部", "种类": "党支部", **shared})
            committee = {"上级单位": "清河镇人民政府", "村(组)": village, "负责人": line["主任"], "报数单位": "是"}
            aliases = [{"名称": f"{village}村委"}]
            yield Row("organisations", {"名称": f"{village}村委会", "种类": "村", **committee}, {"别名旧称": aliases})

    def people_rows(self) -> Iterator[Row]:
        """Cadres of the town, cadres of the villages, the other party members."""
        for line in table("people"):
            yield Row("people", self._town_cadre(line))
        for line in self.villages:
            for name, title in _village_posts(line):
                yield Row("people", self._villager(line["村"], name, title))
            named = {name for name, _ in _village_posts(line)}
            for one in self.villagers[line["村"]].values():
                if one.is_party_member and one.name not in named:
                    yield Row("people", self._villager(line["村"], one.name, ""))

    def _town_cadre(self, line: Texts) -> Texts:
        year, month = map(int, line["出生"].split("-"))
        born = date(year, month, self._random.randrange(1, 28))
        return {
            **{label: line[label] for label in ("姓名", "性别", "单位", "职务", "职级")},
            "类别": "干部",
            "党员": line.get("党员", "否"),
            "党支部": TOWN_BRANCH if "党员" in line else "",
            "列入参学名单": "是",
            "出生日期": line["出生"],
            "入党日期": line.get("入党", ""),
            "联系电话": self.phone(),
            "身份证号": identity_number(born, self._serial(line["性别"])),
        }

    def _villager(self, village: str, name: str, title: str) -> Texts:
        born = date(1942, 1, 1) + timedelta(days=self._random.randrange(14000))
        sex = "女" if title in ("妇女主任", "会计") else self.villagers[village][name].sex
        joined = date(born.year + 20 + self._random.randrange(12), self._random.choice((6, 7, 12)), 1)
        return {
            "姓名": name,
            "性别": sex,
            "类别": "干部" if title else "党员",
            "单位": f"{village}村委会" if title else "",
            "职务": title,
            "职级": "村干部" if title else "",
            "党员": "是",
            "党支部": f"{village}党支部",
            "村(组)": village,
            "户": name,
            "出生日期": f"{born:%Y-%m}",
            "入党日期": f"{joined:%Y-%m}",
            "联系电话": self.phone(),
            "身份证号": identity_number(born, self._serial(sex)),
        }

    def _serial(self, sex: str) -> int:
        return self._random.randrange(1, 499) * 2 + (1 if sex == "男" else 0)

    def post_rows(self) -> Iterator[Row]:
        """Present posts of the town's and the villages' cadres, and former ones from their file."""
        labels = ("姓名", "单位", "职务", "职级", "任职日期", "班子成员")
        yield from (Row("posts", line) for line in table("posts"))
        for line in table("people"):
            yield Row("posts", {label: line[label] for label in labels if label in line})
        for line in self.villages:
            for name, title in _village_posts(line):
                texts = {"姓名": name, "单位": f"{line['村']}村委会", "职务": title, "职级": "村干部"}
                yield Row("posts", texts | {"任职日期": "2012年3月"})

    def members(self, branch: str) -> list[str]:
        """The party members of a branch, in the order of the register."""
        if branch == TOWN_BRANCH:
            return [line["姓名"] for line in table("people") if "党员" in line]
        known = self.villagers[branch.removesuffix("党支部")]
        return [one.name for one in known.values() if one.is_party_member]


def _village_posts(line: Texts) -> Iterable[tuple[str, str]]:
    return ((line["书记"], "党支部书记"), (line["主任"], "村委会主任"), (line["委员"], line["委员职务"]))
