from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.paper.canvas import A4_UPRIGHT, PageWriter
from app.paper.fonts import Role
from app.paper.forms.ballot import Ballot
from app.paper.forms.questionnaire import Question
from app.paper.forms.reception_day import Visit
from app.paper.forms.sheet import draw_form
from tests.paper.forms.filled import UNSEEN, content
from tests.paper.forms.rulings import rules, strays
from tests.paper.forms.sheets import DRAWN, SIZES, pdf, text
from tests.paper.pages import page_texts, poppler

LONG_OFFICE = "安澜县清河镇农村经济经营管理和便民服务综合保障中心（本级机关党总支）"
PROSE = st.text(st.sampled_from("村镇路灯，。（）“”……——2014年3月.% AbC𠮷㴪\n"), max_size=400)


def test_a_word_over_a_rule_is_seen() -> None:
    out = BytesIO()
    writer = PageWriter(out, title="x", author="x", size=A4_UPRIGHT)
    pen = writer.pen(Role.SONG, 12.0)
    writer.write(pen, [(100, 500, "压在线上"), (100, 400, "旁边"), (110, 400, "重叠")])
    writer.rules(0.5, [(120, 480, 120, 520)])
    writer.end_page()
    writer.close(lambda *_: None)
    found = " ".join(strays(out.getvalue()))
    assert "压在线上" in found
    assert "旁" in found


@pytest.mark.parametrize("form", DRAWN)
def test_nothing_runs_over_a_rule_or_over_another_word(form: str) -> None:
    assert strays(pdf(form)[0]) == []
    assert strays(pdf(form, **content(form)[0])[0]) == []


@pytest.mark.parametrize("form", DRAWN)
def test_a_long_name_of_the_office_stays_on_its_paper(form: str) -> None:
    """The signature of each letter ran off the sheet, the title of a card over the card beside it."""
    data, _printed = pdf(form, office=LONG_OFFICE)
    assert strays(data) == []
    assert LONG_OFFICE in text(data)


@pytest.mark.parametrize("form", DRAWN)
def test_every_text_of_a_filled_form_is_on_the_paper(form: str) -> None:
    written, texts = content(form)
    data, printed = pdf(form, **written)
    read = "".join(poppler("pdftotext", data, "-raw").split())
    assert printed.missing == ()
    assert [key for key, words in texts.items() if key not in UNSEEN.get(form, ()) and _lost(words, read)] == []
    rows = poppler("pdffonts", data).splitlines()[2:]
    assert rows
    assert all(line.split()[-5] == "yes" for line in rows)


def _lost(words: str, read: str) -> bool:
    """Whether a text is nowhere; it may go on on another page, so that it is also looked for in two pieces."""
    whole = "".join(words.split()).rstrip("。")
    return not any(whole[:cut] in read and whole[cut:] in read for cut in range(len(whole)))


UNRULED = ("意见",)
"""A letter: it has no lines."""


@pytest.mark.parametrize("form", [form for form in DRAWN if form not in ("联系卡", "评议票")])
def test_the_binding_side_is_left_free(form: str) -> None:
    """Lines and boxes begin 20 mm from the left at least; only cut lines and ballots run to the edge of the paper."""
    upright = [line for _, _, lines in rules(pdf(form)[0]) for line in lines if abs(line[0] - line[2]) < 0.5]
    assert bool(upright) is (form not in UNRULED)
    assert all(line[0] > 20 / 25.4 * 72 for line in upright)


def test_no_line_is_thinner_than_a_mono_printer_keeps() -> None:
    for form in DRAWN:
        drawn = 0
        for page in PdfReader(BytesIO(pdf(form, **content(form)[0])[0])).pages:
            stream = page.get_contents()
            assert stream is not None
            words = stream.get_data().decode("latin-1").split()
            widths = [float(before) for before, word in pairwise(words) if word == "w"]
            assert all(width >= 0.5 for width in widths), form
            drawn += len(widths)
        assert bool(drawn) is (form not in UNRULED)


def test_each_ballot_has_its_number_once_and_four_stand_on_a_page() -> None:
    data, printed = pdf("评议票", papers=tuple(f"表〔2014〕{place}号" for place in range(1, 11)))
    read = text(data)
    assert printed.pages == 3
    assert [read.count(f"编号：表〔2014〕{place}号") for place in range(1, 11)] == [1] * 10


def test_a_withheld_petition_has_no_place_for_a_name_on_the_slip_that_sends_it_on() -> None:
    read = text(pdf("转办", is_withheld=True, petitioner="张三", phone="13800001234", address="东街5号")[0])
    assert "不得透露" in read
    assert not any(secret in read for secret in ("张三", "13800001234", "东街5号", "联系电话"))


def test_a_quiet_day_says_so() -> None:
    assert "当日无来访" in text(pdf("接访", is_quiet=True, batches="0", persons="0")[0])


def test_the_calendar_stands_under_its_weekdays() -> None:
    """1 March 2014 was a Saturday, so that the 3rd is the first Monday."""
    layout = page_texts(pdf("排班", year=2014, month=3)[0])[0]
    first_week = next(line for line in layout.splitlines() if line.split()[:2] == ["1", "2"])
    saturday = next(line for line in layout.splitlines() if "星期六" in line).index("星期六")
    assert first_week.index("1") > saturday - 12


def test_the_wall_table_fills_the_larger_paper() -> None:
    draw, kind = DRAWN["排班"]
    out = BytesIO()
    printed = draw_form(draw, kind(office="青山镇"), out, title="x", office="x", size=(1190.55, 841.89))
    [(wide, high, lines)] = rules(out.getvalue())
    assert printed.pages == 1
    assert (round(wide), round(high)) == (1191, 842)
    assert max(line[2] for line in lines) > wide - 60
    assert SIZES["排班"] < (wide, high)


def test_options_of_a_question_stand_in_even_rows() -> None:
    four = Question(
        "到镇上办事最让您不满意的是", options=("多跑腿多次跑", "找不到人问不着", "态度生硬不理人", "没有不满意")
    )
    layout = page_texts(pdf("问卷", questions=(four,))[0])[0]
    rows = [[letter for letter in "ABCD" if f"{letter}．" in line] for line in layout.splitlines()]
    assert [row for row in rows if row] in ([["A", "B"], ["C", "D"]], [["A", "B", "C", "D"]])


def test_a_ballot_without_numbers_is_for_the_pen() -> None:
    assert Ballot().papers == ()
    assert text(pdf("评议票")[0]).count("编号：________") == 4


@given(words=PROSE, reply=PROSE)
@settings(max_examples=25, deadline=None)
def test_any_text_of_a_visit_stays_in_its_box(words: str, reply: str) -> None:
    data, _ = pdf("接访", visits=(Visit("徐发旺", "1", words, reply),))
    assert strays(data) == []
    assert set("".join((words + reply).split())) <= set(text(data))


@given(words=PROSE)
@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("form", ["公示牌", "谈心", "核查"])
def test_any_text_of_a_box_is_kept(form: str, words: str) -> None:
    key = {"公示牌": "scope", "谈心": "matter", "核查": "findings"}[form]
    data, _ = pdf(form, **{key: words})
    assert strays(data) == []
    assert set("".join(words.split())) <= set(text(data))


def test_a_box_grows_before_its_text_goes_on_on_another_page() -> None:
    """The unit's name is longer than its box holds in the smallest type; there is room on the page."""
    name = "清河镇农村经济经营管理站和便民服务中心联合党支部委员会" * 2
    data, printed = pdf("转办", destination=name)
    assert printed.pages == 1
    assert name in "".join(poppler("pdftotext", data, "-raw").split())
