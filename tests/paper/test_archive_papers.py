from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Exit, Refused
from app.services import (
    appraising,
    archive_paper,
    archiving,
    erasing,
    erasing_paper,
    person_slip,
    presenting,
    printing,
    settings,
)
from app.services.archiving import Chosen
from app.services.erasing import Asked, Sheet
from tests import factories

if TYPE_CHECKING:
    from app.paper.tree import LedgerPaper
    from app.services.desk import Desk

SHEET = Sheet("审批单.png", b"signed " * 50, "王镇长", date(2014, 3, 1))


@pytest.fixture
def filed(desk: Desk) -> Desk:
    """An office that filed five papers of 2014, one of them restricted in no way, with pages."""
    desk.store.clock.fixed = date(2014, 12, 20)
    desk.write(lambda unit: settings.change(unit, actor=desk.actor, values={"fonds_no": "J012", "archive_unit": "BGS"}))
    terms = ("永久", "30年", "30年", "10年", "10年")
    chosen = []
    for place, term in enumerate(terms, start=1):
        made = factories.add(
            desk, "documents", f"收发日期=2014-03-{place:02d}", "收/发=发文", f"文号=清政发〔2014〕{place}号",
            f"题名=关于开展第{place}轮群众路线教育实践活动整改落实情况“回头看”的通知", f"保管期限={term}",
        )  # fmt: skip
        chosen.append(Chosen("documents", made.ids[0], pages=place * 3, note="附件一份" if place == 2 else ""))
    desk.write(lambda unit: archiving.file_all(unit, actor=desk.actor, year=2014, chosen=chosen))
    return desk


def text_of(desk: Desk, paper: LedgerPaper, tmp_path: Path) -> str:
    out = tmp_path / "纸.pdf"
    printing.write_pdf(paper, out)
    found = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True)
    return "".join(found.stdout.split())


def archive(desk: Desk, kind: str, tmp_path: Path, *, year: int = 2014, term: str = "") -> str:
    paper = desk.read(lambda unit: archive_paper.paper(unit, actor=desk.actor, kind=kind, year=year, term=term))
    return text_of(desk, paper, tmp_path)


def test_the_list_of_a_year_has_every_column_of_the_standard(filed: Desk, tmp_path: Path) -> None:
    text = archive(filed, "归档文件目录", tmp_path)
    for words in (
        "清河镇归档文件目录", "全宗号J0122014年度共5件45页", "序号", "档号", "文号", "责任者", "题名", "日期", "密级",
        "页数", "保管期限", "备注", "J012-WS·2014-Y-BGS-0001", "J012-WS·2014-D30-BGS-0002", "清政发〔2014〕5号",
        "20140305", "附件一份", "移交人",
    ):  # fmt: skip
        assert words in text, words
    only = archive(filed, "list", tmp_path, term="永久")
    assert "共1件" in only
    assert "D30" not in only


def test_the_list_of_a_volume_counts_its_pages_on(filed: Desk, tmp_path: Path) -> None:
    text = archive(filed, "卷内目录", tmp_path, term="30年")
    assert "1—6" in text
    assert "7—15" in text


def test_a_term_is_named_as_it_is_written_and_no_other(filed: Desk, tmp_path: Path) -> None:
    assert "共2件" in archive(filed, "list", tmp_path, term="D30")
    with pytest.raises(Refused) as refused:
        archive(filed, "list", tmp_path, term="胡说")
    assert refused.value.exit_code == Exit.USAGE


def test_the_sheet_in_the_box_says_what_was_taken_out_of_its_own_term(filed: Desk, tmp_path: Path) -> None:
    codes = [one.code for one in filed.read(lambda unit: archiving.items(unit, actor=filed.actor, year=2014))]
    filed.write(lambda unit: archiving.take_out(unit, actor=filed.actor, code=codes[1], reason="误归"))
    assert f"移出1件：{codes[1]}。" in archive(filed, "备考表", tmp_path, term="30年")
    assert f"移出1件：{codes[1]}。" in archive(filed, "备考表", tmp_path)
    assert "移出1件" not in archive(filed, "备考表", tmp_path, term="10年")


def test_the_sheet_in_the_box_says_what_is_in_it(filed: Desk, tmp_path: Path) -> None:
    text = archive(filed, "备考表", tmp_path)
    for words in ("共5件：永久1件，30年2件，10年2件", "45页", "整理人、整理日期", "检查人、检查日期"):
        assert words in text, words


