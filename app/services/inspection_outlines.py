"""迎检包的提纲: headings with what is filed under each, kept in the file under a name; begun from a preset."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid as uuids
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.ledgers.presets import FOLDER as PRESETS
from app.rules import han, reading
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import attachments, forms, listing
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from app.services.changes import Actor
    from db.unit import UnitOfWork

FOLDER = PRESETS.parent / "inspection"
KEY, FILE_KEY = "inspection:", "inspection_file:"
LEVELS = 3
LONGEST_NAME, LONGEST_TITLE, LONGEST_NOTE = 30, 60, 500
MOST_HEADINGS, MOST_OUTLINES = 200, 50
NONE, ALL, CHOSEN = "none", "all", "chosen"
FILES_OF: dict[str, str] = {NONE: "不装附件", ALL: "装入这些记录的全部附件", CHOSEN: "只装选中的附件"}
"""Which files of the records of a heading are bound in, by machine name the words."""


@dataclass(frozen=True, slots=True)
class HeadingFile:
    """A file that belongs to a heading itself, not to a record: its bytes stand in the file under its uuid."""

    uuid: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, its level from 1; under it a ledger narrowed by conditions (the words of `listing.condition`) and by
    search words, forms of these records, files of theirs (`picked` by uuid) and its own, and a sentence of the clerk's.
    """

    title: str
    level: int = 1
    ledger: str = ""
    where: tuple[str, ...] = ()
    search: str = ""
    forms: tuple[str, ...] = ()
    attachments: str = NONE
    picked: tuple[str, ...] = ()
    files: tuple[HeadingFile, ...] = ()
    note: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A pack's headings in order, under the name they are kept by; `title` stands on the cover."""

    name: str
    title: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """An outline that comes with the program."""

    name: str
    label: str
    outline: Outline


# ---- presets ---------------------------------------------------------------------------------------------------------


@cache
def presets() -> tuple[Preset, ...]:
    """The outlines that come with the program, in the order of their file names."""
    return tuple(_preset(path) for path in sorted(FOLDER.glob("*.json")))


def _preset(path: Path) -> Preset:
    told = json.loads(path.read_text("utf-8"))
    headings = tuple(_heading(one) for one in told["headings"])
    return Preset(told["name"], told["label"], Outline(told["label"], told["title"], headings))


def preset(name: str) -> Preset:
    """The preset of that machine name or label; raises Refused (usage) naming all."""
    for one in presets():
        if name.strip() in (one.name, one.label):
            return one
    sentence = f"没有叫「{name}」的提纲样本。可用的有：{'、'.join(one.label for one in presets())}。"
    raise Refused(sentence, field="preset", exit_code=Exit.USAGE)


# ---- reading ---------------------------------------------------------------------------------------------------------


def listed(unit: UnitOfWork) -> tuple[Outline, ...]:
    """The outlines of this file, by name."""
    settings = unit.schema.settings
    query = sa.select(settings.c.value).where(settings.c.key.startswith(KEY, autoescape=True)).order_by(settings.c.key)
    return tuple(_outline(json.loads(value)) for value in unit.connection.execute(query).scalars())


def find(unit: UnitOfWork, *, name: str) -> Outline:
    """The outline of that name; raises Refused (usage) naming all."""
    kept = unit.setting(KEY + name.strip())
    if kept is None:
        known = "、".join(one.name for one in listed(unit)) or "（还没有建过）"
        sentence = f"没有叫「{name}」的迎检包。已建的有：{known}。"
        raise Refused(sentence, field="name", exit_code=Exit.USAGE)
    return _outline(json.loads(kept))


_OWN_NUMBER = re.compile(r"[一二三四五六七八九十百零]+[看、是]|[(（]?(?:\d+|[一二三四五六七八九十百零]+)[)）.、]")
"""How a heading begins that brings its own number: 一看学习教育, 2.集中学习, （三）."""


def numbers(headings: Sequence[Heading]) -> tuple[str, ...]:
    """The number of every heading: 一、, under it 1. and under that (1); none before one that brings its own."""
    counts, found = [0] * LEVELS, []
    for one in headings:
        counts[one.level - 1] += 1
        counts[one.level :] = [0] * (LEVELS - one.level)
        count = counts[one.level - 1]
        given = (f"{han.numeral(count)}、", f"{count}. ", f"({count}) ")[one.level - 1]
        found.append("" if _OWN_NUMBER.match(one.title) else given)
    return tuple(found)


def file_of(unit: UnitOfWork, one: HeadingFile) -> bytes:
    """The bytes of a heading's own file; raises Refused where they are not what was added."""
    data = base64.b64decode(unit.setting(FILE_KEY + one.uuid) or "")
    if hashlib.sha256(data).hexdigest() != one.sha256:
        sentence = f"提纲里的文件「{one.name}」与添加时不一致，没有使用它。请删去它，重新添加原件。"
        raise Refused(sentence, field="file")
    return data


