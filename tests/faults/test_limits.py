"""F02, F09, F11, F14, F26, F49: an import that is killed, a full disk, no memory, two programs, a long day."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services.desk import open_desk
from app.services.listing import Ask, count
from db import audit
from tests.faults import children, whole, write_paths
from tests.faults.conftest import ROUNDS
from tests.faults.killing import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.desk import Desk

ROWS = 300


def answer(target: Callable[..., None], *arguments: object) -> object:
    """What a child tells last."""
    here, there = CONTEXT.Pipe()
    child = CONTEXT.Process(target=target, args=(*arguments, there))
    child.start()
    there.close()
    told = None
    try:
        while True:
            told = here.recv()
    except EOFError:
        child.join()
        here.close()
        return told


def items(path: Path) -> int:
    desk = open_desk(path)
    found = desk.read(lambda unit: count(unit, ask=Ask("rectifications")))
    assert whole.problems(desk) == []
    desk.close()
    return found


def test_an_import_that_is_killed_wrote_all_rows_or_none(ledger_file: Path, tmp_path: Path) -> None:
    source = tmp_path / "批量.csv"
    lines = [f"第{n}条路灯不亮,2014-03-0{n % 9 + 1}" for n in range(ROWS)]
    source.write_text("\n".join(["问题描述,登记日期", *lines]), "utf-8-sig")
    before, rng = items(ledger_file), random.Random()
    for _ in range(ROUNDS):
        here, there = CONTEXT.Pipe()
        child = CONTEXT.Process(target=children.import_when_told, args=(str(ledger_file), str(source), there))
        child.start()
        there.close()
        here.recv()
        time.sleep(rng.uniform(0, 0.6))
        child.kill()
        child.join()
        here.close()
        assert items(ledger_file) - before in (0, ROWS)
    assert answer(children.import_when_told, str(ledger_file), str(source)) in (0, 1)
    assert items(ledger_file) - before == ROWS


def test_an_exception_between_record_and_history_saves_neither(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = write_paths.steps_in(desk)
    for name, act in write_paths.PATHS.items():
        with monkeypatch.context() as patch:
            for way in ("append", "append_many"):
                patch.setattr(audit, way, lambda *_arguments: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                act(desk)
        assert whole.problems(desk) == [], name
    assert write_paths.steps_in(desk) == before


def test_a_full_disk_is_a_sentence_and_saving_goes_on_when_there_is_room(ledger_file: Path) -> None:
    told = answer(children.save_into_a_small_disk, str(ledger_file), 2_000_000)
    assert isinstance(told, tuple)
    steps, sentence, printed, again = told
    assert "还没有存上" in sentence
    assert "磁盘空间不够" in printed
    assert not (ledger_file.parent / "台账.pdf").exists()
    desk = open_desk(ledger_file)
    assert {*steps, again} <= write_paths.steps_in(desk)
    assert whole.problems(desk) == []
    desk.close()
    assert write_paths.leftovers(ledger_file) == []


def test_without_memory_a_large_file_is_a_sentence_and_nothing_is_half(ledger_file: Path, tmp_path: Path) -> None:
    source = tmp_path / "大.pdf"
    source.write_bytes(b"%PDF-1.7\n" + random.Random(1).randbytes(45_000_000))
    assert answer(children.attach_with_little_memory, str(ledger_file), str(source)) == 1
    desk = open_desk(ledger_file)
    assert whole.problems(desk) == []
    desk.close()


def test_the_file_of_a_killed_program_is_free_at_once(ledger_file: Path) -> None:
    here, there = CONTEXT.Pipe()
    child = CONTEXT.Process(target=children.hold, args=(str(ledger_file), there))
    child.start()
    here.recv()
    desk = open_desk(ledger_file)
    with pytest.raises(Refused, match="管理员"):
        write_paths.add(desk)
    child.kill()
    child.join()
    assert write_paths.add(desk)
    desk.close()
    here.close()
    there.close()


def test_a_long_day_takes_no_more_memory_and_no_more_files(ledger_file: Path) -> None:
    told = answer(children.work_for_long, str(ledger_file), 300 * ROUNDS // 3)
    assert isinstance(told, list)
    (early, files), (late, files_late) = told
    assert late - early < 20_000_000
    assert files_late == files
