from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from db import keys, recovery_code
from db.errors import Fault, StoreError
from db.keys import Cost

if TYPE_CHECKING:
    from pathlib import Path

CHEAP = Cost(1, 8)


@pytest.fixture
def new() -> keys.NewKeys:
    return keys.new_keys("管理员", "村口那棵老槐树下", CHEAP)


@pytest.fixture
def ledger(new: keys.NewKeys, tmp_path: Path) -> Path:
    """A file that begins as the encrypted ledger of these keys does."""
    path = tmp_path / "甲.minqing"
    path.write_bytes(new.file.uuid + os.urandom(100))
    return path


def fault_of(work: object) -> Fault:
    with pytest.raises(StoreError) as caught:
        work()  # type: ignore[operator]
    return caught.value.fault


def test_the_passphrase_and_the_code_open_the_same_key(new: keys.NewKeys) -> None:
    assert keys.unlock(new.file, "村口那棵老槐树下") == new.key
    assert keys.unlock(new.file, "村口那棵老槐树下", operator="管理员") == new.key
    assert keys.unlock_by_code(new.file, new.code) == new.key
    assert len(new.key) == 48
    assert new.key[32:] == new.file.uuid


def test_a_wrong_passphrase_a_wrong_code_and_an_unknown_operator_open_nothing(new: keys.NewKeys) -> None:
    assert fault_of(lambda: keys.unlock(new.file, "村口那棵老槐树上")) is Fault.WRONG_PASSPHRASE
    assert fault_of(lambda: keys.unlock(new.file, "村口那棵老槐树下", operator="别人")) is Fault.WRONG_PASSPHRASE
    assert fault_of(lambda: keys.unlock_by_code(new.file, recovery_code.new_code())) is Fault.WRONG_PASSPHRASE


def test_full_width_digits_are_the_same_digits() -> None:
    made = keys.new_keys("管理员", "清河2014台账", CHEAP)
    assert keys.unlock(made.file, "清河２０１４台账") == made.key


def test_no_two_ledgers_share_a_key_or_a_code() -> None:
    made = [keys.new_keys("管理员", "村口那棵老槐树下", CHEAP) for _ in range(5)]
    assert len({one.key for one in made}) == len({one.code for one in made}) == 5


def test_a_second_operator_has_a_passphrase_of_his_own(new: keys.NewKeys) -> None:
    both = keys.add_slot(new.file, new.key, "李审核", "河边的水车咿呀转", CHEAP)
    assert both.operators == ("管理员", "李审核")
    assert keys.unlock(both, "河边的水车咿呀转", operator="李审核") == new.key
    assert fault_of(lambda: keys.unlock(both, "村口那棵老槐树下", operator="李审核")) is Fault.WRONG_PASSPHRASE
    left = keys.remove_slot(both, new.key, "管理员")
    assert keys.unlock(left, "河边的水车咿呀转") == new.key
    with pytest.raises(ValueError, match="last"):
        keys.remove_slot(left, new.key, "李审核")


def test_a_renamed_operator_keeps_his_passphrase_and_place(new: keys.NewKeys) -> None:
    both = keys.add_slot(new.file, new.key, "李审核", "河边的水车咿呀转", CHEAP)
    renamed = keys.rename_slot(both, new.key, "管理员", "王主任", "村口那棵老槐树下")
    assert renamed.operators == ("王主任", "李审核")
    assert keys.unlock(renamed, "村口那棵老槐树下", operator="王主任") == new.key


def test_a_new_passphrase_and_a_new_code_end_the_old_ones(new: keys.NewKeys) -> None:
    changed = keys.add_slot(new.file, new.key, "管理员", "河边的水车咿呀转", CHEAP)
    assert fault_of(lambda: keys.unlock(changed, "村口那棵老槐树下")) is Fault.WRONG_PASSPHRASE
    again, code = keys.new_recovery(changed, new.key, CHEAP)
    assert fault_of(lambda: keys.unlock_by_code(again, new.code)) is Fault.WRONG_PASSPHRASE
    assert keys.unlock_by_code(again, code) == keys.unlock(again, "河边的水车咿呀转") == new.key
    assert (new.file.serial, changed.serial, again.serial) == (1, 2, 3)


def test_the_key_file_is_read_as_it_was_written_and_holds_no_key(new: keys.NewKeys) -> None:
    data = keys.dumps(new.file)
    assert keys.loads(data) == new.file
    for secret in (new.key[:32].hex(), new.code, "村口那棵老槐树下"):
        assert secret not in data.decode()


@pytest.mark.parametrize("place", range(0, 900, 37))
def test_a_flipped_bit_anywhere_in_the_key_file_is_noticed(new: keys.NewKeys, place: int) -> None:
    data = bytearray(keys.dumps(new.file))
    data[place % len(data)] ^= 1
    try:
        found = keys.loads(bytes(data))
    except ValueError:
        return
    assert found == new.file  # a blank between two fields became another blank


def test_a_key_file_changed_by_someone_without_the_key_opens_nothing(new: keys.NewKeys) -> None:
    """An operator taken out, with a sum that is right again: the seal by the data key is not."""
    both = keys.add_slot(new.file, new.key, "李审核", "河边的水车咿呀转", CHEAP)
    changed = keys.KeyFile(both.uuid, both.serial, both.slots[:1], both.recovery, both.mac)
    read = keys.loads(keys.dumps(changed))
    assert fault_of(lambda: keys.unlock(read, "村口那棵老槐树下")) is Fault.KEY_DAMAGED


