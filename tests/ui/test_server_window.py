"""The window at a county's server: signing in, what a file has alone, others who save, a line that breaks."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from threading import Event, Timer
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from app.rules.places import is_served
from app.rules.refusal import Refused
from app.services import county, locking, operators, records
from app.services import others as others_services
from app.services.desk import open_desk
from app.services.package_conflicts import OURS, THEIRS
from app.ui import application, dialogs, offering, others
from app.ui.house_dialog import ToFile, ToServer
from app.ui.second_saver import SecondSaver
from db.opened import MOVED_TO
from db.postgres.store import ServerStore
from db.values import FuzzyDate
from tests.server import offices, proxy
from tests.server.proxy import Line
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa
    from PySide6.QtGui import QAction
    from pytestqt.qtbot import QtBot

    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.ui.form import RecordForm
    from app.ui.main_window import MainWindow
    from app.ui.server_dialog import ServerDialog
    from app.ui.session import Session
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value
    from tests.server.offices import County


def place_of(url: str) -> str:
    return county.without_password(url)[0]


def opened(session: Session, url: str, qtbot: QtBot) -> MainWindow:
    """The window at an office, its own first readings done."""
    session.county.open(url)
    qtbot.waitUntil(lambda: session.window is not None)
    window = session.window
    assert window is not None
    at_rest(qtbot, window.operation)
    return window


def entries(window: MainWindow) -> dict[str, QAction]:
    """The entries of 文件 and 工具 by their words."""
    menus = [menu for menu in window.findChildren(QMenu) if menu.title() in ("文件(&F)", "工具(&T)")]
    return {action.text(): action for menu in menus for action in menu.actions()}


@pytest.fixture(autouse=True)
def nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: dialogs.Leave.DISCARD)


def filled(session: Session, url: str) -> ServerDialog:
    """The dialog of the start page with an address pasted into it and the password typed."""
    session.show_start()
    assert session.start is not None
    session.start.server_wanted.emit()
    dialog = session.county.dialog
    assert dialog is not None
    dialog.fields.host.setText(place_of(url))
    dialog.fields.host.editingFinished.emit()
    dialog.passphrase.line.setText(offices.ROLE_PASSWORD)
    return dialog


def test_from_the_start_page_to_the_ledgers_and_the_password_is_kept_nowhere(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    url = county_server.new_office()
    dialog = filled(session, url)
    assert dialog.fields.database.text() == offices.DATABASE
    dialog.open_button.click()
    qtbot.waitUntil(lambda: session.window is not None)
    window = session.window
    assert window is not None
    at_rest(qtbot, window.operation)
    assert window.status.file.text() == f"服务器：localhost/{offices.DATABASE}"
    assert session.start is None
    desk = window.operation.desk
    assert locking.needs_passphrase(desk)
    with pytest.raises(Refused, match="口令不对"):
        locking.unlock(desk, passphrase="别的口令")
    locking.unlock(desk, passphrase=offices.ROLE_PASSWORD)
    assert application.last_place() == place_of(url)
    assert application.known_servers() == (place_of(url),)
    application.settings().sync()
    with open(application.settings().fileName(), encoding="utf-8") as kept:
        assert offices.ROLE_PASSWORD not in kept.read()


def test_what_a_server_does_not_serve_is_not_offered_and_says_why(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    window = opened(session, county_server.new_office(), qtbot)
    found = entries(window)
    for words, work in offering.AT_SERVER.items():
        action = found[words]
        assert action.isEnabled() is is_served(work), words
        if not is_served(work):
            assert "县级服务器" in action.toolTip()
    for words in ("操作人…", "导出表格…", "办理规则…"):
        assert found[words].isEnabled()
    assert window.ledger_page("rectifications").actions_by_name["import"].isEnabled() is is_served("import")


def test_one_of_several_operators_sits_down_and_is_offered_the_next_time(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    url = county_server.new_office()
    desk = county.open_desk(url)
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李四"))
    desk.close()
    dialog = filled(session, url)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: dialog.open_button.text() == "打开")
    dialog.operator.setCurrentText("李四")
    dialog.open_button.click()
    qtbot.waitUntil(lambda: session.window is not None)
    assert session.window is not None
    assert session.window.operation.desk.actor.name == "李四"
    assert application.last_operator(place_of(url)) == "李四"


def test_who_looks_at_ledgers_that_were_moved_is_asked_who_he_is(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    url = county_server.new_office()
    with closing(county.open_desk(url)) as desk:
        desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李四", role="录入"))
        desk.write(lambda unit: unit.put_setting(MOVED_TO, "本机文件"))
    dialog = filled(session, url)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: dialog.open_button.text() == "打开")
    dialog.operator.setCurrentText("李四")
    dialog.open_button.click()
    qtbot.waitUntil(lambda: session.window is not None)
    assert session.window is not None
    assert session.window.operation.desk.actor.name == "李四"
    assert session.window.operation.desk.read_only


def test_who_reads_for_the_county_sees_an_office_and_enters_nothing(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    county.add_reader(county_server.administrator, role="window_reader", role_password=offices.ROLE_PASSWORD)
    place = county_server.url("window_reader", f"&office={offices.OFFICE}")
    window = opened(session, place, qtbot)
    assert "县里的登录名不登记" in window._banner_words.text()
    assert window.status.operator.text() == "操作人：县里的查看人"
    assert window.operation.desk.read_only
    assert application.last_place() == place_of(place)
    window.show_place("rectifications")
    at_rest(qtbot, window.operation)


def test_why_a_server_is_not_to_be_had_is_said_and_the_fields_stay(
    session: Session, county_server: County, qtbot: QtBot
) -> None:
    url = county_server.new_office()
    dialog = filled(session, url)
    for fill, sentence in (
        (lambda: dialog.passphrase.line.setText("别的口令"), "不让登录"),
        (lambda: dialog.fields.role.setText(""), "还没有填「登录名」"),
        (lambda: dialog.fields.show_server(county.server_of(url.replace("@localhost:", "@127.0.0.2:"))), "证书对不上"),
        (lambda: dialog.fields.host.setText("localhost:1"), "连不上服务器"),
        (lambda: dialog.fields.office.setText("没有的镇"), "没有这项权限"),
    ):
        dialog.fields.show_server(county.server_of(url))
        dialog.passphrase.line.setText(offices.ROLE_PASSWORD)
        fill()
        dialog.open_button.click()
        qtbot.waitUntil(lambda said=sentence: said in dialog.said.text())
        assert dialog.fields.database.text() == offices.DATABASE
        assert session.window is None
    dialog.reject()
    assert session.start is not None
    assert session.start.isVisible()


# ---- others who save -------------------------------------------------------------------------------------------------


def item(desk: Desk, **values: Value) -> int:
    """An item of the rectification ledger, entered by somebody."""
    full: dict[str, Value] = {
        "registered_on": FuzzyDate(date(2014, 3, 1)), "description": "通组道路坑洼不平", "measures_text": "先垫平",
        **values,
    }  # fmt: skip
    return desk.write(lambda unit: records.add(unit, actor=desk.actor, ledger="rectifications", values=full)).ids[0]


def change(desk: Desk, record_id: int, **values: Value) -> None:
    """A change of an item by another desk."""

    def work(unit: UnitOfWork) -> Changes:
        now = records.get(unit, ledger="rectifications", record_id=record_id)
        return records.edit(
            unit, actor=desk.actor, ledger="rectifications", record_id=record_id, version=now.version, values=values
        )

    desk.write(work)


def stored(desk: Desk, record_id: int) -> Record:
    return desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=record_id))


@pytest.fixture
def other(county_server: County) -> Iterator[tuple[str, Desk]]:
    """The address of an office, and another desk there, of 李四."""
    url = county_server.new_office()
    with closing(county.open_desk(url)) as first:
        first.write(lambda unit: operators.add(unit, actor=first.actor, name="李四"))
    with closing(county.open_desk(url, user="李四")) as desk:
        yield url, desk


def form_of(window: MainWindow, record_id: int, qtbot: QtBot) -> RecordForm:
    """The form of an item, ready to be typed in."""
    page = window.ledger_page("rectifications")
    page.show_record(record_id)
    qtbot.waitUntil(lambda: page.form is not None and page.form.record is not None and page.form.isEnabled())
    at_rest(qtbot, window.operation)
    assert page.form is not None
    return page.form


def test_what_others_save_comes_into_sight_and_own_saves_are_not_told_twice(
    session: Session, other: tuple[str, Desk], qtbot: QtBot
) -> None:
    url, desk = other
    session.user = "管理员"
    window = opened(session, url, qtbot)
    page, heard = window.ledger_page("rectifications"), []
    qtbot.waitUntil(lambda: window.operation.idle and page.model.total == 0)
    window.operation.changed.connect(lambda changes, _who: heard.append(changes.description))
    item(desk)
    window.others.look()
    qtbot.waitUntil(lambda: page.model.total == 1)
    assert heard == [others.WORDS]
    window.operation.write(
        lambda unit: records.add(
            unit, actor=window.operation.desk.actor, ledger="opinions", values={"verbatim_text": "路灯不亮"}
        ),
        owner=window,
    )
    qtbot.waitUntil(lambda: len(heard) == 2)
    with qtbot.waitSignal(window.others.reached):
        window.others.look()
    assert len(heard) == 2


def test_the_second_saver_sees_both_values_and_what_he_typed_is_not_lost(
    session: Session, other: tuple[str, Desk], qtbot: QtBot
) -> None:
    url, desk = other
    number = item(desk)
    session.user = "管理员"
    window = opened(session, url, qtbot)
    form = form_of(window, number, qtbot)
    form.fields["measures_text"].set_text("铺水泥")
    form.fields["description"].set_text("一组道路坑洼不平")
    change(desk, number, measures_text="铺砂石", description="二组道路坑洼不平", evidence="李四看过")
    window.others.look()  # what is typed stays though the record is known to be another
    qtbot.waitUntil(lambda: "刚被别人改过" in form.footer._message.toolTip())
    form.save()
    qtbot.waitUntil(lambda: form.findChild(SecondSaver) is not None)
    dialog = form.findChild(SecondSaver)
    assert {(one.key, one.ours, one.theirs, one.theirs_by) for one in dialog.compared.both} == {
        ("measures_text", "铺水泥", "铺砂石", "李四"), ("description", "一组道路坑洼不平", "二组道路坑洼不平", "李四")
    }  # fmt: skip
    assert not dialog.again.isEnabled()
    dialog.reject()
    assert stored(desk, number).values["measures_text"] == "铺砂石"
    assert form.fields["measures_text"].text() == "铺水泥"
    form.save()
    qtbot.waitUntil(lambda: len(form.findChildren(SecondSaver)) == 1 and form.findChild(SecondSaver) is not dialog)
    dialog = form.findChild(SecondSaver)
    for one in dialog.compared.both:
        dialog.panel.choices[one.uuid, one.key] = OURS if one.key == "measures_text" else THEIRS
    dialog.accept()
    qtbot.waitUntil(lambda: stored(desk, number).values["measures_text"] == "铺水泥")
    now = stored(desk, number)
    assert (now.values["description"], now.values["evidence"]) == ("二组道路坑洼不平", "李四看过")
    qtbot.waitUntil(lambda: not form.is_dirty())


def test_what_stands_in_nobodys_way_is_saved_on_both_sides_and_said(
    session: Session, other: tuple[str, Desk], qtbot: QtBot
) -> None:
    url, desk = other
    number = item(desk)
    session.user = "管理员"
    window = opened(session, url, qtbot)
    form, told = form_of(window, number, qtbot), []
    form.told.connect(told.append)
    form.fields["measures_text"].set_text("铺水泥")
    change(desk, number, description="二组道路坑洼不平")
    form.save()
    qtbot.waitUntil(lambda: not form.is_dirty())
    now = stored(desk, number)
    assert (now.values["measures_text"], now.values["description"]) == ("铺水泥", "二组道路坑洼不平")
    assert any("李四刚改了「问题描述」" in sentence for sentence in told)


# ---- a line that breaks ----------------------------------------------------------------------------------------------


def test_a_window_is_closed_before_a_slow_line_has_taken_what_is_still_to_be_saved(
    session: Session, county_server: County, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(session, county_server.new_office(), qtbot)
    desk, is_free, begin = window.operation.desk, Event(), ServerStore._begin

    def slow(store: ServerStore, connection: sa.Connection) -> object:
        assert is_free.wait(30)
        return begin(store, connection)

    monkeypatch.setattr(ServerStore, "_begin", slow)
    before = desk.read(others_services.head)
    Timer(5, is_free.set).start()  # else a window that waits would wait for good
    window.close()
    assert not is_free.is_set()
    assert not window.isVisible()
    assert session.window is None
    is_free.set()
    qtbot.waitUntil(lambda: not isValid(window))
    assert desk.read(others_services.head) == before + 1  # that the operator left is written
    desk.close()


def test_a_line_that_breaks_leaves_what_is_typed_and_the_next_save_goes_on(
    session: Session, county_server: County, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy.before(county_server.server.port) as line:
        url = county_server.new_office().replace(f":{county_server.server.port}/", f":{line.port}/")
        window = opened(session, url, qtbot)
        number = item(window.operation.desk)
        form = form_of(window, number, qtbot)
        form.fields["measures_text"].set_text("铺水泥")
        line.takes_new, line.line = False, Line.LOSES_ALL
        form.save()
        qtbot.waitUntil(lambda: "连不上服务器" in " ".join(form.errors.sentences))
        assert form.fields["measures_text"].text() == "铺水泥"
        window.operation.desk.store.forget_connections()  # those of readers were not cut
        window.others.look()
        qtbot.waitUntil(lambda: window.status.file.text().endswith("（连不上）"))
        line.takes_new, line.line = True, Line.WHOLE
        form.save()
        qtbot.waitUntil(lambda: not form.is_dirty())
        window.others.look()
        qtbot.waitUntil(lambda: not window.status.file.text().endswith("（连不上）"))
        assert stored(window.operation.desk, number).values["measures_text"] == "铺水泥"
        window.close()
        session.window = None


# ---- moving ----------------------------------------------------------------------------------------------------------


def test_a_ledger_is_moved_to_a_server_and_back_and_the_window_goes_with_it(
    session: Session, county_server: County, ledger_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    serial = next(county_server.serial)
    county.add_office(
        county_server.administrator, name=f"第{serial}镇", role=f"moved_{serial}", role_password=offices.ROLE_PASSWORD
    )
    monkeypatch.setattr(dialogs, "confirm", lambda *_words, **_named: True)
    session.open(ledger_file)
    window = session.window
    assert window is not None
    at_rest(qtbot, window.operation)
    item(window.operation.desk)
    entries(window)["搬到县级服务器…"].trigger()
    dialog = session.house.dialog
    assert isinstance(dialog, ToServer)
    dialog.go.click()
    assert "还没有填「服务器」" in dialog.said.text()
    dialog.fields.show_server(county.server_of(county_server.url("office_1")))
    dialog.fields.passphrase.line.setText(offices.ROLE_PASSWORD)
    dialog.fields.role.setText("office_1")
    dialog.go.click()
    qtbot.waitUntil(lambda: "已经有台账，没有搬" in dialog.said.text())
    dialog.fields.role.setText(f"moved_{serial}")
    dialog.go.click()
    qtbot.waitUntil(lambda: session.window is not window)
    there = session.window
    assert there is not None
    assert "台账已经搬好" in there.message.words.text()
    assert there.operation.desk.store.is_server
    at_rest(qtbot, there.operation)
    entries(there)["搬回本机文件…"].trigger()
    back = session.house.dialog
    assert isinstance(back, ToFile)
    back.place.setText(str(ledger_file.with_name("带走.minqing")))
    back.passphrase.plain.setChecked(True)
    back.go.click()
    qtbot.waitUntil(lambda: session.window is not there)
    home = session.window
    assert home is not None
    at_rest(qtbot, home.operation)
    assert home.operation.desk.path == ledger_file.with_name("带走.minqing")
    assert stored(home.operation.desk, 1).values["measures_text"] == "先垫平"
    with closing(open_desk(ledger_file)) as left:
        assert "已经搬走" in left.band