def test_what_is_due_expired_and_let_go_is_listed(filed: Desk, tmp_path: Path) -> None:
    factories.add(filed, "documents", "收发日期=2014-05-01", "收/发=发文", "题名=没归档的")
    assert "应归档1件" in archive(filed, "待归档清单", tmp_path)
    filed.store.clock.fixed = date(2025, 2, 1)
    assert "截至2025年初保管期满共2件" in archive(filed, "到期鉴定清单", tmp_path, year=2025)
    code = "J012-WS·2014-D10-BGS-0001"
    filed.write(
        lambda unit: appraising.appraise(unit, actor=filed.actor, codes=[code], outcome="同意销毁", note="无查考价值")
    )
    text = archive(filed, "档案销毁清册", tmp_path, year=2025)
    assert "共1件" in text
    assert "无查考价值" in text
    assert "监销人" in text


def test_the_scope_and_terms_are_a_table_for_the_county_archive(filed: Desk, tmp_path: Path) -> None:
    text = archive(filed, "归档范围和保管期限表", tmp_path)
    assert "信访事项" in text
    assert "不归档" in text
    assert "报县级档案主管部门审查后执行" in text


def test_every_item_has_its_stamp_of_six_equal_cells(filed: Desk, tmp_path: Path) -> None:
    out = tmp_path / "章.pdf"
    archive_paper.print_paper(filed, kind="归档章", year=2014, out=out)
    found = subprocess.run(["pdftotext", "-raw", str(out), "-"], capture_output=True, text=True, check=True).stdout
    assert found.count("全宗号") == found.count("件号") == 5
    assert found.count("J012") == found.count("BGS") == 5
    assert {"0001", "0002", "30年", "永久", "15"} <= set(found.split())
    with pytest.raises(Refused, match="还没有归档"):
        archive_paper.print_paper(filed, kind="stamps", year=2013, out=out)


def test_the_impact_assessment_says_what_is_held_and_leaves_the_judgement_to_the_pen(
    filed: Desk, tmp_path: Path
) -> None:
    text = archive(filed, "个人信息保护影响评估表", tmp_path)
    for words in (
        "信访事项", "信访人姓名", "敏感：", "身份证号", "30年", "录入、审核", "操作人1位", "历史不能删改", "评估结论",
        "对个人权益的影响", "至少保存三年", "评估日期",
    ):  # fmt: skip
        assert words in text, words


def test_an_unknown_paper_is_refused_with_those_there_are(filed: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="归档文件目录"):
        archive(filed, "封面", tmp_path)


def test_the_form_of_the_year_takes_what_was_filed(filed: Desk, tmp_path: Path) -> None:
    from app.services import forms

    out = tmp_path / "目录.pdf"
    forms.print_form(filed, form="归档文件目录", number="2014", out=out)
    found = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True)
    text = "".join(found.stdout.split())
    assert "J012" in text
    assert "第3轮" in text


# ---- erasures --------------------------------------------------------------------------------------------------------


