from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from lxml import etree

from app.figures.model import Lens
from app.rules.figure_text import figures_of
from app.rules.refusal import Refused
from app.services import text_check
from app.services.desk import open_desk
from db.values import FuzzyCount, Money
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.desk import Desk
    from app.services.text_check import Checked

pytestmark = pytest.mark.timeout(600)

REPORT = """一、看学习教育是否扎实。自2014年2月24日启动以来，全镇集中学习15次、20个课时，观看《雷锋在1959》等教育片3部，
学习资料人手一册；尚有2人未交心得体会，正在督促补交。
二、看听取意见是否广泛。通过座谈、走访和发放意见表，共征求意见建议100余条，采纳10余条。
三、看专项行动是否收到成效。认真开展4个专项行动和百日攻坚。清退欠账2笔，欠账共计3.4万元，现均已偿还。
成立10个联户小组，已全部入村见面。化解信访5起，两会期间未发生进京赴省上访。
四、看惠民实事是否开展落实。全镇共实施惠民实事8项，落实“6+1”工作法，联系电话0316-5551234。"""

CODES = {
    "15次": "L1",
    "20个课时": "L2",
    "3部": "L8.films",
    "人手一册": "L7.coverage",
    "2人": "L6.owed",
    "100余条": "O8.opinions",
    "10余条": "O9",
    "4个": "R7",
    "2笔": "G3.entries",
    "3.4万元": "G3.amount",
    "10个": "H2.teams",
    "5起": "X1.settled",
    "未发生": "X3.incidents",
    "8项": "P1.projects",
}
"""Which figure each number of the report speaks of, by hand."""


@pytest.fixture(scope="module")
def township(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_desk(Path(shutil.copy(sample_file, tmp_path_factory.mktemp("sample"))))
    yield desk
    desk.close()


def _check(desk: Desk, text: str) -> list[Checked]:
    return list(desk.read(lambda unit: text_check.check(unit, text=text, lens=Lens(date(2014, 3, 31)))))


def test_the_report_of_the_sample_township_checks_clean(township: Desk) -> None:
    found = _check(township, REPORT)
    assert {one.quote: one.code for one in found} == CODES
    assert [one.quote for one in found if one.agrees is not True] == []


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("15次", "16次", "L1"),
        ("20个课时", "25个课时", "L2"),
        ("教育片3部", "教育片4部", "L8.films"),
        ("100余条", "200余条", "O8.opinions"),
        ("采纳10余条", "采纳20余条", "O9"),
        ("3.4万元", "4.3万元", "G3.amount"),
        ("信访5起", "信访6起", "X1.settled"),
        ("实事8项", "实事9项", "P1.projects"),
        ("10个联户小组", "11个联户小组", "H2.teams"),
    ],
)
def test_one_figure_changed_is_the_one_that_is_found(township: Desk, right: str, wrong: str, code: str) -> None:
    assert REPORT.count(right) == 1
    found = _check(township, REPORT.replace(right, wrong))
    assert [(one.code, one.agrees) for one in found if one.agrees is not True] == [(code, False)]


def test_the_finding_says_by_how_much(desk: Desk) -> None:
    for day in ("2014-03-05", "2014-03-06"):
        factories.add(desk, "learning_sessions", f"日期={day}", "学习形式=集中学习", "课时=1.5")
    (times, hours) = _check(desk, "集中学习5次、3个课时")
    assert (times.code, times.finding) == ("L1", "不一致：台账是2次，文中多3次")
    assert (hours.code, hours.finding, hours.agrees) == ("L2", "一致", True)


def test_what_no_ledger_keeps_is_left_to_the_clerk(desk: Desk) -> None:
    (found,) = _check(desk, "更换灯笼35盏")
    assert (found.code, found.agrees, found.finding) == ("", None, "台账里没有找到对应的指标，请自己核对")


def test_a_part_of_a_figure_is_not_held_against_the_whole(desk: Desk) -> None:
    for day in ("2014-02-05", "2014-03-05", "2014-03-06"):
        factories.add(desk, "learning_sessions", f"日期={day}", "学习形式=集中学习", "课时=1")
    found = desk.read(lambda unit: text_check.check(unit, text="集中学习3次（其中3月份2次），集中学习4次。"))
    assert [(one.quote, one.agrees) for one in found] == [("3次", True), ("2次", None), ("4次", False)]


