"""迎检包: every page in order, numbered through, and what it says of itself true."""

from __future__ import annotations

import json
import re
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from app.bootstrap import main
from app.rules.refusal import Exit, Refused
from app.services import attachments, inspection_outlines, inspection_pack
from app.services.inspection_outlines import ALL, CHOSEN, Heading, Outline
from app.services.inspection_pack import Bound, Options
from tests import desks, factories
from tests.paper.pages import page_texts
from tests.paper.test_pdf_pages import made as pdf_of

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 300), "grey").save(out, "PNG")
    return out.getvalue()


def _locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf_of("secret"))))
    writer.encrypt("口令", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _attach(desk: Desk, ledger: str, record_id: int, name: str, data: bytes) -> str:
    return desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger=ledger, record_id=record_id, name=name, data=data, caption="说明"
        )
    ).uuid


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A session with a two-page file, a picture, a workbook, a locked and a broken file; another session; a petition
    of the restricted class with a file.
    """
    session = factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", "主题=学党章")
    factories.add(desk, "learning_sessions", "日期=2014-03-06", "学习形式=观看影片", "主题=看影片")
    for name, data in (
        ("签到.pdf", pdf_of("sheet-one", "sheet-two")), ("现场.png", _picture()), ("名单.xlsx", b"PK\x03\x04book"),
        ("加密.pdf", _locked()), ("坏的.pdf", b"%PDF-1.4 broken"),
    ):  # fmt: skip
        _attach(desk, "learning_sessions", session.ids[0], name, data)
    told = factories.add(desk, "petitions", "登记日期=2014-03-03", "信访人姓名=钱二", "问题类别=检举控告")
    _attach(desk, "petitions", told.ids[0], "举报信.pdf", pdf_of("accusation"))
    factories.add(desk, "petitions", "登记日期=2014-03-04", "信访人姓名=赵一")
    return desk


INTERNAL = Options()
STUDY = Heading("集中学习", 2, "learning_sessions", ("学习形式=集中学习",), attachments=ALL)


def _print(desk: Desk, out: Path, *headings: Heading, options: Options = INTERNAL, name: str = "迎检") -> Bound:
    outline = Outline(name, "迎检材料", headings)
    desk.write(lambda unit: inspection_outlines.keep(unit, actor=desk.actor, outline=outline))
    return inspection_pack.print_pack(desk, name=name, out=out, options=options)


def _pages(out: Path) -> list[str]:
    return ["".join(text.split()) for text in page_texts(out.read_bytes())]


def test_one_pdf_with_cover_contents_outline_and_pages_numbered_through(filled: Desk, tmp_path: Path) -> None:
    out = tmp_path / "包.pdf"
    bound = _print(
        filled, out, Heading("学习教育"), STUDY, Heading("专题党课", 2, "learning_sessions", ("学习形式=专题党课",)),
        Heading("信访"), Heading("信访台账", 2, "petitions"), Heading("下一步"),
    )  # fmt: skip
    pages = _pages(out)
    assert len(pages) == bound.printed.pages
    assert "迎检材料" in pages[0]
    assert "清河镇" in pages[0]
    assert not re.search(r"第\d+页共", pages[0])
    for number, text in enumerate(pages[1:], start=2):
        assert f"第{number}页共{len(pages)}页" in text
        assert len(re.findall(r"第\d+页共\d+页", text)) == 1
    lines = ("".join(line.split()) for line in page_texts(out.read_bytes())[1].splitlines())
    found = (re.fullmatch(r"(?:[一二三]、|\d\.)(\D+?)·+(\d+)", line) for line in lines)
    contents = {match[1]: match[2] for match in found if match}
    places = {words: int(page) for words, page in contents.items()}
    assert "一、学习教育" in pages[places["学习教育"] - 1]
    assert "专题党课" in pages[places["专题党课（本项无记载）"] - 1]
    assert "本项无记载" in pages[places["专题党课（本项无记载）"] - 1]
    assert "学习活动台账" in pages[places["集中学习"] - 1]
    assert "学党章" in pages[places["集中学习"] - 1]
    assert "看影片" not in pages[places["集中学习"] - 1]
    assert "本项无记载" in pages[places["下一步（本项无记载）"] - 1]
    assert bound.empty == ("2. 专题党课", "三、下一步")
    reader = PdfReader(out)
    named = {}

    def walk(entries: list, depth: int) -> None:  # type: ignore[type-arg]
        for one in entries:
            if isinstance(one, list):
                walk(one, depth + 1)
            else:
                named[one.title] = (depth, reader.get_destination_page_number(one) + 1)

    walk(reader.outline, 0)
    assert named["一、学习教育"] == (0, places["学习教育"])
    assert named["1. 集中学习"] == (1, places["集中学习"])
    assert named["2. 专题党课（本项无记载）"][0] == 1
    links = [note.get_object() for note in reader.pages[1]["/Annots"]]  # type: ignore[union-attr]
    assert len(links) == 6


def test_files_are_bound_in_and_what_cannot_be_is_named_with_the_reason(filled: Desk, tmp_path: Path) -> None:
    out = tmp_path / "包.pdf"
    bound = _print(filled, out, Heading("学习教育"), STUDY)
    whole = "".join(_pages(out))
    assert "sheet-one" in whole
    assert "sheet-two" in whole
    assert "（第2页，共2页）" in whole
    assert "secret" not in whole
    assert bound.files == 2
    assert bound.left_out == (
        "1. 集中学习：学习〔2014〕1号的附件「名单.xlsx」没有装入，这种文件不能装入，请另附原件。",
        "1. 集中学习：学习〔2014〕1号的附件「加密.pdf」没有装入，文件加了密码，请另附原件。",
        "1. 集中学习：学习〔2014〕1号的附件「坏的.pdf」没有装入，文件已损坏，打不开，请另附原件。",
    )
    for words in ("附件目录", "装入2页", "装入1页", "加了密码", "不能装入"):
        assert words in whole


def test_only_what_is_chosen_and_the_headings_own_files_are_bound(filled: Desk, tmp_path: Path) -> None:
    (chosen,) = (
        file.uuid
        for _number, file in filled.read(lambda unit: inspection_pack.files_of(unit, actor=filled.actor, heading=STUDY))
        if file.name == "现场.png"
    )

    def own(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return inspection_outlines.add_file(unit, actor=filled.actor, name="方案.pdf", data=pdf_of("the-plan"))

    made = filled.write(own)
    heading = Heading("学习", 1, "learning_sessions", attachments=CHOSEN, picked=(chosen,), files=(made,))
    bound = _print(filled, tmp_path / "包.pdf", heading)
    whole = "".join(_pages(tmp_path / "包.pdf"))
    assert (bound.files, bound.left_out) == (2, ())
    assert "the-plan" in whole
    assert "sheet-one" not in whole


def test_the_restricted_class_is_in_no_row_no_file_and_no_count(filled: Desk, tmp_path: Path) -> None:
    heading = Heading("信访", 1, "petitions", attachments=ALL)
    bound = _print(filled, tmp_path / "包.pdf", heading)
    whole = "".join(_pages(tmp_path / "包.pdf"))
    assert "赵一" in whole
    assert "钱二" not in whole
    assert "accusation" not in whole
    assert "举报信" not in whole
    outline = Outline("迎检", "", (heading,))
    (counted,) = filled.read(lambda unit: inspection_pack.counted(unit, actor=filled.actor, outline=outline))
    assert (counted.rows, counted.files, bound.files) == (1, 0, 0)


def test_public_paper_is_masked_has_no_files_and_asks_for_a_look(filled: Desk, tmp_path: Path) -> None:
    factories.add(filled, "opinions", "日期=2014-03-05", "姓名=赵有田", "联系电话=13800001234")
    headings = (Heading("意见", 1, "opinions"), Heading("学习", 1, "learning_sessions", attachments=ALL))
    options = Options("public", looked=True)
    bound = _print(filled, tmp_path / "包.pdf", *headings, options=options)
    whole = "".join(_pages(tmp_path / "包.pdf"))
    assert "赵有田" not in whole
    assert "公示版" in whole
    assert inspection_pack.NOT_PUBLIC in whole
    assert bound.files == 0
    assert "sheet-one" not in whole


def test_forms_of_the_records_are_bound_and_numbered_with_the_rest(filled: Desk, tmp_path: Path) -> None:
    heading = Heading("学习", 1, "learning_sessions", forms=("attendance_sheet",))
    _print(filled, tmp_path / "包.pdf", heading)
    pages = _pages(tmp_path / "包.pdf")
    assert any("签到" in text for text in pages)
    for number, text in enumerate(pages[1:], start=2):
        assert re.findall(r"第\d+页共\d+页", text) == [f"第{number}页共{len(pages)}页"]


def test_what_was_printed_is_told_with_its_purpose(filled: Desk, tmp_path: Path) -> None:
    _print(filled, tmp_path / "包.pdf", Heading("学习", 1, "learning_sessions"))
    events = filled.read(lambda unit: unit.events(unit.schema.audit.c.action == "print"))
    told = [(one.entry.description, one.entry.ledger, one.entry.reason) for one in events]
    pages = len(_pages(tmp_path / "包.pdf"))
    assert told == [
        (f"打印 迎检包「迎检」（内部）{pages} 页，附件 0 件", "", "检查考核"),
        ("打印 学习活动（内部）1 页", "learning_sessions", "检查考核"),
    ]
    with pytest.raises(Refused, match="没有「看看」这种用途"):
        _print(filled, tmp_path / "二.pdf", Heading("学习"), options=Options(purpose="看看"))


def test_a_condition_that_can_no_longer_be_read_is_named_with_its_heading(filled: Desk, tmp_path: Path) -> None:
    outline = Outline("迎检", "迎检材料", (Heading("学习", 1, "learning_sessions", ("别的列=1",)),))
    with pytest.raises(Refused, match="提纲里「学习」的筛选条件现在用不了：学习活动没有「别的列」这一列"):
        filled.read(lambda unit: inspection_pack.counted(unit, actor=filled.actor, outline=outline))


def test_a_pack_that_is_stopped_leaves_no_file(filled: Desk, tmp_path: Path) -> None:
    outline = Outline("迎检", "迎检材料", (Heading("学习"), STUDY))
    filled.write(lambda unit: inspection_outlines.keep(unit, actor=filled.actor, outline=outline))
    heard: list[int] = []

    def stop(done: int, _total: int) -> bool:
        heard.append(done)
        return len(heard) < 4

    with pytest.raises(Refused, match="已按您的要求停止"):
        inspection_pack.print_pack(filled, name="迎检", out=tmp_path / "包.pdf", progress=stop)
    assert list(tmp_path.glob("*.pdf")) == list(tmp_path.glob(".*.part")) == []


def test_the_command_line(filled: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = desks.place(filled), tmp_path / "包.pdf"
    filled.close()
    (tmp_path / "方案.pdf").write_bytes(pdf_of("the-plan"))
    words = ["--file", path, "--json", "inspection"]
    assert main([*words, "start", "回头看自查迎检材料", "县里来查"]) == 0
    assert main([*words, "attach", "县里来查", str(tmp_path / "方案.pdf"), "--heading", "学习计划"]) == 0
    capsys.readouterr()
    assert main([*words, "show", "县里来查"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = {one["title"]: one for one in told["rows"]}
    assert (rows["集中学习"]["rows"], rows["集中学习"]["files"], rows["学习计划"]["files"]) == (2, 5, 1)
    assert main([*words, "print", "县里来查", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pages"] == len(_pages(out))
    assert "the-plan" in "".join(_pages(out))
    assert len(told["left_out"]) == 3
    assert main([*words, "list"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"][0]["name"] == "县里来查"
    for bad in (
        ["print", "没有的", str(out)],
        ["print", "县里来查"],
        ["attach", "县里来查", str(out), "--heading", "无"],
    ):
        assert main([*words, *bad]) == Exit.USAGE
        capsys.readouterr()
    assert main([*words, "drop", "县里来查"]) == 0
    with closing(desks.beside(filled)) as again:
        assert again.read(inspection_outlines.listed) == ()
