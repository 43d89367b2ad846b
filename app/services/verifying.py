"""核验: the whole file held against itself and its history; nothing is written, every fault is named by its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import anchors, erasures, package_receipt
from app.services.permitted import needs
from db import audit, replay, verify
from db.audit import Wrong
from db.replay import Odd
from db.unit import STAMPED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.services.desk import Desk
    from db.declare import Ledger
    from db.replay import Difference
    from db.unit import UnitOfWork

NAMED = 5
"""So many places of one kind are named; the rest are counted."""
KEEP = "请停止登记，先把台账文件复制一份保存，再与最近的备份核对。"
WRONG: dict[Wrong, str] = {
    Wrong.GAP: "第 {seq} 条之前缺少记录，或编号被改过",
    Wrong.LINK: "第 {seq} 条与前一条接不上，前面有删改",
    Wrong.CONTENT: "第 {seq} 条的时间、操作人、事项或原因被改过",
    Wrong.VALUES: "第 {seq} 条记下的说明或改动前后内容被改过",
}
STAMP_LABELS: dict[str, str] = dict(
    zip(
        STAMPED,
        ("编号", "年度", "序号", "版本", "登记时间", "登记人", "修改时间", "修改人", "待补数", "作废时间", "作废人",
         "作废原因"),
        strict=True,
    )
)  # fmt: skip
OWN_LABELS = {
    "attachment": "附件", "link": "关联", "operator": "操作人", "search_row": "查找索引", "archive_item": "归档目录",
    "erasure": "删除申请",
}  # fmt: skip
OPERATOR_LABELS = {"role": "角色", "marks": "身份标记", "sees_restricted": "限制查阅权", "retired_at": "停用时间"}


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: its machine name and label, whether all is well, and what was found and what to do in a sentence."""

    name: str
    label: str
    ok: bool
    sentence: str
    nameless: str = ""
    """The same without names of people and files, for paper that leaves the office; empty when it has none."""

    @property
    def plain(self) -> str:
        """The sentence without names of people and files."""
        return self.nameless or self.sentence


class Cancelled(Exception):  # noqa: N818 - the clerk's own wish is no error
    """The clerk stopped the check."""


@needs(Right.READ)
def run(
    desk: Desk, *, anchor: str = "", quick: bool = False, progress: Callable[[str, int, int], None] | None = None
) -> tuple[Checked, ...]:
    """Every check of a file in one look at it; raises Refused for what is no anchor, and what `progress` raises."""
    claimed = anchors.read(anchor) if anchor else None
    found: list[Checked] = []
    try:
        desk.read(lambda unit: found.extend(_Run(unit, quick, progress).all(claimed)))
    except Refused:
        if not found:  # on a damaged file the very end of the look can fail; what was found stands
            raise
    return tuple(found)


def as_json(found: Sequence[Checked]) -> dict[str, object]:
    """The checks as the command line prints them."""
    checks = [{"name": one.name, "ok": one.ok, "sentence": one.sentence} for one in found]
    return {"ok": all(one.ok for one in found), "checks": checks}