def test_a_number_is_not_held_against_what_an_earlier_one_counts(desk: Desk) -> None:
    factories.add(desk, "petitions", "来访时间=2014-03-05", "姓名=赵一", "反映的主要问题=路")
    (found,) = desk.read(lambda unit: text_check.check(unit, text="化解一件，导入法定程序一件，两件正在办理。"))
    assert (found.quote, found.agrees) == ("两件", None)


def test_persons_and_person_times_are_never_taken_for_each_other(desk: Desk) -> None:
    row = [{"姓名": name, "到会情况": "到"} for name in ("梁国栋", "陈志远")]
    for day in ("2014-03-05", "2014-03-06"):
        factories.add(desk, "learning_sessions", f"日期={day}", "学习形式=集中学习", children={"attendance": row})
    found = _check(desk, "参加学习4人次，参加学习2人")
    assert [(one.code, one.agrees) for one in found] == [("L4.attendances", True), ("L4.persons", True)]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("100余条", 108, True),
        ("100余条", 100, False),
        ("100余条", 226, False),
        ("4200多人次", 4256, True),
        ("10余条", 12, True),
        ("1.48万名", 14832, True),
        ("1.48万名", 14900, False),
        ("3.4万元", Money(3_400_000), True),
        ("3.4万元", Money(3_430_000), True),
        ("3.4万元", Money(3_500_000), False),
        ("64.8%", Decimal("64.8"), True),
        ("近200户", 196, True),
        ("近200户", 204, False),
        ("约300人", 310, True),
        ("50件以上", 50, True),
        ("50件以上", 49, False),
        ("10至15人", 12, True),
        ("100余条", FuzzyCount(100, True), True),
        ("100条", FuzzyCount(100, True), False),
        ("5件", None, False),
    ],
)
def test_when_words_are_true_of_a_value(text: str, value: object, expected: bool) -> None:
    (said,) = figures_of(text)
    assert text_check.agrees(said, value) is expected  # type: ignore[arg-type]


# ---- files -----------------------------------------------------------------------------------------------------------


def test_a_document_is_read_with_its_tables(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("集中学习15次")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "座谈会", "3场次"
    document.add_paragraph("简报2期")
    document.save(str(tmp_path / "报告.docx"))
    found = text_check.read_text(tmp_path / "报告.docx").words
    assert found.splitlines() == [
        "集中学习15次",
        "座谈会\t3场次",
        "简报2期",
    ]


def test_a_merged_cell_is_read_once_and_its_paragraphs_apart(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "征求意见108条"
    table.cell(1, 0).text = "户数25"
    table.cell(1, 0).add_paragraph("人数12")
    document.save(str(tmp_path / "报告.docx"))
    found = text_check.read_text(tmp_path / "报告.docx").words
    assert found == "征求意见108条\n户数25\n人数12\t\t\n"


def test_words_in_a_control_of_their_own_are_read_and_those_moved_away_are_not(tmp_path: Path) -> None:
    document = Document()
    body, w = document.element.body, "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for inner in (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>简报2期</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:moveFrom><w:r><w:t>座谈会3场</w:t></w:r></w:moveFrom><w:r><w:t>会议1次</w:t></w:r></w:p>",
    ):
        body.insert(len(body) - 1, etree.fromstring(inner.replace(">", f' xmlns:w="{w}">', 1)))
    document.save(str(tmp_path / "报告.docx"))
    assert text_check.read_text(tmp_path / "报告.docx").words == "简报2期\n会议1次\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_is_read_in_the_encodings_of_offices(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "报告.txt").write_bytes("集中学习15次".encode(encoding))
    assert text_check.read_text(tmp_path / "报告.txt").words == "集中学习15次"


@pytest.mark.parametrize(("name", "data"), [("坏.docx", b"not a zip"), ("图.txt", b"\x89PNG\x00\x00\x01\xff")])
def test_what_is_no_text_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refused, match="没有核对"):
        text_check.read_text(tmp_path / name)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="打不开"):
        text_check.read_text(tmp_path / "没有.txt")


def test_json_has_the_shape_of_the_command_line(desk: Desk) -> None:
    factories.add(desk, "debts", "登记日期=2014-03-01", "事由=修路欠款", "本金=3.4万元")
    lens = Lens(date(2014, 3, 31))
    found = desk.read(lambda unit: text_check.as_json(unit, text="欠账3.4万元，更换灯笼35盏", lens=lens))
    assert found == [
        {"quote": "3.4万元", "code": "G3.amount", "said": "34000.00", "ledger": "34000.00", "agrees": True},
        {"quote": "35盏", "code": None, "said": 35, "ledger": None, "agrees": None},
    ]
