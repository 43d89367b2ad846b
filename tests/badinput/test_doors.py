"""The other doors: search box, filters, reasons, file names, attachments, command line, paper, workbook."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import bootstrap
from app.ledgers import registry
from app.rules.refusal import BUG, Refused
from app.services import attachments, exporting, listing, printing, records
from app.services.listing import Ask
from db.values import Reference
from tests import factories
from tests.badinput import texts
from tests.badinput.test_fields import hostile, refusal_of

if TYPE_CHECKING:
    from app.services.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("问题描述", "备注", "责任单位", "整改时限", "编号", "状态", "没有的列", "")
SIGNS = ("=", "~", ">=", "<=", "!=", "")


@hostile
@given(text=texts.anything)
def test_the_search_box_takes_anything(desk: Desk, text: str) -> None:
    assert desk.read(lambda unit: listing.count(unit, ask=Ask("rectifications", search=text))) >= 0


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("100%", 1),
        ("_", 0),
        ("*", 0),
        ('"路灯"', 2),
        ("路灯 OR 水渠", 0),
        ("NOT", 0),
        ("text : 路灯", 0),
        ("路*", 2),
        ("水渠", 1),
    ],
)
def test_signs_of_a_query_mean_only_themselves(desk: Desk, text: str, finds: int) -> None:
    for matter in ("路灯坏了，完成100%", "路灯", "水渠堵了"):
        factories.add(desk, "rectifications", f"问题描述={matter}")
    assert desk.read(lambda unit: listing.count(unit, ask=Ask("rectifications", search=text))) == finds


@hostile
@given(name=st.sampled_from(COLUMNS), sign=st.sampled_from(SIGNS), text=texts.anything)
def test_a_filter_takes_anything_or_is_refused(desk: Desk, name: str, sign: str, text: str) -> None:
    ledger = registry.find("rectifications")

    def ask() -> int:
        return desk.read(
            lambda unit: listing.count(
                unit, ask=Ask(ledger.name, (listing.condition(unit, ledger=ledger, text=f"{name}{sign}{text}"),))
            )
        )

    refusal = refusal_of(ask)
    assert refusal is None or refusal.sentence.endswith("。")


@pytest.mark.parametrize(("text", "finds"), [("50%", 1), ("%", 1), ("_", 1), ("a_c", 1), ("\\", 1), ("abc", 0)])
def test_signs_of_a_pattern_mean_only_themselves(desk: Desk, text: str, finds: int) -> None:
    ledger = registry.find("rectifications")
    factories.add(desk, "rectifications", "问题描述=完成50%，a_c，d\\e")
    factories.add(desk, "rectifications", "问题描述=别的")
    condition = desk.read(lambda unit: listing.condition(unit, ledger=ledger, text=f"问题描述~{text}"))
    assert desk.read(lambda unit: listing.count(unit, ask=Ask(ledger.name, (condition,)))) == finds


@hostile
@given(text=texts.anything)
def test_reasons_are_put_in_order_or_refused(desk: Desk, text: str) -> None:
    made = factories.add(desk, "rectifications")
    refusal = refusal_of(
        lambda: desk.write(
            lambda unit: records.void(
                unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], reason=text
            )
        )
    )
    if refusal is None:
        kept = factories.read(desk, "rectifications", made.ids[0]).void_reason
        assert kept == text or not texts.keeps(text)
        assert "\x00" not in kept


# -- attachments ------------------------------------------------------------------------------------------------------

NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\Windows\\win.ini": "win.ini",
    "C:\\a\\b.jpg": "b.jpg",
    "/abs/照片.jpg": "照片.jpg",
    "CON": "_CON",
    "nul.txt": "_nul.txt",
    "com1.tar.gz": "_com1.tar.gz",
    "aux .pdf": "_aux.pdf",
    "a\x00b.jpg": "ab.jpg",
    "\u202egpj.照片.jpg": "gpj.照片.jpg",
    "半\ud83d.jpg": "半.jpg",
    'a<b>:"|?*.jpg': "ab.jpg",
    "尾点. . .": "尾点",
    "..": "附件",
    "": "附件",
    "   ": "附件",
    "/": "附件",
    ".jpg": "jpg",
    "名.": "名",
}


def attach(desk: Desk, name: str, data: bytes = b"plain words here") -> str:
    """Attach a file to a fresh record; its kept name."""
    made = factories.add(desk, "rectifications")

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], name=name, data=data
        )

    desk.write(work)
    (kept,) = desk.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=made.ids[0]))
    assert desk.read(lambda unit: attachments.content(unit, sha256=kept.sha256)) == data
    return kept.name


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_name_of_an_attachment_is_one_a_folder_can_hold(desk: Desk, name: str) -> None:
    assert attach(desk, name) == NAMES[name]


@hostile
@given(name=st.one_of(texts.anything, st.text(max_size=3).map(lambda stem: f"{stem}.{'长' * 300}")))
def test_any_name_of_an_attachment_can_be_written_to_a_disk(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    kept = attachments.clean_name(name) or "附件"
    place = tmp_path_factory.mktemp("names") / kept
    place.write_bytes(b"x")
    assert place.parent == place.resolve().parent
    assert attachments.clean_name(kept) == kept


@pytest.mark.parametrize("name", ["毒.exe", "a.BAT", "x.jpg.lnk", "run.sh", "a.desktop", "宏.vbs"])
def test_programs_are_not_attached(desk: Desk, name: str) -> None:
    with pytest.raises(Refused, match="是程序"):
        attach(desk, name)


@pytest.mark.parametrize("head", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n"])
def test_a_program_under_the_name_of_a_picture_is_not_attached(desk: Desk, head: bytes) -> None:
    with pytest.raises(Refused, match="是程序"):
        attach(desk, "照片.jpg", head + bytes(64))


@pytest.mark.parametrize(
    ("name", "data", "is_noted"),
    [
        ("a.pdf", b"%PDF-1.7\n....", False),
        ("a.pdf", b"these are plain words", True),
        ("a.jpg", b"\x89PNG\r\n\x1a\n....", False),
        ("a.jpg", b"<html>not a picture", True),
        ("a.docx", b"PK\x03\x04........", False),
        ("a.xlsx", b"\xd0\xcf\x11\xe0........", True),
        ("a.txt", b"anything goes here", False),
    ],
)
def test_bytes_that_do_not_fit_the_suffix_are_kept_and_said_so(
    desk: Desk, name: str, data: bytes, is_noted: bool
) -> None:
    assert attach(desk, name, data) == name
    with desk.store.read() as unit:
        words = unit.connection.exec_driver_sql(
            "SELECT description FROM audit_value ORDER BY seq DESC LIMIT 1"
        ).scalar()
    assert ("内容与扩展名不符" in str(words)) == is_noted


def test_empty_huge_special_and_missing_files_are_refused_with_a_sentence(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, huge, pipe, folder = (tmp_path / name for name in ("空.jpg", "大.jpg", "管道.jpg", "夹.jpg"))
    empty.touch()
    with huge.open("wb") as stream:
        stream.truncate(attachments.LARGEST + 1)
    os.mkfifo(pipe)
    folder.mkdir()
    nowhere = tmp_path / "断.jpg"
    nowhere.symlink_to(tmp_path / "没有")
    loop = tmp_path / "圈.jpg"
    loop.symlink_to(loop)
    long, nul = tmp_path / ("长" * 300 + ".jpg"), tmp_path / "a\0b.jpg"
    for path in (empty, huge, pipe, folder, nowhere, loop, long, nul, tmp_path / "没有.jpg"):
        with pytest.raises(Refused, match="没有添加"):
            attachments.read_file(path)
    monkeypatch.setattr(Path, "read_bytes", lambda _path: (_ for _ in ()).throw(PermissionError()))
    whole = tmp_path / "真.jpg"
    whole.write_text("x")
    with pytest.raises(Refused, match="读不出来"):
        attachments.read_file(whole)


def test_a_link_to_a_file_is_read_as_that_file(tmp_path: Path) -> None:
    (tmp_path / "真.jpg").write_bytes(b"here it is")
    (tmp_path / "链.jpg").symlink_to(tmp_path / "真.jpg")
    assert attachments.read_file(tmp_path / "链.jpg") == b"here it is"


@pytest.mark.parametrize("size", [0, attachments.LARGEST + 1])
def test_pasted_bytes_are_held_to_the_same_limits(desk: Desk, size: int) -> None:
    with pytest.raises(Refused, match="没有添加"):
        attach(desk, "贴.png", bytes(size))


# -- paper and workbook -----------------------------------------------------------------------------------------------

PRINTED = (
    "<b>粗</b>", "A&B;公司&nbsp;&lt;", "<img src='file:///etc/passwd'/>", "]]><!--注-->", "=cmd|'/C'!A0", "%s{0}\\n",
    "𠮷野家", "两行", "<font color='red'>红", "+1+1", "@SUM(A1)", "-2+3", "=1+1",
)  # fmt: skip


@pytest.fixture
def rows(desk: Desk) -> Desk:
    """Items whose matter is markup, formula or rare."""
    for text in PRINTED:
        factories.add(desk, "rectifications", f"问题描述={text}", "登记日期=2014-03-01")
    return desk


def test_what_looks_like_markup_is_printed_as_it_was_typed(rows: Desk, tmp_path: Path) -> None:
    printing.print_ledger(rows, out=tmp_path / "a.pdf", ask=Ask("rectifications"))
    said = subprocess.run(["pdftotext", "-raw", tmp_path / "a.pdf", "-"], capture_output=True, check=True)
    text = re.sub(r"\s", "", said.stdout.decode())
    for words in PRINTED:
        assert re.sub(r"\s", "", words) in text, words


def test_no_exported_text_is_a_formula_and_all_of_it_is_there(rows: Desk, tmp_path: Path) -> None:
    import zipfile

    for out in (tmp_path / "a.xlsx", tmp_path / "a.csv"):
        exporting.export(rows, out=out, ask=Ask("rectifications"))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
        shared = "".join(book.read(name).decode() for name in book.namelist() if "sharedStrings" in name)
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)
    everything = "".join(sheets) + shared
    for words in PRINTED:
        assert words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in everything, words
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for line in csv.reader(stream) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@")) and not re.fullmatch(r"-?[\d.]+", cell)]
    assert {f"'{words}" if words[0] in "=+-@" else words for words in PRINTED} <= set(cells)


BAD_PLACES = ["夹", "没有/a.pdf", "长" * 300 + ".pdf", "a\0b.pdf", "半\ud83d.pdf"]


@pytest.mark.parametrize("name", BAD_PLACES, ids=ascii)
def test_a_place_that_cannot_be_written_gets_a_sentence(desk: Desk, tmp_path: Path, name: str) -> None:
    (tmp_path / "夹").mkdir()
    with pytest.raises(Refused, match="写不进"):
        printing.print_ledger(desk, out=tmp_path / name, ask=Ask("rectifications"))
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".pdf", ".part")] == []


# -- the command line -------------------------------------------------------------------------------------------------


def commands(file: Path, text: str) -> list[list[str]]:
    """Every command that takes words, with these words."""
    there = ["--file", str(file)]
    return [
        [*there, "add", "整改台账", "--set", f"问题描述={text}", f"备注={text}"],
        [*there, "list", "整改台账", f"--search={text}"],
        [*there, "list", "整改台账", "--where", f"备注~{text}"],
        [*there, "list", f"x{text}"],
        [*there, "show", "整改台账", f"x{text}"],
        [*there, "edit", "整改台账", "2014-1", "--set", f"备注={text}", f"--reason={text}"],
        [*there, "void", "整改台账", "2014-1", f"--reason={text}"],
        [*there, "attach", "整改台账", "2014-1", f"./{text}"],
        [*there, "--json", "list", "整改台账", f"--sort={text}"],
        ["--file", f"./{text}.minqing", "list", "整改台账"],
        ["--user", f"x{text}", *there, "list", "整改台账"],
    ]


WORDS = (
    "",
    "\x00前后\x00",
    "半个\ud83d字",
    "👨‍👩‍👧‍👦家",
    "<b>粗</b>",
    "'; DROP TABLE petitions; --",
    "%s%n{0}{x}",
    "长" * 501,
)


@pytest.mark.parametrize("text", WORDS, ids=lambda text: ascii(text[:12]))
def test_any_words_on_the_command_line_get_an_answer(
    desk: Desk, ledger_file: Path, text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    factories.add(desk, "rectifications", "登记日期=2014-03-01")
    desk.close()
    for words in commands(ledger_file, text):
        code = bootstrap.main(words)
        said = capfd.readouterr()
        assert code in (0, 1, 2, 3, 4), words
        assert BUG not in said.out + said.err, words
        assert "Traceback" not in said.err


def test_broken_bytes_on_a_real_command_line_get_an_answer(ledger_file: Path) -> None:
    broken = b"\xe5\xbd\xff\xfe"
    words = [b"--file", os.fsencode(ledger_file), b"--json", b"list", "整改台账".encode(), b"--search", broken]
    for more in (words, [*words[:5], b"--where", "备注~".encode() + broken], [*words[:3], b"show", words[4], broken]):
        run = subprocess.run([os.fsencode(sys.executable), b"-m", b"app", *more], capture_output=True, cwd=ROOT)
        assert run.returncode in (0, 1, 2)
        assert isinstance(json.loads(run.stdout), dict)
        assert BUG not in run.stdout.decode()


def test_a_reference_keeps_any_name(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", "责任单位='; DROP TABLE organisations; --")
    assert factories.read(desk, "rectifications", made.ids[0]).values["responsible_org"] == Reference(
        "'; DROP TABLE organisations; --"
    )
