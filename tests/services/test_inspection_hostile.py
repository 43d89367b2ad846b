"""迎检包: a file that would hang or fill the program is listed with the reason, and the pack is bound without it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.paper import pdf_pages
from app.services import attachments, inspection_outlines, inspection_pack
from app.services.inspection_outlines import ALL, Heading, Outline
from tests import factories
from tests.paper import hostile_pdf
from tests.paper.pages import poppler
from tests.paper.test_pdf_pages import made as pdf_of

if TYPE_CHECKING:
    import pytest

    from app.apart import Apart
    from app.paper.pdf_pages import Source
    from app.services.desk import Desk


def test_hostile_files_are_listed_and_the_others_are_bound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, read = hostile_pdf.slow(), pdf_pages.read_apart

    def hurried(apart: Apart, data: bytes, **named: Any) -> Source:  # noqa: ANN401
        """On a busy machine the others need more than the seconds in which the slow one is given up."""
        apart._seconds = 3.0 if data == slow else 60.0
        return read(apart, data, **named)

    monkeypatch.setattr(pdf_pages, "read_apart", hurried)
    session = factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", "主题=学党章")
    for name, data in (
        ("拖住.pdf", slow), ("撑满.pdf", hostile_pdf.huge()), ("好的.pdf", pdf_of("sheet-one"))
    ):  # fmt: skip
        desk.write(
            lambda unit, name=name, data=data: attachments.attach(  # type: ignore[misc]
                unit, actor=desk.actor, ledger="learning_sessions", record_id=session.ids[0], name=name, data=data
            )
        )
    own = hostile_pdf.circular()
    file = inspection_outlines.waiting("转圈.pdf", own)
    heading = Heading("学习教育", ledger="learning_sessions", attachments=ALL, files=(file,))
    outline = Outline("迎检", "迎检", (heading,))
    desk.write(
        lambda unit: inspection_outlines.keep_with_files(
            unit, actor=desk.actor, outline=outline, fresh={file.sha256: own}
        )
    )
    out = BytesIO()
    bound = desk.read(lambda unit: inspection_pack.draw(unit, actor=desk.actor, outline=outline, out=out))
    assert bound.files == 1
    left = "\n".join(bound.left_out)
    assert "附件「拖住.pdf」没有装入，文件太复杂，半分钟没有读完，请另附原件" in left
    assert "附件「撑满.pdf」没有装入，文件展开后太大，读不下，请另附原件" in left
    assert "附件「转圈.pdf」没有装入，文件" in left
    words = poppler("pdftotext", out.getvalue())
    assert "sheet-one" in words
    assert "文件太复杂" in "".join(words.split())
