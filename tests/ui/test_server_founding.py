"""新建台账 at a county's server: an office that was only entered is set up by its own people, in the window."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.services import county, office
from app.ui import application, dialogs, theme
from db.ask import Ask
from tests.server import offices, proxy
from tests.server.proxy import Line
from tests.ui import audit
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.new_ledger import NewLedgerWizard
    from app.ui.session import Session
    from tests.server.offices import County


@pytest.fixture(autouse=True)
def nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "confirm", lambda *_, **__: True)


def entered(county_server: County) -> str:
    """The address of an office that the administrator entered and nobody set up."""
    serial = next(county_server.serial)
    role = f"office_{serial}"
    county.add_office(county_server.administrator, name=f"第{serial}镇", role=role, role_password=offices.ROLE_PASSWORD)
    return county_server.url(role)


def wizard_at(session: Session, url: str, qtbot: QtBot) -> NewLedgerWizard:
    session.show_start()
    session.county.open(url)
    qtbot.waitUntil(lambda: session.founding is not None)
    wizard = session.founding
    assert wizard is not None
    return wizard


@pytest.mark.usefixtures("usual_size")
def test_an_office_that_was_only_entered_is_set_up_step_by_step_and_opened(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    url = entered(county_server)
    wizard = wizard_at(session, url, qtbot)
    application.set_font_points(theme.LARGEST)
    qtbot.waitUntil(lambda: audit.faults(wizard) == [])
    assert "共四步" in wizard.title.text()
    assert not wizard.office.place.isVisible()
    assert "搬到县级服务器" in wizard.office.findChild(type(wizard.said)).text()
    wizard.go_on()
    assert "请写明单位名称" in wizard.said.text()
    wizard.office.office.setText("清河镇人民政府")
    wizard.office.operator.setText("田雨欣")
    wizard.villages.table.put(0, ["郑庄", "2"])
    for _ in range(3):
        wizard.go_on()
    assert wizard.done_button.isVisible()
    assert not wizard.next.isVisible()
    wizard.done_button.click()
    qtbot.waitUntil(lambda: session.window is not None)
    window = session.window
    assert window is not None
    at_rest(qtbot, window.operation)
    desk = window.operation.desk
    assert desk.actor.name == "田雨欣"
    assert desk.read(office.name) == "清河镇人民政府"
    places = desk.read(lambda unit: unit.reading.page(Ask("places", sort=(("number", False),), limit=9)).rows)
    assert [one.values["name"] for one in places] == ["郑庄", "郑庄一组", "郑庄二组"]
    assert any("村 1 个" in line for line in window.status.messages)
    assert application.last_operator(desk.store.place) == "田雨欣"
    assert session.asking is None


def test_left_undone_nothing_is_set_up_and_the_start_page_is_there(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    url = entered(county_server)
    wizard = wizard_at(session, url, qtbot)
    wizard.reject()
    assert session.asking is None
    assert session.start is not None
    assert session.start.isVisible()
    with closing(county.connect(url)) as opened:
        assert county.operators_at(opened) == ()


def test_what_another_set_up_meanwhile_is_not_set_up_again(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    url = entered(county_server)
    wizard = wizard_at(session, url, qtbot)
    county.new_desk(url, office_name="清河镇", operator="李四").close()
    wizard.office.office.setText("清河镇")
    wizard.finish()
    qtbot.waitUntil(lambda: "已经有台账" in wizard.said.text())
    assert wizard.isVisible()
    wizard.reject()
    with closing(county.open_desk(url)) as desk:
        assert desk.actor.name == "李四"


def test_a_line_that_breaks_leaves_what_is_typed_and_it_is_set_up_when_it_is_back(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    with proxy.before(county_server.server.port) as line:
        url = entered(county_server).replace(f":{county_server.server.port}/", f":{line.port}/")
        wizard = wizard_at(session, url, qtbot)
        wizard.office.office.setText("清河镇")
        line.takes_new, line.line = False, Line.LOSES_ALL
        wizard.finish()
        qtbot.waitUntil(lambda: "连不上服务器" in wizard.said.text())
        line.takes_new, line.line = True, Line.WHOLE
        wizard.finish()
        qtbot.waitUntil(lambda: session.window is not None)
        window = session.window
        assert window is not None
        at_rest(qtbot, window.operation)
        assert window.operation.desk.read(office.name) == "清河镇"
        window.close()
        session.window = None


def test_who_reads_for_the_county_is_told_that_there_is_nothing_yet(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    entered(county_server)
    county.add_reader(county_server.administrator, role="early_reader", role_password=offices.ROLE_PASSWORD)
    name = county_server.names()[-1]
    session.show_start()
    session.county.open(county_server.url("early_reader", f"&office={name}"))
    dialog = session.county.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: "还没有建台账，没有可看的内容" in dialog.said.text())
    assert session.founding is None
    dialog.reject()
