"""Pinyin initials for lists that the window filters itself: the same readings by which records are found."""

from __future__ import annotations

from db import search


def fits(text: str, typed: str) -> bool:
    """Whether a word holds what is typed, in characters or in its pinyin initials (any reading of a polyphone)."""
    wanted = typed.strip().lower()
    return wanted in text.lower() or (wanted.isascii() and any(wanted in letters for letters in search.initials(text)))


def is_just(text: str, typed: str) -> bool:
    """Whether a word is what is typed, or what is typed are its initials and no more."""
    wanted = typed.strip().lower()
    return wanted == text.lower() or (wanted.isascii() and wanted in search.initials(text))


def distance(text: str, typed: str) -> int:
    """How far a word that fits is from what is typed, for sorting: 0 all of it, 1 its beginning, 2 a part of it, each
    in the usual reading; 3 in another reading only.
    """
    wanted = typed.strip().lower()
    for found in (text.lower(), search.usual_initials(text)):
        if wanted in found:
            return 0 if wanted == found else 1 if found.startswith(wanted) else 2
    return 3
