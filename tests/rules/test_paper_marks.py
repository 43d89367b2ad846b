from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ledgers import registry
from app.rules import paper_marks
from app.rules.paper_marks import BLANK, UNREADABLE

labels = st.sampled_from(("联系电话", "住址", "年龄", "收到日期"))


def test_marks_stand_behind_the_words_of_the_remark() -> None:
    remark = paper_marks.toggled("照原件录入", "联系电话", BLANK)
    remark = paper_marks.toggled(remark, "年龄", UNREADABLE)
    remark = paper_marks.toggled(remark, "住址", BLANK)
    assert remark == "照原件录入〔纸面空白：联系电话、住址〕〔纸面字迹不清：年龄〕"
    assert paper_marks.of(remark) == {"联系电话": BLANK, "住址": BLANK, "年龄": UNREADABLE}
    assert paper_marks.without(remark) == "照原件录入"


def test_a_column_has_one_mark_and_loses_it_when_it_is_set_again() -> None:
    remark = paper_marks.toggled("〔纸面空白：年龄〕", "年龄", UNREADABLE)
    assert remark == "〔纸面字迹不清：年龄〕"
    assert paper_marks.toggled(remark, "年龄", UNREADABLE) == ""
    assert paper_marks.dropped("备注 〔纸面空白：年龄〕", "住址") == "备注 〔纸面空白：年龄〕"


@given(
    st.text(alphabet="备注，。（〔〕\n 纸面空白：", max_size=20),
    st.lists(st.tuples(labels, st.sampled_from(paper_marks.MARKS))),
)
def test_the_words_of_a_remark_are_never_lost(words: str, presses: list[tuple[str, str]]) -> None:
    remark = words
    for label, mark in presses:
        remark = paper_marks.toggled(remark, label, mark)
    kept = paper_marks.without(words)
    assert remark.startswith(kept)
    for label in paper_marks.of(remark):
        remark = paper_marks.dropped(remark, label)
    assert paper_marks.without(remark) == kept


def test_every_ledger_has_a_remark_and_labels_that_can_be_listed() -> None:
    for ledger in (*registry.LEDGERS, *registry.BASE):
        assert ledger.find(paper_marks.REMARK) is not None
        assert not any(set(column.label) & set("、〔〕：") for column in ledger.columns)
