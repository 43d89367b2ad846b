from __future__ import annotations

from datetime import date

import pytest

from app.rules import doubts
from db.declare import Column, Kind, Mask

TODAY = date(2014, 3, 31)


@pytest.mark.parametrize(
    ("column", "text", "is_doubted"),
    [
        (Column("a", "内容", Kind.LONG), "收到秘密★一年文件", True),
        (Column("a", "内容", Kind.LONG), "用秘密写票的办法选举", False),
        (Column("a", "标题"), "绝密", True),
        (Column("a", "标题"), "", False),
        (Column("a", "电话", mask=Mask.PHONE), "0316-5551234、13800138000", False),
        (Column("a", "电话", mask=Mask.PHONE), "", False),
        (Column("a", "身份证号", mask=Mask.ID_NUMBER), "110101199003074514", False),
        (Column("a", "日期", Kind.DATE), "机密", False),
    ],
)
def test_what_is_doubted(column: Column, text: str, is_doubted: bool) -> None:
    assert bool(doubts.of(column, text, today=TODAY)) is is_doubted
