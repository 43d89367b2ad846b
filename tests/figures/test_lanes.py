"""Two threads read the figures of a large file; what they come to is what one would have found."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from app.figures import tallying
from app.services import figures
from db import store
from tests import factories

if TYPE_CHECKING:
    from app.figures.frame import Frame
    from app.services.desk import Desk
    from db.unit import UnitOfWork


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file is large enough for a second reader."""
    monkeypatch.setattr(store, "WORTH_A_SECOND_READER", 0)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The threads that have read a table."""
    seen: set[int] = set()
    own = tallying.tallies

    def noted(frame: Frame, group: list[object]) -> object:
        seen.add(threading.get_ident())
        return own(frame, group)  # type: ignore[arg-type]

    monkeypatch.setattr(tallying, "tallies", noted)
    return seen


def test_two_readers_find_what_one_finds(sample_desk: Desk, threads: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    alone = sample_desk.read(figures.all_figures)
    assert len(threads) == 1
    monkeypatch.setattr(store, "WORTH_A_SECOND_READER", 0)
    assert sample_desk.read(figures.all_figures) == alone
    assert len(threads) == 2


@pytest.mark.usefixtures("large")
def test_a_save_in_between_leaves_the_first_reader_alone(sample_desk: Desk, threads: set[int]) -> None:
    def look(unit: UnitOfWork) -> tuple[figures.Figure, ...]:
        unit.setting("near_days")  # the snapshot of this reader begins with its first question
        factories.add(sample_desk, "opinions")
        return figures.all_figures(unit)

    before = {one.code: one.value for one in sample_desk.read(figures.all_figures)}
    threads.clear()
    assert {one.code: one.value for one in sample_desk.read(look)} == before
    assert len(threads) == 1


@pytest.mark.usefixtures("large")
def test_what_is_not_saved_yet_is_counted_by_the_one_reader_that_sees_it(sample_desk: Desk, threads: set[int]) -> None:
    sample_desk.write(figures.all_figures)
    assert len(threads) == 1


@pytest.mark.usefixtures("large")
def test_a_fault_in_either_thread_is_heard_and_lets_the_second_reader_go(
    sample_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    main, own = threading.get_ident(), tallying.tallies

    def broken(frame: Frame, group: list[object]) -> object:
        if threading.get_ident() != main:
            message = "the disk is gone"
            raise OSError(message)
        return own(frame, group)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(tallying, "tallies", broken)
        with pytest.raises(OSError, match="the disk is gone"):
            sample_desk.read(figures.all_figures)
    assert sample_desk.read(figures.all_figures)
    with sample_desk.store.read() as unit, unit.beside(unit.connection) as second:
        assert second is not None
        with unit.beside(unit.connection) as third:
            assert third is None
