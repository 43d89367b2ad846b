"""F01: killed with SIGKILL while saving, by every write path."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.faults import whole, write_paths
from tests.faults.conftest import ROUNDS
from tests.faults.killing import kill_rounds

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk


@pytest.mark.parametrize("name", write_paths.KILLED)
def test_kill_9_during_a_save_loses_nothing_acknowledged_and_leaves_nothing_half(ledger_file: Path, name: str) -> None:
    seed = random.randrange(1_000_000)
    tally = kill_rounds(ledger_file, name, ROUNDS, seed)
    assert (tally.lost, tally.problems) == (0, []), f"seed {seed}"
    assert tally.acknowledged > 0


@pytest.mark.parametrize("name", write_paths.KILLED)
def test_every_write_path_leaves_a_whole_file(desk: Desk, name: str) -> None:
    steps = [write_paths.KILLED[name](desk) for _ in range(4)]
    assert len(set(steps)) == 4
    assert set(steps) <= write_paths.steps_in(desk)
    assert whole.problems(desk) == []


SPOILS = {
    "record without history": "UPDATE rectifications SET remark = 'x' WHERE id = 1",
    "record gone": "DELETE FROM search_row WHERE ledger = 'rectifications' AND record_id = 1",
    "piece gone": "DELETE FROM attachment_chunk WHERE position = 1",
    "link stands again": "UPDATE link SET voided_at = NULL",
    "voided without history": "UPDATE rectifications SET voided_at = '2014-03-01 00:00:00' WHERE id = 2",
    "number would be given again": "UPDATE numbers SET next_serial = 1 WHERE series = 'rectifications'",
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_the_check_after_a_fault_sees_what_is_half(desk: Desk, spoil: str) -> None:
    for act in (write_paths.attach, write_paths.link, write_paths.link):
        act(desk)
    with desk.store.write() as unit:
        unit.connection.exec_driver_sql(SPOILS[spoil])
    assert whole.problems(desk) != []