def test_the_sheet_to_sign_names_words_places_and_what_is_out_of_reach(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(desk, "petitions", "信访人姓名=欧阳鞿", "反映的主要问题=欧阳鞿家断水")
    other = factories.add(desk, "opinions", "原始意见=欧阳鞿说路灯不亮")
    asked = Asked("petitions", made.ids[0], ("欧阳鞿",), erasing.GROUNDS[1], "本人书面要求")
    text = text_of(desk, desk.read(lambda unit: erasing_paper.sheet(unit, actor=desk.actor, asked=asked)), tmp_path)
    for words in (
        "删除个人信息审批单",
        made.number,
        "欧阳鞿",
        "信访人姓名1处",
        "本人要求删除",
        other.number,
        "备份",
        "批准人",
    ):
        assert words in text, words


def test_the_slip_says_who_consented_what_went_and_what_left_before(desk: Desk, tmp_path: Path) -> None:
    from app.services import forms

    made = factories.add(desk, "petitions", "信访人姓名=欧阳鞿", "反映的主要问题=欧阳鞿家断水")
    forms.print_form(desk, form="时限计算单", number=made.number, out=tmp_path / "单.pdf")
    asked = Asked("petitions", made.ids[0], ("欧阳鞿",), erasing.GROUNDS[1], "本人书面要求")
    done = erasing.erase_signed(desk, asked=asked, sheet=SHEET)
    text = text_of(
        desk, desk.read(lambda unit: erasing_paper.slip(unit, actor=desk.actor, number=done.number)), tmp_path
    )
    for words in (
        done.number,
        "王镇长2014-03-01签字",
        "记录2处",
        "此前打印、导出的",
        "备份",
        "可以随时核验",
        "没有报出过",
    ):
        assert words in text, words
    assert "欧阳" not in text


def test_the_slip_names_the_receipts_of_packages_that_left(two: object, tmp_path: Path) -> None:
    from tests.services import package_offices

    assert isinstance(two, package_offices.Offices)
    desk = two.village
    made = factories.add(desk, "petitions", "信访人姓名=欧阳鞿", "反映的主要问题=断水")
    two.pack()
    asked = Asked("petitions", made.ids[0], ("欧阳鞿",), erasing.GROUNDS[1], "本人书面要求")
    done = erasing.erase_signed(desk, asked=asked, sheet=SHEET)
    text = text_of(
        desk, desk.read(lambda unit: erasing_paper.slip(unit, actor=desk.actor, number=done.number)), tmp_path
    )
    assert "第1号" in text
    assert "没有回执" in text
    assert "请通知收到的单位一并删除" in text


# ---- the slip of one person ------------------------------------------------------------------------------------------

ID_NUMBER, PHONE = "11010519491231002X", "13877665544"


def person(desk: Desk) -> tuple[str, int]:
    factories.add(desk, "households", "户主=邻居丁", "户编号=H2")
    made = factories.add(
        desk, "petitions", "信访人姓名=欧阳鞿", f"联系电话={PHONE}", f"身份证号={ID_NUMBER}",
        "反映的主要问题=与邻居丁争宅基地，邻居丁电话13900001111", "来访时间=2014-03-02",
    )  # fmt: skip
    factories.add(desk, "petitions", "信访人姓名=旁人甲", "反映的主要问题=另一件")
    factories.add(desk, "visits", "走访时间=2014-03-09", "走访内容=看望欧阳鞿和邻居丁")
    return made.number, made.ids[0]


def test_the_slip_of_one_person_shows_his_and_masks_the_others(desk: Desk, tmp_path: Path) -> None:
    number, key = person(desk)
    paper = desk.read(lambda unit: person_slip.paper(unit, actor=desk.actor, ledger="petitions", record_id=key))
    text = text_of(desk, paper, tmp_path)
    for words in (
        number,
        "欧阳鞿",
        PHONE,
        ID_NUMBER,
        "邻*丁",
        "139****1111",
        "30年",
        "登记每一件来",
        "录入、审核",
        presenting.paper_day(desk.store.clock.today()),
    ):
        assert words in text, words
    assert "看望欧阳鞿和邻*丁" in text
    assert "请核对）" in text
    for words in ("旁人甲", "邻居丁", "13900001111"):
        assert words not in text, words


def test_a_row_of_another_that_only_mentions_him_gives_nothing_else_of_the_other(desk: Desk) -> None:
    _number, key = person(desk)
    factories.add(
        desk, "households", "户主=孙大海", "户编号=H3",
        children={"members": [{"姓名": "孙小海", "出生日期": "1949-12-31", "身份证号": "110105194912310038",
                               "健康状况": "由欧阳鞿照料"}]},
    )  # fmt: skip
    found = desk.read(lambda unit: person_slip.of(unit, actor=desk.actor, ledger="petitions", record_id=key))
    (told,) = [one.text for one in found.fields if "照料" in one.text]
    assert "由欧阳鞿照料" in told
    assert "孙*海" in told
    assert "1949" not in told


def test_nothing_of_the_restricted_class_is_on_a_slip(desk: Desk) -> None:
    _number, key = person(desk)
    secret = factories.add(desk, "petitions", "信访人姓名=欧阳鞿", "反映的主要问题=举报某人", "问题类别=检举控告")
    found = desk.read(lambda unit: person_slip.of(unit, actor=desk.actor, ledger="petitions", record_id=key))
    assert secret.number not in {one.number for one in found.fields}
    with pytest.raises(Refused):
        desk.read(lambda unit: person_slip.of(unit, actor=desk.actor, ledger="petitions", record_id=secret.ids[0]))


def test_looking_and_printing_are_rows_of_the_history(desk: Desk, tmp_path: Path) -> None:
    from app.services import history

    number, key = person(desk)
    person_slip.look(desk, ledger="petitions", record_id=key)
    person_slip.print_slip(desk, ledger="petitions", record_id=key, out=tmp_path / "单.pdf")
    uuid = factories.read(desk, "petitions", key).uuid
    told = [line.description for line in desk.read(lambda unit: history.of(unit, ledger="petitions", uuid=uuid))]
    assert told[:2] == [f"打印 个人信息查询告知单（{number}）1 页", f"查看 个人信息查询告知单（{number}）"]


@pytest.mark.parametrize("out", ["", ".", "/"])
def test_a_place_that_names_no_file_is_refused(filed: Desk, out: str) -> None:
    with pytest.raises(Refused, match="没有写文件名"):
        archive_paper.print_paper(filed, kind="list", year=2014, out=Path(out))