class _Run:
    """One verification of one state of the file."""

    def __init__(self, unit: UnitOfWork, quick: bool, progress: Callable[[str, int, int], None] | None) -> None:
        self.unit, self.quick, self.progress = unit, quick, progress
        self.walked = audit.Walked()

    def all(self, anchor: anchors.Anchor | None) -> tuple[Checked, ...]:
        checks: list[tuple[str, str, Callable[[], tuple[str, ...]]]] = [
            ("pages", "文件", self._pages),
            ("chain", "历史记录", self._chain),
            ("guards", "防改保护", self._guards),
            ("records", "记录与历史", self._records),
            ("operators", "操作人与历史", self._operators),
            ("numbers", "编号", self._numbers),
            ("attachments", "附件", self._files),
            ("references", "相互引用", self._references),
            ("search", "查找索引", self._search),
        ]
        if package_receipt.has_packages(self.unit):
            checks.append(("receipts", "上报包和回执", self._receipts))
        if erasures.has_any(self.unit):
            checks.append(("erasures", "删除个人信息", self._erasures))
        if anchor is not None:
            checks.insert(2, ("anchor", "锚", lambda: self._anchor(anchor)))
        return tuple(self._checked(name, label, check) for name, label, check in checks)

    def _checked(self, name: str, label: str, check: Callable[[], tuple[str, ...]]) -> Checked:
        """The answer of a check: (what is wrong, what is well[, the wrong without names]); what cannot be read there is
        damaged there.
        """
        self._tell(label, 0, 0)
        try:
            wrong, well, *nameless = check()
        except (sa.exc.DBAPIError, ValueError):  # a broken page, or text that is no longer the JSON that was written
            wrong, well, nameless = f"这一部分读不出来，文件受损。{KEEP}", "", []
        return Checked(name, label, not wrong, wrong or well, "".join(nameless))

    def _tell(self, label: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(label, done, total)

    def _pages(self) -> tuple[str, ...]:
        found = verify.pages(self.unit.connection, quick=self.quick)
        if found is None:
            return "", "服务器自己核对磁盘，这里核对的是内容。"
        return f"文件有 {len(found)} 处损坏。{KEEP}" if found else "", "文件结构完好。"

    def _chain(self) -> tuple[str, ...]:
        total, _hash = audit.head(self.unit.connection, self.unit.schema)
        self.walked = audit.walk(
            self.unit.connection, self.unit.schema, told=lambda done: self._tell("历史记录", done, total)
        )
        places = [WRONG[one.wrong].format(seq=one.seq) for one in self.walked.breaks]
        wrong = f"历史记录被动过：{_named(places)}。{KEEP}" if places else ""
        restated = len(self.walked.restated)
        taken = f"其中 {restated} 条按批准删去了个人信息，删去后的样子由后面的历史作证。" if restated else ""
        return wrong, f"历史记录 {self.walked.rows} 条，首尾相接，没有改动、缺少或调换。{taken}"

    def _anchor(self, anchor: anchors.Anchor) -> tuple[str, ...]:
        wrong = anchors.fault(self.unit, anchor)
        return wrong, f"与 {anchor.text} 一致：当时的历史原样都在，之后又有 {self.walked.rows - anchor.seq} 条。"

    def _guards(self) -> tuple[str, ...]:
        lost = verify.missing_guards(self.unit.connection)
        return f"防止改动历史记录的保护被去掉了 {len(lost)} 处。{KEEP}" if lost else "", "历史记录的防改保护都在。"

    def _differences(self) -> list[Difference]:
        total = len(self.walked.latest)
        return self.unit.once(
            "verify differences",
            lambda: list(
                replay.differences(
                    self.unit.connection,
                    self.unit.schema,
                    self.walked,
                    told=lambda done: self._tell("记录与历史", done, total),
                )
            ),
        )

    def _records(self) -> tuple[str, ...]:
        found = [one for one in self._differences() if one.table != audit.OPERATORS]
        wrong = [f"有 {len(found)} 处与历史记录不一致：{said}。{KEEP}" if said else "" for said in self._said(found)]
        return wrong[0], "每条记录、关联和附件说明都与历史记录一致。", wrong[1]

    def _operators(self) -> tuple[str, ...]:
        found = [one for one in self._differences() if one.table == audit.OPERATORS]
        wrong = [f"操作人名单被动过：{said}。{KEEP}" if said else "" for said in self._said(found)]
        return wrong[0], "操作人的角色和权限都与历史记录一致。", wrong[1]

    def _said(self, found: list[Difference]) -> tuple[str, str]:
        """What differs, with the names and without them."""
        return _named(map(self._sentence, found)), _named(self._sentence(one, nameless=True) for one in found)

    def _sentence(self, one: Difference, *, nameless: bool = False) -> str:
        label, name = self._label(one.table), one.name or "有一条"
        if nameless and one.table not in self.unit.schema.ledgers:
            name = "有一条"
        if one.odd is Odd.MISSING:
            return f"{label}里历史记着「{name}」，记录已不在"
        if one.odd is Odd.UNKNOWN:
            return f"{label} {name} 在历史里没有登记过"
        return f"{label} {name} 的{'、'.join(f'「{self._field(one.table, key)}」' for key in one.keys)}被改过"

    def _field(self, table: str, key: str) -> str:
        if key.startswith("@"):
            return STAMP_LABELS[key[1:]]
        ledger = self.unit.schema.ledgers.get(table)
        if ledger is None:
            return OPERATOR_LABELS.get(key, "内容") if table == audit.OPERATORS else "内容"
        return _label_of(ledger, key)

    def _label(self, table: str) -> str:
        name = table.split("__")[0]
        ledger = self.unit.schema.ledgers.get(name)
        return ledger.label if ledger is not None else OWN_LABELS.get(name, "其他资料")

    def _numbers(self) -> tuple[str, ...]:
        words = []
        for series in verify.broken_series(self.unit.connection, self.unit.schema):
            label = self._label(series.ledger) + (f"{series.year}年" if series.year else "")
            if series.twice:
                words.append(f"{label}的 {_listed(series.twice)} 号用了两次")
            if series.missing:
                words.append(f"{label}缺 {_listed(series.missing)} 号")
        return f"编号有问题：{_named(words)}。{KEEP}" if words else "", "编号没有重复，也没有缺号。"

    def _files(self) -> tuple[str, ...]:
        found = verify.files(self.unit.connection, self.unit.schema, told=lambda done: self._tell("附件", done, 0))
        words = [f"{self._owner(one)}的附件{'已不在' if one.missing else '内容被改过'}" for one in found.bad]
        if found.orphans:
            words.append(f"有 {found.orphans} 份内容不属于任何记录")
        advice = "请用最近的备份恢复，或重新添加原件。"
        return f"附件有问题：{_named(words)}。{advice}" if words else "", f"附件 {found.files} 个，内容都与添加时一致。"

    def _owner(self, one: verify.BadFile) -> str:
        ledger = self.unit.schema.ledgers.get(one.ledger)
        record = self.unit.reading.one(ledger, (), id=one.record_id) if ledger is not None else None
        return f"{self._label(one.ledger)} {record.number if record else '（记录已不在）'} "

    def _references(self) -> tuple[str, ...]:
        found = verify.loose_ends(self.unit.connection, self.unit.schema)
        words = [f"{self._label(one.table)}有 {one.count} 处指向已不在的{self._label(one.target)}" for one in found]
        return f"记录之间的引用断了：{_named(words)}。{KEEP}" if words else "", "记录之间的引用都对得上。"

    def _receipts(self) -> tuple[str, ...]:
        found = package_receipt.faults(self.unit)
        wrong = f"历史与上报包的锚不符：{_named(found)}。如果不是用旧备份恢复的，{KEEP}" if found else ""
        return wrong, "上报包、并入记录和回执里的锚都与历史一致。"

    def _erasures(self) -> tuple[str, ...]:
        done, found = erasures.faults(self.unit)
        wrong = f"删除个人信息的手续不全：{_named(found)}。{KEEP}" if found else ""
        return wrong, f"删除个人信息 {done} 次，都有两人同意或签字的审批单，历史里都有说明。"

    def _search(self) -> tuple[str, ...]:
        found = verify.unsearchable(self.unit.connection, self.unit.schema)
        words = [f"{self._label(name)} {count} 条" for name, count in found.items()]
        advice = "记录本身完好；把这些记录打开保存一次就能找到。"
        return f"有记录用查找功能找不到：{_named(words)}。{advice}" if words else "", "每条记录都能用查找功能找到。"


def _label_of(ledger: Ledger, key: str) -> str:
    if key.startswith("#"):
        labels = {child.name: child.label for child in ledger.children}
    else:
        labels = {column.key: column.label for column in ledger.stored}
    return labels.get(key.removeprefix("#"), "已停用的栏目")


def _named(places: Iterable[str]) -> str:
    """The first few places, and how many more there are."""
    listed = list(places)
    more = f"；另有 {len(listed) - NAMED} 处" if len(listed) > NAMED else ""
    return "；".join(listed[:NAMED]) + more


def _listed(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:NAMED])
    return f"{shown} 等" if len(numbers) > NAMED else shown
