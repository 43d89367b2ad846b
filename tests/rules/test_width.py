from __future__ import annotations

from app.rules.width import compact, fold, plain_lines, quote


def test_fold_keeps_every_place() -> None:
    assert fold("１２Ａ：（元）　") == "12A:(元) "


def test_compact_leaves_nothing_between() -> None:
    assert compact(" ２０１４ \u200b年\n３月 ") == "2014年3月"


def test_every_line_break_is_one_newline() -> None:
    assert plain_lines("一\r\n二\r三\u2028四\n") == "一\n二\n三\n四\n"


def test_quote_is_one_short_line_that_can_be_shown() -> None:
    assert quote("a\x00\nb\ud842") == "「a b\ufffd」"
    assert quote("字" * 50, 5) == "「字字字字字…」"
