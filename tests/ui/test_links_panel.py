from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ledgers import registry
from app.services import links
from app.ui import dialogs, links_panel
from app.ui.links_panel import LinkDialog
from tests import factories
from tests.ui.form_fixtures import clerk, form_operation, new_form  # noqa: F401 - fixtures

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation
    from tests.ui.form_fixtures import Clerk, NewForm

# ruff: noqa: F811


def test_a_link_is_added_followed_and_taken_back(
    new_form: NewForm, clerk: Clerk, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opinion = factories.add(desk, "opinions")
    form = new_form("rectifications", factories.add(desk, "rectifications").ids[0])
    monkeypatch.setattr(links_panel, "ask_link", lambda *_args: ("related", "opinions", opinion.ids[0]))
    form.links.add()
    clerk.settles()
    assert form.links.list.item(0).text().startswith("相关　意见建议　意见〔")
    with qtbot.waitSignal(form.open_record) as followed:
        form.links.list.itemActivated.emit(form.links.list.item(0))
    assert followed.args == ["opinions", opinion.ids[0]]
    monkeypatch.setattr(dialogs, "confirm", lambda *_args, **_options: True)
    form.links.remove()
    clerk.settles()
    assert desk.read(lambda unit: links.of(unit, ledger="opinions", record_id=1)) == ()
    assert form.links.list.count() == 0


def test_a_link_seen_from_the_other_end_says_so(new_form: NewForm, desk: Desk) -> None:
    factories.add(desk, "opinions")
    factories.add(desk, "rectifications")
    desk.write(
        lambda unit: links.add(unit, actor=desk.actor, kind="raises", start=("opinions", 1), end=("rectifications", 1))
    )
    form = new_form("rectifications", 1)
    assert form.links.list.item(0).text().startswith("来自　意见建议")
    assert form.tabs.tabText(form.tabs.indexOf(form.links)) == "关联 1"


def test_the_dialog_finds_a_record_by_its_words(
    form_operation: Operation, desk: Desk, qtbot: QtBot, clerk: Clerk
) -> None:
    factories.add(desk, "rectifications", "问题描述=村西路灯不亮")
    factories.add(desk, "rectifications", "问题描述=水渠漏水")
    dialog = LinkDialog(form_operation, registry.find("rectifications"))
    qtbot.addWidget(dialog)
    clerk.settles()
    assert dialog.found.count() == 2
    dialog.search.setText("水渠")
    qtbot.waitUntil(lambda: dialog.found.count() == 1)
    assert dialog.answer() == ("related", "rectifications", 2)


def test_enter_before_the_search_has_answered_links_nothing_else(
    form_operation: Operation, desk: Desk, qtbot: QtBot, clerk: Clerk
) -> None:
    wanted = factories.add(desk, "rectifications", "问题描述=村西路灯不亮")
    factories.add(desk, "rectifications", "问题描述=水渠漏水")
    dialog = LinkDialog(form_operation, registry.find("rectifications"))
    qtbot.addWidget(dialog)
    dialog.show()
    clerk.settles()
    dialog.search.setText("路灯")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()  # the newest record stands in the list still
    clerk.settles()
    dialog.ledgers.setCurrentIndex(dialog.ledgers.findData("opinions"))
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()  # as do those of another ledger
    dialog.ledgers.setCurrentIndex(dialog.ledgers.findData("rectifications"))
    clerk.settles()
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.answer() == ("related", "rectifications", wanted.ids[0])
