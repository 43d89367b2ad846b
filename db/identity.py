"""What a file is before it is opened: a plain ledger, an encrypted one, or none of ours. Never a byte of it changes."""

from __future__ import annotations

import math
import os
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import keys, sqlite
from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 4096
RANDOM_BITS = 7.5
"""Bits a byte above which a page looks encrypted: text has some 5, a picture's head less, random bytes 7.95."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A ledger of ours: where it really lies, whether it is encrypted, and its schema when that can be read."""

    path: Path
    encrypted: bool
    schema: int | None


def look(path: Path) -> Identity:
    """What a file is.

    Raises StoreError MISSING, FOREIGN, LINKED (the file has a second name), NOT_ENCRYPTED (a plain file stands where a
    key file says an encrypted one belongs), KEY_LOST or KEY_DAMAGED.
    """
    try:
        is_there = path.is_file()
    except OSError:  # a name no disk can hold
        is_there = False
    if not is_there:
        raise StoreError(Fault.MISSING, str(path))
    whole = path.resolve()
    if os.stat(whole).st_nlink > 1:
        raise StoreError(Fault.LINKED, str(path))
    if not sqlite.is_plain(whole):
        return _encrypted(whole)
    schema = sqlite.header_schema(whole)
    if keys.key_path(whole).exists():
        raise StoreError(Fault.NOT_ENCRYPTED, str(path))
    return Identity(whole, False, schema)


def _encrypted(path: Path) -> Identity:
    if keys.has_keys(path):
        return Identity(path, True, None)
    if keys.key_path(path).exists():
        raise StoreError(Fault.KEY_DAMAGED, str(keys.key_path(path)))
    raise StoreError(Fault.KEY_LOST if _looks_encrypted(path) else Fault.FOREIGN, str(path))


def _looks_encrypted(path: Path) -> bool:
    """Whether a file without its keys may be an encrypted ledger: whole pages, the first like random bytes."""
    size = path.stat().st_size
    if size < 2 * PAGE or size % PAGE:
        return False
    with path.open("rb") as stream:
        page = stream.read(PAGE)
    return -sum(n / PAGE * math.log2(n / PAGE) for n in Counter(page).values()) > RANDOM_BITS
