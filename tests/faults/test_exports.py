"""F03, F07, F08, F10b: files beside the ledger are there whole or not at all, killed or without power."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from app.services.desk import new_desk, open_desk
from db import keys
from tests.faults import export_paths, killing, syscalls, whole, write_paths
from tests.faults.conftest import ROUNDS
from tests.faults.crash import Ack, Rename, Sync, SyncFolder, states

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from tests.faults.crash import Op, State

STATES = 15


@pytest.mark.parametrize("name", export_paths.EXPORTS)
def test_killed_while_writing_a_file_the_name_bears_the_old_one_or_a_whole_one(ledger_file: Path, name: str) -> None:
    seed = random.randrange(1_000_000)
    rng = random.Random(seed)
    out = ledger_file.parent / name
    out.write_bytes(export_paths.OLD)
    for _ in range(ROUNDS):
        killing.run_and_kill(export_paths.export_until_killed, (str(ledger_file), name), rng)
        assert export_paths.wrong_names(ledger_file.parent) == [], f"seed {seed}"
    desk = open_desk(ledger_file)
    export_paths.EXPORTS[name](desk, out)
    assert whole.problems(desk) == []
    desk.close()
    # what a killed writing left beside its place goes with the next one
    assert write_paths.leftovers(ledger_file) == [name]


def test_a_failed_drawing_leaves_the_old_file(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "台账.pdf"
    out.write_bytes(export_paths.OLD)
    monkeypatch.setattr("app.services.printing.draw_ledger", lambda *_arguments, **_named: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_paths.print_ledger(desk, out)
    assert out.read_bytes() == export_paths.OLD
    assert list(tmp_path.glob(".*.part")) == []


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], list[Op]]:
    """An encrypted ledger written in every way: what its folder held at first, and the log of the system calls."""
    folder = tmp_path_factory.mktemp("traced")
    path = folder / "清河镇.minqing"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "choose_cost", lambda: keys.Cost(1, 8))
        desk = new_desk(path, office_name="清河镇", campaign="mass_line_2013", passphrase=write_paths.PASSPHRASE)
    write_paths.prepare(desk)
    desk.close()
    for name in export_paths.EXPORTS:
        (folder / name).write_bytes(export_paths.OLD)
    return syscalls.record(path, tmp_path_factory.mktemp("trace") / "trace")


def test_a_power_cut_loses_no_acknowledged_save_or_file_of_an_encrypted_ledger(
    traced: tuple[dict[str, bytes], list[Op]],
) -> None:
    files, log = traced
    assert sum(isinstance(op, Ack) for op in log) == len(write_paths.PATHS) + len(export_paths.EXPORTS)
    seed = random.randrange(1_000_000)
    for state in states(files, log, STATES, random.Random(seed)):
        assert export_paths.faults_of(state) == [], f"seed {seed}, operation {state.at} of {len(log)}"


def test_a_file_is_synced_before_it_gets_its_name_and_its_folder_before_it_is_told(
    traced: tuple[dict[str, bytes], list[Op]],
) -> None:
    _, log = traced
    for name in export_paths.EXPORTS:
        renamed = next(place for place, op in enumerate(log) if isinstance(op, Rename) and op.target == name)
        part = log[renamed].name  # type: ignore[union-attr]
        told = log.index(Ack(name))
        assert Sync(part) in log[:renamed], name
        assert SyncFolder() in log[renamed:told], name


def test_without_their_syncs_the_files_would_be_lost(traced: tuple[dict[str, bytes], list[Op]]) -> None:
    files, log = traced
    careless = [op for op in log if not isinstance(op, Sync | SyncFolder)]
    broken = sum(bool(_faults_or_damage(state)) for state in states(files, careless, 8, random.Random(1)))
    assert broken > 4


def _faults_or_damage(state: State) -> list[str]:
    try:
        return export_paths.faults_of(state)
    except Exception as error:
        return [type(error).__name__]
