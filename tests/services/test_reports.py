"""Reports: every figure of the sample township stands in its Word document and PDF; gaps, own words, skeletons."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from lxml import etree

from app.rules.refusal import Refused
from app.services import figures, report_files, report_skeletons, report_words, reports
from app.services.desk import open_desk
from tests import factories
from tests.paper.pages import page_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.desk import Desk
    from app.services.reports import Composed

pytestmark = pytest.mark.timeout(600)

THEN = date(2014, 3, 31)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

SAID = (
    "集中学习15次、20个课时",
    "3月9日（星期日）",
    "3月18日至20日",
    "观看教育片3部",
    "《雷锋在1959》",
    "党员人手一册，覆盖率100%",
    "补学14人次",
    "未交名单2人",
    "100余条（108条）",
    "村街面貌29条",
    "环境卫生28条",
    "社保农合25条",
    "党建工作26条",
    "10余条（12条）",
    "无缺小组",
    "正风肃纪、还利于民、住村联户、信访积案化解4个专项行动",
    "清退欠账2笔，共计3.4万元，现均已偿还",
    "共设10个小组，已全部入村见面",
    "化解5起",
    "2014年全国两会期间未发生进京赴省上访",
    "值班无缺",
    "惠民实事8项",
    "东洼庄（荒滩）、西洼庄（废弃坑塘）、郑庄（旧砖厂）、公义（村西旧窑场）、赵庄（河滩地）5个村",
    "县级古乐抢救5万元",
    "每支每年县级5000元、镇级3000元",
    "文化广场2个",
    "新建办公场所2处",
    "修缮办公场所2处",
    "子项目4个已全部开工",
    "大杨树、郑庄、兴旺庄、兴旺店、清一、太平庄6个村",
    "子项目6个",
    "成片造林2170亩",
    "环村林带600亩",
    "大杨树、清一、清三、公义、贾庄、郑庄6个村",
    "大杨树、清一、申庄、太平庄4个村",
    "清三、东洼庄、赵庄、西清、兴旺庄5个村",
    "4项正在争取资金",
    "危房改造33户",
    "敬老院2所",
    "低保按公开程序办理",
    "一是学习还不够扎实",
    "二是意见办理有快有慢",
    "三是村际道路、敬老院等实事资金缺口大",
    "一是把“三严三实”学习排进每周三下午",
    "二是超期整改由包村领导挂牌督办",
    "三是逐项跑资金、抢工期",
)
"""What a real township's report said, figure by figure, as the sample's report must say it."""


@pytest.fixture(scope="module")
def township(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_desk(Path(shutil.copy(sample_file, tmp_path_factory.mktemp("sample"))))
    yield desk
    desk.close()


def composed(desk: Desk, report: str, **more: object) -> Composed:
    return desk.read(lambda unit: reports.compose(unit, report=report, **more))  # type: ignore[arg-type]


def word_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        root = etree.fromstring(book.read("word/document.xml"))
    return "\n".join("".join(node.text or "" for node in line.iter(f"{W}t")) for line in root.iter(f"{W}p"))


def controls(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        root = etree.fromstring(book.read("word/document.xml"))
    return {
        one.find(f"{W}sdtPr/{W}tag").get(f"{W}val"): "".join(node.text or "" for node in one.iter(f"{W}t"))
        for one in root.iter(f"{W}sdt")
    }


def test_every_figure_of_the_sample_township_stands_in_its_word_report(township: Desk, tmp_path: Path) -> None:
    out = tmp_path / "自查报告.docx"
    report_files.give(township, report="self-check", out=out)
    text = word_text(out.read_bytes())
    assert [said for said in SAID if said not in text] == []


def test_every_figure_of_the_sample_township_stands_in_its_pdf_report(township: Desk, tmp_path: Path) -> None:
    out = tmp_path / "自查报告.pdf"
    given = report_files.give(township, report="self-check", out=out)
    pages = page_texts(out.read_bytes())
    text = "".join("".join(page.split()).replace(f"—{place}—", "") for place, page in enumerate(pages, start=1))
    assert [said for said in SAID if "".join(said.split()) not in text] == []
    assert given.pages == len(pages)
    assert given.missing == ()


def test_the_report_goes_by_the_five_parts_and_is_signed(township: Desk) -> None:
    report = composed(township, "self-check").report
    heads = [block.text for block in report.body if getattr(getattr(block, "style", None), "value", "") == "first"]
    assert heads == [
        "一、看学习教育是否扎实", "二、看听取意见是否广泛", "三、看专项行动是否收到成效", "四、看惠民实事是否开展落实",
        "五、存在的不足及下一步工作安排",
    ]  # fmt: skip
    assert report.title == "清河镇关于党的群众路线教育实践活动“回头看”的自查报告"
    assert (report.signed, report.day) == ("清河镇", "2014年3月31日")


def test_the_sample_leaves_nothing_to_fill_in_its_self_check(township: Desk) -> None:
    assert composed(township, "self-check").gaps == ()


def test_every_field_opens_as_many_rows_as_it_says(township: Desk) -> None:
    """Counts of single rows: the figure in the text and the rows behind it are one number."""
    found = composed(township, "self-check")
    told = {"L1": 15, "O8.opinions": 108, "O9": 12, "P1.projects": 8, "G3.entries": 2, "R7": 4, "X1.settled": 5}
    for code, number in told.items():
        assert found.items[code].text.startswith(str(number))
        rows = township.read(lambda unit, code=code: figures.rows(unit, code=code, campaign=found.terms.campaign))
        assert len(rows.ids) == number


def test_the_annex_lists_every_figure_of_the_text(township: Desk) -> None:
    found = composed(township, "self-check")
    text = "\n".join(block.text for block in found.report.body if hasattr(block, "text"))
    annex = {row[0].text: row for block in found.report.annex for row in block.rows}  # type: ignore[union-attr]
    assert annex["学习1"][2].text == "15次"
    assert annex["学习1"][3].text == "学习形式为集中学习的活动次数，一天以上的算一次。"
    assert annex["学习1"][4].text == "15条"
    assert "成片造林计划2170亩" in annex["实事〔2014〕5号"][1].text
    figures_used = [item for item in found.items.values() if item.is_figure]
    listed = "\n".join(run.text for row in annex.values() for run in row)
    assert all(item.text in listed for item in figures_used if not item.code.endswith("~"))
    assert all(item.text in text for item in figures_used)


def test_figures_of_a_word_report_are_content_controls(township: Desk, tmp_path: Path) -> None:
    out = tmp_path / "自查报告.docx"
    report_files.give(township, report="self-check", out=out)
    found = controls(out.read_bytes())
    assert found["L1"] == "15次"
    assert found["G3.amount"] == "3.4万元"
    assert found["O8.opinions~"] == "100余条"
    assert found["实事〔2014〕5号.成片造林计划"] == "2170亩"


def test_the_three_lists_are_views_of_the_same_rows(township: Desk) -> None:
    grids = [block for block in composed(township, "rectification").report.annex if hasattr(block, "columns")][:3]
    assert [grid.caption for grid in grids] == ["附件1　问题清单", "附件2　任务清单", "附件3　责任清单"]
    numbers = [[row[1].text for row in grid.rows] for grid in grids]
    assert len(numbers[0]) == 22
    assert numbers[0] == numbers[1] == numbers[2]


@pytest.mark.parametrize("report", report_skeletons.NAMES)
def test_every_report_is_written_in_all_its_formats(township: Desk, tmp_path: Path, report: str) -> None:
    for ending in report_skeletons.shipped(report).formats:
        out = tmp_path / f"报告.{ending}"
        report_files.give(township, report=report, out=out)
        assert out.read_bytes()[:2] == (b"%P" if ending == "pdf" else b"PK")


def test_refreshing_an_edited_document_changes_the_figures_and_no_other_word(township: Desk, tmp_path: Path) -> None:
    out = tmp_path / "改过的.docx"
    report_files.give(township, report="self-check", out=out)
    _edit(out, {"15次": "14次", "一看": "一看"}, extra="书记亲笔添的一句话。")
    edited = out.read_bytes()
    renewed = report_files.refresh(township, report="self-check", path=out)
    assert ("L1", "14次", "15次") in renewed.done.changed
    text = word_text(out.read_bytes())
    assert "集中学习15次、20个课时" in text
    assert "书记亲笔添的一句话。" in text
    assert renewed.before.read_bytes() == edited
    assert renewed.done.unknown == ()


def _edit(path: Path, replaced: dict[str, str], *, extra: str) -> None:
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    text = parts["word/document.xml"].decode("utf-8")
    for old, new in replaced.items():
        text = text.replace(f">{old}<", f">{new}<")
    at = text.index("<w:sectPr", text.rindex("</w:p>"))
    text = text[:at] + f"<w:p><w:r><w:t>{extra}</w:t></w:r></w:p>" + text[at:]
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, text.encode("utf-8") if name == "word/document.xml" else data)


def test_refreshing_refuses_another_report_and_what_is_none_of_ours(township: Desk, tmp_path: Path) -> None:
    other = tmp_path / "实事.docx"
    report_files.give(township, report="projects", out=other)
    with pytest.raises(Refused, match="民生实事进展情况，不是回头看自查报告，没有改动"):
        report_files.refresh(township, report="self-check", path=other)
    stray = tmp_path / "别的.docx"
    stray.write_bytes(b"PK\x03\x04 no document")
    with pytest.raises(Refused, match="不是本程序生成的报告"):
        report_files.refresh(township, report="self-check", path=stray)
    own = tmp_path / "自己写的.docx"
    document = Document()
    document.add_paragraph("集中学习15次")
    document.save(str(own))
    written = own.read_bytes()
    with pytest.raises(Refused, match="不是本程序生成的报告"):
        report_files.refresh(township, report="self-check", path=own)
    assert (own.read_bytes(), sorted(one.name for one in tmp_path.glob("自己*"))) == (written, ["自己写的.docx"])


def test_refreshing_a_document_that_is_damaged_is_a_sentence(township: Desk, tmp_path: Path) -> None:
    out = tmp_path / "坏的.docx"
    report_files.give(township, report="self-check", out=out)
    with zipfile.ZipFile(out) as book:
        at = book.getinfo("word/styles.xml").header_offset + 200
    data = bytearray(out.read_bytes())
    data[at : at + 40] = bytes(40)
    out.write_bytes(bytes(data))
    with pytest.raises(Refused, match="已经损坏"):
        report_files.refresh(township, report="self-check", path=out)
    assert out.read_bytes() == bytes(data)


def _session(desk: Desk, day: str, topic: str, hours: str) -> None:
    factories.add(desk, "learning_sessions", f"日期={day}", "学习形式=集中学习", f"主题={topic}", f"课时={hours}")


# ---- an empty office -------------------------------------------------------------------------------------------------


def test_an_empty_ledger_leaves_marked_gaps_and_no_praise(desk: Desk) -> None:
    found = composed(desk, "self-check", as_of=THEN)
    text = found.report.text
    assert "〔此处待补：还没有登记集中学习，请先登记学习活动〕" in found.gaps
    assert "〔此处待补：还没有登记意见建议〕" in found.gaps
    assert [
        word for word in ("无缺", "全部", "人手一册", "均已", "未发生", "原汁原味", "扎实推进") if word in text
    ] == []
    assert len(found.gaps) >= 8
    assert [item for item in found.items.values() if item.is_figure] == []


def test_a_record_fills_its_sentence_and_only_that(desk: Desk) -> None:
    _session(desk, "2014-03-05", "学党章", "1.5")
    found = composed(desk, "self-check", as_of=THEN)
    assert "共组织集中学习1次、1.5个课时" in found.report.text
    assert "先后学习了学党章。" in found.report.text
    assert "〔此处待补：还没有登记意见建议〕" in found.gaps


def test_what_happened_after_the_day_is_not_told(desk: Desk) -> None:
    _session(desk, "2014-03-05", "学党章", "1")
    _session(desk, "2014-04-05", "学条例", "1")
    text = composed(desk, "self-check", as_of=THEN).report.text
    assert "共组织集中学习1次、1个课时" in text
    assert "学条例" not in text


# ---- the clerk's own words -------------------------------------------------------------------------------------------


def keep(desk: Desk, key: str, text: str, base: str = "", report: str = "self_check") -> None:
    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        which = reports.instance(unit, report=report, as_of=THEN)
        return report_words.keep(unit, actor=desk.actor, report=report, which=which, key=key, text=text, base=base)

    desk.write(work)


def test_own_words_survive_drawing_the_report_anew_and_say_what_changed(desk: Desk) -> None:
    _session(desk, "2014-03-05", "学党章", "1")
    before = composed(desk, "self-check", as_of=THEN).shown["learning.sessions"]
    keep(desk, "learning.sessions", "我们学了{{L1}}，书记每次都到。", before.drawn)
    _session(desk, "2014-03-06", "学条例", "1")
    after = composed(desk, "self-check", as_of=THEN).shown["learning.sessions"]
    assert after.paragraph.text == "我们学了2次，书记每次都到。"
    assert after.kind == "edited"
    assert "按台账现在应写：" in after.changed
    assert "集中学习2次" in after.changed


def test_a_paragraph_is_added_dropped_and_given_back(desk: Desk) -> None:
    which = desk.read(lambda unit: reports.instance(unit, report="self_check", as_of=THEN))
    told = {"report": "self_check", "which": which}
    desk.write(lambda unit: report_words.add(unit, actor=desk.actor, after="opening", text="另有一事。", **told))
    assert "另有一事。" in composed(desk, "self-check", as_of=THEN).report.text
    desk.write(lambda unit: report_words.drop(unit, actor=desk.actor, key="opening+1", **told))
    assert "另有一事。" not in composed(desk, "self-check", as_of=THEN).report.text
    keep(desk, "opening", "")
    assert composed(desk, "self-check", as_of=THEN).shown["opening"].paragraph.text == ""
    desk.write(lambda unit: report_words.drop(unit, actor=desk.actor, key="opening", **told))
    assert composed(desk, "self-check", as_of=THEN).shown["opening"].kind in ("drawn", "gap")


def test_a_field_that_is_not_known_is_refused_in_own_words(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有叫「L99」的数据，没有保存"):
        keep(desk, "opening", "学了{{L99}}。")


def test_a_paragraph_that_changed_since_it_was_given_out_says_so(desk: Desk, tmp_path: Path) -> None:
    _session(desk, "2014-03-05", "学党章", "1")
    report_files.give(desk, report="self-check", out=tmp_path / "一.docx", as_of=THEN)
    assert composed(desk, "self-check", as_of=THEN).shown["learning.sessions"].changed == ""
    _session(desk, "2014-03-06", "学条例", "1")
    changed = composed(desk, "self-check", as_of=THEN).shown["learning.sessions"].changed
    assert changed.startswith("上次出稿时写的是：")
    assert "集中学习1次" in changed


# ---- skeletons -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", report_skeletons.NAMES)
def test_every_field_of_a_shipped_skeleton_is_known(name: str) -> None:
    assert list(report_skeletons.faults(report_skeletons.shipped(name))) == []


def test_the_office_changes_a_skeleton_checks_it_and_sets_it_back(desk: Desk) -> None:
    change = report_skeletons.change
    desk.write(lambda unit: change(unit, actor=desk.actor, report="self_check", key="addressee", text="县委督导组："))
    assert "县委督导组：" in composed(desk, "self-check", as_of=THEN).report.text
    with pytest.raises(Refused, match="没有叫「L77」的数据"):
        desk.write(lambda unit: change(unit, actor=desk.actor, report="self_check", key="h1", text="{{L77}}"))
    desk.write(lambda unit: report_skeletons.set_back(unit, actor=desk.actor, report="self_check"))
    assert "县活动办：" in composed(desk, "self-check", as_of=THEN).report.text


def test_a_report_there_is_not_is_refused_with_those_there_are(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有叫「年终总结」的报告。现有的报告：self-check（回头看自查报告）"):
        composed(desk, "年终总结")


def test_prose_is_not_put_into_a_workbook(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="是文字材料，不能存成 Excel"):
        report_files.give(desk, report="self-check", out=tmp_path / "一.xlsx")
    with pytest.raises(Refused, match=r"不能存成「一\.txt」"):
        report_files.give(desk, report="self-check", out=tmp_path / "一.txt")


def test_the_summary_of_units_takes_rows_before_what_was_sent_in(desk: Desk) -> None:
    desk.store.clock.fixed = THEN
    for unit in ("清一村", "清三村", "贾庄"):
        factories.add(desk, "organisations", f"名称={unit}", "种类=村", "报数单位=是")
    for unit, number in (("清一村", 9), ("清三村", 4)):
        factories.add(
            desk, "unit_reports", f"单位={unit}", "指标=O1", "截至日=2014-03-20", f"数值={number}", "量词=场次"
        )
    for _ in range(2):
        factories.add(desk, "consultations", "日期=2014-03-10", "方式=座谈会", "主题=听意见", "组织单位=清一村")
    found = composed(desk, "district")
    grid = next(block for block in found.report.blocks if getattr(block, "columns", ()))
    cells = [[run.text for run in row] for row in grid.rows]  # type: ignore[union-attr]
    assert cells == [
        ["1", "清一村", "2场次"],
        ["2", "清三村", "4场次"],
        ["3", "贾庄", ""],
        ["", "合计", "6场次"],
    ]
    assert "台账里有明细的单位按明细算" in grid.note  # type: ignore[union-attr]
    code = next(code for code in found.items if "@unit:" in code)
    assert len(desk.read(lambda unit: figures.rows(unit, code=code, lens=reports.lens_of(found))).ids) == 2


@pytest.mark.parametrize("report", ["petitions-year", "self-check", "district"])
def test_the_note_of_a_table_never_stands_alone_on_a_page(township: Desk, tmp_path: Path, report: str) -> None:
    out = tmp_path / "报告.pdf"
    report_files.give(township, report=report, out=out)
    pages = page_texts(out.read_bytes())
    assert any(line.lstrip().startswith("截至") for page in pages for line in page.split("\n"))
    for page in pages:
        lines = [line for line in page.split("\n") if line.strip()]
        assert not lines[0].lstrip().startswith("截至"), page


def test_no_machine_name_stands_in_an_annex(township: Desk, tmp_path: Path) -> None:
    out = tmp_path / "报告.pdf"
    report_files.give(township, report="petitions-year", out=out)
    annex = [page for page in page_texts(out.read_bytes()) if "怎样得出" in page]
    assert annex
    assert not re.findall(r"[a-z_]{3,}", "\n".join(annex))
