"""What every gate is made of: named checks on a frozen snapshot, each answering with a sentence or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from app.rules.refusal import Missing, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

S = TypeVar("S")
Check: TypeAlias = "Callable[[S], Missing | None]"
Gates: TypeAlias = "Mapping[str, tuple[Check[S], ...]]"


def missing(check: str, number: str, finding: str, remedy: str) -> Missing:
    """One failed check in the office's words: the record, what was found wanting, what to do about it."""
    return Missing(check, f"{number or '本件'}{finding}。{remedy}。")


def ask(checks: Iterable[Check[S]], snapshot: S) -> tuple[Missing, ...]:
    """Everything the checks found wanting, in their order; empty when the gate is open."""
    return tuple(found for check in checks if (found := check(snapshot)) is not None)


def refuse_if(found: tuple[Missing, ...], number: str, label: str) -> None:
    """Raise Refused with every missing check when there is one."""
    if found:
        listed = "".join(one.sentence for one in found)
        message = f"{number or '本件'}还不能{label}：{listed}"
        raise Refused(message, missing=found)


def dated(
    check: str,
    number: str,
    label: str,
    day: date | None,
    *,
    today: date,
    not_before: tuple[str, date | None] = ("", None),
) -> Missing | None:
    """Hold a day against today and against the day it must follow; both ends are allowed."""
    if day is None:
        return missing(check, number, f"没有填{label}", f"请补填{label}")
    if day > today:
        return missing(check, number, f"的{label}{day}在今天（{today}）之后", f"请核对{label}，没有发生的事不能先填")
    before_label, earliest = not_before
    if earliest is not None and day < earliest:
        return missing(check, number, f"的{label}{day}早于{before_label}{earliest}", f"请核对{label}和{before_label}")
    return None


def written(check: str, number: str, label: str, text: str) -> Missing | None:
    """Hold that something was written."""
    return None if text.strip() else missing(check, number, f"没有填{label}", f"请填写{label}")


_NUMERAL = re.compile(r"[\d〇零一二三四五六七八九十百]")


def names_a_place(paper_reference: str) -> bool:
    """Whether a paper reference says where the paper is kept: a volume or page number stands in it."""
    return bool(_NUMERAL.search(paper_reference))


def same_person(one: str, other: str) -> bool:
    """Whether two names are written the same, spaces aside; an empty name is nobody."""
    return bool("".join(one.split())) and "".join(one.split()) == "".join(other.split())


@dataclass(frozen=True, slots=True)
class VoidSnapshot:
    """A record about to be voided."""

    number: str
    reason: str
    state_label: str = ""
    is_locked: bool = False
    archive_code: str = ""


def _void_reason(s: VoidSnapshot) -> Missing | None:
    return written("reason", s.number, "作废原因", s.reason)


def _void_locked(s: VoidSnapshot) -> Missing | None:
    if not s.is_locked:
        return None
    return missing("locked", s.number, f"{s.state_label}，不能直接作废", "请先写明原因重新打开，再办理作废")


def _void_filed(s: VoidSnapshot) -> Missing | None:
    """What stands in the archive's list is kept through its term (DA/T 22); opening a locked one again takes it out."""
    if not s.archive_code or s.is_locked:
        return None
    finding = f"已归档（{s.archive_code}），不能直接作废"
    return missing("filed", s.number, finding, "归错的请先在“工具 → 归档”里撤出归档，再办理作废")


VOID_CHECKS: tuple[Check[VoidSnapshot], ...] = (_void_reason, _void_locked, _void_filed)


def void_gate(snapshot: VoidSnapshot) -> tuple[Missing, ...]:
    """What voiding a record lacks: a reason, and that neither an approval nor its filing stands on it."""
    return ask(VOID_CHECKS, snapshot)
