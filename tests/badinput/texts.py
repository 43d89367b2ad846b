"""Texts that break programs: by hand those known to, by hypothesis all the others."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

KNOWN = (
    "",
    " \t\n\u3000",
    "\x00前后\x00",
    "半个\ud83d字",
    "\u202e反着写\u202d",
    "👨‍👩‍👧‍👦家",
    "𠮷野家𪚥",
    "é́é",
    "﷽ الخط",
    "<b>粗</b>",
    "<img src='file:///etc/passwd'/>",
    "A&B;公司&nbsp;&lt;",
    "]]><!-- 注 -->",
    "'; DROP TABLE petitions; --",
    '" OR 1=1 --',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tTAB",
    "%s%n{0}{x}",
    "a,b=c,d",
    "../../etc/passwd",
    "C:\\Windows\\con",
    'NEAR(a b) AND * ^ "',
    "\ufeff头",
    "\u2028行\u2029段\x85\x0b",
    "长" * 100_000,
    "字" * 501,
    "NULL",
    "1e309",
    "１２３４５",
    "二〇一四年三月三十一日",
    "-",
    "\ue000私用\uf8ff",
    "\U0010ffff",
)

anything = st.one_of(
    st.sampled_from(KNOWN),
    st.text(max_size=60),
    st.text(st.characters(categories=("Cs", "Cc", "Cf", "Co", "Lo", "Mn", "So")), max_size=30),
)
"""Any text at all, half characters and controls among it."""


def keeps(text: str) -> bool:
    """Whether a text has nothing to be put in order: it must be stored as it is."""
    return (
        text != ""
        and text == text.strip()
        and unicodedata.normalize("NFC", text) == text
        and all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in text)
    )
