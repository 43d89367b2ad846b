"""各单位汇总 in the window of one who reads for the county: what each office counts, and the way into it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import python_calamine

from app.services import county, county_figures, figures
from app.ui import application, saving, theme
from app.ui.county_dialog import CountyDialog
from tests import factories
from tests.server import offices
from tests.ui import audit
from tests.ui.rest import at_rest
from tests.ui.test_server_window import entries, opened

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.figures.model import Lens
    from app.services.county_figures import Consolidated
    from app.ui.session import Session
    from tests.server.offices import County


@pytest.mark.usefixtures("usual_size")
def test_the_county_counts_as_its_offices_do_and_leads_into_them(
    session: Session, county_server: County, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = county_server.new_office()
    with closing(county.open_desk(url)) as desk:
        for text in ("路灯不亮", "井盖松动"):
            factories.add(desk, "opinions", "日期=2014-03-09", f"原始意见={text}")
        own = {one.code: one.shown for one in desk.read(figures.all_figures)}
    name = county_server.names()[-1]
    county.add_reader(county_server.administrator, role="sums_reader", role_password=offices.ROLE_PASSWORD)
    window = opened(session, county_server.url("sums_reader", f"&office={offices.OFFICE}"), qtbot)
    entries(window)["各单位汇总…"].trigger()
    dialog = window.findChild(CountyDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert dialog.indicators.rowCount() == len(dialog.found.indicators)
    for code in ("O8.opinions", "R1.total"):
        at = next(place for place, one in enumerate(dialog.found.indicators) if one.code == code)
        dialog.indicators.setCurrentCell(at, 0)
        rows = {cells[0]: cells for cells in map(dialog.offices.texts, range(dialog.offices.rowCount()))}
        assert set(rows) == set(county_server.names())
        assert rows[name][1] == own[code]
    application.set_font_points(theme.LARGEST)
    qtbot.waitUntil(lambda: audit.faults(dialog) == [])
    dialog.search.setText("没有这样的指标")
    assert (dialog.indicators.rowCount(), dialog.offices.rowCount()) == (0, 0)
    dialog.search.clear()

    monkeypatch.setattr(saving, "ask_place", lambda *_: tmp_path / "汇总.xlsx")
    dialog.export_button.click()
    qtbot.waitUntil(lambda: "已导出" in dialog.said.text())
    lines = python_calamine.load_workbook(str(tmp_path / "汇总.xlsx")).get_sheet_by_index(0).to_python()
    assert name in {line[0] for line in lines}

    shown = dialog.indicators.rowCount()
    monkeypatch.setattr(saving, "ask_place", lambda *_: tmp_path / "没有这个文件夹" / "汇总.xlsx")
    dialog.export_button.click()
    qtbot.waitUntil(lambda: "已导出" not in dialog.said.text())
    assert (dialog.indicators.rowCount(), dialog.export_button.isEnabled()) == (shown, True)  # only the file failed

    dialog.campaign.setText("没有的活动")
    dialog.campaign.returnPressed.emit()
    qtbot.waitUntil(lambda: "没有叫「没有的活动」的活动" in dialog.said.text())
    assert dialog.count_button.isEnabled()
    asked: list[str] = []
    consolidated = county_figures.consolidated

    def noting(text: str, *, password: str, lens: Lens) -> Consolidated:
        asked.append(lens.campaign)
        return consolidated(text, password=password, lens=lens)

    monkeypatch.setattr(county_figures, "consolidated", noting)
    dialog.campaign.setText("群众路线")
    for _ in range(2):  # the second is not heard while the first is under way
        dialog.campaign.returnPressed.emit()
    qtbot.waitUntil(lambda: "只算活动：群众路线" in dialog.said.text())
    assert asked == ["群众路线"]

    dialog.day.setText("不是日期")
    dialog.count_button.click()
    assert "不是日期" in dialog.said.text()
    assert dialog.count_button.isEnabled()
    assert (dialog.indicators.rowCount(), dialog.export_button.isEnabled()) == (0, False)  # counted for another day
    dialog.day.clear()
    dialog.count_button.click()
    qtbot.waitUntil(lambda: dialog.found is not None)
    dialog.indicators.setCurrentCell(0, 0)

    place = next(at for at in range(dialog.offices.rowCount()) if dialog.offices.texts(at)[0] == name)
    dialog.offices.activated.emit(dialog.offices.model().index(place, 0))
    qtbot.waitUntil(lambda: session.window is not None and session.window is not window)
    other = session.window
    assert other is not None
    at_rest(qtbot, other.operation)
    assert other.operation.desk.reads_for_county
    assert county.server_of(other.operation.desk.store.place).office == name


def test_an_office_is_not_offered_the_county(session: Session, county_server: County, qtbot: QtBot) -> None:
    window = opened(session, county_server.new_office(), qtbot)
    assert "各单位汇总…" not in entries(window)
