from __future__ import annotations

from datetime import datetime

import pytest

from app.rules.elapsed import ago, size_text

NOW = datetime(2014, 3, 31, 17, 30)


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (datetime(2014, 3, 31, 17, 29, 1), "刚刚"),
        (datetime(2014, 3, 31, 17, 29), "1分钟前"),
        (datetime(2014, 3, 31, 16, 31), "59分钟前"),
        (datetime(2014, 3, 31, 15, 30), "2小时前"),
        (datetime(2014, 3, 30, 17, 31), "23小时前"),
        (datetime(2014, 3, 30, 17, 30), "1天前"),
        (datetime(2014, 3, 1), "30天前"),
        (datetime(2014, 2, 28), "2014年2月28日"),
        (datetime(2014, 4, 1), "2014年4月1日"),
    ],
)
def test_how_long_ago(then: datetime, words: str) -> None:
    assert ago(then, NOW) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 字节"), (1023, "1023 字节"), (1024, "1.0 KB"), (1_600_000, "1.6 MB"), (327_680_000, "312.5 MB")],
)
def test_sizes(size: int, words: str) -> None:
    assert size_text(size) == words
