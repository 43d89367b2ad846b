from __future__ import annotations

import os

import pytest

from db import attempts


@pytest.fixture
def uuid() -> bytes:
    return os.urandom(16)


def fail(uuid: bytes, times: int, clock: float = 1000.0, running: float = 50.0) -> None:
    for _ in range(times):
        attempts.count_failure(uuid, at="2014-03-31T09:00:00", operator="管理员", clock=clock, running=running)


@pytest.mark.parametrize(
    ("failed", "seconds"), [(0, 0), (4, 0), (5, 60), (6, 120), (7, 240), (8, 480), (10, 1920), (11, 3600), (60, 3600)]
)
def test_the_wait_grows_from_the_fifth_wrong_try(failed: int, seconds: int) -> None:
    assert attempts.wait_after(failed) == seconds


def test_the_wait_passes_with_the_computers_running_time(uuid: bytes) -> None:
    fail(uuid, 6)
    assert attempts.wait_left(uuid, clock=1030.0, running=80.0) == 90
    assert attempts.wait_left(uuid, clock=1120.0, running=170.0) == 0


def test_a_clock_set_forward_does_not_end_the_wait(uuid: bytes) -> None:
    fail(uuid, 6)
    assert attempts.wait_left(uuid, clock=999_999.0, running=51.0) == 119


def test_a_clock_set_back_does_not_lengthen_it_for_ever(uuid: bytes) -> None:
    fail(uuid, 6, clock=1_000_000.0)
    assert attempts.wait_left(uuid, clock=5.0, running=110.0) == 60


def test_after_a_restart_the_clock_tells(uuid: bytes) -> None:
    fail(uuid, 6)
    assert attempts.wait_left(uuid, clock=1020.0, running=3.0) == 100


def test_a_restart_with_the_clock_set_back_begins_the_wait_anew(uuid: bytes) -> None:
    fail(uuid, 6)
    assert attempts.wait_left(uuid, clock=10.0, running=3.0) == 120
    assert attempts.wait_left(uuid, clock=15.0, running=63.0) == 60


def test_a_right_try_ends_the_wait_and_leaves_the_wrong_ones_to_be_told(uuid: bytes) -> None:
    fail(uuid, 5)
    assert attempts.succeed(uuid) == (("2014-03-31T09:00:00", "管理员"),) * 5
    assert attempts.wait_left(uuid, clock=1000.0, running=50.0) == 0
    attempts.told(uuid)
    assert attempts.succeed(uuid) == ()


def test_a_record_that_was_edited_counts_as_five_wrong_tries(uuid: bytes, own_data_folder: object) -> None:
    fail(uuid, 7)
    place = attempts._place(uuid)
    place.write_text(place.read_text("utf-8").replace("[7,", "[0,"), "utf-8")
    assert 50 <= attempts.wait_left(uuid) <= 60
    place.write_text("")
    assert 50 <= attempts.wait_left(uuid) <= 60
