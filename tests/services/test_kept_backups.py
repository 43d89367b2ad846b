from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import backups, kept_backups, office
from app.services.backups import Occasion
from app.services.desk import open_desk
from db.clock import Clock
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.desk import Desk
    from db.copies import LedgerFile

    At = Callable[[str], None]

pytestmark = [pytest.mark.usefixtures("fresh_data_folder"), pytest.mark.file_only("backups are made of a file")]
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def file(desk: Desk) -> LedgerFile:
    return backups.source(desk)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the computer's clock."""

    def set_clock(text: str) -> None:
        monkeypatch.setattr(Clock, "now", lambda _self: datetime.fromisoformat(text))

    return set_clock


def keep(file: LedgerFile, occasion: Occasion = Occasion.CLOSING) -> kept_backups.Made:
    return kept_backups.keep(file, occasion=occasion)


def names(place: Path) -> list[str]:
    return [one.path.name for one in kept_backups.listed(place)]


def test_a_kept_backup_lies_in_the_data_folder_and_holds_the_ledger(
    file: LedgerFile, desk: Desk, fresh_data_folder: Path
) -> None:
    factories.add(desk, "rectifications")
    made = keep(file)
    assert made.path.is_relative_to(fresh_data_folder / "backups")
    assert backups.inside(made.path).counts["rectifications"] == 1
    assert {path.name for path in made.path.parent.iterdir()} - {".lock"} == {made.path.name}


def test_a_ledger_is_known_by_its_history_and_not_by_its_name(file: LedgerFile, desk: Desk, tmp_path: Path) -> None:
    keep(file)
    desk.close()
    moved = type(file)(tmp_path / "改名.minqing", file.key)
    shutil.move(file.path, moved.path)
    assert len(kept_backups.listed(kept_backups.folder(moved))) == 1


def test_it_is_due_when_the_ledger_was_changed(file: LedgerFile, desk: Desk, tmp_path: Path) -> None:
    assert kept_backups.is_due(file)
    keep(file)
    assert not kept_backups.is_due(file)
    backups.backup(desk, out=tmp_path / "x.mqbak")  # writes a row of history of its own
    assert not kept_backups.is_due(file)
    factories.add(desk, "rectifications")
    assert kept_backups.is_due(file)


def test_a_sample_is_never_due(file: LedgerFile, desk: Desk) -> None:
    desk.write(lambda unit: office.make_sample(unit, today=datetime(2014, 3, 31).date()))
    assert not kept_backups.is_due(file)


def test_of_one_day_the_newest_stays_and_occasions_beside_it(file: LedgerFile, at: At) -> None:
    at("2014-03-31T08:00:00")
    keep(file)
    at("2014-03-31T09:00:00")
    keep(file, Occasion.BEFORE_IMPORT)
    at("2014-03-31T17:30:00")
    made = keep(file)
    assert names(made.path.parent) == [
        "台账备份20140331-173000-3.mqbak", "导入前20140331-090000-2.mqbak"
    ]  # fmt: skip


def test_a_clock_set_back_keeps_the_new_one(file: LedgerFile, at: At) -> None:
    at("2014-03-31T08:00:00")
    keep(file)
    at("2000-01-01T00:01:00")
    made = keep(file)
    assert names(made.path.parent)[0] == "台账备份20000101-000100-2.mqbak"
    assert len(names(made.path.parent)) == 2


def test_on_a_full_disk_the_older_go_and_the_newest_stays(
    file: LedgerFile,
    at: At,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for day in (28, 29, 30):
        at(f"2014-03-{day}T18:00:00")
        keep(file)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, 0))
    at("2014-03-31T18:00:00")
    made = keep(file)
    assert names(made.path.parent) == ["台账备份20140331-180000-4.mqbak"]


def test_what_a_killed_backup_left_is_swept_away(file: LedgerFile) -> None:
    place = keep(file).path.parent
    left = [place / ".台账备份20140331-080000-9.mqbak.part", place / ".台账备份20140331-080000-9.mqbak.db-journal"]
    for path in left:
        path.write_bytes(b"half")
    assert len(names(place)) == 1
    keep(file)
    assert not any(path.exists() for path in left)


def test_two_at_a_time_is_refused(file: LedgerFile) -> None:
    place = keep(file).path.parent
    with kept_backups._alone(place), pytest.raises(Refused, match="另一个备份正在进行"):
        keep(file)


def test_a_copy_goes_to_the_second_place(file: LedgerFile, tmp_path: Path) -> None:
    usb = tmp_path / "U盘"
    usb.mkdir()
    kept_backups.set_second_place(file, place=usb)
    made = keep(file)
    assert made.outside
    (folder,) = usb.iterdir()
    (there,) = folder.iterdir()
    assert there.name == made.path.name
    assert there.read_bytes() == made.path.read_bytes()