# ---- keeping ---------------------------------------------------------------------------------------------------------


@needs(Right.ENTER)
def start(unit: UnitOfWork, *, actor: Actor, preset_name: str, name: str = "") -> Changes:
    """Begin an outline from a preset, under a name of its own; ledgers the office does not have are left out.

    Raises Refused for a name that is taken.
    """
    chosen = preset(preset_name)
    outline = replace(chosen.outline, name=reading.clean_text(name) or chosen.label)
    if unit.setting(KEY + outline.name) is not None:
        sentence = f"已经有叫「{outline.name}」的迎检包，没有新建。请换一个名称。"
        raise Refused(sentence, field="name")
    known = unit.schema.ledgers
    headings = tuple(one for one in outline.headings if not one.ledger or one.ledger in known)
    return keep(unit, actor=actor, outline=replace(outline, headings=headings))


@needs(Right.ENTER)
def keep(unit: UnitOfWork, *, actor: Actor, outline: Outline, before: str = "") -> Changes:
    """Keep an outline over an older one of its name; `before` is the name it had, where that changed.

    Raises Refused, and keeps nothing, for a name or title that is wanting, a level that skips one, a condition that
    cannot be read, a form of another ledger.
    """
    outline = _checked(unit, outline)
    old = unit.setting(KEY + (before or outline.name))
    if before and before != outline.name and unit.setting(KEY + outline.name) is not None:
        sentence = f"已经有叫「{outline.name}」的迎检包，没有改名。请换一个名称。"
        raise Refused(sentence, field="name")
    if old is None and len(listed(unit)) >= MOST_OUTLINES:
        sentence = f"已经建了{MOST_OUTLINES}个迎检包，没有再建。请先删掉不用的。"
        raise Refused(sentence, field="name")
    told = _as_json(outline)
    unit.put_setting(KEY + (before or outline.name), None)
    unit.put_setting(KEY + outline.name, json.dumps(told, ensure_ascii=False))
    _sweep(unit, old)
    words = f"保存迎检包「{outline.name}」的提纲"
    unit.audit(
        operator=actor.name, action=ChangeKind.SETTINGS.value, description=words,
        old=json.loads(old) if old else None, new=told,
    )  # fmt: skip
    return Changes(words, ChangeKind.SETTINGS)


@needs(Right.ENTER)
def drop(unit: UnitOfWork, *, actor: Actor, name: str) -> Changes:
    """Take an outline away with the files that are only its own; records and their files are untouched."""
    outline = find(unit, name=name)
    old = unit.setting(KEY + outline.name)
    unit.put_setting(KEY + outline.name, None)
    _sweep(unit, old)
    words = f"删除迎检包「{outline.name}」的提纲"
    unit.audit(operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, old=json.loads(old or "null"))
    return Changes(words, ChangeKind.SETTINGS)


@needs(Right.ENTER)
def add_file(unit: UnitOfWork, *, actor: Actor, name: str, data: bytes) -> HeadingFile:
    """Put the bytes of a file into the ledger file, for a heading that is kept in the same transaction.

    Raises Refused for an empty or too large file and for a program.
    """
    attachments.refuse_unfit(name, len(data), data[:16])
    made = waiting(name, data)
    unit.put_setting(FILE_KEY + made.uuid, base64.b64encode(data).decode("ascii"))
    return made


def waiting(name: str, data: bytes) -> HeadingFile:
    """A file that a heading gets; its bytes are put into the ledger file when the outline is kept."""
    return HeadingFile(
        uuids.uuid4().hex, attachments.clean_name(name) or "附件", hashlib.sha256(data).hexdigest(), len(data)
    )


@needs(Right.ENTER)
def keep_with_files(
    unit: UnitOfWork, *, actor: Actor, outline: Outline, before: str = "", fresh: Mapping[str, bytes] | None = None
) -> Changes:
    """Keep an outline with the bytes of files added to its headings since, by their SHA-256; raises as `keep` does."""
    for one in (file for heading in outline.headings for file in heading.files):
        data = (fresh or {}).get(one.sha256)
        if data is not None and unit.setting(FILE_KEY + one.uuid) is None:
            attachments.refuse_unfit(one.name, len(data), data[:16])
            unit.put_setting(FILE_KEY + one.uuid, base64.b64encode(data).decode("ascii"))
    return keep(unit, actor=actor, outline=outline, before=before)


