from __future__ import annotations

from datetime import date
from io import BytesIO

from pypdf import PdfReader

from app.paper.pack import Pack, PackHeading, draw_pack


def test_the_notes_of_a_long_part_go_on_on_a_further_sheet() -> None:
    below = tuple(PackHeading(f"{at}.", f"第{at}项材料", 2, note=f"说明之{at}") for at in range(1, 81))
    out = BytesIO()
    draw_pack(
        Pack("迎检材料", "清河镇", "2014年12月1日", date(2014, 12, 1), (PackHeading("一、", "部分", 1), *below)), out
    )
    pages = [page.extract_text() for page in PdfReader(out).pages]
    for at in range(1, 81):
        assert any(f"说明之{at}" in text for text in pages), at
    low: list[float] = []
    for page in PdfReader(out).pages:
        page.extract_text(visitor_text=lambda text, _cm, tm, *_font: low.append(tm[5]) if "说明" in text else None)
    assert low
    assert min(low) > 0
