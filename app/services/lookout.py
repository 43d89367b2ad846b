"""Looks through public paper for names of villagers that the masks could not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules.refusal import Missing, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.unit import UnitOfWork

SHORTEST, LONGEST = 2, 4
"""How many characters a name has that is looked for."""
SHOWN = 10


def villagers(unit: UnitOfWork) -> frozenset[str]:
    """The heads of households in the register who hold no post: names that public paper must not show."""
    households, posts = unit.schema.table("households"), unit.schema.table("posts")
    heads = unit.connection.execute(sa.select(households.c.head_name).where(households.c.voided_at.is_(None))).scalars()
    holders = unit.connection.execute(sa.select(posts.c.person).where(posts.c.voided_at.is_(None))).scalars()
    named = {"".join(str(name).split()) for name in heads if name} - {str(name) for name in holders if name}
    return frozenset(name for name in named if SHORTEST <= len(name) <= LONGEST)


def names_in(text: str, names: frozenset[str]) -> list[str]:
    """Which of the names stand in a text, in their order, each once."""
    lengths = range(LONGEST, SHORTEST - 1, -1)
    found = (text[at : at + length] for at in range(len(text)) for length in lengths)
    return list(dict.fromkeys(piece for piece in found if piece in names))


def refuse_names(unit: UnitOfWork, *, texts: Iterable[tuple[str, str]]) -> None:
    """Stop the printing of public paper for a look; `texts` are (number of the record, what is printed of it).

    Raises Refused that names each record and the first of its names when a villager is still named there.
    """
    names = villagers(unit)
    found = [(number, left[0]) for number, text in texts if (left := names_in(text, names))]
    if not found:
        return
    listed = "；".join(f"{number}里的「{name}」" for number, name in found[:SHOWN])
    more = f" 等{len(found)}条" if len(found) > SHOWN else ""
    sentence = f"公示版里可能还有群众姓名，没有打印：{listed}{more}。请改掉或确认可以公开，再选“已核对姓名”打印。"
    raise Refused(sentence, field="looked", missing=tuple(Missing("looked", f"{n}：{name}") for n, name in found))
