"""A file that every write path can work on, and how many rounds a loop has."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from app.services.desk import open_desk
from tests.faults import write_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.desk import Desk

ROUNDS = int(os.environ.get("ROUNDS", "3"))
"""Rounds of a loop in every run; `make soak` asks for the long ones."""


@pytest.fixture(scope="session")
def prepared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with what the write paths work on."""
    path = shutil.copy(template, tmp_path_factory.mktemp("prepared") / "prepared.minqing")
    desk = open_desk(path)
    write_paths.prepare(desk)
    desk.close()
    return path


@pytest.fixture
def ledger_file(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the prepared ledger that the test may spoil."""
    return shutil.copy(prepared, tmp_path / "清河镇.minqing")


@pytest.fixture
def desk(ledger_file: Path) -> Iterator[Desk]:
    """The first operator at the prepared ledger."""
    opened = write_paths.open_ledger(ledger_file)
    yield opened
    opened.close()
