"""The clerk's own words in a report: kept by paragraph, so that drawing the report anew never loses them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import report_skeletons as skeletons
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs

if TYPE_CHECKING:
    from app.services.changes import Actor
    from db.unit import UnitOfWork

KEPT = "report_words:{}:{}"
ADDED = "+"
"""Between the key of a paragraph and the number of one that the clerk wrote after it."""
MOST_ADDED = 200


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the clerk wrote in place of a paragraph: a text with fields, the words it replaced, who and when."""

    text: str
    base: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one report: own words by key, added paragraphs in order, and how it read when last given out."""

    own: dict[str, OwnWords]
    last: dict[str, str]

    def after(self, key: str) -> list[str]:
        """The keys of the paragraphs that were added after one, in order."""
        head = f"{key}{ADDED}"
        return sorted((one for one in self.own if one.startswith(head)), key=lambda one: int(one.removeprefix(head)))


def instance(per: str, campaign: int | None, year: int) -> str:
    """Which report it is that words are kept for: of a campaign, of a year, or the only one."""
    return f"campaign{campaign or 0}" if per == "campaign" else f"year{year}" if per == "year" else "all"


def kept(unit: UnitOfWork, *, report: str, which: str) -> Kept:
    """What is kept of a report."""
    stored = _stored(unit, report, which)
    own = {key: OwnWords(**words) for key, words in stored.get("own", {}).items()}
    return Kept(own, dict(stored.get("last", {})))


def _stored(unit: UnitOfWork, report: str, which: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unit.setting(KEPT.format(report, which)) or "{}")
    return found


@needs(Right.ENTER)
def keep(
    unit: UnitOfWork, *, actor: Actor, report: str, which: str, key: str, text: str, base: str = "", rows: str = ""
) -> Changes:
    """Keep the clerk's words for a paragraph; empty words mean the paragraph is left out of the report.

    `base` is how it was drawn up from the ledgers when she wrote; raises Refused for a field that is not known.
    """
    skeletons.check(unit, text, rows=rows)
    stored = _stored(unit, report, which)
    own = stored.setdefault("own", {})
    old = own.get(key, {}).get("text", base)
    own[key] = {"text": text.strip("\n"), "base": base, "by": actor.name, "on": unit.clock.today().isoformat()}
    return _put(unit, actor, report, which, stored, ("改写一段", old, text))


@needs(Right.ENTER)
def add(unit: UnitOfWork, *, actor: Actor, report: str, which: str, after: str, text: str) -> Changes:
    """Add a paragraph of the clerk's own after one; raises Refused for a field that is not known, or for too many."""
    skeletons.check(unit, text)
    stored = _stored(unit, report, which)
    own, root = stored.setdefault("own", {}), after.partition(ADDED)[0]
    numbers = [int(one.rpartition(ADDED)[2]) for one in own if one.startswith(f"{root}{ADDED}")]
    if len(numbers) >= MOST_ADDED:
        sentence = f"这一段后面已经添了{len(numbers)}段，不能再添，没有保存。请合并几段再添。"
        raise Refused(sentence, field="text")
    key = f"{root}{ADDED}{max(numbers, default=0) + 1}"
    own[key] = {"text": text.strip("\n"), "base": "", "by": actor.name, "on": unit.clock.today().isoformat()}
    return _put(unit, actor, report, which, stored, ("添一段", "", text))


@needs(Right.ENTER)
def drop(unit: UnitOfWork, *, actor: Actor, report: str, which: str, key: str) -> Changes:
    """Give a paragraph back to what the ledgers say; one that the clerk added goes."""
    stored = _stored(unit, report, which)
    gone = stored.setdefault("own", {}).pop(key, None)
    if gone is None:
        sentence = "这一段没有改写过，没有改动。"
        raise Refused(sentence, field="key")
    return _put(unit, actor, report, which, stored, ("恢复一段", gone["text"], ""))


def remember(unit: UnitOfWork, *, report: str, which: str, texts: dict[str, str]) -> None:
    """Remember how each paragraph read when the report was given out, to show later what changed since."""
    stored = _stored(unit, report, which) | {"last": texts}
    unit.put_setting(KEPT.format(report, which), json.dumps(stored, ensure_ascii=False))


def _put(
    unit: UnitOfWork, actor: Actor, report: str, which: str, stored: dict[str, Any], done: tuple[str, str, str]
) -> Changes:
    what, old, new = done
    unit.put_setting(KEPT.format(report, which), json.dumps(stored, ensure_ascii=False))
    words = f"{skeletons.shipped(report).label}：{what}"
    unit.audit(
        operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, old={"text": old}, new={"text": new}
    )
    return Changes(words, ChangeKind.SETTINGS)
