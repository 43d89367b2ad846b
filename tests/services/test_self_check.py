from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.paper import fonts
from app.paper.check_sheet import draw_check_sheet
from app.services import backups, county, kept_backups, operators, self_check
from tests import factories
from tests.services import tampering
from tests.services.test_printing import text

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from tests.server.offices import County

Usage = namedtuple("Usage", "total used free")
GB = 1024**3


@pytest.fixture(autouse=True)
def _own_backups(fresh_data_folder: Path) -> None:
    """Kept backups go by the ledger, and all ledgers of the tests are copies of one."""


def _back_up(desk: Desk, out: Path) -> None:
    backups.backup(desk, out=out)
    kept_backups.noted_by_hand(backups.source(desk), out=out)


def _line(desk: Desk, name: str) -> tuple[bool, str]:
    found = {line.name: (line.ok, line.sentence) for line in self_check.run(desk, printers=[]).lines}
    return found[name]


@pytest.mark.file_only("the county backs a server up")
def test_of_a_sound_file_on_a_sound_machine_only_the_backup_is_wanting(desk: Desk) -> None:
    report = self_check.run(desk, printers=["办公室"])
    assert [line.name for line in report.lines if not line.ok] == ["backup"]
    assert (report.office, report.ok) == ("清河镇", False)


@pytest.mark.file_only("the county backs a server up")
def test_after_a_backup_all_is_well(desk: Desk, tmp_path: Path) -> None:
    _back_up(desk, tmp_path / "一.mqbak")
    assert self_check.run(desk, printers=[]).ok


@pytest.mark.file_only("the county backs a server up")
def test_a_backup_of_eight_days_ago_is_told(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _back_up(desk, tmp_path / "一.mqbak")
    made_at = kept_backups.last_verified(backups.source(desk))
    assert made_at is not None
    monkeypatch.setattr(type(desk.store.clock), "now", lambda _self: made_at + timedelta(days=7, seconds=1))
    is_well, sentence = _line(desk, "backup")
    assert (is_well, "已超过 7 天" in sentence) == (False, True)


@pytest.mark.file_only("the disk of a file")
@pytest.mark.parametrize(("free", "is_well"), [(499 * 1024**2, False), (501 * 1024**2, True), (80 * GB, True)])
def test_space_is_low_below_500_megabytes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, free: int, is_well: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100 * GB, 0, free))
    assert _line(desk, "space")[0] is is_well


@pytest.mark.file_only("the disk of a file")
def test_space_is_low_below_three_times_the_ledger(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100 * GB, 0, 2 * GB))
    with desk.path.open("rb+") as stream:
        stream.truncate(GB)  # a hole: no disk is filled
    assert not self_check._space(desk.path).ok
    with desk.path.open("rb+") as stream:
        stream.truncate(GB // 2)
    assert self_check._space(desk.path).ok


def test_a_clock_before_the_last_action_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(desk.store.clock), "now", lambda _self: datetime(2000, 1, 1))
    assert _line(desk, "clock")[0] is False


def test_a_face_that_was_changed_or_is_gone_is_named(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "resources"
    shutil.copytree(fonts.resources() / "fonts", copy / "fonts")
    monkeypatch.setattr(fonts, "resources", lambda: copy)
    assert _line(desk, "fonts")[0]
    (copy / "fonts" / "NotoSansSC-Bold.ttf").write_bytes(b"other")
    (copy / "fonts" / "LXGWWenKai-Regular.ttf").unlink()
    is_well, sentence = _line(desk, "fonts")
    assert not is_well
    assert "LXGWWenKai-Regular.ttf、NotoSansSC-Bold.ttf" in sentence


def test_no_printer_is_no_fault(desk: Desk) -> None:
    assert _line(desk, "printers") == (True, "没有找到打印机；打印时会存为 PDF，不影响登记。")


@pytest.mark.file_only("how a file is saved")
def test_how_it_saves_is_asked_of_the_connection_itself(desk: Desk) -> None:
    assert _line(desk, "journal") == (True, "每存一条都写到磁盘上，断电也不丢已保存的记录。")
    with desk.store.read() as unit:
        unit.connection.exec_driver_sql("PRAGMA secure_delete=0")
        assert self_check._safety(unit, is_only_read=False).ok is False


def test_a_server_that_might_lose_a_save_is_told_of_and_what_is_the_countys_is_not(offices_at_server: County) -> None:
    """The tests' server does not wait for its disk."""
    desk = county.open_desk(offices_at_server.new_office())
    lines = {one.name: (one.ok, one.sentence) for one in self_check.run(desk, printers=[]).lines}
    desk.close()
    assert not {"space", "backup"} & lines.keys()
    assert (lines["journal"][0], "请告诉县里的管理员" in lines["journal"][1]) == (False, True)
    assert lines["library"][0]


@pytest.mark.file_only("a ledger is changed by another program")
def test_the_sheet_is_one_page_and_names_nobody(desk: Desk, tmp_path: Path) -> None:
    tampering.fill(desk)
    factories.add(desk, "petitions", "信访人姓名=欧阳倩茜")
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="诸葛子瑜", role="录入"))
    tampering.tamper(
        desk.path,
        "UPDATE operators SET role='管理' WHERE name='诸葛子瑜'",
        "UPDATE petitions SET petitioner_name='司马相如'",
        "UPDATE attachment SET name='上官婉儿的信.txt'",
        "UPDATE audit SET operator='诸葛子瑜' WHERE seq > 3",
        "DELETE FROM attachment_chunk",
        "DELETE FROM opinions WHERE serial=2",
    )
    report = self_check.run(desk, printers=[])
    out = tmp_path / "自检.pdf"
    with out.open("wb") as stream:
        printed = draw_check_sheet(self_check.sheet(report), stream)
    assert printed.pages == 1
    shown = "".join(text(out).split()) + self_check.as_text(report)
    assert "！注意" in shown
    assert report.anchor.split()[1] in shown
    for name in ("欧阳倩茜", "诸葛子瑜", "司马相如", "上官婉儿"):
        assert name not in shown
    assert "诸葛子瑜" in "".join(line.sentence for line in report.lines)
