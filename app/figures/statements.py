"""Statements that are made once and asked often: making one takes as long as a small office takes to answer it."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from db.tables import Schema

Made = TypeVar("Made")

MOST = 600
"""Those of some looks at a file: all figures make about a hundred."""
_kept: OrderedDict[tuple[tuple[int, ...], Hashable], tuple[Schema, object]] = OrderedDict()
_lock = Lock()


def kept(schema: Schema, key: Hashable, make: Callable[[], Made]) -> Made:
    """What was made of the key for these declarations, made now if it was not or has been let go; two threads may both.

    Files whose offices have added no columns are declared by the same objects and share their statements.
    """
    whole = (tuple(map(id, schema.ledgers.values())), key)
    with _lock:
        held = _kept.get(whole)
        if held is not None:
            _kept.move_to_end(whole)
            return cast("Made", held[1])
    made = make()
    with _lock:
        # The declarations are held with it, so that their identity is not given to others.
        _kept[whole] = (schema, made)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
