from __future__ import annotations

import resource
import shutil
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Exit, Refused
from app.services import backups, exporting, faults, printing, report_files
from app.services.desk import new_desk, open_desk
from app.services.listing import Ask, count
from db.errors import Fault, StoreError
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.desk import Desk


def test_a_file_in_a_folder_that_cannot_be_written_is_read_and_not_written(
    ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_desk(ledger_file)
    factories.add(first, "rectifications")
    first.close()
    before = ledger_file.read_bytes()
    monkeypatch.setattr("os.access", lambda *_: False)
    desk = open_desk(ledger_file)
    assert desk.read_only
    assert desk.read(lambda unit: count(unit, ask=Ask("rectifications"))) == 1
    with pytest.raises(Refused, match="只能读取"):
        factories.add(desk, "rectifications")
    desk.close()
    assert ledger_file.read_bytes() == before


def test_saves_left_in_a_log_that_cannot_be_read_are_told_of(
    ledger_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    writer = open_desk(ledger_file)
    factories.add(writer, "rectifications")
    crashed = tmp_path / "光盘" / "甲.minqing"
    crashed.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{ledger_file}{suffix}", f"{crashed}{suffix}")
    writer.close()
    monkeypatch.setattr("os.access", lambda *_: False)
    desk = open_desk(crashed)
    assert desk.read(lambda unit: count(unit, ask=Ask("rectifications"))) == 0
    assert desk.warnings == (faults.UNMERGED,)
    desk.close()


def test_a_new_file_in_a_folder_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="不存在"):
        new_desk(tmp_path / "没有" / "a.minqing", office_name="清河镇")
    assert list(tmp_path.iterdir()) == []


def test_an_office_without_a_name_or_with_an_unknown_campaign_makes_nothing(tmp_path: Path) -> None:
    for arguments in ({"office_name": " "}, {"office_name": "清河镇", "campaign": "没有的活动"}):
        with pytest.raises(Refused):
            new_desk(tmp_path / "a.minqing", **arguments)
    assert list(tmp_path.glob("*.minqing*")) == []


def test_the_window_holds_the_file_for_all_its_threads(desk: Desk) -> None:
    desk.hold()
    failed: list[Refused] = []

    def write() -> None:
        try:
            factories.add(desk, "rectifications")
        except Refused as refusal:
            failed.append(refusal)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert failed == []


def test_a_second_desk_is_told_who_has_the_file(desk: Desk, ledger_file: Path) -> None:
    desk.hold()
    other = open_desk(ledger_file)
    with pytest.raises(Refused, match="管理员"):
        factories.add(other, "rectifications")
    with pytest.raises(Refused, match="管理员"):
        other.hold()
    other.close()


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow, as on a disk without room."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


def test_on_a_full_disk_the_ledger_is_read_and_goes_to_another(ledger_file: Path, tmp_path: Path) -> None:
    first = open_desk(ledger_file)
    factories.add(first, "rectifications")
    first.close()
    with full_disk():
        desk = open_desk(ledger_file)
        assert desk.read(lambda unit: count(unit, ask=Ask("rectifications"))) == 1
        with pytest.raises(Refused, match="磁盘写不进去了，这一条还没有存上"):
            factories.add(desk, "rectifications")
        with pytest.raises(Refused, match=r"磁盘空间不够，「出\.xlsx」没有生成"):
            exporting.export(desk, ask=Ask("rectifications"), out=tmp_path / "出.xlsx")
    assert "磁盘写不进去了" in desk.band
    assert exporting.export(desk, ask=Ask("rectifications"), out=tmp_path / "出.xlsx") == 1
    assert backups.backup(desk, out=tmp_path / "备.mqbak").counts["rectifications"] == 1
    desk.close()
    again = open_desk(ledger_file)
    factories.add(again, "rectifications")
    again.close()


def test_nothing_leaves_the_file_without_its_history(desk: Desk, ledger_file: Path, tmp_path: Path) -> None:
    factories.add(desk, "rectifications")
    desk.hold()
    other = open_desk(ledger_file)
    for name, give in (
        ("出.xlsx", lambda out: exporting.export(other, ask=Ask("rectifications"), out=out)),
        ("打.pdf", lambda out: printing.print_ledger(other, out=out, ask=Ask("rectifications"))),
        ("报.docx", lambda out: report_files.give(other, report="self-check", out=out)),
    ):
        with pytest.raises(Refused, match=r"管理员.*没有生成文件，台账没有改动"):
            give(tmp_path / name)
        assert not (tmp_path / name).exists()
    assert backups.backup(other, out=tmp_path / "备.mqbak").counts["rectifications"] == 1
    desk.close()
    assert exporting.export(other, ask=Ask("rectifications"), out=tmp_path / "出.xlsx") == 1
    other.close()


def test_a_closed_desk_leaves_only_the_ledger_in_sight(ledger_file: Path) -> None:
    for work in (lambda desk: factories.add(desk, "rectifications"), lambda desk: desk.read(lambda _unit: None)):
        desk = open_desk(ledger_file)
        work(desk)
        desk.close()
    assert [path.name for path in ledger_file.parent.iterdir() if not path.name.startswith(".")] == [ledger_file.name]


def test_an_unknown_operator_is_not_let_in(ledger_file: Path) -> None:
    with pytest.raises(Refused, match="陌生人") as caught:
        open_desk(ledger_file, user="陌生人")
    assert caught.value.exit_code is Exit.NOT_ALLOWED


def test_every_fault_of_a_file_has_a_sentence_that_says_what_to_do() -> None:
    assert set(faults._SENTENCES) == set(Fault)
    for fault in Fault:
        sentence = faults.refusal(StoreError(fault, "/folder/甲.minqing")).sentence
        assert sentence.endswith("。")
        assert "/folder" not in sentence or fault in faults._WORDS
        assert "{" not in sentence


@pytest.mark.parametrize("place", ["长" * 80 + ".minqing", "长" * 90 + "/甲.minqing"])
def test_a_name_that_is_too_long_for_a_disk_is_told(place: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="名称太长，没有新建任何文件"):
        new_desk(tmp_path / place, office_name="清河镇")
    assert list(tmp_path.iterdir()) == []
