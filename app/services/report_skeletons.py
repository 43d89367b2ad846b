"""The skeletons of reports: shipped as data, changed by the office in its file, checked, and set back at a wish."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from app.figures import catalogue
from app.ledgers.presets import FOLDER as PRESETS
from app.rules import templates
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import own_indicators
from app.services.changes import ChangeKind, Changes
from app.services.dashboard import CHARTS
from app.services.permitted import needs
from app.services.report_lists import BY_NAME, SETS_BY_NAME
from app.services.report_tables import TABLES
from app.services.report_terms import TERMS, WITHIN_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.figures.model import Indicator
    from app.services.changes import Actor
    from db.unit import UnitOfWork

FOLDER = PRESETS.parent / "reports"
NAMES = ("self_check", "statistics", "petitions_year", "rectification", "projects", "symposium", "district")
"""Machine names of the reports that come with the program, in the order of the window."""
CHANGED = "report_skeleton:{}"
TITLE, ADDRESSEE, HEAD = "title", "addressee", ("title", "addressee")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a skeleton: a heading, a text, a text for each row, the clerk's own words, a table, a drawing."""

    key: str
    kind: str
    """heading, text, each, own, table, figures, drawing."""
    text: str = ""
    gap: str = ""
    """What the clerk is to add where the ledgers say nothing."""
    level: int = 0
    name: str = ""
    """Of rows, table or drawing; of own words what they are about."""
    codes: tuple[str, ...] = ()
    caption: str = ""
    starts_page: bool = False
    is_optional: bool = False
    """Left out, instead of a gap, where the ledgers say nothing."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A report before it is filled; `per` is what an instance of it is about: campaign, year or nothing."""

    name: str
    label: str
    title: str
    addressee: str
    blocks: tuple[Block, ...]
    per: str = "campaign"
    signed: bool = True
    annex: bool = True
    across: bool = False
    formats: tuple[str, ...] = ("docx", "pdf")
    under: str = ""
    help: str = ""
    changed: frozenset[str] = field(default_factory=frozenset)
    """Keys of the pieces that the office changed."""

    def block(self, key: str) -> Block | None:
        """The piece of that key."""
        return next((block for block in self.blocks if block.key == key), None)


def find_name(name: str) -> str:
    """The machine name of a report, given it (with - or _) or its label; raises Refused (usage) naming all."""
    wanted = name.strip().replace("-", "_")
    for known in NAMES:
        if wanted in (known, shipped(known).label):
            return known
    listed = "、".join(f"{one.replace('_', '-')}（{shipped(one).label}）" for one in NAMES)
    sentence = f"没有叫「{name}」的报告。现有的报告：{listed}。"
    raise Refused(sentence, field="report", exit_code=Exit.USAGE)


# ---- reading ---------------------------------------------------------------------------------------------------------


