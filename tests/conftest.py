"""What every test may use: a fresh real ledger file, copied from one made once a session."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.services.desk import Desk, new_desk, open_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OFFICE = "清河镇"


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the program keeps in the user's data folder, in a folder of the tests."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file of an office with the campaign of 2013, as `new` makes it."""
    path = tmp_path_factory.mktemp("template") / "template.minqing"
    new_desk(path, office_name=OFFICE, campaign="mass_line_2013").close()
    return path


@pytest.fixture
def ledger_file(template: Path, tmp_path: Path) -> Path:
    """A copy of the template that the test may spoil."""
    return shutil.copy(template, tmp_path / "清河镇.minqing")


@pytest.fixture
def desk(ledger_file: Path) -> Iterator[Desk]:
    """The first operator at a fresh file."""
    opened = open_desk(ledger_file)
    yield opened
    opened.close()
