from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ui.form_preview import FormPreview
from app.ui.slips_page import SlipsPage
from db.values import Reference
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def page(day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> SlipsPage:
    """31 March: one item overdue, one near; both are 李明's."""
    for due in ("2014-03-25", "2014-04-02"):
        factories.add(
            day_desk, "rectifications", "登记日期=2014-03-20", f"整改时限={due}", "责任人=李明", "责任领导=王镇长"
        )  # fmt: skip
    made = SlipsPage(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def test_a_slip_says_its_colour_in_words_too(page: SlipsPage) -> None:
    assert [page.slips.texts(row)[0] for row in range(2)] == ["红色·逾期", "蓝色·临期"]
    assert page.tree.words("红") == "1 件"
    page.tree.choose("蓝")
    assert page.slips.rowCount() == 1


def test_a_line_leads_to_its_record(page: SlipsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.open_record) as heard:
        page.slips.open_row(0)
    assert heard.args == ["rectifications", 1]


def test_a_slip_is_issued_once(
    page: SlipsPage, day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    page.slips.setCurrentCell(0, 0)
    page.issue()
    settled()
    values = factories.read(day_desk, "issued_papers", 1).values
    assert (values["paper_no"], values["colour"], values["record_no"]) == ("督〔2014〕1号", "红", "整改〔2014〕1号")
    with qtbot.waitSignal(operation.refused) as heard:
        page.issue()
    assert "没有重复发出" in heard.args[0]


def test_an_unanswered_slip_goes_one_leader_up(page: SlipsPage, day_desk: Desk, settled: Callable[[], None]) -> None:
    page.issue()
    settled()
    day_desk.store.clock.fixed = date(2014, 4, 14)
    page.refresh()
    settled()
    page.tree.choose("unanswered")
    assert page.papers.texts(0)[:2] == ("督〔2014〕1号", "李明")
    page.escalate()
    settled()
    assert factories.read(day_desk, "issued_papers", 1).values["escalated_to"] == Reference("王镇长")


def test_each_person_has_a_monday_list(page: SlipsPage) -> None:
    page.tree.choose("person:李明")
    assert [page.tasks.texts(row)[2:] for row in range(2)] == [("2014-03-25", "逾期"), ("2014-04-02", "临期")]
    assert "李明" in page.title.text()
    assert page.issue_button.isHidden()


def test_an_issued_slip_is_shown_as_it_will_be_printed(page: SlipsPage, settled: Callable[[], None]) -> None:
    page.issue()
    settled()
    settled()
    page.tree.choose("waiting")
    page.print_out()
    settled()
    preview = page.findChild(FormPreview)
    assert preview is not None
    assert preview.title.startswith("督办单 督〔2014〕")
    assert preview.pdf.startswith(b"%PDF")
    preview.done(0)
