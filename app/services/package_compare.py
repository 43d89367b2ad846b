"""What an office and this one made of the same record since they last agreed, field by field: taken over, kept, or in
conflict. Pure: three contents in, a difference out; no clock decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.services.package_content import ROWS, VOIDED, is_compared, mark, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services.package_content import Content, Said
    from db.declare import Ledger


@dataclass
class Difference:
    """What a package brings for a record that is here: what is taken over, and what both changed, by key."""

    changed: Content = field(default_factory=dict)
    conflicts: Content = field(default_factory=dict)


def compared(ledger: Ledger, content: Content) -> Content:
    """The part of a content that two offices can differ in."""
    return {key: value for key, value in content.items() if is_compared(ledger, key)}


def difference(theirs: Content, ours: Content, was: Said | None, *, is_forked: bool = False) -> Difference:
    """What theirs brings to ours; `was` is what they said last, None when that is not known.

    Theirs is taken where only they changed something, ours kept where only we did. Where both did, and where it cannot
    be known (no `was`, or a history that does not go on from it), it is a conflict.
    """
    found = Difference()
    if _settles_voiding(found, theirs, ours, was):
        return found
    for key in dict.fromkeys((*theirs, *ours, *(was or {}))):
        if key == VOIDED:
            continue
        t, o = mark(key, theirs.get(key)), mark(key, ours.get(key))
        if t == o or _is_ours(t, o, was, key):
            continue
        if o is None if was is None else o == was.get(key) and not is_forked:
            found.changed[key] = theirs.get(key)
        elif (rows := _merged_rows(key, theirs, ours, was)) is not None:
            if mark(key, rows) != o:
                found.changed[key] = rows
        else:
            found.conflicts[key] = theirs.get(key)
    return found


def _is_ours(t: Any, o: Any, was: Said | None, key: str) -> bool:  # noqa: ANN401 - digests
    """Whether ours stands without a question: they changed nothing, or have nothing where we have something."""
    return (t is None and o is not None) if was is None else t == was.get(key)


def _settles_voiding(found: Difference, theirs: Content, ours: Content, was: Said | None) -> bool:
    """What a voided record on either side comes to; whether nothing else of it is to be compared."""
    they, we, before = VOIDED in theirs, VOIDED in ours, VOIDED in (was or {})
    others = {key for key in (*theirs, *ours, *(was or {})) if key != VOIDED}
    if they and we:
        return True
    if they and not before:
        untouched = was is not None and all(mark(key, ours.get(key)) == was.get(key) for key in others)
        (found.changed if untouched else found.conflicts)[VOIDED] = True
        return True
    if they:
        return True  # it was voided there when we let it stand
    if we and before:
        found.changed[VOIDED] = None
        return False
    if we:
        if was is None or any(mark(key, theirs.get(key)) != was.get(key) for key in others):
            found.conflicts[VOIDED] = None
        return True
    return False


def _merged_rows(key: str, theirs: Content, ours: Content, was: Said | None) -> list[Any] | None:
    """The rows of a child with what each side added, changed or took away; None when both touched one row."""
    if not key.startswith(ROWS) or was is None:
        return None
    before = dict(was.get(key) or ())
    t, o = _by_uuid(theirs.get(key)), _by_uuid(ours.get(key))
    t_marks, o_marks = dict(mark(key, theirs.get(key)) or ()), dict(mark(key, ours.get(key)) or ())
    kept: list[Any] = []
    for uuid in dict.fromkeys((*t, *o)):
        they, we, then = t_marks.get(uuid), o_marks.get(uuid), before.get(uuid)
        if they not in (then, we) and we != then:
            return None
        chosen = o.get(uuid) if they == then else t.get(uuid)
        if chosen is not None:
            kept.append(chosen)
    return kept


def _by_uuid(rows: list[Any] | None) -> Mapping[str, Any]:
    return {row["uuid"]: row for row in rows or ()}


def marks(ledger: Ledger, content: Content) -> Said:
    """What is remembered of what an office said."""
    return said(compared(ledger, content))
