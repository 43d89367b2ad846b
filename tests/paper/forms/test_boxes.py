from __future__ import annotations

import re
from io import BytesIO

from PIL import Image
from pypdf import PdfReader

from app.paper.forms.contact_cards import Card
from app.paper.forms.pictures import Picture, upright
from app.paper.forms.recheck_visit import VisitedItem
from tests.paper.forms.sheets import pdf, text
from tests.paper.pages import page_texts, poppler, words

DATE = re.compile(r"年\s+月\s+日")
TURNED = 0x0112
"""The EXIF tag that says which way up a picture is."""


def photograph(size: tuple[int, int] = (40, 20), orientation: int = 1) -> bytes:
    image = Image.new("RGB", size, "white")
    image.paste("black", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[TURNED] = orientation
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_dates_for_the_pen_are_never_split() -> None:
    for form in ("销号", "督办", "受理", "交办", "回访", "告知", "转办", "整改通知", "接访", "补学", "意见表", "谈心"):
        read = poppler("pdftotext", pdf(form)[0], "-layout")
        months = sum(line.count("月") for line in read.splitlines() if "____月" not in line)
        assert len(DATE.findall(read)) == months, form


def test_a_picture_stands_upright_and_keeps_its_shape() -> None:
    found = upright(Picture("路灯.jpg", photograph(orientation=6)), (100.0, 100.0))
    assert found is not None
    data, size = found
    assert size == (50.0, 100.0)
    with Image.open(BytesIO(data)) as drawn:
        assert drawn.size == (20, 40)
        assert [drawn.getpixel(place) for place in ((10, 2), (10, 37))] == [0, 255]


def test_a_picture_is_turned_as_the_clerk_turned_it() -> None:
    found = upright(Picture("路灯.jpg", photograph(), rotation=90), (100.0, 100.0))
    assert found is not None
    assert found[1] == (50.0, 100.0)


def test_a_large_picture_is_brought_to_300_dots_an_inch() -> None:
    found = upright(Picture("路灯.jpg", photograph((3000, 1500))), (72.0, 72.0))
    assert found is not None
    with Image.open(BytesIO(found[0])) as drawn:
        assert drawn.size == (300, 150)


def test_pictures_stand_before_and_after() -> None:
    data, _ = pdf("销号", before=(Picture("前.jpg", photograph()),), after=(Picture("后.jpg", photograph((20, 40))),))
    pictures = [image for page in PdfReader(BytesIO(data)).pages for image in page.images]
    assert {image.image.size for image in pictures if image.image} == {(40, 20), (20, 40)}


def test_a_damaged_picture_leaves_its_name() -> None:
    data, _ = pdf("销号", before=(Picture("旧垃圾池.jpg", b"\xff\xd8 broken"),))
    assert "图片打不开：旧垃圾池.jpg" in text(data)


def test_a_filled_sheet_without_pictures_has_no_picture_boxes() -> None:
    assert "整改前" not in text(pdf("销号", description="路灯不亮")[0])


def test_a_full_box_says_that_it_goes_on() -> None:
    data, _ = pdf("销号", completion="换灯" * 1500)
    first, *rest = page_texts(data)
    assert "（转续页）" in first
    assert "完成情况（接上页）" in "".join(rest).replace(" ", "")


def test_each_colour_of_a_slip_is_named_in_words() -> None:
    for colour, said in (("蓝", "蓝色督办·临期提醒"), ("黄", "黄色督办·进展缓慢"), ("红", "红色督办·逾期未办")):
        assert said in text(pdf("督办", colour=colour)[0])


def test_a_signature_never_stands_on_a_page_alone() -> None:
    for length in range(20, 420, 20):
        data, _ = pdf("意见", findings="查" * length, claim="请求", opinion="支持", day="2014年3月9日")
        last = page_texts(data)[-1].replace(" ", "")
        assert last.index("2014年3月9日") > 20


def test_the_last_section_of_a_letter_goes_over_whole_with_the_seal() -> None:
    """Two lines of it and the seal were left on a page of their own."""
    for length in range(20, 420, 20):
        data, printed = pdf("意见", findings="查" * length, claim="请求", opinion="支持", day="2014年3月9日")
        last = page_texts(data)[-1].replace(" ", "")
        assert printed.pages == 1 or "四、救济途径" in last


def test_each_page_of_a_letter_keeps_the_upper_margin() -> None:
    data, printed = pdf("意见", findings="情况属实，已经核查。" * 200)
    tops = [min(word.top for word in words(data) if word.page == page) for page in range(2, printed.pages + 1)]
    assert tops
    assert all(37 < top * 25.4 / 72 < 42 for top in tops)


def test_each_drawn_item_has_its_own_sheet() -> None:
    items = tuple(VisitedItem(number=f"整改〔2014〕{place}号") for place in (1, 2, 3))
    pages = page_texts(pdf("回访", items=items)[0])
    assert [f"整改〔2014〕{place}号" in page.replace(" ", "") for place, page in enumerate(pages, 1)] == [True] * 3


def test_ten_cards_a_page_and_a_new_page_for_the_eleventh() -> None:
    cards = tuple(Card("宫三村", f"户主{place}") for place in range(11))
    data, printed = pdf("联系卡", cadre="王小明", cards=cards)
    assert printed.pages == 2
    assert text(data).count("干部联户联系卡") == 20
    assert "户主10" in text(data)


def test_a_withheld_slip_has_no_box_for_the_petitioner() -> None:
    read = text(pdf("交办", is_withheld=True, petitioner="张三", phone="13800001234")[0])
    assert "信访人信息不随单移交" in read
    assert not any(secret in read for secret in ("张三", "13800001234", "联系电话", "住址"))


def test_a_roster_longer_than_a_page_goes_on_with_its_numbers() -> None:
    people = tuple((f"甲{place}", "村建办", "") for place in range(1, 91))
    data, printed = pdf("签到", people=people)
    assert printed.pages == 3
    assert all(f"甲{place}" in text(data) for place in (1, 45, 90))


def test_a_long_line_of_a_card_is_narrowed_not_cut() -> None:
    name = "清河镇农村经济经营管理站和便民服务中心联合党支部副书记"
    assert text(pdf("联系卡", organisation=name)[0]).count(name) == 10


def test_a_long_caption_goes_on_to_the_next_page() -> None:
    caption = "兴旺店二组旧垃圾池" * 12
    data, printed = pdf("销号", before=(Picture("前.jpg", photograph(), caption),))
    assert caption in text(data)
    assert printed.pages == 2


def test_a_character_no_face_has_is_pointed_out() -> None:
    data, printed = pdf("督办", matter="\U0001f600村西路灯不亮")
    assert printed.missing == ("\U0001f600",)
    assert "请手写补正" in text(data)


def test_long_names_at_both_sides_of_a_line_are_both_kept() -> None:
    office = "清河镇农村经济经营管理站和便民服务中心联合党支部" * 2
    assert office in text(pdf("销号", responsible_org=office)[0])


def test_a_letter_of_several_pages_has_their_numbers_at_the_outer_edge() -> None:
    """— 1 — a character from the right of odd pages, — 2 — a character from the left of even ones."""
    letter, _printed = pdf("意见", findings="情况属实，已经核查。" * 200)
    assert "页 共" not in poppler("pdftotext", letter, "-layout")
    found = {}
    for page in (1, 2):
        boxes = poppler("pdftotext", letter, "-bbox", "-f", str(page), "-l", str(page))
        found_words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<', boxes)
        foot = [(float(left), float(right)) for left, y, right, _word in found_words if float(y) > 841.9 - 100]
        found[page] = (min(left for left, _right in foot), max(right for _left, right in foot))
    assert abs(found[1][1] - (595.3 - 26 * 72 / 25.4 - 14)) < 2
    assert abs(found[2][0] - (28 * 72 / 25.4 + 14)) < 2
