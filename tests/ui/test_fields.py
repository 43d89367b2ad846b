from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate

from app.ledgers import registry
from app.ui.editors import DateEdit, Setting
from app.ui.fields import Field
from db.declare import ChangedBy, Column, Kind, Mask
from db.values import FuzzyCount, FuzzyDate, Money, Precision, Quantity
from tests.ui.form_fixtures import Clerk, Key, clerk, form_operation  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation
    from db.values import Value

# ruff: noqa: F811
TODAY = date(2014, 3, 31)


@pytest.fixture
def field_of(form_operation: Operation, qtbot: QtBot) -> Callable[[Column], Field]:
    def make(column: Column) -> Field:
        field = Field(registry.find("rectifications"), column, Setting(form_operation, TODAY))
        qtbot.addWidget(field)
        with qtbot.waitExposed(field):
            field.show()
        field.activateWindow()
        field.editor.setFocus()
        qtbot.waitUntil(field.editor.hasFocus)
        return field

    return make


@pytest.mark.parametrize(
    ("column", "typed", "value", "shown"),
    [
        (Column("a", "甲"), "　清河 ", "清河", "清河"),
        (Column("a", "甲", Kind.DATE), "２０１４．３．５", date(2014, 3, 5), "2014-03-05"),
        (Column("a", "甲", Kind.FUZZY_DATE), "3月初", FuzzyDate(date(2014, 3, 1), Precision.THIRD), "2014年3月初"),
        (Column("a", "甲", Kind.TIME), "下午3时", "15:00", "15:00"),
        (Column("a", "甲", Kind.MONEY), "3.4万", Money(3_400_000), "34000"),
        (Column("a", "甲", Kind.COUNT, counter="人"), "100余人", FuzzyCount(100, True), "100余"),
        (Column("a", "甲", Kind.QUANTITY), "2170亩", Quantity(Decimal(2170), "亩"), "2170亩"),
        (Column("a", "甲", Kind.CHOICE, choices=("男", "女")), "男", "男", "男"),
        (Column("a", "甲", Kind.DATE), "", None, ""),
    ],
)
def test_a_text_is_read_and_written_in_the_usual_form_on_leaving(
    column: Column, typed: str, value: Value, shown: str, field_of: Callable[[Column], Field]
) -> None:
    field = field_of(column)
    field.editor.put(typed)
    assert field.text() == typed
    assert field.check()
    assert (field.value(), field.text()) == (value, shown)


def test_money_shows_yuan_and_wan_beside(field_of: Callable[[Column], Field]) -> None:
    field = field_of(Column("a", "甲", Kind.MONEY))
    field.set_text("34000.5")
    assert field._hint.text() == "34,000.50元 = 3.40005万元"


def test_a_text_too_long_is_kept_and_said_while_typing(field_of: Callable[[Column], Field], clerk: Clerk) -> None:
    field = field_of(Column("a", "甲", limit=5))
    clerk.types("abcdefg")
    assert field.text() == "abcdefg"
    assert field.error == "最多5个字，多了2个字，请删减。"


def test_a_flag_never_answered_stays_blank(field_of: Callable[[Column], Field], clerk: Clerk) -> None:
    field = field_of(Column("a", "甲", Kind.FLAG))
    assert field.value() is None
    clerk.presses(Key.Key_Space)
    assert field.value() is True
    clerk.presses(Key.Key_Space)
    assert field.value() is False


def test_t_is_today_only_in_a_blank_date(field_of: Callable[[Column], Field], clerk: Clerk) -> None:
    field = field_of(Column("a", "甲", Kind.DATE))
    clerk.types("T")
    assert field.text() == "2014-03-31"


def test_signs_belong_to_a_date_until_it_is_whole(field_of: Callable[[Column], Field], clerk: Clerk) -> None:
    field = field_of(Column("a", "甲", Kind.DATE))
    clerk.types("2014-3-5")
    assert field.text() == "2014-3-5"


def test_a_day_is_taken_from_the_calendar(field_of: Callable[[Column], Field]) -> None:
    field = field_of(Column("a", "甲", Kind.DATE))
    assert isinstance(field.editor, DateEdit)
    field.editor.open_calendar()
    assert field.editor._calendar is not None
    assert field.editor._calendar.selectedDate() == QDate(2014, 3, 31)
    field.editor._calendar.clicked.emit(QDate(2014, 4, 2))
    assert field.text() == "2014-04-02"


def test_what_the_program_writes_cannot_be_typed_over(field_of: Callable[[Column], Field], clerk: Clerk) -> None:
    field = field_of(Column("a", "甲", Kind.DATE, changed_by=ChangedBy.SYSTEM))
    field.set_value(date(2014, 3, 5))
    clerk.types("T9")
    assert field.text() == "2014-03-05"
    assert not field.is_changed


def test_words_given_once_are_open_while_new_and_then_locked(field_of: Callable[[Column], Field]) -> None:
    field = field_of(Column("a", "甲", Kind.LONG, changed_by=ChangedBy.ONCE))
    field.set_new(is_new=True)
    assert not field.is_locked
    field.set_value("原话")
    field.set_new(is_new=False)
    assert field.is_locked
    assert field._correct.isVisible()


def test_the_name_an_office_gave_a_column_is_no_markup(field_of: Callable[[Column], Field]) -> None:
    field = field_of(Column("own_1", "<b>门牌</b>&号"))
    assert "&lt;b&gt;门牌&lt;/b&gt;&amp;号" in field.label().text()


@pytest.mark.parametrize(
    ("column", "typed", "words"),
    [
        (Column("a", "身份证号", mask=Mask.ID_NUMBER), "110101199003074515", "最后一位校验不对"),
        (Column("a", "联系电话", mask=Mask.PHONE), "1380013800", "位数或号段不对"),
        (Column("a", "问题描述", Kind.LONG), "转来机密文件一份", "有“机密”字样：本软件不得处理涉密信息"),
    ],
)
def test_what_looks_wrong_is_said_and_can_be_kept(
    field_of: Callable[[Column], Field], column: Column, typed: str, words: str
) -> None:
    field = field_of(column)
    field.set_text(typed)
    assert field.check()
    assert words in field._sentence.text()
    assert field._sentence.isVisible()
    assert field._sentence.property("role") == "warning"
    assert words in field.editor.accessibleDescription()
    field.set_text("")
    assert not field._sentence.isVisible()
