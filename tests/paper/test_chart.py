"""Charts on paper: nothing lost, nothing outside the frame, the same layout on the sheet and in the picture."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.paper.canvas import A4_UPRIGHT, MM, PageWriter
from app.paper.chart import ChartBars, ChartBlock, chart_picture, draw_chart, laid_out
from tests.paper.pages import page_texts

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 156 * MM
OVER_TIME = ChartBlock(
    "整改事项（按月）", ("2013年12月", "2014年1月"),
    (ChartBars("新立", (("3项", 0.3), ("10项", 1.0))), ChartBars("销号", (None, ("6项", 0.6)))),
    over_time=True, note="新立合计13项，销号合计6项",
)  # fmt: skip
LYING = ChartBlock(
    "惠民实事资金", ("土地整理和农田水利基本建设及配套道路桥涵改造", "文化", "𠮷村道路"),
    tuple(ChartBars(name, (("40万元", 1.0), ("20万元", 0.5), ("0元", 0.0))) for name in ("计划", "到位", "支付")),
    over_time=False,
)  # fmt: skip


@pytest.mark.parametrize("block", [OVER_TIME, LYING])
def test_nothing_stands_outside_the_frame(block: ChartBlock) -> None:
    drawing = laid_out(block, WIDTH)
    for box in drawing.boxes:
        assert 0 <= box.x <= box.x + box.width <= WIDTH
        assert 0 <= box.y <= box.y + box.height <= drawing.height
    assert all(0 <= mark.x <= WIDTH and 0 <= mark.y < drawing.height for mark in drawing.marks)


def test_bars_are_as_long_as_their_parts() -> None:
    first, second, *_ = [box for box in laid_out(LYING, WIDTH).boxes if box.series == 0 and box.height > 9]
    assert second.width == pytest.approx(first.width / 2)
    tall = [box.height for box in laid_out(OVER_TIME, WIDTH).boxes if box.width > 9]
    assert tall == pytest.approx([27.0, 0.0, 90.0, 54.0])


def test_the_words_can_be_read_back_from_the_sheet(tmp_path: Path) -> None:
    out = tmp_path / "图.pdf"
    with out.open("wb") as stream:
        writer = PageWriter(stream, title="图", author="清河镇", size=A4_UPRIGHT)
        low = draw_chart(writer, OVER_TIME, 28 * MM, 800, WIDTH)
        assert draw_chart(writer, LYING, 28 * MM, low - 10, WIDTH) < low
        writer.end_page()
        writer.close(lambda *_: None)
    text = "".join(page_texts(out.read_bytes()))
    for word in ("整改事项（按月）", "新立", "10项", "6项", "2014年1月", "新立合计13项", "文化", "𠮷村道路", "40万元"):
        assert word in text


def test_the_picture_is_sharp_and_always_the_same() -> None:
    found = chart_picture(OVER_TIME, WIDTH)
    assert found == chart_picture(OVER_TIME, WIDTH)
    with Image.open(BytesIO(found)) as image:
        assert image.width == round(WIDTH * 300 / 72)
        assert image.getextrema() == (0, 255)
