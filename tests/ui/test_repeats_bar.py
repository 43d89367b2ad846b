from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.services.history import of as history_of
from app.ui.repeats_bar import RepeatsBar
from tests import factories
from tests.ui.form_fixtures import clerk, form_operation, new_form, stored  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.form import RecordForm
    from tests.ui.form_fixtures import Clerk, NewForm

# ruff: noqa: F811


@pytest.fixture
def form(desk: Desk, new_form: NewForm) -> RecordForm:
    """A blank petition; 孟某 came before, on 10 March."""
    factories.add(desk, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某", "联系电话=13800000001")
    made = new_form("petitions")
    made.fields["received_on"].set_text("2014-03-28")
    return made


def bar_of(form: RecordForm) -> RepeatsBar:
    """The bar above the fields."""
    return form.findChildren(RepeatsBar)[0]


def come_again(form: RecordForm, qtbot: QtBot) -> RepeatsBar:
    """Type the same person and leave the field."""
    bar = bar_of(form)
    form.fields["petitioner_name"].set_text("孟某")
    form.fields["petitioner_phone"].set_text("13800000001")
    form.fields["summary"].set_text("又来问宅基地")
    form.fields["petitioner_phone"].left.emit()
    qtbot.waitUntil(lambda: bool(bar.offers))
    return bar


def test_an_earlier_petition_is_offered_with_its_reason(form: RecordForm, qtbot: QtBot) -> None:
    bar = come_again(form, qtbot)
    assert bar.isVisible()
    assert [(offer.number, offer.level.label) for offer in bar.offers] == [("信访〔2014〕1号", "姓名和电话相同")]
    with qtbot.waitSignal(form.open_record) as heard:
        bar.findChildren(type(form.footer.buttons[0]))[0].click()
    assert heard.args == ["petitions", 1]


def test_nothing_is_marked_unless_the_clerk_confirms(form: RecordForm, desk: Desk, qtbot: QtBot, clerk: Clerk) -> None:
    come_again(form, qtbot)
    form.save()
    clerk.settles()
    assert not stored(desk, "petitions", 2).values["is_repeat"]


def test_what_was_confirmed_is_written_after_the_save(form: RecordForm, desk: Desk, qtbot: QtBot, clerk: Clerk) -> None:
    bar = come_again(form, qtbot)
    bar.confirm(bar.offers[0])
    form.save()
    clerk.settles()
    record = stored(desk, "petitions", 2)
    assert (record.values["is_repeat"], record.values["duplicate_of"]) == (True, "信访〔2014〕1号")
    assert len(desk.read(lambda unit: history_of(unit, ledger="petitions", uuid=record.uuid))) == 2
    assert bar.isHidden()


def test_many_visitors_are_hinted_at(form: RecordForm, qtbot: QtBot) -> None:
    bar = bar_of(form)
    form.walk.jump("visitor_count")
    form.fields["visitor_count"].set_text("8")
    form.fields["visitor_count"].left.emit()
    qtbot.waitUntil(lambda: "集体访" in bar.hints.text())


def test_opening_a_stored_petition_asks_nothing(desk: Desk, form: RecordForm, qtbot: QtBot, clerk: Clerk) -> None:
    factories.add(desk, "petitions", "来访时间=2014-03-28", "信访人姓名=孟某", "联系电话=13800000001")
    with qtbot.waitSignal(form.ready):
        form.open(2)
    clerk.settles()
    assert bar_of(form).isHidden()
