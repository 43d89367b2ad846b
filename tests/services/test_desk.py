from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Exit, Refused
from app.services import faults
from app.services.desk import new_desk, open_desk
from app.services.listing import Ask, count
from db.errors import Fault, StoreError
from tests import factories

if TYPE_CHECKING:
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