def test_a_slot_moved_to_another_name_or_cost_does_not_open(new: keys.NewKeys) -> None:
    slot = new.file.slots[0]
    for moved in (
        keys.Slot("别人", slot.cost, slot.salt, slot.nonce, slot.wrapped),
        keys.Slot("管理员", Cost(2, 8), slot.salt, slot.nonce, slot.wrapped),
    ):
        file = keys.KeyFile(new.file.uuid, 1, (moved,), new.file.recovery, new.file.mac)
        assert fault_of(lambda file=file: keys.unlock(file, "村口那棵老槐树下")) is Fault.WRONG_PASSPHRASE


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"magic": "minqing-key"}', b'{"sum": 1}'])
def test_what_is_no_key_file_is_none(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        keys.loads(data)


def test_the_second_copy_serves_when_the_first_is_lost_or_damaged(new: keys.NewKeys, ledger: Path) -> None:
    keys.save(ledger, new.file)
    assert len(keys.load(ledger)) == 2
    beside = keys.key_path(ledger)
    for spoil in (lambda: beside.write_bytes(beside.read_bytes()[:200]), beside.unlink):
        spoil()
        assert keys.load(ledger) == (new.file,)
    keys.spare_path(new.file.uuid).unlink()
    assert fault_of(lambda: keys.load(ledger)) is Fault.KEY_LOST
    beside.write_text("damaged")
    assert fault_of(lambda: keys.load(ledger)) is Fault.KEY_DAMAGED


def test_the_keys_of_a_ledger_that_was_renamed_are_found(new: keys.NewKeys, ledger: Path) -> None:
    keys.save(ledger, new.file)
    keys.spare_path(new.file.uuid).unlink()
    renamed = ledger.rename(ledger.with_name("乙.minqing"))
    assert keys.load(renamed) == (new.file,)


def test_the_keys_of_another_ledger_are_not_taken(new: keys.NewKeys, ledger: Path) -> None:
    other = keys.new_keys("管理员", "村口那棵老槐树下", CHEAP)
    keys.write_whole(keys.key_path(ledger), keys.dumps(other.file))
    assert fault_of(lambda: keys.load(ledger)) is Fault.KEY_DAMAGED


def test_the_files_are_for_their_owner_alone(new: keys.NewKeys, ledger: Path) -> None:
    keys.save(ledger, new.file)
    for place in (keys.key_path(ledger), keys.spare_path(new.file.uuid)):
        assert place.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_costs_only_the_second_copy(
    new: keys.NewKeys, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(keys, "data_folder", lambda: tmp_path / "file")
    keys.save(ledger, new.file)
    assert keys.load(ledger) == (new.file,)


def test_the_cost_is_chosen_by_this_computer() -> None:
    cost = keys.choose_cost()
    assert (cost.memory, cost.time >= 2) == (64 * 1024, True)
    made = keys.new_keys("管理员", "村口那棵老槐树下", cost)
    began = time.thread_time()
    keys.unlock(made.file, "村口那棵老槐树下")
    assert 0.2 < time.thread_time() - began < 1.5
    told = json.loads(keys.dumps(made.file))["slots"][0]
    assert (told["kdf"], told["time"], told["memory"]) == ("argon2id", cost.time, cost.memory)


def test_a_derived_key_is_one_of_its_purpose(new: keys.NewKeys) -> None:
    assert keys.derive(new.key, "a") != keys.derive(new.key, "b")
    assert len(keys.derive(new.key, "a")) == 32


CHILD = """
import sys
from pathlib import Path
from db import keys
path, old, new = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
file = keys.load(path)[0]
key = keys.unlock(file, old)
print("ready", flush=True)
while True:
    for passphrase in (new, old):
        file = keys.add_slot(file, key, "管理员", passphrase, keys.Cost(1, 8))
        keys.save(path, file)
"""


def test_kill_9_while_the_passphrase_changes_leaves_the_old_or_the_new(new: keys.NewKeys, ledger: Path) -> None:
    """F05: in twenty rounds the file always opens by one of the two, and the code always does."""
    old, other = "村口那棵老槐树下", "河边的水车咿呀转"
    began = time.monotonic()
    keys.save(ledger, keys.add_slot(new.file, new.key, "管理员", old, keys.Cost(1, 8)))
    change = time.monotonic() - began  # as long as this disk takes
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    opened: set[str] = set()
    for turn in range(20):
        present = old if _opens(ledger, old, new.key) else other
        command = [sys.executable, "-c", CHILD, str(ledger), present, other if present == old else old]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=env) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            until = time.monotonic() + change * turn / 4
            while time.monotonic() < until:
                pass
            child.kill()
        found = [word for word in (old, other) if _opens(ledger, word, new.key)]
        assert len(found) == 1
        opened |= set(found)
        assert keys.unlock_by_code(keys.load(ledger)[0], new.code) == new.key
    assert opened == {old, other}


def _opens(path: Path, passphrase: str, key: bytes) -> bool:
    try:
        return keys.unlock(keys.load(path)[0], passphrase) == key
    except StoreError:
        return False