@cache
def shipped(name: str) -> Skeleton:
    """The skeleton that comes with the program; raises ValueError for a broken one."""
    return parse(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def parse(data: Mapping[str, Any]) -> Skeleton:
    """A skeleton from its file; raises ValueError for a key that repeats."""
    blocks = tuple(_block(one) for one in data["blocks"])
    keys = [block.key for block in blocks]
    if len(set(keys)) != len(keys):
        message = f"report {data['name']}: a key repeats"
        raise ValueError(message)
    return Skeleton(
        name=data["name"],
        label=data["label"],
        title=data["title"],
        addressee=data.get("addressee", ""),
        blocks=blocks,
        per=data.get("per", "campaign"),
        signed=data.get("signed", True),
        annex=data.get("annex", True),
        across=data.get("across", False),
        formats=tuple(data.get("formats", ("docx", "pdf"))),
        under=data.get("under", ""),
        help=data.get("help", ""),
    )


_KINDS = ("heading", "each", "own", "table", "figures", "drawing")


def _block(data: Mapping[str, Any]) -> Block:
    kind = next((kind for kind in _KINDS if kind in data), "text")
    return Block(
        key=data["key"],
        kind=kind,
        text=data.get("text", ""),
        gap=data.get("gap", ""),
        level=data["heading"] if kind == "heading" else 0,
        name=data[kind] if kind in ("each", "own", "table", "drawing") else "",
        codes=tuple(data.get("figures", ())),
        caption=data.get("caption", ""),
        starts_page=data.get("starts_page", False),
        is_optional=data.get("optional", False),
    )


def of(unit: UnitOfWork, name: str) -> Skeleton:
    """The skeleton as it holds in this file: the shipped one with what the office changed."""
    return _merged(shipped(find_name(name)), _stored(unit, find_name(name)))


def _stored(unit: UnitOfWork, name: str) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(unit.setting(CHANGED.format(name)) or "{}")
    return kept


def _merged(base: Skeleton, kept: Mapping[str, Any]) -> Skeleton:
    texts, dropped = kept.get("texts", {}), set(kept.get("dropped", ()))
    blocks = tuple(
        replace(block, text=texts.get(block.key, block.text)) for block in base.blocks if block.key not in dropped
    )
    changed = frozenset((*texts, *dropped))
    return replace(
        base,
        blocks=blocks,
        title=texts.get(TITLE, base.title),
        addressee=texts.get(ADDRESSEE, base.addressee),
        changed=changed,
    )


# ---- checking --------------------------------------------------------------------------------------------------------


def check(unit: UnitOfWork, text: str, *, rows: str = "") -> None:
    """Hold the fields of a text against what there is; raises Refused naming the first that is not known.

    `rows` names the row set a text is written for, whose fields begin with a dot.
    """
    codes = _codes(own_indicators.catalogue(unit).indicators)
    for name in templates.names(templates.parse(text)):
        if not is_known(name, codes, rows=rows):
            sentence = f"没有叫「{name}」的数据，没有保存。请从“插入数据”里选，或改成普通文字。"
            raise Refused(sentence, field="text")


def is_known(name: str, codes: frozenset[str], *, rows: str = "") -> bool:
    """Whether a name is a field: a term, a list, a figure, a group of a figure, or a field of the row."""
    if name.startswith("."):
        own = SETS_BY_NAME[rows].fields if rows in SETS_BY_NAME else {}
        return bool(rows) and (name[1:] in own or name[1:] in WITHIN_ROWS)
    if name in TERMS or name in BY_NAME:
        return True
    return name in codes or any(name.startswith(f"{code}.") for code in codes)


def _codes(indicators: Iterable[Indicator]) -> frozenset[str]:
    """Their codes, bare ones that mean a first part among them."""
    return frozenset(code for one in indicators for code in (one.code, one.code.partition(".")[0]))


def faults(skeleton: Skeleton) -> Iterator[str]:
    """What is wrong with a skeleton, piece by piece: fields, tables and codes that are not known."""
    codes = _codes(catalogue.INDICATORS)
    for key, text, rows in _texts(skeleton):
        named = templates.names(templates.parse(text))
        yield from (f"{skeleton.name}.{key}: {name}" for name in named if not is_known(name, codes, rows=rows))
    for block in skeleton.blocks:
        if (block.kind == "table" and block.name not in TABLES) or (
            block.kind == "drawing" and block.name not in {one.key for one in CHARTS}
        ):
            yield f"{skeleton.name}.{block.key}: {block.name}"
        yield from (f"{skeleton.name}.{block.key}: {code}" for code in block.codes if code not in codes)


def _texts(skeleton: Skeleton) -> Iterator[tuple[str, str, str]]:
    yield TITLE, skeleton.title, ""
    yield ADDRESSEE, skeleton.addressee, ""
    for block in skeleton.blocks:
        yield block.key, block.text, block.name if block.kind == "each" else ""


# ---- changing --------------------------------------------------------------------------------------------------------


@needs(Right.OFFICE)
def change(unit: UnitOfWork, *, actor: Actor, report: str, key: str, text: str | None) -> Changes:
    """Let a piece of a skeleton read otherwise in this file, or with None leave it out; a history row tells of it.

    Raises Refused for a piece there is not, and for a field that is not known.
    """
    base = shipped(find_name(report))
    block = base.block(key)
    if key not in HEAD and block is None:
        sentence = f"「{base.label}」没有这一段，没有改动。请刷新后再试。"
        raise Refused(sentence, field="key")
    kept = _stored(unit, base.name)
    texts, dropped = kept.get("texts", {}), set(kept.get("dropped", ()))
    old = texts.get(key, block.text if block else getattr(base, key, ""))
    if text is None:
        dropped.add(key)
    else:
        check(unit, text, rows=block.name if block is not None and block.kind == "each" else "")
        dropped.discard(key)
        texts[key] = text.strip()
    return _put(unit, actor, base, {"texts": texts, "dropped": sorted(dropped)}, key, old, text or "")


@needs(Right.OFFICE)
def set_back(unit: UnitOfWork, *, actor: Actor, report: str, key: str = "") -> Changes:
    """Let a piece, or the whole skeleton, read as it came with the program."""
    base = shipped(find_name(report))
    kept = _stored(unit, base.name)
    texts, dropped = kept.get("texts", {}), set(kept.get("dropped", ()))
    old = texts.get(key, "") if key else json.dumps(kept, ensure_ascii=False)
    if key:
        texts.pop(key, None)
        dropped.discard(key)
    else:
        texts, dropped = {}, set()
    return _put(unit, actor, base, {"texts": texts, "dropped": sorted(dropped)}, key, old, "")


def _put(unit: UnitOfWork, actor: Actor, base: Skeleton, kept: dict[str, Any], key: str, old: str, new: str) -> Changes:
    is_empty = not kept["texts"] and not kept["dropped"]
    unit.put_setting(CHANGED.format(base.name), None if is_empty else json.dumps(kept, ensure_ascii=False))
    what = {TITLE: "标题", ADDRESSEE: "主送", "": "全部"}.get(key, f"段落 {key}")
    words = f"报告模板：{base.label} {what}{'改写' if new else '恢复原样或删去'}"
    unit.audit(
        operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, old={"text": old}, new={"text": new}
    )
    return Changes(words, ChangeKind.SETTINGS)
