from __future__ import annotations

import multiprocessing
import os
import stat
from typing import TYPE_CHECKING

import pytest

from app.ui import handed_over
from app.ui.handed_over import HandedOver

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "minqing" / "opened"


def hand_over_and_wait(pipe: Connection) -> None:
    owner = HandedOver()
    pipe.send(str(owner.put("名单.docx", b"names")))
    pipe.recv()


def test_what_is_handed_over_is_for_this_user_alone_and_goes_with_its_owner(folder: Path) -> None:
    owner = HandedOver()
    path = owner.put("名单.docx", b"names")
    assert path.read_bytes() == b"names"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    del owner
    assert list(folder.iterdir()) == []


def test_what_a_killed_program_left_goes_at_the_next_start(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=hand_over_and_wait, args=(there,))
    child.start()
    path = here.recv()
    handed_over.sweep()
    assert os.path.exists(path)  # its program still runs
    child.kill()
    child.join()
    handed_over.sweep()
    assert list(folder.iterdir()) == []
    here.close()
    there.close()


def test_without_a_folder_there_is_nothing_to_sweep(folder: Path) -> None:
    handed_over.sweep()
    assert not folder.exists()
