from __future__ import annotations

import pytest

from app.rules import passphrases


@pytest.mark.parametrize(
    ("passphrase", "sentence"),
    [
        ("", passphrases.TOO_SHORT),
        ("短口令", passphrases.TOO_SHORT),
        ("       1", passphrases.TOO_SHORT),
        ("12345678", passphrases.TOO_COMMON),
        ("Password1", passphrases.TOO_COMMON),
        ("ＰＡＳＳＷＯＲＤ１", passphrases.TOO_COMMON),
        ("aaaaaaaaa", passphrases.TOO_PLAIN),
        ("34567890ab"[:6] + "90", ""),
        ("23456789", passphrases.TOO_PLAIN),
        ("hgfedcba", passphrases.TOO_PLAIN),
        ("村口那棵老槐树下", ""),
        ("lajiao-2014", ""),
    ],
)
def test_a_passphrase_is_taken_or_a_sentence_says_why_not(passphrase: str, sentence: str) -> None:
    assert passphrases.fault(passphrase) == sentence


def test_the_strength_is_told_while_typing() -> None:
    assert passphrases.strength("") == ""
    assert passphrases.strength("1234") == passphrases.TOO_SHORT
    assert passphrases.strength("lajiao14") == passphrases.FAIR
    assert passphrases.strength("村口那棵老槐树下") == passphrases.GOOD