def _sweep(unit: UnitOfWork, before: str | None) -> None:
    """Let the bytes go of files that an outline had and no outline has any more."""
    had = {
        one["uuid"] for heading in json.loads(before or "{}").get("headings", ()) for one in heading.get("files", ())
    }
    used = {one.uuid for outline in listed(unit) for heading in outline.headings for one in heading.files}
    for uuid in had - used:
        unit.put_setting(FILE_KEY + uuid, None)


# ---- checking --------------------------------------------------------------------------------------------------------


def _checked(unit: UnitOfWork, outline: Outline) -> Outline:
    name, title = reading.clean_text(outline.name), reading.clean_text(outline.title)
    if not name or len(name) > LONGEST_NAME:
        sentence = f"迎检包的名称要填，最多{LONGEST_NAME}个字；没有保存。"
        raise Refused(sentence, field="name")
    if len(title) > LONGEST_TITLE:
        sentence = f"封面标题最多{LONGEST_TITLE}个字；没有保存。"
        raise Refused(sentence, field="title")
    if not outline.headings or len(outline.headings) > MOST_HEADINGS:
        sentence = f"提纲要有1到{MOST_HEADINGS}个标题；没有保存。"
        raise Refused(sentence, field="headings")
    return Outline(name, title or name, tuple(_each(unit, outline.headings)))


def _each(unit: UnitOfWork, headings: Sequence[Heading]) -> Iterator[Heading]:
    above = 0
    for place, one in enumerate(headings, start=1):
        title, note = reading.clean_text(one.title), reading.clean_text(one.note, is_long=True)
        if not title or len(title) > LONGEST_TITLE or len(note) > LONGEST_NOTE:
            sentence = f"第{place}个标题要填，最多{LONGEST_TITLE}个字，说明最多{LONGEST_NOTE}个字；没有保存。"
            raise Refused(sentence, field="headings")
        if not 1 <= one.level <= min(above + 1, LEVELS):
            sentence = f"「{title}」前面缺上一级标题；没有保存。请左移它，或先加上一级标题。"
            raise Refused(sentence, field="headings")
        above = one.level
        yield _filled(unit, replace(one, title=title, note=note, key=one.key or uuids.uuid4().hex))


def _filled(unit: UnitOfWork, one: Heading) -> Heading:
    """A heading whose ledger, conditions and forms are held against what there is."""
    if not one.ledger:
        return replace(one, where=(), search="", forms=(), attachments=NONE, picked=())
    ledger = registry.find(one.ledger)
    where = tuple(text.strip() for text in one.where if text.strip())
    for text in where:
        listing.condition(unit, ledger=ledger, text=text)
    fitting = {form.name for form in forms.of(ledger.name)}
    chosen = tuple(forms.find(name).name for name in one.forms)
    if strange := [name for name in chosen if name not in fitting]:
        sentence = f"「{one.title}」：{forms.find(strange[0]).label}不是{ledger.label}的表单；没有保存。"
        raise Refused(sentence, field="forms")
    kind = one.attachments if one.attachments in FILES_OF else NONE
    picked = one.picked if kind == CHOSEN else ()
    return replace(one, ledger=ledger.name, where=where, forms=chosen, attachments=kind, picked=picked)


# ---- JSON ------------------------------------------------------------------------------------------------------------


def _as_json(outline: Outline) -> dict[str, Any]:
    return {"name": outline.name, "title": outline.title, "headings": [as_json(one) for one in outline.headings]}


def as_json(one: Heading) -> dict[str, Any]:
    """A heading as it is kept and as the command line prints it; what is empty is left out."""
    told: dict[str, Any] = {
        "title": one.title, "level": one.level, "ledger": one.ledger, "where": list(one.where), "search": one.search,
        "forms": list(one.forms), "attachments": "" if one.attachments == NONE else one.attachments,
        "picked": list(one.picked), "note": one.note, "key": one.key,
        "files": [
            {"uuid": file.uuid, "name": file.name, "sha256": file.sha256, "size": file.size} for file in one.files
        ],
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}


def _outline(kept: Mapping[str, Any]) -> Outline:
    return Outline(kept["name"], kept["title"], tuple(_heading(one) for one in kept["headings"]))


def _heading(kept: Mapping[str, Any]) -> Heading:
    return Heading(
        title=kept["title"],
        level=kept.get("level", 1),
        ledger=kept.get("ledger", ""),
        where=tuple(kept.get("where", ())),
        search=kept.get("search", ""),
        forms=tuple(kept.get("forms", ())),
        attachments=kept.get("attachments", NONE),
        picked=tuple(kept.get("picked", ())),
        files=tuple(HeadingFile(**one) for one in kept.get("files", ())),
        note=kept.get("note", ""),
        key=kept.get("key", ""),
    )