def test_without_the_usb_stick_the_backup_stands_and_says_so(file: LedgerFile, tmp_path: Path) -> None:
    usb = tmp_path / "U盘"
    usb.mkdir()
    kept_backups.set_second_place(file, place=usb)
    usb.rmdir()
    made = keep(file)
    assert made.path.exists()
    assert not made.outside
    assert made.trouble == "第二备份位置现在找不到（U盘没有插上？），这一份只留在本机。"
    usb.mkdir()
    again = kept_backups.copy_outside(file)
    assert again is not None
    assert again.outside


def test_a_copy_that_was_spoiled_on_the_way_is_not_counted(
    file: LedgerFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb = tmp_path / "U盘"
    usb.mkdir()
    kept_backups.set_second_place(file, place=usb)

    def half(source: Path, target: Path) -> None:
        data = bytearray(source.read_bytes())
        data[9000] ^= 1
        target.write_bytes(data)

    monkeypatch.setattr(shutil, "copyfile", half)
    made = keep(file)
    assert (made.outside, "不一致" in made.trouble) == (False, True)
    assert [path.name for path in next(usb.iterdir()).iterdir()] == []
    assert kept_backups.standing(file).outside_at is None


def test_a_second_place_that_is_not_there_is_refused(file: LedgerFile, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="备份设置没有改"):
        kept_backups.set_second_place(file, place=tmp_path / "没有")
    with pytest.raises(Refused, match="找不到或写不进去"):
        kept_backups.set_second_place(file, place=tmp_path / ("长" * 100))  # no disk takes such a name
    assert kept_backups.second_place(file) is None


def test_the_status_line_says_when_the_last_checked_one_was_made(file: LedgerFile, at: At) -> None:
    assert kept_backups.standing(file).words == "还没有核对过的备份"
    at("2014-03-31T08:00:00")
    keep(file)
    at("2014-03-31T10:00:00")
    assert kept_backups.standing(file).words == "最近一次核对过的备份：2小时前"
    assert kept_backups.last_verified(file) == datetime(2014, 3, 31, 8)


def test_a_backup_by_hand_counts_and_one_on_another_disk_is_outside(
    file: LedgerFile,
    at: At,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at("2014-03-31T08:00:00")
    kept_backups.noted_by_hand(file, out=tmp_path)
    standing = kept_backups.standing(file)
    assert (standing.verified_at, standing.outside_at) == (datetime(2014, 3, 31, 8), None)
    monkeypatch.setattr(kept_backups, "is_elsewhere", lambda _ledger, _out: True)
    kept_backups.noted_by_hand(file, out=tmp_path)
    assert kept_backups.standing(file).outside_at == datetime(2014, 3, 31, 8)


def test_after_seven_days_without_an_outside_copy_it_reminds(file: LedgerFile, at: At, tmp_path: Path) -> None:
    begun = Clock().now()
    assert kept_backups.standing(file).reminder == ""
    at((begun + timedelta(days=8)).isoformat())
    assert kept_backups.standing(file).reminder.startswith("还没有备份拷到U盘或另一块磁盘上。")
    kept_backups.set_second_place(file, place=tmp_path)
    keep(file)
    assert kept_backups.standing(file).reminder == ""
    at((begun + timedelta(days=16)).isoformat())
    assert kept_backups.standing(file).reminder.startswith("上一份拷到U盘或另一块磁盘上的备份是8天前做的。")


def test_a_sample_is_not_reminded_of(file: LedgerFile, desk: Desk, at: At) -> None:
    desk.write(lambda unit: office.make_sample(unit, today=datetime(2014, 3, 31).date()))
    at((Clock().now() + timedelta(days=30)).isoformat())
    assert kept_backups.standing(file).reminder == ""


def test_what_is_listed_says_what_is_inside_and_what_cannot_be_read(file: LedgerFile) -> None:
    made = keep(file)
    broken = made.path.with_name("台账备份20140331-080000-9.mqbak")
    broken.write_bytes(b"x")
    (made.path.parent / "别的.txt").write_text("x")
    found = kept_backups.inside_all(made.path.parent)
    assert [(one.path.name, said is None) for one, said in found] == [(broken.name, True), (made.path.name, False)]


def test_before_a_ledger_is_brought_up_to_date_it_is_backed_up(tmp_path: Path) -> None:
    path = Path(shutil.copy(Path(__file__).parents[1] / "fixtures" / "schema_0001.minqing", tmp_path / "旧.minqing"))
    desk = open_desk(path)
    desk.close()
    ((one, said),) = kept_backups.inside_all(kept_backups.folder(backups.source(desk)))
    assert said is not None
    assert (one.path.name[:3], said.schema, said.counts["rectifications"]) == ("升级前", 1, 2)
    open_desk(path).close()
    assert len(kept_backups.listed(one.path.parent)) == 1
