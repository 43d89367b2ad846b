"""The recovery code of an encrypted ledger: printed once, typed back years later by a tired hand.

Six groups of five characters from 31 that are not mistaken for each other (no 0 O 1 I L). The last of a group checks
the four before it, so that a slip is named by its group before anything is tried. 24 free characters are 118 bits.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, FREE = 6, 4


class BadCodeError(ValueError):
    """The typed code cannot be one; `group` is the first wrong group counted from 1, 0 when its length is wrong."""

    def __init__(self, group: int) -> None:
        """Take the number of the group."""
        super().__init__(f"group {group}")
        self.group = group


def new_code() -> str:
    """A fresh code as it is printed: `ABCD2-…`."""
    return "-".join(_closed("".join(secrets.choice(ALPHABET) for _ in range(FREE)), place) for place in range(GROUPS))


def read_code(text: str) -> str:
    """The code in its printed form from however it was typed; raises BadCodeError.

    Case, full-width letters, and every sign that is no letter or digit (blanks, strokes, dots) do not matter.
    """
    typed = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    if len(typed) != GROUPS * (FREE + 1):
        raise BadCodeError(0)
    groups = [typed[start : start + FREE + 1] for start in range(0, len(typed), FREE + 1)]
    for place, group in enumerate(groups):
        if any(char not in ALPHABET for char in group) or _closed(group[:FREE], place) != group:
            raise BadCodeError(place + 1)
    return "-".join(groups)


def _closed(free: str, place: int) -> str:
    """A group with its check: a weighted sum modulo 31 (a prime) finds every single slip and every swap of two."""
    total = sum((weight + 1) * ALPHABET.index(char) for weight, char in enumerate(free))
    return free + ALPHABET[(total + 7 * place) % len(ALPHABET)]
